/* calls.c - see calls.h.
 *
 * At most twice as many questions as may be in flight are built ahead, so that memory does not grow
 * with the work. What a batch is to answer is set aside in the same pass, and taken up again when the
 * batch has ended. Order: opening, the ledger's side, asking, batches, running, sums. */
#include "engine/calls.h"

#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/vec.h"
#include "engine/batch.h"
#include "engine/calls_text.h"
#include "engine/endpoint.h"
#include "llm/provider_batch.h"
#include "store/paid.h"

#define CONNECT_MS 10000
#define IDLE_MS 120000
#define CONTEXT_REMOTE 32768 /* tokens, of a model of which nothing is known */
#define CONTEXT_LOCAL 8192
#define AHEAD 2 /* questions built, by the number in flight */
#define FAIL_ROW 3 /* calls that failed one after the other: the service is out */

struct calls {
	struct kb *kb;
	struct arena *a;
	struct endpoint x;
	struct str model;
	const char *command;
	struct client *client; /* NULL until the first question that the ledger cannot answer */
	struct client_price price;
	struct llm_quirks quirks;
	struct http_options http;
	enum llm_fault stopped;
	struct str why; /* of stopped */
	size_t n_known; /* answered from the ledger */
	size_t n_row; /* failed one after the other, tries and all */
	struct batches *batches; /* NULL: none is wanted and none is open */
	bool collected; /* each open batch was looked at in this run */
	size_t n_waiting;
	size_t n_walled; /* not put into a batch: the cost limit */
};

struct item {
	struct calls_question q;
	struct client_call call;
	struct arena *a;
	struct str key;
	size_t index;
	struct item *next; /* of those being asked */
};

/* --- opening ----------------------------------------------------------------------------- */

bool calls_wanted(const struct kb *kb)
{
	return !str_eqz(kb->conf.llm.engine, "builtin");
}

static struct str model_for(const struct kb *kb, enum calls_for what)
{
	struct str own = what == CALLS_ASK ? kb->conf.llm.model_ask
		: what == CALLS_LINT	   ? kb->conf.llm.model_lint
					   : STR("");
	return own.n ? own : kb->conf.llm.model;
}

/* The person's own prices win over the table; what runs on this machine costs nothing. */
struct client_price calls_price_of(const struct kb *kb, struct str model, bool local)
{
	const struct config *conf = &kb->conf;
	for (size_t i = 0; i < conf->n_prices; i++) {
		const struct config_price *p = &conf->prices[i];
		if (str_eq(p->model, model))
			return (struct client_price){p->input, p->output, p->cached, -1};
	}
	if (local)
		return (struct client_price){0, 0, 0, 0};
	return price_known(model);
}

static struct str endpoint_id(const struct calls *c, struct arena *a)
{
	return str_printf(a, "%s " STR_FMT " " STR_FMT, c->x.llm.provider->name, STR_ARG(c->x.host),
		STR_ARG(c->model));
}

static void recall_quirks(struct calls *c)
{
	struct str setting = c->kb->conf.llm.structured, piece;
	struct str text = paid_quirk(c->kb->ledger, c->a, endpoint_id(c, c->a));
	bool *const flags[] = {&c->quirks.other_cap, &c->quirks.no_usage_option,
		&c->quirks.no_stream, &c->quirks.no_cap, &c->quirks.no_cache_mark,
		&c->quirks.no_tools};
	int64_t rung = 0;
	if (str_cut(&text, ' ', &piece) && str_to_i64(piece, &rung) && rung >= 0 &&
		rung < RUNG_COUNT)
		c->quirks.rung = (enum llm_rung)rung;
	for (size_t i = 0; i < sizeof flags / sizeof flags[0] && str_cut(&text, ' ', &piece); i++)
		*flags[i] = str_eqz(piece, "1");
	if (str_cut(&text, ' ', &piece) && str_to_i64(piece, &c->quirks.cap) &&
		text.n < sizeof c->quirks.dropped)
		memcpy(c->quirks.dropped, text.p, text.n);
	if (str_eqz(setting, "schema"))
		c->quirks.rung = RUNG_SCHEMA;
	else if (str_eqz(setting, "json"))
		c->quirks.rung = RUNG_JSON;
	else if (str_eqz(setting, "prompt"))
		c->quirks.rung = RUNG_PROMPT;
}

