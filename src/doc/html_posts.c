/* html_posts.c - see html_posts.h.
 *
 * Order: who, when, whose turn (talks), groups of elements alike, the choice, reading one post. One
 * pass over the nodes counts names and dates, so that a subtree is asked in one step; of each name
 * that elements share (class, id without its number, kind) it is noted how many of them hold both. */
#include "doc/html_posts.h"

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/html_byline.h"
#include "doc/html_features.h"
#include "doc/html_page.h"

#define LEAST_SHARE 0.4 /* of the prose of the page */
#define MAIN_SHARE 0.6
#define MAX_CLASSES 12 /* names of one element that are looked at */
#define DATE_WORDS 14 /* of a text that has a date and little else */
#define SHOWN_WORDS 7 /* of a date that is shown as the page has it */

struct group {
	size_t n; /* elements with name, date and prose */
	size_t n_top; /* with name and date, inside no other */
	size_t cards; /* of those: led by a link to another page */
	size_t end; /* of the last of those */
	uint64_t words, prose, most; /* of those; prose of the longest */
};

struct finder {
	struct html_page *h;
	uint32_t *who, *when; /* names, dates before node i */
	struct map groups; /* by name */
	struct map_entry *best;
};

/* --- who --------------------------------------------------------------------------------- */

/* <reddit-comment author="ada"> */
static struct str name_attr(const struct dom *d, size_t i)
{
	static const char *const attrs[] = {"data-author", "author", "data-username"};
	struct str s = STR("");
	for (size_t k = 0; k < sizeof attrs / sizeof *attrs && !s.n && d->v[i].n_attr; k++)
		s = dom_attr(d, i, attrs[k]);
	return s.n <= 60 ? s : STR("");
}

static bool names_person(const struct dom *d, size_t i)
{
	if (d->v[i].tag == TAG_TEXT || !d->v[i].n_attr)
		return false;
	return name_attr(d, i).n || (byline_rank(d, i) > 0 && d->v[i].end > i + 1);
}

/* --- when -------------------------------------------------------------------------------- */

/* What stands in a list of terms is about the person. */
static bool shows_time(const struct dom *d, size_t i)
{
	bool named = d->v[i].tag == TAG_OTHER && str_find(d->v[i].text, STR("time")) != STR_NPOS;
	return (named || byline_is_date(d, i)) && dom_up(d, i, TAG_DL) == DOM_NONE;
}

static struct str run_line(const struct html_page *h, size_t run)
{
	struct buf b = buf_make(h->a);
	for (size_t k = h->run[run].first; k <= h->run[run].last && b.n < 200; k++)
		if (h->dom.v[k].tag == TAG_TEXT && !h->gone[k]) {
			buf_putc(&b, ' ');
			buf_put(&b, h->dom.v[k].text);
		}
	return dom_collapse(h->a, buf_str(&b));
}

static bool shows_time_in(const struct html_page *h, const struct html_run *r)
{
	for (size_t i = r->first; i <= r->last; i++)
		for (size_t up = i; up > r->box; up = h->dom.v[up].parent)
			if (h->dom.v[up].tag != TAG_TEXT && shows_time(&h->dom, up))
				return true;
	return shows_time(&h->dom, r->box);
}

/* A short text that is a date, and not that of a person's own life; no element says so. */
static struct str date_of_run(const struct html_page *h, size_t run)
{
	static const char *const other[] = {
		"join", "registered", "member since", "founded", "last ", "birthday", "edited"};
	const struct html_run *r = &h->run[run];
	if (!r->n.words || r->n.words > DATE_WORDS || !r->digits || shows_time_in(h, r) ||
		dom_up(&h->dom, r->box, TAG_DL) != DOM_NONE)
		return STR("");
	struct str s = run_line(h, run);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (str_ifind(s, str_of(other[i])) != STR_NPOS)
			return STR("");
	size_t on = str_find(s, STR(" on: ")); /* "Reply #2 on: May 3, 2024" */
	if (on != STR_NPOS)
		s = str_trim(str_from(s, on + 5));
	return date_iso(h->a, s).n ? s : STR("");
}

