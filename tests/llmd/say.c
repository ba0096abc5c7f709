/* say.c - what is said, as a reply or a stream of each protocol, and errors in their shapes.
 *
 * A stream comes as one piece an event or line; texts are cut between code points. Finish "" is left
 * out of the stream together with what ends it. Order: shared parts, OpenAI, Anthropic, Ollama,
 * errors, dispatch. */
#include <stdio.h>

#include "base/text.h"
#include "llmd.h"

#define PIECE_CP 40 /* code points of a text in one delta */

struct writer {
	struct turn *t;
	struct buf b;
	struct json_out o;
};

static struct writer *begin(struct turn *t)
{
	struct writer *w = ARENA_NEW(t->a, struct writer);
	*w = (struct writer){.t = t, .b = buf_make(t->a)};
	return w;
}

static struct json_out *open_json(struct writer *w)
{
	w->o = json_begin(&w->b, false);
	json_open(&w->o, NULL, '{');
	return &w->o;
}

static struct str end_json(struct writer *w)
{
	json_close(&w->o, '}');
	return buf_str(&w->b);
}

static const char *finish_of(const struct turn *t, const char *const table[][2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(t->say.finish, table[i][0]))
			return table[i][1];
	return str_z(t->a, t->say.finish);
}
#define FINISH(t, table) finish_of((t), (table), sizeof(table) / sizeof *(table))

static struct str next_piece(struct str *rest)
{
	size_t i = 0;
	for (size_t n = 0; n < PIECE_CP && i < rest->n; n++)
		text_next(*rest, &i);
	struct str s = str_sub(*rest, 0, i);
	*rest = str_from(*rest, i);
	return s;
}

/* --- OpenAI ------------------------------------------------------------------------------ */

static const char *const openai_finish[][2] = {
	{"calls", "tool_calls"}, {"refusal", "stop"}, {"filter", "content_filter"}};

static void openai_usage(struct json_out *o, const struct say *s)
{
	json_open(o, "usage", '{');
	json_put_int(o, "prompt_tokens", s->n_in);
	json_put_int(o, "completion_tokens", s->n_out);
	json_put_int(o, "total_tokens", s->n_in + s->n_out);
	json_open(o, "prompt_tokens_details", '{');
	json_put_int(o, "cached_tokens", s->n_in / 4);
	json_close(o, '}');
	json_close(o, '}');
}

static void openai_head(struct writer *w, const char *object)
{
	json_put_str(&w->o, "id", STR("chatcmpl-llmd"));
	json_put_str(&w->o, "object", str_of(object));
	json_put_int(&w->o, "created", 1775088000);
	json_put_str(&w->o, "model", w->t->ask.model);
}

static void openai_call(struct json_out *o, const struct say_call *c, int index)
{
	json_open(o, NULL, '{');
	if (index >= 0)
		json_put_int(o, "index", index);
	if (c->id.n)
		json_put_str(o, "id", c->id);
	json_put_str(o, "type", STR("function"));
	json_open(o, "function", '{');
	json_put_str(o, "name", c->name);
	json_put_str(o, "arguments", index >= 0 ? STR("") : c->arguments);
	json_close(o, '}');
	json_close(o, '}');
}

static struct str openai_message(struct turn *t)
{
	struct writer *w = begin(t);
	struct json_out *o = open_json(w);
	const struct say *s = &t->say;
	openai_head(w, "chat.completion");
	json_open(o, "choices", '[');
	json_open(o, NULL, '{');
	json_put_int(o, "index", 0);
	json_open(o, "message", '{');
	json_put_str(o, "role", STR("assistant"));
	if (s->null_text || (!s->text.n && s->calls.n))
		json_put_null(o, "content");
	else
		json_put_str(o, "content", s->text);
	if (s->thoughts.n)
		json_put_str(o, "reasoning_content", s->thoughts);
	if (s->refusal.n)
		json_put_str(o, "refusal", s->refusal);
	if (s->calls.n)
		json_open(o, "tool_calls", '[');
	for (size_t i = 0; i < s->calls.n; i++)
		openai_call(o, &s->calls.v[i], -1);
	if (s->calls.n)
		json_close(o, ']');
	json_close(o, '}');
	json_put_str(o, "finish_reason", str_of(FINISH(t, openai_finish)));
	json_close(o, '}');
	json_close(o, ']');
	openai_usage(o, s);
	return end_json(w);
}

