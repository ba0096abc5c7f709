/* provider_embed.c - vectors of texts in OpenAI's and Ollama's shapes. LLM.md 1.6.
 * Order: the request, numbers, the reply.
 *
 * base64 (little-endian float32) is asked of OpenAI itself, where it is known to work; either form is
 * read from anybody. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "llm/provider.h"
#include "llm/wire.h"

/* --- the request ------------------------------------------------------------------------- */

static bool embed_url(
	const struct llm_endpoint *ep, struct arena *a, struct str *out, struct err *e)
{
	static const struct wire_service openai = {
		.default_url = "https://api.openai.com/v1",
		.endings = {"/chat/completions", "/completions", "/embeddings", "/models"},
		.root = "/v1",
		.asked_root = true,
	};
	static const struct wire_service ollama = {
		.default_url = "127.0.0.1:11434",
		.endings = {"/chat", "/generate", "/embed", "/embeddings", "/tags", "/api", "/v1"},
		.port = 11434,
		.plain = true,
	};
	if (ep->provider == &provider_openai)
		return wire_url(a, &openai, ep->base_url, "/embeddings", out, e);
	if (ep->provider == &provider_ollama)
		return wire_url(a, &ollama, ep->base_url, "/api/embed", out, e);
	return err_set(e, ERR_CONFIG,
		"%s has no embeddings; set embedding.engine to openai or ollama",
		ep->provider->name);
}

bool provider_embed(const struct llm_endpoint *ep, struct arena *a, struct str model, int64_t dim,
	const struct str *texts, size_t n_texts, struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	struct wire_extra extra;
	*out = (struct llm_wire){0};
	if (n_texts > PROVIDER_MAX_TEXTS)
		return err_set(e, ERR_LIMIT, "%zu texts for one request of vectors; at most %d",
			n_texts, PROVIDER_MAX_TEXTS);
	for (size_t i = 0; i < n_texts; i++)
		if (str_blank(texts[i]))
			return err_set(e, ERR_INPUT, "an empty text has no vector");
	if (!embed_url(ep, a, &out->url, e) ||
		!wire_headers(a, ep, "Authorization", NULL, out, e) ||
		!wire_extra(a, ep, &(struct llm_quirks){0}, &extra, e))
		return false;
	json_open(&o, NULL, '{');
	json_put_str(&o, "model", model);
	json_open(&o, "input", '[');
	for (size_t i = 0; i < n_texts; i++)
		json_put_str(&o, NULL, texts[i]);
	json_close(&o, ']');
	if (str_eqz(wire_host(out->url), "api.openai.com") && !wire_has(&extra, "encoding_format"))
		json_put_str(&o, "encoding_format", STR("base64"));
	if (dim > 0 && !wire_has(&extra, "dimensions"))
		json_put_int(&o, "dimensions", dim);
	wire_put_extra(&o, &extra);
	json_close(&o, '}');
	out->body = buf_str(&b);
	return true;
}

/* --- numbers ----------------------------------------------------------------------------- */

struct row {
	struct arena *a;
	float *v;
	size_t n;
	struct err *e;
};

static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static bool row_of_base64(struct row *r, struct str s)
{
	uint32_t bits = 0, word = 0;
	unsigned n_bits = 0;
	size_t n_bytes = 0;
	while (s.n && s.p[s.n - 1] == '=')
		s.n--;
	r->n = s.n * 3 / 4 / 4;
	if (!r->n || s.n * 3 / 4 % 4)
		return err_set(r->e, ERR_MODEL, "a vector's base64 is no list of float32");
	if (r->n > PROVIDER_MAX_DIM)
		return err_set(
			r->e, ERR_MODEL, "a vector has more than %d numbers", PROVIDER_MAX_DIM);
	r->v = ARENA_ARRAY(r->a, float, r->n);
	for (size_t i = 0; i < s.n; i++) {
		int d = digit(s.p[i]);
		if (d < 0)
			return err_set(r->e, ERR_MODEL, "a vector's base64 is broken");
		bits = bits << 6 | (uint32_t)d;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		word |= (bits >> n_bits & 255) << 8 * (n_bytes % 4);
		if (++n_bytes % 4 == 0) {
			memcpy(&r->v[n_bytes / 4 - 1], &word, sizeof word);
			word = 0;
		}
	}
	return true;
}

