/* md_place.c - on which lines a block stands.
 *
 * cmark's start lines are right but for paragraphs that open with link definitions and for what
 * stands before a table; its end lines are not. Known faults of 0.29.0.gfm.6 that are mended here:
 * a list, an item and a footnote take the blank lines behind them; a fence that its container closes
 * and a setext heading take the line behind; an HTML block that ends by its own mark lacks its last
 * line; a table's start is that of the paragraph it grew from, which loses its place.
 * Order: lines, leaves by kind, containers. */
#include <string.h>

#include "doc/md_int.h"

struct str md_line(struct str text, const struct md_mask *mask, size_t line)
{
	size_t start = mask->line_at[line], end = mask->line_at[line + 1];
	if (end > start && text.p[end - 1] == '\n')
		end--;
	if (end > start && text.p[end - 1] == '\r')
		end--;
	return str_make(text.p + start, end - start);
}

size_t md_column(const struct md_mask *mask, size_t line, size_t col)
{
	size_t low = 0, high = mask->n_notes;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (mask->note[mid].line < line)
			low = mid + 1;
		else
			high = mid;
	}
	size_t masked = col;
	for (; low < mask->n_notes && mask->note[low].line == line; low++) {
		/* Only labels that end before the block count. */
		if (masked < 5)
			break;
		col += mask->note[low].shift;
	}
	return col;
}

/* s behind the blanks and quote marks it starts with. */
static struct str behind_quotes(struct str s)
{
	size_t i = 0;
	while (i < s.n && strchr(" \t>", s.p[i]) && s.p[i])
		i++;
	return str_from(s, i);
}

static bool is_run_of(struct str s, char c, size_t least)
{
	size_t n = 0;
	s = str_trim(s);
	while (n < s.n && s.p[n] == c)
		n++;
	return n == s.n && n >= least;
}

/* --- leaves ------------------------------------------------------------------------------ */

static void place_paragraph(const struct md_raw *raw, struct md_place *at)
{
	if (raw->before_table) {
		at->first = raw->line;
		at->last = raw->line + (raw->n_lines ? raw->n_lines - 1 : 0);
		return;
	}
	at->last = raw->end_line;
	at->first = raw->n_lines && raw->end_line + 1 >= raw->line + raw->n_lines
		? raw->end_line + 1 - raw->n_lines
		: raw->line;
}

static void place_heading(
	struct str text, const struct md_mask *mask, const struct md_raw *raw, struct md_place *at)
{
	struct str line = md_line(text, mask, raw->line);
	size_t col = md_column(mask, raw->line, raw->col);
	at->first = at->last = raw->line;
	line = str_from(line, col);
	size_t n = 0;
	while (n < line.n && line.p[n] == '#')
		n++;
	if (n == raw->level && (n == line.n || line.p[n] == ' ' || line.p[n] == '\t'))
		return;
	size_t i = raw->line + raw->n_lines;
	while (i < raw->end_line && i + 1 < mask->n_lines) {
		struct str s = behind_quotes(md_line(text, mask, i));
		if (is_run_of(s, raw->level == 1 ? '=' : '-', 1))
			break;
		i++;
	}
	at->last = i;
	at->first = i - raw->n_lines;
}

static void place_code(struct str text, const struct md_mask *mask, const struct md_raws *raws,
	const struct md_raw *raw, struct md_place *at)
{
	at->first = raw->line;
	if (!raw->fenced) {
		at->last = raw->line + (raw->n_lines ? raw->n_lines - 1 : 0);
		return;
	}
	size_t close = raw->line + raw->n_lines + 1, cap = raw->end_line;
	for (size_t up = raw->parent; up != MD_NO_PARENT; up = raws->v[up].parent)
		if (raws->v[up].end_line < cap)
			cap = raws->v[up].end_line;
	at->open = close > cap || close >= mask->n_lines ||
		!is_run_of(
			behind_quotes(md_line(text, mask, close)), (char)raw->fence, raw->fence_n);
	at->last = at->open ? close - 1 : close;
	while (at->open && at->last > at->first && at->last < mask->n_lines &&
		behind_quotes(md_line(text, mask, at->last)).n == 0)
		at->last--;
}

/* The mark that ends an HTML block which may hold blank lines; "" for the other kinds.
 * CommonMark 4.6. */
