/* flow.c - see flow.h. Order: closing, blocks, lists, notes. */
#include "doc/flow.h"

#define MAX_NUMBER 999999999

struct flow flow_make(struct arena *a)
{
	struct flow f = {.a = a, .code = buf_make(a), .notes = map_make(a)};
	f.w = (struct writer){.a = a};
	f.w.out = buf_make(a);
	f.w.prefix = buf_make(a);
	f.w.lead = buf_make(a);
	return f;
}

/* --- closing ----------------------------------------------------------------------------- */

static void close_code(struct flow *f)
{
	if (!f->code.n)
		return;
	struct buf b = buf_make(f->a);
	escape_fence(&b, buf_str(&f->code), STR(""));
	f->code.n = 0;
	writer_begin(&f->w, OUT_OTHER);
	writer_lines(&f->w, buf_str(&b));
}

static void close_list(struct flow *f)
{
	struct flow_list *l = &f->lists[--f->n_lists];
	writer_pop(&f->w, l->item);
	f->w.last = l->kind;
	f->w.last_mark = l->mark;
}

static void close_quote(struct flow *f)
{
	if (f->in_quote) {
		writer_pop(&f->w, f->quote);
		f->w.last = OUT_OTHER;
	}
	f->in_quote = false;
}

static void close_all(struct flow *f)
{
	close_code(f);
	close_quote(f);
	while (f->n_lists)
		close_list(f);
}

/* --- blocks ------------------------------------------------------------------------------ */

void flow_heading(struct flow *f, unsigned level, struct str text)
{
	text = str_trim(str_replace(f->a, text, STR("\n"), STR(" ")));
	if (!text.n)
		return;
	close_all(f);
	struct buf b = buf_make(f->a);
	buf_fill(&b, '#', level < 1 ? 1 : level > 6 ? 6 : level);
	buf_putc(&b, ' ');
	buf_put(&b, text);
	if (b.p[b.n - 1] == '#') { /* a closing run would be read as markup */
		b.p[b.n - 1] = '\\';
		buf_putc(&b, '#');
	}
	writer_begin(&f->w, OUT_OTHER);
	writer_line(&f->w, buf_str(&b));
}

void flow_paragraph(struct flow *f, struct str text)
{
	if (str_blank(text))
		return;
	close_all(f);
	writer_paragraph(&f->w, text);
}

bool flow_inside(struct flow *f, int64_t indent)
{
	size_t n = f->n_lists;
	while (n && !(f->lists[n - 1].indent > 0 && indent >= f->lists[n - 1].indent))
		n--;
	if (!n)
		return false;
	if (n < f->n_lists) {
		close_code(f);
		close_quote(f);
	}
	while (f->n_lists > n)
		close_list(f);
	return true;
}

void flow_more(struct flow *f, struct str text)
{
	if (str_blank(text))
		return;
	close_code(f);
	close_quote(f);
	writer_paragraph(&f->w, text);
}

void flow_quote(struct flow *f, struct str text)
{
	if (str_blank(text))
		return;
	if (!f->in_quote) {
		close_all(f);
		writer_begin(&f->w, OUT_OTHER);
		f->quote = writer_push(&f->w, STR("> "), STR("> "));
		f->w.tight = false;
		f->in_quote = true;
	}
	writer_paragraph(&f->w, text);
}

void flow_code(struct flow *f, struct str line)
{
	if (!f->code.n && !str_blank(line))
		close_all(f);
	flow_more_code(f, line);
}

void flow_more_code(struct flow *f, struct str line)
{
	if (!f->code.n) {
		if (str_blank(line))
			return;
		close_quote(f);
	}
	buf_put(&f->code, line);
	buf_putc(&f->code, '\n');
}

void flow_math(struct flow *f, struct str tex)
{
	if (!tex.n)
		return;
	close_code(f);
	close_quote(f);
	writer_begin(&f->w, OUT_OTHER);
	writer_line(&f->w, STR("$$"));
	writer_lines(&f->w, tex);
	writer_line(&f->w, STR("$$"));
}

static void more_table(struct flow *f, const struct grid *g)
{
	struct str table = grid_write(f->a, g);
	if (!table.n)
		return;
	close_code(f);
	close_quote(f);
	writer_begin(&f->w, OUT_OTHER);
	writer_lines(&f->w, table);
}