static struct writer *openai_chunk(struct turn *t)
{
	struct writer *w = begin(t);
	buf_puts(&w->b, "data: ");
	open_json(w);
	openai_head(w, "chat.completion.chunk");
	json_open(&w->o, "choices", '[');
	json_open(&w->o, NULL, '{');
	json_put_int(&w->o, "index", 0);
	json_open(&w->o, "delta", '{');
	return w;
}

static void openai_end(struct writer *w, const char *finish)
{
	json_close(&w->o, '}');
	if (finish)
		json_put_str(&w->o, "finish_reason", str_of(finish));
	else
		json_put_null(&w->o, "finish_reason");
	json_close(&w->o, '}');
	json_close(&w->o, ']');
	end_json(w);
	buf_puts(&w->b, "\n\n");
	out_piece(w->t, buf_str(&w->b));
}

static void openai_texts(struct turn *t, const char *name, struct str s)
{
	while (s.n) {
		struct writer *w = openai_chunk(t);
		json_put_str(&w->o, name, next_piece(&s));
		openai_end(w, NULL);
	}
}

static void openai_call_part(struct turn *t, size_t i, struct str arguments, bool first)
{
	struct writer *w = openai_chunk(t);
	json_open(&w->o, "tool_calls", '[');
	if (first) {
		openai_call(&w->o, &t->say.calls.v[i], (int)i);
	} else {
		json_open(&w->o, NULL, '{');
		json_put_int(&w->o, "index", (int64_t)i);
		json_open(&w->o, "function", '{');
		json_put_str(&w->o, "arguments", arguments);
		json_close(&w->o, '}');
		json_close(&w->o, '}');
	}
	json_close(&w->o, ']');
	openai_end(w, NULL);
}

/* Heads, then the halves of the arguments; backwards: of the last call first, in turn. */
static void openai_calls(struct turn *t)
{
	size_t n = t->say.calls.n;
	for (size_t part = 0; part < 3; part++)
		for (size_t k = 0; k < n; k++) {
			size_t i = t->say.calls_backwards ? n - 1 - k : k;
			struct str s = t->say.calls.v[i].arguments, head = next_piece(&s);
			openai_call_part(t, i, part == 1 ? head : s, part == 0);
		}
}

static void openai_stream(struct turn *t)
{
	struct writer *w = openai_chunk(t);
	const struct say *s = &t->say;
	json_put_str(&w->o, "role", STR("assistant"));
	if (s->null_text)
		json_put_null(&w->o, "content");
	else
		json_put_str(&w->o, "content", STR(""));
	openai_end(w, NULL);
	openai_texts(t, "reasoning_content", s->thoughts);
	openai_texts(t, "content", s->text);
	openai_texts(t, "refusal", s->refusal);
	openai_calls(t);
	if (!s->finish.n)
		return;
	w = openai_chunk(t);
	openai_end(w, FINISH(t, openai_finish));
	if (t->ask.wants_usage) {
		w = begin(t);
		buf_puts(&w->b, "data: ");
		open_json(w);
		openai_head(w, "chat.completion.chunk");
		json_open(&w->o, "choices", '[');
		json_close(&w->o, ']');
		openai_usage(&w->o, s);
		end_json(w);
		buf_puts(&w->b, "\n\n");
		out_piece(t, buf_str(&w->b));
	}
	out_piece(t, STR("data: [DONE]\n\n"));
}

/* --- Anthropic --------------------------------------------------------------------------- */