static void count(struct finder *f)
{
	const struct html_page *h = f->h;
	const struct dom *d = &h->dom;
	size_t hidden = 0, run = 0;
	f->who = ARENA_ARRAY(h->a, uint32_t, d->n + 1);
	f->when = ARENA_ARRAY(h->a, uint32_t, d->n + 1);
	for (size_t i = 0; i < d->n; i++) {
		bool shown = i >= hidden && i >= h->body;
		if (shown && h->gone[i] == GONE_HIDDEN && d->v[i].tag != TAG_TIME) {
			hidden = d->v[i].end;
			shown = false;
		}
		f->who[i + 1] = f->who[i] + (shown && names_person(d, i));
		f->when[i + 1] = f->when[i] + (shown && shows_time(d, i));
		while (run < h->n_runs && h->run[run].first < i)
			run++;
		if (run >= h->n_runs || h->run[run].first != i)
			continue;
		struct arena_mark m = arena_mark(h->a);
		f->when[i + 1] += date_of_run(h, run).n > 0;
		arena_release(h->a, m);
	}
}

/* --- whose turn -------------------------------------------------------------------------- */

static bool any_of(struct str word, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(word, str_of(v[i])))
			return true;
	return false;
}
#define ANY(word, list) any_of(word, list, sizeof list / sizeof *list)

static const char *const persons[] = {"user", "human", "prompt"};
static const char *const machines[] = {
	"assistant", "model", "bot", "ai", "chatgpt", "claude", "gemini", "copilot", "grok"};
static const char *const turns[] = {
	"message", "query", "turn", "prompt", "response", "answer", "bubble", "reply"};

static bool may_be_role(struct str name)
{
	static const char *const signs[] = {"user", "human", "prompt", "assist", "model", "bot",
		"gpt", "claude", "gemini", "copilot", "grok"};
	if (str_find_byte(name, '-') == STR_NPOS && str_find_byte(name, '_') == STR_NPOS)
		return false;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_find(name, str_of(signs[i])) != STR_NPOS)
			return true;
	return false;
}

static const char *role_of_words(struct str name)
{
	if (!may_be_role(name))
		return NULL;
	const char *role = NULL;
	bool turn = false;
	for (size_t i = 0, from = 0; i <= name.n; i++) {
		if (i < name.n && name.p[i] != '-' && name.p[i] != '_')
			continue;
		struct str word = str_sub(name, from, i);
		role = ANY(word, persons) && !role ? "User"
			: ANY(word, machines)	   ? "Assistant"
						   : role;
		turn = turn || ANY(word, turns);
		from = i + 1;
	}
	return turn ? role : NULL;
}

/* The side of a talk with a machine that an element is, by a role or by words like "user-message";
 * NULL for none. */
static const char *role_of(const struct dom *d, size_t i)
{
	if (d->v[i].tag == TAG_TEXT || d->v[i].tag == TAG_BODY)
		return NULL;
	const char *role = d->v[i].tag == TAG_OTHER ? role_of_words(d->v[i].text) : NULL;
	for (size_t k = d->v[i].attr; k < d->v[i].attr + d->v[i].n_attr && !role; k++) {
		struct str name = d->attr[k].name, s = d->attr[k].value, word;
		if (str_eq(name, STR("class")) && may_be_role(s))
			for (int n = 0; n < MAX_CLASSES && !role && str_cut(&s, ' ', &word); n++)
				role = role_of_words(word);
		else if (!str_starts(name, STR("data-")))
			continue;
		else if (str_eq(name, STR("data-testid")))
			role = role_of_words(s);
		else if (str_ends(name, STR("role")) || str_ends(name, STR("sender")))
			role = ANY(s, persons) ? "User" : ANY(s, machines) ? "Assistant" : NULL;
	}
	return role;
}

static struct html_posts *make(struct html_page *h, size_t n)
{
	struct html_posts *p = ARENA_NEW(h->a, struct html_posts);
	p->v = ARENA_ARRAY(h->a, struct html_post, n);
	p->at = ARENA_ARRAY(h->a, uint32_t, h->dom.n);
	return p;
}

static void add(struct html_posts *p, struct html_post x)
{
	p->v[p->n++] = x;
	p->at[x.node] = (uint32_t)p->n;
}

