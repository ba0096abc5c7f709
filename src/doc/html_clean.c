/* html_clean.c - what goes from inside the main content, looking at neighbours.
 *
 * Order: the title, buttons, jumps, tool words and counts, writers of posts, signatures, figures shown
 * twice, lines below the title, headings without a section. Each mark carries its reason. */
#include "doc/html_page.h"

#include "base/map.h"
#include "base/text.h"
#include "doc/html_features.h"
#include "doc/html_posts.h"
#include "doc/html_write.h"

#define TOOL_WORDS 12 /* a run of as many is no row of tools */
#define CRUMB_WORDS 25 /* of a list that says where the page stands */
#define DATE_RUNS 3 /* where a line with the date may stand */
#define DATE_LINE 14 /* words of such a line */
#define DATE_WORDS 7 /* of them outside links; two fewer where no author is named */
#define TITLE_RUNS 4 /* the title stands within so many runs of the start */

/* --- the title --------------------------------------------------------------------------- */

static bool is_heading(enum html_tag tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

static size_t n_words(struct str folded)
{
	size_t n = 0;
	struct str w;
	while (str_cut(&folded, ' ', &w))
		n += w.n > 0;
	return n;
}

/* Two folded texts that name the same: equal, or one starts the other and holds most of it. */
static bool same_title(struct str x, struct str y)
{
	if (!x.n || !y.n)
		return false;
	if (str_eq(x, y))
		return true;
	struct str small = x.n < y.n ? x : y, big = x.n < y.n ? y : x;
	return (str_starts(big, small) || str_ends(big, small)) && n_words(small) >= 3 &&
		small.n * 10 > big.n * 5;
}

/* The heading that repeats the title goes: the title is shown above the text. */
static void drop_title(struct html_page *h)
{
	const struct dom *d = &h->dom;
	struct str title = text_fold(h->a, h->meta.title);
	size_t seen = 0;
	for (size_t i = 0; i < h->n_runs && seen < TITLE_RUNS; i++) {
		size_t box = h->run[i].box;
		seen++;
		while (box && !is_heading(d->v[box].tag) && d->v[box].tag != TAG_BODY &&
			h->run_at[d->v[box].end] - h->run_at[box] <= 1)
			box = d->v[box].parent;
		if (!is_heading(d->v[box].tag))
			continue;
		if (same_title(title, text_fold(h->a, dom_line(h->a, d, box)))) {
			h->gone[box] = GONE_TITLE;
			return;
		}
		if (d->v[box].tag != TAG_H1)
			return; /* the text has begun */
	}
}

/* --- buttons ----------------------------------------------------------------------------- */

/* All words of a run are those of buttons: a row of tools. */
static bool is_tool_row(const struct html_page *h, const struct html_run *r)
{
	const struct dom *d = &h->dom;
	if (r->n.words >= TOOL_WORDS)
		return false;
	for (size_t i = r->first; i <= r->last; i++) {
		if (h->gone[i])
			i = d->v[i].end - 1;
		else if (d->v[i].tag == TAG_TEXT && str_trim(d->v[i].text).n &&
			dom_up(d, i, TAG_BUTTON) == DOM_NONE)
			return false;
	}
	return true;
}

/* A button that stands alone or among others is a tool; one inside a sentence is part of it. */
static void drop_buttons(struct html_page *h)
{
	const struct dom *d = &h->dom;
	const struct html_run *asked = NULL; /* about this one last */
	bool is_row = false;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_BUTTON || h->gone[i])
			continue;
		struct html_sum n = html_sum_of(h, i);
		const struct html_run *r = h->run_at[i] < h->n_runs ? &h->run[h->run_at[i]] : NULL;
		if (r && r != asked)
			is_row = is_tool_row(h, r);
		asked = r ? r : asked;
		bool alone = r && ((r->first > i && r->last < d->v[i].end) || is_row);
		if (alone && n.words < 6 && dom_find(d, i, TAG_H2) == DOM_NONE &&
			dom_up(d, i, TAG_H2) == DOM_NONE && dom_up(d, i, TAG_H3) == DOM_NONE)
			h->gone[i] = GONE_FORM;
	}
}

