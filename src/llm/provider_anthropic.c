/* provider_anthropic.c - messages: Anthropic and what speaks its protocol. LLM.md 1.3.
 * Order: the request, the answer, the table. */
#include "llm/provider.h"

#include <string.h>

#include "base/err.h"
#include "llm/rawjson.h"
#include "llm/wire.h"

#define CAP_UNSAID 8192 /* max_tokens is a must */
#define MOST_MARKS 4

static const struct wire_service service = {
	.default_url = "https://api.anthropic.com",
	.endings = {"/messages", "/models", "/v1"},
};

/* --- the request ------------------------------------------------------------------------- */

static void put_text(struct json_out *o, struct str text, bool mark)
{
	json_open(o, NULL, '{');
	json_put_str(o, "type", STR("text"));
	json_put_str(o, "text", text);
	if (mark) {
		json_open(o, "cache_control", '{');
		json_put_str(o, "type", STR("ephemeral"));
		json_close(o, '}');
	}
	json_close(o, '}');
}

static void put_system(struct json_out *o, const struct llm_request *rq, const struct llm_quirks *q)
{
	struct wire_blocks blocks = wire_system(o->b->a, rq);
	size_t marks = 0;
	for (size_t i = 0; i < blocks.n; i++)
		marks += blocks.v[i].cached;
	if (!blocks.n)
		return;
	json_open(o, "system", '[');
	for (size_t i = 0; i < blocks.n; i++) {
		bool mark = blocks.v[i].cached && !q->no_cache_mark && marks <= MOST_MARKS;
		marks -= blocks.v[i].cached;
		put_text(o, blocks.v[i].text, mark);
	}
	json_close(o, ']');
}

static void put_image(struct json_out *o, const struct llm_image *image)
{
	json_open(o, NULL, '{');
	json_put_str(o, "type", STR("image"));
	json_open(o, "source", '{');
	json_put_str(o, "type", STR("base64"));
	json_put_str(o, "media_type", image->type);
	json_put_str(o, "data", wire_base64(o->b->a, image->bytes));
	json_close(o, '}');
	json_close(o, '}');
}

static void put_result(struct json_out *o, const struct llm_message *m)
{
	json_open(o, NULL, '{');
	json_put_str(o, "type", STR("tool_result"));
	json_put_str(o, "tool_use_id", m->call_id);
	json_put_str(o, "content", m->text);
	if (m->failed)
		json_put_bool(o, "is_error", true);
	json_close(o, '}');
}

static bool is_list(struct str raw)
{
	struct arena *scratch = arena_make();
	struct json *j;
	bool ok = json_parse(scratch, raw, &j, NULL) && json_kind(j) == JSON_T_LIST && json_len(j);
	arena_free(scratch);
	return ok;
}

static void put_assistant(struct json_out *o, const struct llm_message *m)
{
	bool raw = is_list(m->raw);
	if (!raw && str_blank(m->text) && !m->n_calls)
		return;
	json_open(o, NULL, '{');
	json_put_str(o, "role", STR("assistant"));
	if (raw) {
		json_put_raw(o, "content", str_trim(m->raw));
		json_close(o, '}');
		return;
	}
	json_open(o, "content", '[');
	if (!str_blank(m->text))
		put_text(o, str_trim_right(m->text), false);
	for (size_t i = 0; i < m->n_calls; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "type", STR("tool_use"));
		json_put_str(o, "id", m->calls[i].id);
		json_put_str(o, "name", m->calls[i].name);
		json_put_raw(o, "input", wire_object(m->calls[i].arguments));
		json_close(o, '}');
	}
	json_close(o, ']');
	json_close(o, '}');
}

/* Results of tools stand first in the turn of the user, all in one. Returns the next message. */
static size_t put_user(struct json_out *o, const struct llm_request *rq, size_t i)
{
	size_t n_blocks = 0;
	json_open(o, NULL, '{');
	json_put_str(o, "role", STR("user"));
	json_open(o, "content", '[');
	for (; i < rq->n_messages && rq->messages[i].role == LLM_TOOL; i++, n_blocks++)
		put_result(o, &rq->messages[i]);
	for (; i < rq->n_messages && rq->messages[i].role == LLM_USER; i++) {
		const struct llm_message *m = &rq->messages[i];
		for (size_t k = 0; k < m->n_images; k++, n_blocks++)
			put_image(o, &m->images[k]);
		if (!str_blank(m->text)) {
			put_text(o, m->text, false);
			n_blocks++;
		}
	}
	if (!n_blocks) /* an empty text is refused */
		put_text(o, STR("-"), false);
	json_close(o, ']');
	json_close(o, '}');
	return i;
}

