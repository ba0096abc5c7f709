/* inline.c - inline Markdown to tokens and links.
 *
 * Invariants: tokens cover the text in order without gap; text not yet in a token starts at
 * text_start; brackets and delimiters are stacks of what may still be closed, delimiters below a
 * bracket's delim_bottom stand before it.
 * Order: state, emphasis, spans that open and close (code, math, comments, links of Obsidian),
 * brackets, dispatch. HTML, addresses, destinations and labels are in inline_lex.c. */
#include "doc/inline.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "doc/inline_lex.h"
#include "doc/md_int.h"

#define MAX_CODE_RUN 80
#define MAX_LABEL 1000

enum bracket_kind { BRACKET_LINK, BRACKET_IMAGE, BRACKET_NOTE };

struct bracket {
	enum bracket_kind kind;
	bool followed; /* another bracket was opened behind it */
	size_t token, at; /* its token, its byte */
	size_t n_links, delim_bottom;
};

struct delim {
	size_t token;
	char c;
	bool open, close;
	size_t n, left; /* length, and what is not used up */
	size_t prev, next; /* while being processed */
};

struct range {
	size_t first, end;
};

struct scan {
	struct arena *a;
	struct str s;
	const struct map *refs;
	size_t p, text_start;
	VEC(struct inline_token) tok;
	VEC(struct inline_link) link;
	VEC(struct bracket) bracket;
	VEC(struct delim) delim;
	VEC(struct range) note; /* tokens of inline notes */
	size_t inactive_below; /* link brackets below this index are inside no link */
	size_t last_run[MAX_CODE_RUN + 1]; /* last place of a run of n backticks, plus 1 */
	bool runs_known, no_display_math, no_comment;
	size_t no_math_before;
	size_t open_comment;
	struct inline_closers closers;
};

static char at(const struct scan *sc, size_t i)
{
	return i < sc->s.n ? sc->s.p[i] : '\0';
}

/* Ends the text in hand at `to` and adds a token; returns its index. */
static size_t put(struct scan *sc, enum inline_kind kind, size_t start, size_t end)
{
	if (sc->text_start < start) {
		struct inline_token t = {
			.kind = INLINE_TEXT, .start = sc->text_start, .end = start};
		VEC_PUSH(sc->a, &sc->tok, t);
	}
	struct inline_token t = {.kind = kind, .start = start, .end = end, .in = start, .out = end};
	VEC_PUSH(sc->a, &sc->tok, t);
	sc->p = sc->text_start = end;
	return sc->tok.n - 1;
}

static void put_inside(struct scan *sc, enum inline_kind kind, size_t end, size_t in, size_t out)
{
	size_t i = put(sc, kind, sc->p, end);
	sc->tok.v[i].in = in;
	sc->tok.v[i].out = out;
}

static struct inline_link *add_link(struct scan *sc, size_t token, bool embed)
{
	const struct inline_token *t = &sc->tok.v[token];
	struct inline_link l = {.kind = t->kind,
		.embed = embed,
		.start = t->start,
		.end = t->end,
		.in = t->in,
		.out = t->out,
		.first = token,
		.last = token + 1};
	VEC_PUSH(sc->a, &sc->link, l);
	return &sc->link.v[sc->link.n - 1];
}

/* --- emphasis ---------------------------------------------------------------------------- */

static bool is_punct(uint32_t cp)
{
	if (cp < 0x80)
		return cp > ' ' && cp != 0x7f && !text_is_letter(cp) && !text_is_digit(cp);
	return !text_is_letter(cp) && !text_is_digit(cp) && !text_is_space(cp);
}

static uint32_t cp_before(struct str s, size_t i)
{
	if (i == 0)
		return '\n';
	size_t k = i - 1;
	while (k > 0 && i - k < 4 && ((unsigned char)s.p[k] & 0xc0) == 0x80)
		k--;
	return text_next(s, &k);
}

