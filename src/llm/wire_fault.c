/* wire_fault.c - what an error of a service means for what is done next. Order: the body,
 * parameters that are refused, the rules.
 *
 * The rules are a table, tried in order, over the status and one lower-case text of all that the
 * body says: code, type, parameter, message. An error inside a 200 answer gets the status that its
 * type or code stands for. LLM_PARAM is only said when something is learnt that was not known, so
 * the client that follows it comes to an end. */
#include "llm/wire.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "llm/rawjson.h"

#define MOST_WORDS 4096 /* bytes of a message that are looked at */

/* --- the body ---------------------------------------------------------------------------- */

struct said {
	struct str message; /* the service's words, or what stands for them */
	struct str words; /* lower case: all of it, for the rules */
	struct str param;
	struct str request_id;
	unsigned status; /* the answer's, or what an error inside stands for */
};

static void add_text(struct buf *b, const struct json *j)
{
	if (json_kind(j) == JSON_T_NUMBER)
		buf_printf(b, "%.0f ", json_num(j));
	buf_put(b, json_str(j));
	buf_putc(b, ' ');
}

/* FastAPI's [{"loc":["body","seed"],"msg":"..."}]. */
static void add_details(struct buf *b, const struct json *l)
{
	for (size_t i = 0; i < json_len(l) && i < 10; i++) {
		const struct json *loc = json_get(json_at(l, i), STR("loc"));
		for (size_t k = 0; k < json_len(loc) && k < 10; k++)
			add_text(b, json_at(loc, k));
		add_text(b, json_get(json_at(l, i), STR("msg")));
	}
}

/* error.message, error, message, detail: whichever is there first. */
static struct str message_of(struct arena *a, const struct json *j)
{
	static const char *const names[] = {"error", "message", "detail", "msg", "errors"};
	for (unsigned depth = 0; depth < 4 && json_kind(j) == JSON_T_OBJECT; depth++) {
		const struct json *in = NULL;
		for (size_t i = 0; i < sizeof names / sizeof *names && !in; i++) {
			in = json_get(j, str_of(names[i]));
			if (json_kind(in) == JSON_T_NULL || json_kind(in) == JSON_T_BOOL)
				in = NULL;
		}
		if (json_kind(in) == JSON_T_STRING)
			return json_str(in);
		if (json_kind(in) == JSON_T_LIST) {
			struct buf b = buf_make(a);
			add_details(&b, in);
			return buf_str(&b);
		}
		j = in;
	}
	return STR("");
}

static const struct {
	const char *word;
	unsigned status;
} word_status[] = {
	{"overloaded", 529},
	{"rate_limit", 429},
	{"resource_exhausted", 429},
	{"authentication", 401},
	{"permission", 403},
	{"billing", 402},
	{"insufficient_quota", 429},
	{"not_found", 404},
	{"too_large", 413},
	{"invalid_request", 400},
	{"invalid_argument", 400},
	{"unavailable", 503},
	{"timeout", 504},
};

/* An error inside an answer that began well. */
static unsigned inner_status(const struct json *error, struct str codes)
{
	const struct json *code = json_get(error, STR("code"));
	double n = json_num(code);
	int64_t v = 0;
	if (json_kind(code) == JSON_T_STRING && str_to_i64(json_str(code), &v))
		n = (double)v;
	if (n >= 400 && n <= 599)
		return (unsigned)n;
	for (size_t i = 0; i < sizeof word_status / sizeof *word_status; i++)
		if (str_ifind(codes, str_of(word_status[i].word)) != STR_NPOS)
			return word_status[i].status;
	return 500;
}

static void read_json(struct arena *a, const struct json *j, struct str body, struct said *out)
{
	static const char *const names[] = {"code", "type", "status", "param"};
	struct buf codes = buf_make(a);
	if (json_kind(j) == JSON_T_LIST)
		j = json_at(j, 0);
	const struct json *error = json_get(j, STR("error"));
	if (json_kind(error) != JSON_T_OBJECT)
		error = j;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add_text(&codes, json_get(error, str_of(names[i])));
	out->param = json_str(json_get(error, STR("param")));
	out->message = message_of(a, j);
	struct str more = json_str(json_get(json_get(error, STR("metadata")), STR("raw")));
	if (more.n) /* OpenRouter: what its host said */
		out->message = str_printf(a, STR_FMT ": " STR_FMT,
			(int)(out->message.n < 300 ? out->message.n : 300), out->message.p,
			(int)(more.n < 600 ? more.n : 600), more.p);
	if (!out->message.n)
		out->message = str_sub(body, 0, 200);
	out->request_id = json_str(json_get(j, STR("request_id")));
	if (out->status >= 200 && out->status <= 299)
		out->status = inner_status(error, buf_str(&codes));
	buf_put(&codes, str_sub(out->message, 0, MOST_WORDS));
	out->words = str_lower(a, buf_str(&codes));
}

