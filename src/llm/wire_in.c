/* wire_in.c - reading an answer, as far as all services write it alike. Order: text and thoughts,
 * parts, values, bytes, the end.
 *
 * Invariants: a value is parsed in x->scratch, which is given back after it; all that stays is copied
 * to x->a. Nothing is handed to on_text that is not in the result's text. After x->done, an error
 * or a ceiling, bytes are passed over. */
#include "llm/wire.h"

#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "llm/rawjson.h"

/* --- text and thoughts ------------------------------------------------------------------- */

static void speak(struct llm_answer *x, struct str s)
{
	while (s.n) { /* NUL is text in JSON and nowhere in kb */
		size_t nul = str_find_byte(s, '\0');
		struct str piece = str_sub(s, 0, nul);
		buf_put(&x->text, piece);
		if (piece.n && x->on_text)
			x->on_text(x->ctx, piece);
		s = str_from(s, nul == STR_NPOS ? s.n : nul + 1);
	}
}

/* One byte at the head: the start of a tag is held until it is known to be one. */
static void heading(struct llm_answer *x, char c)
{
	bool blank = c == ' ' || (c >= '\t' && c <= '\r');
	bool may = false;
	if (blank && !x->held.n)
		return;
	buf_putc(&x->held, c);
	struct str held = buf_str(&x->held);
	for (size_t i = 0; i < RAW_TAGS; i++) {
		struct str open = str_of(raw_tags[i][0]);
		may = may || str_starts(open, held);
		if (str_eq(open, held)) {
			x->think = WIRE_THINKING;
			x->close = raw_tags[i][1];
			x->held.n = 0;
			return;
		}
	}
	if (may)
		return;
	x->think = WIRE_SPEAKING;
	x->held.n = 0;
	speak(x, held);
}

/* One byte of thoughts; the closing tag has its only "<" in front. */
static void thinking(struct llm_answer *x, char c)
{
	if (x->held.n && c != x->close[x->held.n])
		x->held.n = 0;
	if (c == x->close[x->held.n])
		buf_putc(&x->held, c);
	if (x->held.n == strlen(x->close)) {
		x->held.n = 0;
		x->think = WIRE_HEADING;
	}
}

void wire_text(struct llm_answer *x, struct str piece)
{
	size_t i = 0;
	for (; i < piece.n && x->think != WIRE_SPEAKING; i++) {
		if (x->think == WIRE_THINKING)
			thinking(x, piece.p[i]);
		else
			heading(x, piece.p[i]);
	}
	speak(x, str_from(piece, i));
}

/* A template may open the thoughts in the prompt, so that only their end is in the answer. What was
 * streamed until then cannot be taken back. Only a tag that ends its line counts. */
static struct str without_orphan(struct str text)
{
	size_t at = str_find(text, STR("</think>"));
	struct str rest = str_from(text, at == STR_NPOS ? text.n : at + 8);
	if (at == STR_NPOS || str_find(str_sub(text, 0, at), STR("<think>")) != STR_NPOS ||
		(rest.n && rest.p[0] != '\n' && rest.p[0] != '\r'))
		return text;
	return str_trim(rest);
}

/* --- parts ------------------------------------------------------------------------------- */

struct wire_part *wire_part(struct llm_answer *x, enum wire_part_kind kind, int64_t index)
{
	struct wire_part p = {
		.kind = kind, .index = index, .text = buf_make(x->a), .sign = buf_make(x->a)};
	if (x->parts.n >= WIRE_MAX_PARTS) {
		x->too_large = true;
		x->parts.n = WIRE_MAX_PARTS - 1;
	}
	VEC_PUSH(x->a, &x->parts, p);
	return &x->parts.v[x->parts.n - 1];
}

struct wire_part *wire_part_at(struct llm_answer *x, int64_t index)
{
	for (size_t i = x->parts.n; i > 0; i--)
		if (x->parts.v[i - 1].index == index)
			return &x->parts.v[i - 1];
	return NULL;
}

void wire_keep(struct llm_answer *x, struct str *to, struct str s)
{
	if (s.n && !str_eq(*to, s))
		*to = str_dup(x->a, s);
}

int64_t wire_count(const struct json *j)
{
	double v = json_kind(j) == JSON_T_NUMBER ? json_num(j) : -1;
	return isfinite(v) && v >= 0 && v < 1e15 ? (int64_t)v : -1;
}

/* --- values ------------------------------------------------------------------------------ */

void wire_fail(struct llm_answer *x, struct str error_json)
{
	if (!x->error.n)
		x->error = str_dup(x->a, str_sub(error_json, 0, WIRE_MAX_ERROR));
}

/* {"error":...} or [{"error":...}], wherever it stands; null and "" are none. */
static bool is_error(const struct json *j)
{
	if (json_kind(j) == JSON_T_LIST)
		j = json_at(j, 0);
	const struct json *e = json_get(j, STR("error"));
	return json_kind(e) == JSON_T_OBJECT || json_str(e).n;
}

