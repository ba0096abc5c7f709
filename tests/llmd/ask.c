/* ask.c - a request of any protocol as one struct ask.
 *
 * It refuses what the services refuse, with their words: a tool call without its answer, both caps,
 * an empty text block, a schema that strict mode does not take. Ollama cuts a prompt that is longer
 * than num_ctx without a word, as the real one does.
 * Order: helpers, messages, OpenAI, Anthropic, Ollama, dispatch. */
#include <string.h>

#include "base/err.h"
#include "llmd.h"

#define GET(j, name) json_get((j), STR(name))

struct reader {
	struct turn *t;
	struct buf prompt;
	struct strs open; /* ids of tool calls that wait for their answers */
	bool good;
};

static bool has(const struct json *j, const char *name)
{
	const struct json *v = json_get(j, str_of(name));
	return v && json_kind(v) != JSON_T_NULL;
}

static void complain(struct reader *r, const char *param, const char *code, struct str text)
{
	if (r->good)
		say_error(r->t, 400, "invalid_request_error", code, param, text);
	r->good = false;
}

static void add_text(struct reader *r, struct str s)
{
	buf_put(&r->prompt, s);
	buf_puts(&r->prompt, "\n\n");
}

/* --- messages ---------------------------------------------------------------------------- */

static void check_image(struct reader *r, const struct json *part, struct str type)
{
	struct str url = json_str(GET(GET(part, "image_url"), "url"));
	const struct json *source = GET(part, "source");
	bool good = str_eqz(type, "image_url")
		? str_starts(url, STR("data:image/")) && str_find(url, STR(";base64,")) != STR_NPOS
		: str_eqz(json_str(GET(source, "type")), "base64") &&
			json_str(GET(source, "data")).n > 0 &&
			!str_starts(json_str(GET(source, "data")), STR("data:")) &&
			str_starts(json_str(GET(source, "media_type")), STR("image/"));
	r->t->ask.n_images++;
	if (!good)
		complain(r, "messages", "invalid_image", STR("the image is not as it must be"));
}

static void close_call(struct reader *r, struct str id)
{
	size_t n = 0;
	for (size_t i = 0; i < r->open.n; i++)
		if (!str_eq(r->open.v[i], id))
			r->open.v[n++] = r->open.v[i];
	if (n == r->open.n)
		complain(r, "messages", NULL,
			str_printf(r->t->a, "a tool result for the unknown call '" STR_FMT "'",
				STR_ARG(id)));
	r->open.n = n;
}

static struct str content_text(struct reader *r, const struct json *content);

static void read_part(struct reader *r, struct buf *b, const struct json *part)
{
	struct str type = json_str(GET(part, "type"));
	bool anthropic = r->t->ask.protocol == ANTHROPIC;
	if (str_eqz(type, "text")) {
		if (anthropic && !json_str(GET(part, "text")).n)
			complain(r, "messages", NULL, STR("text content blocks must be non-empty"));
		buf_put(b, json_str(GET(part, "text")));
	} else if (str_eqz(type, anthropic ? "image" : "image_url")) {
		check_image(r, part, type);
	} else if (anthropic && str_eqz(type, "tool_use")) {
		strs_add(r->t->a, &r->open, json_str(GET(part, "id")));
		if (json_kind(GET(part, "input")) != JSON_T_OBJECT)
			complain(r, "messages", NULL, STR("tool_use.input: an object is needed"));
	} else if (anthropic && str_eqz(type, "tool_result")) {
		if (b->n)
			complain(r, "messages", NULL, STR("tool_result blocks must come first"));
		close_call(r, json_str(GET(part, "tool_use_id")));
		r->t->ask.n_results++;
		r->t->ask.result = content_text(r, GET(part, "content"));
		add_text(r, r->t->ask.result);
	} else if (!anthropic || !str_starts(type, STR("thinking"))) {
		complain(r, "messages", NULL, STR("a content part of an unknown type"));
	}
}