/* --- jumps ------------------------------------------------------------------------------- */

/* All of run i is one link to another place of the page. */
static bool is_jump(const struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	if (i >= h->n_runs)
		return false;
	const struct html_run *r = &h->run[i];
	size_t a = dom_up(d, r->first, TAG_A);
	return r->n.words && r->n.link_words == r->n.words && a != DOM_NONE &&
		r->last < d->v[a].end && str_starts(dom_attr(d, a, "href"), STR("#"));
}

/* "Continue reading", "Back to top": alone among other text. A list of such links is a table of
 * contents; a mark of a note is a figure. */
static void drop_jumps(struct html_page *h)
{
	const struct dom *d = &h->dom;
	for (size_t i = 0; i < h->n_runs; i++) {
		size_t box = h->run[i].box;
		bool alone = (!i || !is_jump(h, i - 1)) && !is_jump(h, i + 1);
		if (!alone || !is_jump(h, i) || h->run[i].n.words < 2 ||
			is_heading(d->v[box].tag) || dom_up(d, box, TAG_LI) != DOM_NONE ||
			dom_up(d, box, TAG_TABLE) != DOM_NONE)
			continue;
		h->gone[dom_up(d, h->run[i].first, TAG_A)] = GONE_META;
	}
}

/* "[edit]" beside the headings of a wiki. */
static void drop_edit_links(struct html_page *h)
{
	const struct dom *d = &h->dom;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_A || h->gone[i])
			continue;
		struct str href = dom_attr(d, i, "href");
		size_t up = d->v[i].parent;
		if (str_find(href, STR("action=edit")) != STR_NPOS &&
			dom_has_class(d, up, "mw-editsection"))
			h->gone[up] = GONE_META;
	}
}

/* --- tool words -------------------------------------------------------------------------- */

/* Words that stand alone where a tool or an advertisement was; the last of them, which each post of a
 * thread has below it, only where they are said again. */
static void drop_tool_words(struct html_page *h)
{
	static const char *const words[] = {"advertisement", "advertisements", "skip advertisement",
		"story continues below advertisement", "share", "share this", "share this article",
		"share this post", "print this page", "tweet", "copy link", "reply", "report",
		"quote", "permalink", "like", "like this", "share this"};
	enum { N_WORDS = sizeof words / sizeof *words, N_ALWAYS = 11, HEADINGS = 16 };
	const struct dom *d = &h->dom;
	uint8_t *said =
		ARENA_ARRAY(h->a, uint8_t, h->n_runs + 1); /* by run: place in words plus 1 */
	size_t n_said[N_WORDS + 1] = {0};
	for (size_t i = 0; i < h->n_runs; i++) {
		const struct html_run *r = &h->run[i];
		size_t first = is_heading(d->v[r->box].tag) ? HEADINGS : 0;
		if (!r->n.words || r->n.words > 4 || d->v[r->box].tag == TAG_TD ||
			d->v[r->box].tag == TAG_TH || dom_up(d, r->box, TAG_PRE) != DOM_NONE ||
			h->run_at[d->v[r->box].end] - h->run_at[r->box] != 1)
			continue;
		struct arena_mark m = arena_mark(h->a);
		struct str text = text_fold(h->a, dom_line(h->a, d, r->box));
		if (str_eqz(text, "image") && dom_up(d, r->box, TAG_FIGURE) != DOM_NONE)
			h->gone[r->first] = GONE_META; /* read out before a picture */
		for (size_t k = first; k < N_WORDS; k++)
			if (str_eqz(text, words[k]))
				said[i] = (uint8_t)(k + 1);
		n_said[said[i]]++;
		arena_release(h->a, m);
	}
	for (size_t i = 0; i < h->n_runs; i++)
		if (said[i] && (said[i] <= N_ALWAYS || said[i] > HEADINGS || n_said[said[i]] > 1))
			h->gone[h->run[i].box] = GONE_META;
}

