/* test_html_posts.c - threads saved from a browser: each post with its author and date, in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "doc/convert.h"
#include "scratch.h"

static struct document read_whole(struct str html)
{
	struct convert_opt opt = {
		.name = STR("page.html"), .url = STR("https://talk.example.org/t/1")};
	struct document d;
	struct err e = {0};
	if (!convert(a, html, &opt, &d, &e))
		fail_msg("%s", e.text);
	return d;
}

static struct document read_page(const char *body)
{
	return read_whole(str_printf(a,
		"<html><head><title>Why does my kiln crack pots?</title></head><body><nav><a href=/>"
		"Home</a> <a href=/new>New</a></nav>%s<footer><a href=/imprint>Imprint</a></footer>"
		"</body></html>",
		body));
}

/* The parts stand in the text, one behind another. */
static void in_order(struct str text, const char *const *parts, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		size_t found = str_find_from(text, at, str_of(parts[i]));
		if (found == STR_NPOS)
			fail_msg("no '%s' in\n" STR_FMT, parts[i], STR_ARG(text));
		at = found + str_of(parts[i]).n;
	}
}
#define IN_ORDER(text, parts) in_order(text, parts, sizeof parts / sizeof *parts)

static void absent(struct str text, const char *part)
{
	if (str_find(text, str_of(part)) != STR_NPOS)
		fail_msg("'%s' in\n" STR_FMT, part, STR_ARG(text));
}

#define FIRST                                                                                      \
	"My pots crack in the kiln, although the clay was dry for a week before I fired it, and "  \
	"I went up slowly, some sixty degrees an hour."
#define SECOND                                                                                     \
	"A week is not much for a thick wall, since the surface dries first and then keeps the "   \
	"rest of the water in."
#define THIRD                                                                                      \
	"Keep it at eighty degrees over night, and leave the vent open, so that the steam can go " \
	"before it breaks anything."

static void posts_of_a_forum(void **state)
{
	/* a column for the person beside the words */
	static const char *const columns =
		"<div id=post-11 class='row odd'><dl class=side><dt><a href='/member.php?u=1'>ada</a>"
		"</dt><dd>Joined: 3 May 2011</dd></dl><div class=head><h2>#1 <a href='?p=11#11'>"
		"2024-08-03 10:59</a></h2></div><div class=words><p>" FIRST "</p></div></div>"
		"<div id=post-12 class='row even'><dl class=side><dt><a href='/member.php?u=2'>bea</a>"
		"</dt><dd>Joined: 4 May 2012</dd></dl><div class=head><h2>#2 <a href='?p=12#12'>"
		"2024-08-04 11:05</a></h2></div><div class=words><h3>Re: Why does my kiln crack pots?"
		"</h3><p>" SECOND "</p></div></div>"
		"<div id=post-13 class='row odd'><dl class=side><dt><a href='/member.php?u=3'>cy</a>"
		"</dt><dd>Joined: 5 May 2013</dd></dl><div class=head><h2>#3 <a href='?p=13#13'>"
		"2024-08-05 12:10</a></h2></div><div class=words><p>" THIRD "</p></div></div>";
	/* elements that say what they are */
	static const char *const said =
		"<article class='m x' itemscope itemtype='https://schema.org/DiscussionForumPosting'><span "
		"itemprop=author>ada</span> <time datetime='2024-08-03T10:59'>3 Aug 2024</time><div "
		"itemprop=text>" FIRST
		"</div></article><article class='m y' itemscope><a rel=author "
		"href=/u/bea>bea</a> <time datetime='2024-08-04'>4 Aug 2024</time><div>" SECOND
		"</div></article><article class='m z'><b class=username>cy</b> <time datetime="
		"'2024-08-05T12:10Z'>2 days ago</time><div>" THIRD "</div></article>";
	static const char *const v[] = {"**ada** \xc2\xb7 [2024-08-03](https://talk.example.org",
		"My pots crack", "**bea** \xc2\xb7 [2024-08-04](https://talk.example.org",
		"A week is not much", "**cy** \xc2\xb7 [2024-08-05](", "eighty degrees over night"};
	static const char *const w[] = {"**ada** \xc2\xb7 3 Aug 2024", "My pots crack", "---",
		"**bea** \xc2\xb7 4 Aug 2024", "A week", "---", "**cy** \xc2\xb7 2024-08-05",
		"eighty degrees over night"};
	(void)state;
	struct document d = read_page(columns);
	IN_ORDER(d.body, v);
	absent(d.body, "Joined");
	absent(d.body, "Re: Why");
	IN_ORDER(read_page(said).body, w);
}