static uint32_t cp_after(struct str s, size_t i)
{
	return i < s.n ? text_next(s, &i) : '\n';
}

static void push_delim(struct scan *sc)
{
	char c = at(sc, sc->p);
	size_t n = 1;
	while (at(sc, sc->p + n) == c)
		n++;
	if ((c == '=' && n != 2) || (c == '~' && n > 2)) {
		sc->p += n;
		return;
	}
	/* As cmark-gfm does, marks of strikethrough do not count as neighbours. */
	size_t left_end = sc->p, right_start = sc->p + n;
	while (left_end > 0 && sc->p - left_end < 8 && sc->s.p[left_end - 1] == '~')
		left_end--;
	while (right_start < sc->s.n && right_start - sc->p - n < 8 && sc->s.p[right_start] == '~')
		right_start++;
	uint32_t before = cp_before(sc->s, left_end), after = cp_after(sc->s, right_start);
	bool left = !text_is_space(after) &&
		(!is_punct(after) || text_is_space(before) || is_punct(before));
	bool right = !text_is_space(before) &&
		(!is_punct(before) || text_is_space(after) || is_punct(after));
	struct delim d = {.c = c, .n = n, .left = n, .open = left, .close = right};
	if (c == '_') {
		d.open = left && (!right || is_punct(before));
		d.close = right && (!left || is_punct(after));
	}
	d.token = put(sc, INLINE_DELIM, sc->p, sc->p + n);
	sc->tok.v[d.token].n_left = n;
	if (d.open || d.close)
		VEC_PUSH(sc->a, &sc->delim, d);
}

#define NONE ((size_t)-1)

static bool delims_match(const struct delim *o, const struct delim *c)
{
	if (o->c != c->c || !o->open)
		return false;
	if (c->c == '~' || c->c == '=')
		return o->n == c->n;
	bool both = o->close || c->open;
	return !(both && (o->n + c->n) % 3 == 0 && (o->n % 3 || c->n % 3));
}

static void unlink_delim(struct scan *sc, size_t i)
{
	struct delim *v = sc->delim.v;
	if (v[i].prev != NONE)
		v[v[i].prev].next = v[i].next;
	if (v[i].next != NONE)
		v[v[i].next].prev = v[i].prev;
}

/* Uses up marks of opener o and closer c; returns the closer to go on with. */
static size_t use_delims(struct scan *sc, size_t o, size_t c)
{
	struct delim *v = sc->delim.v;
	size_t use = v[o].left >= 2 && v[c].left >= 2 ? 2 : 1;
	if (v[c].c == '~' || v[c].c == '=')
		use = v[c].left;
	v[o].left -= use;
	v[c].left -= use;
	sc->tok.v[v[o].token].n_left = v[o].left;
	sc->tok.v[v[c].token].n_left = v[c].left;
	sc->tok.v[v[c].token].closes = true;
	v[o].next = c;
	v[c].prev = o;
	if (v[o].left == 0)
		unlink_delim(sc, o);
	if (v[c].left)
		return c;
	size_t next = v[c].next;
	unlink_delim(sc, c);
	return next;
}

static size_t mark_index(const struct delim *d)
{
	size_t c = d->c == '*' ? 0 : d->c == '_' ? 1 : d->c == '~' ? 2 : 3;
	return c * 6 + (d->open ? 3 : 0) + d->n % 3;
}

/* Pairs the delimiters above bottom and forgets them. */
static void pair_delims(struct scan *sc, size_t bottom)
{
	struct delim *v = sc->delim.v;
	size_t n = sc->delim.n;
	size_t floor[24]; /* for each kind of closer: no opener below this index */
	for (size_t i = 0; i < 24; i++)
		floor[i] = bottom;
	for (size_t i = bottom; i < n; i++) {
		v[i].prev = i > bottom ? i - 1 : NONE;
		v[i].next = i + 1 < n ? i + 1 : NONE;
	}
	for (size_t c = bottom < n ? bottom : NONE; c != NONE;) {
		if (!v[c].close) {
			c = v[c].next;
			continue;
		}
		size_t *low = &floor[mark_index(&v[c])], o = v[c].prev;
		while (o != NONE && o >= *low && !delims_match(&v[o], &v[c]))
			o = v[o].prev;
		if (o != NONE && o >= *low) {
			c = use_delims(sc, o, c);
			continue;
		}
		*low = c;
		size_t next = v[c].next;
		if (!v[c].open)
			unlink_delim(sc, c);
		c = next;
	}
	sc->delim.n = bottom;
}

