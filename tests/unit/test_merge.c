/* test_merge.c - hand edits meet what kb generates anew: a story each, and random ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "doc/page.h"
#include "scratch.h"

#define NOTE_A "[^aaaaaaaa]: [One](../text/one-text.md#^p1p1p1p1): \"words of one source\""
#define NOTE_B "[^bbbbbbbb]: [Two](../text/two-text.md#^p2p2p2p2): \"words of two sources\""
#define NOTE_C "[^cccccccc]: [Six](../text/six-text.md#^p3p3p3p3): \"words of a third one\""
#define BACK "## Backlinks\n\n- [Press](press.md): It prints.\n"

/* A page of kb: front matter lines, body, the rest. */
static struct str kb_page(const char *fm, const char *body, const char *rest)
{
	struct str text =
		str_printf(a, "---\ntype: concept\ntitle: Ink\n%s---\n%s\n%s", fm, body, rest);
	return page_seal(a, text);
}

static struct str edit(struct str page, const char *from, const char *to)
{
	assert_true(str_find(page, str_of(from)) != STR_NPOS);
	return str_replace(a, page, str_of(from), str_of(to));
}

static struct page_merge merge(struct str base, struct str mine, struct str next)
{
	struct page_merge out;
	struct err e = {0};
	struct page page;
	if (!page_merge(a, base, mine, next, &out, &e))
		fail_msg("%s", e.text);
	assert_true(page_parse(a, out.text, &page, &e));
	assert_true(str_eq(page.kb_hash, page_hash(a, next)));
	return out;
}

static bool holds(struct str text, const char *words)
{
	return str_find(text, str_of(words)) != STR_NPOS;
}

static void has(struct str text, const char *words)
{
	if (!holds(text, words))
		fail_msg("no \"%s\" in:\n%.*s", words, STR_ARG(text));
}

static void lacks(struct str text, const char *words)
{
	if (holds(text, words))
		fail_msg("\"%s\" in:\n%.*s", words, STR_ARG(text));
}

static void same(struct str got, struct str want)
{
	if (!str_eq(got, want))
		fail_msg("got:\n%.*s\nwant:\n%.*s", STR_ARG(got), STR_ARG(want));
}

static bool in_list(struct strs l, const char *words)
{
	for (size_t i = 0; i < l.n; i++)
		if (holds(l.v[i], words))
			return true;
	return false;
}

#define BODY                                                                                       \
	"Ink is a liquid that leaves a mark.[^aaaaaaaa] It dries in the air.[^bbbbbbbb]\n\n"       \
	"## Making\n\nSoot is ground with gum and water.[^aaaaaaaa]\n\n- Soot gives black.\n"      \
	"- Gall gives brown.\n"
#define NOTES NOTE_A "\n" NOTE_B "\n"

static struct str base_page(void)
{
	return kb_page("", BODY, BACK "\n" NOTES);
}

static void an_untouched_page_becomes_the_new_one(void **state)
{
	(void)state;
	struct str base = base_page(), next = edit(base, "dries", "hardens");
	struct page_merge m = merge(base, base, page_seal(a, next));
	same(m.text, page_seal(a, next));
	assert_false(m.edited);
	assert_false(m.conflict);
}

static void windows_line_ends_are_no_edit(void **state)
{
	(void)state;
	struct str base = base_page(), mine = edit(base, "\n", "\r\n");
	struct str next = page_seal(a, edit(base, "dries", "hardens"));
	assert_false(merge(base, mine, next).edited);
}

static void an_edit_alone_stays_byte_for_byte(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine =
		edit(base, "## Making\n\n", "My own words stand here.\n\n\n## Making\n\n");
	struct page_merge m = merge(base, mine, base);
	same(m.text, mine);
	assert_true(m.edited);
	assert_false(m.conflict);
}

static void a_person_adds_a_paragraph_and_kb_rewrites_another(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "## Making", "I tried this at home.\n\n## Making");
	struct str next = page_seal(a, edit(base, "Soot is ground", "Fine soot is ground long"));
	struct page_merge m = merge(base, mine, next);
	has(m.text,
		"mark.[^aaaaaaaa] It dries in the air.[^bbbbbbbb]\n\nI tried this at home.\n\n## Making");
	has(m.text, "Fine soot is ground long");
	assert_false(m.conflict);
}