static void put_messages(struct json_out *o, const struct llm_request *rq)
{
	json_open(o, "messages", '[');
	for (size_t i = 0; i < rq->n_messages;) {
		if (rq->messages[i].role == LLM_ASSISTANT)
			put_assistant(o, &rq->messages[i++]);
		else
			i = put_user(o, rq, i);
	}
	json_close(o, ']');
}

static void put_tool(struct json_out *o, struct str name, struct str description, struct str schema)
{
	json_open(o, NULL, '{');
	json_put_str(o, "name", name);
	if (description.n)
		json_put_str(o, "description", description);
	json_put_raw(
		o, "input_schema", schema.n ? wire_object(schema) : STR("{\"type\":\"object\"}"));
	json_close(o, '}');
}

/* Tools that the conversation holds calls of must be named, even where none may be called. */
static struct strs used_tools(struct arena *a, const struct llm_request *rq)
{
	struct strs l = {0};
	for (size_t i = 0; i < rq->n_messages; i++) {
		const struct llm_message *m = &rq->messages[i];
		for (size_t k = 0; k < m->n_calls; k++)
			if (!strs_has(l, m->calls[k].name))
				strs_add(a, &l, m->calls[k].name);
	}
	return l;
}

static void put_tools(struct json_out *o, const struct llm_request *rq, const struct llm_quirks *q,
	struct str form)
{
	struct strs used = used_tools(o->b->a, rq), named = {0};
	size_t n_tools = q->no_tools ? 0 : rq->n_tools;
	if (!n_tools && !used.n && !form.n)
		return;
	json_open(o, "tools", '[');
	for (size_t i = 0; i < n_tools; i++) {
		put_tool(o, rq->tools[i].name, rq->tools[i].description, rq->tools[i].schema);
		strs_add(o->b->a, &named, rq->tools[i].name);
	}
	for (size_t i = 0; i < used.n; i++)
		if (used.v[i].n && !strs_has(named, used.v[i]))
			put_tool(o, used.v[i], STR(""), STR(""));
	if (form.n)
		put_tool(o, form, STR("Takes the reply."), rq->schema);
	json_close(o, ']');
	if (!form.n && !rq->schema.n && n_tools)
		return;
	json_open(o, "tool_choice", '{');
	json_put_str(o, "type", form.n ? STR("tool") : STR("none"));
	if (form.n) {
		json_put_str(o, "name", form);
		json_put_bool(o, "disable_parallel_tool_use", true);
	}
	json_close(o, '}');
}

static void put_format(struct json_out *o, const struct llm_request *rq)
{
	json_open(o, "output_config", '{');
	json_open(o, "format", '{');
	json_put_str(o, "type", STR("json_schema"));
	json_put_raw(o, "schema", wire_object(rq->schema));
	json_close(o, '}');
	json_close(o, '}');
}

static struct str form_name(
	struct arena *a, const struct llm_request *rq, const struct llm_quirks *q)
{
	return rq->schema.n && q->rung == RUNG_TOOL ? wire_name(a, rq->schema_name, "reply")
						    : STR("");
}

static bool build(const struct llm_endpoint *ep, const struct llm_quirks *q, struct arena *a,
	const struct llm_request *rq, struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	struct wire_extra extra;
	int64_t cap = wire_cap(rq, q);
	*out = (struct llm_wire){0};
	if (!wire_url(a, &service, ep->base_url, "/v1/messages", &out->url, e) ||
		!wire_headers(a, ep, ep->key_is_bearer ? "Authorization" : "x-api-key",
			"anthropic-version: 2023-06-01", out, e) ||
		!wire_extra(a, ep, q, &extra, e))
		return false;
	if (!cap)
		cap = q->cap > 0 && q->cap < CAP_UNSAID ? q->cap : CAP_UNSAID;
	json_open(&o, NULL, '{');
	json_put_str(&o, "model", rq->model);
	if (!wire_has(&extra, "max_tokens"))
		json_put_int(&o, "max_tokens", cap);
	put_tools(&o, rq, q, form_name(a, rq, q));
	put_system(&o, rq, q);
	put_messages(&o, rq);
	if (rq->schema.n && q->rung == RUNG_SCHEMA && !wire_has(&extra, "output_config"))
		put_format(&o, rq);
	json_put_bool(&o, "stream", !q->no_stream);
	wire_put_extra(&o, &extra);
	json_close(&o, '}');
	out->body = buf_str(&b);
	return true;
}

