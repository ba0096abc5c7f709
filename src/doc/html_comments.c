/* html_comments.c - comment threads as nested quotes: "> **author** · date · points"; the posts that
 * a page is made of (html_posts.h) with the same line above each.
 *
 * A comment is an element of that class (or schema.org type) with a name and a date or a text in it;
 * replies are comments inside it. The mails of a thread saved from a browser are written alike; what
 * a mail repeats of the one before is left out. Order: finding, the header, writing. */
#include "doc/html_comments.h"

#include <string.h>

#include "base/text.h"
#include "doc/html_byline.h"
#include "doc/html_features.h"
#include "doc/html_posts.h"
#include "doc/html_write.h"

#define SUBJECTS 3 /* headings of a post that may repeat the title */
#define LEVEL_NODES 12 /* the first of a comment, of which one may say its level */
#define MAX_LEVEL 8
#define HEADER_WORDS 6 /* beside name and date: a block that holds more is no header */

enum kind { NO_COMMENT, COMMENT, POST };

struct html_comments {
	struct html_page *h;
	uint8_t *is; /* enum kind, by node */
	bool begun; /* the first one is written */
	bool posted; /* the first post is */
	bool mails; /* the page is their thread */
};

/* --- finding ----------------------------------------------------------------------------- */

static bool is_mail(const struct dom *d, size_t i)
{
	return dom_has(d, i, "data-message-id") || dom_has(d, i, "data-legacy-message-id");
}

static bool is_comment(const struct dom *d, size_t i)
{
	if (d->v[i].tag == TAG_TEXT || !d->v[i].n_attr || d->v[i].tag == TAG_A ||
		d->v[i].tag == TAG_BODY)
		return false;
	return dom_has_class(d, i, "comment") || dom_has_class(d, i, "comtr") || is_mail(d, i) ||
		str_iends(dom_attr(d, i, "itemtype"), STR("schema.org/Comment"));
}

/* The first element below i that fits, not looking into replies. */
static size_t find_own(
	const struct html_comments *c, size_t i, bool (*fits)(const struct dom *, size_t))
{
	const struct dom *d = &c->h->dom;
	for (size_t k = i + 1; k < d->v[i].end; k++) {
		if (c->is[k] || c->h->gone[k] == GONE_HIDDEN) {
			k = d->v[k].end - 1;
			continue;
		}
		if (d->v[k].tag != TAG_TEXT && fits(d, k))
			return k;
	}
	return DOM_NONE;
}

static bool names_author(const struct dom *d, size_t i)
{
	return byline_rank(d, i) > 0 && d->v[i].end > i + 1 && !byline_is_date(d, i);
}

static bool shows_date(const struct dom *d, size_t i)
{
	struct str title = dom_attr(d, i, "title"), alt = dom_attr(d, i, "alt");
	return byline_is_date(d, i) ||
		(title.n > 8 && d->v[i].tag != TAG_IMG && str_eq(title, alt));
}

static bool names_points(const struct dom *d, size_t i)
{
	return dom_has_class(d, i, "score") || dom_has_class(d, i, "points") ||
		dom_has_class(d, i, "vote-count");
}

/* What an answer quotes of the mails before it. */
static void drop_history(struct html_page *h, size_t mail, bool answer)
{
	const struct dom *d = &h->dom;
	for (size_t i = mail + 1; answer && i < d->v[mail].end; i++)
		if (dom_has_class(d, i, "gmail_quote") || dom_has_class(d, i, "gmail_attr") ||
			(d->v[i].tag == TAG_BLOCKQUOTE &&
				str_ieq(dom_attr(d, i, "type"), STR("cite"))))
			h->gone[i] = GONE_REPEAT;
}

/* "Re: Title" above an answer */
static void drop_subject(struct html_page *h, size_t post)
{
	const struct dom *d = &h->dom;
	struct str title = text_fold(h->a, h->meta.title);
	for (size_t i = post + 1, n = 0; i < d->v[post].end && title.n && n < SUBJECTS; i++) {
		if (d->v[i].tag < TAG_H1 || d->v[i].tag > TAG_H6)
			continue;
		n++;
		struct str s = text_fold(h->a, dom_line(h->a, d, i));
		if (str_starts(s, STR("re ")))
			s = str_from(s, 3);
		if (str_eq(s, title))
			h->gone[i] = GONE_TITLE;
	}
}

/* A post inside a post answers it, as a comment does. Where all are comments they stay so, and where
 * they are not what the page is made of: it has a text that they are about. */