/* "20" is 1, "2 Likes" is 2: what a post counts of itself; 0 is anything else. */
static int count_in(struct str s)
{
	static const char *const units[] = {"like", "likes", "point", "points", "vote", "votes",
		"upvotes", "reply", "replies", "comments", "reactions"};
	size_t i = 0;
	while (i < s.n &&
		str_find_byte(i ? STR("0123456789.,kK") : STR("0123456789"), s.p[i]) != STR_NPOS)
		i++;
	if (!i || i == s.n)
		return i > 0;
	for (size_t k = 0; k < sizeof units / sizeof *units; k++)
		if (s.p[i] == ' ' && str_ieq(str_from(s, i + 1), str_of(units[k])))
			return 2;
	return 0;
}

/* Elements of one kind: tag and class, of the one around it too. */
struct counter {
	bool other; /* one holds more than a count */
	bool named; /* one says what it counts, by a word or by its class */
	size_t post, n; /* posts that have one */
};

/* The element that holds a run and nothing else, or the one above its start. */
static size_t holder_of(const struct html_page *h, const struct html_run *r, bool *alone)
{
	const struct dom *d = &h->dom;
	size_t i = d->v[r->first].tag == TAG_TEXT ? d->v[r->first].parent : r->first;
	*alone = r->last < d->v[i].end && h->run_at[d->v[i].end] - h->run_at[i] == 1;
	return i;
}

static bool is_named_count(const struct dom *d, size_t i)
{
	static const char *const names[] = {"vote", "score", "like", "point", "karma"};
	struct str class = text_cut(dom_attr(d, i, "class"), 100);
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (str_ifind(class, str_of(names[k])) != STR_NPOS)
			return true;
	return false;
}

static struct counter *counter_of(struct html_page *h, struct map *kinds, size_t i)
{
	const struct dom *d = &h->dom;
	size_t up = d->v[i].parent;
	struct str key = str_printf(h->a, "%d %d " STR_FMT " " STR_FMT, (int)d->v[i].tag,
		(int)d->v[up].tag, STR_ARG(text_cut(dom_attr(d, i, "class"), 100)),
		STR_ARG(text_cut(dom_attr(d, up, "class"), 100)));
	struct map_entry *e = map_add(kinds, key, NULL);
	if (!e->ptr)
		e->ptr = ARENA_NEW(h->a, struct counter);
	return e->ptr;
}

/* Elements of one kind that hold nothing but a count in each post that has one. */
static void drop_counts(struct html_page *h)
{
	const struct dom *d = &h->dom;
	const struct html_posts *p = h->posts;
	struct map kinds = map_make(h->a);
	struct counter **of = ARENA_ARRAY(h->a, struct counter *, h->n_runs + 1);
	size_t post = 0;
	for (size_t i = 0; p && i < h->n_runs; i++) {
		const struct html_run *r = &h->run[i];
		bool alone;
		while (post < p->n && p->v[post].node <= r->box)
			post++;
		if (!post || !r->n.words)
			continue;
		size_t node = holder_of(h, r, &alone);
		int count = alone && r->n.words <= 2 ? count_in(dom_line(h->a, d, node)) : 0;
		struct counter *c = of[i] = counter_of(h, &kinds, node);
		c->other = c->other || !count;
		c->named = c->named || count == 2 || is_named_count(d, node);
		c->n += c->post != post;
		c->post = post;
	}
	for (size_t i = 0; p && i < h->n_runs; i++) {
		bool alone;
		if (of[i] && !of[i]->other && (of[i]->n > 1 || of[i]->named))
			h->gone[holder_of(h, &h->run[i], &alone)] = GONE_META;
	}
}

/* --- the writers of posts ---------------------------------------------------------------- */

#define WRITER_LEVELS 8

static struct str kind_of(struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	return str_printf(h->a, "%d " STR_FMT, (int)d->v[i].tag,
		STR_ARG(text_cut(dom_attr(d, i, "class"), 100)));
}

/* Beside the words of a post stands what is known of who wrote it: rank, number of posts, place. It is
 * the widest block around the name that in none of the posts holds a sentence. */