static struct str content_text(struct reader *r, const struct json *content)
{
	struct buf b = buf_make(r->t->a);
	if (json_kind(content) == JSON_T_STRING)
		return json_str(content);
	for (size_t i = 0; i < json_len(content); i++)
		read_part(r, &b, json_at(content, i));
	return buf_str(&b);
}

static void read_calls(struct reader *r, const struct json *calls)
{
	bool ollama = r->t->ask.protocol == OLLAMA;
	for (size_t i = 0; i < json_len(calls); i++) {
		const struct json *f = GET(json_at(calls, i), "function");
		enum json_kind want = ollama ? JSON_T_OBJECT : JSON_T_STRING;
		if (!json_str(GET(f, "name")).n || json_kind(GET(f, "arguments")) != want)
			complain(r, "messages", NULL, STR("a tool call is not as it must be"));
		if (!ollama)
			strs_add(r->t->a, &r->open, json_str(GET(json_at(calls, i), "id")));
	}
}

static void read_message(struct reader *r, const struct json *m, size_t i)
{
	struct ask *ask = &r->t->ask;
	struct str role = json_str(GET(m, "role"));
	bool tool = ask->protocol != ANTHROPIC && str_eqz(role, "tool");
	bool system = ask->protocol != ANTHROPIC &&
		(str_eqz(role, "system") || str_eqz(role, "developer"));
	if (!tool && !system && !str_eqz(role, "user") && !str_eqz(role, "assistant"))
		complain(r, "messages", NULL,
			str_printf(r->t->a, "messages[%zu].role: '" STR_FMT "' is no role", i,
				STR_ARG(role)));
	if (!tool && ask->protocol == OPENAI && r->open.n)
		complain(r, "messages", NULL, STR("tool calls must be followed by tool messages"));
	if (tool && ask->protocol == OPENAI)
		close_call(r, json_str(GET(m, "tool_call_id")));
	struct str text = content_text(r, GET(m, "content"));
	if (ask->protocol == ANTHROPIC && str_eqz(role, "user") && r->open.n)
		complain(r, "messages", NULL, STR("tool_use ids without tool_result blocks"));
	add_text(r, text);
	if (tool) {
		ask->n_results++;
		ask->result = text;
	} else if (str_eqz(role, "user")) {
		ask->last = text.n ? text : ask->last;
	}
	if (str_eqz(role, "assistant") && ask->protocol != ANTHROPIC)
		read_calls(r, GET(m, "tool_calls"));
	ask->n_images += ask->protocol == OLLAMA ? json_len(GET(m, "images")) : 0;
}

static void read_messages(struct reader *r)
{
	const struct json *l = GET(r->t->ask.j, "messages");
	if (json_kind(l) != JSON_T_LIST || !json_len(l))
		complain(r, "messages", NULL, STR("messages: a list with one at least is needed"));
	for (size_t i = 0; r->good && i < json_len(l); i++)
		read_message(r, json_at(l, i), i);
	if (r->open.n)
		complain(r, "messages", NULL, STR("a tool call lacks its result"));
}

static void read_tools(struct reader *r)
{
	struct ask *ask = &r->t->ask;
	ask->tools = GET(ask->j, "tools");
	const struct json *choice = GET(ask->j, "tool_choice");
	if (str_eqz(json_str(GET(choice, "type")), "tool"))
		ask->tool = json_str(GET(choice, "name"));
	if (str_eqz(json_str(GET(choice, "type")), "function"))
		ask->tool = json_str(GET(GET(choice, "function"), "name"));
	bool found = !ask->tool.n;
	for (size_t i = 0; i < json_len(ask->tools); i++) {
		struct json *x = json_at(ask->tools, i);
		struct json *f = ask->protocol == ANTHROPIC ? x : GET(x, "function");
		struct json *schema = json_get(
			f, ask->protocol == ANTHROPIC ? STR("input_schema") : STR("parameters"));
		if (!json_str(GET(f, "name")).n || json_kind(schema) != JSON_T_OBJECT)
			complain(r, "tools", NULL, STR("a tool is not as it must be"));
		if (!ask->tool.n || !str_eq(json_str(GET(f, "name")), ask->tool))
			continue;
		found = true;
		ask->schema = schema;
		ask->json = true;
	}
	if (!found)
		complain(r, "tool_choice", NULL, STR("tool_choice names no tool"));
}

