/* batch.c - see batch.h. Order: opening, gathering, one result, results, looking, sums. */
#include "engine/batch.h"

#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "engine/request.h"
#include "llm/provider_batch.h"

#define PAUSE_FIRST_S 0.2
#define PAUSE_MOST_S 60.0
#define LOST_MOST 2 /* times a question is lost in batches before it is asked alone */
#define MAX_RESULTS ((size_t)1 << 30)
#define MAX_LINE ((size_t)32 << 20)
#define MAX_ANSWER ((size_t)1 << 20)

struct open_batch {
	struct str id;
	struct llm_quirks sent; /* that its lines were built with */
	bool over;
};

struct state { /* of a question, by its key */
	bool waits, direct, brought;
	unsigned n_lost;
	double worst; /* submitted by this run; else 0 */
};

struct batches {
	struct batch_options o;
	struct arena *a;
	struct requests *requests;
	VEC(struct open_batch) open;
	struct map states; /* key -> struct state * */
	struct arena *lot; /* what is gathered; NULL: nothing */
	struct buf lines;
	VEC(struct pending_item) items;
	struct llm_quirks sent; /* that the gathered lines are built with */
	double worst; /* USD of what waits and was submitted by this run */
	double paid; /* USD of what this run submitted and has got */
	double pause;
	struct client_sums sums;
};

/* --- opening ----------------------------------------------------------------------------- */

static struct state *state_of(struct batches *b, struct str key)
{
	struct map_entry *at = map_find(&b->states, key);
	if (!at) {
		at = map_add(&b->states, str_dup(b->a, key), NULL);
		at->ptr = ARENA_NEW(b->a, struct state);
	}
	return at->ptr;
}

static bool put_open(struct batches *b, const struct pending_batch *row, struct err *e)
{
	struct strs keys;
	int64_t rung = 0;
	struct open_batch x = {.id = str_dup(b->a, row->id), .sent = {.no_stream = true}};
	if (str_to_i64(row->detail, &rung) && rung >= 0 && rung < RUNG_COUNT)
		x.sent.rung = (enum llm_rung)rung;
	if (!pending_keys(b->o.kb->ledger, b->a, row->id, &keys, e))
		return false;
	for (size_t i = 0; i < keys.n; i++)
		state_of(b, keys.v[i])->waits = true;
	VEC_PUSH(b->a, &b->open, x);
	return true;
}

bool batch_open(const struct batch_options *o, struct arena *a, struct batches **out, struct err *e)
{
	struct batches *b = ARENA_NEW(a, struct batches);
	struct pending_batches rows;
	*b = (struct batches){.o = *o, .a = a, .states = map_make(a), .pause = PAUSE_FIRST_S};
	b->requests = requests_make(o->kb, a, o->x, "llm");
	if (!pending_list(o->kb->ledger, a, str_of(o->x->llm.provider->name), o->x->host, &rows, e))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (!put_open(b, &rows.v[i], e))
			return false;
	*out = b;
	return true;
}

static void forget_lot(struct batches *b)
{
	arena_free(b->lot);
	b->lot = NULL;
	b->items.v = NULL;
	b->items.n = b->items.cap = 0;
}

void batch_close(struct batches *b)
{
	if (!b)
		return;
	forget_lot(b);
	requests_close(b->requests);
	b->requests = NULL;
}

/* --- gathering --------------------------------------------------------------------------- */

enum batch_place batch_place(const struct batches *b, struct str key)
{
	const struct state *s = map_ptr(&b->states, key);
	if (!s)
		return BATCH_FREE;
	return s->waits ? BATCH_WAITS : s->direct ? BATCH_DIRECT : BATCH_FREE;
}

bool batch_brought(const struct batches *b, struct str key)
{
	const struct state *s = map_ptr(&b->states, key);
	return s && s->brought;
}

static struct pending_item copy(struct arena *a, const struct pending_item *x)
{
	struct pending_item y = *x;
	struct str *const texts[] = {
		&y.custom, &y.key, &y.purpose, &y.about, &y.model, &y.form, &y.request};
	struct paid_text *v = ARENA_ARRAY(a, struct paid_text, x->n_texts);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = str_dup(a, *texts[i]);
	for (size_t i = 0; i < x->n_texts; i++)
		v[i] = (struct paid_text){
			str_dup(a, x->texts[i].hash), str_dup(a, x->texts[i].text)};
	y.texts = v;
	return y;
}