static const char *const anthropic_finish[][2] = {{"stop", "end_turn"}, {"length", "max_tokens"},
	{"calls", "tool_use"}, {"filter", "refusal"}};

static void anthropic_usage(struct json_out *o, const struct say *s, bool whole)
{
	json_open(o, "usage", '{');
	json_put_int(o, "input_tokens", s->n_in - s->n_in / 4);
	json_put_int(o, "cache_creation_input_tokens", 0);
	json_put_int(o, "cache_read_input_tokens", s->n_in / 4);
	json_put_int(o, "output_tokens", whole ? s->n_out : 1);
	json_close(o, '}');
}

static void anthropic_head(struct json_out *o, const struct turn *t)
{
	json_put_str(o, "id", STR("msg_llmd"));
	json_put_str(o, "type", STR("message"));
	json_put_str(o, "role", STR("assistant"));
	json_put_str(o, "model", t->ask.model);
}

static void anthropic_block(
	struct json_out *o, const char *key, const char *type, const char *name, struct str value)
{
	json_open(o, key, '{');
	json_put_str(o, "type", str_of(type));
	json_put_str(o, name, value);
	if (str_eqz(str_of(type), "thinking"))
		json_put_str(o, "signature", value.n ? STR("c2lnbmF0dXJl") : STR(""));
	json_close(o, '}');
}

static void anthropic_call(struct writer *w, const char *key, const struct say_call *c, bool whole)
{
	json_open(&w->o, key, '{');
	json_put_str(&w->o, "type", STR("tool_use"));
	if (c->id.n)
		json_put_str(&w->o, "id", c->id);
	json_put_str(&w->o, "name", c->name);
	buf_puts(&w->b, ",\"input\":"); /* an object as it was written */
	buf_put(&w->b, whole ? c->arguments : STR("{}"));
	json_close(&w->o, '}');
}

static struct str said(const struct say *s)
{
	return s->refusal.n ? s->refusal : s->text;
}

static struct str anthropic_message(struct turn *t)
{
	struct writer *w = begin(t);
	struct json_out *o = open_json(w);
	const struct say *s = &t->say;
	anthropic_head(o, t);
	if (s->null_text) {
		json_put_null(o, "content");
	} else {
		json_open(o, "content", '[');
		if (s->thoughts.n)
			anthropic_block(o, NULL, "thinking", "thinking", s->thoughts);
		if (said(s).n || !s->calls.n)
			anthropic_block(o, NULL, "text", "text", said(s));
		for (size_t i = 0; i < s->calls.n; i++)
			anthropic_call(w, NULL, &s->calls.v[i], true);
		json_close(o, ']');
	}
	json_put_str(o, "stop_reason", str_of(FINISH(t, anthropic_finish)));
	json_put_null(o, "stop_sequence");
	anthropic_usage(o, s, true);
	return end_json(w);
}

static struct writer *anthropic_event(struct turn *t, const char *type)
{
	struct writer *w = begin(t);
	buf_printf(&w->b, "event: %s\ndata: ", type);
	json_put_str(open_json(w), "type", str_of(type));
	return w;
}

static void anthropic_end(struct writer *w)
{
	end_json(w);
	buf_puts(&w->b, "\n\n");
	out_piece(w->t, buf_str(&w->b));
}

static void anthropic_deltas(
	struct turn *t, int index, const char *type, const char *name, struct str s)
{
	while (s.n) {
		struct writer *w = anthropic_event(t, "content_block_delta");
		json_put_int(&w->o, "index", index);
		anthropic_block(&w->o, "delta", type, name, next_piece(&s));
		anthropic_end(w);
	}
}

static void anthropic_start(struct turn *t, int index, const char *type, const struct say_call *c)
{
	struct writer *w = anthropic_event(t, "content_block_start");
	json_put_int(&w->o, "index", index);
	if (c)
		anthropic_call(w, "content_block", c, false);
	else
		anthropic_block(&w->o, "content_block", type, type, STR(""));
	anthropic_end(w);
}

