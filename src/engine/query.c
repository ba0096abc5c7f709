/* query.c - see query.h. One pass from left to right. */
#include "engine/query.h"

#include "base/text.h"
#include "base/vec.h"

struct items {
	struct query_item *v;
	size_t n, cap;
};

/* Reads a value at s: "quoted words", or all up to the next blank. *quoted says which. */
static struct str value(struct str *s, bool *quoted)
{
	*quoted = false;
	if (s->n && s->p[0] == '"') {
		size_t end = str_find_byte(str_from(*s, 1), '"');
		if (end != STR_NPOS) {
			struct str v = str_sub(*s, 1, end + 1);
			*s = str_from(*s, end + 2);
			*quoted = true;
			return v;
		}
	}
	size_t n = 0;
	while (n < s->n && (unsigned char)s->p[n] > ' ' && (n == 0 || s->p[n] != '"'))
		n++;
	struct str v = str_sub(*s, 0, n);
	*s = str_from(*s, n ? n : 1);
	return v;
}

static bool has_word(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (text_is_letter(cp) || text_is_digit(cp))
			return true;
	}
	return false;
}

/* "tag:x" and its like; false leaves s where it is. */
static bool filter(struct arena *a, struct str *s, struct query *q)
{
	struct {
		struct str name;
		struct strs *list;
		struct str *one;
	} table[] = {
		{STR("path:"), &q->paths, NULL},
		{STR("tag:"), &q->tags, NULL},
		{STR("type:"), &q->types, NULL},
		{STR("before:"), NULL, &q->before},
		{STR("after:"), NULL, &q->after},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!str_istarts(*s, table[i].name))
			continue;
		struct str rest = str_from(*s, table[i].name.n);
		bool quoted;
		struct str v = rest.n ? value(&rest, &quoted) : STR("");
		if (!v.n || (table[i].one && (v.p[0] < '0' || v.p[0] > '9')))
			return false;
		if (table[i].list)
			strs_add(a, table[i].list, v);
		else
			*table[i].one = v;
		*s = rest;
		return true;
	}
	return false;
}

/* The sign before a word or phrase: "-5" is a number and "--" no sign. */
static enum query_role sign(struct str *s)
{
	if (s->n < 2 || (s->p[0] != '-' && s->p[0] != '+'))
		return QUERY_SHOULD;
	size_t i = 1;
	uint32_t cp = text_next(*s, &i);
	if (cp != '"' && !text_is_letter(cp))
		return QUERY_SHOULD;
	enum query_role role = s->p[0] == '-' ? QUERY_NOT : QUERY_MUST;
	*s = str_from(*s, 1);
	return role;
}

static void item(struct arena *a, struct str *s, struct items *items)
{
	struct query_item it = {.role = sign(s)};
	struct str rest = str_from(*s, 6);
	if (str_istarts(*s, STR("title:")) && rest.n && (unsigned char)rest.p[0] > ' ') {
		it.title = true;
		*s = rest;
	}
	it.text = value(s, &it.phrase);
	if (!it.phrase && it.text.n > 2 && str_ends(it.text, STR("*")))
		it.prefix = true;
	if (has_word(it.text))
		VEC_PUSH(a, items, it);
}

void query_parse(struct arena *a, struct str text, struct query *out)
{
	struct str s = text_clean(a, str_sub(text, 0, QUERY_MAX));
	struct items items = {0};
	*out = (struct query){0};
	while (s.n) {
		if ((unsigned char)s.p[0] <= ' ')
			s = str_from(s, 1);
		else if (!filter(a, &s, out))
			item(a, &s, &items);
	}
	out->v = items.v;
	out->n = items.n;
	out->plain = !query_filters(out);
	for (size_t i = 0; i < items.n; i++) {
		const struct query_item *it = &items.v[i];
		if (it->role != QUERY_SHOULD || it->phrase || it->prefix || it->title)
			out->plain = false;
	}
}

bool query_filters(const struct query *q)
{
	return q->paths.n || q->tags.n || q->types.n || q->before.n || q->after.n || q->since.n;
}
