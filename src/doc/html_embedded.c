/* html_embedded.c - the text of a page that a script would build: __NEXT_DATA__, JSON-LD,
 * window.__STATE__ = {...}, JSON.parse("..."), data-preloaded and the like.
 *
 * Strings of the data that are HTML, or that stand under a key for text, are pieces. Pieces of one
 * way (keys from the root, places in lists left out) belong together: the posts of a thread, the
 * paragraphs of an article. The way with the most words is the text. Order: where data stand, the
 * walk, the choice, who and when, writing. Work is linear in the size of the page: what is inside
 * a string is read MAX_INSIDE times at most. */
#include "doc/html_embedded.h"

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"

#define FEW_PROSE 40 /* a page that shows more words in sentences speaks for itself, */
#define FEW_WORDS 200 /* or more in all */
#define LEAST_WORDS 50 /* of data that are taken for it */
#define MAX_PIECES 20000
#define MAX_DATA ((size_t)8 << 20)
#define MAX_INSIDE 3 /* JSON in a string of JSON in a string */
#define MAX_TRIES 50 /* objects of one script */

struct piece {
	struct str text;
	const struct json *object, *list; /* nearest around it; NULL when there is none */
	uint64_t way;
	size_t words;
	bool html;
};

struct embedded {
	struct html_page *h;
	struct arena *a;
	VEC(struct piece) pieces;
	size_t n_bytes; /* read so far */
};

struct place { /* of a value, on the way down */
	const struct json *object, *list;
	struct str key;
	uint64_t way;
	int inside;
};

/* --- the walk ---------------------------------------------------------------------------- */

static bool is_text_key(struct str key)
{
	static const char *const keys[] = {"articleBody", "text", "body", "content", "markdown",
		"raw", "message", "transcript", "cooked", "value", "html", "reviewBody", "bodyText",
		"full_text"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_eqz(key, keys[i]))
			return true;
	return false;
}

static bool is_html(struct str s)
{
	return str_ifind(s, STR("<p")) != STR_NPOS || str_ifind(s, STR("<br")) != STR_NPOS ||
		str_find(s, STR("</")) != STR_NPOS;
}

/* Not a key, an address, a style or a program. */
static bool reads_like_text(struct str s, size_t words)
{
	size_t marks = 0;
	for (size_t i = 0; i < s.n; i++)
		marks += s.p[i] == '{' || s.p[i] == '}' || s.p[i] == ';' || s.p[i] == '=';
	return words > 0 && s.n < words * 40 && marks * 4 <= words && !str_starts(s, STR("http"));
}

static void read_json(struct embedded *e, struct str text, int inside);

static void add_string(struct embedded *e, struct str s, const struct place *at)
{
	struct str trimmed = str_trim(s);
	if (trimmed.n > 40 && (trimmed.p[0] == '{' || trimmed.p[0] == '[')) {
		read_json(e, trimmed, at->inside + 1);
		return;
	}
	struct piece x = {s, at->object, at->list, at->way, text_count_words(s), is_html(s)};
	bool text =
		x.html ? x.words >= 8 : is_text_key(at->key) && reads_like_text(trimmed, x.words);
	if (text && e->pieces.n < MAX_PIECES)
		VEC_PUSH(e->a, &e->pieces, x);
}

static uint64_t further(uint64_t way, struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		way = (way ^ (unsigned char)key.p[i]) * 0x100000001b3u;
	return (way ^ 0x2f) * 0x100000001b3u;
}

/* Depth is bounded by that of the JSON reader. */
static void walk(struct embedded *e, const struct json *j, const struct place *at)
{
	enum json_kind kind = json_kind(j);
	if (kind == JSON_T_STRING) {
		add_string(e, json_str(j), at);
	} else if (kind == JSON_T_OBJECT) {
		for (size_t i = 0; i < json_len(j); i++) {
			struct place in = {.object = j,
				.list = at->list,
				.key = json_key_at(j, i),
				.inside = at->inside};
			in.way = further(at->way, in.key);
			walk(e, json_at(j, i), &in);
		}
	} else if (kind == JSON_T_LIST) {
		struct place in = *at;
		in.list = j;
		for (size_t i = 0; i < json_len(j); i++)
			walk(e, json_at(j, i), &in);
	}
}