bool batch_add(struct batches *b, const struct pending_item *item, const struct llm_request *rq,
	double worst, struct err *e)
{
	const struct llm_endpoint *ep = &b->o.x->llm;
	struct arena *scratch = arena_make();
	struct llm_wire wire;
	struct state *s = state_of(b, item->key);
	if (!b->lot) {
		b->lot = arena_make();
		b->lines = buf_make(b->lot);
		b->sent = *b->o.quirks;
		b->sent.no_stream = true;
	}
	bool good = ep->provider->build(ep, &b->sent, scratch, rq, &wire, e);
	if (good) {
		struct pending_item kept = copy(b->lot, item);
		kept.custom = str_printf(b->lot, "kb-" STR_FMT, STR_ARG(item->key));
		provider_batch_add(ep, &b->lines, kept.custom, wire.body, b->items.n);
		VEC_PUSH(b->lot, &b->items, kept);
		s->waits = true;
		s->worst = worst > 0 ? worst : 0;
		b->worst += s->worst;
	}
	arena_free(scratch);
	bool full = b->items.n >= PROVIDER_BATCH_LINES || b->lines.n >= PROVIDER_BATCH_BYTES;
	return good && (!full || batch_submit(b, e));
}

/* False; *e is set. */
static bool no_batches(const struct batches *b, unsigned status, struct err *e)
{
	if (status != 404 && status != 405)
		return false;
	err_clear(e);
	return err_set(e, ERR_MODEL,
		STR_FMT ": it offers no batches; leave llm.batch and --batch away",
		STR_ARG(b->o.x->host));
}

/* What the service calls the batch that it has taken in. */
static bool hand_over(struct batches *b, struct arena *a, struct str *id, struct err *e)
{
	const struct llm_endpoint *ep = &b->o.x->llm;
	struct request upload = {.safe = true, .max_bytes = MAX_ANSWER};
	struct request create = {.max_bytes = MAX_ANSWER};
	struct http_reply reply;
	struct str what = buf_str(&b->lines);
	unsigned status;
	if (!provider_batch_upload(ep, a, what, &upload.wire, e))
		return false;
	if (upload.wire.url.n) {
		if (!requests_send(b->requests, a, &upload, &reply, &status, e))
			return no_batches(b, status, e);
		what = provider_batch_id(a, reply.body);
		if (!what.n)
			return err_set(e, ERR_MODEL, STR_FMT ": the answer names no file",
				STR_ARG(b->o.x->host));
	}
	if (!provider_batch_create(ep, a, what, &create.wire, e))
		return false;
	if (!requests_send(b->requests, a, &create, &reply, &status, e))
		return no_batches(b, status, e);
	*id = provider_batch_id(a, reply.body);
	return id->n > 0 ||
		err_set(e, ERR_MODEL, STR_FMT ": the answer names no batch", STR_ARG(b->o.x->host));
}

bool batch_submit(struct batches *b, struct err *e)
{
	struct arena *a = arena_make();
	struct str id = STR("");
	if (!b->lot) {
		arena_free(a);
		return true;
	}
	bool good = hand_over(b, a, &id, e);
	if (good) {
		struct pending_batch row = {id, engine_now(b->o.kb),
			str_of(b->o.x->llm.provider->name), b->o.x->host,
			str_printf(a, "%d", (int)b->sent.rung)};
		struct open_batch x = {.id = str_dup(b->a, id), .sent = b->sent};
		good = pending_put(b->o.kb->ledger, &row, b->items.v, b->items.n, e);
		VEC_PUSH(b->a, &b->open, x);
		engine_note(b->o.kb, 1, "%zu questions are in batch " STR_FMT " at " STR_FMT,
			b->items.n, STR_ARG(id), STR_ARG(b->o.x->host));
		b->pause = PAUSE_FIRST_S;
	}
	for (size_t i = 0; !good && i < b->items.n; i++) {
		struct state *s = state_of(b, b->items.v[i].key);
		b->worst -= s->worst;
		*s = (struct state){.n_lost = s->n_lost};
	}
	forget_lot(b);
	arena_free(a);
	return good;
}

/* --- one result -------------------------------------------------------------------------- */

static void sum(int64_t *to, int64_t n)
{
	*to += n > 0 ? n : 0;
}

/* Half the price, unless the service says what it took. */
static double account(struct batches *b, const struct llm_usage *u, struct state *s)
{
	double cost = client_cost(&b->o.price, u);
	if (cost >= 0 && u->cost < 0)
		cost *= PROVIDER_BATCH_PRICE;
	sum(&b->sums.usage.input, u->input);
	sum(&b->sums.usage.cached, u->cached);
	sum(&b->sums.usage.written, u->written);
	sum(&b->sums.usage.output, u->output);
	sum(&b->sums.usage.reasoning, u->reasoning);
	if (cost < 0)
		b->sums.cost_unknown = true;
	else
		b->sums.cost += cost;
	if (s->worst > 0) {
		b->worst -= s->worst;
		b->paid += cost >= 0 ? cost : s->worst;
		s->worst = 0;
	}
	return cost;
}