static void anthropic_stop(struct turn *t, int index)
{
	struct writer *w = anthropic_event(t, "content_block_stop");
	json_put_int(&w->o, "index", index);
	anthropic_end(w);
}

static void anthropic_calls(struct turn *t, int index)
{
	for (size_t i = 0; i < t->say.calls.n; i++) {
		const struct say_call *c = &t->say.calls.v[i];
		int at = index + (int)i;
		anthropic_start(t, at, NULL, c);
		anthropic_deltas(t, at, "input_json_delta", "partial_json", c->arguments);
		anthropic_stop(t, at);
	}
}

static void anthropic_stream(struct turn *t)
{
	const struct say *s = &t->say;
	int index = 0;
	struct writer *w = anthropic_event(t, "message_start");
	json_open(&w->o, "message", '{');
	anthropic_head(&w->o, t);
	json_open(&w->o, "content", '[');
	json_close(&w->o, ']');
	json_put_null(&w->o, "stop_reason");
	anthropic_usage(&w->o, s, false);
	json_close(&w->o, '}');
	anthropic_end(w);
	w = anthropic_event(t, "ping");
	anthropic_end(w);
	if (s->thoughts.n) {
		anthropic_start(t, index, "thinking", NULL);
		anthropic_deltas(t, index, "thinking_delta", "thinking", s->thoughts);
		anthropic_deltas(t, index, "signature_delta", "signature", STR("c2lnbmF0dXJl"));
		anthropic_stop(t, index++);
	}
	if (!s->null_text && (said(s).n || !s->calls.n)) {
		anthropic_start(t, index, "text", NULL);
		anthropic_deltas(t, index, "text_delta", "text", said(s));
		anthropic_stop(t, index++);
	}
	anthropic_calls(t, index);
	if (!s->finish.n)
		return;
	w = anthropic_event(t, "message_delta");
	json_open(&w->o, "delta", '{');
	json_put_str(&w->o, "stop_reason", str_of(FINISH(t, anthropic_finish)));
	json_put_null(&w->o, "stop_sequence");
	json_close(&w->o, '}');
	json_open(&w->o, "usage", '{');
	json_put_int(&w->o, "output_tokens", s->n_out);
	json_close(&w->o, '}');
	anthropic_end(w);
	w = anthropic_event(t, "message_stop");
	anthropic_end(w);
}

/* --- Ollama ------------------------------------------------------------------------------ */

static const char *const ollama_finish[][2] = {
	{"calls", "stop"}, {"refusal", "stop"}, {"filter", "stop"}};

static void ollama_head(struct json_out *o, const struct turn *t)
{
	json_put_str(o, "model", t->ask.model);
	json_put_str(o, "created_at", STR("2026-11-01T00:00:00Z"));
}

static void ollama_calls(struct writer *w)
{
	const struct say *s = &w->t->say;
	json_open(&w->o, "tool_calls", '[');
	for (size_t i = 0; i < s->calls.n; i++) {
		json_open(&w->o, NULL, '{');
		json_open(&w->o, "function", '{');
		json_put_str(&w->o, "name", s->calls.v[i].name);
		buf_puts(&w->b, ",\"arguments\":");
		buf_put(&w->b, s->calls.v[i].arguments);
		json_close(&w->o, '}');
		json_close(&w->o, '}');
	}
	json_close(&w->o, ']');
}

