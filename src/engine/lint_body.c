/* lint_body.c - rules on the blocks of a page: headings, block ids, fences, merge marks.
 *
 * Documents (wiki/text) are as their sources are: of them only what breaks links counts. Order:
 * headings, block ids, fences, merge marks. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "engine/lint_page.h"

/* --- headings ---------------------------------------------------------------------------- */

/* All levels anew: a heading stands one below the nearest one above it, and those that stood beside
 * it stay beside it. */
static void mend_levels(struct lint_scan *s)
{
	struct {
		unsigned was, is;
	} above[8];
	size_t depth = 0;
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		if (b->kind != MD_HEADING || b->parent != MD_NO_PARENT)
			continue;
		while (depth && above[depth - 1].was >= b->level)
			depth--;
		unsigned level = b->level;
		if (depth && above[depth - 1].is + 1 < level)
			level = above[depth - 1].is + 1;
		above[depth].was = b->level;
		above[depth++].is = level;
		size_t at = b->start;
		while (at < b->end && s->body.p[at] == ' ')
			at++;
		if (level < b->level && at < b->end && s->body.p[at] == '#')
			lint_mend(s->keep, s->page, LINT_HEADING_INCREMENT, s->body_at + at,
				s->body_at + at + (b->level - level), STR(""));
	}
}

static void check_increment(struct lint_scan *s)
{
	unsigned before = 0;
	bool said = false;
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		if (b->kind != MD_HEADING || b->parent != MD_NO_PARENT)
			continue;
		if (before && b->level > before + 1)
			lint_say_at(s, LINT_HEADING_INCREMENT, s->body_at + b->start,
				"heading of level %u below one of level %u", b->level, before);
		if (before && b->level > before + 1) {
			if (!said)
				mend_levels(s);
			s->page->hits.v[s->page->hits.n - 1].fixable =
				lint_may_fix(s->page) && !s->page->odd;
			said = true;
		}
		before = b->level;
	}
}

/* Two headings beside each other: same level, same heading above. */
static void check_twins(struct lint_scan *s)
{
	const struct vault_outline *o = &s->page->outline;
	if (str_eqz(s->page->type, "log"))
		return; /* the same may happen twice on one day */
	for (size_t i = 1; i < o->n_keys; i++) {
		const struct vault_key_ref *ref = &o->keys[i];
		const struct vault_heading *h = &o->v[ref->heading];
		for (size_t j = i; j-- > 0 && i - j < 100;) {
			const struct vault_heading *other = &o->v[o->keys[j].heading];
			if (!str_eq(o->keys[j].key, ref->key))
				break;
			if (ref->key.n == 0 || o->keys[j].heading == ref->heading ||
				other->parent != h->parent || other->level != h->level)
				continue;
			struct str shown = lint_shown(s->a, h->text);
			lint_say(s->keep, s->page, LINT_DUPLICATE_HEADING,
				h->line + s->page->first_line, 1,
				"heading '" STR_FMT "' stands on line %zu already", STR_ARG(shown),
				other->line + s->page->first_line);
			break;
		}
	}
}

/* What a fix would take out; lint_empties decides whether it may. */
static void keep_empty(struct lint_scan *s, const struct md_block *b, size_t end)
{
	struct lint_page *p = s->page;
	struct lint_empty empty = {.hit = p->hits.n - 1,
		.line = b->line,
		.start = s->body_at + b->start,
		.end = s->body_at + end};
	if (b->level > 1 && lint_may_fix(p) && !p->odd && b->id.n == 0)
		VEC_PUSH(s->keep, &p->empties, empty);
}

/* A heading with nothing before the next one of its level or above. */
static void check_empty(struct lint_scan *s)
{
	const struct md_block *last = NULL;
	for (size_t i = 0; i <= s->blocks.n; i++) {
		const struct md_block *b = i < s->blocks.n ? &s->blocks.v[i] : NULL;
		if (b && (b->kind != MD_HEADING || b->parent != MD_NO_PARENT))
			continue;
		bool closes = last && (!b || b->level <= last->level);
		if (closes && str_blank(str_sub(s->body, last->end, b ? b->start : s->body.n))) {
			struct str shown = lint_shown(s->a, last->plain);
			lint_say_at(s, LINT_EMPTY_SECTION, s->body_at + last->start,
				"nothing stands under '" STR_FMT "'", STR_ARG(shown));
			keep_empty(s, last, b ? b->start : s->body.n);
		}
		last = b;
	}
}

/* --- block ids --------------------------------------------------------------------------- */

static void check_ids(struct lint_scan *s)
{
	struct map seen = map_make(s->a);
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		if (b->id.n == 0)
			continue;
		bool added;
		struct map_entry *entry = map_add(&seen, str_lower(s->a, b->id), &added);
		if (added)
			entry->num = b->id_start;
		if (entry->num == b->id_start)
			continue;
		size_t line, column;
		lint_place(s, s->body_at + entry->num, &line, &column);
		lint_say_at(s, LINT_DUPLICATE_BLOCK, s->body_at + b->id_start,
			"block id ^" STR_FMT " stands on line %zu already", STR_ARG(b->id), line);
	}
}

/* --- fences ------------------------------------------------------------------------------ */

static void check_fences(struct lint_scan *s)
{
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		/* one in a quote or a list ends with that */
		if (b->kind == MD_CODE && b->open && str_blank(str_from(s->body, b->end)))
			lint_say_at(s, LINT_UNCLOSED_FENCE, s->body_at + b->start,
				"this fence is never closed; all that follows is code");
	}
}

/* --- merge marks ------------------------------------------------------------------------- */

bool lint_in_code(const struct lint_scan *s, size_t at, size_t *next)
{
	for (; *next < s->blocks.n; ++*next) {
		const struct md_block *b = &s->blocks.v[*next];
		if (b->start + s->body_at > at)
			return false;
		if (b->kind == MD_CODE && at < b->end + s->body_at)
			return true;
	}
	return false;
}

static void check_conflicts(struct lint_scan *s)
{
	enum { OUTSIDE, OURS, THEIRS } state = OUTSIDE;
	size_t start = 0, next = 0;
	if (str_find(s->text, STR("<<<<<<< ")) == STR_NPOS)
		return;
	for (size_t i = 0; i < s->n_lines; i++) {
		size_t end = i + 1 < s->n_lines ? s->line_at[i + 1] : s->text.n;
		struct str line = str_sub(s->text, s->line_at[i], end);
		bool mark = str_starts(line, STR("<<<<<<< ")) || str_starts(line, STR("=======")) ||
			str_starts(line, STR(">>>>>>> "));
		if (!mark || lint_in_code(s, s->line_at[i], &next))
			continue;
		if (line.p[0] == '<') {
			state = OURS;
			start = s->line_at[i];
		} else if (line.p[0] == '=' && state == OURS &&
			str_eqz(str_trim_right(line), "=======")) {
			state = THEIRS;
		} else if (line.p[0] == '>' && state == THEIRS) {
			state = OUTSIDE;
			s->page->conflict = true;
			lint_say_at(s, LINT_CONFLICT_MARKER, start,
				"a merge left its marks here (to line %zu)", i + 1);
		}
	}
}

void lint_body(struct lint_scan *s)
{
	check_ids(s);
	check_conflicts(s);
	if (s->page->evidence)
		return;
	check_increment(s);
	check_twins(s);
	check_empty(s);
	check_fences(s);
}