/* --- OpenAI ------------------------------------------------------------------------------ */

/* The subset that strict mode takes; NULL: fine. */
static const char *strict_fault(const struct json *s, unsigned depth)
{
	static const char *const banned[] = {"allOf", "not", "if", "oneOf", "patternProperties"};
	const struct json *props = GET(s, "properties");
	const char *wrong = depth > 10 ? "is nested too deeply" : NULL;
	for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
		wrong = has(s, banned[i]) ? "has a keyword that is not permitted" : wrong;
	if (str_eqz(json_str(GET(s, "type")), "object")) {
		const struct json *more = GET(s, "additionalProperties");
		if (json_kind(more) != JSON_T_BOOL || json_bool(more))
			wrong = "additionalProperties must be supplied and false";
		if (json_len(GET(s, "required")) != json_len(props))
			wrong = "required must name every property";
	}
	for (size_t i = 0; !wrong && i < json_len(props); i++)
		wrong = strict_fault(json_at(props, i), depth + 1);
	if (!wrong && json_kind(GET(s, "items")) == JSON_T_OBJECT)
		wrong = strict_fault(GET(s, "items"), depth + 1);
	return wrong;
}

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
			    s.p[i]) ||
			!s.p[i])
			return false;
	return s.n > 0 && s.n <= 64;
}

static void read_format(struct reader *r)
{
	struct ask *ask = &r->t->ask;
	const struct json *f = GET(ask->j, "response_format"), *s = GET(f, "json_schema");
	struct str type = json_str(GET(f, "type"));
	if (str_eqz(type, "json_object")) {
		ask->json = true;
		if (str_ifind(r->prompt.n ? buf_str(&r->prompt) : STR(""), STR("json")) == STR_NPOS)
			complain(r, "messages", NULL, STR("messages must contain the word 'json'"));
	} else if (str_eqz(type, "json_schema")) {
		ask->json = true;
		ask->schema = GET(s, "schema");
		const char *wrong = str_eqz(json_str(GET(ask->schema, "type")), "object")
			? NULL
			: "the root must be an object";
		if (!wrong && json_bool(GET(s, "strict")))
			wrong = strict_fault(ask->schema, 0);
		if (!is_name(json_str(GET(s, "name"))))
			wrong = "json_schema.name is not as it must be";
		if (wrong)
			complain(r, "response_format", "invalid_json_schema",
				str_printf(
					r->t->a, "Invalid schema for response_format: %s", wrong));
	} else if (f && !str_eqz(type, "text")) {
		complain(r, "response_format", NULL, STR("response_format.type is unknown"));
	}
}

static void read_openai(struct reader *r)
{
	struct ask *ask = &r->t->ask;
	const struct json *j = ask->j;
	read_messages(r);
	read_tools(r);
	read_format(r);
	ask->stream = json_bool(GET(j, "stream"));
	ask->wants_usage = json_bool(GET(GET(j, "stream_options"), "include_usage"));
	if (has(j, "stream_options") && !ask->stream)
		complain(r, "stream_options", NULL, STR("stream_options only with stream"));
	if (has(j, "max_tokens") && has(j, "max_completion_tokens"))
		complain(r, "max_tokens", NULL, STR("max_tokens beside max_completion_tokens"));
	ask->max_output = (int64_t)json_num(
		GET(j, "max_tokens") ? GET(j, "max_tokens") : GET(j, "max_completion_tokens"));
	if (has(j, "response_format") && json_len(ask->tools))
		complain(r, "response_format", NULL, STR("response_format beside tools"));
}

/* --- Anthropic --------------------------------------------------------------------------- */

static size_t count_marks(const struct json *j, unsigned depth)
{
	size_t n = json_kind(j) == JSON_T_OBJECT && has(j, "cache_control");
	bool holds = json_kind(j) == JSON_T_OBJECT || json_kind(j) == JSON_T_LIST;
	for (size_t i = 0; holds && depth < 8 && i < json_len(j); i++)
		n += count_marks(json_at(j, i), depth + 1);
	return n;
}

