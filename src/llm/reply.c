/* reply.c - the table of reply.h and what is made from it: decoder, encoder, schema.
 *
 * Each struct is a shape: a list of fields with name, kind, place, bounds. Nothing but the tables
 * knows a field's name. Texts become one clean line each, in both directions, so that what was
 * decoded encodes to the same bytes. Members that no table knows are ignored; null is absent.
 * Order: tables, decoding, encoding, schema. */
#include "llm/reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/text.h"
#include "llm/reply_shape.h"

#define REPLY_MAX ((size_t)32 << 20) /* DESIGN.md 9: reply */

#define MAX_ID 64 /* bytes */
#define MAX_NAME 400
#define MAX_TEXT 8000

/* --- tables ------------------------------------------------------------------------------ */

#define TEXT(T, m, need, max)                                                                      \
	{                                                                                          \
#m, offsetof(struct T, m), FIELD_TEXT, need, max, 0, NULL, NULL                    \
	}
#define ID(T, m)                                                                                   \
	{                                                                                          \
#m, offsetof(struct T, m), FIELD_ID, REQUIRED, MAX_ID, 0, NULL, NULL               \
	}
#define ONE_OF(T, m, values)                                                                       \
	{                                                                                          \
#m, offsetof(struct T, m), FIELD_TEXT, REQUIRED, MAX_ID, 0, values, NULL           \
	}
#define TEXTS(T, m, need, max, max_item)                                                           \
	{                                                                                          \
#m, offsetof(struct T, m), FIELD_TEXTS, need, max, max_item, NULL, NULL            \
	}
#define LIST(T, m, need, max, shape)                                                               \
	{                                                                                          \
#m, offsetof(struct T, m), FIELD_LIST, need, max, 0, NULL, &(shape)                \
	}
#define SHAPE(T, fields)                                                                           \
	{                                                                                          \
		sizeof(struct T), fields, sizeof(fields) / sizeof *(fields)                        \
	}

static const struct field claim_fields[] = {
	ID(reply_claim, id),
	TEXT(reply_claim, text, REQUIRED, MAX_TEXT),
	TEXT(reply_claim, quote, REQUIRED, MAX_TEXT),
	TEXT(reply_claim, passage, REQUIRED, MAX_ID),
	TEXTS(reply_claim, context, OPTIONAL, 8, MAX_ID),
	ONE_OF(reply_claim, stance, "fact|opinion|forecast"),
	TEXT(reply_claim, by, OPTIONAL, MAX_NAME),
	TEXTS(reply_claim, concepts, OPTIONAL, 30, MAX_NAME),
};
static const struct shape claim_shape = SHAPE(reply_claim, claim_fields);

static const struct field concept_fields[] = {
	TEXT(reply_concept, name, REQUIRED, MAX_NAME),
	TEXTS(reply_concept, aliases, OPTIONAL, 30, MAX_NAME),
	ONE_OF(reply_concept, kind,
		"concept|method|tool|work|dataset|person|organization|place|event|other"),
	TEXT(reply_concept, definition, OPTIONAL, MAX_ID),
};
static const struct shape concept_shape = SHAPE(reply_concept, concept_fields);

static const struct field cited_fields[] = {
	TEXT(reply_cited, text, REQUIRED, MAX_TEXT),
	TEXTS(reply_cited, claims, REQUIRED, 60, MAX_ID),
};
static const struct shape cited_shape = SHAPE(reply_cited, cited_fields);

static const struct field digest_fields[] = {
	LIST(reply_digest, claims, REQUIRED, 500, claim_shape),
	LIST(reply_digest, concepts, REQUIRED, 200, concept_shape),
	LIST(reply_digest, summary, OPTIONAL, 60, cited_shape),
	TEXTS(reply_digest, questions, OPTIONAL, 60, MAX_TEXT),
};

static const struct field pair_fields[] = {
	ID(reply_pair, id),
	ONE_OF(reply_pair, verdict, "same|first_contains_second|second_contains_first|different"),
};
static const struct shape pair_shape = SHAPE(reply_pair, pair_fields);

static const struct field identity_fields[] = {
	LIST(reply_identity, pairs, REQUIRED, 1000, pair_shape),
};

static const struct field block_fields[] = {
	TEXT(reply_block, heading, OPTIONAL, MAX_NAME),
	ONE_OF(reply_block, kind, "paragraph|list|table|quote"),
	LIST(reply_block, sentences, REQUIRED, 400, cited_shape),
};
static const struct shape block_shape = SHAPE(reply_block, block_fields);

static const struct field article_fields[] = {
	TEXT(reply_article, description, OPTIONAL, MAX_TEXT),
	LIST(reply_article, blocks, REQUIRED, 200, block_shape),
	LIST(reply_article, disagreements, OPTIONAL, 60, cited_shape),
	TEXTS(reply_article, questions, OPTIONAL, 60, MAX_TEXT),
};

