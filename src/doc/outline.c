/* outline.c - what a page offers to be linked to: headings and block ids (vault.h).
 *
 * A heading is found under two spellings: as it is written (that is what Obsidian compares) and as
 * it is shown; one that ends in a block id also by that and without it. Order: keys, making, finding. */
#include "doc/vault.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

#define MAX_TWINS 1000 /* headings of one spelling that are looked through */
#define MAX_PARTS 16 /* of "#A#B#C" */

/* --- keys -------------------------------------------------------------------------------- */

/* What Obsidian takes for a blank in a heading that is linked to. */
static bool is_dropped(char c)
{
	return c != '\0' && strchr("!\"#$%&()*+,.:;<=>?@^`{|}~/[]\\\n\r\t ", c) != NULL;
}

struct str vault_heading_key(struct arena *a, struct str heading)
{
	struct str s = vault_key(a, heading);
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < s.n; i++) {
		if (is_dropped(s.p[i])) {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

/* --- making ------------------------------------------------------------------------------ */

/* "Heading ##" without the marks that close it. */
static struct str without_closing(struct str s)
{
	size_t n = s.n;
	while (n && s.p[n - 1] == '#')
		n--;
	bool closes = n == 0 || s.p[n - 1] == ' ' || s.p[n - 1] == '\t';
	return closes ? str_trim_right(str_sub(s, 0, n)) : s;
}

/* The text of a heading as written: without its marks, of whatever kind it is. */
static struct str raw_heading(struct str block, unsigned level)
{
	struct str rest = block, first = {"", 0};
	str_line(&rest, &first);
	size_t i = 0;
	while (i < first.n && first.p[i] != '#' && strchr(" \t>-*+.)0123456789", first.p[i]))
		i++;
	size_t marks = i;
	while (marks < first.n && first.p[marks] == '#')
		marks++;
	bool atx = marks - i == level &&
		(marks == first.n || first.p[marks] == ' ' || first.p[marks] == '\t');
	if (atx)
		return without_closing(str_trim(str_from(first, marks)));
	size_t last = str_rfind_byte(str_trim_right(block), '\n');
	return str_trim(last == STR_NPOS ? first : str_sub(block, 0, last));
}

static int by_key(const void *a, const void *b)
{
	const struct vault_key_ref *x = a, *y = b;
	int c = str_cmp(x->key, y->key);
	return c ? c : (x->heading > y->heading) - (x->heading < y->heading);
}

struct making {
	VEC(struct vault_heading) headings;
	VEC(struct vault_key_ref) keys;
	VEC(struct str) ids;
	size_t open[7]; /* the heading of each level that a new one may stand under */
};

static void add_key(struct arena *a, struct making *m, struct str spelling, size_t heading)
{
	struct vault_key_ref ref = {vault_heading_key(a, spelling), heading};
	for (size_t i = m->keys.n; i-- > 0 && m->keys.v[i].heading == heading;)
		if (str_eq(m->keys.v[i].key, ref.key))
			return;
	VEC_PUSH(a, &m->keys, ref);
}

/* Where the id of "Heading ^id" starts; the length of the heading when it has none. */
static size_t id_of(struct str heading)
{
	size_t i = heading.n;
	while (i &&
		(heading.p[i - 1] == '-' || (heading.p[i - 1] >= '0' && heading.p[i - 1] <= '9') ||
			((heading.p[i - 1] | 32) >= 'a' && (heading.p[i - 1] | 32) <= 'z')))
		i--;
	bool is_id = i < heading.n && i > 1 && heading.p[i - 1] == '^' && heading.p[i - 2] == ' ';
	return is_id ? i : heading.n;
}

static void add_heading(
	struct arena *a, struct making *m, struct str text, const struct md_block *b)
{
	unsigned level = b->level >= 1 && b->level <= 6 ? b->level : 6;
	size_t parent = VAULT_NONE, me = m->headings.n;
	for (unsigned l = 1; l < level; l++)
		if (m->open[l] != VAULT_NONE)
			parent = m->open[l];
	m->open[level] = me;
	for (unsigned l = level + 1; l <= 6; l++)
		m->open[l] = VAULT_NONE;
	struct vault_heading h = {str_dup(a, b->plain), level, b->line, parent};
	VEC_PUSH(a, &m->headings, h);
	struct str written = raw_heading(str_sub(text, b->start, b->end), b->level);
	add_key(a, m, written, me);
	add_key(a, m, b->plain, me);
	size_t id = id_of(written);
	if (id == written.n)
		return;
	VEC_PUSH(a, &m->ids, str_lower(a, str_from(written, id)));
	add_key(a, m, str_sub(written, 0, id - 1), me);
}

void vault_outline_of(
	struct arena *a, struct str text, const struct md_blocks *blocks, struct vault_outline *out)
{
	struct making m = {0};
	for (size_t l = 0; l < 7; l++)
		m.open[l] = VAULT_NONE;
	for (size_t i = 0; i < blocks->n; i++) {
		const struct md_block *b = &blocks->v[i];
		if (b->kind == MD_HEADING)
			add_heading(a, &m, text, b);
		if (b->id.n)
			VEC_PUSH(a, &m.ids, str_lower(a, b->id));
	}
	struct strs ids = {m.ids.v, m.ids.n};
	strs_sort_unique(&ids);
	if (m.keys.n)
		qsort(m.keys.v, m.keys.n, sizeof *m.keys.v, by_key);
	*out = (struct vault_outline){m.headings.v, m.headings.n, m.keys.v, m.keys.n, ids.v, ids.n};
}

/* --- finding ----------------------------------------------------------------------------- */

/* The first reference that is not before (key, heading). */
static size_t first_key(const struct vault_outline *o, struct str key, size_t heading)
{
	struct vault_key_ref wanted = {key, heading};
	size_t low = 0, high = o->n_keys;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (by_key(&o->keys[mid], &wanted) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool has_key(const struct vault_outline *o, size_t heading, struct str key)
{
	size_t i = first_key(o, key, heading);
	return i < o->n_keys && o->keys[i].heading == heading && str_eq(o->keys[i].key, key);
}

/* Do the headings above h hold the n parts, in their order? */
static bool stands_below(const struct vault_outline *o, size_t h, const struct str *parts, size_t n)
{
	for (h = o->v[h].parent; n && h != VAULT_NONE; h = o->v[h].parent)
		if (has_key(o, h, parts[n - 1]))
			n--;
	return n == 0;
}

static enum vault_sub find_heading(
	const struct vault_outline *o, struct arena *a, struct str sub, size_t *line)
{
	struct str parts[MAX_PARTS], part;
	size_t n = 0;
	while (str_cut(&sub, '#', &part)) {
		if (str_blank(part))
			continue;
		if (n == MAX_PARTS)
			return VAULT_SUB_NO_HEADING;
		parts[n++] = vault_heading_key(a, part);
	}
	if (n == 0)
		return VAULT_SUB_FOUND;
	size_t i = first_key(o, parts[n - 1], 0);
	for (size_t seen = 0; i < o->n_keys && seen < MAX_TWINS; i++, seen++) {
		if (!str_eq(o->keys[i].key, parts[n - 1]))
			break;
		size_t h = o->keys[i].heading;
		if (!stands_below(o, h, parts, n - 1))
			continue;
		if (line)
			*line = o->v[h].line;
		return VAULT_SUB_FOUND;
	}
	return VAULT_SUB_NO_HEADING;
}

static bool has_id(const struct vault_outline *o, struct str id)
{
	size_t low = 0, high = o->n_ids;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = str_cmp(o->ids[mid], id);
		if (c == 0)
			return true;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

enum vault_sub vault_sub_find(
	const struct vault_outline *o, struct arena *a, struct str sub, size_t *line)
{
	sub = str_trim(sub);
	size_t caret = str_rfind_byte(sub, '^');
	bool block = caret != STR_NPOS && (caret == 0 || sub.p[caret - 1] == '#');
	if (!block)
		return find_heading(o, a, sub, line);
	struct str id = str_lower(a, str_trim(str_from(sub, caret + 1)));
	return has_id(o, id) ? VAULT_SUB_FOUND : VAULT_SUB_NO_BLOCK;
}