/* --- code, math, comments, links of Obsidian ---------------------------------------------- */

static size_t run_of(struct str s, size_t i, char c)
{
	size_t n = 0;
	while (i + n < s.n && s.p[i + n] == c)
		n++;
	return n;
}

static void find_runs(struct scan *sc)
{
	for (size_t i = 0; i < sc->s.n; i++) {
		size_t n = run_of(sc->s, i, '`');
		if (n && n <= MAX_CODE_RUN)
			sc->last_run[n] = i + 1;
		i += n;
	}
	sc->runs_known = true;
}

static void code(struct scan *sc)
{
	size_t n = run_of(sc->s, sc->p, '`');
	if (!sc->runs_known)
		find_runs(sc);
	if (n > MAX_CODE_RUN || sc->last_run[n] <= sc->p + 1) {
		sc->p += n;
		return;
	}
	for (size_t i = sc->p + n; i < sc->s.n; i++) {
		size_t k = run_of(sc->s, i, '`');
		if (k == n) {
			put_inside(sc, INLINE_CODE, i + n, sc->p + n, i);
			return;
		}
		i += k;
	}
	sc->p += n;
}

/* $$...$$ over lines. */
static void display_math(struct scan *sc)
{
	for (size_t i = sc->p + 2; !sc->no_display_math && i + 1 < sc->s.n; i++) {
		if (sc->s.p[i] == '\\') {
			i++;
		} else if (sc->s.p[i] == '$' && sc->s.p[i + 1] == '$') {
			put_inside(sc, INLINE_MATH, i + 2, sc->p + 2, i);
			return;
		}
	}
	sc->no_display_math = true;
	sc->p += 2;
}

/* $...$ on one line, tight inside, no digit behind: "$5 and $10" is money. */
static void math(struct scan *sc)
{
	if (at(sc, sc->p + 1) == '$') {
		display_math(sc);
		return;
	}
	char next = at(sc, sc->p + 1);
	size_t i = sc->p + 1;
	if (next == ' ' || next == '\t' || next == '\n' || sc->p < sc->no_math_before) {
		sc->p++;
		return;
	}
	for (; i < sc->s.n && sc->s.p[i] != '\n'; i++) {
		char before = sc->s.p[i - 1], after = at(sc, i + 1);
		if (sc->s.p[i] == '\\') {
			i++;
		} else if (sc->s.p[i] == '$' && i > sc->p + 1 && before != ' ' && before != '\t' &&
			!(after >= '0' && after <= '9')) {
			put_inside(sc, INLINE_MATH, i + 1, sc->p + 1, i);
			return;
		}
	}
	sc->no_math_before = i;
	sc->p++;
}

static void comment(struct scan *sc)
{
	if (at(sc, sc->p + 1) != '%') {
		sc->p++;
		return;
	}
	size_t end = sc->no_comment ? STR_NPOS : str_find_from(sc->s, sc->p + 2, STR("%%"));
	if (end != STR_NPOS) {
		put_inside(sc, INLINE_COMMENT, end + 2, sc->p + 2, end);
		return;
	}
	if (!sc->no_comment && (sc->p == 0 || sc->s.p[sc->p - 1] == '\n'))
		sc->open_comment = sc->p;
	sc->no_comment = true;
	sc->p += 2;
}