static bool on_value(void *ctx, struct str event, struct str text)
{
	struct llm_answer *x = ctx;
	struct arena_mark m = arena_mark(x->scratch);
	struct json *j;
	if (!x->first.n && text.n <= WIRE_MAX_ERROR)
		x->first = str_dup(x->a, text);
	if (x->done || x->error.n || x->broken)
		return true;
	if (str_eqz(str_trim(text), "[DONE]"))
		x->done = true;
	else if (!json_parse(x->scratch, text, &j, NULL))
		x->broken = true;
	else if (is_error(j))
		wire_fail(x, text);
	else
		x->p->value(x, event, text, j);
	arena_release(x->scratch, m);
	/* A single body ends by itself: its connection can serve again. */
	return !x->too_large && (x->form == WIRE_JSON || (!x->error.n && !x->broken));
}

/* --- bytes ------------------------------------------------------------------------------- */

static void free_scratch(void *ctx)
{
	arena_free(ctx);
}

struct llm_answer *wire_begin(const struct llm_endpoint *ep, const struct llm_quirks *q,
	struct arena *a, const struct llm_request *rq, void (*on_text)(void *ctx, struct str piece),
	void *ctx)
{
	struct llm_answer *x = ARENA_NEW(a, struct llm_answer);
	x->scratch = arena_make();
	arena_defer(a, free_scratch, x->scratch);
	x->p = ep->provider->protocol;
	x->ep = ep;
	x->q = *q;
	x->a = a;
	x->rq = rq;
	x->on_text = on_text;
	x->ctx = ctx;
	x->head = x->held = x->text = x->refusal = x->thoughts = buf_make(a);
	x->sse = sse_make(a, on_value, x);
	x->cut = json_cut_make(a, on_value, x);
	x->usage = (struct llm_usage){-1, -1, -1, -1, -1, -1};
	return x;
}

/* What the first bytes that are no blank say. */
static enum wire_body form_of(struct str head)
{
	static const char *const fields[] = {"data:", "event:", "id:", "retry:", ":"};
	enum wire_body form = WIRE_PLAIN;
	if (head.p[0] == '{' || head.p[0] == '[')
		return WIRE_JSON;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (str_starts(head, str_of(fields[i])))
			return WIRE_SSE;
		if (str_starts(str_of(fields[i]), head))
			form = WIRE_UNKNOWN;
	}
	return form;
}

static bool route(struct llm_answer *x, struct str bytes)
{
	if (x->form == WIRE_SSE)
		return sse_feed(&x->sse, bytes);
	return x->form != WIRE_JSON || json_cut_feed(&x->cut, bytes);
}

bool wire_feed(struct llm_answer *x, struct str bytes)
{
	x->n_bytes += bytes.n;
	if (x->n_bytes > WIRE_MAX_BODY)
		x->too_large = true;
	if (x->too_large)
		return false;
	while (x->form == WIRE_UNKNOWN && bytes.n) {
		char c = bytes.p[0];
		bytes = str_from(bytes, 1);
		if (!x->head.n &&
			(c == ' ' || (c >= '\t' && c <= '\r') || strchr("\xEF\xBB\xBF", c)))
			continue;
		buf_putc(&x->head, c);
		x->form = form_of(buf_str(&x->head));
		if (x->form != WIRE_UNKNOWN && !route(x, buf_str(&x->head)))
			return false;
	}
	if (x->head.n < WIRE_HEAD)
		buf_put(&x->head, str_sub(bytes, 0, WIRE_HEAD - x->head.n));
	return route(x, bytes);
}

/* --- the end ----------------------------------------------------------------------------- */

static const struct {
	const char *reason;
	enum llm_finish finish;
} reasons[] = {
	{"stop", LLM_STOP},
	{"end_turn", LLM_STOP},
	{"stop_sequence", LLM_STOP},
	{"eos", LLM_STOP},
	{"tool_calls", LLM_CALLS},
	{"tool_use", LLM_CALLS},
	{"function_call", LLM_CALLS},
	{"length", LLM_LENGTH},
	{"max_tokens", LLM_LENGTH},
	{"model_length", LLM_LENGTH},
	{"model_context_window_exceeded", LLM_LENGTH},
	{"content_filter", LLM_FILTERED},
	{"safety", LLM_FILTERED},
	{"recitation", LLM_FILTERED},
	{"prohibited_content", LLM_FILTERED},
	{"blocklist", LLM_FILTERED},
	{"refusal", LLM_REFUSAL},
};

static enum llm_finish finish_of(const struct llm_answer *x, const struct llm_result *r)
{
	enum llm_finish f = LLM_BROKEN;
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (str_ieq(x->reason, str_of(reasons[i].reason)))
			f = reasons[i].finish;
	if (f != LLM_STOP && f != LLM_CALLS)
		return f;
	if (x->refusal.n)
		return LLM_REFUSAL;
	if (r->n_calls)
		return LLM_CALLS;
	return r->text.n ? LLM_STOP : LLM_BROKEN;
}

