/* wire_out.c - building a request, as far as all services do it alike. Order: addresses, headers,
 * members of the settings, the prompt, small encodings. */
#include "llm/wire.h"

#include <string.h>

#include "base/embed.h"
#include "base/err.h"
#include "llm/address.h"
#include "llm/rawjson.h"

/* --- addresses --------------------------------------------------------------------------- */

/* Hosts whose base is not /v1. */
static const char *const known_roots[][2] = {
	{"generativelanguage.googleapis.com", "/v1beta/openai"},
	{"openrouter.ai", "/api/v1"},
	{"api.groq.com", "/openai/v1"},
	{"api.perplexity.ai", ""},
};

struct address {
	struct str scheme, host, port, path, query;
	bool bracketed;
};

static bool split_host(struct str s, struct address *at, struct err *e)
{
	size_t colon = str_find_byte(s, ':');
	if (s.n && s.p[0] == '[') {
		size_t end = str_find_byte(s, ']');
		if (end == STR_NPOS)
			return err_set(e, ERR_CONFIG, "base_url: \"[\" without \"]\"");
		at->host = str_sub(s, 1, end);
		at->bracketed = true;
		s = str_from(s, end + 1);
		if (s.n && s.p[0] != ':')
			return err_set(e, ERR_CONFIG, "base_url: bytes between \"]\" and the port");
		at->port = str_from(s, 1);
	} else if (colon != STR_NPOS && str_rfind_byte(s, ':') != colon) {
		at->host = s; /* an IPv6 address without brackets has no port */
		at->bracketed = true;
	} else {
		at->host = str_sub(s, 0, colon);
		at->port = colon == STR_NPOS ? STR("") : str_from(s, colon + 1);
	}
	int64_t port = 1;
	if (at->port.n && (!str_to_i64(at->port, &port) || port < 1 || port > 65535))
		return err_set(e, ERR_CONFIG, "base_url: \"%.*s\" is no port",
			(int)(at->port.n < 20 ? at->port.n : 20), at->port.p);
	return true;
}

static bool split(struct arena *a, struct str base, struct address *at, struct err *e)
{
	for (size_t i = 0; i < base.n; i++)
		if ((unsigned char)base.p[i] <= ' ' || base.p[i] == 0x7f || base.p[i] == '\\')
			return err_set(
				e, ERR_CONFIG, "base_url: holds a blank or a byte that no URL has");
	base = str_sub(base, 0, str_find_byte(base, '#'));
	size_t colon = str_find(base, STR("://"));
	if (colon != STR_NPOS) {
		at->scheme = str_lower(a, str_sub(base, 0, colon));
		base = str_from(base, colon + 3);
		if (!str_eqz(at->scheme, "http") && !str_eqz(at->scheme, "https"))
			return err_set(e, ERR_CONFIG, "base_url: http:// or https:// expected");
	}
	size_t query = str_find_byte(base, '?');
	at->query = query == STR_NPOS ? STR("") : str_from(base, query);
	base = str_sub(base, 0, query);
	size_t slash = str_find_byte(base, '/');
	at->path = slash == STR_NPOS ? STR("") : str_from(base, slash);
	base = str_sub(base, 0, slash);
	if (str_find_byte(base, '@') != STR_NPOS)
		return err_set(e, ERR_CONFIG,
			"base_url: holds a user name or password; give the key by api_key_env");
	return split_host(str_lower(a, base), at, e);
}

/* What the listening spellings of OLLAMA_HOST mean to one who connects. */
static void settle_host(struct arena *a, const struct wire_service *s, struct address *at)
{
	if (!at->host.n || str_eqz(at->host, "0.0.0.0"))
		at->host = STR("127.0.0.1");
	else if (str_eqz(at->host, "::"))
		at->host = STR("::1");
	if (at->bracketed)
		at->host = str_printf(a, "[" STR_FMT "]", STR_ARG(at->host));
	if (at->scheme.n)
		return;
	bool near = s->plain || at->bracketed || !address_host_public(at->host) ||
		str_find_byte(at->host, '.') == STR_NPOS;
	at->scheme = near ? STR("http") : STR("https");
	if (!at->port.n && s->port)
		at->port = str_printf(a, "%u", s->port);
}

