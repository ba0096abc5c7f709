/* wire_fault.c - what an error of a service means for what is done next. Order: clean words, the
 * body, parameters that are refused, the rules, waiting.
 *
 * The rules are a table, tried in order, over the status and one lower-case text of all that the
 * body says: code, type, parameter, message. An error inside a 200 answer gets the status that its
 * type or code stands for. LLM_PARAM is only said when something is learnt that was not known, so
 * the client that follows it comes to an end. */
#include "llm/wire.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "llm/rawjson.h"

#define MOST_WORDS 4096 /* bytes of a message that are looked at */

/* --- clean words ------------------------------------------------------------------------- */

/* The end of the tag that opens at s[i], its content too for what is no text; i when it is none. */
static size_t tag_end(struct str s, size_t i)
{
	static const char *const silent[][2] = {{"<script", "</script"}, {"<style", "</style"}};
	char c = i + 1 < s.n ? s.p[i + 1] : ' ';
	if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!'))
		return i;
	for (size_t k = 0; k < 2; k++) {
		if (!str_istarts(str_from(s, i), str_of(silent[k][0])))
			continue;
		size_t end = str_ifind(str_from(s, i), str_of(silent[k][1]));
		if (end == STR_NPOS)
			return s.n;
		i += end;
	}
	size_t close = str_find_byte(str_from(s, i), '>');
	return close == STR_NPOS ? s.n : i + close + 1;
}

/* Without tags, controls and runs of blanks; valid UTF-8. */
static struct str plain_line(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	s = str_sub(s, 0, MOST_WORDS);
	for (size_t i = 0; i < s.n;) {
		size_t end = s.p[i] == '<' ? tag_end(s, i) : i;
		if (end > i) {
			gap = b.n > 0;
			i = end;
			continue;
		}
		uint32_t cp = text_next(s, &i);
		if (cp <= ' ' || cp == 0xFFFD || (cp >= 0x7f && cp <= 0xa0) ||
			(cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069)) {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		buf_put_cp(&b, cp);
	}
	return buf_str(&b);
}

static bool key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == '*' || c == '.';
}

/* The longest piece of key that stands at s[i]. */
static size_t piece_of(struct str s, size_t i, struct str key)
{
	size_t best = 0;
	for (size_t k = 0; k < key.n; k++) {
		size_t n = 0;
		while (i + n < s.n && k + n < key.n && s.p[i + n] == key.p[k + n])
			n++;
		best = n > best ? n : best;
	}
	return best;
}

/* A word that looks like a key of some service: "sk-..." and long. */
static size_t key_like(struct str s, size_t i)
{
	static const char *const heads[] = {"sk-", "sk_", "gsk_", "AIza", "xai-", "hf_", "key-"};
	size_t n = 0;
	if (i && key_byte(s.p[i - 1]))
		return 0;
	for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
		if (str_starts(str_from(s, i), str_of(heads[k])))
			while (i + n < s.n && key_byte(s.p[i + n]))
				n++;
	while (n && s.p[i + n - 1] == '.')
		n--;
	return n >= 12 ? n : 0;
}

/* Keys give way to "sk-...last4", pieces of the endpoint's own of six bytes and more to "...". A
 * service may echo a key whole, cut, or with stars inside. */
static struct str masked(struct arena *a, struct str s, struct str key)
{
	struct buf b = buf_make(a);
	size_t least = key.n < 8 ? 0 : 6; /* what is shorter is a stand-in: "none", "ollama" */
	key = str_sub(key, 0, 1024);
	for (size_t i = 0; i < s.n;) {
		size_t n = key_like(s, i);
		if (n) {
			buf_puts(&b, "sk-...");
			buf_put(&b, str_sub(s, i + n - 4, i + n));
			i += n;
			continue;
		}
		n = least ? piece_of(s, i, key) : 0;
		if (n && n >= least) {
			buf_puts(&b, "...");
			i += n;
			continue;
		}
		buf_putc(&b, s.p[i++]);
	}
	return buf_str(&b);
}

/* At most n bytes, cut between characters. */
static struct str fit(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_trim_right(str_sub(s, 0, n));
}

struct str wire_clean(struct arena *a, struct str text, struct str key, size_t n)
{
	return fit(masked(a, plain_line(a, text), key), n);
}