static void two_sentences_of_one_paragraph_change_on_two_sides(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It dries in the air.", "It dries in the open air of a room.");
	struct str next = page_seal(
		a, edit(base, "a liquid that leaves a mark", "a liquid that leaves a dark mark"));
	struct page_merge m = merge(base, mine, next);
	has(m.text,
		"leaves a dark mark.[^aaaaaaaa] It dries in the open air of a room.[^bbbbbbbb]");
	assert_false(m.conflict);
	assert_int_equal(m.kept.n, 0);
}

static void where_both_changed_a_sentence_the_persons_stays(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It dries in the air.", "It dries in the air, but slowly.");
	struct str next =
		page_seal(a, edit(base, "It dries in the air.", "It dries in the dry air."));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "but slowly");
	lacks(m.text, "dry air");
	assert_true(m.conflict);
	assert_true(in_list(m.kept, "It dries in the dry air."));
}

static void a_new_citation_of_kb_is_no_conflict(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It dries in the air.", "It dries in the air, but slowly.");
	struct str next = page_seal(a, edit(base, "air.[^bbbbbbbb]", "air.[^bbbbbbbb][^aaaaaaaa]"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "but slowly.[^bbbbbbbb]");
	assert_false(m.conflict);
}

static void a_sentence_inside_a_paragraph_of_kb_stays_in_its_place(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, " It dries", " My pen loves it. It dries");
	struct str next = page_seal(a, edit(base, "leaves a mark", "leaves a lasting mark"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "lasting mark.[^aaaaaaaa] My pen loves it. It dries");
	assert_false(m.conflict);
}

static void what_the_person_deleted_stays_deleted(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "Soot is ground with gum and water.[^aaaaaaaa]\n\n", "");
	struct str next = page_seal(a, edit(base, "leaves a mark", "leaves a lasting mark"));
	struct page_merge m = merge(base, mine, next);
	lacks(m.text, "Soot is ground");
	has(m.text, "lasting mark");
	assert_false(m.conflict);
}

static void what_the_person_deleted_and_kb_changed_is_kept_aside(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "Soot is ground with gum and water.[^aaaaaaaa]\n\n", "");
	struct str next =
		page_seal(a, edit(base, "with gum and water", "with gum arabic and water"));
	struct page_merge m = merge(base, mine, next);
	lacks(m.text, "gum arabic");
	assert_true(m.conflict);
	assert_true(in_list(m.kept, "gum arabic"));
}

static void what_kb_drops_goes_when_nobody_touched_it(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It dries in the air.", "It dries fast in the air.");
	struct str next =
		page_seal(a, edit(base, "Soot is ground with gum and water.[^aaaaaaaa]\n\n", ""));
	struct page_merge m = merge(base, mine, next);
	lacks(m.text, "Soot is ground");
	has(m.text, "dries fast");
}

static void what_kb_drops_but_the_person_changed_stays(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "with gum and water", "with gum and a little water");
	struct str next =
		page_seal(a, edit(base, "Soot is ground with gum and water.[^aaaaaaaa]\n\n", ""));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "with gum and a little water.[^aaaaaaaa]");
	assert_true(m.conflict);
}

static void kbs_own_sentences_go_out_of_an_edited_paragraph(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, " It dries", " My pen loves it. It dries");
	struct str next = page_seal(a,
		edit(base,
			"Ink is a liquid that leaves a mark.[^aaaaaaaa] It dries in the air.[^bbbbbbbb]\n\n",
			""));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "My pen loves it.");
	lacks(m.text, "It dries in the air.");
}

static void a_gone_source_leaves_its_mark_in_the_persons_sentence(void **state)
{
	(void)state;
	struct str base = base_page(), gone[] = {STR("bbbbbbbb")};
	struct str mine = edit(base, "It dries in the air.", "It dries in the air, I think.");
	struct str next = kb_page("",
		"Ink is a liquid that leaves a mark.[^aaaaaaaa]\n\n## Making\n\nSoot is ground with gum and "
		"water.[^aaaaaaaa]\n\n- Soot gives black.\n- Gall gives brown.\n",
		BACK "\n" NOTE_A "\n");
	struct page_merge m;
	struct err e = {0};
	assert_true(page_merge_gone(a, base, mine, next, (struct strs){gone, 1}, &m, &e));
	has(m.text, "It dries in the air, I think. (source removed)");
	lacks(m.text, "bbbbbbbb");
	/* And again: nothing moves any more. */
	struct page_merge again;
	assert_true(page_merge_gone(a, next, m.text, next, (struct strs){gone, 1}, &again, &e));
	same(again.text, m.text);
}

