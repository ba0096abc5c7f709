/* lint_fields.c - rules on properties over all pages: what a kind of page needs, what a vault agrees
 * on.
 *
 * A page of kb's has a type and a title. In any vault a property that nearly every page has, or that
 * nearly always has one type, is a rule of that vault. Order: needs, types. */
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

#define MIN_PAGES 20 /* fewer agree by chance */
#define MIN_USES 10

static bool has_field(const struct lint_page *p, const char *name)
{
	for (size_t i = 0; i < p->fields.n; i++)
		if (str_eqz(p->fields.v[i].name, name))
			return p->fields.v[i].type != LINT_T_EMPTY;
	return false;
}

/* --- needs ------------------------------------------------------------------------------- */

static const char *const needed[] = {"type", "title"};

/* The title that the page shows: its first heading of level 1, else the name of its file. */
static void mend_title(struct lint *l, struct lint_page *p)
{
	struct str name = fs_base_name(vault_at(l->vault, p->file)->path);
	struct str title = str_sub(name, 0, name.n - 3);
	struct buf b = buf_make(l->a);
	for (size_t i = 0; i < p->outline.n; i++)
		if (p->outline.v[i].level == 1 && p->outline.v[i].text.n) {
			title = p->outline.v[i].text;
			break;
		}
	for (size_t i = 0; i < p->fields.n; i++)
		if (str_eqz(p->fields.v[i].name, "title"))
			return; /* empty, and the person's line */
	meta_put(&b, "title", title);
	bool whole = p->fm_end && (!p->text.p || p->text.p[p->fm_end - 1] == '\n');
	if (b.n && whole && text_valid(title))
		lint_mend(l->a, p, LINT_MISSING_FIELD, p->fm_end, p->fm_end, buf_str(&b));
}

static void say_missing(struct lint *l, struct lint_page *p, const char *name)
{
	lint_say(l->a, p, LINT_MISSING_FIELD, 1, 1, "front matter without '%s'", name);
	if (str_eqz(str_of(name), "title"))
		mend_title(l, p);
}

static void check_needs(struct lint *l)
{
	size_t n_fm = 0, n_have[sizeof needed / sizeof *needed] = {0};
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		n_fm += p->fm && !p->source_file;
		for (size_t k = 0; k < sizeof needed / sizeof *needed; k++)
			n_have[k] += p->fm && !p->source_file && has_field(p, needed[k]);
	}
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < sizeof needed / sizeof *needed; k++) {
			bool agreed = n_fm >= MIN_PAGES && n_have[k] * 10 >= n_fm * 9;
			if (!p->reported || !p->fm || has_field(p, needed[k]))
				continue;
			if (l->base || p->generated || agreed)
				say_missing(l, p, needed[k]);
		}
	}
}

/* --- types ------------------------------------------------------------------------------- */

static const char *const type_names[] = {
	[LINT_T_EMPTY] = "nothing",
	[LINT_T_TEXT] = "a text",
	[LINT_T_NUMBER] = "a number",
	[LINT_T_SWITCH] = "true or false",
	[LINT_T_DATE] = "a date",
	[LINT_T_TIME] = "a date and time",
	[LINT_T_LIST] = "a list",
	[LINT_T_MAP] = "properties",
};

struct use {
	size_t n[LINT_TYPES];
};

/* Judged by lint_meta.c alone. */
static bool is_known(struct str name)
{
	static const char *const names[] = {"tags", "aliases", "cssclasses", "sources", "title",
		"type", "description", "created", "updated", "modified", "published", "confidence",
		"tag", "alias", "cssclass"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(name, names[i]))
			return true;
	return false;
}

/* The type that nine of ten values have, LINT_T_EMPTY when there is none or it takes anything. */
static enum lint_type agreed_type(const struct use *use)
{
	static const enum lint_type strict[] = {
		LINT_T_NUMBER, LINT_T_SWITCH, LINT_T_DATE, LINT_T_TIME, LINT_T_LIST};
	size_t all = 0;
	for (size_t t = LINT_T_TEXT; t < LINT_TYPES; t++)
		all += use->n[t];
	for (size_t i = 0; all >= MIN_USES && i < sizeof strict / sizeof *strict; i++)
		if (use->n[strict[i]] * 10 >= all * 9)
			return strict[i];
	return LINT_T_EMPTY;
}

static bool agrees(enum lint_type have, enum lint_type want)
{
	bool times = (have == LINT_T_DATE || have == LINT_T_TIME) &&
		(want == LINT_T_DATE || want == LINT_T_TIME);
	return have == want || times || have == LINT_T_EMPTY || have == LINT_T_MAP;
}

static void check_types(struct lint *l)
{
	struct map uses = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		for (size_t k = 0; k < l->pages[i].fields.n; k++) {
			const struct lint_field *f = &l->pages[i].fields.v[k];
			struct map_entry *entry = map_add(&uses, f->name, NULL);
			if (!entry->ptr)
				entry->ptr = ARENA_NEW(l->a, struct use);
			((struct use *)entry->ptr)->n[f->type]++;
		}
	}
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; p->reported && k < p->fields.n; k++) {
			const struct lint_field *f = &p->fields.v[k];
			enum lint_type want = agreed_type(map_ptr(&uses, f->name));
			if (want == LINT_T_EMPTY || agrees(f->type, want) || is_known(f->name))
				continue;
			struct str shown = lint_shown(l->a, f->name);
			lint_say(l->a, p, LINT_FIELD_TYPE, f->line, 1,
				"'" STR_FMT "' is %s here and %s on nearly all pages",
				STR_ARG(shown), type_names[f->type], type_names[want]);
		}
	}
}

void lint_fields(struct lint *l)
{
	check_needs(l);
	check_types(l);
}