static void read_body(struct arena *a, struct str body, struct str key, struct said *out)
{
	struct json *j;
	body = str_trim(body);
	if (body.n && (body.p[0] == '{' || body.p[0] == '[') && json_parse(a, body, &j, NULL)) {
		read_json(a, j, body, out);
		return;
	}
	if (out->status >= 200 && out->status <= 299)
		out->status = 500;
	out->message = wire_clean(a, body, key, 200);
	out->words = str_lower(a, out->message);
}

/* --- parameters that are refused --------------------------------------------------------- */

static bool any_of(struct str words, const char *list)
{
	struct str rest = str_of(list), w;
	while (str_cut(&rest, '|', &w))
		if (str_find(words, w) != STR_NPOS)
			return true;
	return false;
}

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* name stands in words as a word of its own. */
static bool names(struct str words, struct str name)
{
	for (size_t i = str_find(words, name); name.n && i != STR_NPOS;
		i = str_find_from(words, i + 1, name)) {
		bool left = !i || !word_char(words.p[i - 1]);
		if (left && (i + name.n == words.n || !word_char(words.p[i + name.n])))
			return true;
	}
	return false;
}

/* "max_tokens: 64000 > 32000": the largest number below what was sent. */
static int64_t allowed_cap(struct str words, int64_t sent)
{
	int64_t best = 0;
	for (size_t i = 0; i < words.n;) {
		size_t from = i;
		int64_t v = 0;
		while (i < words.n && words.p[i] >= '0' && words.p[i] <= '9')
			i++;
		if (i == from) {
			i++;
			continue;
		}
		if (str_to_i64(str_sub(words, from, i), &v) && v >= 16 && v < sent && v > best)
			best = v;
	}
	return best;
}

static bool learn_cap(const struct llm_endpoint *ep, const struct llm_request *rq,
	const struct said *s, struct llm_quirks *q)
{
	int64_t sent = wire_cap(rq, q);
	bool large = any_of(s->words, "large|exceed|maximum|at most|less than|range|<=|> ");
	int64_t least = large && sent ? allowed_cap(s->words, sent) : 0;
	if (least && !any_of(s->words, "not supported|unsupported")) {
		q->cap = least;
		return true;
	}
	if (!sent || q->no_cap || ep->provider == &provider_anthropic)
		return false;
	if (ep->provider == &provider_openai && !q->other_cap)
		q->other_cap = true;
	else
		q->no_cap = true;
	return true;
}

