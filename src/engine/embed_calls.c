/* embed_calls.c - see embed_calls.h. Order: opening, the ledger, one request, texts. */
#include "engine/embed_calls.h"

#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "engine/calls.h"
#include "engine/endpoint.h"
#include "engine/request.h"
#include "store/paid.h"

#define TEXTS_REMOTE ((size_t)256) /* of a request */
#define TEXTS_LOCAL ((size_t)32) /* a server on this machine takes its time */
#define TOKENS_MOST 60000 /* of a request; services take 300,000 */
#define TEXT_TOKENS 6000 /* of a text; services take 8,192 */
#define PROBE "length"

struct embed_calls {
	struct kb *kb;
	struct arena *a;
	struct endpoint x;
	struct requests *requests;
	struct client_price price;
	const char *command;
	size_t dim;
	struct embed_sums sums;
	double max_cost, spent; /* USD */
};

/* --- opening ----------------------------------------------------------------------------- */

bool embed_wanted(const struct kb *kb)
{
	return !str_eqz(kb->conf.embedding.engine, "none");
}

struct str embed_model(const struct embed_calls *x)
{
	return x->kb->conf.embedding.model;
}

size_t embed_dim(const struct embed_calls *x)
{
	return x->dim;
}

struct embed_sums embed_sums(const struct embed_calls *x)
{
	return x->sums;
}

static struct str quirk_name(const struct embed_calls *x, struct arena *a)
{
	return str_printf(a, "vectors %s " STR_FMT " " STR_FMT, x->x.llm.provider->name,
		STR_ARG(x->x.host), STR_ARG(embed_model(x)));
}

static bool send(struct embed_calls *x, struct arena *a, const struct str *texts, size_t n,
	bool query, float **out, size_t *dim, struct err *e);

/* The length that the settings, an earlier run or the model itself says. */
static bool find_dim(struct embed_calls *x, struct err *e)
{
	struct str word = STR(PROBE);
	struct arena *a = arena_make();
	int64_t n = x->kb->conf.embedding.dimensions;
	float *v;
	bool good = true;
	if (n <= 0 && (!str_to_i64(paid_quirk(x->kb->ledger, a, quirk_name(x, a)), &n) || n <= 0)) {
		size_t dim = 0;
		good = send(x, a, &word, 1, true, &v, &dim, e);
		n = (int64_t)dim;
		if (good)
			paid_put_quirk(x->kb->ledger, quirk_name(x, a),
				str_printf(a, "%lld", (long long)n), NULL);
	}
	if (good && n > PROVIDER_MAX_DIM)
		good = err_set(
			e, ERR_CONFIG, "embedding.dimensions is more than %d", PROVIDER_MAX_DIM);
	x->dim = good ? (size_t)n : 0;
	arena_free(a);
	return good;
}

bool embed_open(struct kb *kb, struct arena *a, const char *command, struct embed_calls **out,
	struct err *e)
{
	struct embed_calls *x = ARENA_NEW(a, struct embed_calls);
	*x = (struct embed_calls){.kb = kb, .a = a, .command = command};
	if (!embed_model(x).n)
		return err_set(e, ERR_CONFIG,
			"no model of vectors is named; set embedding.model in kb.yaml");
	if (!endpoint_find(kb, a, ENDPOINT_EMBEDDING, &x->x, e) || !engine_ledger(kb, e))
		return false;
	x->price = calls_price_of(kb, embed_model(x), x->x.is_local);
	x->requests = requests_make(kb, a, &x->x, "embedding");
	if (!find_dim(x, e)) {
		embed_close(x);
		return false;
	}
	*out = x;
	return true;
}

void embed_close(struct embed_calls *x)
{
	if (x)
		requests_close(x->requests);
}

void embed_limit(struct embed_calls *x, double max_cost, double spent)
{
	x->max_cost = max_cost;
	x->spent = spent;
}

/* Tokens are estimates, three times as many at the most (client_worst); an unknown price has no bound. */
static bool fits(const struct embed_calls *x, int64_t tokens)
{
	struct llm_usage u = {tokens * 3, -1, -1, 0, -1, -1};
	double worst = client_cost(&x->price, &u);
	return x->max_cost <= 0 || (worst >= 0 && x->spent + x->sums.cost + worst <= x->max_cost);
}

/* --- the ledger -------------------------------------------------------------------------- */

static struct str key_of(const struct embed_calls *x, struct arena *a, struct str text)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, STR("vector"));
	sha_part(h, embed_model(x));
	sha_u64(h, x->dim);
	sha_part(h, text);
	return sha_base32(a, sha_end(h), 26);
}

