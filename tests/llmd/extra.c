/* extra.c - what the services offer beside calls: models, counts, embeddings, files and batches.
 *
 * A vector is a bag of hashed words, so texts that share words lie near each other. A batch is
 * answered when it is submitted; it is in progress at the first look and done at the second, and its
 * results come last first. Order: writing JSON again, models, embeddings, batches, paths. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "llmd.h"

#define GET(j, name) json_get((j), STR(name))
#define DEFAULT_DIM 64
#define MAX_DIM 4096

static void reply(struct turn *t, struct str json)
{
	t->out.status = 200;
	out_header(t, STR("content-type: application/json"));
	out_piece(t, json);
}

/* --- writing JSON again ------------------------------------------------------------------ */

static void put_json(struct json_out *o, const char *key, const struct json *j)
{
	struct arena *a = o->b->a;
	bool object = json_kind(j) == JSON_T_OBJECT;
	switch (json_kind(j)) {
	case JSON_T_NULL: json_put_null(o, key); break;
	case JSON_T_BOOL: json_put_bool(o, key, json_bool(j)); break;
	case JSON_T_NUMBER: json_put_num(o, key, json_num(j)); break;
	case JSON_T_STRING: json_put_str(o, key, json_str(j)); break;
	case JSON_T_LIST:
	case JSON_T_OBJECT:
		json_open(o, key, object ? '{' : '[');
		for (size_t i = 0; i < json_len(j); i++)
			put_json(o, object ? str_z(a, json_key_at(j, i)) : NULL, json_at(j, i));
		json_close(o, object ? '}' : ']');
	}
}

static struct str json_text(struct arena *a, const struct json *j)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	put_json(&o, NULL, j);
	return buf_str(&b);
}

/* --- models ------------------------------------------------------------------------------ */

static void models(struct turn *t)
{
	if (t->version.n)
		reply(t,
			STR("{\"data\":[{\"type\":\"model\",\"id\":\"llmd-1\",\"display_name\":"
			    "\"LLMD 1\",\"created_at\":\"2026-11-01T00:00:00Z\"}],\"has_more\":"
			    "false,\"first_id\":\"llmd-1\",\"last_id\":\"llmd-1\"}"));
	else
		reply(t,
			STR("{\"object\":\"list\",\"data\":[{\"id\":\"llmd-1\",\"object\":"
			    "\"model\",\"created\":1775088000,\"owned_by\":\"llmd\","
			    "\"max_model_len\":131072}]}"));
}

static void ollama_tags(struct turn *t)
{
	reply(t,
		STR("{\"models\":[{\"name\":\"llmd-1:latest\",\"model\":\"llmd-1:latest\",\"size\":1,"
		    "\"digest\":\"0\",\"details\":{\"family\":\"llmd\"}}]}"));
}

static void ollama_show(struct turn *t)
{
	reply(t,
		STR("{\"details\":{\"family\":\"llmd\"},\"model_info\":{\"general.architecture\":"
		    "\"llmd\",\"llmd.context_length\":131072},\"capabilities\":[\"completion\","
		    "\"tools\",\"vision\"]}"));
}

static void ollama_version(struct turn *t)
{
	reply(t, STR("{\"version\":\"0.30.0\"}"));
}

static void health(struct turn *t)
{
	reply(t, STR("{\"status\":\"ok\"}"));
}

static void count_tokens(struct turn *t)
{
	t->ask.protocol = ANTHROPIC;
	reply(t, str_printf(t->a, "{\"input_tokens\":%zu}", t->body.n / 4));
}

/* --- embeddings -------------------------------------------------------------------------- */

static void vector_of(struct arena *a, struct str text, float *v, size_t dim)
{
	struct arena_mark m = arena_mark(a);
	struct text_words w = text_words(a, text);
	double sum = 0;
	for (size_t i = 0; i < w.n; i++)
		v[str_hash64(w.v[i].folded) % dim] += 1;
	for (size_t i = 0; i < dim; i++)
		sum += (double)v[i] * (double)v[i];
	for (size_t i = 0; i < dim && sum > 0; i++)
		v[i] = (float)((double)v[i] / sqrt(sum));
	arena_release(a, m);
}

