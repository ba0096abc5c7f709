/* search_find.c - a plan as an FTS5 expression, and the best pages it finds; see search.h.
 *
 * Only coded terms (search_db.h) in double quotes reach FTS5's parser, so no question can be a
 * syntax error. Order: the expression, the plan's bytes, the best of many, search_match. */
#include <string.h>

#include "base/err.h"
#include "store/search.h"
#include "store/search_db.h"

/* --- the expression ---------------------------------------------------------------------- */

struct expression {
	struct buf text;
	struct buf phrases; /* struct rank_phrase, in the order of the text */
	const struct search_plan *plan;
};

static void put_columns(struct buf *b, unsigned columns)
{
	static const char *const names[] = {"title", "heads", "names", "body"};
	if (!columns)
		return;
	buf_puts(b, "{");
	for (unsigned i = 0; i < SEARCH_N_COLUMNS; i++)
		if (columns & 1u << i)
			buf_printf(b, " %s", names[i]);
	buf_puts(b, " } : ");
}

static void put_phrase(struct expression *x, const struct search_phrase *p, bool scores)
{
	put_columns(&x->text, p->columns);
	buf_putc(&x->text, '"');
	buf_putc(&x->text, SEARCH_CODED);
	for (size_t i = 0; i < p->terms.n; i++) {
		struct str t = str_sub(p->terms.v[i], 0, 127);
		buf_putc(&x->text, (char)t.n);
		if (t.n == '"')
			buf_putc(&x->text, '"');
		for (size_t j = 0; j < t.n; j++) {
			buf_putc(&x->text, t.p[j]);
			if (t.p[j] == '"')
				buf_putc(&x->text, '"');
		}
	}
	buf_puts(&x->text, p->prefix ? "\" *" : "\"");
	struct rank_phrase r = {.group = scores ? p->group : -1, .factor = p->factor};
	buf_put(&x->phrases, str_make((const char *)&r, sizeof r));
}

/* The phrases of one role (and set) joined by OR in parentheses; false when there are none. */
static bool put_any(
	struct expression *x, enum search_role role, uint32_t set, const char *before, bool scores)
{
	size_t n = 0;
	for (size_t i = 0; i < x->plan->n_phrases; i++) {
		const struct search_phrase *p = &x->plan->phrases[i];
		if (p->role != role || !p->terms.n || (role == SEARCH_MUST && p->set != set))
			continue;
		buf_puts(&x->text, n++ ? " OR " : before);
		put_phrase(x, p, scores);
	}
	if (n)
		buf_puts(&x->text, ")");
	return n > 0;
}

/* (must1) AND (must2) AND ((must1) OR should ...), NOT (not): what should be there counts only in
 * pages that hold all that must. */
static bool put_expression(struct expression *x)
{
	uint32_t n_sets = 0;
	for (size_t i = 0; i < x->plan->n_phrases; i++)
		if (x->plan->phrases[i].role == SEARCH_MUST && x->plan->phrases[i].set >= n_sets)
			n_sets = x->plan->phrases[i].set + 1;
	buf_puts(&x->text, "(");
	size_t n = 0;
	for (uint32_t i = 0; i < n_sets; i++)
		n += put_any(x, SEARCH_MUST, i, n ? " AND (" : "(", true);
	if (n) {
		size_t text = x->text.n, phrases = x->phrases.n;
		buf_puts(&x->text, " AND (");
		for (uint32_t i = 0, again = 0; i < n_sets && !again; i++)
			again = put_any(x, SEARCH_MUST, i, "(", false);
		if (put_any(x, SEARCH_SHOULD, 0, " OR (", true)) {
			buf_puts(&x->text, ")");
		} else {
			x->text.n = text;
			x->phrases.n = phrases;
		}
	} else {
		n += put_any(x, SEARCH_SHOULD, 0, "(", true);
	}
	buf_puts(&x->text, ")");
	if (n)
		put_any(x, SEARCH_NOT, 0, " NOT (", false);
	return n > 0;
}