static bool add_posts(struct html_comments *c)
{
	const struct dom *d = &c->h->dom;
	const struct html_posts *p = c->h->posts;
	bool posts = false;
	bool thread = p && (p->main || html_kind_of(c->h) == PAGE_THREAD);
	for (size_t i = 0; thread && i < p->n; i++)
		posts = posts || !c->is[p->v[i].node];
	/* what wraps a post is no comment around it */
	for (size_t i = c->h->body, k = 0; posts && i < d->v[c->h->body].end; i++) {
		while (k < p->n && p->v[k].node <= i)
			k++;
		if (k < p->n && p->v[k].node < d->v[i].end && !posts_at(p, i))
			c->is[i] = NO_COMMENT;
	}
	for (size_t i = 0, end = 0; p && i < p->n; i++) {
		size_t node = p->v[i].node;
		bool top = node >= end;
		c->is[node] = posts && top ? POST : COMMENT;
		end = top ? d->v[node].end : end;
		if (top)
			drop_subject(c->h, node);
	}
	return p != NULL;
}

struct html_comments *comments_find(struct html_page *h)
{
	const struct dom *d = &h->dom;
	struct html_comments *c = ARENA_NEW(h->a, struct html_comments);
	size_t n = 0;
	c->h = h;
	c->is = ARENA_ARRAY(h->a, uint8_t, d->n);
	for (size_t i = h->body; i < d->v[h->body].end; i++)
		c->is[i] = is_comment(d, i);
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (!c->is[i])
			continue;
		c->is[i] = find_own(c, i, names_author) != DOM_NONE && html_sum_of(h, i).words > 0;
		n += c->is[i];
		if (c->is[i] && is_mail(d, i)) {
			drop_history(h, i, c->mails);
			c->mails = true;
		}
	}
	if (c->mails)
		h->posts = NULL;
	return add_posts(c) || n >= 2 ? c : NULL;
}

bool comments_is(const struct html_comments *c, size_t node)
{
	return c->is[node] != 0;
}

bool comments_inside(const struct html_comments *c, size_t node)
{
	size_t n = c->h->dom.v[node].end - node - 1;
	return n && (memchr(c->is + node + 1, COMMENT, n) || memchr(c->is + node + 1, POST, n));
}

/* --- the header -------------------------------------------------------------------------- */

struct header {
	size_t author, date, points;
	struct str name, when, url, score;
};

/* As the page shows it, unless that says only how long ago. */
static struct str when_of(struct html_page *h, size_t date)
{
	const struct dom *d = &h->dom;
	struct str shown = dom_line(h->a, d, date);
	if (date_iso(h->a, shown).n)
		return shown;
	struct str iso = date_iso(h->a, dom_attr(d, date, "datetime"));
	if (!iso.n)
		iso = date_iso(h->a, dom_attr(d, date, "title"));
	return iso.n ? str_sub(iso, 0, 10) : dom_line(h->a, d, date);
}

/* What the site itself says, or the link to the person, or all of the element, if there is one: a
 * post inside may have taken it. */
static struct str author_name(struct html_page *h, size_t node, size_t author)
{
	const struct dom *d = &h->dom;
	struct str name = dom_attr(d, node, "data-author");
	if (author == DOM_NONE)
		return name;
	if (!name.n && dom_attr(d, author, "email").n)
		name = dom_attr(d, author, "name");
	for (size_t k = author; k < d->v[author].end && !name.n; k++)
		if (d->v[k].tag == TAG_A && byline_is_person_link(dom_attr(d, k, "href")))
			name = dom_line(h->a, d, k);
	return name.n ? name : byline_name(h->a, dom_line(h->a, d, author));
}

/* Where the post or comment stands by itself: most link its date to that. */
static struct str url_of(struct html_page *h, size_t node, size_t date)
{
	const struct dom *d = &h->dom;
	struct str url = dom_attr(d, node, "data-permalink");
	size_t link = date == DOM_NONE ? DOM_NONE : dom_up(d, date, TAG_A);
	if (!url.n && link != DOM_NONE && link > node)
		url = dom_attr(d, link, "href");
	if (!url.n && date != DOM_NONE && dom_find(d, date, TAG_A) != DOM_NONE)
		url = dom_attr(d, dom_find(d, date, TAG_A), "href");
	return html_url(h, h->a, url);
}

static struct header read_header(struct html_comments *c, size_t node)
{
	struct html_page *h = c->h;
	const struct dom *d = &h->dom;
	const struct html_post *post = posts_at(h->posts, node);
	if (post)
		return (struct header){.author = post->who,
			.date = post->when,
			.points = DOM_NONE,
			.name = post->name,
			.when = post->date,
			.url = url_of(h, node, post->when)};
	struct header x = {.author = find_own(c, node, names_author),
		.date = find_own(c, node, shows_date),
		.points = find_own(c, node, names_points)};
	x.name = author_name(h, node, x.author);
	if (x.date != DOM_NONE)
		x.when = when_of(h, x.date);
	if (x.points != DOM_NONE)
		x.score = dom_line(h->a, d, x.points);
	x.url = url_of(h, node, x.date);
	return x;
}