/* A talk has both sides, and is most of what the page says. */
static struct html_posts *find_talk(struct html_page *h)
{
	const struct dom *d = &h->dom;
	VEC(struct html_post) v = {0};
	size_t n_users = 0;
	uint64_t words = 0;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		const char *role = h->gone[i] ? NULL : role_of(d, i);
		struct html_sum n = role ? html_sum_of(h, i) : (struct html_sum){0};
		if (h->gone[i] == GONE_HIDDEN)
			i = d->v[i].end - 1;
		if (!n.words && !n.images)
			continue;
		struct html_post x = {i, DOM_NONE, DOM_NONE, str_of(role), STR("")};
		VEC_PUSH(h->a, &v, x);
		n_users += role[0] == 'U';
		words += n.words;
		i = d->v[i].end - 1;
	}
	if (!n_users || n_users == v.n || words * 2 < html_sum_of(h, h->body).words)
		return NULL;
	struct html_posts *p = make(h, v.n);
	p->main = p->talk = true;
	for (size_t i = 0; i < v.n; i++)
		add(p, v.v[i]);
	return p;
}

/* --- groups ------------------------------------------------------------------------------ */

/* "post-123" to "post-"; "" when it does not end in a number. */
static struct str without_number(struct str s)
{
	size_t n = s.n;
	while (n && s.p[n - 1] >= '0' && s.p[n - 1] <= '9')
		n--;
	return n && n < s.n ? str_sub(s, 0, n) : STR("");
}

/* What an element may share with others of its kind, in v. */
static size_t names_of(const struct dom *d, size_t i, struct str v[MAX_CLASSES + 4])
{
	struct str list = dom_attr(d, i, "class"), word, type = dom_attr(d, i, "itemtype");
	size_t n = 0;
	while (n < MAX_CLASSES && str_cut(&list, ' ', &word))
		if (word.n)
			v[n++] = word;
	struct str more[] = {without_number(dom_attr(d, i, "id")), dom_attr(d, i, "data-testid"),
		str_from(type,
			str_rfind_byte(type, '/') == STR_NPOS ? type.n : str_rfind_byte(type, '/')),
		dom_name(d, i)};
	bool named = d->v[i].tag == TAG_ARTICLE || d->v[i].tag == TAG_OTHER;
	for (size_t k = 0; k < 4; k++)
		if (more[k].n && (k < 3 || named))
			v[n++] = more[k];
	return n;
}

/* The first heading that names no person leads to a page of its own, as that of a card in a list
 * does. */
static bool is_card(const struct dom *d, size_t i)
{
	for (size_t k = i + 1; k < d->v[i].end; k++) {
		if (d->v[k].tag < TAG_H1 || d->v[k].tag > TAG_H6)
			continue;
		size_t in = dom_find(d, k, TAG_A), around = dom_up(d, k, TAG_A);
		struct str href = in != DOM_NONE ? dom_attr(d, in, "href")
			: around != DOM_NONE	 ? dom_attr(d, around, "href")
						 : STR("");
		size_t link = in != DOM_NONE ? in : around;
		bool person = link != DOM_NONE && byline_rank(d, link) > 0;
		for (size_t up = d->v[k].parent; up > i && !person; up = d->v[up].parent)
			person = byline_rank(d, up) > 0;
		if (!person && !byline_is_person_link(href))
			return href.n && str_find_byte(href, '#') == STR_NPOS;
	}
	return false;
}

static bool may_be_post(const struct finder *f, size_t i)
{
	const struct dom *d = &f->h->dom;
	enum html_tag tag = d->v[i].tag;
	size_t end = d->v[i].end;
	return tag != TAG_TEXT && tag != TAG_A && tag != TAG_BODY && tag != TAG_HTML &&
		f->who[end] > f->who[i] && f->when[end] > f->when[i] && d->v[i].n_attr &&
		html_sum_of(f->h, i).words > 2;
}

static void group(struct finder *f)
{
	const struct html_page *h = f->h;
	const struct dom *d = &h->dom;
	struct str names[MAX_CLASSES + 4];
	f->groups = map_make(h->a);
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (h->gone[i] || !may_be_post(f, i))
			continue;
		struct html_sum n = html_sum_of(h, i);
		size_t n_names = names_of(d, i, names);
		int card = -1;
		for (size_t k = 0; k < n_names; k++) {
			struct map_entry *e = map_add(&f->groups, names[k], NULL);
			if (!e->ptr)
				e->ptr = ARENA_NEW(h->a, struct group);
			struct group *g = e->ptr;
			g->n += n.prose > 0;
			if (i < g->end)
				continue; /* a reply */
			card = card < 0 ? is_card(d, i) : card;
			g->n_top++;
			g->cards += card > 0;
			g->most = n.prose > g->most ? n.prose : g->most;
			g->end = d->v[i].end;
			g->words += n.words;
			g->prose += n.prose;
		}
	}
}