static void put_base64(struct buf *b, struct str s)
{
	static const char set[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t x = 0;
		for (size_t k = 0; k < 3; k++)
			x = x << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_putc(b, i + k > s.n ? '=' : set[x >> (18 - 6 * k) & 63]);
	}
}

static void put_vector(struct json_out *o, const char *key, const float *v, size_t dim, bool packed)
{
	if (packed) {
		struct buf b = buf_make(o->b->a);
		put_base64(&b, str_make((const char *)v, dim * sizeof *v)); /* little-endian here */
		json_put_str(o, key, buf_str(&b));
		return;
	}
	json_open(o, key, '[');
	for (size_t i = 0; i < dim; i++)
		json_put_num(o, NULL, (double)v[i]);
	json_close(o, ']');
}

struct inputs {
	struct strs texts;
	float *v;
	size_t dim;
};

static bool read_inputs(struct turn *t, struct inputs *in)
{
	struct err e = {0};
	if (!json_parse(t->a, t->body, &t->ask.j, &e))
		return false;
	const struct json *input = GET(t->ask.j, "input");
	if (!input)
		input = GET(t->ask.j, "prompt");
	if (json_kind(input) == JSON_T_STRING)
		strs_add(t->a, &in->texts, json_str(input));
	for (size_t i = 0; json_kind(input) == JSON_T_LIST && i < json_len(input); i++)
		strs_add(t->a, &in->texts, json_str(json_at(input, i)));
	double dim = json_num(GET(t->ask.j, "dimensions"));
	in->dim = dim >= 1 && dim <= MAX_DIM ? (size_t)dim : DEFAULT_DIM;
	in->v = ARENA_ARRAY(t->a, float, in->texts.n * in->dim);
	for (size_t i = 0; i < in->texts.n; i++) {
		if (!in->texts.v[i].n)
			return false;
		vector_of(t->a, in->texts.v[i], in->v + i * in->dim, in->dim);
	}
	return in->texts.n > 0 && in->texts.n <= 2048;
}

static void embeddings(struct turn *t)
{
	struct inputs in = {0};
	struct buf b = buf_make(t->a);
	struct json_out o = json_begin(&b, false);
	bool old = str_ends(t->path, STR("/api/embeddings"));
	bool ollama = old || str_ends(t->path, STR("/api/embed"));
	t->ask.protocol = ollama ? OLLAMA : OPENAI;
	if (!read_inputs(t, &in)) {
		say_error(t, 400, "invalid_request_error", NULL, "input",
			STR("'$.input' is invalid"));
		return;
	}
	bool packed = str_eqz(json_str(GET(t->ask.j, "encoding_format")), "base64");
	json_open(&o, NULL, '{');
	json_put_str(&o, "model", json_str(GET(t->ask.j, "model")));
	if (!old)
		json_open(&o, ollama ? "embeddings" : "data", '[');
	for (size_t k = in.texts.n; k-- > 0;) { /* OpenAI: last first, the index tells */
		size_t i = ollama ? in.texts.n - 1 - k : k;
		if (!ollama) {
			json_open(&o, NULL, '{');
			json_put_str(&o, "object", STR("embedding"));
			json_put_int(&o, "index", (int64_t)i);
		}
		put_vector(&o, ollama ? (old ? "embedding" : NULL) : "embedding", in.v + i * in.dim,
			in.dim, packed);
		if (!ollama)
			json_close(&o, '}');
	}
	if (!old)
		json_close(&o, ']');
	if (ollama) {
		json_put_int(&o, "prompt_eval_count", (int64_t)(t->body.n / 4));
	} else {
		json_open(&o, "usage", '{');
		json_put_int(&o, "prompt_tokens", (int64_t)(t->body.n / 4));
		json_put_int(&o, "total_tokens", (int64_t)(t->body.n / 4));
		json_close(&o, '}');
	}
	json_close(&o, '}');
	reply(t, buf_str(&b));
}

