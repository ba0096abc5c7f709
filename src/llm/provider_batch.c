/* provider_batch.c - see provider_batch.h. Order: addresses, lines, requests, answers, results. */
#include "llm/provider_batch.h"

#include "base/err.h"
#include "base/hash.h"
#include "llm/rawjson.h"
#include "llm/wire.h"

/* --- addresses --------------------------------------------------------------------------- */

static bool is_openai(const struct llm_endpoint *ep)
{
	return ep->provider == &provider_openai;
}

bool provider_batch_offered(const struct llm_endpoint *ep, struct err *e)
{
	if (is_openai(ep) || ep->provider == &provider_anthropic)
		return true;
	return err_set(e, ERR_CONFIG,
		"%s has no batches; leave llm.batch and --batch away, or take openai or anthropic",
		ep->provider->name);
}

/* path: "/batches". Anthropic's are below /v1/messages. own: a header, or NULL. */
static bool address(const struct llm_endpoint *ep, struct arena *a, const char *path,
	const char *own, struct llm_wire *out, struct err *e)
{
	static const struct wire_service openai = {
		.default_url = "https://api.openai.com/v1",
		.endings = {"/chat/completions", "/completions", "/embeddings", "/models",
			"/responses", "/chat"},
		.root = "/v1",
		.asked_root = true,
	};
	static const struct wire_service anthropic = {
		.default_url = "https://api.anthropic.com",
		.endings = {"/messages", "/models", "/v1"},
	};
	*out = (struct llm_wire){0};
	if (!provider_batch_offered(ep, e))
		return false;
	if (is_openai(ep))
		return wire_url(a, &openai, ep->base_url, path, &out->url, e) &&
			wire_headers(a, ep, "Authorization", own, out, e);
	return wire_url(a, &anthropic, ep->base_url,
		       str_z(a, str_cat(a, STR("/v1/messages"), str_of(path))), &out->url, e) &&
		wire_headers(a, ep, ep->key_is_bearer ? "Authorization" : "x-api-key",
			"anthropic-version: 2023-06-01", out, e);
}

/* What a service calls its batches and files; it becomes part of a path. */
static bool is_name(struct str id)
{
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			    c == '-' || c == '_'))
			return false;
	}
	return id.n > 0 && id.n <= 200;
}

/* "https://host:443" */
static struct str origin(struct str url)
{
	size_t from = str_find(url, STR("://"));
	size_t slash = from == STR_NPOS ? from : str_find_from(url, from + 3, STR("/"));
	return str_sub(url, 0, slash);
}

/* --- lines ------------------------------------------------------------------------------- */

void provider_batch_add(const struct llm_endpoint *ep, struct buf *lines, struct str custom,
	struct str body, size_t n_before)
{
	struct json_out o;
	if (!is_openai(ep))
		buf_puts(lines, n_before ? ",\n" : "{\"requests\":[\n");
	o = json_begin(lines, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "custom_id", custom);
	if (is_openai(ep)) {
		json_put_str(&o, "method", STR("POST"));
		json_put_str(&o, "url", STR("/v1/chat/completions"));
	}
	json_put_raw(&o, is_openai(ep) ? "body" : "params", body);
	json_close(&o, '}');
	if (is_openai(ep))
		buf_putc(lines, '\n');
}

/* --- requests ---------------------------------------------------------------------------- */

bool provider_batch_upload(const struct llm_endpoint *ep, struct arena *a, struct str lines,
	struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	*out = (struct llm_wire){0};
	if (!is_openai(ep))
		return provider_batch_offered(ep, e);
	/* a hash of the lines cannot stand in them */
	struct str mark = str_printf(a, "kb-%.*s", STR_ARG(sha_base32(a, sha_of(lines), 26)));
	struct str type = str_printf(
		a, "Content-Type: multipart/form-data; boundary=" STR_FMT, STR_ARG(mark));
	if (!address(ep, a, "/files", str_z(a, type), out, e))
		return false;
	buf_reserve(&b, lines.n + 512);
	buf_printf(&b,
		"--" STR_FMT "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n"
		"batch\r\n--" STR_FMT "\r\nContent-Disposition: form-data; name=\"file\"; "
		"filename=\"kb.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n",
		STR_ARG(mark), STR_ARG(mark));
	buf_put(&b, lines);
	buf_printf(&b, "\r\n--" STR_FMT "--\r\n", STR_ARG(mark));
	out->body = buf_str(&b);
	return true;
}

bool provider_batch_create(const struct llm_endpoint *ep, struct arena *a, struct str what,
	struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	struct json_out o;
	if (!address(ep, a, "/batches", NULL, out, e))
		return false;
	if (!is_openai(ep)) {
		out->body = str_cat(a, what, STR("\n]}"));
		return true;
	}
	o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "input_file_id", what);
	json_put_str(&o, "endpoint", STR("/v1/chat/completions"));
	json_put_str(&o, "completion_window", STR("24h"));
	json_close(&o, '}');
	out->body = buf_str(&b);
	return true;
}

struct str provider_batch_id(struct arena *a, struct str body)
{
	struct json *j;
	if (!json_parse(a, body, &j, NULL))
		return STR("");
	struct str id = json_str(json_get(j, STR("id")));
	return is_name(id) ? id : STR("");
}

bool provider_batch_look(const struct llm_endpoint *ep, struct arena *a, struct str id,
	struct llm_wire *out, struct err *e)
{
	struct str path = str_printf(a, "/batches/" STR_FMT, STR_ARG(id));
	return address(ep, a, str_z(a, path), NULL, out, e);
}