void wire_say(const struct llm_endpoint *ep, struct llm_failure *f, enum llm_fault fault,
	const char *fmt, ...)
{
	struct arena *scratch = arena_make();
	struct buf b = buf_make(scratch);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct str s = wire_clean(scratch, buf_str(&b), ep->key, sizeof f->text - 1);
	memcpy(f->text, s.p, s.n);
	f->text[s.n] = '\0';
	f->fault = fault;
	arena_free(scratch);
}

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
		"unsupported model|is not a valid model",
		LLM_MODEL},
	{404, 410, "model", LLM_MODEL},
	{404, 405, NULL, LLM_ADDRESS},
	{408, 409, NULL, LLM_SERVER},
	{425, 425, NULL, LLM_SERVER},
	{498, 498, NULL, LLM_OVERLOADED},
	{503, 503, NULL, LLM_OVERLOADED},
	{529, 529, NULL, LLM_OVERLOADED},
	{500, 599, "overloaded|loading model|model is loading|server busy", LLM_OVERLOADED},
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
		if (r->fault != LLM_PARAM)
			return r->fault;
		if (rq && learn(ep, rq, s, &q)) {
			*learnt = q;
			return LLM_PARAM;
		}
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

/* --- waiting ----------------------------------------------------------------------------- */

/* "1.5" in units of ms_each; false for what is no such number. */
static bool take_number(struct str s, size_t *i, double *out)
{
	double v = 0, place = 1;
	size_t from = *i;
	bool point = false;
	for (; *i < s.n && *i - from < 15; (*i)++) {
		char c = s.p[*i];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		v = v * 10 + (c - '0');
		place *= point ? 10 : 1;
	}
	*out = v / place;
	return *i > from;
}

static int64_t ms_of(double ms)
{
	return ms >= 0 && ms < 1e12 ? (int64_t)ms : -1;
}

/* "1s", "6m0s", "20ms", "23.4s" at the start of s. */
static int64_t duration(struct str s)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = {{"ms", 1}, {"milliseconds", 1}, {"seconds", 1000}, {"s", 1000}, {"m", 60000},
		{"h", 3600000}};
	double sum = 0, v;
	bool any = false;
	for (size_t i = 0, k; take_number(s, &i, &v); any = true) {
		while (i < s.n && s.p[i] == ' ')
			i++;
		for (k = 0; k < sizeof units / sizeof *units; k++)
			if (str_starts(str_from(s, i), str_of(units[k].unit)))
				break;
		if (k == sizeof units / sizeof *units)
			break;
		sum += v * units[k].ms;
		i += strlen(units[k].unit);
	}
	return any ? ms_of(sum) : -1;
}

/* Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7); -1 for another form. */
static int64_t http_date(struct str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t day, year, hour, minute, second;
	s = str_trim(s);
	if (s.n != 29 || !str_ends(s, STR(" GMT")))
		return -1;
	const char *m = NULL;
	for (size_t i = 0; i < 12 && !m; i++)
		if (memcmp(months + 3 * i, s.p + 8, 3) == 0)
			m = months + 3 * i;
	if (!m || !str_to_i64(str_sub(s, 5, 7), &day) || !str_to_i64(str_sub(s, 12, 16), &year) ||
		!str_to_i64(str_sub(s, 17, 19), &hour) ||
		!str_to_i64(str_sub(s, 20, 22), &minute) ||
		!str_to_i64(str_sub(s, 23, 25), &second) || year < 1970)
		return -1;
	int64_t month = (m - months) / 3 + 1;
	/* Days of the civil calendar, years that begin in March. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t days = 365 * y + y / 4 - y / 100 + y / 400 +
		(153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1 - 719468;
	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

int64_t wire_wait_ms(const struct llm_answer_head *head, struct str body)
{
	static const char *const hints[] = {
		"retryDelay\": \"", "retryDelay\":\"", "try again in ", "retry in "};
	size_t i = 0;
	double v;
	struct str s = str_trim(head->retry_after_ms);
	if (take_number(s, &i, &v) && i == s.n)
		return ms_of(v);
	s = str_trim(head->retry_after);
	i = 0;
	if (take_number(s, &i, &v) && i == s.n)
		return ms_of(v * 1000);
	int64_t until = http_date(s), now = http_date(head->date);
	if (until >= 0 && now >= 0)
		return until > now ? (until - now) * 1000 : 0;
	body = str_sub(body, 0, WIRE_MAX_ERROR);
	for (size_t k = 0; k < sizeof hints / sizeof *hints; k++) {
		size_t at = str_find(body, str_of(hints[k]));
		if (at != STR_NPOS)
			return duration(str_from(body, at + strlen(hints[k])));
	}
	return -1;
}