/* --- batches ----------------------------------------------------------------------------- */

struct batch {
	struct str id, results, errors;
	enum protocol protocol;
	size_t n, n_good, n_looks;
	const char *fault; /* "batch-..." or "" */
};

static const char *batch_fault(const struct turn *t)
{
	for (size_t i = 0; i < t->set.faults.n; i++)
		if (str_starts(str_of(t->set.faults.v[i].row->name), STR("batch-")))
			return t->set.faults.v[i].row->name;
	return "";
}

static bool is_fault(const struct batch *x, const char *name)
{
	return strcmp(x->fault, name) == 0;
}

/* One request of a batch; its line of the results, or of the errors. */
static void batch_line(
	struct turn *t, struct batch *x, struct str id, const struct json *body, struct buf *out)
{
	struct turn *inner = ARENA_NEW(t->a, struct turn);
	*inner = (struct turn){.d = t->d,
		.a = t->a,
		.scope = t->scope,
		.host = t->host,
		.version = STR("2023-06-01"),
		.path = x->protocol == OPENAI ? STR("/v1/chat/completions") : STR("/v1/messages"),
		.body = json_text(t->a, body)};
	bool spoilt = (is_fault(x, "batch-partial") && x->n % 2 == 1) ||
		(is_fault(x, "batch-expired") && x->n % 2 == 1);
	struct json_out o = json_begin(out, false);
	x->n++;
	if (!spoilt)
		call_in_batch(inner, x->protocol);
	bool good = !spoilt && inner->out.status == 200;
	x->n_good += good;
	const char *how = good ? "succeeded" : is_fault(x, "batch-expired") ? "expired" : "errored";
	struct str text = spoilt ? STR("{\"type\":\"error\",\"error\":{\"type\":\"api_error\","
				       "\"message\":\"spoilt\"}}")
				 : inner->out.pieces.v[0].bytes;
	json_open(&o, NULL, '{');
	json_put_str(&o, "custom_id", id);
	if (x->protocol == OPENAI) {
		json_open(&o, "response", '{');
		json_put_int(&o, "status_code", good ? 200 : spoilt ? 500 : 400);
		buf_printf(out, ",\"body\":" STR_FMT, STR_ARG(text));
		json_close(&o, '}');
		json_put_null(&o, "error");
	} else {
		json_open(&o, "result", '{');
		json_put_str(&o, "type", str_of(how));
		if (good || !is_fault(x, "batch-expired"))
			buf_printf(
				out, ",\"%s\":" STR_FMT, good ? "message" : "error", STR_ARG(text));
		json_close(&o, '}');
	}
	json_close(&o, '}');
	buf_putc(out, '\n');
}