static void a_citation_that_only_the_person_uses_keeps_its_definition(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It dries in the air.", "It dries in the air, I think.");
	struct str next = kb_page("",
		"Ink is a liquid that leaves a mark.[^aaaaaaaa]\n\n## Making\n\nSoot is ground with gum and "
		"water.[^aaaaaaaa]\n\n- Soot gives black.\n- Gall gives brown.\n",
		BACK "\n" NOTE_A "\n");
	struct page_merge m = merge(base, mine, next);
	has(m.text, "I think.[^bbbbbbbb]");
	has(m.text, NOTE_B);
}

static void the_persons_footnotes_are_kept_at_the_end(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It dries in the air.", "It dries in the air.[^mine]");
	mine = str_cat(
		a, mine, STR("[^mine]: I saw it myself,\n    twice.\n[^later]: not yet used\n"));
	struct str next = page_seal(a, edit(base, "leaves a mark", "leaves a lasting mark"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "air.[^mine][^bbbbbbbb]");
	has(m.text, NOTE_B "\n[^mine]: I saw it myself,\n    twice.\n[^later]: not yet used\n");
}

static void definitions_follow_first_use_and_unused_ones_go(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "Ink is a liquid", "Truly, ink is a liquid");
	struct str next = kb_page("",
		"Ink is a liquid that leaves a mark.[^cccccccc] Paper drinks it.[^aaaaaaaa]\n",
		BACK "\n" NOTE_C "\n" NOTE_A "\n");
	struct page_merge m = merge(base, mine, next);
	lacks(m.text, NOTE_B);
	has(m.text, "Paper drinks it.[^aaaaaaaa]");
	has(m.text, NOTE_A);
}

static void the_persons_keys_stay_and_kbs_are_made_anew(void **state)
{
	(void)state;
	struct str base = kb_page("description: old\ngenerated: builtin\n", BODY, NOTES);
	struct str mine = edit(
		base, "title: Ink\n", "title: My ink\ncssclasses:\n  - wide\nrating: 5 # of 10\n");
	struct str next = kb_page("description: new\ngenerated: builtin\n", BODY, NOTES);
	struct page_merge m = merge(base, mine, next);
	has(m.text,
		"title: Ink\ndescription: new\ngenerated: builtin\ncssclasses:\n  - wide\n"
		"rating: 5 # of 10\nkb-hash: ");
	assert_true(in_list(m.undone, "title: My ink"));
	assert_false(m.conflict);
}

static void added_aliases_and_tags_are_kept(void **state)
{
	(void)state;
	struct str base = kb_page("aliases:\n  - Black ink\ntags:\n  - craft\n", BODY, NOTES);
	struct str mine = edit(edit(base, "  - Black ink\n", "  - Black ink\n  - Atrament\n"),
		"  - craft\n", "  - craft\n  - to-read\n");
	struct str next = kb_page("aliases:\n  - Black ink\n  - India ink\n", BODY, NOTES);
	struct page_merge m = merge(base, mine, next);
	has(m.text, "aliases:\n  - Black ink\n  - India ink\n  - Atrament\n");
	has(m.text, "tags:\n  - to-read\n");
}

static void backlinks_come_from_kb(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It prints.", "It prints, I know.");
	struct str next = page_seal(a,
		edit(base, "- [Press](press.md): It prints.\n",
			"- [Pen](pen.md): It writes.\n- [Press](press.md): It prints.\n"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "- [Pen](pen.md): It writes.\n- [Press](press.md): It prints.\n\n[^aaaa");
	lacks(m.text, "I know");
	assert_true(in_list(m.undone, "It prints, I know."));
}

static void words_behind_backlinks_move_before_them(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "It prints.\n", "It prints.\n\nA thought of mine.\n");
	struct page_merge m = merge(base, mine, base);
	has(m.text, "- Gall gives brown.\n\nA thought of mine.\n\n## Backlinks");
}