static struct str without_slashes(struct str s)
{
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

static struct str base_path(const struct wire_service *s, const struct address *at)
{
	struct str path = without_slashes(at->path);
	for (size_t i = 0; i < sizeof s->endings / sizeof *s->endings && s->endings[i]; i++)
		if (str_ends(path, str_of(s->endings[i])))
			path = without_slashes(str_sub(path, 0, path.n - strlen(s->endings[i])));
	if (!s->asked_root)
		return path;
	for (size_t i = 0; i < sizeof known_roots / sizeof *known_roots; i++)
		if (str_eqz(at->host, known_roots[i][0]) &&
			str_starts(str_of(known_roots[i][1]), path))
			return str_of(known_roots[i][1]);
	return path.n ? path : str_of(s->root);
}

bool wire_url(struct arena *a, const struct wire_service *s, struct str base, const char *path,
	struct str *out, struct err *e)
{
	struct address at = {0};
	struct buf b = buf_make(a);
	base = str_trim(base);
	if (!split(a, base.n ? base : str_of(s->default_url), &at, e))
		return false;
	settle_host(a, s, &at);
	buf_printf(&b, STR_FMT "://" STR_FMT, STR_ARG(at.scheme), STR_ARG(at.host));
	if (at.port.n)
		buf_printf(&b, ":" STR_FMT, STR_ARG(at.port));
	buf_put(&b, base_path(s, &at));
	buf_puts(&b, path);
	buf_put(&b, at.query);
	*out = buf_str(&b);
	return true;
}

struct str wire_models_url(const struct llm_endpoint *ep, struct arena *a)
{
	const struct llm_provider *p = ep->provider;
	struct str url;
	return wire_url(a, p->service, ep->base_url, p->models_path, &url, NULL) ? url : STR("");
}

struct str wire_host(struct str url)
{
	size_t from = str_find(url, STR("://"));
	struct str s = str_from(url, from == STR_NPOS ? 0 : from + 3);
	s = str_sub(s, 0, str_find_byte(s, '/'));
	s = str_sub(s, 0, str_find_byte(s, '?'));
	if (s.n && s.p[0] == '[')
		return str_sub(s, 0, str_find_byte(s, ']') + 1);
	return str_sub(s, 0, str_find_byte(s, ':'));
}

/* --- headers ----------------------------------------------------------------------------- */

static bool is_line(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

/* A header of the same name takes the place of one that stands there. */
static void put_header(struct arena *a, struct strs *l, struct str h)
{
	struct str name = str_sub(h, 0, str_find_byte(h, ':'));
	for (size_t i = 0; i < l->n; i++)
		if (str_ieq(str_sub(l->v[i], 0, str_find_byte(l->v[i], ':')), name)) {
			l->v[i] = h;
			return;
		}
	strs_add(a, l, h);
}

/* What is shorter is no secret but a stand-in. */
static bool holds_key(struct str s, const struct llm_endpoint *ep)
{
	return ep->key.n >= 8 && s.n && str_find(s, ep->key) != STR_NPOS;
}

bool wire_headers(struct arena *a, const struct llm_endpoint *ep, const char *key_name,
	const char *own, struct llm_wire *out, struct err *e)
{
	struct strs l = {0};
	put_header(a, &l, STR("Content-Type: application/json"));
	if (own)
		put_header(a, &l, str_of(own));
	if (!is_line(ep->key))
		return err_set(e, ERR_CONFIG, "the key holds a line break; read it again without");
	if (holds_key(out->url, ep))
		return err_set(
			e, ERR_CONFIG, "base_url: holds the key; give it by api_key_env alone");
	if (ep->key.n)
		put_header(a, &l,
			str_printf(a, "%s: %s" STR_FMT, key_name,
				strcmp(key_name, "Authorization") == 0 ? "Bearer " : "",
				STR_ARG(ep->key)));
	for (size_t i = 0; i < ep->n_headers; i++) {
		size_t colon = str_find_byte(ep->headers[i], ':');
		if (colon == STR_NPOS || !colon || !is_line(ep->headers[i]))
			return err_set(e, ERR_CONFIG, "llm.headers: \"Name: value\" expected");
		put_header(a, &l, ep->headers[i]);
	}
	out->headers = l.v;
	out->n_headers = l.n;
	return true;
}

/* --- members of the settings ------------------------------------------------------------- */

static const char *const kept_members[] = {"model", "messages", "system", "stream", "tools"};

static bool is_dropped(const struct llm_quirks *q, struct str key)
{
	struct str rest = str_of(q->dropped), word;
	while (str_cut(&rest, ' ', &word))
		if (word.n && str_eq(word, key))
			return true;
	return false;
}

bool wire_extra(struct arena *a, const struct llm_endpoint *ep, const struct llm_quirks *q,
	struct wire_extra *out, struct err *e)
{
	struct json *j;
	struct str key, value;
	*out = (struct wire_extra){0};
	if (str_blank(ep->extra_body))
		return true;
	struct err inner = {0};
	if (holds_key(ep->extra_body, ep))
		return err_set(e, ERR_CONFIG, "llm.extra_body: holds the key");
	if (!json_parse(a, ep->extra_body, &j, &inner))
		return err_set(e, ERR_CONFIG, "llm.extra_body: %s", inner.text);
	if (json_kind(j) != JSON_T_OBJECT)
		return err_set(e, ERR_CONFIG, "llm.extra_body: an object expected");
	struct raw r = raw_open(ep->extra_body);
	for (size_t i = 0; raw_next(&r, &key, &value); i++) {
		key = json_key_at(j, i);
		for (size_t k = 0; k < sizeof kept_members / sizeof *kept_members; k++)
			if (str_eqz(key, kept_members[k]))
				return err_set(e, ERR_CONFIG,
					"llm.extra_body: %s is written by kb; leave it out",
					kept_members[k]);
		if (is_dropped(q, key))
			continue;
		strs_add(a, &out->keys, key);
		strs_add(a, &out->values, value);
	}
	return true;
}

bool wire_has(const struct wire_extra *x, const char *key)
{
	return strs_has(x->keys, str_of(key));
}

void wire_put_extra(struct json_out *o, const struct wire_extra *x)
{
	for (size_t i = 0; i < x->keys.n; i++)
		json_put_raw(o, str_z(o->b->a, x->keys.v[i]), x->values.v[i]);
}

/* --- the prompt -------------------------------------------------------------------------- */

struct str wire_form(struct arena *a, struct str schema)
{
	const struct embed_file *f = embed_find("prompts/form.md");
	if (!schema.n || !f)
		return STR("");
	return str_cat(a, str_make(f->bytes, f->n), schema);
}

struct wire_blocks wire_system(struct arena *a, const struct llm_request *rq)
{
	struct wire_blocks out = {ARENA_ARRAY(a, struct llm_block, rq->n_system + 1), 0};
	struct llm_block form = {.text = wire_form(a, rq->schema)};
	size_t at = rq->n_system;
	for (size_t i = 0; i < rq->n_system; i++)
		if (rq->system[i].cached) {
			at = i + 1;
			form.cached = true;
		}
	for (size_t i = 0; i <= rq->n_system; i++) {
		if (i == at && form.text.n)
			out.v[out.n++] = form;
		if (i < rq->n_system && !str_blank(rq->system[i].text))
			out.v[out.n++] = rq->system[i];
	}
	return out;
}

struct str wire_join(struct arena *a, struct wire_blocks blocks)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < blocks.n; i++) {
		if (b.n)
			buf_puts(&b, "\n\n");
		buf_put(&b, str_trim_right(blocks.v[i].text));
	}
	return buf_str(&b);
}