static void lose(struct batches *b, struct str key)
{
	struct state *s = state_of(b, key);
	b->worst -= s->worst;
	s->worst = 0;
	s->waits = false;
	s->direct = s->direct || ++s->n_lost >= LOST_MOST;
}

/* The answer as if it had come alone. */
static bool read_answer(const struct batches *b, struct arena *a, const struct open_batch *x,
	const struct pending_item *item, const struct provider_batch_line *line,
	struct llm_result *r, struct llm_failure *f)
{
	const struct llm_endpoint *ep = &b->o.x->llm;
	struct llm_request rq = {.model = item->model,
		.schema_name = item->form,
		.schema = item->form.n ? STR("{}") : STR("")};
	struct llm_answer_head head = {.status = line->status, .type = STR("application/json")};
	struct llm_answer *answer = ep->provider->begin(ep, &x->sent, a, &rq, NULL, NULL);
	ep->provider->feed(answer, line->body);
	if (!ep->provider->finish(answer, &head, true, r, f))
		return false;
	if (r->finish == LLM_STOP && item->form.n)
		r->text = provider_json(a, r->text);
	f->fault = r->finish == LLM_LENGTH				? LLM_CUT
		: r->finish == LLM_REFUSAL || r->finish == LLM_FILTERED ? LLM_REFUSED
									: LLM_SERVER;
	if (r->finish != LLM_STOP)
		return false;
	f->fault = LLM_SCHEMA;
	return !str_blank(r->text);
}

static bool take_answer(struct batches *b, struct arena *a, struct open_batch *x,
	const struct pending_item *item, const struct provider_batch_line *line, struct err *e)
{
	struct state *s = state_of(b, item->key);
	struct llm_failure f = {.wait_ms = -1};
	struct llm_result r = {.usage = {-1, -1, -1, -1, -1, -1}};
	bool good = read_answer(b, a, x, item, line, &r, &f);
	r.tries = 1;
	if (good || r.usage.input >= 0 || r.usage.output >= 0) {
		double cost = account(b, &r.usage, s);
		if (good) {
			b->sums.good++;
			s->waits = false;
			s->brought = true;
			return b->o.keep(b->o.ctx, item, &r, cost, e);
		}
		if (!b->o.book(b->o.ctx, item, &r, cost, f.fault, e))
			return false;
	}
	if (f.fault == LLM_PARAM) {
		f.learnt.no_stream = b->o.quirks->no_stream;
		*b->o.quirks = f.learnt; /* the next batch is built with it */
	} else {
		s->direct = true;
	}
	lose(b, item->key);
	return true;
}

/* --- results ----------------------------------------------------------------------------- */

struct taking {
	struct batches *b;
	struct open_batch *x;
	struct buf line;
	size_t n, n_lost;
	struct err *e;
};

static bool take_line(struct taking *t, struct str text)
{
	struct db *ledger = t->b->o.kb->ledger;
	struct arena *a = arena_make();
	struct provider_batch_line line;
	struct pending_item item;
	struct err db = {0};
	bool good = true;
	if (provider_batch_line(&t->b->o.x->llm, a, text, &line) &&
		pending_find(ledger, a, t->x->id, line.custom, &item, &db)) {
		t->n++;
		if (paid_known(ledger, item.key)) /* kept before the last run was killed */
			state_of(t->b, item.key)->waits = false;
		else if (line.lost)
			lose(t->b, item.key);
		else
			good = take_answer(t->b, a, t->x, &item, &line, &db);
		t->n_lost += line.lost;
		good = good && pending_drop(ledger, t->x->id, line.custom, &db);
	}
	if (db.code)
		err_set(t->e, db.code, "%s", db.text);
	arena_free(a);
	return good && !db.code;
}

static bool on_piece(void *ctx, struct str piece)
{
	struct taking *t = ctx;
	for (;;) {
		size_t end = str_find_byte(piece, '\n');
		if (end == STR_NPOS)
			break;
		buf_put(&t->line, str_sub(piece, 0, end));
		if (!take_line(t, buf_str(&t->line)))
			return false;
		t->line.n = 0;
		piece = str_from(piece, end + 1);
	}
	buf_put(&t->line, piece);
	return t->line.n <= MAX_LINE;
}