static void remember_quirks(struct calls *c)
{
	struct llm_quirks q = client_quirks(c->client);
	struct str text = str_printf(c->a, "%d %d %d %d %d %d %d %lld %s", (int)q.rung, q.other_cap,
		q.no_usage_option, q.no_stream, q.no_cap, q.no_cache_mark, q.no_tools,
		(long long)q.cap, q.dropped);
	paid_put_quirk(c->kb->ledger, endpoint_id(c, c->a), text, NULL);
}

static bool open_batches(struct calls *c, struct err *e);

bool calls_open(
	struct kb *kb, struct arena *a, enum calls_for what, struct calls **out, struct err *e)
{
	static const char *const commands[] = {"compile", "ask", "lint"};
	struct calls *c = ARENA_NEW(a, struct calls);
	*c = (struct calls){
		.kb = kb, .a = a, .model = model_for(kb, what), .command = commands[what]};
	if (!c->model.n)
		return err_set(e, ERR_CONFIG,
			"no model is named; set llm.model in kb.yaml or KB_LLM_MODEL");
	if (!endpoint_find(kb, a, ENDPOINT_LLM, &c->x, e) || !engine_ledger(kb, e))
		return false;
	c->price = calls_price_of(kb, c->model, c->x.is_local);
	recall_quirks(c);
	*out = c;
	return what != CALLS_COMPILE || open_batches(c, e);
}

static void close_client(struct calls *c)
{
	if (!c->client)
		return;
	remember_quirks(c);
	client_close(c->client);
	c->client = NULL;
}

void calls_close(struct calls *c)
{
	if (!c)
		return;
	batch_close(c->batches);
	c->batches = NULL;
	close_client(c);
}

struct str calls_model(const struct calls *c)
{
	return c->model;
}

bool calls_has_tools(const struct calls *c)
{
	return c->client ? !client_quirks(c->client).no_tools : !c->quirks.no_tools;
}

bool calls_sees(const struct calls *c)
{
	return c->kb->conf.llm.vision;
}

static int64_t context(const struct calls *c)
{
	if (c->kb->conf.llm.context)
		return c->kb->conf.llm.context;
	return c->x.is_local ? CONTEXT_LOCAL : CONTEXT_REMOTE;
}

int64_t calls_max_output(const struct calls *c, int64_t wanted)
{
	int64_t set = c->kb->conf.llm.max_output, half = context(c) / 2;
	int64_t most = set ? set : wanted;
	return most < half ? most : half;
}

int64_t calls_room(const struct calls *c, int64_t fixed, int64_t output)
{
	int64_t room = context(c) - fixed - calls_max_output(c, output);
	room -= room / 5; /* tokens are estimates */
	return room > 512 ? room : 512;
}

/* --- the ledger's side ------------------------------------------------------------------- */

static struct paid_call book_entry(const struct calls *c, const struct calls_question *q,
	const struct llm_result *r, double cost)
{
	return (struct paid_call){.at = engine_now(c->kb),
		.command = str_of(c->command),
		.purpose = str_of(q->purpose),
		.about = q->about,
		.engine = str_of(c->x.llm.provider->name),
		.host = c->x.host,
		.model = q->rq.model,
		.reported = r->model,
		.fault = STR(""),
		.input = r->usage.input,
		.cached = r->usage.cached,
		.written = r->usage.written,
		.output = r->usage.output,
		.reasoning = r->usage.reasoning,
		.cost = cost,
		.tries = r->tries,
		.ms = r->ms};
}

static bool keep(void *ctx, void *tag, const struct llm_request *rq, const struct llm_result *r,
	double cost, struct err *e)
{
	struct calls *c = ctx;
	struct item *x = tag;
	struct arena *a = arena_make();
	struct paid_call call = book_entry(c, &x->q, r, cost);
	struct paid_reply reply = {.key = x->key, .result = calls_put_result(a, r)};
	reply.request = calls_put_request(a, rq, &reply);
	bool good = paid_keep(c->kb->ledger, &call, &reply, e);
	arena_free(a);
	return good;
}

/* A call that brought nothing is booked too: its tries may have cost something. */
static bool book_fault(
	struct calls *c, const struct item *x, const struct client_done *d, struct err *e)
{
	int64_t id;
	if (!d->result.tries)
		return true;
	struct paid_call call = book_entry(c, &x->q, &d->result, d->cost);
	call.fault = str_of(llm_fault_words(d->fault));
	return paid_book(c->kb->ledger, &call, &id, e);
}

