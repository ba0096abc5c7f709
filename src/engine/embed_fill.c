/* embed_fill.c - see embed_fill.h. */
#include "engine/embed_fill.h"

#include "base/err.h"
#include "base/hash.h"
#include "engine/embed_calls.h"
#include "engine/hold.h"
#include "engine/hybrid.h"
#include "store/index.h"

#define STATE_VECTORS "vectors" /* what all of them were made with; "" when some are missing */

static struct str made_with(const struct kb *kb, struct arena *a)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, kb->conf.embedding.engine);
	sha_part(h, kb->conf.embedding.base_url);
	sha_part(h, kb->conf.embedding.model);
	sha_u64(h, (uint64_t)kb->conf.embedding.dimensions);
	return sha_base32(a, sha_end(h), 26);
}

bool embed_outdate(struct kb *kb, struct err *e)
{
	return !embed_wanted(kb) || index_put_state(kb->index, STATE_VECTORS, STR(""), e);
}

static void set_embedder(struct embedder *to, struct embed_calls *x)
{
	*to = (struct embedder){
		.ctx = x, .model = embed_model(x), .dim = embed_dim(x), .embed = embed_texts};
}

struct filling {
	struct arena *a;
	struct embed_calls *calls;
	struct err why; /* the service's */
};

/* What came before a failure of the service is committed. */
static bool fill(struct kb *kb, void *ctx, struct err *e)
{
	struct filling *f = ctx;
	struct embedder by;
	struct hybrid_fill done;
	set_embedder(&by, f->calls);
	if (hybrid_fill(kb->index, &by, NULL, &done, &f->why))
		return index_put_state(kb->index, STATE_VECTORS, made_with(kb, f->a), e);
	return f->why.code != ERR_DB || err_set(e, ERR_DB, "%s", f->why.text);
}

static void add_spent(struct kb_spending *to, const struct embed_calls *x)
{
	struct embed_sums s = embed_sums(x);
	to->n_calls += s.n_requests;
	to->input += s.tokens;
	to->cost += s.cost;
	to->cost_unknown = to->cost_unknown || s.cost_unknown;
}

bool embed_fill(struct kb *kb, struct arena *a, struct kb_compile_report *out, struct err *e)
{
	struct filling f = {.a = a};
	if (!embed_wanted(kb) || str_eq(index_state(kb->index, a, STATE_VECTORS), made_with(kb, a)))
		return true;
	bool good = embed_open(kb, a, "compile", &f.calls, &f.why);
	if (good) {
		embed_limit(f.calls, kb->conf.llm.max_cost, out->spent.cost);
		good = hold_run(kb, fill, &f, e);
		if (good)
			hold_leave(kb, true);
		add_spent(&out->spent, f.calls);
		embed_close(f.calls);
		if (!good)
			return false;
	}
	if (f.why.code == ERR_INTERRUPTED || f.why.code == ERR_CONFIG)
		return err_set(e, f.why.code, "%s", f.why.text);
	if (f.why.code != ERR_NONE)
		engine_note(
			kb, 0, "search goes by words alone until the next compile: %s", f.why.text);
	return true;
}

void embed_use(struct kb *kb)
{
	struct embed_calls *x;
	struct err why = {0};
	if (kb->embed || !embed_wanted(kb) || !engine_index(kb, DB_READ, NULL) ||
		!index_state(kb->index, kb->a, STATE_VECTORS).n)
		return;
	if (!embed_open(kb, kb->a, "search", &x, &why)) {
		engine_note(kb, 0, "searched by words alone: %s", why.text);
		return;
	}
	struct embedder *by = ARENA_NEW(kb->a, struct embedder);
	set_embedder(by, x);
	kb->embed = by;
	kb->embed_calls = x;
}