/* --- the choice -------------------------------------------------------------------------- */

static bool is_better(const struct group *x, const struct group *y)
{
	if (!y || x->n != y->n)
		return !y || x->n > y->n;
	return x->n_top != y->n_top ? x->n_top < y->n_top : x->words > y->words;
}

static void choose(struct finder *f)
{
	double all = html_sum_of(f->h, f->h->body).prose;
	enum html_page_kind kind = html_kind_of(f->h);
	double longest = kind == PAGE_THREAD ? 1 : kind == PAGE_UNKNOWN ? 0.75 : 0.6;
	for (size_t i = 0; i < f->groups.n; i++) {
		struct map_entry *e = &f->groups.v[i];
		const struct group *g = e->ptr;
		bool few = g->n < 2 || g->n_top < 2 || !g->prose ||
			(double)g->prose < LEAST_SHARE * all;
		if (few || g->cards * 2 > g->n_top || (double)g->most > longest * (double)g->prose)
			continue;
		if (is_better(g, f->best ? f->best->ptr : NULL))
			f->best = e;
	}
}

/* --- one post ---------------------------------------------------------------------------- */

/* Of an element with several links (name, handle, date), or with one that it starts with, the first
 * that may name somebody. */
static struct str name_of_links(struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	size_t n = 0;
	struct str name = STR("");
	for (size_t k = i + 1; k < d->v[i].end; k++) {
		if (d->v[k].tag != TAG_A)
			continue;
		struct str line = dom_line(h->a, d, k);
		n += line.n > 0;
		if (!name.n && !date_iso(h->a, line).n)
			name = byline_name(h->a, line);
		k = d->v[k].end - 1;
	}
	bool leads = name.n && str_starts(dom_line(h->a, d, i), name);
	return n > 1 || leads ? name : STR("");
}

static struct str name_of(struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	struct str name = name_attr(d, i);
	for (size_t k = i; k < d->v[i].end && !name.n; k++)
		if (d->v[k].tag == TAG_A && byline_is_person_link(dom_attr(d, k, "href")))
			name = dom_line(h->a, d, k);
	name = name.n ? name : name_of_links(h, i);
	/* of a column about the person, the first line that may be one */
	size_t run = h->run_at[i], end = h->run_at[d->v[i].end];
	for (size_t k = run; k < end && k < run + 3 && end > run + 1 && !name.n; k++)
		name = byline_name(h->a, run_line(h, k));
	return name.n ? name : byline_name(h->a, dom_line(h->a, d, i));
}

/* As the page shows it, unless that says only how long ago. */
static struct str date_of(struct html_page *h, size_t i)
{
	static const char *const attrs[] = {"datetime", "ts", "title"};
	const struct dom *d = &h->dom;
	struct str shown = dom_line(h->a, d, i);
	size_t word = 0; /* "asked Aug 3, 2024": the word before goes */
	while (word < shown.n && shown.p[word] >= 'a' && shown.p[word] <= 'z')
		word++;
	if (word && word < shown.n && shown.p[word] == ' ' &&
		date_iso(h->a, str_from(shown, word)).n)
		shown = str_trim(str_from(shown, word));
	if (date_iso(h->a, shown).n && text_count_words(shown) <= SHOWN_WORDS)
		return shown;
	for (size_t k = 0; k < sizeof attrs / sizeof *attrs; k++) {
		struct str iso = date_iso(h->a, dom_attr(d, i, attrs[k]));
		if (iso.n)
			return str_sub(iso, 0, 10);
	}
	struct str iso = date_iso(h->a, shown);
	return iso.n ? str_sub(iso, 0, 10) : shown;
}

/* What answers a post or a page, by what it calls itself. */
static bool is_comment(const struct dom *d, size_t i)
{
	return d->v[i].n_attr &&
		(dom_has_class(d, i, "comment") || dom_has_class(d, i, "comtr") ||
			str_iends(dom_attr(d, i, "itemtype"), STR("schema.org/Comment")) ||
			(d->v[i].tag == TAG_OTHER &&
				str_find(d->v[i].text, STR("comment")) != STR_NPOS));
}

static bool has_name(const struct dom *d, size_t i, struct str name)
{
	struct str v[MAX_CLASSES + 4];
	size_t n = names_of(d, i, v);
	for (size_t k = 0; k < n; k++)
		if (str_eq(v[k], name))
			return true;
	return false;
}