bool provider_batch_fetch(const struct llm_endpoint *ep, struct arena *a, struct str results,
	struct llm_wire *out, struct err *e)
{
	struct str path = str_printf(a, "/files/" STR_FMT "/content", STR_ARG(results));
	if (is_openai(ep))
		return address(ep, a, str_z(a, path), NULL, out, e);
	if (!address(ep, a, "/batches", NULL, out, e))
		return false;
	if (!str_eq(origin(results), origin(out->url)))
		return err_set(e, ERR_MODEL, "the results lie on another host: " STR_FMT,
			STR_ARG(str_sub(origin(results), 0, 200)));
	out->url = results;
	return true;
}

/* --- answers ----------------------------------------------------------------------------- */

static int64_t number(const struct json *j)
{
	double x = json_num(j);
	return json_kind(j) == JSON_T_NUMBER && x >= 0 && x < 1e12 ? (int64_t)x : -1;
}

static bool read_openai(const struct llm_endpoint *ep, struct arena *a, const struct json *j,
	struct provider_batch *out, struct err *e)
{
	struct str status = json_str(json_get(j, STR("status")));
	const struct json *counts = json_get(j, STR("request_counts"));
	const struct json *errors = json_get(json_get(j, STR("errors")), STR("data"));
	static const char *const files[] = {"output_file_id", "error_file_id"};
	out->failed = str_eqz(status, "failed");
	out->ended = out->failed || str_eqz(status, "completed") || str_eqz(status, "expired") ||
		str_eqz(status, "cancelled");
	out->why =
		wire_clean(a, json_str(json_get(json_at(errors, 0), STR("message"))), ep->key, 300);
	out->n = number(json_get(counts, STR("total")));
	out->n_done = number(json_get(counts, STR("completed")));
	for (size_t i = 0; i < 2; i++) {
		struct str id = json_str(json_get(j, str_of(files[i])));
		if (out->ended && is_name(id))
			out->results[i] = id;
	}
	return status.n > 0 || err_set(e, ERR_MODEL, "no state of a batch is in the answer");
}

/* Results on another host than the configured one are asked of this one, where they lie too. */
static bool read_anthropic(const struct llm_endpoint *ep, struct arena *a, struct str id,
	const struct json *j, struct provider_batch *out, struct err *e)
{
	static const char *const kinds[] = {"succeeded", "errored", "canceled", "expired"};
	struct str status = json_str(json_get(j, STR("processing_status")));
	const struct json *counts = json_get(j, STR("request_counts"));
	int64_t running = number(json_get(counts, STR("processing")));
	struct str url = json_str(json_get(j, STR("results_url")));
	struct str path = str_printf(a, "/batches/" STR_FMT "/results", STR_ARG(id));
	struct llm_wire own;
	out->ended = str_eqz(status, "ended");
	if (running >= 0) {
		out->n_done = 0;
		for (size_t i = 0; i < 4; i++) {
			int64_t n = number(json_get(counts, str_of(kinds[i])));
			out->n_done += n > 0 ? n : 0;
		}
		out->n = out->n_done + running;
	}
	if (!address(ep, a, str_z(a, path), NULL, &own, e))
		return false;
	if (out->ended)
		out->results[0] = str_eq(origin(url), origin(own.url)) ? url : own.url;
	return status.n > 0 || err_set(e, ERR_MODEL, "no state of a batch is in the answer");
}

bool provider_batch_read(const struct llm_endpoint *ep, struct arena *a, struct str id,
	struct str body, struct provider_batch *out, struct err *e)
{
	struct json *j;
	*out = (struct provider_batch){.n = -1, .n_done = -1};
	if (!json_parse(a, body, &j, e))
		return err_wrap(e, "the state of a batch");
	return is_openai(ep) ? read_openai(ep, a, j, out, e) : read_anthropic(ep, a, id, j, out, e);
}

/* --- results ----------------------------------------------------------------------------- */

static void openai_line(
	struct arena *a, const struct json *j, struct str line, struct provider_batch_line *out)
{
	const struct json *answer = json_get(j, STR("response"));
	int64_t status = number(json_get(answer, STR("status_code")));
	(void)a;
	out->status = status > 0 && status < 1000 ? (unsigned)status : 0;
	out->body = raw_get(raw_get(line, "response"), "body");
	out->lost = !out->status || !out->body.n || out->status == 408 || out->status == 429 ||
		out->status >= 500;
}

/* An error that blames the request is its answer; any other says that it was not run. */
static void anthropic_line(
	struct arena *a, const struct json *j, struct str line, struct provider_batch_line *out)
{
	const struct json *result = json_get(j, STR("result"));
	struct str type = json_str(json_get(result, STR("type")));
	struct str raw = raw_get(line, "result");
	if (str_eqz(type, "succeeded")) {
		out->status = 200;
		out->body = raw_get(raw, "message");
		return;
	}
	const struct json *error = json_get(result, STR("error"));
	const struct json *inner = json_get(error, STR("error"));
	struct str kind = json_str(json_get(inner ? inner : error, STR("type")));
	out->lost = !str_eqz(type, "errored") || !str_eqz(kind, "invalid_request_error");
	out->status = 400;
	out->body = inner
		? raw_get(raw, "error")
		: str_printf(a, "{\"error\":" STR_FMT "}", STR_ARG(raw_get(raw, "error")));
}

bool provider_batch_line(const struct llm_endpoint *ep, struct arena *a, struct str line,
	struct provider_batch_line *out)
{
	struct json *j;
	*out = (struct provider_batch_line){0};
	if (!json_parse(a, line, &j, NULL))
		return false;
	out->custom = json_str(json_get(j, STR("custom_id")));
	if (is_openai(ep))
		openai_line(a, j, line, out);
	else
		anthropic_line(a, j, line, out);
	return out->custom.n > 0;
}