/* The number that stands in front of at, blanks between; 0 when there is none. */
static int64_t number_before(struct str s, size_t at)
{
	int64_t v = 0;
	while (at && s.p[at - 1] == ' ')
		at--;
	size_t end = at;
	while (at && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')
		at--;
	return str_to_i64(str_sub(s, at, end), &v) ? v : 0;
}

/* A prompt that would fit if less were asked for: vLLM and its kin add the cap to the prompt and
 * name window and prompt. The cap learnt is a half or a quarter of the window, so that it need not be
 * learnt anew with each prompt. */
static bool learn_room(const struct llm_request *rq, const struct said *s, struct llm_quirks *q)
{
	static const char *const prompts[] = {
		" in the messages", " in your prompt", " input tokens", " in the prompt"};
	struct str head = STR("maximum context length is ");
	size_t at = str_find(s->words, head), end, before = STR_NPOS;
	int64_t window = 0;
	if (at == STR_NPOS)
		return false;
	at += head.n;
	for (end = at; end < s->words.n && s->words.p[end] >= '0' && s->words.p[end] <= '9';)
		end++;
	for (size_t i = 0; i < sizeof prompts / sizeof *prompts && before == STR_NPOS; i++)
		before = str_find(s->words, str_of(prompts[i]));
	if (before == STR_NPOS || !str_to_i64(str_sub(s->words, at, end), &window))
		return false;
	int64_t prompt = number_before(s->words, before), room = window - prompt;
	int64_t cap = room >= window / 2 ? window / 2 : window / 4;
	if (!prompt || window < 64 || room < cap || cap >= wire_cap(rq, q))
		return false;
	q->cap = cap;
	return true;
}

static bool learn_rung(const struct llm_endpoint *ep, struct llm_quirks *q)
{
	bool tool = ep->provider == &provider_anthropic;
	if (q->rung == RUNG_SCHEMA)
		q->rung = tool ? RUNG_TOOL : RUNG_JSON;
	else if (q->rung == RUNG_TOOL)
		q->rung = tool ? RUNG_PROMPT : RUNG_JSON;
	else if (q->rung == RUNG_JSON && !tool)
		q->rung = RUNG_PROMPT;
	else
		return false;
	return true;
}

/* Members that only the settings put there. */
static bool learn_dropped(const struct llm_endpoint *ep, const struct said *s, struct llm_quirks *q)
{
	struct arena *scratch = arena_make();
	struct wire_extra extra;
	bool learnt = false;
	if (!wire_extra(scratch, ep, q, &extra, NULL))
		extra = (struct wire_extra){0};
	for (size_t i = 0; i < extra.keys.n && !learnt; i++) {
		struct str k = extra.keys.v[i];
		size_t n = strlen(q->dropped);
		learnt = !any_of(k, " ") && n + k.n + 2 <= sizeof q->dropped &&
			(str_eq(s->param, k) || names(s->words, str_lower(scratch, k)));
		if (learnt)
			snprintf(q->dropped + n, sizeof q->dropped - n, STR_FMT " ", STR_ARG(k));
	}
	arena_free(scratch);
	return learnt;
}

static bool set(bool *flag)
{
	bool was = *flag;
	*flag = true;
	return !was;
}

/* True with *q one step on when the service names something of the request that can go. */
static bool learn(const struct llm_endpoint *ep, const struct llm_request *rq, const struct said *s,
	struct llm_quirks *q)
{
	struct str w = s->words;
	bool schema = rq->schema.n > 0;
	if (!any_of(w,
		    "support|unknown|unrecogni|unexpected|permitted|allow|invalid|must be|extra"
		    "|deprecated|require|cannot|can't|may not|not available|no endpoints|large"
		    "|exceed|range|forbidden|maximum|not implemented|too complex|too many states"
		    "|enable"))
		return false;
	if (learn_dropped(ep, s, q))
		return true;
	if (any_of(w,
		    "max_tokens|max_completion_tokens|num_predict|max_output|output tokens|"
		    "completion tokens"))
		return learn_cap(ep, rq, s, q);
	if (any_of(w, "stream_options|include_usage"))
		return !q->no_stream && set(&q->no_usage_option);
	if (any_of(w, "cache_control"))
		return set(&q->no_cache_mark);
	if (schema &&
		any_of(w,
			"response_format|json_schema|json_object|json mode|structured"
			"|output_config|output_format|guided|grammar|schema|format"))
		return learn_rung(ep, q);
	if (schema && q->rung == RUNG_TOOL && any_of(w, "tool"))
		return learn_rung(ep, q);
	if (schema && any_of(w, "requested parameters"))
		return learn_rung(ep, q);
	if (!schema && rq->n_tools && any_of(w, "tool|function"))
		return set(&q->no_tools);
	if (any_of(w, "stream"))
		return set(&q->no_stream);
	return false;
}

/* --- the rules --------------------------------------------------------------------------- */

struct rule {
	unsigned from, to; /* status */
	const char *words; /* one of them; NULL: any */
	enum llm_fault fault;
};

static const struct rule rules[] = {
	{300, 399, NULL, LLM_ADDRESS},
	{429, 429, "insufficient_quota|insufficient balance|insufficient_balance", LLM_QUOTA},
	{429, 429, "request too large|request_too_large", LLM_CONTEXT},
	{400, 428,
		"credit balance|insufficient credits|insufficient balance|insufficient_quota|out of "
		"credits|billing_error|billing_hard_limit|billing_not_active|payment required|"
		"api usage limits|spending limit",
		LLM_QUOTA},
	{402, 402, NULL, LLM_QUOTA},
	{400, 403,
		"api_key_invalid|api key not valid|invalid_api_key|incorrect api key|"
		"invalid x-api-key|api key expired|authentication_error",
		LLM_AUTH},
	{400, 451,
		"content_filter|content_policy|content management policy|responsibleai|usage policies"
		"|moderation|was flagged|prohibited_content",
		LLM_REFUSED},
	{401, 401, NULL, LLM_AUTH},
	{403, 403, NULL, LLM_AUTH},
	{407, 407, NULL, LLM_AUTH},
	{400, 428,
		"context_length|context length|context window|context size|maximum context|"
		"prompt is too long|prompt too long|input is too long|input token|input length|"
		"exceed_context|reduce the length|too many tokens|maximum number of tokens",
		LLM_CONTEXT},
	{500, 500, "context size|exceed_context|context length", LLM_CONTEXT},
	{413, 413, NULL, LLM_CONTEXT},
	{400, 400, "json_validate_failed|tool_use_failed|failed_generation", LLM_SERVER},
	{400, 404, NULL, LLM_PARAM}, /* when something is learnt */
	{415, 422, NULL, LLM_PARAM},
	{501, 501, NULL, LLM_PARAM},
	{400, 404,
		"model_not_found|not a valid model|no such model|unknown model|invalid model|"
		"does not exist or you do not have access|decommissioned|model_decommissioned|"
		"unsupported model|model not exist|no models loaded",
		LLM_MODEL},
	{404, 410, "model", LLM_MODEL},
	{404, 405, NULL, LLM_ADDRESS},
	{408, 409, NULL, LLM_SERVER},
	{425, 425, NULL, LLM_SERVER},
	{498, 498, NULL, LLM_OVERLOADED},
	{500, 503, "loading model|model is loading|loading the model", LLM_LOADING},
	{503, 503, NULL, LLM_OVERLOADED},
	{529, 529, NULL, LLM_OVERLOADED},
	{500, 599, "overloaded|server busy", LLM_OVERLOADED},
	{500, 599, NULL, LLM_SERVER},
};

static enum llm_fault judge(const struct llm_endpoint *ep, const struct llm_request *rq,
	const struct said *s, bool waits, struct llm_quirks *learnt)
{
	struct llm_quirks q = *learnt;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const struct rule *r = &rules[i];
		if (s->status < r->from || s->status > r->to ||
			(r->words && !any_of(s->words, r->words)))
			continue;
		bool stepped = false;
		if (rq && r->fault == LLM_PARAM)
			stepped = learn(ep, rq, s, &q);
		else if (rq && r->fault == LLM_CONTEXT && s->status == 400)
			stepped = learn_room(rq, s, &q);
		if (stepped) {
			*learnt = q;
			return LLM_PARAM;
		}
		if (r->fault != LLM_PARAM)
			return r->fault;
		q = *learnt;
	}
	if (s->status != 429)
		return s->status >= 400 ? LLM_REQUEST : LLM_SERVER;
	/* Gemini says "check your plan and billing" for limits of a minute too, and when to retry. */
	return any_of(s->words, "billing|credit") && !waits ? LLM_QUOTA : LLM_RATE;
}

