/* calls.c - see calls.h.
 *
 * At most twice as many questions as may be in flight are built ahead, so that memory does not grow
 * with the work. Order: opening, the ledger's side, asking, running, sums. */
#include "engine/calls.h"

#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/vec.h"
#include "engine/endpoint.h"
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
	size_t n_known, n_failed;
	size_t n_row; /* failed one after the other, tries and all */
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
	return true;
}

void calls_close(struct calls *c)
{
	if (!c || !c->client)
		return;
	remember_quirks(c);
	client_close(c->client);
	c->client = NULL;
}

struct str calls_model(const struct calls *c)
{
	return c->model;
}

struct str calls_host(const struct calls *c)
{
	return c->x.host;
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

static const char *const finishes[] = {
	[LLM_STOP] = "stop",
	[LLM_CALLS] = "calls",
	[LLM_LENGTH] = "length",
	[LLM_REFUSAL] = "refusal",
	[LLM_FILTERED] = "filtered",
	[LLM_BROKEN] = "broken",
};

static struct str encode_result(struct arena *a, const struct llm_result *r)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "text", r->text);
	json_put_str(&o, "finish", str_of(finishes[r->finish]));
	json_put_str(&o, "model", r->model);
	json_put_str(&o, "request_id", r->request_id);
	json_put_str(&o, "raw", r->raw);
	json_open(&o, "calls", '[');
	for (size_t i = 0; i < r->n_calls; i++) {
		json_open(&o, NULL, '{');
		json_put_str(&o, "id", r->calls[i].id);
		json_put_str(&o, "name", r->calls[i].name);
		json_put_str(&o, "arguments", r->calls[i].arguments);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	return buf_str(&b);
}

static bool decode_result(struct arena *a, struct str text, struct llm_result *out)
{
	struct json *j;
	*out = (struct llm_result){.finish = LLM_BROKEN};
	if (!json_parse(a, text, &j, NULL))
		return false;
	out->text = json_str(json_get(j, STR("text")));
	out->model = json_str(json_get(j, STR("model")));
	out->request_id = json_str(json_get(j, STR("request_id")));
	out->raw = json_str(json_get(j, STR("raw")));
	for (size_t i = 0; i < sizeof finishes / sizeof finishes[0]; i++)
		if (str_eqz(json_str(json_get(j, STR("finish"))), finishes[i]))
			out->finish = (enum llm_finish)i;
	struct json *l = json_get(j, STR("calls"));
	out->n_calls = json_len(l);
	out->calls = ARENA_ARRAY(a, struct llm_tool_call, out->n_calls);
	for (size_t i = 0; i < out->n_calls; i++)
		out->calls[i] = (struct llm_tool_call){json_str(json_get(json_at(l, i), STR("id"))),
			json_str(json_get(json_at(l, i), STR("name"))),
			json_str(json_get(json_at(l, i), STR("arguments")))};
	return true;
}

/* The question with each text by its hash, which is put into texts. */
struct request_out {
	struct arena *a;
	struct json_out o;
	VEC(struct paid_text) texts;
};

static void put_text(struct request_out *x, const char *key, struct str text)
{
	struct paid_text t = {sha_base32(x->a, sha_of(text), 26), text};
	VEC_PUSH(x->a, &x->texts, t);
	json_put_str(&x->o, key, t.hash);
}

static void put_message(struct request_out *x, const struct llm_message *m)
{
	static const char *const roles[] = {"user", "assistant", "tool"};
	json_open(&x->o, NULL, '{');
	json_put_str(&x->o, "role", str_of(roles[m->role]));
	put_text(x, "text", m->raw.n ? m->raw : m->text);
	if (m->tool.n)
		json_put_str(&x->o, "tool", m->tool);
	for (size_t i = 0; i < m->n_images; i++)
		json_put_str(&x->o, "image", sha_base32(x->a, sha_of(m->images[i].bytes), 26));
	json_close(&x->o, '}');
}

