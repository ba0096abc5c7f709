/* doctor_model.c - see doctor_model.h.
 *
 * The call is a question of a few tokens with a schema, sent past the ledger: an answer out of it would
 * say nothing of the service. Order: settings, the list of models, the call. */
#include "engine/doctor_model.h"

#include "base/embed.h"
#include "base/err.h"
#include "engine/calls.h"
#include "engine/endpoint.h"

#define TRY_MS 60000
#define LIST_MAX ((size_t)8 << 20)
#define TRY_TOKENS 1000 /* a model that thinks needs room for it */

static void good(struct doctor *d, const char *name, struct str state)
{
	doctor_add(d, name, true, true, state, STR(""));
}

/* --- settings ---------------------------------------------------------------------------- */

static bool check_settings(struct doctor *d, struct endpoint *x)
{
	struct kb *kb = d->kb;
	struct err e = {0};
	struct str why = STR("");
	if (!endpoint_look(kb, d->a, ENDPOINT_LLM, x, &why, &e)) {
		doctor_add(d, "engine", false, true, str_dup(d->a, str_of(e.text)),
			STR("mend llm.base_url, or set llm.engine: builtin"));
		return false;
	}
	bool named = kb->conf.llm.model.n > 0;
	doctor_add(d, "engine", named, true,
		named ? str_printf(d->a, STR_FMT ": model " STR_FMT " at " STR_FMT,
				STR_ARG(kb->conf.llm.engine), STR_ARG(kb->conf.llm.model),
				STR_ARG(x->host))
		      : str_printf(
				d->a, STR_FMT ": no model is named", STR_ARG(kb->conf.llm.engine)),
		STR("set llm.model in kb.yaml, or llm.engine: builtin"));
	doctor_add(d, "key", !why.n, true,
		why.n		     ? why
			: x->has_key ? str_printf(d->a, "in " STR_FMT ", for " STR_FMT,
					       STR_ARG(x->key_name), STR_ARG(x->host))
				     : STR("none, and none is needed"),
		STR("see kb help trust"));
	return named && !why.n;
}

/* --- the list of models -------------------------------------------------------------------- */

/* Most services list their models; one that does not may be as good. */
static void check_list(struct doctor *d, struct http *h, const struct endpoint *x)
{
	struct err e = {0};
	struct http_reply r;
	struct llm_wire wire;
	struct llm_quirks none = {0};
	struct llm_message m = {.role = LLM_USER, .text = STR("?")};
	struct llm_request rq = {
		.model = d->kb->conf.llm.model, .messages = &m, .n_messages = 1, .max_output = 1};
	if (!x->llm.provider->build(&x->llm, &none, d->a, &rq, &wire, &e))
		return;
	struct http_request get = {.url = x->url,
		.headers = wire.headers,
		.n_headers = wire.n_headers,
		.max_bytes = LIST_MAX,
		.connect_ms = 10000,
		.idle_ms = 20000,
		.total_ms = 30000};
	bool sent = http_send(h, d->a, &get, &r, &e);
	if (!sent) {
		doctor_add(d, "service", false, true, str_dup(d->a, str_of(e.text)),
			STR("check llm.base_url and the network"));
		return;
	}
	good(d, "service", str_printf(d->a, "answers within %u ms", r.ms));
	struct str quoted = str_printf(d->a, "\"" STR_FMT "\"", STR_ARG(d->kb->conf.llm.model));
	if (r.status != 200)
		return;
	bool listed = str_find(r.body, quoted) != STR_NPOS ||
		str_find(r.body,
			str_printf(d->a, "/" STR_FMT "\"", STR_ARG(d->kb->conf.llm.model))) !=
			STR_NPOS ||
		str_find(r.body,
			str_printf(d->a, "\"" STR_FMT ":", STR_ARG(d->kb->conf.llm.model))) !=
			STR_NPOS;
	doctor_add(d, "model", listed, false,
		listed ? STR("in the service's list") : STR("not in the service's list of models"),
		str_eqz(d->kb->conf.llm.engine, "ollama")
			? str_printf(d->a, "ollama pull " STR_FMT, STR_ARG(d->kb->conf.llm.model))
			: STR("check llm.model for a slip"));
}

/* --- the call ------------------------------------------------------------------------------ */

static bool keep(void *ctx, void *tag, const struct llm_request *rq, const struct llm_result *r,
	double cost, struct err *e)
{
	(void)ctx, (void)tag, (void)rq, (void)r, (void)cost, (void)e;
	return true;
}