/* [[...]] at byte i; the innermost pair is the link, a single "]" may stand inside. */
static bool wiki(struct scan *sc, size_t i)
{
	if (at(sc, i) != '[' || at(sc, i + 1) != '[' || at(sc, i + 2) == '[')
		return false;
	for (size_t k = i + 2; k + 1 < sc->s.n; k++) {
		char c = sc->s.p[k], d = sc->s.p[k + 1];
		if (c == '\n' || (c == '[' && d == '['))
			return false;
		if (c != ']' || d != ']')
			continue;
		if (str_blank(str_sub(sc->s, i + 2, k)))
			return false;
		bool embed = i > sc->p;
		put_inside(sc, INLINE_WIKI, k + 2, i + 2, k);
		add_link(sc, sc->tok.n - 1, embed);
		return true;
	}
	return false;
}

static bool note(struct scan *sc)
{
	size_t i = sc->p + 2;
	while (i < sc->s.n && i - sc->p < MAX_LABEL && !strchr(" \t\n[]", sc->s.p[i]))
		i++;
	if (at(sc, i) != ']' || i == sc->p + 2 || at(sc, i + 1) == '(')
		return false;
	put_inside(sc, INLINE_NOTE, i + 1, sc->p + 2, i);
	add_link(sc, sc->tok.n - 1, false);
	return true;
}

/* --- brackets ---------------------------------------------------------------------------- */

static void push_bracket(struct scan *sc, enum bracket_kind kind, size_t n)
{
	if (sc->bracket.n)
		sc->bracket.v[sc->bracket.n - 1].followed = true;
	struct bracket b = {
		.kind = kind, .at = sc->p, .n_links = sc->link.n, .delim_bottom = sc->delim.n};
	b.token = put(sc, INLINE_TEXT, sc->p, sc->p + n);
	VEC_PUSH(sc->a, &sc->bracket, b);
}

static void open_bracket(struct scan *sc)
{
	if (wiki(sc, sc->p) || (at(sc, sc->p + 1) == '^' && note(sc)))
		return;
	push_bracket(sc, BRACKET_LINK, 1);
}

/* "(dest "title")" behind a "]": its end, or 0. */
static size_t inline_target(struct scan *sc, size_t p, struct str *dest)
{
	*dest = STR("");
	p = lex_blanks(sc->s, p + 1);
	if (at(sc, p) == ')')
		return p + 1;
	if (!inline_dest(sc->a, sc->s, &p, dest))
		return 0;
	size_t q = lex_blanks(sc->s, p);
	if (q > p && at(sc, q) != ')') {
		if (!inline_title(sc->s, &q))
			return 0;
		q = lex_blanks(sc->s, q);
	}
	return at(sc, q) == ')' ? q + 1 : 0;
}

/* "[label]" at p: its end, or 0. */
static size_t full_label(struct str s, size_t p, struct str *label)
{
	if (p >= s.n || s.p[p] != '[')
		return 0;
	for (size_t i = p + 1; i < s.n && i - p < MAX_LABEL; i++) {
		if (s.p[i] == '[')
			return 0;
		if (s.p[i] == ']') {
			*label = str_sub(s, p + 1, i);
			return i + 1;
		}
		i += s.p[i] == '\\';
	}
	return 0;
}

static bool find_ref(struct scan *sc, struct str label, struct str *dest)
{
	if (!sc->refs || label.n > MAX_LABEL || str_blank(label))
		return false;
	struct arena_mark m = arena_mark(sc->a);
	const struct str *found = map_ptr(sc->refs, inline_label(sc->a, label));
	arena_release(sc->a, m);
	if (found)
		*dest = *found;
	return found != NULL;
}