static void read_anthropic(struct reader *r)
{
	static const char *const gone[] = {"temperature", "top_p", "top_k"};
	struct ask *ask = &r->t->ask;
	const struct json *j = ask->j, *format = GET(GET(j, "output_config"), "format");
	if (!r->t->version.n)
		complain(
			r, "anthropic-version", NULL, STR("anthropic-version: header is required"));
	if (has(j, "system"))
		add_text(r, content_text(r, GET(j, "system")));
	read_messages(r);
	read_tools(r);
	ask->stream = json_bool(GET(j, "stream"));
	ask->max_output = (int64_t)json_num(GET(j, "max_tokens"));
	if (ask->max_output <= 0)
		complain(r, "max_tokens", NULL, STR("max_tokens: Field required"));
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		if (has(j, gone[i]))
			complain(r, gone[i], NULL,
				str_printf(r->t->a, "`%s` is deprecated for this model", gone[i]));
	if (count_marks(j, 0) > 4)
		complain(r, "cache_control", NULL, STR("at most 4 blocks with cache_control"));
	if (format) {
		ask->json = true;
		ask->schema = GET(format, "schema");
		const char *wrong = strict_fault(ask->schema, 0);
		if (wrong || !str_eqz(json_str(GET(format, "type")), "json_schema"))
			complain(r, "output_config", NULL,
				str_printf(r->t->a, "output_config.format: %s",
					wrong ? wrong : "json_schema is the only type"));
	}
	const struct json *l = GET(j, "messages");
	const struct json *last = json_at(l, json_len(l) - 1);
	if (str_eqz(json_str(GET(last, "role")), "assistant"))
		complain(r, "messages", NULL, STR("no prefilled assistant turn for this model"));
}

/* --- Ollama ------------------------------------------------------------------------------ */

static struct str tail(struct str s, size_t n)
{
	size_t from = s.n > n ? s.n - n : 0;
	while (from < s.n && ((unsigned char)s.p[from] & 0xC0) == 0x80)
		from++;
	return str_from(s, from);
}

static void read_ollama(struct reader *r)
{
	struct ask *ask = &r->t->ask;
	const struct json *j = ask->j, *options = GET(j, "options"), *stream = GET(j, "stream");
	struct json *format = GET(j, "format");
	read_messages(r);
	read_tools(r);
	ask->stream = !stream || json_bool(stream);
	ask->max_output = (int64_t)json_num(GET(options, "num_predict"));
	ask->json = json_kind(format) == JSON_T_OBJECT || str_eqz(json_str(format), "json");
	ask->schema = json_kind(format) == JSON_T_OBJECT ? format : NULL;
	if (has(j, "max_tokens") || has(j, "response_format"))
		complain(r, NULL, NULL, STR("max_tokens and response_format belong to /v1"));
	double n = json_num(GET(options, "num_ctx"));
	ask->window = n > 0 && n < 1e9 ? (size_t)n * 4 : (size_t)4096 * 4;
}

/* --- dispatch ---------------------------------------------------------------------------- */

bool ask_read(struct turn *t)
{
	static void (*const read[])(struct reader *) = {
		[OPENAI] = read_openai, [ANTHROPIC] = read_anthropic, [OLLAMA] = read_ollama};
	struct ask *ask = &t->ask;
	struct reader r = {.t = t, .prompt = buf_make(t->a), .good = true};
	struct err e = {0};
	ask->window = STR_NPOS;
	if (!json_parse(t->a, t->body, &ask->j, &e) || json_kind(ask->j) != JSON_T_OBJECT) {
		ask->j = NULL;
		complain(&r, NULL, NULL, STR("the body is no JSON object"));
		return false;
	}
	ask->model = json_str(GET(ask->j, "model"));
	if (!ask->model.n)
		complain(&r, "model", NULL, STR("you must provide a model parameter"));
	read[ask->protocol](&r);
	ask->prompt = tail(buf_str(&r.prompt), ask->window);
	ask->last = tail(ask->last, ask->window);
	return r.good;
}