static void a_talk_with_a_machine(void **state)
{
	static const char *const pages[] = {
		"<main><div class=t><div data-message-author-role=user><p>" FIRST "</p></div></div>"
		"<div class=t><div data-message-author-role=assistant><p>" SECOND "</p><pre><code>"
		"wait(80)</code></pre></div></div><div class=t><div data-message-author-role=user>"
		"Thanks!</div></div></main>",
		"<div><user-query><div>" FIRST "</div></user-query><model-response><p>" SECOND
		"</p><pre>wait(80)</pre></model-response><user-query>Thanks!</user-query></div>",
		"<div><div class='font-user-message x'>" FIRST
		"</div><div class=font-claude-response>"
		"<p>" SECOND
		"</p><pre>wait(80)</pre></div><div class=font-user-message>Thanks!</div>"
		"</div>",
	};
	static const char *const v[] = {"**User**", "My pots crack", "**Assistant**",
		"A week is not much", "```\nwait(80)\n```", "**User**", "Thanks!"};
	(void)state;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		IN_ORDER(read_page(pages[i]).body, v);
}

/* A question whose text somebody edited, and an answer. */
static void questions_and_answers(void **state)
{
	struct document d = read_page(
		"<div class=question><div class='post q'><p>" FIRST
		"</p><div class=sign>edited <span "
		"title='2024-09-01 10:00:00Z' class=relativetime>Sep 1, 2024</span> <a href=/users/9/eve>"
		"Eve</a></div><div class=sign>asked <span title='2024-08-03 10:59:00Z' class="
		"relativetime>Aug 3, 2024</span><div itemprop=author><a href=/users/1/ada>Ada</a></div>"
		"</div></div></div><h2>1 Answer</h2><div class=answer><div class='post a'><p>" SECOND
		"</p><div class=sign>answered <span title='2024-08-04 10:59:00Z' class=relativetime>Aug 4,"
		" 2024</span><div itemprop=author><a href=/users/2/bea>Bea</a></div></div></div></div>");
	static const char *const v[] = {"**Ada** \xc2\xb7 Aug 3, 2024", "My pots crack", "1 Answer",
		"**Bea** \xc2\xb7 Aug 4, 2024", "A week"};
	(void)state;
	IN_ORDER(d.body, v);
	assert_true(str_eqz(d.meta.authors.v[0], "Ada"));
	assert_true(str_starts(d.meta.published, STR("2024-08-03")));
}

/* An issue: the heading of a post names who wrote it. */
static void issues(void **state)
{
	struct document d = read_page(
		"<main><div class=item><h3><a class=author href=/ada>ada</a> opened <a href='#i1'>"
		"<relative-time datetime='2024-08-03T10:59:00Z'>Aug 3, 2024</relative-time></a></h3><div>"
		"<p>" FIRST
		"</p></div></div><div class=item><a class=author href=/bot>bot</a> added a "
		"label <relative-time datetime='2024-08-03'>Aug 3, 2024</relative-time></div><div "
		"class=item><h3><a class=author href=/bea>bea</a> commented <a href='#i2'><relative-time "
		"datetime='2024-08-04T10:59:00Z'>Aug 4, 2024</relative-time></a></h3><div><p>" SECOND
		"</p></div></div></main>");
	static const char *const v[] = {"**ada** \xc2\xb7 [Aug 3, 2024](#i1)", "My pots crack",
		"**bea** \xc2\xb7 [Aug 4, 2024](#i2)", "A week"};
	(void)state;
	IN_ORDER(d.body, v);
}