static void read_json(struct embedded *e, struct str text, int inside)
{
	struct json *j = NULL;
	struct err ignored = {0};
	e->n_bytes += text.n;
	if (inside > MAX_INSIDE || e->n_bytes > MAX_DATA || !json_parse(e->a, text, &j, &ignored))
		return;
	struct place root = {.way = 0xcbf29ce484222325u + (uint64_t)inside, .inside = inside};
	walk(e, j, &root);
}

/* --- where data stand -------------------------------------------------------------------- */

/* Behind the bracket or the quote at i: where it closes, STR_NPOS when it does not. */
static size_t close_of(struct str s, size_t i)
{
	size_t depth = 0;
	bool quoted = false, bare = s.p[i] == '"';
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && depth)
			depth--;
		if (!quoted && !depth && (!bare || c == '"'))
			return i + 1;
	}
	return STR_NPOS;
}

/* name = {...}; and JSON.parse("...") in a program. */
static void read_script(struct embedded *e, struct str s)
{
	size_t i = 0, end;
	for (int tries = 0; tries < MAX_TRIES && i < s.n; tries++) {
		while (i < s.n && s.p[i] != '=' && s.p[i] != '(')
			i++;
		bool call = i < s.n && s.p[i] == '(' && str_ends(str_sub(s, 0, i), STR("parse"));
		for (i++; i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t');)
			i++;
		if (i >= s.n)
			return;
		if (s.p[i] != '{' && s.p[i] != '[' && !(call && s.p[i] == '"')) {
			tries--;
			continue;
		}
		end = close_of(s, i);
		if (end == STR_NPOS)
			return;
		struct str value = str_sub(s, i, end);
		if (value.n > 200)
			read_json(e,
				call ? str_printf(e->a, "[%.*s]", (int)value.n, value.p) : value,
				0);
		i = end;
	}
}

static void read_all(struct embedded *e)
{
	static const char *const attrs[] = {"data-preloaded", "data-page", "data-props",
		"data-state", "data-initial-state", "data-react-props", "props"};
	const struct dom *d = &e->h->dom;
	for (size_t i = 0; i < d->n; i++) {
		for (size_t k = 0; k < sizeof attrs / sizeof *attrs && d->v[i].n_attr; k++) {
			struct str s = str_trim(dom_attr(d, i, attrs[k]));
			if (s.n > 200 && (s.p[0] == '{' || s.p[0] == '['))
				read_json(e, s, 0);
		}
		if (d->v[i].tag != TAG_SCRIPT || d->v[i].end == i + 1)
			continue;
		struct str type = dom_attr(d, i, "type"), s = str_trim(d->v[i + 1].text);
		if (str_ifind(type, STR("json")) != STR_NPOS)
			read_json(e, s, 0);
		else
			read_script(e, s);
	}
}

/* --- the choice -------------------------------------------------------------------------- */

/* The way with the most words; HTML keeps more of a text than its plain form beside it does. */
static uint64_t best_way(struct embedded *e, size_t *words)
{
	struct map groups = map_make(e->a), seen = map_make(e->a);
	uint64_t best = 0;
	*words = 0;
	for (size_t i = 0; i < e->pieces.n; i++) {
		struct piece *x = &e->pieces.v[i];
		bool added;
		map_add(&seen, x->text, &added);
		if (!added)
			x->words = 0; /* said before */
		struct str key = str_make((const char *)&x->way, sizeof x->way);
		struct map_entry *g = map_add(&groups, key, &added);
		if (added)
			g->num = 0;
		g->num += x->html ? x->words * 3 / 2 : x->words;
		if (g->num > *words) {
			*words = g->num;
			best = x->way;
		}
	}
	return best;
}

/* --- who and when ------------------------------------------------------------------------ */

static struct str of_keys(const struct json *j, const char *keys)
{
	struct str rest = str_of(keys), key;
	while (str_cut(&rest, ' ', &key)) {
		const struct json *v = json_get(j, key);
		if (json_kind(v) == JSON_T_LIST)
			v = json_at(v, 0);
		if (json_kind(v) == JSON_T_OBJECT) {
			struct str s = json_str(json_get(v, STR("name")));
			if (!s.n)
				s = json_str(json_get(v, STR("username")));
			if (s.n)
				return s;
		}
		if (json_str(v).n)
			return json_str(v);
	}
	return STR("");
}

static struct str author_of(const struct json *j)
{
	return of_keys(j, "author authors user creator display_name username byline author_name");
}

static struct str date_of(struct arena *a, const struct json *j)
{
	return date_iso(a,
		of_keys(j,
			"datePublished published_at publishedAt created_at createdAt "
			"dateCreated published_on date published pubDate"));
}

static void fill_meta(struct embedded *e, const struct json *j)
{
	struct doc_meta *m = &e->h->meta;
	struct str author = dom_collapse(e->a, author_of(j));
	if (!m->title.n)
		m->title = dom_collapse(e->a, of_keys(j, "title headline name"));
	if (!m->authors.n && author.n && author.n < 100)
		strs_add(e->a, &m->authors, author);
	if (!m->published.n)
		m->published = date_of(e->a, j);
}

/* --- writing ----------------------------------------------------------------------------- */

static void put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<')
			buf_puts(b, "&lt;");
		else if (s.p[i] == '&')
			buf_puts(b, "&amp;");
		else
			buf_putc(b, s.p[i]);
	}
}