static const struct field one_article_fields[] = {
	ID(reply_article, id),
	TEXT(reply_article, description, OPTIONAL, MAX_TEXT),
	LIST(reply_article, blocks, REQUIRED, 200, block_shape),
	LIST(reply_article, disagreements, OPTIONAL, 60, cited_shape),
	TEXTS(reply_article, questions, OPTIONAL, 60, MAX_TEXT),
};
static const struct shape one_article_shape = SHAPE(reply_article, one_article_fields);

static const struct field articles_fields[] = {
	LIST(reply_articles, articles, REQUIRED, 60, one_article_shape),
};

static const struct field category_fields[] = {
	TEXT(reply_category, name, REQUIRED, MAX_NAME),
	TEXT(reply_category, parent, OPTIONAL, MAX_NAME),
	TEXT(reply_category, description, OPTIONAL, MAX_TEXT),
};
static const struct shape category_shape = SHAPE(reply_category, category_fields);

static const struct field placement_fields[] = {
	TEXT(reply_placement, concept, REQUIRED, MAX_NAME),
	TEXT(reply_placement, category, REQUIRED, MAX_NAME),
};
static const struct shape placement_shape = SHAPE(reply_placement, placement_fields);

static const struct field sort_fields[] = {
	LIST(reply_sort, categories, REQUIRED, 1000, category_shape),
	LIST(reply_sort, placements, REQUIRED, 200000, placement_shape),
};

static const struct field proof_fields[] = {
	TEXT(reply_proof, id, REQUIRED, MAX_ID),
	TEXT(reply_proof, quote, OPTIONAL, MAX_TEXT),
};
static const struct shape proof_shape = SHAPE(reply_proof, proof_fields);

static const struct field answered_fields[] = {
	TEXT(reply_answered, text, REQUIRED, MAX_TEXT),
	LIST(reply_answered, evidence, REQUIRED, 30, proof_shape),
};
static const struct shape answered_shape = SHAPE(reply_answered, answered_fields);

static const struct field answer_fields[] = {
	ONE_OF(reply_answer, outcome, "answered|partly|not_in_base"),
	LIST(reply_answer, sentences, REQUIRED, 200, answered_shape),
	TEXT(reply_answer, missing, OPTIONAL, MAX_TEXT),
	TEXT(reply_answer, wanted, OPTIONAL, MAX_TEXT),
	TEXTS(reply_answer, questions, OPTIONAL, 20, MAX_TEXT),
};

static const struct field opinion_fields[] = {
	ONE_OF(reply_opinion, kind,
		"contradiction|outdated-claim|gap|merge-candidate|article-candidate"),
	TEXT(reply_opinion, text, REQUIRED, MAX_TEXT),
	TEXT(reply_opinion, question, OPTIONAL, MAX_TEXT),
	TEXTS(reply_opinion, outline, OPTIONAL, 30, MAX_NAME),
	LIST(reply_opinion, evidence, REQUIRED, 30, proof_shape),
};
static const struct shape opinion_shape = SHAPE(reply_opinion, opinion_fields);

static const struct field opinions_fields[] = {
	LIST(reply_opinions, opinions, REQUIRED, 100, opinion_shape),
};

struct reply_row {
	const char *name;
	struct shape shape;
};

static const struct reply_row replies[REPLY_KINDS] = {
	[REPLY_DIGEST] = {"digest", SHAPE(reply_digest, digest_fields)},
	[REPLY_IDENTITY] = {"identity", SHAPE(reply_identity, identity_fields)},
	[REPLY_ARTICLE] = {"article", SHAPE(reply_article, article_fields)},
	[REPLY_ARTICLES] = {"articles", SHAPE(reply_articles, articles_fields)},
	[REPLY_SORT] = {"sort", SHAPE(reply_sort, sort_fields)},
	[REPLY_ANSWER] = {"answer", SHAPE(reply_answer, answer_fields)},
	[REPLY_OPINIONS] = {"opinions", SHAPE(reply_opinions, opinions_fields)},
};

const char *reply_name(enum reply_kind k)
{
	return replies[k].name;
}

const struct shape *reply_shape(enum reply_kind k)
{
	return &replies[k].shape;
}

size_t reply_size(enum reply_kind k)
{
	return replies[k].shape.size;
}

/* --- texts ------------------------------------------------------------------------------- */

struct str reply_line(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		if (cp <= ' ' || cp == 0x7f || cp == 0x85 || cp == 0x2028 || cp == 0x2029) {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		if (cp == 0xFFFD)
			buf_puts(&b, "\xEF\xBF\xBD");
		else
			buf_put(&b, str_sub(s, from, i));
	}
	return buf_str(&b);
}