/* A question is booked too, but a base that cannot be written to can still be searched. */
static bool book(struct embed_calls *x, size_t n, bool query, const struct llm_usage *u,
	unsigned ms, struct arena *a, struct err *e)
{
	struct llm_usage usage = *u;
	int64_t id;
	usage.output = 0;
	double cost = client_cost(&x->price, &usage);
	struct paid_call call = {.at = engine_now(x->kb),
		.command = str_of(x->command),
		.purpose = STR("vectors"),
		.about = str_printf(a, "%zu texts", n),
		.engine = str_of(x->x.llm.provider->name),
		.host = x->x.host,
		.model = embed_model(x),
		.reported = STR(""),
		.fault = STR(""),
		.input = usage.input,
		.cached = -1,
		.written = -1,
		.output = 0,
		.reasoning = -1,
		.cost = cost,
		.tries = 1,
		.ms = ms};
	x->sums.n_requests++;
	x->sums.tokens += usage.input > 0 ? usage.input : 0;
	x->sums.cost += cost > 0 ? cost : 0;
	x->sums.cost_unknown = x->sums.cost_unknown || cost < 0;
	return paid_book(x->kb->ledger, &call, &id, query ? NULL : e) || query;
}

/* --- one request ------------------------------------------------------------------------- */

static bool send(struct embed_calls *x, struct arena *a, const struct str *texts, size_t n,
	bool query, float **out, size_t *dim, struct err *e)
{
	struct request q = {.safe = true, .once = query, .max_bytes = HTTP_MAX_REPLY};
	struct http_reply reply;
	struct llm_usage usage = {-1, -1, -1, -1, -1, -1};
	unsigned status;
	int64_t set = x->kb->conf.embedding.dimensions;
	if (!provider_embed(&x->x.llm, a, embed_model(x), set, texts, n, &q.wire, e) ||
		!requests_send(x->requests, a, &q, &reply, &status, e))
		return false;
	if (!provider_vectors(&x->x.llm, a, reply.body, n, out, dim, &usage, e))
		return err_wrap(e, STR_FMT, STR_ARG(x->x.host));
	x->sums.n_sent += n;
	return book(x, n, query, &usage, reply.answer_ms, a, e);
}

/* --- texts ------------------------------------------------------------------------------- */

/* As much of a text as a service takes. */
static struct str within(struct str text)
{
	while (llm_tokens(text) > TEXT_TOKENS) {
		text.n = text.n / 4 * 3;
		while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80)
			text.n--;
	}
	return text;
}

/* Those that are sent together: indexes of texts. */
struct lot {
	struct str *texts;
	size_t *at;
	size_t n;
	int64_t tokens;
};

static bool send_lot(struct embed_calls *x, struct lot *l, struct strs texts, bool query,
	float *out, struct err *e)
{
	struct arena *a = arena_make();
	size_t dim = x->dim;
	float *v = NULL;
	bool room = !l->n || fits(x, l->tokens) ||
		err_set(e, ERR_MODEL,
			"the cost limit has no room for vectors; raise --max-cost, or give the price "
			"of " STR_FMT " under prices: in kb.yaml",
			STR_ARG(embed_model(x)));
	bool good = room && (!l->n || send(x, a, l->texts, l->n, query, &v, &dim, e));
	bool kept = good && l->n && !query;
	if (kept)
		good = db_begin(x->kb->ledger, e);
	for (size_t i = 0; good && i < l->n; i++) {
		memcpy(out + l->at[i] * dim, v + i * dim, dim * sizeof *v);
		good = query ||
			paid_put_vector(x->kb->ledger, key_of(x, a, texts.v[l->at[i]]),
				embed_model(x), v + i * dim, dim, e);
	}
	good = good && (!kept || db_commit(x->kb->ledger, e));
	if (kept && !good)
		db_rollback(x->kb->ledger);
	l->n = 0;
	l->tokens = 0;
	arena_free(a);
	return good;
}

bool embed_texts(
	void *ctx, struct arena *a, struct strs texts, bool query, float *out, struct err *e)
{
	struct embed_calls *x = ctx;
	size_t most = x->x.is_local ? TEXTS_LOCAL : TEXTS_REMOTE;
	struct lot lot = {
		.texts = ARENA_ARRAY(a, struct str, most), .at = ARENA_ARRAY(a, size_t, most)};
	for (size_t i = 0; i < texts.n; i++) {
		struct arena *scratch = arena_make();
		bool known = str_blank(texts.v[i]);
		if (known)
			memset(out + i * x->dim, 0, x->dim * sizeof *out);
		else if (!query &&
			paid_vector(x->kb->ledger, scratch, key_of(x, scratch, texts.v[i]),
				embed_model(x), x->dim, out + i * x->dim)) {
			known = true;
			x->sums.n_known++;
		}
		arena_free(scratch);
		if (known)
			continue;
		struct str text = within(texts.v[i]);
		int64_t tokens = llm_tokens(text);
		if (lot.n == most || (lot.n && lot.tokens + tokens > TOKENS_MOST)) {
			if (!send_lot(x, &lot, texts, query, out, e))
				return false;
		}
		lot.texts[lot.n] = text;
		lot.at[lot.n++] = i;
		lot.tokens += tokens;
	}
	return send_lot(x, &lot, texts, query, out, e);
}