static struct str html_end(struct str s)
{
	static const char *const kinds[][2] = {{"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"},
		{"<!", ">"}, {"<script", "</"}, {"<pre", "</"}, {"<style", "</"},
		{"<textarea", "</"}};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct str start = str_of(kinds[i][0]), end = str_of(kinds[i][1]);
		if (!str_istarts(s, start))
			continue;
		if (end.p[0] != '<' || s.n == start.n || strchr(" \t>", s.p[start.n]))
			return end;
	}
	return STR("");
}

static bool ends_raw_text(struct str s)
{
	return str_ifind(s, STR("</script>")) != STR_NPOS ||
		str_ifind(s, STR("</pre>")) != STR_NPOS ||
		str_ifind(s, STR("</style>")) != STR_NPOS ||
		str_ifind(s, STR("</textarea>")) != STR_NPOS;
}

static void place_html(
	struct str text, const struct md_mask *mask, const struct md_raw *raw, struct md_place *at)
{
	at->first = raw->line;
	at->last = raw->line + (raw->n_lines ? raw->n_lines - 1 : 0);
	while (at->last > at->first && str_blank(md_line(text, mask, at->last)))
		at->last--;
	struct str line = md_line(text, mask, raw->line);
	struct str end = html_end(str_from(line, md_column(mask, raw->line, raw->col)));
	struct str last = md_line(text, mask, at->last);
	if (end.n && end.p[0] == '<')
		at->open = !ends_raw_text(last);
	else if (end.n)
		at->open = str_find(last, end) == STR_NPOS;
}

/* --- containers -------------------------------------------------------------------------- */

static bool is_container(enum md_kind kind)
{
	return kind == MD_LIST || kind == MD_ITEM || kind == MD_QUOTE || kind == MD_FOOTNOTE ||
		kind == MD_TABLE;
}

static void place_container(
	struct str text, const struct md_mask *mask, const struct md_raw *raw, struct md_place *at)
{
	size_t last = raw->end_line;
	if (raw->kind == MD_TABLE)
		last = at->last; /* its rows say it */
	else if (raw->kind != MD_QUOTE)
		while (last > raw->line && behind_quotes(md_line(text, mask, last)).n == 0)
			last--;
	if (raw->kind != MD_TABLE)
		at->first = raw->line;
	if (at->last < last)
		at->last = last;
	if (at->last < at->first)
		at->last = at->first;
}

/* A table's header stands behind the paragraph lines it grew from, the delimiter row below it. */
static void place_row(const struct md_raws *raws, size_t i, struct md_place *place)
{
	const struct md_raw *raw = &raws->v[i];
	size_t table = raw->parent;
	place[i].first = place[i].last = raw->line;
	if (!raw->header)
		return;
	for (size_t k = table; k-- > 0;) {
		if (raws->v[k].parent == raws->v[table].parent) {
			if (raws->v[k].before_table && raws->v[k].line == raw->line)
				place[i].first = place[i].last = raw->line + raws->v[k].n_lines;
			break;
		}
	}
	place[table].first = place[i].first;
	place[table].last = place[i].last + 1;
}

struct md_place *md_places(
	struct arena *a, struct str text, const struct md_mask *mask, const struct md_raws *raws)
{
	struct md_place *place = ARENA_ARRAY(a, struct md_place, raws->n);
	for (size_t i = 0; i < raws->n; i++) {
		const struct md_raw *raw = &raws->v[i];
		switch (raw->kind) {
		case MD_PARAGRAPH: place_paragraph(raw, &place[i]); break;
		case MD_HEADING: place_heading(text, mask, raw, &place[i]); break;
		case MD_CODE: place_code(text, mask, raws, raw, &place[i]); break;
		case MD_HTML: place_html(text, mask, raw, &place[i]); break;
		case MD_ROW: place_row(raws, i, place); break;
		case MD_RULE: place[i].first = place[i].last = raw->line; break;
		default: break;
		}
	}
	for (size_t i = raws->n; i-- > 0;) {
		size_t up = raws->v[i].parent;
		if (is_container(raws->v[i].kind))
			place_container(text, mask, &raws->v[i], &place[i]);
		if (place[i].last >= mask->n_lines)
			place[i].last = mask->n_lines - 1;
		if (up != MD_NO_PARENT && place[up].last < place[i].last)
			place[up].last = place[i].last;
	}
	return place;
}