/* Ids that are missing or stand twice are made: nine letters and digits, as the strictest wants. */
static void settle_ids(struct llm_answer *x)
{
	unsigned n = 0;
	for (size_t i = 0; i < x->parts.n; i++) {
		struct wire_part *p = &x->parts.v[i];
		bool good = p->kind != WIRE_CALL || p->id.n;
		for (size_t k = 0; good && p->kind == WIRE_CALL && k < i; k++)
			good = x->parts.v[k].kind != WIRE_CALL || !str_eq(x->parts.v[k].id, p->id);
		if (good)
			continue;
		p->id = str_printf(x->a, "kb%03zu%04u", x->rq->n_messages % 1000, n++ % 10000);
		p->raw = STR("");
	}
}

static void take_calls(struct llm_answer *x, struct llm_result *out)
{
	out->calls = ARENA_ARRAY(x->a, struct llm_tool_call, x->parts.n);
	for (size_t i = 0; i < x->parts.n; i++) {
		struct wire_part *p = &x->parts.v[i];
		if (p->kind == WIRE_CALL)
			out->calls[out->n_calls++] =
				(struct llm_tool_call){p->id, p->name, buf_str(&p->text)};
	}
}

/* False when the body does not hold a whole answer. */
static bool whole_answer(
	struct llm_answer *x, const struct llm_answer_head *head, bool whole, struct llm_failure *f)
{
	if (x->too_large)
		wire_say(x->ep, f, LLM_LARGE, "the reply is larger than %u MB or %d parts",
			(unsigned)(WIRE_MAX_BODY >> 20), WIRE_MAX_PARTS);
	else if (x->error.n)
		wire_fault(x->ep, x->rq, &x->q, head, x->error, f);
	else if (x->broken)
		wire_say(x->ep, f, LLM_SERVER, "the reply holds what is no JSON");
	else if (x->done || x->reason.n)
		return true;
	else if (x->head.n && x->head.p[0] == '<')
		wire_say(x->ep, f, LLM_ADDRESS,
			"a web page came in place of JSON: \"" STR_FMT
			"\"; is base_url right, and is there a login or a proxy in between?",
			STR_ARG(wire_clean(x->a, buf_str(&x->head), x->ep->key, 160)));
	else if (x->form == WIRE_PLAIN)
		wire_say(x->ep, f, LLM_SERVER, "no JSON came but \"" STR_FMT "\"",
			STR_ARG(wire_clean(x->a, buf_str(&x->head), x->ep->key, 200)));
	else if (!x->head.n)
		wire_say(x->ep, f, LLM_NETWORK, "the reply is empty");
	else if (x->form == WIRE_JSON && x->first.n && whole && !x->begun)
		wire_say(x->ep, f, LLM_SERVER, "JSON came that is no answer: \"" STR_FMT "\"",
			STR_ARG(wire_clean(x->a, x->first, x->ep->key, 200)));
	else
		wire_say(x->ep, f, LLM_NETWORK, "the reply broke off");
	return false;
}

/* Ollama cuts a prompt that does not fit without a word; its own count tells. Images are counted in
 * so many ways that a prompt with them is not judged. */
static bool prompt_was_cut(const struct llm_answer *x)
{
	if (x->ep->provider != &provider_ollama || x->usage.input <= 0)
		return false;
	for (size_t i = 0; i < x->rq->n_messages; i++)
		if (x->rq->messages[i].n_images)
			return false;
	int64_t expected = llm_request_tokens(x->rq);
	return expected >= 1024 && x->usage.input < expected / 2;
}

static void fill(struct llm_answer *x, const struct llm_answer_head *head, struct llm_result *out)
{
	struct arena *a = x->a;
	if (x->think == WIRE_HEADING && x->held.n)
		speak(x, buf_str(&x->held));
	out->text = str_trim_right(without_orphan(buf_str(&x->text)));
	out->usage = x->usage;
	settle_ids(x);
	take_calls(x, out);
	x->p->end(x, out);
	out->finish = finish_of(x, out);
	if (out->finish == LLM_REFUSAL && x->refusal.n)
		out->text = buf_str(&x->refusal);
	out->model = wire_clean(a, x->model, x->ep->key, 200);
	out->request_id =
		wire_clean(a, head->request_id.n ? head->request_id : x->id, x->ep->key, 200);
}

bool wire_finish(struct llm_answer *x, const struct llm_answer_head *head, bool whole,
	struct llm_result *out, struct llm_failure *f)
{
	*out = (struct llm_result){.usage = x->usage};
	*f = (struct llm_failure){.learnt = x->q, .wait_ms = -1};
	if (head->status < 200 || head->status > 299) {
		wire_fault(x->ep, x->rq, &x->q, head,
			x->error.n	     ? x->error
				: x->first.n ? x->first
					     : buf_str(&x->head),
			f);
		return false;
	}
	if (!whole_answer(x, head, whole, f))
		return false;
	fill(x, head, out);
	if (prompt_was_cut(x)) {
		wire_say(x->ep, f, LLM_CONTEXT,
			"context cut: the model read %lld tokens of about %lld; raise llm.context "
			"or take a model with a larger window",
			(long long)x->usage.input, (long long)llm_request_tokens(x->rq));
		return false;
	}
	return true;
}
