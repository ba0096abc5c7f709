/* search_fts.c - see search_db.h: the tokenizer, the coding of pages and the ranking, as SQLite
 * calls them. All state lives in one struct lexer a connection.
 *
 * Order: state, tokenizer, coding, ranking, registration. */
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "base/err.h"
#include "store/search_db.h"
#include "store/search_terms.h"
#include "store/search_token.h"

struct lexer {
	struct arena *a;
	struct tokenizer *words;
	struct search_terms_count *counts;
};

static struct lexer *lexer_make(void)
{
	struct arena *a = arena_make();
	struct lexer *x = ARENA_NEW(a, struct lexer);
	x->a = a;
	x->words = tokenizer_make(a);
	x->counts = search_count_make(a);
	return x;
}

static void lexer_free(void *ctx)
{
	struct lexer *x = ctx;
	search_count_free(x->counts);
	arena_free(x->a);
}

/* --- the tokenizer ----------------------------------------------------------------------- */

static int tok_create(void *ctx, const char **args, int n, Fts5Tokenizer **out)
{
	(void)args;
	(void)n;
	*out = ctx; /* it has no state of its own */
	return SQLITE_OK;
}

static void tok_delete(Fts5Tokenizer *t)
{
	(void)t;
}

static int tok_run(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n,
	int (*put)(void *, int, const char *, int, int, int))
{
	(void)t;
	(void)flags;
	if (n < 1 || text[0] != SEARCH_CODED)
		return SQLITE_OK;
	for (int i = 1; i < n;) {
		int len = text[i] & 0x7f;
		int same = (text[i] & 0x80) && i > 1 ? FTS5_TOKEN_COLOCATED : 0;
		if (len == 0 || len > n - i - 1)
			return SQLITE_CORRUPT;
		int r = put(ctx, same, text + i + 1, len, i, i + 1 + len);
		if (r != SQLITE_OK)
			return r;
		i += 1 + len;
	}
	return SQLITE_OK;
}

/* --- coding ------------------------------------------------------------------------------ */

struct coding {
	struct lexer *x;
	struct buf *b;
	int sign;
};

static bool code_token(void *ctx, const struct token *tok)
{
	struct coding *c = ctx;
	buf_reserve(c->b, TOKEN_MAX + 1);
	c->b->p[c->b->n++] = (char)(tok->term.n | (tok->same_place ? 0x80 : 0));
	memcpy(c->b->p + c->b->n, tok->term.p, tok->term.n);
	c->b->n += tok->term.n;
	search_count(c->x->counts, tok, token_generation(c->x->words), c->sign);
	return true;
}

static struct str arg_str(sqlite3_value *v)
{
	const void *p = sqlite3_value_blob(v);
	int n = sqlite3_value_bytes(v);
	return str_make(p, p && n > 0 ? (size_t)n : 0);
}

static void code_page(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct lexer *x = sqlite3_user_data(ctx);
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	struct coding c = {x, &b, sqlite3_value_int(v[1])};
	search_count_page(x->counts);
	buf_fill(&b, 0, 8);
	for (int i = 2; i < n; i++) {
		size_t at = b.n;
		buf_fill(&b, 0, 4);
		buf_putc(&b, SEARCH_CODED);
		tokenize(x->words, arg_str(v[0]), arg_str(v[i]), code_token, &c);
		uint32_t len = (uint32_t)(b.n - at - 4);
		memcpy(b.p + at, &len, 4);
	}
	uint64_t hash = str_hash64(str_sub(buf_str(&b), 8, b.n));
	memcpy(b.p, &hash, 8);
	sqlite3_result_blob64(ctx, b.p, b.n, SQLITE_TRANSIENT);
	arena_free(a);
}

/* --- ranking ----------------------------------------------------------------------------- */

struct rank_state { /* of one group in the row at hand */
	double tf[SEARCH_COLUMNS];
	int last, column; /* where it stood last */
	int gap; /* smallest to the next group; 0: not near */
	bool met;
};

struct rank {
	struct arena *a; /* holds all of it */
	struct rank_head head;
	struct rank_group *groups;
	struct rank_phrase *phrases;
	int64_t *only;
	struct rank_state *state;
	uint32_t *met; /* groups of the row */
	double average[SEARCH_COLUMNS];
	double most[SEARCH_COLUMNS]; /* that an occurrence can count: in a page of no length */
	double *best; /* the scores that are kept so far, a heap with the worst on top */
	size_t n_best;
};