static struct str encode_request(
	struct arena *a, const struct llm_request *rq, struct paid_reply *out)
{
	struct buf b = buf_make(a);
	struct request_out x = {.a = a, .o = json_begin(&b, false)};
	json_open(&x.o, NULL, '{');
	json_put_str(&x.o, "model", rq->model);
	json_open(&x.o, "system", '[');
	for (size_t i = 0; i < rq->n_system; i++)
		put_text(&x, NULL, rq->system[i].text);
	json_close(&x.o, ']');
	json_open(&x.o, "messages", '[');
	for (size_t i = 0; i < rq->n_messages; i++)
		put_message(&x, &rq->messages[i]);
	json_close(&x.o, ']');
	if (rq->schema.n)
		put_text(&x, "schema", rq->schema);
	json_put_int(&x.o, "max_output", rq->max_output);
	json_close(&x.o, '}');
	out->texts = x.texts.v;
	out->n_texts = x.texts.n;
	return buf_str(&b);
}

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
	struct paid_reply reply = {.key = x->key, .result = encode_result(a, r)};
	reply.request = encode_request(a, rq, &reply);
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
		!decode_result(x->a, text, &out->result))
		return false;
	json = x->q.rq.schema.n ? provider_json(x->a, out->result.text) : out->result.text;
	return out->result.n_calls || decode(x, x->a, json, &out->value, NULL);
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

/* --- running ----------------------------------------------------------------------------- */

struct run {
	struct calls *c;
	const struct calls_work *w;
	struct item *open; /* being asked */
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
		calls_close(r->c);
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
	*x = (struct item){.a = a, .index = r->next++, .q = {.reply = REPLY_KINDS}};
	if (!r->w->build(r->w->ctx, x->index, a, &x->q)) {
		arena_free(a);
		r->n_done++;
		return true;
	}
	x->key = question_key(c, &x->q, a);
	if (find_known(c, x, &known)) {
		c->n_known++;
		return hand_out(r, x, &known, e);
	}
	if (!start(c, e)) {
		arena_free(a);
		return false;
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
	if (d.fault != LLM_NO_FAULT) {
		c->n_failed++;
		good = book_fault(c, x, &d, e);
	}
	if ((stops(d.fault) || is_out(c, d.fault)) && c->stopped == LLM_NO_FAULT) {
		c->stopped = d.fault;
		c->why = str_dup(c->a, answer.why);
	}
	if (good && !stops(d.fault))
		return hand_out(r, x, &answer, e);
	arena_free(x->a);
	return good;
}

bool calls_run(struct calls *c, const struct calls_work *w, struct err *e)
{
	struct run r = {.c = c, .w = w, .ahead = (size_t)c->kb->conf.llm.concurrency * AHEAD};
	bool good = true;
	while (good && ((r.next < w->n && c->stopped == LLM_NO_FAULT) || r.n_open)) {
		if (engine_stopped(c->kb) && !r.n_open) {
			c->stopped = LLM_HALTED;
			break;
		}
		bool room = r.next < w->n && r.n_open < r.ahead && c->stopped == LLM_NO_FAULT;
		good = room ? add_next(&r, e) : take_next(&r, e);
	}
	abandon(&r);
	return good;
}

bool calls_stopped(const struct calls *c, struct err *e)
{
	if (c->stopped == LLM_NO_FAULT)
		return false;
	if (c->stopped == LLM_HALTED)
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
	bool known = paid_known(c->kb->ledger, question_key(c, &copy, a));
	arena_free(a);
	return known;
}

struct calls_sums calls_sums(const struct calls *c)
{
	struct calls_sums s = {.n_known = c->n_known, .n_failed = c->n_failed};
	if (c->client)
		s.sent = client_sums(c->client);
	return s;
}

double calls_price(const struct calls *c, int64_t input, int64_t output)
{
	struct llm_usage u = {.input = input,
		.output = output,
		.cached = -1,
		.written = -1,
		.reasoning = -1,
		.cost = -1};
	return client_cost(&c->price, &u);
}

struct calls_estimate calls_estimate(
	const struct calls *c, const struct calls_question *q, int64_t output)
{
	struct arena *a = arena_make();
	struct calls_question copy = *q;
	complete(c, &copy, a);
	int64_t input = llm_request_tokens(&copy.rq);
	arena_free(a);
	return (struct calls_estimate){input, output, calls_price(c, input, output)};
}
