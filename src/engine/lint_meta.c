/* lint_meta.c - rules on front matter: properties as Obsidian reads them.
 *
 * A few names have one sensible type everywhere; Obsidian's own lists are in lint_tags.c, what pages
 * of one vault agree on is judged in lint_fields.c. Order: types of values, keys, single properties,
 * the whole. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

/* --- types of values --------------------------------------------------------------------- */

static bool digits_at(struct str s, size_t at, size_t n)
{
	if (at + n > s.n)
		return false;
	for (size_t i = at; i < at + n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool is_date(struct str s)
{
	return s.n >= 10 && digits_at(s, 0, 4) && s.p[4] == '-' && digits_at(s, 5, 2) &&
		s.p[7] == '-' && digits_at(s, 8, 2) && str_cmp(str_sub(s, 5, 7), STR("00")) > 0 &&
		str_cmp(str_sub(s, 5, 7), STR("12")) <= 0 &&
		str_cmp(str_sub(s, 8, 10), STR("00")) > 0 &&
		str_cmp(str_sub(s, 8, 10), STR("31")) <= 0;
}

static bool is_number(struct str s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), n = 0, dots = 0;
	for (; i < s.n; i++) {
		if (s.p[i] == '.')
			dots++;
		else if (digits_at(s, i, 1))
			n++;
		else
			return false;
	}
	return n > 0 && dots <= 1;
}

enum lint_type lint_type_of(const struct yaml *y)
{
	if (y->kind == YAML_LIST)
		return LINT_T_LIST;
	if (y->kind == YAML_MAP)
		return LINT_T_MAP;
	struct str v = str_trim(y->value);
	if (v.n == 0 || (!y->quoted && (str_ieq(v, STR("null")) || str_eqz(v, "~"))))
		return LINT_T_EMPTY;
	if (is_date(v)) {
		struct str rest = str_from(v, 10);
		if (rest.n == 0)
			return LINT_T_DATE;
		if (digits_at(rest, 1, 2) && (rest.p[0] == 'T' || rest.p[0] == ' '))
			return LINT_T_TIME;
		return LINT_T_TEXT;
	}
	if (y->quoted)
		return LINT_T_TEXT;
	if (str_ieq(v, STR("true")) || str_ieq(v, STR("false")))
		return LINT_T_SWITCH;
	return is_number(v) ? LINT_T_NUMBER : LINT_T_TEXT;
}

/* --- keys -------------------------------------------------------------------------------- */

size_t lint_fm_line(struct lint_scan *s, size_t yaml_line)
{
	size_t line, column;
	lint_place(s, (size_t)(s->fm.p - s->text.p), &line, &column);
	return line + (yaml_line ? yaml_line - 1 : 0);
}

size_t lint_column_of(const struct lint_scan *s, size_t n, struct str value)
{
	size_t from = s->line_at[n - 1];
	struct str line = str_sub(s->text, from, n < s->n_lines ? s->line_at[n] : s->text.n);
	size_t at = str_find(line, value);
	return at == STR_NPOS ? 1 : text_n_cp(str_sub(line, 0, at)) + 1;
}

/* The name of a property that starts at the left margin of a line, or "". */
static struct str key_of(struct str line)
{
	size_t colon = str_find_byte(line, ':');
	if (colon == STR_NPOS || colon == 0 || strchr(" \t#-&*!|>{[%@`", line.p[0]))
		return STR("");
	if (colon + 1 < line.n && line.p[colon + 1] != ' ' && line.p[colon + 1] != '\t')
		return STR("");
	struct str key = str_trim(str_sub(line, 0, colon));
	if (key.n >= 2 && (key.p[0] == '"' || key.p[0] == '\'') && key.p[key.n - 1] == key.p[0])
		key = str_sub(key, 1, key.n - 1);
	return key;
}

/* Says which properties stand twice; false when none does. */
static bool find_twins(struct lint_scan *s)
{
	struct map seen = map_make(s->a);
	struct str rest = s->fm, line;
	size_t n = lint_fm_line(s, 1);
	bool found = false;
	for (; str_line(&rest, &line); n++) {
		struct str key = key_of(line);
		if (key.n == 0)
			continue;
		bool added;
		struct map_entry *entry = map_add(&seen, key, &added);
		if (added) {
			entry->num = n;
			continue;
		}
		found = true;
		struct str shown = lint_shown(s->a, key);
		lint_say(s->keep, s->page, LINT_DUPLICATE_KEY, n, 1,
			"property '" STR_FMT "' stands on line %zu already", STR_ARG(shown),
			entry->num);
	}
	return found;
}

/* "line 3: what" to 3 and what; 1 and all of it when it does not say. */
static size_t error_line(struct str text, struct str *what)
{
	*what = text;
	int64_t line;
	size_t colon = str_find_byte(text, ':');
	if (!str_starts(text, STR("line ")) || colon == STR_NPOS ||
		!str_to_i64(str_sub(text, 5, colon), &line) || line < 1)
		return 1;
	*what = str_trim(str_from(text, colon + 1));
	return (size_t)line;
}

/* --- single properties ------------------------------------------------------------------- */

struct known {
	const char *name;
	enum lint_type type;
	const char *remedy;
};

static const struct known known[] = {
	{"tags", LINT_T_LIST, "write a list"},
	{"aliases", LINT_T_LIST, "write a list"},
	{"cssclasses", LINT_T_LIST, "write a list"},
	{"sources", LINT_T_LIST, "write a list"},
	{"title", LINT_T_TEXT, "write one text"},
	{"type", LINT_T_TEXT, "write one text"},
	{"description", LINT_T_TEXT, "write one text"},
	{"created", LINT_T_DATE, "write a date like 2026-04-02"},
	{"updated", LINT_T_DATE, "write a date like 2026-04-02"},
	{"modified", LINT_T_DATE, "write a date like 2026-04-02"},
	{"published", LINT_T_DATE, "write a date like 2026-04-02"},
	{"confidence", LINT_T_NUMBER, "write a number"},
};

static bool fits(enum lint_type have, enum lint_type want)
{
	if (have == LINT_T_EMPTY || have == want)
		return true;
	if (want == LINT_T_DATE)
		return have == LINT_T_TIME;
	return want == LINT_T_TEXT && have != LINT_T_LIST && have != LINT_T_MAP;
}

static void check_type(struct lint_scan *s, const struct yaml *y, enum lint_type type)
{
	size_t line = lint_fm_line(s, y->line);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!str_eqz(y->key, known[i].name) || type == LINT_T_MAP ||
			fits(type, known[i].type) || lint_is_template(y))
			continue;
		lint_say(s->keep, s->page, LINT_FIELD_TYPE, line, 1, "'%s' is %s; %s",
			known[i].name,
			type == LINT_T_LIST		       ? "a list"
				: known[i].type == LINT_T_LIST ? "no list"
				: known[i].type == LINT_T_DATE ? "no date"
							       : "no number",
			known[i].remedy);
		if (known[i].type == LINT_T_LIST)
			lint_mend_list(s, y, LINT_FIELD_TYPE);
	}
	const char *plural = lint_plural(y->key);
	if (plural && type != LINT_T_EMPTY) {
		lint_say(s->keep, s->page, LINT_FIELD_TYPE, line, 1,
			"Obsidian does not read '" STR_FMT "' any more; write '%s' as a list",
			STR_ARG(y->key), plural);
		lint_mend_list(s, y, LINT_FIELD_TYPE);
	}
}

