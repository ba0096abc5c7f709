/* test_html_callout.c - boxes of many generators as "> [!type] title", and that they are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/convert.h"
#include "html_pairs.h"

static void forges_and_vaults(void **state)
{
	static const struct pair v[] = {
		{"<div class='markdown-alert markdown-alert-note'><p class=markdown-alert-title>"
		 "<svg></svg>Note</p><p>One.</p><ul><li>a<li>b</ul><pre><code "
		 "class=language-sh>make</code></pre></div>",
			"> [!note]\n> One.\n>\n> - a\n> - b\n>\n> ```sh\n> make\n> ```"},
		{"<blockquote class='attention-header attention-tip'><p><svg></svg><strong "
		 "class=attention-tip>Tip</strong></p><p>One.</p></blockquote>",
			"> [!tip]\n> One."},
		{"<blockquote><p>[!WARNING]<br>\nNot <b>yet</b> read.</p></blockquote>",
			"> [!warning]\n> Not **yet** read."},
		{"<blockquote><p>[!NOTE] Named\nby hand</p></blockquote>",
			"> [!note] Named\n> by hand"},
		{"<blockquote><p>[!what] is this</p></blockquote>", "> [!what] is this"},
		{"<div class='callout is-collapsible' data-callout=faq data-callout-fold='-'><div "
		 "class=callout-title><div class=callout-icon><svg></svg></div><div "
		 "class=callout-title-inner>Why?</div></div><div class=callout-content><p>So.</div>"
		 "</div>",
			"> [!faq]- Why?\n> So."},
		{"<div class=callout-block data-callout=true><p>Plain box.</p></div>",
			"> [!note]\n> Plain box."},
	};
	(void)state;
	CHECK(v);
}

static void sites_of_documentation(void **state)
{
	static const struct pair v[] = {
		{"<div class='theme-admonition theme-admonition-tip admonition_x1 alert "
		 "alert--success'><div class=admonitionHeading_x2><span "
		 "class=admonitionIcon_x3><svg></svg></span>tip</div><div "
		 "class=admonitionContent_x4><p>One.</p></div></div>",
			"> [!tip]\n> One."},
		{"<div class='danger custom-block'><p class=custom-block-title>STOP</p><p>One.</p>"
		 "</div>",
			"> [!danger] STOP\n> One."},
		{"<details class=note open><summary>More</summary><p>One.</p></details>",
			"> [!note]+ More\n> One."},
		{"<div class='admonition seealso'><p class=admonition-title>See also</p><p>One.</p>"
		 "</div>",
			"> [!info] See also\n> One."},
		{"<div class='admonitionblock tip'><table><tr><td class=icon><div "
		 "class=title>Tip</div></td><td class=content>One.</td></tr></table></div>",
			"> [!tip]\n> One."},
		{"<div class='alert is-info'><p class=alert-title>Note</p><p>One.</p></div>",
			"> [!note]\n> One."},
		{"<div class=NOTE><p>Note</p><p>One.</p></div>", "> [!note]\n> One."},
		{"<aside class='starlight-aside starlight-aside--danger'><p "
		 "class=starlight-aside__title>Look!</p><div class=starlight-aside__content>"
		 "<p>One.</p></div></aside>",
			"> [!danger] Look!\n> One."},
		{"<div class='callout callout-style-default callout-note'><div "
		 "class=callout-header><div class=callout-icon-container><i></i></div><div "
		 "class=callout-title-container><span class=screen-reader-only>Note</span>Of five"
		 "</div></div><div class=callout-body><p>One.</p></div></div>",
			"> [!note] Of five\n> One."},
		{"<div class='confluence-information-macro confluence-information-macro-tip'><p "
		 "class=title>Try</p><div class=confluence-information-macro-body><p>One.</p></div>"
		 "</div>",
			"> [!tip] Try\n> One."},
		{"<div class='notecard deprecated'><p>One.</p></div>", "> [!warning]\n> One."},
		{"<div class='note note_important'><span class=note__title>Important:</span> "
		 "One.</div>",
			"> [!important]\n> One."},
	};
	(void)state;
	CHECK(v);
}

static void blogs_and_toolkits(void **state)
{
	static const struct pair v[] = {
		{"<div class='alert alert-warning'><button class=close "
		 "data-dismiss=alert>\xc3\x97</button><h4 class=alert-heading>Gap</h4>Mind it.</div>",
			"> [!warning] Gap\n> Mind it."},
		{"<div class='alert alert-info note callout'>One.</div>", "> [!note]\n> One."},
		{"<div class='box alert alert-success'><strong>See also</strong><br>One.</div>",
			"> [!success] See also\n> One."},
		{"<div class='note info'><p>One.</p></div>", "> [!info]\n> One."},
		{"<div class='box notices cstyle note'><div class=box-label>Keep</div><div "
		 "class=box-content><p>One.</p></div></div>",
			"> [!note] Keep\n> One."},
		{"<div class='kg-card kg-callout-card kg-callout-card-blue'><div "
		 "class=kg-callout-emoji>\xf0\x9f\x92\xa1</div><div "
		 "class=kg-callout-text>One.</div></div>",
			"> [!tip]\n> One."},
		{"<figure class='block-color callout'><div><span "
		 "class=icon>\xf0\x9f\x8e\xa8</span></div><div>One.</div></figure>",
			"> [!note] \xf0\x9f\x8e\xa8\n> One."},
		{"<blockquote class='callout callout_warn'><h3 class=callout-heading><span "
		 "class=callout-icon>\xf0\x9f\x9a\xa7</span>Check</h3><p>One.</p></blockquote>",
			"> [!warning] Check\n> One."},
		{"<article class='message is-info'><div class=message-header><p>Info</p></div><div "
		 "class=message-body>One.</div></article>",
			"> [!info]\n> One."},
		{"<sl-alert variant=warning><b>A</b> b</sl-alert>", "> [!warning]\n> **A** b"},
	};
	(void)state;
	CHECK(v);
}

/* Class names alone make no callout of what is none. */
static void other_boxes_stay_text(void **state)
{
	static const struct pair v[] = {
		{"<div class=note>Just a note class.</div>", "Just a note class."},
		{"<div class=note>Note: with its label.</div>",
			"> [!note]\n> Note: with its label."},
		{"<div class=callout-box><p>Buy now.</p></div>", "Buy now."},
		{"<div class=alert>No type.</div>", "No type."},
		{"<div class=hint>Six letters.</div>", "Six letters."},
		{"<div class='hatnote' role=note>For others see there.</div>",
			"For others see there."},
		{"<figure class=wp-block-quote><p>Said.</p></figure>", "Said."},
		{"<div class='admonition-title'>Not a box.</div>", "Not a box."},
		{"<div class='messageInfo primaryContent'>A post.</div>", "A post."},
		{"<div class=bg-notification-light-40>A band.</div>", "A band."},
		{"<div class=faq-box><h3>Why?</h3>So.</div>", "### Why?\n\nSo."},
		{"<details class='expandable bg-light'><summary>Why?</summary>So.</details>",
			"**Why?**\n\nSo."},
		{"<div class='alert alert-info'><div class='alert alert-info'>Once.</div></div>",
			"> [!info]\n> Once."},
	};
	(void)state;
	CHECK(v);
}