/* --- small encodings --------------------------------------------------------------------- */

struct str wire_base64(struct arena *a, struct str s)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n / 3 * 4 + 8);
	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s.p[i] << 16;
		v |= i + 1 < s.n ? (unsigned)(unsigned char)s.p[i + 1] << 8 : 0;
		v |= i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
		buf_putc(&b, digits[v >> 18]);
		buf_putc(&b, digits[v >> 12 & 63]);
		buf_putc(&b, i + 1 < s.n ? digits[v >> 6 & 63] : '=');
		buf_putc(&b, i + 2 < s.n ? digits[v & 63] : '=');
	}
	return buf_str(&b);
}

struct str wire_name(struct arena *a, struct str name, const char *otherwise)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < name.n && b.n < 64; i++) {
		char c = name.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_' || c == '-';
		buf_putc(&b, plain ? c : '_');
	}
	return b.n ? buf_str(&b) : str_of(otherwise);
}

int64_t wire_cap(const struct llm_request *rq, const struct llm_quirks *q)
{
	if (rq->max_output <= 0)
		return 0;
	return q->cap > 0 && q->cap < rq->max_output ? q->cap : rq->max_output;
}

struct str wire_object(struct str json)
{
	struct arena *scratch = arena_make();
	struct json *j;
	bool ok = json_parse(scratch, json, &j, NULL) && json_kind(j) == JSON_T_OBJECT;
	arena_free(scratch);
	return ok ? str_trim(json) : STR("{}");
}

void wire_put_tools(struct json_out *o, const struct llm_request *rq)
{
	json_open(o, "tools", '[');
	for (size_t i = 0; i < rq->n_tools; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "type", STR("function"));
		json_open(o, "function", '{');
		json_put_str(o, "name", rq->tools[i].name);
		json_put_str(o, "description", rq->tools[i].description);
		json_put_raw(o, "parameters", wire_object(rq->tools[i].schema));
		json_close(o, '}');
		json_close(o, '}');
	}
	json_close(o, ']');
}