static void rank_free(void *ctx)
{
	arena_free(((struct rank *)ctx)->a);
}

static void *copy(struct arena *a, struct str *rest, size_t count, size_t size)
{
	void *p = arena_array(a, count + 1, size);
	if (count > rest->n / size)
		return NULL;
	if (count)
		memcpy(p, rest->p, count * size);
	*rest = str_from(*rest, count * size);
	return p;
}

static bool averages(const Fts5ExtensionApi *api, Fts5Context *f, double out[SEARCH_COLUMNS])
{
	sqlite3_int64 rows = 0, tokens;
	if (api->xRowCount(f, &rows) != SQLITE_OK)
		return false;
	for (int i = 0; i < SEARCH_COLUMNS; i++) {
		if (api->xColumnTotalSize(f, i, &tokens) != SQLITE_OK)
			return false;
		out[i] = rows > 0 && tokens > 0 ? (double)tokens / (double)rows : 1;
	}
	return true;
}

/* The plan of this query, read once; kept in an arena that SQLite frees with the query. */
static struct rank *rank_of(const Fts5ExtensionApi *api, Fts5Context *f, sqlite3_value *plan)
{
	struct rank *kept = api->xGetAuxdata(f, 0);
	if (kept)
		return kept;
	struct str rest = arg_str(plan);
	if (rest.n < sizeof(struct rank_head))
		return NULL;
	struct arena *a = arena_make();
	struct rank *r = ARENA_NEW(a, struct rank);
	r->a = a;
	memcpy(&r->head, rest.p, sizeof r->head);
	rest = str_from(rest, sizeof r->head);
	r->groups = copy(a, &rest, r->head.n_groups, sizeof *r->groups);
	r->phrases = r->groups ? copy(a, &rest, r->head.n_phrases, sizeof *r->phrases) : NULL;
	r->only = r->phrases ? copy(a, &rest, r->head.n_only, sizeof *r->only) : NULL;
	if (!r->only || (int)r->head.n_phrases != api->xPhraseCount(f) ||
		!averages(api, f, r->average)) {
		arena_free(a);
		return NULL;
	}
	r->state = ARENA_ARRAY(a, struct rank_state, r->head.n_groups + 2);
	r->met = ARENA_ARRAY(a, uint32_t, r->head.n_groups + 1);
	r->best = ARENA_ARRAY(a, double, (size_t)r->head.most + 1);
	for (int i = 0; i < SEARCH_COLUMNS; i++)
		r->most[i] = r->head.b[i] < 1 ? r->head.weight[i] / (1 - r->head.b[i]) : INFINITY;
	return api->xSetAuxdata(f, r, rank_free) == SQLITE_OK ? r : NULL;
}