/* A line: a part of the message, or with done what ends it. */
static struct str ollama_line(
	struct turn *t, struct str text, struct str thoughts, bool calls, bool done)
{
	struct writer *w = begin(t);
	struct json_out *o = open_json(w);
	ollama_head(o, t);
	json_open(o, "message", '{');
	json_put_str(o, "role", STR("assistant"));
	if (t->say.null_text)
		json_put_null(o, "content");
	else
		json_put_str(o, "content", text);
	if (thoughts.n)
		json_put_str(o, "thinking", thoughts);
	if (calls && t->say.calls.n)
		ollama_calls(w);
	json_close(o, '}');
	json_put_bool(o, "done", done);
	if (done) {
		json_put_str(o, "done_reason", str_of(FINISH(t, ollama_finish)));
		json_put_int(o, "total_duration", 1000000);
		json_put_int(o, "prompt_eval_count", t->say.n_in);
		json_put_int(o, "eval_count", t->say.n_out);
	}
	return end_json(w);
}

static void ollama_put(struct turn *t, struct str text, struct str thoughts, bool calls, bool done)
{
	struct str line = ollama_line(t, text, thoughts, calls, done);
	out_piece(t, str_cat(t->a, line, STR("\n")));
}

static void ollama_stream(struct turn *t)
{
	struct str text = said(&t->say), thoughts = t->say.thoughts, none = STR("");
	while (thoughts.n)
		ollama_put(t, none, next_piece(&thoughts), false, false);
	while (text.n)
		ollama_put(t, next_piece(&text), none, false, false);
	if (t->say.calls.n)
		ollama_put(t, none, none, true, false);
	if (t->say.finish.n)
		ollama_put(t, none, none, false, true);
}

/* --- errors ------------------------------------------------------------------------------ */

static void put_opt(struct json_out *o, const char *key, const char *value)
{
	if (value)
		json_put_str(o, key, str_of(value));
	else
		json_put_null(o, key);
}

void say_error(struct turn *t, unsigned status, const char *type, const char *code,
	const char *param, struct str message)
{
	struct writer *w = begin(t);
	struct json_out *o = open_json(w);
	t->out.status = status;
	t->out.headers.n = t->out.pieces.n = 0;
	t->out.stream = t->out.raw = false;
	t->whole = false;
	if (t->ask.protocol == OLLAMA) {
		json_put_str(o, "error", message);
	} else {
		if (t->ask.protocol == ANTHROPIC)
			json_put_str(o, "type", STR("error"));
		json_open(o, "error", '{');
		json_put_str(o, "type", str_of(type));
		json_put_str(o, "message", message);
		if (t->ask.protocol == OPENAI) {
			put_opt(o, "param", param);
			put_opt(o, "code", code);
		}
		json_close(o, '}');
		if (t->ask.protocol == ANTHROPIC)
			json_put_str(o, "request_id", STR("req_llmd"));
	}
	out_header(t, STR("content-type: application/json"));
	out_piece(t, end_json(w));
}

/* --- dispatch ---------------------------------------------------------------------------- */

struct str say_message(struct turn *t)
{
	if (t->ask.protocol == OPENAI)
		return openai_message(t);
	if (t->ask.protocol == ANTHROPIC)
		return anthropic_message(t);
	return ollama_line(t, said(&t->say), t->say.thoughts, true, true);
}

void say_write(struct turn *t)
{
	static const struct {
		void (*stream)(struct turn *);
		const char *type, *id;
	} how[] = {
		[OPENAI] = {openai_stream, "text/event-stream", "x-request-id: req_llmd"},
		[ANTHROPIC] = {anthropic_stream, "text/event-stream; charset=utf-8",
			"request-id: req_llmd"},
		[OLLAMA] = {ollama_stream, "application/x-ndjson", "server: llmd"},
	};
	t->out.status = 200;
	t->out.stream = t->ask.stream;
	t->whole = true;
	out_header(t, str_of(how[t->ask.protocol].id));
	if (!t->ask.stream) {
		out_header(t, STR("content-type: application/json"));
		out_piece(t, say_message(t));
		return;
	}
	out_header(t, str_printf(t->a, "content-type: %s", how[t->ask.protocol].type));
	how[t->ask.protocol].stream(t);
	for (size_t i = 1; i < t->out.pieces.n; i++)
		t->out.pieces.v[i].wait_ms = t->set.piece_ms;
}
