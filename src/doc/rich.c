/* rich.c - see rich.h. Order: collecting, tidying runs, delimiters, writing. */
#include "doc/rich.h"

#include "base/text.h"

#define EMPHASIS (RICH_BOLD | RICH_ITALIC | RICH_STRIKE | RICH_MARK)
#define N_STYLES 6

static const struct {
	unsigned style;
	const char *open, *close;
} marks[N_STYLES] = {
	{RICH_BOLD, "**", "**"},
	{RICH_ITALIC, "*", "*"},
	{RICH_STRIKE, "~~", "~~"},
	{RICH_MARK, "==", "=="},
	{RICH_SUP, "<sup>", "</sup>"},
	{RICH_SUB, "<sub>", "</sub>"},
};

/* --- collecting -------------------------------------------------------------------------- */

void rich_put(struct rich *r, struct str text, unsigned style, struct str link)
{
	if (!text.n)
		return;
	struct rich_run run = {text, style, link};
	VEC_PUSH(r->a, &r->runs, run);
}

bool rich_blank(const struct rich *r)
{
	for (size_t i = 0; i < r->runs.n; i++)
		if (!str_blank(r->runs.v[i].text))
			return false;
	return true;
}

struct str rich_plain(struct arena *a, const struct rich *r)
{
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < r->runs.n; i++) {
		struct str s = r->runs.v[i].text;
		if (r->runs.v[i].style & RICH_RAW)
			continue;
		for (size_t k = 0; k < s.n; k++) {
			bool blank = (unsigned char)s.p[k] <= ' ';
			if (!blank && gap && b.n)
				buf_putc(&b, ' ');
			if (!blank)
				buf_putc(&b, s.p[k]);
			gap = blank;
		}
	}
	return buf_str(&b);
}

/* --- tidying ----------------------------------------------------------------------------- */

static bool same_link(const struct rich_run *x, const struct rich_run *y)
{
	return str_eq(x->link, y->link);
}

/* Blanks take only the styles that both sides have. */
static void settle_blanks(struct rich *r)
{
	unsigned before = 0;
	for (size_t i = 0; i < r->runs.n; i++) {
		struct rich_run *run = &r->runs.v[i];
		if (!str_blank(run->text) || run->style & RICH_RAW) {
			before = run->style & EMPHASIS;
			continue;
		}
		run->style = i + 1 < r->runs.n ? before & r->runs.v[i + 1].style & EMPHASIS : 0;
	}
}

static void join_equal(struct rich *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->runs.n;) {
		struct rich_run run = r->runs.v[i];
		size_t to = i + 1, bytes = run.text.n;
		for (; to < r->runs.n && r->runs.v[to].style == run.style &&
			same_link(&run, &r->runs.v[to]);
			to++)
			bytes += r->runs.v[to].text.n;
		if (to > i + 1) {
			struct buf b = buf_make(r->a);
			buf_reserve(&b, bytes + 1);
			for (size_t k = i; k < to; k++)
				buf_put(&b, r->runs.v[k].text);
			run.text = buf_str(&b);
		}
		r->runs.v[n++] = run;
		i = to;
	}
	r->runs.n = n;
}

static bool is_word(uint32_t cp)
{
	return text_is_letter(cp) || text_is_digit(cp);
}

static uint32_t first_cp(struct str s)
{
	size_t i = 0;
	return s.n ? text_next(s, &i) : ' ';
}

/* Where the last character of s starts. */
static size_t last_at(struct str s)
{
	size_t i = s.n;
	while (i && ((unsigned char)s.p[--i] & 0xc0) == 0x80)
		;
	return i;
}

static uint32_t last_cp(struct str s)
{
	return s.n ? first_cp(str_from(s, last_at(s))) : ' ';
}