/* [[X]] without quotes is a list in a list to YAML. */
static bool is_bare_link(const struct yaml *y)
{
	return y->kind == YAML_LIST && y->n == 1 && y->child->kind == YAML_LIST &&
		y->child->n == 1 && y->child->child->kind == YAML_SCALAR;
}

/* Quotes the link that ends a line of the front matter. */
static void mend_bare_link(struct lint_scan *s, size_t n)
{
	size_t from = s->line_at[n - 1], to = n < s->n_lines ? s->line_at[n] : s->text.n;
	struct str line = str_trim_right(str_sub(s->text, from, to));
	size_t open = str_find(line, STR("[["));
	if (open == STR_NPOS || open < 2 || !str_ends(line, STR("]]")))
		return;
	struct str link = str_from(line, open), before = str_sub(line, 0, open);
	bool alone = str_ends(before, STR(": ")) || str_ends(before, STR("- "));
	if (!alone || str_find_byte(link, '"') != STR_NPOS ||
		str_find(link, STR("]]")) != link.n - 2)
		return;
	lint_mend(s->keep, s->page, LINT_MALFORMED_LINK, from + open, from + line.n,
		str_printf(s->keep, "\"" STR_FMT "\"", STR_ARG(link)));
}

/* A member that the vault's other pages cannot be expected to show: what is nested in y. */
static void check_nesting(struct lint_scan *s, const struct yaml *y)
{
	if (is_bare_link(y)) {
		struct str shown = lint_shown(s->a, y->child->child->value);
		size_t line = lint_fm_line(s, y->line);
		lint_say(s->keep, s->page, LINT_MALFORMED_LINK, line,
			lint_column_of(s, line, STR("[[")),
			"[[" STR_FMT "]] needs quotes in front matter", STR_ARG(shown));
		mend_bare_link(s, line);
		return;
	}
	bool nested = y->kind == YAML_MAP;
	for (const struct yaml *c = y->kind == YAML_LIST ? y->child : NULL; c; c = c->next) {
		if (is_bare_link(c))
			check_nesting(s, c);
		else
			nested = nested || c->kind != YAML_SCALAR;
	}
	struct str shown = lint_shown(s->a, y->key);
	if (nested && y->key.n)
		lint_say(s->keep, s->page, LINT_NESTED_PROPERTY, lint_fm_line(s, y->line), 1,
			"'" STR_FMT "' holds properties; Obsidian shows flat ones only",
			STR_ARG(shown));
}