static void drop_writers(struct html_page *h)
{
	const struct dom *d = &h->dom;
	const struct html_posts *p = h->posts;
	struct map kinds = map_make(h->a); /* num: 1 where one of the kind holds a sentence */
	for (int pass = 0; p && !p->talk && pass < 2; pass++)
		for (size_t i = 0; i < p->n; i++) {
			size_t node = p->v[i].who, post = p->v[i].node, widest = DOM_NONE;
			for (int level = 0; node != DOM_NONE && node > post &&
				level < WRITER_LEVELS && !posts_at(p, node);
				level++, node = d->v[node].parent) {
				struct html_sum n = html_sum_of(h, node);
				struct map_entry *e = map_add(&kinds, kind_of(h, node), NULL);
				if (pass == 0 &&
					(n.prose || dom_find(d, node, TAG_PRE) != DOM_NONE))
					e->num = 1;
				else if (!e->num && html_has_blocks(h, node))
					widest = node;
			}
			if (pass == 1 && widest != DOM_NONE)
				h->gone[widest] = GONE_MOVED;
		}
}

/* --- signatures -------------------------------------------------------------------------- */

static bool names_signature(const struct dom *d, size_t i)
{
	static const char *const attrs[] = {"class", "id", "data-role"};
	for (size_t k = 0; k < sizeof attrs / sizeof *attrs && d->v[i].n_attr; k++) {
		struct str s = text_cut(dom_attr(d, i, attrs[k]), 200);
		if (str_ifind(s, STR("signature")) != STR_NPOS || dom_has_word(s, "sig"))
			return true;
	}
	return false;
}

/* In a thread, what stands below each post of a person and says so; not what holds posts or much of
 * the page. */
static void drop_signatures(struct html_page *h)
{
	const struct dom *d = &h->dom;
	bool thread = (h->posts && !h->posts->talk) || html_kind_of(h) == PAGE_THREAD;
	for (size_t i = h->body + 1; thread && i < d->v[h->body].end; i++) {
		if (d->v[i].tag == TAG_TEXT || h->gone[i] || !names_signature(d, i) ||
			posts_at(h->posts, i))
			continue;
		struct html_sum own = html_sum_of(h, i), all = html_sum_of(h, h->body);
		size_t k = i + 1;
		while (k < d->v[i].end && !posts_at(h->posts, k))
			k++;
		if (k == d->v[i].end && own.words * 3 < all.words)
			h->gone[i] = GONE_META;
		i = k - 1;
	}
}

/* --- figures ----------------------------------------------------------------------------- */

/* One figure for narrow screens and one for wide ones: the same picture and words side by side. */
static void drop_twins(struct html_page *h)
{
	const struct dom *d = &h->dom;
	size_t last = DOM_NONE;
	struct str shown = STR("");
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_FIGURE || html_is_gone(h, i))
			continue;
		size_t img = dom_find(d, i, TAG_IMG);
		struct str url, name = STR("");
		if (img != DOM_NONE && image_best(h, h->a, img, &url))
			name = image_file(url);
		bool twin = last != DOM_NONE && name.n > 4 && str_eq(name, shown) &&
			h->run_at[i] <= h->run_at[d->v[last].end] &&
			str_eq(dom_line(h->a, d, i), dom_line(h->a, d, last));
		if (twin)
			h->gone[i] = GONE_REPEAT;
		last = twin ? last : i;
		shown = name;
		i = d->v[i].end - 1;
	}
}

/* --- lines below the title --------------------------------------------------------------- */