/* "**a:**b" is no emphasis to cmark: punctuation at an edge that touches a word moves out. */
static void move_signs(struct rich *r)
{
	for (size_t i = 0; i + 1 < r->runs.n; i++) {
		struct rich_run *x = &r->runs.v[i], *y = &r->runs.v[i + 1];
		unsigned raw = (x->style | y->style) & (RICH_RAW | RICH_CODE);
		if (raw || x->style == y->style || !same_link(x, y))
			continue;
		size_t moved = x->text.n;
		while (x->style & ~y->style & EMPHASIS && moved && is_word(first_cp(y->text)) &&
			!is_word(last_cp(str_sub(x->text, 0, moved))) &&
			!text_is_space(last_cp(str_sub(x->text, 0, moved))))
			moved = last_at(str_sub(x->text, 0, moved));
		if (moved < x->text.n) {
			y->text = str_cat(r->a, str_from(x->text, moved), y->text);
			x->text = str_sub(x->text, 0, moved);
			continue;
		}
		moved = 0;
		while (y->style & ~x->style & EMPHASIS && moved < y->text.n &&
			is_word(last_cp(x->text)) && !is_word(first_cp(str_from(y->text, moved))) &&
			!text_is_space(first_cp(str_from(y->text, moved))))
			text_next(y->text, &moved);
		if (moved) {
			x->text = str_cat(r->a, x->text, str_sub(y->text, 0, moved));
			y->text = str_from(y->text, moved);
		}
	}
}

/* --- delimiters -------------------------------------------------------------------------- */

struct out {
	struct buf b;
	enum escape_in where;
	size_t open[N_STYLES]; /* rows of marks, outermost first */
	size_t n_open;
	unsigned style; /* what is open */
	size_t closed_at; /* b.n after the last delimiter that closed; 0 for none */
	struct str gap; /* blanks that wait for the next text */
	bool behind_note; /* gap stood before the note's mark */
};

static void close_to(struct out *o, unsigned keep)
{
	while (o->style & ~keep) {
		size_t k = o->open[--o->n_open];
		buf_puts(&o->b, marks[k].close);
		o->style &= ~marks[k].style;
		o->closed_at = o->b.n;
	}
}

/* Runs from i that have the style, so that what lasts longest is opened first. */
static size_t reach(const struct rich *r, size_t i, size_t end, unsigned style)
{
	size_t n = 0;
	while (i + n < end && n < 50 && r->runs.v[i + n].style & style)
		n++;
	return n;
}

static void open_styles(struct out *o, const struct rich *r, size_t i, size_t end)
{
	unsigned want = r->runs.v[i].style;
	bool glued = o->closed_at && o->closed_at == o->b.n;
	if (glued)
		want &= ~(unsigned)EMPHASIS | o->style;
	for (;;) {
		size_t best = N_STYLES, most = 0;
		for (size_t k = 0; k < N_STYLES; k++) {
			size_t n = marks[k].style & want & ~o->style
				? reach(r, i, end, marks[k].style)
				: 0;
			if (n > most) {
				most = n;
				best = k;
			}
		}
		if (best == N_STYLES)
			return;
		buf_puts(&o->b, marks[best].open);
		o->style |= marks[best].style;
		o->open[o->n_open++] = best;
	}
}

/* --- writing ----------------------------------------------------------------------------- */

static void put_blanks(struct out *o, struct str s)
{
	bool cell = o->where == ESCAPE_CELL || o->where == ESCAPE_LINK_CELL;
	bool gap = o->b.n && (o->b.p[o->b.n - 1] == ' ' || o->b.p[o->b.n - 1] == '\n');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n') {
			buf_trim_right(&o->b);
			buf_puts(&o->b, cell ? "<br>" : "\n");
			gap = true;
		} else if (!gap) {
			buf_putc(&o->b, ' ');
			gap = true;
		}
	}
}

/* Text with blanks collapsed and breaks kept. */
static void put_text(struct out *o, struct str s)
{
	size_t from = 0;
	while (from < s.n) {
		size_t to = from;
		while (to < s.n && (unsigned char)s.p[to] > ' ')
			to++;
		size_t next = to;
		while (next < s.n && (unsigned char)s.p[next] <= ' ')
			next++;
		/* single blanks stay part of the text: what follows decides about escapes */
		while (next < s.n && next == to + 1 && s.p[to] == ' ') {
			for (to = next; to < s.n && (unsigned char)s.p[to] > ' ';)
				to++;
			for (next = to; next < s.n && (unsigned char)s.p[next] <= ' ';)
				next++;
		}
		escape_inline(&o->b, str_sub(s, from, to), o->where);
		put_blanks(o, str_sub(s, to, next));
		from = next;
	}
}