void flow_table(struct flow *f, const struct grid *g)
{
	if (g->rows.n && g->n_columns)
		close_all(f);
	more_table(f, g);
}

void flow_titled_table(struct flow *f, struct grid *g, bool inside)
{
	struct str title = grid_take_title(g);
	if (!inside && g->rows.n && g->n_columns)
		close_all(f);
	flow_more(f, title);
	more_table(f, g);
}

void flow_rule(struct flow *f)
{
	close_all(f);
	if (!f->w.out.n)
		return;
	writer_begin(&f->w, OUT_OTHER);
	writer_line(&f->w, STR("---"));
}

/* --- lists ------------------------------------------------------------------------------- */

#define SAME_INDENT 60 /* twentieths of a point: less is no step */

/* True when the item stands below the text of the open list l. */
static bool is_inside(const struct flow_list *l, const struct flow_item *item)
{
	if (l->list == item->list)
		return item->level > l->level;
	if (l->indent >= 0 && item->indent >= 0)
		return item->indent > l->indent + SAME_INDENT;
	return item->level > l->level;
}

/* Markdown counts on by itself: where the number jumps, another list begins. */
static bool continues(const struct flow_list *l, const struct flow_item *item)
{
	return l->list == item->list && l->level == item->level &&
		(l->kind == OUT_NUMBERS) == item->ordered &&
		(!item->ordered || item->number == l->number + 1);
}

static void open_list(struct flow *f, const struct flow_item *item)
{
	enum out_kind kind = item->ordered ? OUT_NUMBERS : OUT_BULLETS;
	char mark = item->ordered ? '.' : '-';
	if (f->w.last == kind && f->w.last_mark == mark)
		mark = item->ordered ? ')' : '*';
	f->lists[f->n_lists++] = (struct flow_list){.list = item->list,
		.level = item->level,
		.indent = item->indent,
		.kind = kind,
		.mark = mark};
	writer_begin(&f->w, kind);
}

void flow_item(struct flow *f, const struct flow_item *item, struct str text)
{
	if (str_blank(text))
		return;
	close_code(f);
	close_quote(f);
	while (f->n_lists) {
		const struct flow_list *top = &f->lists[f->n_lists - 1];
		if (continues(top, item) || is_inside(top, item))
			break;
		close_list(f);
	}
	if (f->n_lists && continues(&f->lists[f->n_lists - 1], item))
		writer_pop(&f->w, f->lists[f->n_lists - 1].item);
	else if (f->n_lists < FLOW_MAX_LISTS)
		open_list(f, item);
	else
		writer_pop(&f->w, f->lists[f->n_lists - 1].item);
	struct flow_list *l = &f->lists[f->n_lists - 1];
	l->number = item->number;
	int64_t number = item->number < 0 || item->number > MAX_NUMBER ? 1 : item->number;
	struct str marker = l->kind == OUT_NUMBERS
		? str_printf(f->a, "%lld%c ", (long long)number, l->mark)
		: str_printf(f->a, "%c ", l->mark);
	struct buf indent = buf_make(f->a);
	buf_fill(&indent, ' ', marker.n);
	l->item = writer_push(&f->w, marker, buf_str(&indent));
	f->w.tight = true;
	writer_paragraph(&f->w, text);
}

/* --- notes ------------------------------------------------------------------------------- */

struct str flow_note(struct flow *f, struct str key)
{
	bool added;
	struct map_entry *m = map_add(&f->notes, str_dup(f->a, key), &added);
	if (added)
		m->num = f->notes.n;
	return str_printf(f->a, "[^%zu]", m->num);
}

void flow_note_begin(struct flow *f, size_t number)
{
	close_all(f);
	writer_begin(&f->w, OUT_OTHER);
	f->note = writer_push(&f->w, str_printf(f->a, "[^%zu]: ", number), STR("    "));
	f->w.tight = false;
}

void flow_note_end(struct flow *f)
{
	close_all(f);
	if (f->w.lead_due) /* nothing came of it, yet something refers to it */
		writer_paragraph(&f->w, STR("(empty)"));
	writer_pop(&f->w, f->note);
	f->w.last = OUT_OTHER;
}

struct str flow_end(struct flow *f)
{
	close_all(f);
	buf_trim_right(&f->w.out);
	if (f->w.out.n)
		buf_putc(&f->w.out, '\n');
	return buf_str(&f->w.out);
}