#define PARAGRAPH                                                                                  \
	"<p>Tides are raised by the pull of the moon, which is stronger on the near side of the "  \
	"earth than on the far side, and so two bulges of water travel around the globe.</p>"

static struct str page(const char *html, struct str *explain)
{
	struct convert_opt opt = {
		.name = STR("page.html"), .url = STR("https://example.org/a"), .explain = true};
	struct document d;
	struct err e = {0};
	if (!convert(a, str_of(html), &opt, &d, &e))
		fail_msg("%s", e.text);
	*explain = d.explain;
	return d.body;
}

static void a_callout_among_content_is_content(void **state)
{
	struct str explain,
		s = page(
			"<title>Tides</title><div class='alert alert-info'>We set cookies here.</div><nav><a "
			"href=/>Home</a></nav><article><h1>Tides</h1>" PARAGRAPH PARAGRAPH
			"<div class='markdown-alert markdown-alert-note sidebar footer nav'><nav><a href=/a>Home"
			"</a> <a href=/b>About</a> <a href=/c>Contact</a> <a href=/d>Privacy policy</a></nav>"
			"</div>" PARAGRAPH
			"<div class=callout data-callout=info data-callout-fold='-'><div "
			"class=callout-title-inner>Folded</div><div class=callout-content "
			"style='display:none'><p>Out of sight.</p></div></div>" PARAGRAPH
			"</article>",
			&explain);
	(void)state;
	assert_true(str_find(s, STR("> [!note]\n> [Home]")) != STR_NPOS);
	assert_true(str_find(s, STR("> [!info]- Folded\n> Out of sight.")) != STR_NPOS);
	assert_true(str_find(s, STR("cookies")) == STR_NPOS);
	assert_true(str_find(explain, STR("+ after all, a callout among kept text: ")) != STR_NPOS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(forges_and_vaults, setup, teardown),
		cmocka_unit_test_setup_teardown(sites_of_documentation, setup, teardown),
		cmocka_unit_test_setup_teardown(blogs_and_toolkits, setup, teardown),
		cmocka_unit_test_setup_teardown(other_boxes_stay_text, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_callout_among_content_is_content, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