/* The value of one_of that s names; false when it names none. */
static bool allowed(const char *one_of, struct str s, struct str *value)
{
	struct str rest = str_of(one_of), v;
	while (str_cut(&rest, '|', &v)) {
		*value = v;
		if (str_ieq(v, s))
			return true;
	}
	return false;
}

/* --- decoding ---------------------------------------------------------------------------- */

struct decoder {
	struct arena *a;
	struct err *e;
	char place[200]; /* "claims[3].quote" */
	size_t place_n;
};

__attribute__((format(printf, 2, 3))) static void enter(struct decoder *d, const char *fmt, ...)
{
	va_list ap;
	size_t room = sizeof d->place - d->place_n;
	va_start(ap, fmt);
	int n = vsnprintf(d->place + d->place_n, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		d->place_n += (size_t)n < room ? (size_t)n : room - 1;
}

static void leave(struct decoder *d, size_t place_n)
{
	d->place_n = place_n;
	d->place[place_n] = '\0';
}

static bool fail(struct decoder *d, const char *what)
{
	return err_set(d->e, ERR_MODEL, "%s: %s", d->place, what);
}

static bool decode_shape(
	struct decoder *d, const struct shape *shape, const struct json *j, char *out);

static bool decode_text(
	struct decoder *d, const struct field *f, const struct json *j, struct str *out)
{
	if (json_kind(j) != JSON_T_STRING)
		return fail(d, "text expected");
	struct str s = reply_line(d->a, json_str(j));
	if (s.n > f->max)
		return fail(d, "too long");
	if (!s.n && f->need == REQUIRED)
		return fail(d, "empty");
	if (f->one_of && !allowed(f->one_of, s, &s))
		return err_set(d->e, ERR_MODEL, "%s: one of %s expected", d->place, f->one_of);
	*out = s;
	return true;
}

static bool decode_texts(
	struct decoder *d, const struct field *f, const struct json *j, struct strs *out)
{
	struct field item = {.need = OPTIONAL, .max = f->max_item};
	out->v = ARENA_ARRAY(d->a, struct str, json_len(j));
	for (size_t i = 0; i < json_len(j); i++) {
		size_t place_n = d->place_n;
		struct str s;
		enter(d, "[%zu]", i);
		if (!decode_text(d, &item, json_at(j, i), &s))
			return false;
		leave(d, place_n);
		if (s.n)
			out->v[out->n++] = s;
	}
	return true;
}

/* Two items of a list may not have the same FIELD_ID. */
static bool check_ids(struct decoder *d, const struct shape *shape, struct any_list l)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		if (f->kind != FIELD_ID)
			continue;
		struct map seen = map_make(d->a);
		for (size_t k = 0; k < l.n; k++) {
			struct str id;
			bool added;
			memcpy(&id, (char *)l.v + k * shape->size + f->offset, sizeof id);
			map_add(&seen, id, &added);
			if (added)
				continue;
			enter(d, "[%zu].%s", k, f->name);
			return fail(d, "given twice");
		}
	}
	return true;
}

static bool decode_list(
	struct decoder *d, const struct field *f, const struct json *j, struct any_list *out)
{
	out->n = json_len(j);
	out->v = arena_array(d->a, out->n, f->of->size);
	for (size_t i = 0; i < out->n; i++) {
		size_t place_n = d->place_n;
		enter(d, "[%zu]", i);
		if (!decode_shape(d, f->of, json_at(j, i), (char *)out->v + i * f->of->size))
			return false;
		leave(d, place_n);
	}
	return check_ids(d, f->of, *out);
}

static bool decode_field(struct decoder *d, const struct field *f, const struct json *j, char *out)
{
	bool absent = json_kind(j) == JSON_T_NULL;
	if (absent && f->need == REQUIRED)
		return fail(d, "missing");
	if (f->kind == FIELD_TEXT || f->kind == FIELD_ID) {
		struct str s = {"", 0};
		bool ok = absent || decode_text(d, f, j, &s);
		memcpy(out + f->offset, &s, sizeof s);
		return ok;
	}
	struct any_list l = {0};
	bool ok = true;
	if (!absent && json_kind(j) != JSON_T_LIST)
		return fail(d, "list expected");
	if (json_len(j) > f->max)
		return fail(d, "too many");
	if (f->kind == FIELD_LIST) {
		ok = absent || decode_list(d, f, j, &l);
	} else {
		struct strs texts = {0};
		ok = absent || decode_texts(d, f, j, &texts);
		l = (struct any_list){texts.v, texts.n};
	}
	memcpy(out + f->offset, &l, sizeof l);
	return ok;
}

static bool decode_shape(
	struct decoder *d, const struct shape *shape, const struct json *j, char *out)
{
	if (json_kind(j) != JSON_T_OBJECT)
		return fail(d, "object expected");
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		size_t place_n = d->place_n;
		enter(d, place_n ? ".%s" : "%s", f->name);
		if (!decode_field(d, f, json_get(j, str_of(f->name)), out))
			return false;
		leave(d, place_n);
	}
	return true;
}

