/* test_html_notes.c - footnotes of many generators as [^n], their marks, arrows and headings gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html_pairs.h"

static void linked_notes(void **state)
{
	static const struct pair v[] = {
		/* brackets around the link, in the same element or in the text */
		{"<p>A.<sup class=footnote>[<a id=_footnoteref_1 href='#_footnotedef_1'>1</a>]</sup>"
		 "<div class=footnote id=_footnotedef_1><a href='#_footnoteref_1'>1</a>. Note.</div>",
			"A.[^1]\n\n[^1]: Note."},
		{"<p>As Doe [<a href='#bib1'>1</a>] says.<h2>References</h2><ul><li id=bib1><span>[1]"
		 "</span> Doe. Paper.</ul>",
			"As Doe [^1] says.\n\n[^1]: Doe. Paper."},
		{"<p>A.<sup>[<a href='#note1' name=ref1>1</a>]</sup><p><a name=note1></a>[1] Note. "
		 "[<a href='#ref1'>back</a>]",
			"A.[^1]\n\n[^1]: Note."},
		/* lists of terms and tables (docutils) */
		{"<p>A <a class=footnote-reference href='#id2' id=id1>1</a>.<dl class=footnote><dt "
		 "id=id2><span><a href='#id1'>1</a></span></dt><dd><p>Note.</p></dd></dl>",
			"A [^1].\n\n[^1]: Note."},
		{"<p>A <a class=footnote-reference href='#id2' id=id1>[1]</a>.<table class='docutils "
		 "footnote' id=id2><tr><td class=label><a href='#id1'>[1]</a></td><td>Note.</td></tr>"
		 "</table>",
			"A [^1].\n\n[^1]: Note."},
		/* several paragraphs inside a box of their own (Substack) */
		{"<p>A.<a class=footnote-anchor id=fa-1 href='#footnote-1'>1</a></p><div "
		 "class=footnote><a id=footnote-1 href='#fa-1'>1</a><div class=footnote-content>"
		 "<p>One.</p><p>Two.</p></div></div>",
			"A.[^1]\n\n[^1]: One.\n\n    Two."},
		/* an arrow in front of the number (HighWire) */
		{"<p>A <a class=xref-fn href='#fn-1'>1</a>.<ul><li class=fn id=fn-1><p><span "
		 "class=fn-label>\xe2\x86\xb5"
		 "1</span> Note.</ul>",
			"A [^1].\n\n[^1]: Note."},
	};
	(void)state;
	CHECK(v);
}

static void notes_in_their_place(void **state)
{
	static const struct pair v[] = {
		{"<p>A<d-footnote>Note of it.</d-footnote> b.", "A[^1] b.\n\n[^1]: Note of it."},
		{"<p>A.<sup class=modern-footnotes-footnote><a href='javascript:void(0)'>1</a></sup>"
		 "<span role=tooltip class=modern-footnotes-footnote__note>Note of it.</span> b.",
			"A.[^1] b.\n\n[^1]: Note of it."},
		{"<p>A.<span class=aside>Note in the margin.</span> b.",
			"A.[^1] b.\n\n[^1]: Note in the margin."},
	};
	(void)state;
	CHECK(v);
}

static void bare_numbers(void **state)
{
	static const struct pair v[] = {
		{"<p>A.<sup>1</sup> b.<sup>2</sup><h3>Footnotes</h3><p><strong>1:</strong> One "
		 "note.</p><p><strong>2:</strong> Two notes.</p>",
			"A.[^1] b.[^2]\n\n[^1]: One note.\n\n[^2]: Two notes."},
		{"<p>A.<sup><a href='#mfn1'>1</a></sup><ul class=modern-footnotes-list><li><span>1"
		 "</span><div>Note of it.</div></ul>",
			"A.[^1]\n\n[^1]: Note of it."},
		{"<p>A<sup>2</sup><p><strong>2:</strong> x", "A<sup>2</sup>\n\n**2:** x"},
	};
	(void)state;
	CHECK(v);
}

static void notes_set_apart_by_empty_lines(void **state)
{
	static const struct pair v[] = {
		{"<font>A. [<a href='#f1n'>1</a>] B. [<a href='#f2n'>2</a>]<br><br><b>Notes</b><br><br>"
		 "[<a name=f1n>1</a>] One.<br><br>More.<br><br>[<a name=f2n>2</a>] <i>Two</i>."
		 "<br><br><b>Thanks</b> to all.</font>",
			"A. [^1] B. [^2]\n\n**Thanks** to all.\n\n[^1]: One.\n\n    More.\n\n"
			"[^2]: *Two*."},
		{"<font>A. <a href='#x'>1</a><br><br>b <a name=x>here</a> c.</font>",
			"A. [1](#x)\n\nb here c."},
	};
	(void)state;
	CHECK(v);
}

static void copies_and_headings_go(void **state)
{
	static const struct pair v[] = {
		{"<p>A.<sup><a href='#fn1' id=r1>1</a></sup><span class=littlefoot><button>1</button>"
		 "</span><div id=sidenote-column-left><div class=sidenote><p>Note.</p></div></div>"
		 "<h4>Notes:</h4><ol><li id=fn1>Note.<a href='#r1'>\xe2\x86\xa9</a></ol>",
			"A.[^1]\n\n[^1]: Note."},
		/* a heading stays above what is no note */
		{"<p>A.<sup><a href='#fn1' id=r1>1</a></sup><h2>References</h2><ol><li id=fn1>Note."
		 "<a href='#r1'>\xe2\x86\xa9</a></ol><p>Doe, 1999.",
			"A.[^1]\n\n## References\n\nDoe, 1999.\n\n[^1]: Note."},
	};
	(void)state;
	CHECK(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(linked_notes, setup, teardown),
		cmocka_unit_test_setup_teardown(notes_in_their_place, setup, teardown),
		cmocka_unit_test_setup_teardown(bare_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(notes_set_apart_by_empty_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(copies_and_headings_go, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