static void a_section_behind_the_footnotes_is_kept(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = str_cat(a, base, STR("\n## My notes\n\nBuy more ink.\n"));
	struct str next = page_seal(a, edit(base, "leaves a mark", "leaves a lasting mark"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "- Gall gives brown.\n\n## My notes\n\nBuy more ink.\n\n## Backlinks");
	has(m.text, NOTE_A "\n" NOTE_B "\n");
	has(m.text, "lasting mark");
}

static void an_item_added_to_a_list_of_kb_stays(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "- Gall", "- Wine gives red.\n- Gall");
	struct str next =
		page_seal(a, edit(base, "- Gall gives brown.", "- Gall gives a warm brown."));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "- Soot gives black.\n- Wine gives red.\n- Gall gives a warm brown.\n");
	assert_false(m.conflict);
}

static void a_row_added_to_a_table_of_kb_stays(void **state)
{
	(void)state;
	struct str base = kb_page("", "| ink | colour |\n| --- | --- |\n| soot | black |\n", "");
	struct str mine = edit(base, "| soot | black |", "| soot | black |\n| wine | red |");
	struct str next =
		page_seal(a, edit(base, "| soot | black |", "| gall | brown |\n| soot | black |"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "| gall | brown |\n| soot | black |\n| wine | red |\n");
}

static void code_that_both_changed_is_the_persons(void **state)
{
	(void)state;
	struct str base = kb_page("", "```\nmix soot\nadd gum\n```\n", "");
	struct str mine = edit(base, "add gum", "add gum twice");
	struct str next = page_seal(a, edit(base, "mix soot", "mix the soot"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "```\nmix soot\nadd gum twice\n```\n");
	assert_true(in_list(m.kept, "mix the soot"));
}

static void a_heading_that_the_person_renamed_stays(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "## Making", "## How I go about making");
	struct str next = page_seal(a, edit(base, "Soot is ground", "Fine soot is ground"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "## How I go about making\n\nFine soot is ground");
	lacks(m.text, "## Making");
}

static void a_block_that_kb_moves_takes_the_edit_along(void **state)
{
	(void)state;
	struct str one = STR("The first block talks about soot and gum.\n\n");
	struct str two = STR("A second block tells of paper and of skin.\n\n");
	struct str six = STR("Last comes a block on quills and brushes.\n\n");
	struct str all = str_printf(a, "%.*s%.*s%.*s", STR_ARG(one), STR_ARG(two), STR_ARG(six));
	struct str moved = str_printf(a, "%.*s%.*s%.*s", STR_ARG(two), STR_ARG(six), STR_ARG(one));
	struct str base = kb_page("", str_z(a, all), ""), next = kb_page("", str_z(a, moved), "");
	struct str mine = edit(base, "soot and gum.", "soot and gum, as I said.");
	struct page_merge m = merge(base, mine, next);
	has(m.text, "quills and brushes.\n\nThe first block talks about soot and gum, as I said.");
	assert_int_equal(str_find(str_from(m.text, str_find(m.text, STR("as I said")) + 9),
				 STR("first block")),
		STR_NPOS);
}

static void what_both_wrote_stands_once(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "## Making", "Paper drinks the ink fast.\n\n## Making");
	struct str next = page_seal(a, mine);
	next = page_seal(a, edit(next, "leaves a mark", "leaves a lasting mark"));
	struct page_merge m = merge(base, mine, next);
	same(m.text, next);
	assert_false(m.edited);
}

static void a_comment_of_the_person_is_kept(void **state)
{
	(void)state;
	struct str base = base_page();
	struct str mine = edit(base, "## Making", "%% check this %%\n\n<!-- todo -->\n\n## Making");
	struct str next = page_seal(a, edit(base, "leaves a mark", "leaves a lasting mark"));
	struct page_merge m = merge(base, mine, next);
	has(m.text, "%% check this %%\n\n<!-- todo -->\n\n## Making");
}

static void front_matter_that_cannot_be_read_is_set_aside(void **state)
{
	(void)state;
	struct str base = base_page(), mine = edit(base, "title: Ink", "title: [Ink");
	struct page_merge m = merge(base, mine, base);
	has(m.text, "title: Ink\n");
	assert_true(in_list(m.undone, "title: [Ink"));
}

/* --- random stories ---------------------------------------------------------------------- */

static uint64_t seed;

static unsigned pick(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static const char *const nouns[] = {"ink", "soot", "gum", "paper", "quill", "brush", "gall", "wine",
	"water", "press", "type", "skin", "reed", "lamp", "oil"};
static const char *const verbs[] = {
	"makes", "needs", "stains", "holds", "feeds", "dries", "marks", "thins", "binds"};

static void put_sentence(struct buf *b)
{
	const char *label = pick(2) ? "aaaaaaaa" : "bbbbbbbb";
	buf_printf(b, "The %s %s the %s near the %s of number %u.[^%s]", nouns[pick(15)],
		verbs[pick(9)], nouns[pick(15)], nouns[pick(15)], pick(1000), label);
}

static struct strs random_blocks(void)
{
	struct strs l = {0};
	for (unsigned i = 0, n = 3 + pick(8); i < n; i++) {
		struct buf b = buf_make(a);
		unsigned kind = pick(6), lines = 1 + pick(4);
		if (kind == 0)
			buf_printf(&b, "## About %s %u", nouns[pick(15)], pick(100));
		for (unsigned k = 0; kind > 0 && k < lines; k++) {
			if (k)
				buf_puts(&b, kind < 3 ? "\n" : " ");
			if (kind < 3)
				buf_puts(&b, "- ");
			put_sentence(&b);
		}
		strs_add(a, &l, buf_str(&b));
	}
	return l;
}

static struct str join_blocks(struct strs l)
{
	struct buf b = buf_make(a);
	buf_puts(&b, "---\ntype: concept\n---\n");
	for (size_t i = 0; i < l.n; i++) {
		buf_put(&b, l.v[i]);
		buf_puts(&b, "\n\n");
	}
	buf_puts(&b, BACK "\n" NOTES);
	return buf_str(&b);
}

/* kb's next text: blocks dropped, added, moved, changed in a sentence. */
static struct strs regenerate(struct strs l)
{
	struct strs out = {0};
	struct buf b = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		struct str s = l.v[i];
		size_t at = str_find(s, STR("number"));
		switch (pick(6)) {
		case 0: continue;
		case 1:
			if (at != STR_NPOS)
				s = str_printf(a, STR_FMT "count" STR_FMT,
					STR_ARG(str_sub(s, 0, at)), STR_ARG(str_from(s, at + 6)));
			break;
		case 2:
			b = buf_make(a);
			put_sentence(&b);
			strs_add(a, &out, buf_str(&b));
			break;
		default: break;
		}
		strs_add(a, &out, s);
	}
	if (out.n > 1 && pick(3) == 0) {
		struct str s = out.v[0];
		out.v[0] = out.v[out.n - 1];
		out.v[out.n - 1] = s;
	}
	return out;
}

/* A person writes n sentences into blocks: whole blocks, list items, between sentences, instead of
 * one. */
static struct strs hand_edit(struct strs l, struct strs *wrote)
{
	struct strs out = {0};
	for (size_t i = 0; i < l.n; i++) {
		struct str s = l.v[i];
		struct str own =
			str_printf(a, "Honestly I wrote remark %u of my own here.", pick(100000));
		size_t stop = str_find(s, STR(".[^"));
		bool list = str_starts(s, STR("- ")), prose = !list && stop != STR_NPOS;
		unsigned what = pick(5);
		if (what == 0 || (what < 3 && list)) {
			s = list ? str_printf(a, STR_FMT "\n- " STR_FMT, STR_ARG(s), STR_ARG(own))
				 : str_printf(a, STR_FMT "\n\n" STR_FMT, STR_ARG(s), STR_ARG(own));
			strs_add(a, wrote, own);
		} else if (what == 1 && prose) {
			size_t end = stop + 12;
			s = str_printf(a, STR_FMT " " STR_FMT STR_FMT, STR_ARG(str_sub(s, 0, end)),
				STR_ARG(own), STR_ARG(str_from(s, end)));
			strs_add(a, wrote, own);
		} else if (what == 2 && prose) {
			own.n--;
			s = str_printf(
				a, STR_FMT STR_FMT, STR_ARG(own), STR_ARG(str_from(s, stop)));
			strs_add(a, wrote, own);
		}
		strs_add(a, &out, s);
	}
	return out;
}

static void a_story(unsigned round)
{
	struct strs blocks = random_blocks(), wrote = {0};
	struct str base = page_seal(a, join_blocks(blocks));
	struct str mine_text = join_blocks(hand_edit(blocks, &wrote));
	struct str mine = str_replace(a, mine_text, STR("type: concept\n"),
		str_printf(
			a, "type: concept\nkb-hash: " STR_FMT "\n", STR_ARG(page_hash(a, base))));
	for (int i = 0; i < 3; i++) {
		struct strs new_blocks = regenerate(blocks);
		struct str next = page_seal(a, join_blocks(new_blocks));
		struct page_merge m = merge(base, mine, next), again;
		for (size_t k = 0; k < wrote.n; k++)
			if (str_find(m.text, wrote.v[k]) == STR_NPOS)
				fail_msg(
					"round %u.%d lost \"%.*s\"\n--- base\n%.*s\n--- mine\n%.*s\n"
					"--- next\n%.*s\n--- merged\n%.*s",
					round, i, STR_ARG(wrote.v[k]), STR_ARG(base), STR_ARG(mine),
					STR_ARG(next), STR_ARG(m.text));
		again = merge(next, m.text, next);
		same(again.text, m.text);
		assert_int_equal(again.kept.n, 0);
		base = next;
		mine = m.text;
		blocks = new_blocks;
	}
}

static void each_sentence_of_the_person_outlives_regeneration(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 100; round++) {
		seed = round + 1;
		struct arena_mark m = arena_mark(a);
		a_story(round);
		arena_release(a, m);
	}
}

