/* lint_fix.c - mending what needs no invention.
 *
 * Findings carry edits of the page's clean text. A round applies those of all pages in memory and
 * lint looks again, until nothing is left to mend: so what --dry-run shows is what --fix writes, and
 * a second run changes nothing. Left alone: pages of kb's own (compile mends them), pages that a
 * merge left its marks in, bytes that are no text. Order: edits, links, rounds, the end. The diff is
 * in lint_diff.c. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/str.h"
#include "doc/md.h"
#include "engine/lint_page.h"

#define MAX_LINE 1000 /* bytes beside a link that are looked at for a table */

/* --- edits ------------------------------------------------------------------------------- */

void lint_mend(struct arena *a, struct lint_page *p, enum lint_rule rule, size_t start, size_t end,
	struct str text)
{
	if (p->hits.n && p->hits.v[p->hits.n - 1].rule == rule)
		lint_mend_hit(a, p, p->hits.n - 1, start, end, text);
}

void lint_mend_hit(
	struct arena *a, struct lint_page *p, size_t hit, size_t start, size_t end, struct str text)
{
	if (!lint_may_fix(p) || p->odd)
		return;
	p->hits.v[hit].fixable = true;
	struct lint_edit edit = {p->hits.v[hit].rule, start, end, text};
	if (p->text.p)
		VEC_PUSH(a, &p->edits, edit);
}

/* --- links ------------------------------------------------------------------------------- */

/* Bytes of the destination in "[text](dest "title")"; false for any other form. */
static bool find_dest(struct str link, size_t *start, size_t *end)
{
	if (!str_ends(link, STR(")")))
		return false;
	size_t at = STR_NPOS, depth = 0;
	for (size_t i = link.n; i-- > 0;) {
		if (link.p[i] == '\n')
			return false;
		depth += link.p[i] == ')';
		if (link.p[i] == '(' && --depth == 0) {
			at = i + 1;
			break;
		}
	}
	if (at == STR_NPOS || at < 2 || link.p[at - 2] != ']')
		return false;
	bool angle = link.p[at] == '<';
	*start = at + angle;
	*end = *start;
	while (*end < link.n - 1 && (angle ? link.p[*end] != '>' : !strchr(" \t", link.p[*end])))
		++*end;
	return *end > *start;
}

/* Where the target of [[target#sub|text]] ends: bytes of link. */
static size_t target_end(struct str link, size_t open)
{
	size_t i = open;
	while (i < link.n && !strchr("#|", link.p[i]) && !str_starts(str_from(link, i), STR("]]")))
		i++;
	return i < link.n && link.p[i] == '|' && i > open && link.p[i - 1] == '\\' ? i - 1 : i;
}

/* A "|" that belongs to no [[link|text]]: perhaps that of a table. */
static bool has_bar(struct str s)
{
	for (size_t at = 0, bar; (bar = str_find_from(s, at, STR("|"))) != STR_NPOS;) {
		size_t open = str_find_from(str_sub(s, 0, bar), at, STR("[["));
		size_t end = open == STR_NPOS ? STR_NPOS : str_find_from(s, open, STR("]]"));
		if (end == STR_NPOS)
			return true;
		at = end + 2;
	}
	return false;
}

void lint_mend_prepare(const struct lint_scan *s, struct lint_link *link)
{
	struct str raw = str_sub(s->text, link->start, link->end);
	size_t from = link->start, to = link->end, start, end;
	while (from && s->text.p[from - 1] != '\n' && link->start - from < MAX_LINE)
		from--;
	while (to < s->text.n && s->text.p[to] != '\n' && to - link->end < MAX_LINE)
		to++;
	struct str before = str_sub(s->text, from, link->start);
	struct str after = str_sub(s->text, link->end, to);
	bool bars = has_bar(before) || has_bar(after);
	bool row = str_starts(str_trim(before), STR("|"));
	link->labelled = str_find_byte(raw, '|') != STR_NPOS;
	link->bar = row ? "\\|" : bars ? NULL : "|";
	if (link->kind == LINK_MARKDOWN)
		link->editable = find_dest(raw, &start, &end);
	else
		link->editable = str_find(raw, STR("[[")) != STR_NPOS &&
			str_find_byte(raw, '\n') == STR_NPOS;
}