static void put_run(struct out *o, const struct rich *r, size_t i, size_t end)
{
	const struct rich_run *run = &r->runs.v[i];
	struct str s = run->text;
	size_t lead = 0;
	bool cell = o->where == ESCAPE_CELL || o->where == ESCAPE_LINK_CELL;
	while (lead < s.n && (unsigned char)s.p[lead] <= ' ')
		lead++;
	if (lead == s.n) {
		close_to(o, run->style);
		put_blanks(o, o->gap);
		o->gap = s;
		return;
	}
	close_to(o, run->style);
	if (o->behind_note && !lead && str_find_byte(STR(".,;:!?)"), s.p[0]) != STR_NPOS)
		o->gap = STR("");
	o->behind_note = false;
	put_blanks(o, o->gap);
	put_blanks(o, str_sub(s, 0, lead));
	open_styles(o, r, i, end);
	struct str core = str_trim_right(str_from(s, lead));
	bool note = run->style & RICH_RAW && str_starts(core, STR("[^")) && o->b.n &&
		o->b.p[o->b.n - 1] == ' ';
	if (note) { /* a note's mark stands at its word, the blank behind it */
		buf_trim_right(&o->b);
		buf_put(&o->b, core);
		o->gap = STR(" ");
		o->behind_note = true;
		return;
	}
	if (run->style & RICH_RAW)
		buf_put(&o->b, core);
	else if (run->style & RICH_CODE)
		escape_code(&o->b, core, cell);
	else
		put_text(o, core);
	o->gap = str_from(s, lead + core.n);
}

/* Runs of one link, or of none. */
static void put_group(struct out *o, struct rich *r, size_t i, size_t end)
{
	struct str link = r->runs.v[i].link;
	if (!link.n) {
		for (size_t k = i; k < end; k++)
			put_run(o, r, k, end);
		return;
	}
	close_to(o, 0);
	bool cell = o->where == ESCAPE_CELL || o->where == ESCAPE_LINK_CELL;
	struct out in = {.b = buf_make(r->a), .where = cell ? ESCAPE_LINK_CELL : ESCAPE_LINK};
	for (size_t k = i; k < end; k++)
		put_run(&in, r, k, end);
	close_to(&in, 0);
	struct str text = buf_str(&in.b), core = str_trim(text);
	put_blanks(o, o->gap);
	if (text.n && (unsigned char)text.p[0] <= ' ')
		put_blanks(o, STR(" "));
	o->gap = in.gap;
	if (!core.n)
		return;
	if (str_find(core, STR("](")) != STR_NPOS) { /* no link in a link */
		buf_put(&o->b, core);
		return;
	}
	buf_putc(&o->b, '[');
	buf_put(&o->b, str_replace(r->a, core, STR("\n"), STR(" ")));
	buf_puts(&o->b, "](");
	escape_dest(&o->b, link);
	buf_putc(&o->b, ')');
}

struct str rich_write(struct arena *a, struct rich *r, enum escape_in where)
{
	struct out o = {.b = buf_make(a), .where = where};
	settle_blanks(r);
	join_equal(r);
	move_signs(r);
	for (size_t i = 0, end; i < r->runs.n; i = end) {
		for (end = i + 1; end < r->runs.n && same_link(&r->runs.v[i], &r->runs.v[end]);)
			end++;
		put_group(&o, r, i, end);
	}
	close_to(&o, 0);
	struct str s = str_trim(buf_str(&o.b));
	while (str_ends(s, STR("<br>")))
		s = str_trim_right(str_sub(s, 0, s.n - 4));
	while (str_starts(s, STR("<br>")))
		s = str_trim(str_from(s, 4));
	return s;
}