/* Where the link ends whose text ends with the "]" at p, or 0. */
static size_t link_target(struct scan *sc, const struct bracket *b, struct str *dest)
{
	size_t end;
	if (at(sc, sc->p + 1) == '(' && (end = inline_target(sc, sc->p + 1, dest)))
		return end;
	struct str label = STR("");
	end = full_label(sc->s, sc->p + 1, &label);
	if (end && label.n)
		return find_ref(sc, label, dest) ? end : 0;
	if (!end)
		end = sc->p + 1;
	label = str_sub(sc->s, b->at + (b->kind == BRACKET_IMAGE ? 2 : 1), sc->p);
	return !b->followed && find_ref(sc, label, dest) ? end : 0;
}

/* A bare address inside a link's text is text. */
static void forget_bare(struct scan *sc, size_t from)
{
	size_t n = from;
	for (size_t i = from; i < sc->link.n; i++) {
		if (sc->link.v[i].kind == INLINE_BARE)
			sc->tok.v[sc->link.v[i].first].kind = INLINE_TEXT;
		else
			sc->link.v[n++] = sc->link.v[i];
	}
	sc->link.n = n;
}

static void close_note(struct scan *sc, struct bracket b)
{
	put(sc, INLINE_MARK, sc->p, sc->p + 1);
	sc->delim.n = b.delim_bottom;
	struct range r = {b.token, sc->tok.n};
	VEC_PUSH(sc->a, &sc->note, r);
}

/* What stands in inline notes shows nothing. They nest, so tokens are counted in and out. */
static void hide_notes(struct scan *sc)
{
	if (!sc->note.n)
		return;
	size_t *in = ARENA_ARRAY(sc->a, size_t, sc->tok.n + 1), depth = 0;
	size_t *out = ARENA_ARRAY(sc->a, size_t, sc->tok.n + 1);
	for (size_t i = 0; i < sc->note.n; i++) {
		in[sc->note.v[i].first]++;
		out[sc->note.v[i].end]++;
	}
	for (size_t i = 0; i < sc->tok.n; i++) {
		depth += in[i] - out[i];
		if (depth)
			sc->tok.v[i].kind = INLINE_MARK;
	}
}

static void close_bracket(struct scan *sc)
{
	if (!sc->bracket.n) {
		sc->p++;
		return;
	}
	struct bracket b = sc->bracket.v[--sc->bracket.n];
	if (b.kind == BRACKET_NOTE) {
		close_note(sc, b);
		return;
	}
	struct str dest = STR("");
	bool inactive = b.kind == BRACKET_LINK && sc->bracket.n < sc->inactive_below;
	size_t end = inactive ? 0 : link_target(sc, &b, &dest);
	if (sc->inactive_below > sc->bracket.n)
		sc->inactive_below = sc->bracket.n;
	if (!end) {
		sc->p++;
		return;
	}
	size_t text_end = sc->p;
	size_t last = put(sc, INLINE_MARK, sc->p, end);
	sc->tok.v[b.token].kind = INLINE_MARK;
	pair_delims(sc, b.delim_bottom);
	if (b.kind == BRACKET_LINK) {
		forget_bare(sc, b.n_links);
		sc->inactive_below = sc->bracket.n;
	}
	struct inline_link l = {.kind = INLINE_TEXT,
		.embed = b.kind == BRACKET_IMAGE,
		.start = b.at,
		.end = end,
		.in = sc->tok.v[b.token].end,
		.out = text_end,
		.first = b.token + 1,
		.last = last,
		.dest = dest};
	VEC_PUSH(sc->a, &sc->link, l);
}

/* --- dispatch ---------------------------------------------------------------------------- */

static void angle(struct scan *sc)
{
	size_t end;
	if ((end = lex_autolink(sc->s, sc->p))) {
		put_inside(sc, INLINE_AUTO, end, sc->p + 1, end - 1);
		add_link(sc, sc->tok.n - 1, false);
	} else if ((end = lex_html(sc->s, sc->p, &sc->closers))) {
		bool is_comment = str_starts(str_from(sc->s, sc->p), STR("<!--"));
		put(sc, is_comment ? INLINE_COMMENT : INLINE_HTML, sc->p, end);
	} else {
		sc->p++;
	}
}