/* --- asking ------------------------------------------------------------------------------ */

static bool decode(void *ctx, struct arena *a, struct str text, void **value, struct err *e)
{
	const struct item *x = ctx;
	if (x->q.reply < REPLY_KINDS)
		return reply_decode(a, x->q.reply, text, value, e);
	return !x->q.check || x->q.check(x->q.ctx, a, text, value, e);
}

static void pass_text(void *ctx, struct str piece)
{
	const struct item *x = ctx;
	x->q.on_text(x->q.ctx, piece);
}

static void complete(const struct calls *c, struct calls_question *q, struct arena *a)
{
	if (!q->rq.model.n)
		q->rq.model = c->model;
	if (q->reply < REPLY_KINDS && !q->rq.schema.n) {
		q->rq.schema_name = str_of(reply_name(q->reply));
		q->rq.schema = reply_schema(a, q->reply);
	}
	q->rq.max_output = calls_max_output(c, q->rq.max_output);
}

static struct str question_key(const struct calls *c, struct calls_question *q, struct arena *a)
{
	complete(c, q, a);
	return llm_key(a, &q->rq, c->kb->conf.llm.extra_body);
}

/* The reply out of the ledger, when it still passes its check. */
static bool find_known(struct calls *c, struct item *x, struct calls_answer *out)
{
	struct str text, json;
	*out = (struct calls_answer){.known = true};
	if (!paid_reply(c->kb->ledger, x->a, x->key, &text, NULL) ||
		!calls_get_result(x->a, text, &out->result))
		return false;
	json = x->q.rq.schema.n ? provider_json(x->a, out->result.text) : out->result.text;
	return (out->result.n_calls && !x->q.rq.schema.n) ||
		decode(x, x->a, json, &out->value, NULL);
}

static void note(void *ctx, int level, struct str line)
{
	struct calls *c = ctx;
	engine_note(c->kb, level, STR_FMT, STR_ARG(line));
}

static bool is_stopped(void *ctx)
{
	const struct calls *c = ctx;
	return engine_stopped(c->kb);
}

static double elapsed(void *ctx)
{
	const struct calls *c = ctx;
	return engine_elapsed(c->kb);
}

static bool start(struct calls *c, struct err *e)
{
	const struct config *conf = &c->kb->conf;
	bool chosen = config_from(conf, "llm.concurrency") != CONFIG_DEFAULT;
	unsigned in_flight = c->x.is_local && !chosen ? 1 : (unsigned)conf->llm.concurrency;
	if (c->client)
		return true;
	c->http = endpoint_http(c->kb);
	struct client_options opt = {.endpoint = c->x.llm,
		.quirks = c->quirks,
		.in_flight = in_flight,
		.retries = (unsigned)conf->llm.retries,
		.connect_ms = CONNECT_MS,
		.idle_ms = IDLE_MS,
		.total_ms = (unsigned)conf->llm.timeout * 1000,
		.price = c->price,
		.max_cost = conf->llm.max_cost,
		.seed = (uint64_t)engine_now(c->kb),
		.elapsed = elapsed,
		.stopped = is_stopped,
		.note = note,
		.keep = keep,
		.ctx = c,
		.http = &c->http};
	opt.endpoint.context = context(c);
	return client_open(c->a, &opt, &c->client, e);
}

/* --- batches ----------------------------------------------------------------------------- */

static struct paid_call entry_of(const struct calls *c, const struct pending_item *item,
	const struct llm_result *r, double cost)
{
	const struct calls_question q = {.rq = {.model = item->model}, .about = item->about};
	struct paid_call call = book_entry(c, &q, r, cost);
	call.purpose = item->purpose;
	return call;
}

static bool keep_of_batch(void *ctx, const struct pending_item *item, const struct llm_result *r,
	double cost, struct err *e)
{
	struct calls *c = ctx;
	struct arena *a = arena_make();
	struct paid_call call = entry_of(c, item, r, cost);
	struct paid_reply reply = {
		.key = item->key, .request = item->request, .result = calls_put_result(a, r)};
	bool good = paid_keep(c->kb->ledger, &call, &reply, e);
	arena_free(a);
	return good;
}