bool reply_decode(struct arena *a, enum reply_kind k, struct str text, void **out, struct err *e)
{
	const struct reply_row *row = &replies[k];
	struct json *j;
	struct err why = {0};
	if (text.n > REPLY_MAX)
		return err_set(
			e, ERR_MODEL, "reply %s: larger than %zu MB", row->name, REPLY_MAX >> 20);
	if (!json_parse(a, text, &j, &why))
		return err_set(e, ERR_MODEL, "reply %s: %s", row->name, why.text);
	if (json_kind(j) != JSON_T_OBJECT)
		return err_set(e, ERR_MODEL, "reply %s: object expected", row->name);
	struct decoder d = {.a = a, .e = e};
	void *reply = arena_alloc(a, row->shape.size);
	if (!decode_shape(&d, &row->shape, j, reply))
		return false;
	*out = reply;
	return true;
}

/* --- encoding ---------------------------------------------------------------------------- */

struct encoder {
	struct arena *a;
	struct json_out out;
};

static void encode_shape(
	struct encoder *en, const char *key, const struct shape *shape, const char *in);

static void encode_field(struct encoder *en, const struct field *f, const char *in)
{
	if (f->kind == FIELD_TEXT || f->kind == FIELD_ID) {
		struct str s;
		memcpy(&s, in + f->offset, sizeof s);
		json_put_str(&en->out, f->name, reply_line(en->a, s));
		return;
	}
	struct any_list l;
	memcpy(&l, in + f->offset, sizeof l);
	json_open(&en->out, f->name, '[');
	for (size_t i = 0; i < l.n; i++) {
		if (f->kind == FIELD_LIST) {
			encode_shape(en, NULL, f->of, (const char *)l.v + i * f->of->size);
			continue;
		}
		struct str s = reply_line(en->a, ((const struct str *)l.v)[i]);
		if (s.n)
			json_put_str(&en->out, NULL, s);
	}
	json_close(&en->out, ']');
}

static void encode_shape(
	struct encoder *en, const char *key, const struct shape *shape, const char *in)
{
	json_open(&en->out, key, '{');
	for (size_t i = 0; i < shape->n; i++)
		encode_field(en, &shape->fields[i], in);
	json_close(&en->out, '}');
}

struct str reply_encode(struct arena *a, enum reply_kind k, const void *reply)
{
	struct buf b = buf_make(a);
	struct arena *scratch = arena_make();
	struct encoder en = {.a = scratch, .out = json_begin(&b, false)};
	encode_shape(&en, NULL, &replies[k].shape, reply);
	arena_free(scratch);
	return buf_str(&b);
}

/* --- schema ------------------------------------------------------------------------------ */

static void schema_shape(struct json_out *o, const struct shape *shape);

static void schema_enum(struct json_out *o, const char *one_of)
{
	struct str rest = str_of(one_of), v;
	json_open(o, "enum", '[');
	while (str_cut(&rest, '|', &v))
		json_put_str(o, NULL, v);
	json_close(o, ']');
}

static void schema_field(struct json_out *o, const struct field *f)
{
	json_open(o, f->name, '{');
	if (f->kind == FIELD_TEXT || f->kind == FIELD_ID) {
		json_put_str(o, "type", STR("string"));
		if (f->one_of)
			schema_enum(o, f->one_of);
	} else {
		json_put_str(o, "type", STR("array"));
		json_open(o, "items", '{');
		if (f->kind == FIELD_LIST)
			schema_shape(o, f->of);
		else
			json_put_str(o, "type", STR("string"));
		json_close(o, '}');
	}
	json_close(o, '}');
}

static void schema_shape(struct json_out *o, const struct shape *shape)
{
	json_put_str(o, "type", STR("object"));
	json_open(o, "properties", '{');
	for (size_t i = 0; i < shape->n; i++)
		schema_field(o, &shape->fields[i]);
	json_close(o, '}');
	json_open(o, "required", '[');
	for (size_t i = 0; i < shape->n; i++)
		json_put_str(o, NULL, str_of(shape->fields[i].name));
	json_close(o, ']');
	json_put_bool(o, "additionalProperties", false);
}

struct str reply_schema(struct arena *a, enum reply_kind k)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	schema_shape(&o, &replies[k].shape);
	json_close(&o, '}');
	return buf_str(&b);
}

uint64_t reply_version(enum reply_kind k)
{
	struct arena *a = arena_make();
	struct sha h = sha_of(reply_schema(a, k));
	uint64_t v = 0;
	for (size_t i = 0; i < 8; i++)
		v = v << 8 | h.b[i];
	arena_free(a);
	return v;
}