static void newline(struct scan *sc)
{
	size_t start = sc->p;
	while (start > sc->text_start && (sc->s.p[start - 1] == ' ' || sc->s.p[start - 1] == '\t'))
		start--;
	bool hard = sc->p - start >= 2 && sc->s.p[sc->p - 1] == ' ' && sc->s.p[sc->p - 2] == ' ';
	size_t end = sc->p + 1;
	while (at(sc, end) == ' ' || at(sc, end) == '\t')
		end++;
	put(sc, hard ? INLINE_HARD : INLINE_SOFT, start, end);
}

static void backslash(struct scan *sc)
{
	char c = at(sc, sc->p + 1);
	if (c == '\n') {
		put(sc, INLINE_HARD, sc->p, sc->p + 2);
	} else if (c && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", c)) {
		put(sc, INLINE_ESCAPE, sc->p, sc->p + 2);
	} else {
		sc->p++;
	}
}

static void bare(struct scan *sc)
{
	size_t start, end;
	if (!lex_bare(sc->s, sc->p, sc->text_start, &start, &end)) {
		sc->p++;
		return;
	}
	sc->p = start;
	add_link(sc, put(sc, INLINE_BARE, start, end), false);
}

static void entity(struct scan *sc)
{
	char bytes[8];
	size_t n_out, n = md_entity(str_sub(sc->s, sc->p, sc->p + 40), bytes, &n_out);
	if (n)
		put(sc, INLINE_ENTITY, sc->p, sc->p + n);
	else
		sc->p++;
}

/* What step() does not pass over. */
static const bool may_mark[256] = {['\\'] = true,
	['\n'] = true,
	['`'] = true,
	['$'] = true,
	['%'] = true,
	['<'] = true,
	['&'] = true,
	['['] = true,
	[']'] = true,
	['!'] = true,
	['^'] = true,
	['*'] = true,
	['_'] = true,
	['~'] = true,
	['='] = true,
	[':'] = true,
	['.'] = true};

static void step(struct scan *sc)
{
	switch (at(sc, sc->p)) {
	case '\\': backslash(sc); break;
	case '\n': newline(sc); break;
	case '`': code(sc); break;
	case '$': math(sc); break;
	case '%': comment(sc); break;
	case '<': angle(sc); break;
	case '&': entity(sc); break;
	case '[': open_bracket(sc); break;
	case ']': close_bracket(sc); break;
	case '!':
		if (at(sc, sc->p + 1) != '[')
			sc->p++;
		else if (!wiki(sc, sc->p + 1))
			push_bracket(sc, BRACKET_IMAGE, 2);
		break;
	case '^':
		if (at(sc, sc->p + 1) == '[' && at(sc, sc->p + 2) != '[')
			push_bracket(sc, BRACKET_NOTE, 2);
		else
			sc->p++;
		break;
	case '*':
	case '_':
	case '~':
	case '=': push_delim(sc); break;
	case ':':
	case '.': bare(sc); break;
	default: sc->p++;
	}
}

static int by_start(const void *a, const void *b)
{
	const struct inline_link *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

void inline_scan(struct arena *a, struct str text, const struct map *refs, struct inlines *out)
{
	struct scan sc = {.a = a, .s = text, .refs = refs, .open_comment = STR_NPOS};
	while (sc.p < text.n) {
		if (may_mark[(unsigned char)text.p[sc.p]])
			step(&sc);
		else
			sc.p++;
	}
	if (sc.text_start < text.n)
		put(&sc, INLINE_TEXT, sc.text_start, text.n);
	pair_delims(&sc, 0);
	hide_notes(&sc);
	if (sc.link.n > 1)
		qsort(sc.link.v, sc.link.n, sizeof *sc.link.v, by_start);
	*out = (struct inlines){.v = sc.tok.v,
		.n = sc.tok.n,
		.link = sc.link.v,
		.n_links = sc.link.n,
		.open_comment = sc.open_comment};
}