static bool book_of_batch(void *ctx, const struct pending_item *item, const struct llm_result *r,
	double cost, enum llm_fault fault, struct err *e)
{
	struct calls *c = ctx;
	struct paid_call call = entry_of(c, item, r, cost);
	int64_t id;
	call.fault = str_of(llm_fault_words(fault));
	return paid_book(c->kb->ledger, &call, &id, e);
}

/* Where nothing waits and no batch is wanted there is none. */
static bool open_batches(struct calls *c, struct err *e)
{
	struct batch_options o = {.kb = c->kb,
		.x = &c->x,
		.quirks = &c->quirks,
		.price = c->price,
		.keep = keep_of_batch,
		.book = book_of_batch,
		.ctx = c};
	bool wanted = c->kb->conf.llm.batch;
	if ((wanted && !provider_batch_offered(&c->x.llm, e)) ||
		!batch_open(&o, c->a, &c->batches, e))
		return false;
	if (!wanted && !batch_n_open(c->batches)) {
		batch_close(c->batches);
		c->batches = NULL;
	}
	return true;
}

static void stop(struct calls *c, enum llm_fault f, const char *why)
{
	if (c->stopped != LLM_NO_FAULT)
		return;
	c->stopped = f;
	c->why = str_dup(c->a, str_of(why));
}

/* What a batch cannot do stops the run, as a refused call does; a ledger that fails ends it. */
static bool batch_failed(struct calls *c, const struct err *why, struct err *e)
{
	if (why->code == ERR_MODEL || why->code == ERR_NET)
		stop(c, LLM_REQUEST, why->text);
	else if (why->code == ERR_INTERRUPTED)
		stop(c, LLM_HALTED, why->text);
	else
		return err_set(e, why->code, "%s", why->text);
	return true;
}

static void settle_spent(struct calls *c)
{
	if (c->client && c->batches)
		client_set_spent(c->client, batch_committed(c->batches));
}

static bool collect(struct calls *c, struct err *e)
{
	struct err why = {0};
	if (!c->batches || c->collected)
		return true;
	c->collected = true;
	bool good = batch_collect(c->batches, &why) || batch_failed(c, &why, e);
	settle_spent(c);
	return good;
}

/* The most that the question may cost in a batch; false: the limit has no room for it. */
static bool has_room(const struct calls *c, const struct llm_request *rq, double *worst)
{
	double max = c->kb->conf.llm.max_cost;
	double spent = batch_committed(c->batches) + client_sums(c->client).cost;
	*worst = client_worst(&c->price, rq, context(c)) * PROVIDER_BATCH_PRICE;
	return max <= 0 || (*worst >= 0 && spent + *worst <= max);
}

/* True: its answer is to be waited for, or *e is set. False: it is asked alone. */
static bool put_aside(struct calls *c, const struct item *x, struct err *e)
{
	struct pending_item p = {.key = x->key,
		.purpose = str_of(x->q.purpose),
		.about = x->q.about,
		.model = x->q.rq.model,
		.form = x->q.rq.schema_name};
	struct paid_reply texts;
	double worst;
	if (!c->batches)
		return false;
	enum batch_place place = batch_place(c->batches, x->key);
	if (place != BATCH_FREE || !c->kb->conf.llm.batch || !x->q.batch ||
		paid_known(c->kb->ledger, x->key)) /* known, and of no use */
		return place == BATCH_WAITS;
	if (!start(c, e))
		return true;
	if (!has_room(c, &x->q.rq, &worst)) {
		c->n_walled++;
		return true;
	}
	struct err why = {0};
	p.request = calls_put_request(x->a, &x->q.rq, &texts);
	p.texts = texts.texts;
	p.n_texts = texts.n_texts;
	if (!batch_add(c->batches, &p, &x->q.rq, worst, &why))
		batch_failed(c, &why, e);
	return true;
}

/* --- running ----------------------------------------------------------------------------- */

struct run {
	struct calls *c;
	const struct calls_work *w;
	struct arena *a;
	struct item *open; /* being asked */
	const size_t *todo; /* NULL: all */
	size_t n; /* of todo */
	VEC(size_t) later; /* set aside for a batch */
	size_t next, n_open, n_done;
	size_t ahead;
};

static void put_open(struct run *r, struct item *x)
{
	x->next = r->open;
	r->open = x;
	r->n_open++;
}