static bool row_of(struct row *r, const struct json *j)
{
	if (json_kind(j) == JSON_T_STRING) {
		if (!row_of_base64(r, json_str(j)))
			return false;
	} else {
		r->n = json_kind(j) == JSON_T_LIST ? json_len(j) : 0;
		if (!r->n || r->n > PROVIDER_MAX_DIM)
			return err_set(r->e, ERR_MODEL, "a vector is missing, empty or too long");
		r->v = ARENA_ARRAY(r->a, float, r->n);
		for (size_t i = 0; i < r->n; i++) {
			double v = json_num(json_at(j, i));
			if (json_kind(json_at(j, i)) != JSON_T_NUMBER || fabs(v) > FLT_MAX)
				return err_set(
					r->e, ERR_MODEL, "a vector holds no number at %zu", i);
			r->v[i] = (float)v;
		}
	}
	for (size_t i = 0; i < r->n; i++)
		if (!isfinite(r->v[i]))
			return err_set(r->e, ERR_MODEL, "a vector holds NaN or infinity");
	return true;
}

/* --- the reply --------------------------------------------------------------------------- */

/* The list of vectors, and whether its items are objects with embedding and index. */
static const struct json *list_of(const struct json *j, bool *wrapped)
{
	const struct json *data = json_get(j, STR("data"));
	*wrapped = json_kind(data) == JSON_T_LIST;
	return *wrapped ? data : json_get(j, STR("embeddings"));
}

static bool place_row(struct row *r, const struct json *item, bool wrapped, size_t i,
	size_t n_texts, size_t *place)
{
	const struct json *index = json_get(item, STR("index"));
	*place = i;
	if (wrapped && json_kind(index) == JSON_T_NUMBER) {
		int64_t at = wire_count(index);
		if (at < 0 || at >= (int64_t)n_texts)
			return err_set(r->e, ERR_MODEL, "a vector of a text that was not sent");
		*place = (size_t)at;
	}
	return row_of(r, wrapped ? json_get(item, STR("embedding")) : item);
}

static bool take_rows(struct arena *a, struct arena *scratch, const struct json *j, size_t n_texts,
	float **out, size_t *dim, struct err *e)
{
	bool wrapped;
	const struct json *single = json_get(j, STR("embedding"));
	const struct json *l = list_of(j, &wrapped);
	bool *seen = ARENA_ARRAY(scratch, bool, n_texts);
	float *m = NULL;
	size_t n = single ? 1 : json_len(l);
	if (n != n_texts)
		return err_set(e, ERR_MODEL, "%zu vectors came for %zu texts", n, n_texts);
	for (size_t i = 0, place; i < n; i++) {
		struct row r = {.a = scratch, .e = e};
		if (!place_row(&r, single ? single : json_at(l, i), wrapped && !single, i, n_texts,
			    &place))
			return false;
		if (seen[place])
			return err_set(e, ERR_MODEL, "two vectors came for one text");
		seen[place] = true;
		if (*dim && r.n != *dim)
			return err_set(e, ERR_MODEL, "a vector has %zu numbers, %zu are expected",
				r.n, *dim);
		*dim = r.n;
		if (!m)
			m = arena_array(a, n * r.n, sizeof *m);
		memcpy(m + place * r.n, r.v, r.n * sizeof *m);
	}
	*out = m;
	return true;
}

bool provider_vectors(const struct llm_endpoint *ep, struct arena *a, struct str body,
	size_t n_texts, float **out, size_t *dim, struct llm_usage *usage, struct err *e)
{
	struct arena *scratch = arena_make();
	struct json *j = NULL;
	struct err inner = {0};
	bool ok = false;
	*out = NULL;
	*usage = (struct llm_usage){-1, -1, -1, -1, -1, -1};
	if (body.n > WIRE_MAX_BODY || !json_parse(scratch, body, &j, &inner)) {
		err_set(e, ERR_MODEL, "the reply with vectors is no JSON, or too large");
	} else if (json_kind(json_get(j, STR("error"))) != JSON_T_NULL) {
		struct llm_failure f;
		provider_fault(ep, &(struct llm_answer_head){.status = 200}, body, &f);
		err_set(e, ERR_MODEL, "%s", f.text);
	} else {
		ok = take_rows(a, scratch, j, n_texts, out, dim, e);
		usage->input =
			wire_count(json_get(json_get(j, STR("usage")), STR("prompt_tokens")));
		if (usage->input < 0)
			usage->input = wire_count(json_get(j, STR("prompt_eval_count")));
		usage->output = 0;
	}
	arena_free(scratch);
	return ok;
}