/* --- the whole --------------------------------------------------------------------------- */

static void keep_facts(struct lint_scan *s)
{
	struct lint_page *p = s->page;
	struct strs aliases = {0};
	for (const struct yaml *y = s->meta->child; y; y = y->next) {
		size_t line = lint_fm_line(s, y->line);
		struct lint_field field = {str_dup(s->keep, y->key), lint_type_of(y), line};
		VEC_PUSH(s->keep, &p->fields, field);
		if (str_eqz(y->key, "title"))
			p->title_line = line;
		if (str_eqz(y->key, "sources"))
			p->sources_line = line;
		if (str_eqz(y->key, "based-on"))
			p->based_line = line;
		if (str_eqz(y->key, "aliases") && y->kind == YAML_LIST) {
			aliases = yaml_strs(s->a, s->meta, STR("aliases"));
			p->alias_line = line;
		}
	}
	p->title = str_dup(s->keep, str_trim(yaml_str(s->meta, STR("title"))));
	p->type = str_dup(s->keep, str_trim(yaml_str(s->meta, STR("type"))));
	p->description = str_dup(s->keep, str_trim(yaml_str(s->meta, STR("description"))));
	p->published = str_dup(s->keep, str_trim(yaml_str(s->meta, STR("published"))));
	p->sha = str_dup(s->keep, yaml_str(s->meta, STR("sha256")));
	struct strs sources = yaml_strs(s->a, s->meta, STR("sources"));
	for (size_t i = 0; i < sources.n; i++)
		strs_add(s->keep, &p->sources, str_dup(s->keep, str_trim(sources.v[i])));
	for (size_t i = 0; i < aliases.n; i++)
		if (!str_blank(aliases.v[i]))
			strs_add(s->keep, &p->aliases, str_dup(s->keep, str_trim(aliases.v[i])));
	p->hash = str_dup(s->keep, yaml_str(s->meta, STR("kb-hash")));
	struct strs based = yaml_strs(s->a, s->meta, STR("based-on"));
	for (size_t i = 0; i < based.n; i++)
		strs_add(s->keep, &p->based_on, str_dup(s->keep, based.v[i]));
	p->generated = yaml_get(s->meta, STR("kb-hash")) != NULL;
	p->evidence = p->generated && str_eqz(p->type, "text");
	p->fm = true;
}

/* A template's: "title: {{title}}" is YAML once it is filled in. */
static bool is_filled_in(struct str fm)
{
	return str_find(fm, STR("{{")) != STR_NPOS || str_find(fm, STR("<%")) != STR_NPOS;
}

static void parse(struct lint_scan *s)
{
	struct yaml *meta = NULL;
	struct err e = {0};
	if (!yaml_parse(s->a, s->fm, &meta, &e)) {
		if (is_filled_in(s->fm))
			return;
		struct str what;
		size_t line = error_line(str_of(e.text), &what);
		if (!find_twins(s))
			lint_say(s->keep, s->page, LINT_FRONTMATTER, lint_fm_line(s, line), 1,
				"front matter is no YAML: " STR_FMT, STR_ARG(what));
		return;
	}
	if (meta->kind != YAML_MAP) {
		lint_say(s->keep, s->page, LINT_FRONTMATTER, 1, 1,
			"front matter holds no properties (name: value)");
		return;
	}
	s->meta = meta;
}

/* "---" on the first line and a property on the next: meant as front matter. */
static bool looks_unclosed(struct str text)
{
	struct str rest = text, line;
	return str_line(&rest, &line) && str_eqz(str_trim_right(line), "---") &&
		str_line(&rest, &line) && key_of(line).n;
}

void lint_meta(struct lint_scan *s)
{
	bool closed = meta_split(s->text, &s->fm, &s->body);
	s->body_at = s->body.n ? (size_t)(s->body.p - s->text.p) : s->text.n;
	if (!closed && looks_unclosed(s->text))
		lint_say(s->keep, s->page, LINT_FRONTMATTER, 1, 1, "front matter is never closed");
	if (str_blank(s->fm))
		return;
	parse(s);
	if (!s->meta)
		return;
	keep_facts(s);
	s->page->fm_end = (size_t)(s->fm.p + s->fm.n - s->text.p);
	for (const struct yaml *y = s->meta->child; y; y = y->next) {
		check_type(s, y, lint_type_of(y));
		if (str_eqz(y->key, "tags"))
			lint_check_tags(s, y);
		check_nesting(s, y);
	}
}