static struct str words_at(const struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	return d->v[i].tag == TAG_TEXT ? d->v[i].text : dom_line(h->a, d, i);
}

/* The block around name and date goes as a whole when it is not much more; else they go alone. */
static void hide_header(struct html_comments *c, size_t node, const struct header *x)
{
	struct html_page *h = c->h;
	const struct dom *d = &h->dom;
	size_t parts[] = {x->author, x->date, x->points}, own = 0, up = x->author;
	bool both = x->author != DOM_NONE && x->date != DOM_NONE;
	while (both && up > node && !(x->date >= up && x->date < d->v[up].end))
		up = d->v[up].parent;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		own += parts[i] == DOM_NONE ? 0 : text_count_words(words_at(h, parts[i]));
	if (both && up > node && dom_find(d, up, TAG_P) == DOM_NONE &&
		text_count_words(dom_line(h->a, d, up)) <= own + HEADER_WORDS) {
		h->gone[up] = GONE_MOVED;
		return;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i] != DOM_NONE)
			h->gone[parts[i]] = GONE_MOVED;
}

static struct str header_line(struct writer *w, const struct header *x)
{
	struct buf b = buf_make(w->a);
	buf_puts(&b, "**");
	escape_inline(&b, x->name.n ? x->name : STR("anonymous"), ESCAPE_TEXT);
	buf_puts(&b, "**");
	if (x->when.n) {
		buf_puts(&b, " \xc2\xb7 ");
		if (x->url.n)
			buf_putc(&b, '[');
		escape_inline(&b, x->when, ESCAPE_LINK);
		if (x->url.n) {
			buf_puts(&b, "](");
			escape_dest(&b, x->url);
			buf_putc(&b, ')');
		}
	}
	if (x->score.n) {
		buf_puts(&b, " \xc2\xb7 ");
		escape_inline(&b, x->score, ESCAPE_TEXT);
	}
	return buf_str(&b);
}

/* --- writing ----------------------------------------------------------------------------- */

static void write_post(struct writer *w, struct html_comments *c, size_t node)
{
	struct header x = read_header(c, node);
	if (c->posted) {
		writer_begin(w, OUT_OTHER);
		writer_line(w, STR("---"));
	}
	c->posted = true;
	hide_header(c, node, &x);
	if (x.name.n)
		writer_paragraph(w, header_line(w, &x));
	write_children(w, node);
}

/* How deep a comment stands that is not inside the one it answers. */
static size_t level_of(const struct dom *d, size_t node)
{
	static const char *const attrs[] = {"indent", "depth", "data-depth", "data-level"};
	for (size_t k = node; k < d->v[node].end && k < node + LEVEL_NODES; k++)
		for (size_t i = 0; i < sizeof attrs / sizeof *attrs && d->v[k].n_attr; i++) {
			int64_t n;
			if (str_to_i64(dom_attr(d, k, attrs[i]), &n))
				return n < 0 ? 0 : n > MAX_LEVEL ? MAX_LEVEL : (size_t)n;
		}
	return 0;
}

void comments_write(struct writer *w, struct html_comments *c, size_t node)
{
	size_t start = w->out.n;
	struct html_sum n = html_sum_of(c->h, node);
	if (c->is[node] == POST && (n.words || n.images))
		write_post(w, c, node);
	if (c->is[node] == POST || !n.words)
		return;
	struct header x = read_header(c, node);
	if (!c->begun && !c->mails && w->out.n && !w->prefix.n) {
		writer_begin(w, OUT_OTHER);
		writer_line(w, STR("---"));
		writer_begin(w, OUT_OTHER);
		writer_line(w, STR("## Comments"));
	}
	c->begun = true;
	hide_header(c, node, &x);
	/* a quote right behind a quote would be read as one */
	writer_begin(w, OUT_OTHER);
	struct buf quote = buf_make(w->a);
	buf_puts(&quote, "> ");
	/* inside another comment it stands as deep as that */
	for (size_t i = w->prefix.n ? 0 : level_of(&c->h->dom, node); i > 0; i--)
		buf_puts(&quote, "> ");
	struct out_saved s = writer_push(w, buf_str(&quote), buf_str(&quote));
	w->tight = false;
	writer_line(w, header_line(w, &x));
	w->last = OUT_TEXT;
	write_children(w, node);
	writer_pop(w, s);
	w->last = w->out.n > start ? OUT_OTHER : w->last;
}