static void take_open(struct run *r, const struct item *x)
{
	struct item **at = &r->open;
	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	r->n_open--;
}

/* After a failure: what is in flight is of no use any more. */
static void abandon(struct run *r)
{
	if (r->open)
		close_client(r->c);
	while (r->open) {
		struct item *x = r->open;
		r->open = x->next;
		arena_free(x->a);
	}
}

static bool hand_out(
	struct run *r, struct item *x, const struct calls_answer *answer, struct err *e)
{
	bool good = r->w->take(r->w->ctx, x->index, answer, e);
	arena_free(x->a);
	engine_progress(r->c->kb, r->w->step, ++r->n_done, r->w->n);
	return good;
}

static bool add_next(struct run *r, struct err *e)
{
	struct calls *c = r->c;
	struct arena *a = arena_make();
	struct item *x = ARENA_NEW(a, struct item);
	struct calls_answer known;
	size_t index = r->todo ? r->todo[r->next] : r->next;
	r->next++;
	*x = (struct item){.a = a, .index = index, .q = {.reply = REPLY_KINDS}};
	if (!r->w->build(r->w->ctx, x->index, a, &x->q)) {
		arena_free(a);
		r->n_done++;
		return true;
	}
	x->key = question_key(c, &x->q, a);
	if (find_known(c, x, &known)) {
		c->n_known += !(c->batches && batch_brought(c->batches, x->key));
		return hand_out(r, x, &known, e);
	}
	struct err first = {0};
	bool aside = put_aside(c, x, &first);
	if (aside && !first.code)
		VEC_PUSH(r->a, &r->later, index);
	if (aside || !start(c, &first)) {
		arena_free(a);
		return !first.code || err_set(e, first.code, "%s", first.text);
	}
	x->call = (struct client_call){.rq = x->q.rq,
		.a = a,
		.check = decode,
		.on_text = x->q.on_text ? pass_text : NULL,
		.ctx = x,
		.tag = x};
	client_add(c->client, &x->call);
	put_open(r, x);
	return true;
}

static bool stops(enum llm_fault f)
{
	return llm_fault_stops(f) || f == LLM_WALL || f == LLM_HALTED;
}

/* A service that answers nothing any more is not asked for each of a thousand articles. */
static bool is_out(struct calls *c, enum llm_fault f)
{
	if (f == LLM_NO_FAULT || !llm_fault_again(f))
		c->n_row = 0;
	else
		c->n_row++;
	return c->n_row >= FAIL_ROW;
}

static bool take_next(struct run *r, struct err *e)
{
	struct calls *c = r->c;
	struct client_done d;
	if (!client_next(c->client, &d, e))
		return false;
	struct item *x = d.call->tag;
	take_open(r, x);
	struct calls_answer answer = {
		.result = d.result, .value = d.value, .fault = d.fault, .why = str_of(d.why)};
	bool good = true;
	if (d.fault != LLM_NO_FAULT)
		good = book_fault(c, x, &d, e);
	if ((stops(d.fault) || is_out(c, d.fault)) && c->stopped == LLM_NO_FAULT) {
		c->stopped = d.fault;
		c->why = str_dup(c->a, answer.why);
	}
	if (good && !stops(d.fault))
		return hand_out(r, x, &answer, e);
	arena_free(x->a);
	return good;
}

static bool run_once(struct run *r, struct err *e)
{
	struct calls *c = r->c;
	bool good = true;
	while (good && ((r->next < r->n && c->stopped == LLM_NO_FAULT) || r->n_open)) {
		if (engine_stopped(c->kb) && !r->n_open) {
			c->stopped = LLM_HALTED;
			break;
		}
		bool room = r->next < r->n && r->n_open < r->ahead && c->stopped == LLM_NO_FAULT;
		good = room ? add_next(r, e) : take_next(r, e);
	}
	return good;
}

/* Submits what was set aside, and waits for a batch when that is wanted. False: nothing is to be taken
 * up again, or *e is set. */