/* --- the answer -------------------------------------------------------------------------- */

/* Counts grow in the course of a stream; a later one replaces an earlier. */
static void take_usage(struct llm_answer *x, const struct json *u)
{
	static const char *const names[] = {
		"input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"};
	int64_t v[3];
	struct llm_usage *t = &x->usage;
	if (json_kind(u) != JSON_T_OBJECT)
		return;
	for (size_t i = 0; i < 3; i++)
		v[i] = wire_count(json_get(u, str_of(names[i])));
	if (v[0] >= 0) {
		t->cached = v[1] >= 0 ? v[1] : t->cached;
		t->written = v[2] >= 0 ? v[2] : t->written;
		t->input =
			v[0] + (t->cached > 0 ? t->cached : 0) + (t->written > 0 ? t->written : 0);
	}
	int64_t output = wire_count(json_get(u, STR("output_tokens")));
	t->output = output >= 0 ? output : t->output;
}

/* A block as it begins in a stream, or whole. */
static void open_block(
	struct llm_answer *x, const struct json *block, struct str raw, int64_t index)
{
	struct str type = json_str(json_get(block, STR("type")));
	enum wire_part_kind kind = str_eqz(type, "text") ? WIRE_TEXT
		: str_eqz(type, "tool_use")		 ? WIRE_CALL
		: str_eqz(type, "thinking")		 ? WIRE_THOUGHT
							 : WIRE_OTHER;
	struct wire_part *p = wire_part(x, kind, index);
	wire_keep(x, &p->raw, raw);
	if (kind == WIRE_TEXT) {
		struct str text = json_str(json_get(block, STR("text")));
		buf_put(&p->text, text);
		wire_text(x, text);
	} else if (kind == WIRE_CALL) {
		const struct json *input = json_get(block, STR("input"));
		wire_keep(x, &p->id, json_str(json_get(block, STR("id"))));
		wire_keep(x, &p->name, json_str(json_get(block, STR("name"))));
		if (json_kind(input) == JSON_T_OBJECT && json_len(input))
			buf_put(&p->text, raw_get(raw, "input"));
	} else if (kind == WIRE_THOUGHT) {
		buf_put(&p->text, json_str(json_get(block, STR("thinking"))));
		buf_put(&p->sign, json_str(json_get(block, STR("signature"))));
	}
}

static void add_to_block(struct llm_answer *x, const struct json *delta, int64_t index)
{
	struct wire_part *p = wire_part_at(x, index);
	struct str type = json_str(json_get(delta, STR("type")));
	if (!p)
		return;
	if (str_eqz(type, "text_delta") && p->kind == WIRE_TEXT) {
		struct str text = json_str(json_get(delta, STR("text")));
		buf_put(&p->text, text);
		wire_text(x, text);
	} else if (str_eqz(type, "input_json_delta") && p->kind == WIRE_CALL) {
		buf_put(&p->text, json_str(json_get(delta, STR("partial_json"))));
	} else if (str_eqz(type, "thinking_delta") && p->kind == WIRE_THOUGHT) {
		buf_put(&p->text, json_str(json_get(delta, STR("thinking"))));
	} else if (str_eqz(type, "signature_delta") && p->kind == WIRE_THOUGHT) {
		p->sign.n = 0;
		buf_put(&p->sign, json_str(json_get(delta, STR("signature"))));
	} else {
		return;
	}
	p->raw = STR(""); /* no longer what it began as */
}