static struct str with_dest(struct arena *a, struct str raw, struct str target)
{
	size_t start, end;
	find_dest(raw, &start, &end);
	bool angle = raw.p[start - 1] == '<';
	size_t hash = str_find_from(raw, start, STR("#"));
	struct buf b = buf_make(a);
	buf_put(&b, str_sub(raw, 0, start));
	buf_put(&b, angle ? target : md_escape_dest(a, target));
	buf_put(&b, str_from(raw, hash != STR_NPOS && hash < end ? hash : end));
	return buf_str(&b);
}

static struct str with_target(struct arena *a, struct str raw, struct str target, const char *bar)
{
	size_t open = str_find(raw, STR("[[")) + 2, close = target_end(raw, open);
	size_t last = str_find_from(raw, close, STR("]]"));
	struct buf b = buf_make(a);
	buf_put(&b, str_sub(raw, 0, open));
	buf_put(&b, target);
	buf_put(&b, str_sub(raw, close, last));
	if (bar) {
		buf_puts(&b, bar);
		buf_put(&b, str_trim(str_sub(raw, open, close)));
	}
	buf_put(&b, str_from(raw, last));
	return buf_str(&b);
}

void lint_mend_link(struct arena *a, struct lint_page *p, const struct lint_link *link,
	enum lint_rule rule, struct str target, bool shown)
{
	if (!link->editable || !lint_may_fix(p))
		return;
	bool wiki = link->kind != LINK_MARKDOWN;
	/* a link that says what to show, a place in a page, an embed: nothing to be kept */
	shown = shown && wiki && !link->embed && link->sub.n == 0 && !link->labelled;
	if (shown && !link->bar)
		return;
	struct str raw = str_sub(p->text, link->start, link->end), text = STR("");
	if (raw.n)
		text = wiki ? with_target(a, raw, target, shown ? link->bar : NULL)
			    : with_dest(a, raw, target);
	lint_mend(a, p, rule, link->start, link->end, text);
}

void lint_mend_sub(struct arena *a, struct lint_page *p, const struct lint_link *link,
	enum lint_rule rule, struct str sub)
{
	if (!link->editable || !lint_may_fix(p) || str_find_byte(sub, '"') != STR_NPOS)
		return;
	struct str raw = str_sub(p->text, link->start, link->end);
	size_t start = 0, end = 0, hash;
	if (raw.n && link->kind == LINK_MARKDOWN) {
		find_dest(raw, &start, &end);
		if (raw.p[start - 1] != '<')
			sub = md_escape_dest(a, sub);
	} else if (raw.n) {
		start = str_find(raw, STR("[[")) + 2;
		end = str_find_from(raw, start, STR("]]"));
		size_t bar = str_find_from(raw, start, STR("|"));
		if (bar < end)
			end = bar > start && raw.p[bar - 1] == '\\' ? bar - 1 : bar;
	}
	hash = raw.n ? str_find_from(raw, start, STR("#")) : 0;
	if (raw.n && hash >= end)
		return;
	lint_mend(a, p, rule, link->start + hash + (raw.n > 0), link->start + end, str_dup(a, sub));
}

void lint_mend_to_text(
	struct arena *a, struct lint_page *p, const struct lint_link *link, enum lint_rule rule)
{
	if (!link->editable || link->kind == LINK_PROPERTY || !lint_may_fix(p))
		return;
	struct str raw = str_sub(p->text, link->start, link->end), text = STR("");
	if (raw.n && link->kind == LINK_WIKI) {
		size_t open = str_find(raw, STR("[[")) + 2, bar = str_find_byte(raw, '|');
		size_t last = str_find_from(raw, open, STR("]]"));
		text = str_trim(str_sub(raw, bar == STR_NPOS ? open : bar + 1, last));
	} else if (raw.n) {
		size_t start, end;
		find_dest(raw, &start, &end);
		text = str_sub(raw, 1, start - 2 - (raw.p[start - 1] == '<'));
	}
	lint_mend(a, p, rule, link->start, link->end, text);
}

/* --- rounds ------------------------------------------------------------------------------ */

bool lint_read(
	const struct lint *l, struct arena *a, struct str path, struct str *out, struct err *e)
{
	const struct map_entry *fixed = l->overlay ? map_find(l->overlay, path) : NULL;
	if (fixed) {
		*out = *(const struct str *)fixed->ptr;
		return true;
	}
	return fs_read(a, fs_join(a, l->dir, str_z(a, path)), FS_MAX_FILE, out, e);
}