/* Rows of a table, each of which says how deep it stands; posts that are items of a list. */
static void levels_and_lists(void **state)
{
	struct document d = read_page(
		"<table><tr class=comtr><td indent=0></td><td><a class=hnuser href='u?id=a'>ada</a> <span "
		"class=age title='2024-08-03T10:59:00'><a href=i1>1 month ago</a></span><div>" FIRST
		"</div><div><a href=r1>reply</a></div></td></tr><tr class=comtr><td indent=1><img src=s.gif "
		"width=40 height=1></td><td><a class=hnuser href='u?id=b'>bea</a> <span class=age title="
		"'2024-08-04T10:59:00'><a href=i2>1 month ago</a></span><div>" SECOND
		"</div><div><a "
		"href=r2>reply</a></div></td></tr></table>");
	struct document l = read_page(
		"<ol><li class=post><h3 class=username>ada</h3><time datetime=2024-08-03>3 Aug 2024</time>"
		"<div>" FIRST "</div></li><li class=post><h3 class=username>bea</h3><time datetime="
		"2024-08-04>4 Aug 2024</time><div>" SECOND "</div></li></ol>");
	static const char *const v[] = {
		"> **ada** \xc2\xb7 [2024-08-03](https://talk.example.org/t/i1)", "> My pots crack",
		"> > **bea** \xc2\xb7 [2024-08-04](", "> > A week"};
	static const char *const w[] = {
		"**ada** \xc2\xb7 3 Aug 2024\n\nMy pots", "**bea** \xc2\xb7 4 Aug 2024\n\nA week"};
	(void)state;
	IN_ORDER(d.body, v);
	absent(d.body, "reply");
	absent(d.body, "s.gif");
	IN_ORDER(l.body, w);
}

/* What a person answers stands inside what it answers. */
static void replies_are_quotes(void **state)
{
	struct document d = read_page(
		"<main><h1>Why does my kiln crack pots?</h1><shreddit-post author=ada><p>" FIRST
		"</p></shreddit-post><shreddit-comment author=bea><faceplate-timeago ts='2024-08-04T"
		"11:05:00Z'>1y ago</faceplate-timeago><p>" SECOND "</p><shreddit-comment author=cy>"
		"<faceplate-timeago ts='2024-08-05T11:05:00Z'>1y ago</faceplate-timeago><p>" THIRD
		"</p></shreddit-comment></shreddit-comment><shreddit-comment author=dan>"
		"<faceplate-timeago ts='2024-08-06T11:05:00Z'>1y ago</faceplate-timeago><p>What kind "
		"of wood do you burn, and how long has it been lying under a roof?</p>"
		"</shreddit-comment></main>");
	static const char *const v[] = {"My pots crack", "**bea** \xc2\xb7 2024-08-04",
		"A week is not much", "> **cy** \xc2\xb7 2024-08-05", "> Keep it at eighty",
		"**dan** \xc2\xb7 2024-08-06", "What kind of wood"};
	(void)state;
	IN_ORDER(d.body, v);
}

static void short_messages_of_a_feed(void **state)
{
	struct document d = read_page(
		"<main><article data-testid=tweet><div data-testid=User-Name><a href=/ada>Ada</a></div>"
		"<a href=/ada/status/1><time datetime='2024-08-03T10:59:00Z'>3 Aug 2024</time></a>"
		"<div data-testid=tweetText>" FIRST
		"</div></article><article data-testid=tweet><div "
		"data-testid=User-Name><a href=/ada>Ada</a></div><a href=/ada/status/2><time "
		"datetime='2024-08-03T11:01:00Z'>3 Aug 2024</time></a><div data-testid=tweetText>" SECOND
		"</div></article><article data-testid=tweet><div data-testid=User-Name><a href=/bea>Bea"
		"</a></div><a href=/bea/status/3><time datetime='2024-08-04T10:59:00Z'>4 Aug 2024</time>"
		"</a><div data-testid=tweetText>" THIRD "</div></article></main>");
	static const char *const v[] = {
		"**Ada** \xc2\xb7 [3 Aug 2024](https://talk.example.org/ada/status/1)", "My pots",
		"**Ada** \xc2\xb7 [3 Aug 2024](https://talk.example.org/ada/status/2)", "A week",
		"**Bea** \xc2\xb7 [4 Aug 2024](https://talk.example.org/bea/status/3)", "eighty"};
	(void)state;
	IN_ORDER(d.body, v);
}