static void take_message(struct llm_answer *x, const struct json *m, struct str raw, bool whole)
{
	const struct json *content = json_get(m, STR("content"));
	struct raw r = raw_open(raw_get(raw, "content"));
	struct str key, block;
	wire_keep(x, &x->model, json_str(json_get(m, STR("model"))));
	wire_keep(x, &x->id, json_str(json_get(m, STR("id"))));
	take_usage(x, json_get(m, STR("usage")));
	wire_keep(x, &x->reason, json_str(json_get(m, STR("stop_reason"))));
	if (json_kind(content) == JSON_T_STRING)
		wire_text(x, json_str(content));
	for (size_t i = 0; i < json_len(content) && raw_next(&r, &key, &block); i++)
		if (json_kind(json_at(content, i)) == JSON_T_OBJECT)
			open_block(x, json_at(content, i), block, -1);
	x->done = whole;
}

static void value(struct llm_answer *x, struct str event, struct str text, const struct json *j)
{
	struct str type = json_str(json_get(j, STR("type")));
	const struct json *delta = json_get(j, STR("delta"));
	int64_t index = wire_count(json_get(j, STR("index")));
	if (!type.n)
		type = event;
	if (str_eqz(type, "message")) {
		take_message(x, j, text, true);
	} else if (str_eqz(type, "message_start")) {
		take_message(x, json_get(j, STR("message")), raw_get(text, "message"), false);
	} else if (str_eqz(type, "content_block_start")) {
		open_block(x, json_get(j, STR("content_block")), raw_get(text, "content_block"),
			index);
	} else if (str_eqz(type, "content_block_delta")) {
		add_to_block(x, delta, index);
	} else if (str_eqz(type, "message_delta")) {
		wire_keep(x, &x->reason, json_str(json_get(delta, STR("stop_reason"))));
		take_usage(x, json_get(j, STR("usage")));
	} else if (str_eqz(type, "message_stop")) {
		x->done = true;
	} else if (str_eqz(type, "error")) {
		wire_fail(x, text);
	}
}

static void put_part(struct json_out *o, struct wire_part *p)
{
	if (p->kind == WIRE_TEXT && str_blank(buf_str(&p->text)))
		return;
	if (p->raw.n) {
		json_put_raw(o, NULL, p->raw);
		return;
	}
	if (p->kind == WIRE_TEXT) {
		put_text(o, buf_str(&p->text), false);
		return;
	}
	json_open(o, NULL, '{');
	if (p->kind == WIRE_CALL) {
		json_put_str(o, "type", STR("tool_use"));
		json_put_str(o, "id", p->id);
		json_put_str(o, "name", p->name);
		json_put_raw(o, "input", wire_object(buf_str(&p->text)));
	} else {
		json_put_str(o, "type", STR("thinking"));
		json_put_str(o, "thinking", buf_str(&p->text));
		json_put_str(o, "signature", buf_str(&p->sign));
	}
	json_close(o, '}');
}

/* The content as it goes back; and the input of the forced tool as the reply. */
static void end(struct llm_answer *x, struct llm_result *out)
{
	struct buf b = buf_make(x->a);
	struct json_out o = json_begin(&b, false);
	struct str form = form_name(x->a, x->rq, &x->q);
	json_open(&o, NULL, '[');
	for (size_t i = 0; i < x->parts.n; i++)
		put_part(&o, &x->parts.v[i]);
	json_close(&o, ']');
	out->raw = buf_str(&b);
	for (size_t i = 0; i < out->n_calls; i++)
		if (!out->calls[i].arguments.n)
			out->calls[i].arguments = STR("{}");
	for (size_t i = 0; form.n && i < out->n_calls; i++)
		if (str_eq(out->calls[i].name, form)) {
			out->text = out->calls[i].arguments;
			out->raw = STR(""); /* a call without a result cannot go back */
			out->n_calls = 0;
			if (str_eqz(x->reason, "tool_use"))
				x->reason = STR("end_turn");
		}
}

/* --- the table --------------------------------------------------------------------------- */

static const struct wire_protocol protocol = {value, end};

const struct llm_provider provider_anthropic = {
	.name = "anthropic",
	.default_url = "https://api.anthropic.com",
	.key_env = "ANTHROPIC_API_KEY",
	.build = build,
	.begin = wire_begin,
	.feed = wire_feed,
	.finish = wire_finish,
	.models_url = wire_models_url,
	.service = &service,
	.protocol = &protocol,
	.models_path = "/v1/models",
};
