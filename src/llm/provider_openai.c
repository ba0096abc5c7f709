/* provider_openai.c - chat completions: OpenAI and all that speak its protocol. LLM.md 1.1, 1.5.
 * Order: the request, the answer, the table. */
#include "llm/provider.h"

#include <string.h>

#include "base/err.h"
#include "llm/rawjson.h"
#include "llm/wire.h"

static const struct wire_service service = {
	.default_url = "https://api.openai.com/v1",
	.endings = {"/chat/completions", "/completions", "/embeddings", "/models", "/responses",
		"/chat"},
	.root = "/v1",
	.asked_root = true,
};

/* --- the request ------------------------------------------------------------------------- */

static void put_user(struct json_out *o, const struct llm_message *m)
{
	struct arena *a = o->b->a;
	if (!m->n_images) {
		json_put_str(o, "content", m->text);
		return;
	}
	json_open(o, "content", '[');
	if (m->text.n) {
		json_open(o, NULL, '{');
		json_put_str(o, "type", STR("text"));
		json_put_str(o, "text", m->text);
		json_close(o, '}');
	}
	for (size_t i = 0; i < m->n_images; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "type", STR("image_url"));
		json_open(o, "image_url", '{');
		json_put_str(o, "url",
			str_printf(a, "data:" STR_FMT ";base64," STR_FMT,
				STR_ARG(m->images[i].type),
				STR_ARG(wire_base64(a, m->images[i].bytes))));
		json_close(o, '}');
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_call(struct json_out *o, struct str id, struct str name, struct str arguments)
{
	json_put_str(o, "id", id);
	json_put_str(o, "type", STR("function"));
	json_open(o, "function", '{');
	json_put_str(o, "name", name);
	json_put_str(o, "arguments", arguments.n ? arguments : STR("{}"));
	json_close(o, '}');
}

static void put_assistant(struct json_out *o, const struct llm_message *m)
{
	if (m->text.n || !m->n_calls)
		json_put_str(o, "content", m->text);
	else
		json_put_null(o, "content");
	if (!m->n_calls)
		return;
	json_open(o, "tool_calls", '[');
	for (size_t i = 0; i < m->n_calls; i++) {
		json_open(o, NULL, '{');
		put_call(o, m->calls[i].id, m->calls[i].name, m->calls[i].arguments);
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
	if (m->role == LLM_ASSISTANT) {
		put_assistant(o, m);
	} else if (m->role == LLM_TOOL) {
		json_put_str(o, "tool_call_id", m->call_id);
		json_put_str(o, "content", m->text);
	} else {
		put_user(o, m);
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

static void put_format(struct json_out *o, const struct llm_request *rq, enum llm_rung rung)
{
	if (rung == RUNG_PROMPT)
		return;
	json_open(o, "response_format", '{');
	if (rung == RUNG_SCHEMA) {
		json_put_str(o, "type", STR("json_schema"));
		json_open(o, "json_schema", '{');
		json_put_str(o, "name", wire_name(o->b->a, rq->schema_name, "reply"));
		json_put_bool(o, "strict", true);
		json_put_raw(o, "schema", wire_object(rq->schema));
		json_close(o, '}');
	} else {
		json_put_str(o, "type", STR("json_object"));
	}
	json_close(o, '}');
}

/* OpenAI's own models want the newer name of the cap, everybody else the older. */
static bool newer_cap(struct str url, const struct llm_quirks *q)
{
	struct str host = wire_host(url);
	bool official = str_eqz(host, "api.openai.com") || str_ends(host, STR(".api.openai.com")) ||
		str_ends(host, STR(".openai.azure.com"));
	return official != q->other_cap;
}

static bool build(const struct llm_endpoint *ep, const struct llm_quirks *q, struct arena *a,
	const struct llm_request *rq, struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	struct wire_extra extra;
	int64_t cap = q->no_cap ? 0 : wire_cap(rq, q);
	*out = (struct llm_wire){0};
	if (!wire_url(a, &service, ep->base_url, "/chat/completions", &out->url, e) ||
		!wire_headers(a, ep, "Authorization", NULL, out, e) ||
		!wire_extra(a, ep, q, &extra, e))
		return false;
	json_open(&o, NULL, '{');
	json_put_str(&o, "model", rq->model);
	put_messages(&o, rq);
	if (cap && !wire_has(&extra, "max_tokens") && !wire_has(&extra, "max_completion_tokens"))
		json_put_int(
			&o, newer_cap(out->url, q) ? "max_completion_tokens" : "max_tokens", cap);
	json_put_bool(&o, "stream", !q->no_stream);
	if (!q->no_stream && !q->no_usage_option && !wire_has(&extra, "stream_options")) {
		json_open(&o, "stream_options", '{');
		json_put_bool(&o, "include_usage", true);
		json_close(&o, '}');
	}
	if (rq->schema.n && !wire_has(&extra, "response_format"))
		put_format(&o, rq, q->rung);
	else if (!rq->schema.n && rq->n_tools && !q->no_tools)
		wire_put_tools(&o, rq);
	wire_put_extra(&o, &extra);
	json_close(&o, '}');
	out->body = buf_str(&b);
	return true;
}

/* --- the answer -------------------------------------------------------------------------- */

/* A string, or a list of parts of which only text counts. */
static void take_content(struct llm_answer *x, const struct json *content)
{
	wire_text(x, json_str(content));
	if (json_kind(content) != JSON_T_LIST)
		return;
	for (size_t i = 0; i < json_len(content); i++) {
		const struct json *part = json_at(content, i);
		struct str type = json_str(json_get(part, STR("type")));
		if (str_eqz(type, "refusal"))
			buf_put(&x->refusal, json_str(json_get(part, STR("refusal"))));
		else if (!type.n || str_eqz(type, "text") || str_eqz(type, "output_text"))
			wire_text(x, json_str(json_get(part, STR("text"))));
	}
}

/* The call that a piece belongs to. Pieces go by index; some services give none, or the same one to
 * every call: then a new id with a name starts a new call. */
static struct wire_part *call_of(struct llm_answer *x, const struct json *piece, struct str name)
{
	struct str id = json_str(json_get(piece, STR("id")));
	int64_t index = wire_count(json_get(piece, STR("index")));
	struct wire_part *p = NULL;
	if (index >= 0)
		p = wire_part_at(x, index);
	else if (x->parts.n && !id.n && !name.n)
		p = &x->parts.v[x->parts.n - 1];
	for (size_t i = 0; index < 0 && id.n && !p && i < x->parts.n; i++)
		if (str_eq(x->parts.v[i].id, id) && !name.n)
			p = &x->parts.v[i];
	if (p && p->id.n && id.n && name.n && !str_eq(p->id, id))
		p = NULL;
	if (!p)
		p = wire_part(x, WIRE_CALL, index);
	if (!p->id.n)
		wire_keep(x, &p->id, id);
	return p;
}

static void take_call(struct llm_answer *x, const struct json *piece, struct str raw)
{
	const struct json *function = json_get(piece, STR("function"));
	struct str name = json_str(json_get(function, STR("name")));
	const struct json *arguments = json_get(function, STR("arguments"));
	if (json_kind(piece) != JSON_T_OBJECT)
		return;
	struct wire_part *p = call_of(x, piece, name);
	if (!p->name.n)
		wire_keep(x, &p->name, name);
	if (json_kind(arguments) == JSON_T_OBJECT)
		buf_put(&p->text, raw_get(raw_get(raw, "function"), "arguments"));
	else
		buf_put(&p->text, json_str(arguments));
	wire_keep(x, &p->extra, raw_get(raw, "extra_content"));
}

static void take_calls(struct llm_answer *x, const struct json *message, struct str raw)
{
	const struct json *calls = json_get(message, STR("tool_calls"));
	struct raw r = raw_open(raw_get(raw, "tool_calls"));
	struct str key, item;
	for (size_t i = 0; i < json_len(calls) && raw_next(&r, &key, &item); i++)
		take_call(x, json_at(calls, i), item);
	const struct json *old = json_get(message, STR("function_call"));
	if (json_kind(old) != JSON_T_OBJECT || json_len(calls))
		return;
	struct wire_part *p = wire_part_at(x, 0);
	if (!p)
		p = wire_part(x, WIRE_CALL, 0);
	if (!p->name.n)
		wire_keep(x, &p->name, json_str(json_get(old, STR("name"))));
	buf_put(&p->text, json_str(json_get(old, STR("arguments"))));
}

static void take_usage(struct llm_answer *x, const struct json *u)
{
	const struct json *in = json_get(u, STR("prompt_tokens_details"));
	const struct json *out = json_get(u, STR("completion_tokens_details"));
	const struct json *cost = json_get(u, STR("cost"));
	struct llm_usage *t = &x->usage;
	if (json_kind(u) != JSON_T_OBJECT)
		return;
	t->input = wire_count(json_get(u, STR("prompt_tokens")));
	t->output = wire_count(json_get(u, STR("completion_tokens")));
	t->cached = wire_count(json_get(in, STR("cached_tokens")));
	if (t->cached < 0)
		t->cached = wire_count(json_get(u, STR("prompt_cache_hit_tokens")));
	t->written = wire_count(json_get(in, STR("cache_write_tokens")));
	t->reasoning = wire_count(json_get(out, STR("reasoning_tokens")));
	/* Some leave reasoning out of completion_tokens, though it is paid for. */
	int64_t total = wire_count(json_get(u, STR("total_tokens")));
	if (t->input >= 0 && t->output >= 0 && total > t->input + t->output)
		t->output = total - t->input;
	if (json_kind(cost) == JSON_T_NUMBER && json_num(cost) >= 0)
		t->cost = json_num(cost);
}

static struct str first_choice(struct str text)
{
	struct raw choices = raw_open(raw_get(text, "choices"));
	struct str key, choice;
	return raw_next(&choices, &key, &choice) ? choice : STR("");
}

static void value(struct llm_answer *x, struct str event, struct str text, const struct json *j)
{
	const struct json *choice = json_at(json_get(j, STR("choices")), 0);
	const struct json *message = json_get(choice, STR("message"));
	const struct json *m = message ? message : json_get(choice, STR("delta"));
	const char *name = message ? "message" : "delta";
	(void)event;
	if (json_kind(json_get(choice, STR("error"))) == JSON_T_OBJECT) {
		wire_fail(x, first_choice(text));
		return;
	}
	wire_keep(x, &x->model, json_str(json_get(j, STR("model"))));
	wire_keep(x, &x->id, json_str(json_get(j, STR("id"))));
	take_usage(x, json_get(j, STR("usage")));
	take_usage(x, json_get(json_get(j, STR("x_groq")), STR("usage")));
	take_content(x, json_get(m, STR("content")));
	buf_put(&x->refusal, json_str(json_get(m, STR("refusal"))));
	buf_put(&x->thoughts, json_str(json_get(m, STR("reasoning_content"))));
	if (json_get(m, STR("tool_calls")) || json_get(m, STR("function_call")))
		take_calls(x, m, raw_get(first_choice(text), name));
	wire_keep(x, &x->reason, json_str(json_get(choice, STR("finish_reason"))));
	if (str_eqz(x->reason, "error"))
		wire_fail(x, STR("{\"error\":{\"message\":\"the model's host failed\"}}"));
	if (x->form == WIRE_JSON && message)
		x->done = true;
}

/* The turn as it goes back: rebuilt, because ids may have been made and some services refuse members
 * of their own answers; reasoning returns only with calls, where some insist on it. */
static void end(struct llm_answer *x, struct llm_result *out)
{
	struct buf b = buf_make(x->a);
	struct json_out o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "role", STR("assistant"));
	if (out->text.n || !out->n_calls)
		json_put_str(&o, "content", out->text);
	else
		json_put_null(&o, "content");
	if (out->n_calls && x->thoughts.n)
		json_put_str(&o, "reasoning_content", buf_str(&x->thoughts));
	if (out->n_calls)
		json_open(&o, "tool_calls", '[');
	for (size_t i = 0; i < x->parts.n; i++) {
		struct wire_part *p = &x->parts.v[i];
		json_open(&o, NULL, '{');
		put_call(&o, p->id, p->name, buf_str(&p->text));
		if (p->extra.n)
			json_put_raw(&o, "extra_content", p->extra);
		json_close(&o, '}');
	}
	if (out->n_calls)
		json_close(&o, ']');
	json_close(&o, '}');
	out->raw = buf_str(&b);
}

/* --- the table --------------------------------------------------------------------------- */

static const struct wire_protocol protocol = {value, end};

const struct llm_provider provider_openai = {
	.name = "openai",
	.default_url = "https://api.openai.com/v1",
	.key_env = "OPENAI_API_KEY",
	.build = build,
	.begin = wire_begin,
	.feed = wire_feed,
	.finish = wire_finish,
	.models_url = wire_models_url,
	.service = &service,
	.protocol = &protocol,
	.models_path = "/models",
};