static struct str backwards(struct arena *a, struct str lines)
{
	struct strs l = {0};
	struct str line;
	struct buf b = buf_make(a);
	while (str_line(&lines, &line))
		strs_add(a, &l, line);
	for (size_t i = l.n; i-- > 0;) {
		buf_put(&b, l.v[i]);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

static struct str store(struct turn *t, struct map *m, const char *kind, void *what)
{
	pthread_mutex_lock(&t->d->lock);
	struct str name = str_printf(t->d->a, "%s_%llu", kind, (unsigned long long)++t->d->n_names);
	map_add(m, name, NULL)->ptr = what;
	pthread_mutex_unlock(&t->d->lock);
	return name;
}

static struct str keep(struct turn *t, struct str s)
{
	pthread_mutex_lock(&t->d->lock);
	struct str copy = str_dup(t->d->a, s);
	pthread_mutex_unlock(&t->d->lock);
	return copy;
}

static void *stored(struct turn *t, struct map *m, struct str name)
{
	pthread_mutex_lock(&t->d->lock);
	void *p = map_ptr(m, name);
	pthread_mutex_unlock(&t->d->lock);
	return p;
}

static struct batch *new_batch(struct turn *t, enum protocol protocol)
{
	pthread_mutex_lock(&t->d->lock);
	struct batch *x = ARENA_NEW(t->d->a, struct batch);
	pthread_mutex_unlock(&t->d->lock);
	*x = (struct batch){.protocol = protocol, .fault = batch_fault(t)};
	return x;
}

static struct str keep_file(struct turn *t, struct str content)
{
	pthread_mutex_lock(&t->d->lock);
	struct str *f = ARENA_NEW(t->d->a, struct str);
	*f = str_dup(t->d->a, content);
	pthread_mutex_unlock(&t->d->lock);
	return store(t, &t->d->files, "file", f);
}

static void put_file(struct turn *t)
{
	size_t at = str_find(t->type, STR("boundary="));
	struct str boundary = str_trim(str_from(t->type, at == STR_NPOS ? t->type.n : at + 9));
	if (boundary.n > 1 && boundary.p[0] == '"')
		boundary = str_sub(boundary, 1, boundary.n - 1);
	struct str content = STR(""), end = str_cat(t->a, STR("\r\n--"), boundary);
	size_t part = boundary.n ? str_find(t->body, STR("filename=")) : STR_NPOS;
	size_t from = part == STR_NPOS ? part : str_find_from(t->body, part, STR("\r\n\r\n"));
	size_t to = from == STR_NPOS ? from : str_find_from(t->body, from, end);
	bool purpose = str_find(t->body, STR("\r\n\r\nbatch\r\n")) != STR_NPOS;
	if (to == STR_NPOS || !purpose) {
		say_error(t, 400, "invalid_request_error", NULL, "file",
			STR("a file with purpose batch is needed"));
		return;
	}
	content = str_sub(t->body, from + 4, to);
	struct str id = keep_file(t, content);
	reply(t,
		str_printf(t->a,
			"{\"id\":\"" STR_FMT "\",\"object\":\"file\",\"bytes\":%zu,\"purpose\":"
			"\"batch\"}",
			STR_ARG(id), content.n));
}

static void show_batch(struct turn *t, struct batch *x)
{
	struct buf b = buf_make(t->a);
	struct json_out o = json_begin(&b, false);
	bool openai = x->protocol == OPENAI;
	bool over = x->n_looks++ > 0 && !is_fault(x, "batch-slow");
	const char *end = is_fault(x, "batch-failed") ? "failed"
		: is_fault(x, "batch-expired")	      ? "expired"
						      : "completed";
	json_open(&o, NULL, '{');
	json_put_str(&o, "id", x->id);
	if (openai) {
		json_put_str(&o, "object", STR("batch"));
		json_put_str(&o, "status", str_of(over ? end : "in_progress"));
		if (over && !is_fault(x, "batch-failed"))
			json_put_str(&o, "output_file_id", x->results);
		json_open(&o, "request_counts", '{');
		json_put_int(&o, "total", (int64_t)x->n);
		json_put_int(&o, "completed", over ? (int64_t)x->n_good : 0);
		json_put_int(&o, "failed", over ? (int64_t)(x->n - x->n_good) : 0);
		json_close(&o, '}');
	} else {
		json_put_str(&o, "type", STR("message_batch"));
		json_put_str(&o, "processing_status", str_of(over ? "ended" : "in_progress"));
		if (over)
			json_put_str(&o, "results_url",
				str_printf(t->a,
					"http://%s:%u" STR_FMT "/v1/messages/batches/" STR_FMT
					"/results",
					is_fault(x, "batch-elsewhere") ? "localhost" : "127.0.0.1",
					is_fault(x, "batch-elsewhere") ? t->d->trap_port
								       : t->d->port,
					STR_ARG(t->scope->name), STR_ARG(x->id)));
		else
			json_put_null(&o, "results_url");
	}
	json_close(&o, '}');
	reply(t, buf_str(&b));
}

static void submit(struct turn *t, struct batch *x, struct buf *lines)
{
	struct str results = backwards(t->a, buf_str(lines));
	if (is_fault(x, "batch-failed"))
		results = STR("");
	x->results = x->protocol == OPENAI ? keep_file(t, results) : keep(t, results);
	x->id = store(t, &t->d->batches, x->protocol == OPENAI ? "batch" : "msgbatch", x);
	show_batch(t, x);
}

static void openai_batch(struct turn *t)
{
	struct json *j;
	struct err e = {0};
	struct str *file = NULL, line;
	if (json_parse(t->a, t->body, &j, &e))
		file = stored(t, &t->d->files, json_str(GET(j, "input_file_id")));
	if (!file || !str_eqz(json_str(GET(j, "completion_window")), "24h")) {
		say_error(t, 400, "invalid_request_error", NULL, "input_file_id",
			STR("no such file, or no completion_window"));
		return;
	}
	struct batch *x = new_batch(t, OPENAI);
	struct buf lines = buf_make(t->a);
	for (struct str rest = *file; str_line(&rest, &line);) {
		struct json *one;
		if (json_parse(t->a, line, &one, &e))
			batch_line(t, x, json_str(GET(one, "custom_id")), GET(one, "body"), &lines);
	}
	submit(t, x, &lines);
}

static void anthropic_batch(struct turn *t)
{
	struct json *j;
	struct err e = {0};
	struct buf lines = buf_make(t->a);
	t->ask.protocol = ANTHROPIC;
	if (!json_parse(t->a, t->body, &j, &e) || !json_len(GET(j, "requests"))) {
		say_error(t, 400, "invalid_request_error", NULL, NULL, STR("requests: needed"));
		return;
	}
	struct batch *x = new_batch(t, ANTHROPIC);
	for (size_t i = 0; i < json_len(GET(j, "requests")); i++) {
		const struct json *one = json_at(GET(j, "requests"), i);
		batch_line(t, x, json_str(GET(one, "custom_id")), GET(one, "params"), &lines);
	}
	submit(t, x, &lines);
}

/* ".../NAME" or ".../NAME/LAST" with LAST given */
static struct str name_in(struct turn *t, const char *last)
{
	struct str s = str_sub(t->path, 0, t->path.n - str_of(last).n);
	return str_from(s, str_rfind_byte(s, '/') + 1);
}

static bool get_stored(struct turn *t)
{
	struct str *file = str_ends(t->path, STR("/content"))
		? stored(t, &t->d->files, name_in(t, "/content"))
		: NULL;
	struct batch *x = str_find(t->path, STR("/batches/")) != STR_NPOS
		? stored(t, &t->d->batches,
			  name_in(t, str_ends(t->path, STR("/results")) ? "/results" : ""))
		: NULL;
	if (file)
		reply(t, *file);
	else if (x && str_ends(t->path, STR("/results")))
		reply(t, x->results);
	else if (x)
		show_batch(t, x);
	return file || x;
}

/* --- paths ------------------------------------------------------------------------------- */

bool extra_route(struct turn *t)
{
	static const struct {
		const char *method, *end;
		void (*fn)(struct turn *t);
	} rows[] = {
		{"GET", "/models", models},
		{"GET", "/api/tags", ollama_tags},
		{"POST", "/api/show", ollama_show},
		{"GET", "/api/version", ollama_version},
		{"GET", "/health", health},
		{"POST", "/messages/count_tokens", count_tokens},
		{"POST", "/embeddings", embeddings},
		{"POST", "/api/embed", embeddings},
		{"POST", "/files", put_file},
		{"POST", "/messages/batches", anthropic_batch},
		{"POST", "/batches", openai_batch},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_eqz(t->method, rows[i].method) && str_ends(t->path, str_of(rows[i].end))) {
			rows[i].fn(t);
			return true;
		}
	return str_eqz(t->method, "GET") && get_stored(t);
}