/* Name, handle and date are links of one element; what readers pressed is counted in buttons. */
#define POST(name, at, day, words)                                                                 \
	"<article data-testid=tweet><div data-testid=User-Name><a href=/" at "><span>" name        \
	"</span></a><a href=/" at "><span>@" at "</span></a><a href=/" at "/status/" day           \
	"><time datetime='2024-08-0" day "T10:59:00Z'>Aug " day                                    \
	"</time></a></div><div data-testid=tweetText>" words                                       \
	"</div><div role=group><button>417</button><button>528</button><button>Share</button>"     \
	"</div></article>"
static void names_beside_handles(void **state)
{
	struct document d = read_page("<main>" POST("Ada Byron", "adab", "3", FIRST) POST(
		"Bea", "beab", "4", SECOND) POST("Cy", "cyb", "5",
		THIRD) "</main><div><section><h2>Trends for you</h2><div>Trending in Wales</div><div>Slate</div></section></div>");
	static const char *const v[] = {"**Ada Byron** \xc2\xb7 [2024-08-03]", "My pots",
		"**Bea** \xc2\xb7 [2024-08-04]", "A week", "**Cy** \xc2\xb7 [2024-08-05]",
		"eighty"};
	(void)state;
	IN_ORDER(d.body, v);
	absent(d.body, "@adab");
	absent(d.body, "Trend");
	absent(d.body, "417");
	absent(d.body, "528");
	assert_true(str_eqz(d.meta.authors.v[0], "Ada Byron"));
}

/* The element says who wrote it; the link that shows the name is not said again. */
static void names_in_attributes(void **state)
{
	struct document d = read_page(
		"<main><p>" FIRST "</p><x-comment author=ada><div><a href=/user/ada/>ada</a> <time "
		"datetime='2024-08-03T10:59:00Z'>1y ago</time></div><div><p>" SECOND
		"</p></div></x-comment><x-comment author=bea><div><a href=/user/bea/>bea</a> <time "
		"datetime='2024-08-04T10:59:00Z'>1y ago</time></div><div><p>" THIRD
		"</p></div></x-comment></main>");
	static const char *const v[] = {"My pots", "**ada** \xc2\xb7 2024-08-03", "A week",
		"**bea** \xc2\xb7 2024-08-04", "eighty"};
	(void)state;
	IN_ORDER(d.body, v);
	absent(d.body, "[ada]");
	absent(d.body, "[bea]");
}

/* What a post counts of itself goes; a post that is a number stays. */
static void counts_of_posts(void **state)
{
	struct document d = read_page(
		"<main><div class=post><b class=votes>17</b><div class=head><a class=author "
		"href=/u/ada>ada</a> <time datetime=2024-08-03>Aug 3, 2024</time></div><div class=body>"
		"<p>" FIRST "</p></div><div class=likes>2 Likes</div></div><div class=post><b "
		"class=votes>39</b><div class=head><a class=author href=/u/bea>bea</a> <time "
		"datetime=2024-08-04>Aug 4, 2024</time></div><div class=body><p>" SECOND
		"</p></div><div class=likes>5 Likes</div></div><div class=post><b class=votes>41</b>"
		"<div class=head><a class=author href=/u/cy>cy</a> <time datetime=2024-08-05>Aug 5, "
		"2024</time></div><div class=body><p>1234</p></div></div></main>");
	static const char *const v[] = {
		"**ada**", "My pots", "**bea**", "A week", "**cy**", "1234"};
	(void)state;
	IN_ORDER(d.body, v);
	absent(d.body, "17");
	absent(d.body, "39");
	absent(d.body, "Likes");
}