/* --- the plan's bytes -------------------------------------------------------------------- */

static struct str plan_bytes(
	struct arena *a, const struct search_plan *plan, size_t most, const struct expression *x)
{
	struct rank_head h = {.n_groups = (uint32_t)plan->n_groups,
		.n_phrases = (uint32_t)(x->phrases.n / sizeof(struct rank_phrase)),
		.n_only = (uint32_t)plan->n_only,
		.most = (uint32_t)(most < UINT32_MAX ? most : UINT32_MAX),
		.window = plan->window,
		.k1 = plan->k1,
		.near = plan->near};
	memcpy(h.weight, plan->weight, sizeof h.weight);
	memcpy(h.b, plan->b, sizeof h.b);
	struct buf b = buf_make(a);
	buf_put(&b, str_make((const char *)&h, sizeof h));
	for (size_t i = 0; i < plan->n_groups; i++) {
		struct rank_group g = {.weight = plan->groups[i].weight,
			.idf = plan->groups[i].idf,
			.chained = plan->groups[i].chained && i + 1 < plan->n_groups};
		buf_put(&b, str_make((const char *)&g, sizeof g));
	}
	buf_put(&b, str_make(x->phrases.p, x->phrases.n));
	if (plan->n_only)
		buf_put(&b, str_make((const char *)plan->only, plan->n_only * sizeof *plan->only));
	return buf_str(&b);
}

/* --- the best of many -------------------------------------------------------------------- */

static bool worse(struct search_found x, struct search_found y)
{
	return x.score != y.score ? x.score < y.score : x.id > y.id;
}

/* v[0..n) is a heap with the worst on top; moves v[i] down to its place. */
static void sink(struct search_found *v, size_t n, size_t i)
{
	for (;;) {
		size_t low = i, l = 2 * i + 1;
		if (l < n && worse(v[l], v[low]))
			low = l;
		if (l + 1 < n && worse(v[l + 1], v[low]))
			low = l + 1;
		if (low == i)
			return;
		struct search_found x = v[i];
		v[i] = v[low];
		v[low] = x;
		i = low;
	}
}

static void keep_best(struct search_list *out, size_t most, struct search_found f)
{
	if (out->n < most) {
		size_t i = out->n++;
		out->v[i] = f;
		for (size_t up; i && worse(out->v[i], out->v[up = (i - 1) / 2]); i = up) {
			struct search_found x = out->v[i];
			out->v[i] = out->v[up];
			out->v[up] = x;
		}
	} else if (most && worse(out->v[0], f)) {
		out->v[0] = f;
		sink(out->v, out->n, 0);
	}
}

static void sort_best(struct search_list *out)
{
	for (size_t n = out->n; n > 1; n--) {
		struct search_found x = out->v[0];
		out->v[0] = out->v[n - 1];
		out->v[n - 1] = x;
		sink(out->v, n - 1, 0);
	}
}

/* --- the look-up ------------------------------------------------------------------------- */

bool search_match(struct db *db, struct arena *a, const struct search_plan *plan, size_t most,
	struct search_list *out, struct err *e)
{
	*out = (struct search_list){.v = ARENA_ARRAY(a, struct search_found, most + 1)};
	struct expression x = {buf_make(a), buf_make(a), plan};
	if (!put_expression(&x))
		return true;
	struct str bytes = plan_bytes(a, plan, most, &x);
	struct err found = {0};
	struct stmt *s = db_stmt(db, SEARCH_RANK);
	stmt_str(s, 1, buf_str(&x.text));
	stmt_blob(s, 2, bytes);
	while (db_step(s, &found)) {
		struct search_found f = {stmt_col_int(s, 0), stmt_col_num(s, 1)};
		if (f.score < 0)
			continue;
		out->n_matched++;
		keep_best(out, most, f);
	}
	sort_best(out);
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}
