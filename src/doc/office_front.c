/* office_front.c - see office_front.h. */
#include "doc/office_front.h"

#include "base/text.h"

#define MAX_LINE 300 /* bytes of a title or name */

void office_front_pass(struct office_front *f, enum office_kind kind, size_t before)
{
	if (kind == OFFICE_SUBTITLE && before == f->n_subtitles)
		f->n_subtitles = f->flow->w.out.n;
}

static void take_author(struct office_front *f, struct str name)
{
	if (!f->has_byline)
		f->meta->authors = (struct strs){0};
	f->has_byline = true;
	strs_add(f->a, &f->meta->authors, name);
}

bool office_front_take(struct office_front *f, const struct rich *r, enum office_kind kind)
{
	bool known = kind == OFFICE_TITLE || kind == OFFICE_AUTHOR || kind == OFFICE_DATE;
	struct str text = known ? text_clean(f->a, rich_plain(f->a, r)) : STR("");
	if (known && !text.n)
		return kind == OFFICE_TITLE;
	size_t before = kind == OFFICE_TITLE ? 0 : f->n_subtitles;
	if (!known || f->flow->w.out.n > before || text.n > MAX_LINE)
		return false;
	struct str day = kind == OFFICE_DATE ? date_iso(f->a, text) : STR("");
	if (kind == OFFICE_DATE && !day.n)
		return false;
	if (kind == OFFICE_DATE)
		f->meta->published = str_starts(f->meta->published, day) ? f->meta->published : day;
	else if (kind == OFFICE_AUTHOR)
		take_author(f, text);
	else if (!f->meta->title.n || !str_ieq(f->meta->title, text))
		f->meta->title = text;
	return true;
}

struct str office_late_title(struct office_front *f, struct rich *r)
{
	struct str text = text_clean(f->a, rich_plain(f->a, r));
	if (!f->meta->title.n && text.n <= MAX_LINE)
		f->meta->title = text;
	rich_drop(r, RICH_BOLD | RICH_ITALIC | RICH_CODE | RICH_MARK);
	return rich_write(f->a, r, ESCAPE_TEXT);
}

void office_mark(struct rich *r, enum office_kind kind)
{
	if (kind == OFFICE_CAPTION)
		rich_drop(r, RICH_BOLD);
	if (kind == OFFICE_CAPTION || kind == OFFICE_TERM)
		rich_add(r, kind == OFFICE_TERM ? RICH_BOLD : RICH_ITALIC);
}

/* One cell is a frame around blocks; headings and many paragraphs a cell are no data. */
bool office_lays_out(const struct office_table *t)
{
	bool long_cells = t->paragraphs > 4 * t->cells;
	return t->cells == 1 || (t->rows == 1 && t->paragraphs > 10 && long_cells) ||
		(t->headings && (long_cells || t->cells == t->rows));
}

struct str office_picture_outside(struct arena *a, struct str url, struct str alt)
{
	struct buf b = buf_make(a);
	if (!str_istarts(url, STR("http:")) && !str_istarts(url, STR("https:")))
		return STR("");
	buf_puts(&b, "![");
	escape_inline(&b, text_clean(a, alt), ESCAPE_LINK_CELL);
	buf_puts(&b, "](");
	escape_dest(&b, url);
	buf_putc(&b, ')');
	return buf_str(&b);
}

struct str office_alt(struct str alt)
{
	return str_iends(alt, STR("Description automatically generated")) ? STR("") : str_trim(alt);
}
