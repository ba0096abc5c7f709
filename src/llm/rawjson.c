/* rawjson.c - see rawjson.h and provider_json in provider.h. Order: walking, thinking, finding.
 *
 * Finding looks at each bracket that may open a value, objects before lists, and takes the longest
 * that parses: a model that shows a small example before its answer does not mislead it, nor one that
 * repeats the schema that it was given. The bytes that it looks at are bounded by a multiple of the
 * text, so no text makes it quadratic. */
#include "llm/rawjson.h"

#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "llm/provider.h"

/* --- walking ----------------------------------------------------------------------------- */

static size_t skip_blank(struct str s, size_t i)
{
	while (i < s.n && (s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r')))
		i++;
	return i;
}

/* The end of the string that opens at s[i]. */
static size_t string_end(struct str s, size_t i)
{
	for (i++; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	}
	return STR_NPOS;
}

size_t raw_end(struct str s, size_t from)
{
	size_t depth = 0, i = from;
	if (i >= s.n)
		return STR_NPOS;
	if (s.p[i] != '{' && s.p[i] != '[' && s.p[i] != '"') {
		while (i < s.n && !strchr(",]} \t\r\n", s.p[i]))
			i++;
		return i;
	}
	while (i < s.n) {
		char c = s.p[i];
		if (c == '"') {
			i = string_end(s, i);
			if (i == STR_NPOS || !depth)
				return i;
			continue;
		}
		i++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return i;
	}
	return STR_NPOS;
}

struct raw raw_open(struct str value)
{
	value = str_trim(value);
	bool object = value.n && value.p[0] == '{';
	if (!object && !(value.n && value.p[0] == '['))
		value.n = 0;
	return (struct raw){value, 1, object};
}

bool raw_next(struct raw *r, struct str *key, struct str *value)
{
	struct str s = r->text;
	size_t i = skip_blank(s, r->i);
	if (i < s.n && s.p[i] == ',')
		i = skip_blank(s, i + 1);
	*key = STR("");
	r->i = s.n;
	if (r->object) {
		size_t end = i < s.n && s.p[i] == '"' ? string_end(s, i) : STR_NPOS;
		if (end == STR_NPOS)
			return false;
		*key = str_sub(s, i + 1, end - 1);
		i = skip_blank(s, end);
		if (i >= s.n || s.p[i] != ':')
			return false;
		i = skip_blank(s, i + 1);
	}
	size_t end = i < s.n && !strchr("]},", s.p[i]) ? raw_end(s, i) : STR_NPOS;
	if (end == STR_NPOS || end == i)
		return false;
	*value = str_sub(s, i, end);
	r->i = end;
	return true;
}

struct str raw_get(struct str object, const char *key)
{
	struct raw r = raw_open(object);
	struct str k, v;
	while (r.object && raw_next(&r, &k, &v))
		if (str_eqz(k, key))
			return v;
	return STR("");
}

/* --- thinking ---------------------------------------------------------------------------- */

const char *const raw_tags[RAW_TAGS][2] = {
	{"<think>", "</think>"},
	{"<thinking>", "</thinking>"},
	{"<thought>", "</thought>"},
	{"<reasoning>", "</reasoning>"},
};

struct str raw_without_thinking(struct str text)
{
	for (size_t k = 0; k < RAW_TAGS; k++) {
		text = str_from(text, skip_blank(text, 0));
		if (!str_starts(text, str_of(raw_tags[k][0])))
			continue;
		struct str close = str_of(raw_tags[k][1]);
		size_t at = str_find(text, close);
		text = at == STR_NPOS ? STR("") : str_from(text, at + close.n);
		k = (size_t)-1;
	}
	return text;
}

/* --- finding ----------------------------------------------------------------------------- */

/* Without commas before a closing bracket, line breaks in strings escaped: what models get wrong. */
static struct str mended(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool quoted = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quoted && c == '\\') {
			buf_put(&b, str_sub(s, i, i + 2));
			i++;
			continue;
		}
		if (quoted && (c == '\n' || c == '\r' || c == '\t')) {
			buf_puts(&b, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
			continue;
		}
		size_t next = !quoted && c == ',' ? skip_blank(s, i + 1) : s.n;
		if (next < s.n && (s.p[next] == '}' || s.p[next] == ']'))
			continue;
		quoted = quoted != (c == '"');
		buf_putc(&b, c);
	}
	return buf_str(&b);
}

enum found { FOUND_NONE, FOUND_SCHEMA, FOUND_VALUE };

static enum found parses(struct str s)
{
	struct arena *scratch = arena_make();
	struct json *j;
	enum found f = FOUND_NONE;
	if (json_parse(scratch, s, &j, NULL))
		f = json_kind(json_get(j, STR("properties"))) == JSON_T_OBJECT ? FOUND_SCHEMA
									       : FOUND_VALUE;
	arena_free(scratch);
	return f;
}

/* The longest value of s that opens with c. */
static struct str find(struct arena *a, struct str s, char c)
{
	struct str best = STR("");
	enum found best_is = FOUND_NONE;
	size_t budget = 8 * s.n + 4096;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != c)
			continue;
		size_t end = raw_end(s, i);
		size_t looked = (end == STR_NPOS ? s.n : end) - i;
		if (looked * 2 > budget)
			break;
		budget -= looked * 2;
		if (end == STR_NPOS || (best_is == FOUND_VALUE && looked <= best.n))
			continue;
		struct str good = str_sub(s, i, end);
		enum found is = parses(good);
		if (!is) {
			good = mended(a, good);
			is = parses(good);
		}
		if (!is)
			continue;
		if (is > best_is || (is == best_is && good.n > best.n)) {
			best = good;
			best_is = is;
		}
		i = end - 1;
	}
	return best;
}

struct str provider_json(struct arena *a, struct str text)
{
	struct str s = str_trim(raw_without_thinking(text));
	if (s.n && (s.p[0] == '{' || s.p[0] == '[') && raw_end(s, 0) == s.n && parses(s))
		return s;
	size_t orphan = str_find(s, STR("</think>"));
	if (orphan != STR_NPOS && orphan < str_find_byte(s, '{'))
		s = str_from(s, orphan + 8);
	struct str found = find(a, s, '{');
	return found.n ? found : find(a, s, '[');
}
