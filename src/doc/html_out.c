/* html_out.c - lines of Markdown with the prefixes of the containers around them. */
#include "doc/html_write.h"

void writer_begin(struct writer *w, enum out_kind kind)
{
	bool list = kind == OUT_BULLETS || kind == OUT_NUMBERS;
	bool blank = w->last != OUT_NONE && !(w->tight && list && w->last == OUT_TEXT);
	w->last = kind;
	if (!blank || w->lead_due || !w->out.n)
		return;
	buf_put(&w->out, str_trim_right(buf_str(&w->prefix)));
	buf_putc(&w->out, '\n');
}

void writer_line(struct writer *w, struct str line)
{
	struct str start = buf_str(w->lead_due ? &w->lead : &w->prefix);
	buf_put(&w->out, line.n ? start : str_trim_right(start));
	buf_put(&w->out, line);
	buf_putc(&w->out, '\n');
	w->lead_due = false;
	w->lead.n = 0;
}

void writer_lines(struct writer *w, struct str text)
{
	struct str line;
	while (str_line(&text, &line))
		writer_line(w, line);
}

struct out_saved writer_push(struct writer *w, struct str marker, struct str indent)
{
	struct out_saved s = {w->prefix.n, w->last, w->tight};
	if (!w->lead_due) {
		w->lead.n = 0;
		buf_put(&w->lead, buf_str(&w->prefix));
		w->lead_due = true;
	}
	buf_put(&w->lead, marker);
	buf_put(&w->prefix, indent);
	w->last = OUT_NONE;
	return s;
}

void writer_pop(struct writer *w, struct out_saved s)
{
	w->prefix.n = s.prefix_n;
	w->last = s.last;
	w->tight = s.tight;
	w->lead_due = false;
	w->lead.n = 0;
}

static void put_paragraph(struct writer *w, struct str text)
{
	struct str line;
	writer_begin(w, OUT_TEXT);
	for (bool first = true; str_line(&text, &line); first = false) {
		struct buf b = buf_make(w->a);
		line = str_trim(line);
		escape_line(&b, line, first);
		if (text.n)
			buf_puts(&b, "  ");
		writer_line(w, buf_str(&b));
	}
}

void writer_paragraph(struct writer *w, struct str text)
{
	text = str_trim(text);
	while (text.n) {
		size_t end = str_find(text, STR("\n\n"));
		struct str one = str_trim(str_sub(text, 0, end));
		text = end == STR_NPOS ? STR("") : str_trim(str_from(text, end));
		if (one.n)
			put_paragraph(w, one);
	}
}