static bool check_reply(void *ctx, struct arena *a, struct str text, void **value, struct err *e)
{
	struct json *j;
	(void)ctx;
	(void)value;
	return json_parse(a, text, &j, e) &&
		(json_kind(json_get(j, STR("word"))) == JSON_T_STRING ||
			err_set(e, ERR_MODEL, "word: missing"));
}

static double elapsed(void *ctx)
{
	return engine_elapsed(ctx);
}

static bool is_stopped(void *ctx)
{
	return engine_stopped(ctx);
}

static const char *rung_words(enum llm_rung rung)
{
	static const char *const words[] = {"by its schema", "by a forced tool", "as JSON",
		"by the prompt alone; claims may need repairs"};
	return words[rung];
}

static void report(struct doctor *d, const struct client *c, const struct client_done *done)
{
	struct llm_quirks q = client_quirks(c);
	const struct llm_usage *u = &done->result.usage;
	if (done->fault != LLM_NO_FAULT) {
		doctor_add(d, "a call", false, true, str_dup(d->a, str_of(done->why)),
			STR("mend what it says; kb works with llm.engine: builtin meanwhile"));
		return;
	}
	good(d, "a call",
		str_printf(d->a, "answered in %u ms%s, %s", done->result.ms,
			done->result.model.n
				? str_printf(d->a, " by " STR_FMT, STR_ARG(done->result.model)).p
				: "",
			q.no_stream ? "not streamed" : "streamed"));
	doctor_add(d, "structured", q.rung != RUNG_PROMPT, false,
		str_printf(d->a, "replies are asked for %s", rung_words(q.rung)),
		STR("a model or server that takes a JSON schema costs fewer repairs"));
	doctor_add(d, "usage", u->input >= 0, false,
		u->input >= 0 ? str_printf(d->a, "counted: %lld tokens in, %lld out",
					(long long)u->input, (long long)u->output)
			      : STR("the service does not count tokens"),
		STR("costs are estimated from texts then"));
	doctor_add(d, "price", done->cost >= 0, false,
		done->cost >= 0 ? str_printf(d->a, "known; this call: %.6f USD", done->cost)
				: STR("not known: --max-cost cannot be kept"),
		str_printf(d->a, "set prices: {" STR_FMT ": {input: 1, output: 4}} in kb.yaml",
			STR_ARG(d->kb->conf.llm.model)));
}

static void check_context(struct doctor *d)
{
	int64_t set = d->kb->conf.llm.context;
	doctor_add(d, "context", set > 0, false,
		set ? str_printf(d->a, "%lld tokens, by the settings", (long long)set)
		    : STR("not set: kb keeps prompts small"),
		STR("set llm.context to what the model reads, for fewer and larger calls"));
}

static void check_call(struct doctor *d, const struct endpoint *x, const struct http_options *http)
{
	struct client *c = NULL;
	struct err e = {0};
	struct client_done done;
	const struct embed_file *prompt = embed_find("prompts/ready.md");
	struct llm_message m = {.role = LLM_USER, .text = str_make(prompt->bytes, prompt->n)};
	struct client_call call = {.a = d->a, .check = check_reply};
	struct client_options opt = {.endpoint = x->llm,
		.in_flight = 1,
		.retries = 1,
		.connect_ms = 10000,
		.idle_ms = TRY_MS,
		.total_ms = 2 * TRY_MS,
		.price = calls_price_of(d->kb, d->kb->conf.llm.model, x->is_local),
		.elapsed = elapsed,
		.stopped = is_stopped,
		.keep = keep,
		.ctx = d->kb,
		.http = http};
	call.rq = (struct llm_request){.model = d->kb->conf.llm.model,
		.messages = &m,
		.n_messages = 1,
		.schema_name = STR("ready"),
		.schema =
			STR("{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}},"
			    "\"required\":[\"word\"],\"additionalProperties\":false}"),
		.max_output = TRY_TOKENS};
	if (client_open(d->a, &opt, &c, &e)) {
		client_add(c, &call);
		if (client_next(c, &done, &e))
			report(d, c, &done);
		client_close(c);
	}
	if (e.code != ERR_NONE)
		doctor_add(d, "a call", false, true, str_dup(d->a, str_of(e.text)),
			STR("install what is missing"));
}

void doctor_model(struct doctor *d)
{
	struct endpoint x;
	struct http *h = NULL;
	struct err e = {0};
	if (!check_settings(d, &x))
		return;
	struct http_options http = endpoint_http(d->kb);
	if (!http_open(d->a, &http, &h, &e)) {
		doctor_add(d, "service", false, true, str_dup(d->a, str_of(e.text)),
			STR("apt install libcurl4"));
		return;
	}
	check_list(d, h, &x);
	http_close(h);
	check_call(d, &x, &http);
	check_context(d);
}
