/* meta.c - YAML by libyaml's events, front matter, scalars that read back as they were written.
 *
 * Invariant: the parser is deleted in the call that made it; nodes live in the arena.
 * Order: building the tree, reading it, front matter, writing. */
#include "doc/meta.h"

#include <string.h>
#include <yaml.h>

#include "base/err.h"
#include "base/map.h"
#include "base/text.h"

/* --- building the tree ------------------------------------------------------------------- */

struct level { /* an open list or map */
	struct yaml *node, *last;
	struct map keys;
	bool have_key;
	struct str key;
	size_t key_line;
};

struct build {
	struct arena *a;
	struct str text;
	struct err *e;
	struct level up[YAML_MAX_DEPTH];
	size_t depth, n_nodes;
	struct yaml *root;
	bool done;
};

static bool fail(struct build *b, size_t line, const char *what)
{
	return err_set(b->e, ERR_INPUT, "line %zu: %s", line, what);
}

/* Hangs node into the open list or map; false when it has no place there. */
static bool attach(struct build *b, struct yaml *node)
{
	if (++b->n_nodes > YAML_MAX_NODES)
		return err_set(
			b->e, ERR_LIMIT, "line %zu: over %d values", node->line, YAML_MAX_NODES);
	if (!b->depth) {
		if (b->root)
			return fail(b, node->line, "more than one document");
		b->root = node;
		return true;
	}
	struct level *l = &b->up[b->depth - 1];
	if (l->node->kind == YAML_MAP) {
		node->key = l->key;
		if (b->depth == 1)
			node->line = l->key_line;
		l->have_key = false;
	}
	*(l->last ? &l->last->next : &l->node->child) = node;
	l->last = node;
	l->node->n++;
	return true;
}

static bool take_key(struct build *b, struct level *l, const struct yaml *node)
{
	bool added;
	if (!l->keys.a)
		l->keys = map_make(b->a);
	map_add(&l->keys, node->value, &added);
	if (!added)
		return err_set(b->e, ERR_INPUT, "line %zu: duplicate key \"%.60s\"", node->line,
			str_z(b->a, node->value));
	l->have_key = true;
	l->key = node->value;
	l->key_line = node->line;
	return true;
}

static bool scalar(struct build *b, const yaml_event_t *ev, size_t line)
{
	struct yaml *node = ARENA_NEW(b->a, struct yaml);
	const char *tag = (const char *)ev->data.scalar.tag;
	node->line = line;
	node->value = str_dup(
		b->a, str_make((const char *)ev->data.scalar.value, ev->data.scalar.length));
	node->quoted = ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE ||
		(tag && strcmp(tag, YAML_STR_TAG) == 0);
	struct level *l = b->depth ? &b->up[b->depth - 1] : NULL;
	if (l && l->node->kind == YAML_MAP && !l->have_key)
		return take_key(b, l, node);
	return attach(b, node);
}

static bool open_level(struct build *b, enum yaml_kind kind, size_t line)
{
	struct yaml *node = ARENA_NEW(b->a, struct yaml);
	node->kind = kind;
	node->line = line;
	node->value = STR("");
	struct level *l = b->depth ? &b->up[b->depth - 1] : NULL;
	if (l && l->node->kind == YAML_MAP && !l->have_key)
		return fail(b, line, "a key that is no text");
	if (!attach(b, node))
		return false;
	if (b->depth == YAML_MAX_DEPTH)
		return err_set(
			b->e, ERR_LIMIT, "line %zu: nested over %d levels", line, YAML_MAX_DEPTH);
	b->up[b->depth++] = (struct level){.node = node};
	return true;
}

static bool take(struct build *b, const yaml_event_t *ev)
{
	size_t line = ev->start_mark.line + 1;
	switch (ev->type) {
	case YAML_SCALAR_EVENT: return scalar(b, ev, line);
	case YAML_SEQUENCE_START_EVENT: return open_level(b, YAML_LIST, line);
	case YAML_MAPPING_START_EVENT: return open_level(b, YAML_MAP, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: b->depth--; return true;
	case YAML_ALIAS_EVENT:
		return fail(b, line, "an alias (*name); write the value out or quote it");
	case YAML_STREAM_END_EVENT: b->done = true; return true;
	default: return true;
	}
}

static bool parser_error(struct build *b, const yaml_parser_t *parser)
{
	size_t line = parser->problem_mark.line + 1;
	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < parser->problem_offset && i < b->text.n; i++)
			line += b->text.p[i] == '\n';
	}
	return err_set(b->e, ERR_INPUT, "line %zu: %s", line,
		parser->problem ? parser->problem : "no YAML");
}

