/* fuzz_provider.c - any bytes as the answer of any service: the same result at every split, valid UTF-8,
 * no key in it, and a turn that can be sent back; any bytes as settings, as vectors, as prose with JSON. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "llm/provider.h"

#define KEY "sk-fuzz0123456789canary"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct input {
	struct llm_endpoint ep;
	struct llm_quirks q;
	struct llm_request rq;
	struct llm_message m;
	struct llm_answer_head head;
	struct str body;
};

static void on_text(void *ctx, struct str piece)
{
	buf_put(ctx, piece);
}

static bool run(struct arena *a, const struct input *in, size_t step, struct llm_result *r,
	struct llm_failure *f)
{
	struct buf streamed = buf_make(a);
	const struct llm_provider *p = in->ep.provider;
	struct llm_answer *x = p->begin(&in->ep, &in->q, a, &in->rq, on_text, &streamed);
	bool more = true;
	for (size_t i = 0; i < in->body.n && more; i += step)
		more = p->feed(x, str_sub(in->body, i, i + step));
	bool ok = p->finish(x, &in->head, more, r, f);
	assert(text_valid(buf_str(&streamed)));
	return ok;
}

/* The answer as the last turn of the next request. */
static void send_back(struct arena *a, const struct input *in, const struct llm_result *r)
{
	struct llm_message m[2] = {in->m,
		{.role = LLM_ASSISTANT,
			.text = r->text,
			.raw = r->raw,
			.calls = r->calls,
			.n_calls = r->n_calls}};
	struct llm_request rq = in->rq;
	struct llm_wire w;
	struct err e = {0};
	struct json *j;
	rq.messages = m;
	rq.n_messages = 2;
	assert(in->ep.provider->build(&in->ep, &in->q, a, &rq, &w, &e));
	assert(json_parse(a, w.body, &j, &e) || e.code == ERR_LIMIT);
	assert(str_find(w.body, STR(KEY)) == STR_NPOS && str_find(w.url, STR(KEY)) == STR_NPOS);
}

static void answer(struct arena *a, const struct input *in)
{
	struct llm_result r[3];
	struct llm_failure f[3];
	size_t steps[3] = {in->body.n + 1, 1, 7};
	bool ok[3];
	for (size_t i = 0; i < 3; i++) {
		ok[i] = run(a, in, steps[i], &r[i], &f[i]);
		assert(ok[i] == ok[0] && f[i].fault == f[0].fault);
		assert(strcmp(f[i].text, f[0].text) == 0 && str_eq(r[i].text, r[0].text));
		assert(str_eq(r[i].raw, r[0].raw) && r[i].finish == r[0].finish);
	}
	assert(ok[0] == (f[0].fault == LLM_NO_FAULT));
	assert(text_valid(str_of(f[0].text)) && !strstr(f[0].text, "canary"));
	assert(f[0].fault != LLM_PARAM || memcmp(&f[0].learnt, &in->q, sizeof in->q) != 0);
	if (ok[0]) {
		assert(text_valid(r[0].text));
		send_back(a, in, &r[0]);
	}
}

static void settings(struct arena *a, struct input in)
{
	struct llm_wire w;
	struct json *j;
	struct str rest = in.body;
	if (!str_cut(&rest, '\n', &in.ep.base_url))
		return;
	in.ep.extra_body = rest.p ? rest : STR("");
	if (in.ep.provider->build(&in.ep, &in.q, a, &in.rq, &w, NULL)) {
		assert(str_find(w.url, STR(KEY)) == STR_NPOS);
		if (text_valid(in.ep.extra_body) && str_find(rest, STR("\\u0000")) == STR_NPOS)
			(void)json_parse(a, w.body, &j, NULL);
	}
	(void)in.ep.provider->models_url(&in.ep, a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct llm_provider *const all[] = {
		&provider_openai, &provider_anthropic, &provider_ollama};
	static const unsigned statuses[] = {200, 200, 200, 400, 404, 429, 500, 302};
	if (n < 3)
		return 0;
	struct arena *a = arena_make();
	struct input in = {
		.ep = {.provider = all[data[0] % 3], .key = STR(KEY)},
		.q = {.rung = data[1] % RUNG_COUNT, .no_stream = data[1] & 8},
		.head = {.status = statuses[data[2] % 8]},
		.body = {(const char *)data + 3, n - 3},
	};
	in.ep.extra_body = STR("{\"seed\":1}");
	in.m.text = STR("Hello");
	in.rq.model = STR("m");
	in.rq.messages = &in.m;
	in.rq.n_messages = 1;
	in.rq.max_output = 1000;
	if (data[1] & 16) {
		in.rq.schema = STR("{\"type\":\"object\"}");
		in.rq.schema_name = STR("reply");
	}
	answer(a, &in);
	if (data[2] & 128)
		settings(a, in);
	float *v;
	size_t dim = 0;
	struct llm_usage u;
	struct json *j;
	(void)provider_vectors(&in.ep, a, in.body, 1 + data[1] % 3, &v, &dim, &u, NULL);
	struct str found = provider_json(a, in.body);
	assert(!found.n || json_parse(a, found, &j, NULL));
	arena_free(a);
	return 0;
}