/* "4 min", "4 minute read" */
static bool is_reading_time(struct str s)
{
	size_t n = 0;
	while (n < s.n && n < 4 && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	struct str rest = str_trim(str_from(s, n));
	return n && str_istarts(rest, STR("min")) && rest.n <= 16;
}

/* What a run says outside links. */
static struct str free_text(const struct html_page *h, const struct html_run *r)
{
	const struct dom *d = &h->dom;
	struct buf b = buf_make(h->a);
	for (size_t k = r->first; k <= r->last; k++)
		if (h->gone[k] || d->v[k].tag == TAG_A)
			k = d->v[k].end - 1;
		else if (d->v[k].tag == TAG_TEXT)
			buf_put(&b, d->v[k].text);
	return dom_collapse(h->a, buf_str(&b));
}

/* The front matter has the name that a line says. */
static bool names_author(const struct html_page *h, struct str line)
{
	for (size_t i = 0; i < h->meta.authors.n; i++)
		if (str_find(line, h->meta.authors.v[i]) != STR_NPOS)
			return true;
	return false;
}

/* "March 8, 2025 · notes · sea": below the title, a date and links alone, or how long it takes to read;
 * as a line or as a short list of such. */
static void drop_date_line(struct html_page *h)
{
	const struct dom *d = &h->dom;
	size_t seen = 0, title = dom_find(d, h->body, TAG_H1);
	for (size_t i = 0; i < h->n_runs && seen < DATE_RUNS && title != DOM_NONE; i++) {
		const struct html_run *r = &h->run[i];
		if (html_is_gone(h, r->first))
			continue;
		seen += r->n.words > 0;
		if (!r->n.words || r->n.words > DATE_LINE || r->n.prose || r->first < title ||
			is_heading(d->v[r->box].tag) || dom_up(d, r->box, TAG_TABLE) != DOM_NONE)
			continue;
		struct str line = free_text(h, r);
		size_t most = names_author(h, line) ? DATE_WORDS : DATE_WORDS - 2;
		bool date = date_iso(h->a, line).n && h->meta.published.n &&
			text_count_words(line) <= most;
		size_t item = dom_up(d, r->box, TAG_LI);
		if ((!date && !is_reading_time(line)) ||
			(item != DOM_NONE && html_sum_of(h, d->v[item].parent).words > DATE_LINE))
			continue;
		for (size_t k = r->first; k <= r->last; k++)
			if (d->v[k].end == k + 1)
				h->gone[k] = GONE_META;
	}
}

/* "Home > Posts > This one": a list of links in front of all else, the first to the root of the site. */
static void drop_breadcrumbs(struct html_page *h)
{
	const struct dom *d = &h->dom;
	size_t i = 0;
	while (i < h->n_runs && html_is_gone(h, h->run[i].first))
		i++;
	size_t list = i < h->n_runs ? dom_up(d, h->run[i].box, TAG_UL) : DOM_NONE;
	if (i < h->n_runs && list == DOM_NONE)
		list = dom_up(d, h->run[i].box, TAG_OL);
	if (list == DOM_NONE || html_sum_of(h, list).words > CRUMB_WORDS)
		return;
	size_t link = dom_find(d, list, TAG_A), items = 0, links = 0;
	for (size_t k = list + 1; k < d->v[list].end; k = d->v[k].end)
		if (d->v[k].tag == TAG_LI) {
			items++;
			links += dom_find(d, k, TAG_A) != DOM_NONE;
		}
	struct str href = link == DOM_NONE ? STR("") : html_url(h, h->a, dom_attr(d, link, "href"));
	size_t host = str_find(href, STR("://"));
	size_t path = host == STR_NPOS ? 0 : str_find_from(href, host + 3, STR("/"));
	bool root = href.n && (path == STR_NPOS || path + 1 >= href.n);
	if (root && items >= 2 && links + 1 >= items)
		h->gone[list] = GONE_LINKS;
}

/* --- headings ---------------------------------------------------------------------------- */

/* Headings at the end that nothing follows announce what was dropped behind them; one above what
 * the page itself hides stays, as the page shows it. */
static void drop_last_headings(struct html_page *h)
{
	const struct dom *d = &h->dom;
	for (size_t i = h->n_runs; i-- > 0;) {
		size_t box = h->run[i].box;
		size_t next = dom_next_element(d, box);
		if (!is_heading(d->v[box].tag) || dom_up(d, box, TAG_TABLE) != DOM_NONE ||
			(next != DOM_NONE && h->gone[next] == GONE_HIDDEN))
			return;
		h->gone[box] = GONE_EMPTY;
	}
}

void html_clean(struct html_page *h)
{
	drop_title(h);
	drop_breadcrumbs(h);
	drop_date_line(h);
	drop_buttons(h);
	drop_twins(h);
	drop_jumps(h);
	drop_edit_links(h);
	drop_tool_words(h);
	drop_counts(h);
	drop_signatures(h);
	drop_writers(h);
	html_count(h);
	drop_last_headings(h);
	html_count(h);
}