static void put_plain(struct buf *b, struct str s)
{
	struct str line;
	while (str_cut(&s, '\n', &line))
		if (!str_blank(line)) {
			buf_puts(b, "<p>");
			put_escaped(b, line);
			buf_puts(b, "</p>\n");
		}
}

/* Both are parts of one line: what a mark (bold, a link) has cut. */
static bool goes_on(struct str before, struct str next)
{
	char last = before.p[before.n - 1], first = next.p[0];
	return last == ' ' || first == ' ' || first == ',' || first == '.' ||
		(first >= 'a' && first <= 'z');
}

static void put_head(struct embedded *e, struct buf *b, const struct json *j)
{
	struct str author = dom_collapse(e->a, author_of(j));
	struct str date = str_sub(date_of(e->a, j), 0, 10);
	if (!author.n)
		return;
	buf_puts(b, "<p><strong>");
	put_escaped(b, text_cut(author, 100));
	buf_puts(b, "</strong>");
	if (date.n)
		buf_puts(b, " \xc2\xb7 ");
	buf_put(b, date);
	buf_puts(b, "</p>\n");
}

static struct str write_way(struct embedded *e, uint64_t way)
{
	struct buf b = buf_make(e->a), line = buf_make(e->a);
	const struct piece *last = NULL;
	size_t n = 0;
	for (size_t i = 0; i < e->pieces.n; i++)
		n += e->pieces.v[i].way == way && e->pieces.v[i].words > 0;
	buf_puts(&b, "<!DOCTYPE html><body>\n");
	for (size_t i = 0; i < e->pieces.n; i++) {
		const struct piece *x = &e->pieces.v[i];
		if (x->way != way || !x->words)
			continue;
		if (!last)
			fill_meta(e, x->object);
		if (line.n && (x->html || last->list != x->list || !goes_on(last->text, x->text))) {
			put_plain(&b, buf_str(&line));
			line.n = 0;
		}
		if (n > 1 && (!last || last->object != x->object))
			put_head(e, &b, x->object);
		last = x;
		if (!x->html) {
			buf_put(&line, x->text);
			continue;
		}
		buf_puts(&b, "<div>");
		buf_put(&b, x->text);
		buf_puts(&b, "</div>\n");
	}
	put_plain(&b, buf_str(&line));
	return buf_str(&b);
}

struct str html_embedded(struct html_page *h)
{
	struct embedded e = {.h = h, .a = h->a};
	struct html_sum shown = html_sum_of(h, h->body);
	size_t words;
	size_t own = shown.words - shown.link_words; /* navigation is links */
	if (shown.prose >= FEW_PROSE || shown.words >= FEW_WORDS)
		return STR("");
	read_all(&e);
	uint64_t way = best_way(&e, &words);
	if (words < LEAST_WORDS || words < 3 * own)
		return STR("");
	if (h->explain)
		h->explained = str_printf(h->a,
			"the page shows %u words; %zu were found in data for its scripts\n",
			shown.words, words);
	return write_way(&e, way);
}