/* The date stands behind words for the place of the answer, the rank behind the name. */
static void names_and_dates_in_company(void **state)
{
	struct document d = read_page(
		"<div id=posts><div class=wrap><div class=poster><h4><a href='/index.php?user;7'>ada"
		"</a></h4><ul><li>Full Member</ul></div><div class=area><div class=info>\xc2\xab <b>"
		"Reply #1 on:</b> August 03, 2024, 10:00:00 AM \xc2\xbb</div><div class=inner>" FIRST
		"</div></div></div><div class=wrap><div class=poster><h4><a href='/index.php?user;8'>"
		"bea</a></h4><ul><li>Full Member</ul></div><div class=area><div class=info>\xc2\xab "
		"<b>Reply #2 on:</b> August 04, 2024, 10:00:00 AM \xc2\xbb</div><div class=inner>" SECOND
		"</div></div></div><div class=wrap><div class=poster><b><a href=/cy-9.html>cy"
		"</a></b><br>Junior Member</div><div class=area><div class=info>August 05, 2024</div>"
		"<div class=inner>" THIRD "</div></div></div></div>");
	static const char *const v[] = {"**ada** \xc2\xb7 2024-08-03", "My pots",
		"**bea** \xc2\xb7 2024-08-04", "A week", "**cy** \xc2\xb7 2024-08-05", "eighty"};
	(void)state;
	IN_ORDER(d.body, v);
	absent(d.body, "Full Member");
	absent(d.body, "Junior");
}

/* The post has the only link to a person, so the comment around it has its name from the site alone. */
static void a_post_in_a_comment(void **state)
{
	static const char *const page =
		"s a l c h e s n e .<p class='tagline'><a href=/user/>a<a>\n<time>e e s l i n .</>"
		"<div class='comment' data-author=cy><p class='tagline'><a href=/user/>u<a><time>\nr "
		"e a o c o\n.";
	static const char *const parts[] = {"**a**", "e e s", "> **cy**", "> > **u**", "r e a o"};
	(void)state;
	IN_ORDER(read_whole(str_of(page)).body, parts);
}

/* What a person has below each post. */
static void signatures_go(void **state)
{
	struct document d = read_page(
		"<main class=signature-theme><div class=post><a class=author href=/u/ada>ada</a> <time "
		"datetime=2024-08-03>Aug 3, 2024</time><div class=body><p>" FIRST "</p><p>My "
		"signature is on it.</p></div><div class=postSignature>Clay is a school of patience, and "
		"we are all still in its first year.</div></div><div class=post><a class=author "
		"href=/u/bea>bea</a> <time datetime=2024-08-04>Aug 4, 2024</time><div class=body><p>" SECOND
		"</p></div><div id=sig12 class='sig'>Two wheels, one kiln, no more room in the shed at "
		"all.</div></div></main>");
	static const char *const v[] = {"**ada**", "My pots", "My signature", "**bea**", "A week"};
	(void)state;
	IN_ORDER(d.body, v);
	absent(d.body, "patience");
	absent(d.body, "shed");
}

/* A list of articles has names and dates as well. */
static void cards_are_no_posts(void **state)
{
	struct document d = read_page(
		"<main><div class=card><h2><a href=/one>One</a></h2><span class=author>ada</span> <time "
		"datetime=2024-08-03>3 Aug 2024</time><p>" FIRST "</p></div><div class=card><h2><a "
		"href=/two>Two</a></h2><span class=author>bea</span> <time datetime=2024-08-04>4 Aug "
		"2024</time><p>" SECOND "</p></div></main>");
	(void)state;
	absent(d.body, "**ada**");
	absent(d.body, "---");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(posts_of_a_forum),
		cmocka_unit_test(a_talk_with_a_machine),
		cmocka_unit_test(questions_and_answers),
		cmocka_unit_test(issues),
		cmocka_unit_test(levels_and_lists),
		cmocka_unit_test(replies_are_quotes),
		cmocka_unit_test(short_messages_of_a_feed),
		cmocka_unit_test(a_post_in_a_comment),
		cmocka_unit_test(names_beside_handles),
		cmocka_unit_test(names_in_attributes),
		cmocka_unit_test(counts_of_posts),
		cmocka_unit_test(names_and_dates_in_company),
		cmocka_unit_test(signatures_go),
		cmocka_unit_test(cards_are_no_posts),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