static bool wait_for_batch(struct run *r, struct err *e)
{
	struct calls *c = r->c;
	struct err why = {0};
	if (!batch_submit(c->batches, &why) && !batch_failed(c, &why, e))
		return false;
	settle_spent(c);
	size_t n = r->later.n - c->n_walled;
	if (c->n_walled && !n)
		stop(c, LLM_WALL,
			"the cost limit is reached: the next question of a batch may cost more than "
			"it leaves; raise --max-cost to go on; what was paid for is kept");
	if (c->stopped == LLM_NO_FAULT && c->kb->conf.llm.batch_wait) {
		c->n_walled = 0;
		if (batch_wait(c->batches, &why) || batch_failed(c, &why, e))
			settle_spent(c);
		if (!engine_stopped(c->kb))
			return c->stopped == LLM_NO_FAULT && !why.code;
	}
	c->n_waiting = n;
	stop(c, LLM_HALTED, "");
	return false;
}

bool calls_run(struct calls *c, const struct calls_work *w, struct err *e)
{
	struct run r = {.c = c,
		.w = w,
		.n = w->n,
		.a = arena_make(),
		.ahead = (size_t)c->kb->conf.llm.concurrency * AHEAD};
	struct err first = {0};
	bool good = collect(c, &first);
	for (;;) {
		good = good && run_once(&r, &first);
		if (!good || !r.later.n || !wait_for_batch(&r, &first))
			break;
		r.todo = r.later.v;
		r.n = r.later.n;
		r.later.v = NULL;
		r.later.n = r.later.cap = 0;
		r.next = 0;
	}
	abandon(&r);
	arena_free(r.a);
	return !first.code || err_set(e, first.code, "%s", first.text);
}

size_t calls_waiting(const struct calls *c, struct arena *a, struct str *names)
{
	*names = c->batches && c->n_waiting ? batch_names(c->batches, a) : STR("");
	return c->n_waiting;
}

bool calls_stopped(const struct calls *c, struct err *e)
{
	if (c->stopped == LLM_NO_FAULT)
		return false;
	if (c->n_waiting && !engine_stopped(c->kb))
		err_set(e, ERR_MODEL, "%zu questions wait in a batch; run kb compile again",
			c->n_waiting);
	else if (c->stopped == LLM_HALTED)
		err_set(e, ERR_INTERRUPTED,
			"stopped; what was paid for is kept, the same command goes on");
	else
		err_set(e, ERR_MODEL, STR_FMT, STR_ARG(c->why));
	return true;
}

/* --- sums -------------------------------------------------------------------------------- */

bool calls_known(struct calls *c, const struct calls_question *q)
{
	struct arena *a = arena_make();
	struct calls_question copy = *q;
	struct str key = question_key(c, &copy, a);
	bool known = paid_known(c->kb->ledger, key) ||
		(c->batches && batch_place(c->batches, key) == BATCH_WAITS);
	arena_free(a);
	return known;
}

static void add_sums(struct client_sums *s, const struct batches *b)
{
	struct client_sums x = batch_sums(b);
	s->good += x.good;
	s->usage.input += x.usage.input;
	s->usage.cached += x.usage.cached;
	s->usage.written += x.usage.written;
	s->usage.output += x.usage.output;
	s->usage.reasoning += x.usage.reasoning;
	s->cost += x.cost;
	s->cost_unknown = s->cost_unknown || x.cost_unknown;
}

struct kb_spending calls_spent(const struct calls *c)
{
	struct client_sums sent = {0};
	if (c->client)
		sent = client_sums(c->client);
	if (c->batches)
		add_sums(&sent, c->batches);
	return (struct kb_spending){.n_calls = sent.good,
		.n_known = c->n_known,
		.input = sent.usage.input,
		.cached = sent.usage.cached,
		.output = sent.usage.output,
		.cost = sent.cost,
		.cost_unknown = sent.cost_unknown};
}

double calls_price(const struct calls *c, int64_t input, int64_t output, bool batch)
{
	struct llm_usage u = {.input = input,
		.output = output,
		.cached = -1,
		.written = -1,
		.reasoning = -1,
		.cost = -1};
	double cost = client_cost(&c->price, &u);
	return cost > 0 && batch && c->kb->conf.llm.batch ? cost * PROVIDER_BATCH_PRICE : cost;
}

struct calls_estimate calls_estimate(
	const struct calls *c, const struct calls_question *q, int64_t output)
{
	struct arena *a = arena_make();
	struct calls_question copy = *q;
	complete(c, &copy, a);
	int64_t input = llm_request_tokens(&copy.rq);
	arena_free(a);
	return (struct calls_estimate){input, output, calls_price(c, input, output, q->batch)};
}