static bool fetch(struct batches *b, struct open_batch *x, struct str results, struct err *e)
{
	struct arena *a = arena_make();
	struct taking t = {.b = b, .x = x, .line = buf_make(a), .e = e};
	struct request get = {.safe = true, .sink = on_piece, .ctx = &t, .max_bytes = MAX_RESULTS};
	struct http_reply reply;
	unsigned status;
	bool good = provider_batch_fetch(&b->o.x->llm, a, results, &get.wire, e) &&
		requests_send(b->requests, a, &get, &reply, &status, e) &&
		(!t.line.n || take_line(&t, buf_str(&t.line)));
	if (good && t.n_lost)
		engine_note(b->o.kb, 1, "batch " STR_FMT ": %zu questions were not answered",
			STR_ARG(x->id), t.n_lost);
	arena_free(a);
	return good;
}

/* Whatever still waits in it has no answer. */
static bool end_batch(struct batches *b, struct arena *a, struct open_batch *x, struct err *e)
{
	struct strs left;
	if (!pending_keys(b->o.kb->ledger, a, x->id, &left, e) ||
		!pending_end(b->o.kb->ledger, x->id, e))
		return false;
	for (size_t i = 0; i < left.n; i++)
		lose(b, left.v[i]);
	x->over = true;
	return true;
}

/* --- looking ----------------------------------------------------------------------------- */

static bool look(struct batches *b, struct arena *a, struct open_batch *x, struct err *e)
{
	struct request get = {.safe = true, .max_bytes = MAX_ANSWER};
	struct http_reply reply;
	struct provider_batch now;
	struct err first = {0};
	unsigned status;
	if (!provider_batch_look(&b->o.x->llm, a, x->id, &get.wire, e))
		return false;
	if (!requests_send(b->requests, a, &get, &reply, &status, &first)) {
		if (status != 404)
			return err_set(e, first.code, "%s", first.text);
		engine_note(b->o.kb, 0, "batch " STR_FMT " is gone from " STR_FMT, STR_ARG(x->id),
			STR_ARG(b->o.x->host));
		return end_batch(b, a, x, e);
	}
	if (!provider_batch_read(&b->o.x->llm, a, x->id, reply.body, &now, e))
		return err_wrap(e, STR_FMT, STR_ARG(b->o.x->host));
	if (!now.ended) {
		if (now.n > 0)
			engine_progress(b->o.kb, "batch", (size_t)now.n_done, (size_t)now.n);
		return true;
	}
	for (size_t i = 0; i < 2; i++)
		if (now.results[i].n && !fetch(b, x, now.results[i], e))
			return false;
	if (!end_batch(b, a, x, e))
		return false;
	return !now.failed ||
		err_set(e, ERR_MODEL, STR_FMT ": batch " STR_FMT " was not run%s" STR_FMT,
			STR_ARG(b->o.x->host), STR_ARG(x->id), now.why.n ? ": " : "",
			STR_ARG(now.why));
}

bool batch_collect(struct batches *b, struct err *e)
{
	bool good = true;
	for (size_t i = 0; good && i < b->open.n && !engine_stopped(b->o.kb); i++) {
		struct arena *a = arena_make();
		if (!b->open.v[i].over)
			good = look(b, a, &b->open.v[i], e);
		arena_free(a);
	}
	return good;
}

bool batch_wait(struct batches *b, struct err *e)
{
	size_t n = batch_n_open(b);
	while (n && batch_n_open(b) == n && !engine_stopped(b->o.kb)) {
		if (!requests_rest(b->requests, b->pause, e))
			return false;
		b->pause = b->pause * 1.5 < PAUSE_MOST_S ? b->pause * 1.5 : PAUSE_MOST_S;
		if (!batch_collect(b, e))
			return engine_stopped(b->o.kb);
	}
	return true;
}

/* --- sums -------------------------------------------------------------------------------- */

size_t batch_n_open(const struct batches *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->open.n; i++)
		n += !b->open.v[i].over;
	return n;
}

struct str batch_names(const struct batches *b, struct arena *a)
{
	struct buf s = buf_make(a);
	for (size_t i = 0; i < b->open.n; i++)
		if (!b->open.v[i].over)
			buf_printf(&s, "%s" STR_FMT, s.n ? ", " : "", STR_ARG(b->open.v[i].id));
	return buf_str(&s);
}

struct client_sums batch_sums(const struct batches *b)
{
	return b->sums;
}

double batch_committed(const struct batches *b)
{
	return b->worst + b->paid;
}