/* The date of an edit: "edited 3 May", in the same line. */
static bool is_edit(const struct html_page *h, size_t i)
{
	size_t run = h->run_at[i];
	bool inside =
		run < h->n_runs && h->run[run].first >= i && h->run[run].first < h->dom.v[i].end;
	run -= !inside && run && h->run[run - 1].last >= i;
	if (run >= h->n_runs || h->run[run].n.words > DATE_WORDS)
		return false;
	struct str line = run_line(h, run);
	return str_istarts(line, STR("edited")) || str_istarts(line, STR("modified")) ||
		str_istarts(line, STR("last edited")) || str_istarts(line, STR("updated"));
}

/* The element below node that holds a run and no other; DOM_NONE when there is none. */
static size_t holder_of(const struct html_page *h, size_t node, size_t run)
{
	const struct dom *d = &h->dom;
	const struct html_run *r = &h->run[run];
	size_t i = d->v[r->first].parent;
	while (i > node && d->v[i].end <= r->last)
		i = d->v[i].parent;
	bool alone = h->run_at[d->v[i].end] - h->run_at[i] == 1;
	return i > node && alone ? i : DOM_NONE;
}

/* The first name and the first date of a post, but the one who says to be its author comes before
 * who edited it; those of replies come later. */
static struct html_post read_post(struct finder *f, size_t node)
{
	struct html_page *h = f->h;
	const struct dom *d = &h->dom;
	struct html_post x = {node, DOM_NONE, DOM_NONE, name_attr(d, node), STR("")};
	int rank = x.name.n ? 3 : 0;
	for (size_t i = node; i < d->v[node].end && (rank < 2 || !x.date.n); i++) {
		bool reply = i > node && (is_comment(d, i) || has_name(d, i, f->best->key));
		if (reply || (h->gone[i] == GONE_HIDDEN && d->v[i].tag != TAG_TIME)) {
			i = d->v[i].end - 1;
			continue;
		}
		if (rank == 3 && x.who == DOM_NONE && d->v[i].tag == TAG_A &&
			str_eq(dom_line(h->a, d, i), x.name))
			x.who = i;
		bool who = f->who[i + 1] > f->who[i], when = f->when[i + 1] > f->when[i];
		if (who && html_sum_of(h, i).words <= 40) {
			int r = byline_rank(d, i) == 3 ? 2 : 1;
			struct str name = r > rank ? name_of(h, i) : STR("");
			x.name = name.n ? name : x.name;
			x.who = name.n ? i : x.who;
			rank = name.n ? r : rank;
		}
		if (!when || x.date.n || is_edit(h, i))
			continue;
		if (d->v[i].tag != TAG_TEXT && shows_time(d, i)) {
			bool small = html_sum_of(h, i).words <= DATE_WORDS;
			x.date = small ? date_of(h, i) : STR("");
			x.when = small ? i : DOM_NONE;
			continue;
		}
		struct str line = date_of_run(h, h->run_at[i]);
		x.date = str_sub(date_iso(h->a, line), 0, 10);
		x.when = holder_of(h, node, h->run_at[i]);
	}
	return x;
}

struct html_posts *posts_find(struct html_page *h)
{
	struct finder f = {.h = h};
	const struct dom *d = &h->dom;
	struct html_posts *p = find_talk(h);
	if (p)
		return p;
	count(&f);
	if (f.who[d->n] < 2 || f.when[d->n] < 2)
		return NULL;
	group(&f);
	choose(&f);
	if (!f.best)
		return NULL;
	VEC(size_t) nodes = {0};
	for (size_t i = h->body; i < d->v[h->body].end; i++)
		if (!h->gone[i] && may_be_post(&f, i) && has_name(d, i, f.best->key))
			VEC_PUSH(h->a, &nodes, i);
	p = make(h, nodes.n);
	p->main = !is_comment(d, nodes.v[0]) &&
		(double)((struct group *)f.best->ptr)->prose >
			MAIN_SHARE * html_sum_of(h, h->body).prose;
	for (size_t i = 0; i < nodes.n; i++)
		add(p, read_post(&f, nodes.v[i]));
	return p;
}

const struct html_post *posts_at(const struct html_posts *p, size_t node)
{
	return p && p->at[node] ? &p->v[p->at[node] - 1] : NULL;
}