void wire_fault(const struct llm_endpoint *ep, const struct llm_request *rq,
	const struct llm_quirks *q, const struct llm_answer_head *head, struct str body,
	struct llm_failure *f)
{
	struct arena *scratch = arena_make();
	struct said s = {.status = head->status};
	read_body(scratch, body, ep->key, &s);
	*f = (struct llm_failure){.learnt = *q, .wait_ms = wire_wait_ms(head, body)};
	enum llm_fault fault = judge(ep, rq, &s, f->wait_ms >= 0, &f->learnt);
	struct str id = s.request_id.n ? s.request_id : head->request_id;
	struct buf b = buf_make(scratch);
	if (head->status >= 200 && head->status <= 299)
		buf_puts(&b, "an error came in the answer");
	else
		buf_printf(&b, "HTTP %u", head->status);
	if (s.message.n)
		buf_printf(&b, ": " STR_FMT, STR_ARG(wire_clean(scratch, s.message, ep->key, 400)));
	else if (s.status >= 300 && s.status <= 399)
		buf_puts(&b, ": the address leads elsewhere; set base_url to where it leads");
	if (fault == LLM_MODEL && rq && ep->provider == &provider_ollama)
		buf_printf(&b, "; run: ollama pull " STR_FMT,
			STR_ARG(wire_clean(scratch, rq->model, ep->key, 80)));
	if (id.n)
		buf_printf(&b, " (" STR_FMT ")", STR_ARG(wire_clean(scratch, id, ep->key, 60)));
	wire_say(ep, f, fault, "%s", buf_str(&b).p);
	arena_free(scratch);
}