static void a_huge_page_merges_in_time(void **state)
{
	(void)state;
	struct buf b = buf_make(a), c = buf_make(a);
	seed = 7;
	for (int i = 0; i < 10000; i++) {
		buf_printf(&b, "Block %d says %u and nothing else.\n\n", i % 7000, pick(1000));
		buf_printf(&c, "Block %d says %u and nothing else.\n\n", 10000 - i, pick(1000));
	}
	struct str base = kb_page("", str_z(a, buf_str(&b)), "");
	struct str mine = edit(base, "Block 17 says", "I say block 17 says");
	struct page_merge m = merge(base, mine, kb_page("", str_z(a, buf_str(&c)), ""));
	has(m.text, "I say block 17 says");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {T(an_untouched_page_becomes_the_new_one),
		T(windows_line_ends_are_no_edit), T(an_edit_alone_stays_byte_for_byte),
		T(a_person_adds_a_paragraph_and_kb_rewrites_another),
		T(two_sentences_of_one_paragraph_change_on_two_sides),
		T(where_both_changed_a_sentence_the_persons_stays),
		T(a_new_citation_of_kb_is_no_conflict),
		T(a_sentence_inside_a_paragraph_of_kb_stays_in_its_place),
		T(what_the_person_deleted_stays_deleted),
		T(what_the_person_deleted_and_kb_changed_is_kept_aside),
		T(what_kb_drops_goes_when_nobody_touched_it),
		T(what_kb_drops_but_the_person_changed_stays),
		T(kbs_own_sentences_go_out_of_an_edited_paragraph),
		T(a_gone_source_leaves_its_mark_in_the_persons_sentence),
		T(a_citation_that_only_the_person_uses_keeps_its_definition),
		T(the_persons_footnotes_are_kept_at_the_end),
		T(definitions_follow_first_use_and_unused_ones_go),
		T(the_persons_keys_stay_and_kbs_are_made_anew), T(added_aliases_and_tags_are_kept),
		T(backlinks_come_from_kb), T(words_behind_backlinks_move_before_them),
		T(a_section_behind_the_footnotes_is_kept), T(an_item_added_to_a_list_of_kb_stays),
		T(a_row_added_to_a_table_of_kb_stays), T(code_that_both_changed_is_the_persons),
		T(a_heading_that_the_person_renamed_stays),
		T(a_block_that_kb_moves_takes_the_edit_along), T(what_both_wrote_stands_once),
		T(a_comment_of_the_person_is_kept),
		T(front_matter_that_cannot_be_read_is_set_aside),
		T(each_sentence_of_the_person_outlives_regeneration),
		T(a_huge_page_merges_in_time)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