/* Byte ranges of the members of the root, from the lines of their keys. */
static void place_members(struct build *b)
{
	struct yaml *y = b->root->kind == YAML_MAP ? b->root->child : NULL;
	size_t line = 1, p = 0;
	for (struct yaml *before = NULL; y; before = y, y = y->next) {
		while (line < y->line && p < b->text.n) {
			const char *nl = memchr(b->text.p + p, '\n', b->text.n - p);
			p = nl ? (size_t)(nl - b->text.p) + 1 : b->text.n;
			line++;
		}
		y->start = p;
		y->end = b->text.n;
		if (before)
			before->end = p;
	}
}

bool yaml_parse(struct arena *a, struct str text, struct yaml **out, struct err *e)
{
	struct build b = {.a = a, .text = text, .e = e};
	yaml_parser_t parser;
	bool ok = true;
	*out = ARENA_NEW(a, struct yaml);
	(*out)->kind = YAML_MAP;
	(*out)->line = 1;
	if (text.n > YAML_MAX_TEXT)
		return err_set(e, ERR_LIMIT, "over %zu KB of YAML", YAML_MAX_TEXT >> 10);
	if (!yaml_parser_initialize(&parser))
		arena_exhausted();
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.n);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	while (ok && !b.done) {
		yaml_event_t ev;
		if (!yaml_parser_parse(&parser, &ev)) {
			if (parser.error == YAML_MEMORY_ERROR)
				arena_exhausted();
			ok = parser_error(&b, &parser);
			break;
		}
		ok = take(&b, &ev);
		yaml_event_delete(&ev);
	}
	yaml_parser_delete(&parser);
	if (!ok || !b.root)
		return ok;
	place_members(&b);
	*out = b.root;
	return true;
}

/* --- reading it -------------------------------------------------------------------------- */

struct yaml *yaml_get(const struct yaml *map, struct str key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (struct yaml *y = map->child; y; y = y->next)
		if (str_eq(y->key, key))
			return y;
	return NULL;
}

struct str yaml_str(const struct yaml *map, struct str key)
{
	const struct yaml *y = yaml_get(map, key);
	return y && y->kind == YAML_SCALAR ? y->value : STR("");
}

struct str yaml_first(const struct yaml *map, struct str key)
{
	const struct yaml *y = yaml_get(map, key);
	if (y && y->kind == YAML_LIST)
		y = y->child;
	return y && y->kind == YAML_SCALAR ? y->value : (struct str){"", 0};
}

struct strs yaml_strs(struct arena *a, const struct yaml *map, struct str key)
{
	struct strs l = {0};
	const struct yaml *y = yaml_get(map, key);
	if (y && y->kind == YAML_SCALAR && (y->value.n || y->quoted))
		strs_add(a, &l, y->value);
	if (!y || y->kind != YAML_LIST)
		return l;
	for (y = y->child; y; y = y->next)
		if (y->kind == YAML_SCALAR)
			strs_add(a, &l, y->value);
	return l;
}

/* --- front matter ------------------------------------------------------------------------ */

static bool is_fence(struct str line)
{
	return str_eqz(str_trim_right(line), "---");
}

bool meta_split(struct str text, struct str *fm, struct str *body)
{
	struct str line;
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	struct str rest = text;
	*fm = STR("");
	*body = text;
	if (!str_line(&rest, &line) || !is_fence(line))
		return true;
	struct str start = rest;
	while (rest.n) {
		struct str at = rest;
		str_line(&rest, &line);
		if (is_fence(line)) {
			*fm = str_sub(start, 0, start.n - at.n);
			*body = rest;
			return true;
		}
	}
	return false;
}

/* --- writing ----------------------------------------------------------------------------- */