static bool wanted(const struct rank *r, int64_t id)
{
	if (!r->head.n_only)
		return true;
	size_t lo = 0, hi = r->head.n_only;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (r->only[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < r->head.n_only && r->only[lo] == id;
}

/* A group stands at offset at of column: how near are its neighbours in the question? */
static void near_put(struct rank *r, uint32_t g, int column, int at)
{
	for (uint32_t first = g ? g - 1 : 0; first <= g; first++) {
		if (first + 1 >= r->head.n_groups || !r->groups[first].chained)
			continue;
		const struct rank_state *other = &r->state[first == g ? g + 1 : first];
		int gap = at - other->last;
		if (!other->met || other->column != column || gap < 1 || gap > (int)r->head.window)
			continue;
		if (!r->state[first].gap || gap < r->state[first].gap)
			r->state[first].gap = gap;
	}
	r->state[g].last = at;
	r->state[g].column = column;
}

/* Counts the occurrences in the row, groups met first to r->met; their number. */
static uint32_t gather(struct rank *r, const Fts5ExtensionApi *api, Fts5Context *f)
{
	int n = 0, phrase, column, at;
	uint32_t n_met = 0;
	if (api->xInstCount(f, &n) != SQLITE_OK)
		return 0;
	for (int i = 0; i < n; i++) {
		if (api->xInst(f, i, &phrase, &column, &at) != SQLITE_OK)
			break;
		const struct rank_phrase *p = &r->phrases[phrase];
		if (p->group < 0 || (uint32_t)p->group >= r->head.n_groups || column < 0 ||
			column >= SEARCH_COLUMNS)
			continue;
		uint32_t g = (uint32_t)p->group;
		near_put(r, g, column, at);
		if (!r->state[g].met) {
			r->state[g].met = true;
			r->met[n_met++] = g;
		}
		r->state[g].tf[column] += p->factor;
	}
	return n_met;
}

/* The score of what gather found, when an occurrence in a column counts so much. */
static double score_of(const struct rank *r, uint32_t n_met, const double per[SEARCH_COLUMNS])
{
	double score = 0;
	for (uint32_t i = 0; i < n_met; i++) {
		uint32_t g = r->met[i];
		const struct rank_state *s = &r->state[g];
		double tf = 0;
		for (int k = 0; k < SEARCH_COLUMNS; k++)
			tf += s->tf[k] > 0 ? per[k] * s->tf[k] : 0;
		score += r->groups[g].weight * (tf < INFINITY ? tf / (r->head.k1 + tf) : 1);
		if (s->gap)
			score += r->head.near * fmin(r->groups[g].idf, r->groups[g + 1].idf) /
				s->gap;
	}
	return score;
}

/* As the caller keeps the best: a score below all of them is as good as none. */
static void keep(struct rank *r, double score)
{
	size_t i = 0;
	if (r->n_best < r->head.most) {
		for (i = r->n_best++; i && r->best[(i - 1) / 2] > score; i = (i - 1) / 2)
			r->best[i] = r->best[(i - 1) / 2];
		r->best[i] = score;
		return;
	}
	if (!r->n_best || score <= r->best[0])
		return;
	for (size_t low; (low = 2 * i + 1) < r->n_best; i = low) {
		low += low + 1 < r->n_best && r->best[low + 1] < r->best[low];
		if (r->best[low] >= score)
			break;
		r->best[i] = r->best[low];
	}
	r->best[i] = score;
}

/* The length of a page is a look-up of its own: it is spared where the page would not be kept whatever
 * its length. */
static double score_row(struct rank *r, const Fts5ExtensionApi *api, Fts5Context *f)
{
	double per[SEARCH_COLUMNS], score = 0;
	uint32_t n_met = gather(r, api, f);
	bool full = r->head.most && r->n_best == r->head.most;
	if (!full || score_of(r, n_met, r->most) * (1 + 1e-9) >= r->best[0]) {
		for (int i = 0; i < SEARCH_COLUMNS; i++) {
			int size = 0;
			api->xColumnSize(f, i, &size);
			per[i] = r->head.weight[i] /
				(1 - r->head.b[i] + r->head.b[i] * size / r->average[i]);
		}
		score = score_of(r, n_met, per);
		keep(r, score);
	}
	for (uint32_t i = 0; i < n_met; i++)
		memset(&r->state[r->met[i]], 0, sizeof *r->state);
	return score;
}

static void rank_row(
	const Fts5ExtensionApi *api, Fts5Context *f, sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct rank *r = n == 1 ? rank_of(api, f, v[0]) : NULL;
	if (!r)
		sqlite3_result_error(ctx, "kb_rank: not a plan of this query", -1);
	else
		sqlite3_result_double(ctx, wanted(r, api->xRowid(f)) ? score_row(r, api, f) : -1);
}

/* --- registration ------------------------------------------------------------------------ */

static fts5_api *fts5_of(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *s = NULL;
	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(s);
	}
	sqlite3_finalize(s);
	return api;
}

bool search_register(void *handle, struct err *e)
{
	sqlite3 *db = handle;
	fts5_api *api = fts5_of(db);
	if (!api)
		return err_set(e, ERR_DB, "this SQLite has no full-text search (FTS5)");
	struct lexer *x = lexer_make();
	static const fts5_tokenizer tok = {tok_create, tok_delete, tok_run};
	fts5_tokenizer t = tok;
	/* the connection owns x from here on, whatever the result */
	bool good = api->xCreateTokenizer(api, "kb", x, &t, lexer_free) == SQLITE_OK;
	good = good && api->xCreateFunction(api, "kb_rank", NULL, rank_row, NULL) == SQLITE_OK &&
		sqlite3_create_function_v2(db, "kb_code", 6, SQLITE_UTF8, x, code_page, NULL, NULL,
			NULL) == SQLITE_OK &&
		search_count_register(db, x->counts);
	return good || err_set(e, ERR_DB, "%s", sqlite3_errmsg(db));
}
