/* provider_ollama.c - Ollama's own /api/chat, the only one that lets the window be set. LLM.md 1.4.
 * Order: the request, the answer, the table. */
#include "llm/provider.h"

#include <string.h>

#include "base/err.h"
#include "llm/rawjson.h"
#include "llm/wire.h"

#define LEAST_WINDOW 4096
#define MOST_WINDOW ((int64_t)1 << 24)
#define OUTPUT_UNSAID 4096 /* room for an answer without a cap */
#define KEEP_ALIVE "30m" /* a pause between calls must not unload the model */

static const struct wire_service service = {
	.default_url = "127.0.0.1:11434",
	.endings = {"/chat", "/generate", "/embed", "/embeddings", "/tags", "/api",
		"/v1/chat/completions", "/v1"},
	.port = 11434,
	.plain = true,
};

/* --- the request ------------------------------------------------------------------------- */

static void put_calls(struct json_out *o, const struct llm_message *m)
{
	json_open(o, "tool_calls", '[');
	for (size_t i = 0; i < m->n_calls; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "id", m->calls[i].id);
		json_open(o, "function", '{');
		json_put_str(o, "name", m->calls[i].name);
		json_put_raw(o, "arguments", wire_object(m->calls[i].arguments));
		json_close(o, '}');
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_message(struct json_out *o, const struct llm_message *m)
{
	static const char *const roles[] = {"user", "assistant", "tool"};
	if (m->role == LLM_ASSISTANT && str_eq(raw_get(m->raw, "role"), STR("\"assistant\"")) &&
		str_eq(wire_object(m->raw), str_trim(m->raw))) {
		json_put_raw(o, NULL, str_trim(m->raw));
		return;
	}
	json_open(o, NULL, '{');
	json_put_str(o, "role", str_of(roles[m->role]));
	json_put_str(o, "content", m->text);
	if (m->role == LLM_TOOL) {
		json_put_str(o, "tool_name", m->tool);
		json_put_str(o, "tool_call_id", m->call_id);
	} else if (m->role == LLM_ASSISTANT && m->n_calls) {
		put_calls(o, m);
	} else if (m->role == LLM_USER && m->n_images) {
		json_open(o, "images", '[');
		for (size_t i = 0; i < m->n_images; i++)
			json_put_str(o, NULL, wire_base64(o->b->a, m->images[i].bytes));
		json_close(o, ']');
	}
	json_close(o, '}');
}

static void put_messages(struct json_out *o, const struct llm_request *rq)
{
	struct str system = wire_join(o->b->a, wire_system(o->b->a, rq));
	json_open(o, "messages", '[');
	if (system.n) {
		json_open(o, NULL, '{');
		json_put_str(o, "role", STR("system"));
		json_put_str(o, "content", system);
		json_close(o, '}');
	}
	for (size_t i = 0; i < rq->n_messages; i++)
		put_message(o, &rq->messages[i]);
	json_close(o, ']');
}

/* A power of two, because another window loads the model anew. */
static int64_t window_for(const struct llm_endpoint *ep, const struct llm_request *rq, int64_t cap)
{
	int64_t tokens = llm_request_tokens(rq), need = LEAST_WINDOW;
	int64_t want = tokens + tokens / 4 + (cap ? cap : OUTPUT_UNSAID);
	while (need < want && need < MOST_WINDOW)
		need *= 2;
	return ep->context > 0 && need > ep->context ? ep->context : need;
}

/* options: ours, then what the settings have in theirs, which replace ours. */
static void put_options(struct json_out *o, const struct llm_endpoint *ep,
	const struct llm_request *rq, const struct llm_quirks *q, struct wire_extra *extra)
{
	struct str theirs = STR("{}"), key, value;
	int64_t cap = q->no_cap ? 0 : wire_cap(rq, q);
	for (size_t i = 0; i < extra->keys.n; i++)
		if (str_eqz(extra->keys.v[i], "options")) {
			theirs = extra->values.v[i];
			extra->keys.n = extra->values.n = extra->keys.n - 1;
			extra->keys.v[i] = extra->keys.v[extra->keys.n];
			extra->values.v[i] = extra->values.v[extra->keys.n];
			break;
		}
	json_open(o, "options", '{');
	if (!raw_get(theirs, "num_ctx").n)
		json_put_int(o, "num_ctx", window_for(ep, rq, cap));
	if (cap && !raw_get(theirs, "num_predict").n)
		json_put_int(o, "num_predict", cap);
	struct raw r = raw_open(theirs);
	while (r.object && raw_next(&r, &key, &value))
		json_put_raw(o, str_z(o->b->a, key), value);
	json_close(o, '}');
}

static bool build(const struct llm_endpoint *ep, const struct llm_quirks *q, struct arena *a,
	const struct llm_request *rq, struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	struct wire_extra extra;
	*out = (struct llm_wire){0};
	if (!wire_url(a, &service, ep->base_url, "/api/chat", &out->url, e) ||
		!wire_headers(a, ep, "Authorization", NULL, out, e) ||
		!wire_extra(a, ep, q, &extra, e))
		return false;
	json_open(&o, NULL, '{');
	json_put_str(&o, "model", rq->model);
	put_messages(&o, rq);
	json_put_bool(&o, "stream", !q->no_stream);
	if (rq->schema.n && q->rung != RUNG_PROMPT && !wire_has(&extra, "format")) {
		if (q->rung == RUNG_SCHEMA)
			json_put_raw(&o, "format", wire_object(rq->schema));
		else
			json_put_str(&o, "format", STR("json"));
	} else if (!rq->schema.n && rq->n_tools && !q->no_tools) {
		wire_put_tools(&o, rq);
	}
	put_options(&o, ep, rq, q, &extra);
	if (!wire_has(&extra, "keep_alive"))
		json_put_str(&o, "keep_alive", STR(KEEP_ALIVE));
	wire_put_extra(&o, &extra);
	json_close(&o, '}');
	out->body = buf_str(&b);
	return true;
}

/* --- the answer -------------------------------------------------------------------------- */

static void take_calls(struct llm_answer *x, const struct json *message, struct str raw)
{
	const struct json *calls = json_get(message, STR("tool_calls"));
	struct raw r = raw_open(raw_get(raw, "tool_calls"));
	struct str key, item;
	for (size_t i = 0; i < json_len(calls) && raw_next(&r, &key, &item); i++) {
		const struct json *call = json_at(calls, i);
		const struct json *function = json_get(call, STR("function"));
		const struct json *arguments = json_get(function, STR("arguments"));
		if (json_kind(function) != JSON_T_OBJECT)
			continue;
		struct wire_part *p = wire_part(x, WIRE_CALL, -1);
		wire_keep(x, &p->id, json_str(json_get(call, STR("id"))));
		wire_keep(x, &p->name, json_str(json_get(function, STR("name"))));
		if (json_kind(arguments) == JSON_T_STRING)
			buf_put(&p->text, json_str(arguments));
		else
			buf_put(&p->text, raw_get(raw_get(item, "function"), "arguments"));
	}
}

static void value(struct llm_answer *x, struct str event, struct str text, const struct json *j)
{
	const struct json *message = json_get(j, STR("message"));
	(void)event;
	x->begun = x->begun || json_kind(message) == JSON_T_OBJECT;
	wire_keep(x, &x->model, json_str(json_get(j, STR("model"))));
	wire_text(x, json_str(json_get(message, STR("content"))));
	buf_put(&x->thoughts, json_str(json_get(message, STR("thinking"))));
	take_calls(x, message, raw_get(text, "message"));
	if (!json_bool(json_get(j, STR("done"))))
		return;
	x->done = true;
	wire_keep(x, &x->reason, json_str(json_get(j, STR("done_reason"))));
	x->usage.input = wire_count(json_get(j, STR("prompt_eval_count")));
	x->usage.output = wire_count(json_get(j, STR("eval_count")));
}

static void end(struct llm_answer *x, struct llm_result *out)
{
	struct buf b = buf_make(x->a);
	struct json_out o = json_begin(&b, false);
	struct llm_message m = {.calls = out->calls, .n_calls = out->n_calls};
	json_open(&o, NULL, '{');
	json_put_str(&o, "role", STR("assistant"));
	json_put_str(&o, "content", out->text);
	if (out->n_calls && x->thoughts.n)
		json_put_str(&o, "thinking", buf_str(&x->thoughts));
	if (out->n_calls)
		put_calls(&o, &m);
	json_close(&o, '}');
	out->raw = buf_str(&b);
	if (!x->reason.n) /* versions before done_reason */
		x->reason = STR("stop");
}

/* --- the table --------------------------------------------------------------------------- */

static const struct wire_protocol protocol = {value, end};

const struct llm_provider provider_ollama = {
	.name = "ollama",
	.default_url = "http://127.0.0.1:11434",
	.key_env = NULL,
	.build = build,
	.begin = wire_begin,
	.feed = wire_feed,
	.finish = wire_finish,
	.models_url = wire_models_url,
	.service = &service,
	.protocol = &protocol,
	.models_path = "/api/tags",
};