/* Words that YAML 1.1 or 1.2 reads as something else than text. */
static bool is_typed_word(struct str s)
{
	static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "true", "false",
		"null", "~", "=", "<<", ".inf", ".nan", "+.inf", "-.inf"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

/* Numbers in any base, base 60, dates, times: nothing but what these are made of. */
static bool may_be_number(struct str s)
{
	if (!s.n || !strchr("0123456789+-.", s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789abcdefABCDEFxXoOtTzZ_.,:+- ", s.p[i]))
			return false;
	return true;
}

/* Code points that libyaml takes as part of a plain line. */
static bool is_plain(uint32_t cp)
{
	if (cp < 0xa0)
		return cp >= ' ' && cp < 0x7f;
	return cp != 0xfeff && cp != 0xfffe && cp != 0xffff && cp != 0x2028 && cp != 0x2029;
}

static bool needs_quotes(struct str s)
{
	if (strchr("-?:,[]{}#&*!|>'\"%@`", s.p[0]) || s.p[0] == ' ' || s.p[s.n - 1] == ' ' ||
		s.p[s.n - 1] == ':' || is_typed_word(s) || may_be_number(s))
		return true;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		if (!is_plain(text_next(s, &i)))
			return true;
		if ((s.p[at] == ':' && i < s.n && s.p[i] == ' ') ||
			(s.p[at] == ' ' && i < s.n && s.p[i] == '#'))
			return true;
	}
	return false;
}

static void put_quoted(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (cp == '"' || cp == '\\')
			buf_putc(b, '\\');
		if (is_plain(cp))
			buf_put_cp(b, cp);
		else if (cp == '\t')
			buf_puts(b, "\\t");
		else if (cp < 0x100)
			buf_printf(b, "\\x%02X", (unsigned)cp);
		else
			buf_printf(b, "\\u%04X", (unsigned)cp);
	}
	buf_putc(b, '"');
}

/* A line break, whatever its bytes, is one blank. */
static struct str one_line(struct arena *a, struct str s)
{
	if (str_find_byte(s, '\n') == STR_NPOS && str_find_byte(s, '\r') == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		bool crlf = s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
		i += crlf;
		buf_putc(&b, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
	}
	return buf_str(&b);
}

static void put_scalar(struct buf *b, struct str s)
{
	s = one_line(b->a, s);
	if (!s.n || needs_quotes(s))
		put_quoted(b, s);
	else if (text_valid(s))
		buf_put(b, s);
	else
		for (size_t i = 0; i < s.n;)
			buf_put_cp(b, text_next(s, &i));
	buf_putc(b, '\n');
}

void meta_put(struct buf *b, const char *key, struct str value)
{
	if (!value.n)
		return;
	buf_puts(b, key);
	buf_puts(b, ": ");
	put_scalar(b, value);
}

static size_t digits(struct str s, size_t i)
{
	size_t n = 0;
	while (i + n < s.n && s.p[i + n] >= '0' && s.p[i + n] <= '9')
		n++;
	return n;
}

static bool is_number(struct str s)
{
	size_t i = s.n && s.p[0] == '-', n = digits(s, i);
	if (!n || (n > 1 && s.p[i] == '0'))
		return false;
	i += n;
	if (i < s.n && s.p[i] == '.') {
		n = digits(s, i + 1);
		i += n ? n + 1 : 0;
	}
	return i == s.n;
}

/* True when s at i matches a pattern of "9" (a digit) and itself. */
static bool matches(struct str s, size_t i, const char *pattern)
{
	for (; *pattern; pattern++, i++) {
		if (i >= s.n)
			return false;
		if (*pattern == '9' ? digits(str_sub(s, i, i + 1), 0) != 1 : s.p[i] != *pattern)
			return false;
	}
	return true;
}

static bool is_date(struct str s)
{
	size_t i = 10;
	if (!matches(s, 0, "9999-99-99"))
		return false;
	if (i == s.n)
		return true;
	if (!matches(s, i, "T99:99"))
		return false;
	i += 6;
	i += matches(s, i, ":99") ? 3 : 0;
	if (i < s.n && s.p[i] == 'Z')
		i++;
	else if (matches(s, i, "+99:99") || matches(s, i, "-99:99"))
		i += 6;
	return i == s.n;
}

void meta_put_raw(struct buf *b, const char *key, struct str value)
{
	if (is_number(value) || is_date(value)) {
		buf_printf(b, "%s: " STR_FMT "\n", key, STR_ARG(value));
		return;
	}
	meta_put(b, key, value);
}

void meta_put_list(struct buf *b, const char *key, struct strs l)
{
	if (!l.n)
		return;
	buf_puts(b, key);
	buf_puts(b, ":\n");
	for (size_t i = 0; i < l.n; i++) {
		buf_puts(b, "  - ");
		put_scalar(b, l.v[i]);
	}
}

void meta_put_paths(struct buf *b, const char *key, struct strs l)
{
	for (size_t i = 0; i < l.n; i++) {
		bool breaks = str_find_byte(l.v[i], '\n') != STR_NPOS ||
			str_find_byte(l.v[i], '\r') != STR_NPOS;
		if (i == 0)
			buf_printf(b, "%s:\n", key);
		buf_puts(b, "  - ");
		if (breaks) {
			put_quoted(b, l.v[i]);
			buf_putc(b, '\n');
		} else {
			put_scalar(b, l.v[i]);
		}
	}
}