static int by_start(const void *a, const void *b)
{
	const struct lint_edit *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static bool is_off(const struct lint *l, const struct lint_page *p, enum lint_rule rule)
{
	return (p->off && p->off[rule]) ||
		lint_severity(l, rule, vault_at(l->vault, p->file)->path) == KB_OFF;
}

/* The text with its edits; the later of two that overlap waits for the next round. */
static struct str edited(
	const struct lint *l, struct arena *a, struct lint_page *p, size_t *n_edits)
{
	struct buf b = buf_make(a);
	size_t at = 0;
	if (p->edits.n)
		qsort(p->edits.v, p->edits.n, sizeof *p->edits.v, by_start);
	if (p->bom)
		buf_puts(&b, "\xEF\xBB\xBF");
	for (size_t i = 0; i < p->edits.n; i++) {
		const struct lint_edit *edit = &p->edits.v[i];
		bool off = is_off(l, p, edit->rule);
		if (off || edit->start < at)
			continue;
		buf_put(&b, str_sub(p->text, at, edit->start));
		buf_put(&b, edit->text);
		at = edit->end;
		++*n_edits;
	}
	buf_put(&b, str_from(p->text, at));
	return buf_str(&b);
}

size_t lint_fix_round(struct lint *l, struct map *overlay)
{
	size_t n_pages = 0;
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		struct str path = vault_at(l->vault, p->file)->path;
		bool ends = p->cr && !is_off(l, p, LINT_LINE_ENDINGS);
		if (!p->text.p || !p->read || !lint_may_fix(p) || p->odd || p->conflict ||
			(p->cr && !ends) || !lint_is_asked_for(l, path))
			continue;
		size_t n_edits = ends;
		struct str text = edited(l, l->a, p, &n_edits);
		if (n_edits == 0)
			continue;
		bool added;
		struct map_entry *entry = map_add(overlay, path, &added);
		if (added) {
			entry->key = str_dup(overlay->a, path);
			entry->ptr = ARENA_NEW(overlay->a, struct str);
		}
		*(struct str *)entry->ptr = str_dup(overlay->a, text);
		n_pages++;
	}
	return n_pages;
}

/* --- the end ----------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	return str_cmp((*(const struct map_entry *const *)a)->key,
		(*(const struct map_entry *const *)b)->key);
}

/* Files that get another name, and those whose text stays as it is into the diff. */
static bool end_renames(struct lint *l, const struct map *overlay, struct arena *a,
	struct kb_findings *out, struct buf *diff, struct err *e)
{
	for (size_t i = 0; i < l->renames.n; i++) {
		struct str from = vault_at(l->vault, l->renames.v[i].file)->path;
		struct str to = l->renames.v[i].to;
		if (!map_find(overlay, from))
			strs_add(a, &out->fixed, str_dup(a, from));
		if (l->opt->dry_run && !map_find(overlay, from))
			lint_diff(diff, from, to, STR(""), STR(""));
		else if (!l->opt->dry_run &&
			!fs_rename(fs_join(l->a, l->dir, str_z(l->a, from)),
				fs_join(l->a, l->dir, str_z(l->a, to)), e))
			return false;
	}
	out->n_renamed = l->renames.n;
	return true;
}

bool lint_fix_end(struct lint *l, const struct map *overlay, struct arena *a,
	struct kb_findings *out, struct err *e)
{
	const struct map_entry **v = ARENA_ARRAY(l->a, const struct map_entry *, overlay->n);
	struct buf diff = buf_make(a);
	for (size_t i = 0; i < overlay->n; i++)
		v[i] = &overlay->v[i];
	if (overlay->n)
		qsort(v, overlay->n, sizeof *v, by_key);
	for (size_t i = 0; i < overlay->n; i++) {
		struct str text = *(const struct str *)v[i]->ptr, old;
		const char *path = fs_join(l->a, l->dir, str_z(l->a, v[i]->key));
		size_t file = vault_find(l->vault, v[i]->key);
		struct str to = file == VAULT_NONE ? v[i]->key : lint_renamed(l, file);
		if (!fs_read(l->a, path, FS_MAX_FILE, &old, e))
			return false;
		if (str_eq(old, text))
			continue;
		strs_add(a, &out->fixed, v[i]->key);
		if (l->opt->dry_run)
			lint_diff(&diff, v[i]->key, to, old, text);
		else if (!fs_write(path, text, false, e))
			return false;
	}
	if (!end_renames(l, overlay, a, out, &diff, e))
		return false;
	out->diff = buf_str(&diff);
	return true;
}
