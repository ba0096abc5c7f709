/* lint_diff.c - a unified diff of one page, in the form that `git apply` takes.
 *
 * Lines are matched going forward with a bounded look ahead: fixes change single lines, so the diff
 * is small; where two texts run apart it is long, never wrong. Order: lines, matching, hunks. */
#include "base/arena.h"
#include "base/str.h"
#include "engine/lint_page.h"

#define AHEAD 40
#define CONTEXT 3

/* --- lines ------------------------------------------------------------------------------- */

struct lines {
	VEC(struct str) l; /* with their newline */
};

static struct lines lines_of(struct arena *a, struct str text)
{
	struct lines out = {0};
	while (text.n) {
		size_t nl = str_find_byte(text, '\n');
		size_t n = nl == STR_NPOS ? text.n : nl + 1;
		VEC_PUSH(a, &out.l, str_sub(text, 0, n));
		text = str_from(text, n);
	}
	return out;
}

/* --- matching ---------------------------------------------------------------------------- */

struct step { /* a line of the diff: ' ' both, '-' old, '+' new */
	char kind;
	size_t i, j; /* lines before it of old and new */
};

struct steps {
	VEC(struct step) s;
};

/* The nearest pair of equal lines at or after (i, j): how many lines of each to leave out;
 * unchanged when there is none. */
static void resync(
	const struct lines *x, const struct lines *y, size_t i, size_t j, size_t *di, size_t *dj)
{
	for (size_t far = 1; far < AHEAD; far++) {
		for (size_t k = 0; k <= far; k++) {
			if (i + k < x->l.n && j + far - k < y->l.n &&
				str_eq(x->l.v[i + k], y->l.v[j + far - k])) {
				*di = k;
				*dj = far - k;
				return;
			}
		}
	}
}

static struct steps match(struct arena *a, const struct lines *x, const struct lines *y)
{
	struct steps out = {0};
	size_t i = 0, j = 0;
	while (i < x->l.n || j < y->l.n) {
		size_t di = 1, dj = 1;
		bool same = i < x->l.n && j < y->l.n && str_eq(x->l.v[i], y->l.v[j]);
		if (same) {
			struct step s = {' ', i++, j++};
			VEC_PUSH(a, &out.s, s);
			continue;
		}
		resync(x, y, i, j, &di, &dj);
		for (; di && i < x->l.n; di--) {
			struct step s = {'-', i++, j};
			VEC_PUSH(a, &out.s, s);
		}
		for (; dj && j < y->l.n; dj--) {
			struct step s = {'+', i, j++};
			VEC_PUSH(a, &out.s, s);
		}
	}
	return out;
}

/* --- hunks ------------------------------------------------------------------------------- */

/* Git's quoting of names with odd bytes. */
static void put_name(struct buf *b, const char *prefix, struct str path)
{
	bool odd = false;
	for (size_t i = 0; i < path.n; i++)
		odd = odd || (unsigned char)path.p[i] < 0x20 || path.p[i] == '"' ||
			path.p[i] == '\\' || path.p[i] == 0x7f;
	buf_puts(b, odd ? "\"" : "");
	buf_puts(b, prefix);
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		if (odd && (c < 0x20 || c == 0x7f))
			buf_printf(b, "\\%03o", (unsigned)c);
		else if (odd && (c == '"' || c == '\\'))
			buf_printf(b, "\\%c", c);
		else
			buf_putc(b, (char)c);
	}
	buf_puts(b, odd ? "\"" : "");
}

static void put_hunk(struct buf *b, const struct steps *steps, size_t from, size_t to,
	const struct lines *x, const struct lines *y)
{
	size_t n_old = 0, n_new = 0;
	for (size_t k = from; k < to; k++) {
		n_old += steps->s.v[k].kind != '+';
		n_new += steps->s.v[k].kind != '-';
	}
	const struct step *first = &steps->s.v[from];
	buf_printf(b, "@@ -%zu,%zu +%zu,%zu @@\n", first->i + (n_old > 0), n_old,
		first->j + (n_new > 0), n_new);
	for (size_t k = from; k < to; k++) {
		const struct step *s = &steps->s.v[k];
		struct str line = s->kind == '+' ? y->l.v[s->j] : x->l.v[s->i];
		buf_putc(b, s->kind);
		buf_put(b, line);
		if (!str_ends(line, STR("\n")))
			buf_puts(b, "\n\\ No newline at end of file\n");
	}
}

void lint_diff(struct buf *b, struct str path, struct str to, struct str old, struct str text)
{
	struct lines x = lines_of(b->a, old), y = lines_of(b->a, text);
	struct steps steps = match(b->a, &x, &y);
	buf_puts(b, "diff --git ");
	put_name(b, "a/", path);
	buf_putc(b, ' ');
	put_name(b, "b/", to);
	if (!str_eq(path, to)) {
		buf_puts(b, "\nrename from ");
		put_name(b, "", path);
		buf_puts(b, "\nrename to ");
		put_name(b, "", to);
	}
	if (str_eq(old, text)) {
		buf_putc(b, '\n');
		return;
	}
	buf_puts(b, "\n--- ");
	put_name(b, "a/", path);
	buf_puts(b, "\n+++ ");
	put_name(b, "b/", to);
	buf_putc(b, '\n');
	size_t n = steps.s.n;
	for (size_t k = 0; k < n;) {
		while (k < n && steps.s.v[k].kind == ' ')
			k++;
		if (k == n)
			break;
		size_t from = k > CONTEXT ? k - CONTEXT : 0, last = k;
		for (; k < n && k - last <= 2 * CONTEXT; k++)
			if (steps.s.v[k].kind != ' ')
				last = k;
		size_t stop = last + 1 + CONTEXT < n ? last + 1 + CONTEXT : n;
		put_hunk(b, &steps, from, stop, &x, &y);
		k = stop;
	}
}
