/* fill.c - instances of schemas that the double knows nothing about, and schemas found in prompts. */
#include "answer.h"
#include "base/err.h"
#include "base/text.h"

#define MAX_DEPTH 8
#define MAX_ITEMS 5
#define GET(j, name) json_get((j), STR(name))

/* --- schemas in prompts ------------------------------------------------------------------ */

/* The end of the JSON object that starts at i; STR_NPOS: it has none. */
static size_t object_end(struct str s, size_t i)
{
	size_t depth = 0;
	bool text = false;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\\')
			i++;
		else if (c == '"')
			text = !text;
		else if (!text && c == '{')
			depth++;
		else if (!text && c == '}' && --depth == 0)
			return i + 1;
	}
	return STR_NPOS;
}

/* Whether the object at i may be a schema, by its first member. */
static bool looks_so(struct str s, size_t i)
{
	static const char *const first[] = {"type", "properties", "$schema", "additionalProperties",
		"required", "$defs", "title", "description"};
	struct str rest = str_trim(str_sub(s, i + 1, i + 64));
	for (size_t k = 0; k < sizeof first / sizeof *first; k++)
		if (rest.n && rest.p[0] == '"' && str_starts(str_from(rest, 1), str_of(first[k])))
			return true;
	return false;
}

struct json *schema_in(struct arena *a, struct str prompt)
{
	struct str brace = STR("{");
	for (size_t i = str_find(prompt, brace); i != STR_NPOS;
		i = str_find_from(prompt, i + 1, brace)) {
		struct json *j = NULL;
		struct err e = {0};
		size_t end = looks_so(prompt, i) ? object_end(prompt, i) : STR_NPOS;
		if (end != STR_NPOS && json_parse(a, str_sub(prompt, i, end), &j, &e) &&
			json_kind(GET(j, "properties")) == JSON_T_OBJECT)
			return j;
	}
	return NULL;
}

/* --- instances --------------------------------------------------------------------------- */

struct filler {
	struct turn *t;
	const struct json *root;
	struct json_out o;
	struct str text;
	const struct mark *mark; /* texts and ids come from it; NULL: none */
};

static void fill(struct filler *f, const char *key, const struct json *s, unsigned depth);

static const struct json *resolved(const struct filler *f, const struct json *s)
{
	struct str ref = json_str(GET(s, "$ref")), part;
	static const char *const unions[] = {"anyOf", "oneOf", "allOf"};
	if (str_starts(ref, STR("#/"))) {
		s = f->root;
		for (struct str rest = str_from(ref, 2); str_cut(&rest, '/', &part);)
			s = json_get(s, part);
	}
	for (size_t i = 0; i < sizeof unions / sizeof *unions; i++)
		if (json_len(json_get(s, str_of(unions[i]))))
			s = json_at(json_get(s, str_of(unions[i])), 0);
	return s;
}

static struct str type_of(const struct json *s)
{
	const struct json *type = GET(s, "type");
	if (json_kind(type) == JSON_T_LIST)
		return json_str(json_at(type, 0));
	if (json_kind(type) == JSON_T_STRING)
		return json_str(type);
	if (GET(s, "properties"))
		return STR("object");
	return GET(s, "items") ? STR("array") : STR("string");
}

static void fill_text(struct filler *f, const char *key, const struct json *s)
{
	const struct json *one_of = GET(s, "enum"), *fixed = GET(s, "const");
	const struct mark *m = f->mark;
	struct str text = f->text;
	if (m && key && (str_eqz(str_of(key), "quote") || str_eqz(str_of(key), "text")))
		text = str_trim(str_sub(m->text, 0, str_find(m->text, STR("||"))));
	else if (m && key && str_ifind(str_of(key), STR("text")) == STR_NPOS)
		text = m->id;
	if (json_len(one_of))
		text = json_str(json_at(one_of, 0));
	if (fixed)
		text = json_str(fixed);
	json_put_str(&f->o, key, text_cut(text, 400));
}

static void fill_object(struct filler *f, const char *key, const struct json *s, unsigned depth)
{
	const struct json *props = GET(s, "properties");
	json_open(&f->o, key, '{');
	for (size_t i = 0; depth < MAX_DEPTH && i < json_len(props); i++)
		fill(f, str_z(f->t->a, json_key_at(props, i)), json_at(props, i), depth + 1);
	json_close(&f->o, '}');
}

/* Objects with a text and something else: one a mark. */
static bool wants_marks(const struct filler *f, const struct json *items)
{
	const struct json *props = GET(items, "properties");
	return !f->mark && json_len(props) > 1 && (GET(props, "text") || GET(props, "quote"));
}

static void fill_list(struct filler *f, const char *key, const struct json *s, unsigned depth)
{
	const struct json *items = resolved(f, GET(s, "items"));
	double least = json_num(GET(s, "minItems"));
	size_t n = least > 0 && least < 50 ? (size_t)least : 0;
	json_open(&f->o, key, '[');
	if (wants_marks(f, items)) {
		struct marks l = marks_of(f->t, "ecp");
		for (size_t i = 0; i < l.n && i < MAX_ITEMS; i++) {
			f->mark = &l.v[i];
			fill(f, NULL, items, depth + 1);
		}
		f->mark = NULL;
		n = l.n < n ? n - l.n : 0;
	} else if (f->mark && str_eqz(type_of(items), "string")) {
		json_put_str(&f->o, NULL, f->mark->id);
	}
	for (size_t i = 0; depth < MAX_DEPTH && i < n; i++)
		fill(f, NULL, items, depth + 1);
	json_close(&f->o, ']');
}

static void fill(struct filler *f, const char *key, const struct json *s, unsigned depth)
{
	s = resolved(f, s);
	struct str type = type_of(s);
	if (str_eqz(type, "object"))
		fill_object(f, key, s, depth);
	else if (str_eqz(type, "array"))
		fill_list(f, key, s, depth);
	else if (str_eqz(type, "integer") || str_eqz(type, "number"))
		json_put_num(&f->o, key, GET(s, "minimum") ? json_num(GET(s, "minimum")) : 1);
	else if (str_eqz(type, "boolean"))
		json_put_bool(&f->o, key, false);
	else if (str_eqz(type, "null"))
		json_put_null(&f->o, key);
	else
		fill_text(f, key, s);
}

void fill_schema(struct turn *t, struct buf *b, const struct json *schema, struct str text)
{
	struct filler f = {.t = t, .root = schema, .o = json_begin(b, false), .text = text};
	fill(&f, NULL, schema, 0);
}
