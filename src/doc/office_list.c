/* office_list.c - see office_list.h. Order: counting, labels, items. */
#include "doc/office_list.h"

#include "base/text.h"

/* --- counting ---------------------------------------------------------------------------- */

int64_t office_count(struct office_num *num, size_t level)
{
	struct office_list *l = num->list;
	if (num->restart[level] >= 0) {
		l->count[level] = num->restart[level] - 1;
		l->begun[level] = true;
		num->restart[level] = -1;
	} else if (!l->begun[level]) {
		l->count[level] = l->level[level].start - 1;
		l->begun[level] = true;
	}
	for (size_t k = level + 1; k < OFFICE_LEVELS; k++)
		if (l->level[k].after < 0 || l->level[k].after > (int64_t)level)
			l->begun[k] = false;
	for (size_t k = 0; k < level; k++)
		if (!l->begun[k]) {
			l->count[k] = l->level[k].start;
			l->begun[k] = true;
		}
	if (l->count[level] < 0 || l->count[level] > 99999999)
		l->count[level] = 0;
	return ++l->count[level];
}

/* --- labels ------------------------------------------------------------------------------ */

static void put_number(struct buf *b, int64_t n, struct str format)
{
	static const struct {
		const char *sign;
		int64_t value;
	} roman[] = {{"m", 1000}, {"cm", 900}, {"d", 500}, {"cd", 400}, {"c", 100}, {"xc", 90},
		{"l", 50}, {"xl", 40}, {"x", 10}, {"ix", 9}, {"v", 5}, {"iv", 4}, {"i", 1}};
	bool upper = str_starts(format, STR("upper"));
	size_t start = b->n;
	if (str_eqz(format, "decimalZero") && n >= 0 && n < 10)
		buf_putc(b, '0');
	if (str_iends(format, STR("letter")) && n > 0) {
		buf_fill(b, (char)('a' + (n - 1) % 26), (size_t)((n - 1) / 26 % 8 + 1));
	} else if (str_iends(format, STR("roman")) && n > 0 && n < 4000) {
		for (size_t i = 0; i < sizeof roman / sizeof *roman; i++)
			for (; n >= roman[i].value; n -= roman[i].value)
				buf_puts(b, roman[i].sign);
	} else {
		buf_printf(b, "%lld", (long long)n);
	}
	for (size_t i = start; i < b->n && upper; i++)
		if (b->p[i] >= 'a' && b->p[i] <= 'z')
			b->p[i] = (char)(b->p[i] - 'a' + 'A');
}

struct str office_label(struct arena *a, const struct office_num *num, size_t level)
{
	const struct office_level *v = &num->list->level[level];
	struct buf b = buf_make(a);
	if (v->bullet)
		return STR("");
	for (size_t i = 0; i < v->text.n; i++) {
		char next = i + 1 < v->text.n ? v->text.p[i + 1] : 0;
		if (v->text.p[i] != '%' || next < '1' || next > '9') {
			buf_putc(&b, v->text.p[i]);
			continue;
		}
		const struct office_level *of = &num->list->level[next - '1'];
		if (!of->none && !of->bullet)
			put_number(&b, num->list->count[next - '1'],
				v->legal ? STR("decimal") : of->format);
		i++;
	}
	return str_trim(buf_str(&b));
}

bool office_label_has_word(const struct office_num *num, size_t level)
{
	const struct office_level *v = &num->list->level[level];
	size_t letters = 0, most = 0;
	for (size_t i = 0; i < v->text.n;) {
		letters = text_is_letter(text_next(v->text, &i)) ? letters + 1 : 0;
		most = letters > most ? letters : most;
	}
	return !v->bullet && most >= 3;
}

bool office_label_is_path(const struct office_num *num, size_t level)
{
	const struct office_level *v = &num->list->level[level];
	size_t numbers = 0;
	for (size_t i = 0; i + 1 < v->text.n; i++)
		if (v->text.p[i] == '%' && v->text.p[i + 1] >= '1' && v->text.p[i + 1] <= '9') {
			const struct office_level *of = &num->list->level[v->text.p[i + 1] - '1'];
			numbers += !of->none && !of->bullet;
		}
	return !v->bullet && numbers > 1;
}

int64_t office_level_of(const struct office_num *num, struct str style)
{
	for (size_t k = 0; style.n && k < OFFICE_LEVELS; k++)
		if (str_eq(num->list->level[k].style, style))
			return (int64_t)k;
	return -1;
}

/* --- items ------------------------------------------------------------------------------- */

struct str office_with_label(
	struct arena *a, const struct office_num *num, size_t level, struct str text)
{
	struct buf b = buf_make(a);
	escape_inline(&b, office_label(a, num, level), ESCAPE_TEXT);
	if (b.n)
		buf_putc(&b, ' ');
	buf_put(&b, text);
	return buf_str(&b);
}

struct str office_task(struct arena *a, struct str text)
{
	static const struct {
		const char *sign, *box;
	} boxes[] = {
		{"\xe2\x98\x90", "[ ]"},
		{"\xe2\x98\x91", "[x]"},
		{"\xe2\x98\x92", "[x]"},
	};
	for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
		struct str sign = str_of(boxes[i].sign), rest = str_from(text, sign.n);
		if (str_starts(text, sign) && str_trim(rest).n < rest.n && !str_blank(rest))
			return str_printf(a, "%s " STR_FMT, boxes[i].box, STR_ARG(str_trim(rest)));
	}
	return text;
}

bool office_task_paragraph(struct flow *f, struct str text)
{
	struct str task = office_task(f->a, text);
	struct flow_item item = {.list = "tasks", .indent = -1};
	bool more = str_find(task, STR("\xe2\x98\x90")) != STR_NPOS ||
		str_find(task, STR("\xe2\x98\x91")) != STR_NPOS ||
		str_find(task, STR("\xe2\x98\x92")) != STR_NPOS;
	if (more || str_eq(task, text))
		return false;
	flow_item(f, &item, task);
	return true;
}

/* A bullet that is a box to tick belongs to the text of its item. */
static struct str with_box(struct arena *a, struct str bullet, struct str text)
{
	if (!str_starts(bullet, STR("\xe2\x98")) || !text.n)
		return text;
	struct str boxed = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(bullet), STR_ARG(text));
	return str_eq(office_task(a, boxed), boxed) ? text : boxed;
}

/* Markdown numbers by one figure: a label that says more stands in the text of a bullet. */
void office_item(struct flow *f, struct office_num *num, size_t level, const void *list,
	int64_t indent, struct str text)
{
	const struct office_level *l = &num->list->level[level];
	bool speaks = office_label_has_word(num, level) || office_label_is_path(num, level);
	struct flow_item item = {.list = list, .level = (int64_t)level, .indent = indent};
	item.number = office_count(num, level);
	item.ordered = !l->bullet && !l->none && !speaks;
	if (speaks && text.n)
		text = office_with_label(f->a, num, level, text);
	flow_item(f, &item, office_task(f->a, l->bullet ? with_box(f->a, l->text, text) : text));
}

void office_cell_marker(struct buf *b, struct office_num *num, size_t level)
{
	const struct office_level *l = &num->list->level[level];
	if (l->bullet) {
		buf_puts(b, str_blank(l->text) ? "" : "- ");
		return;
	}
	int64_t number = office_count(num, level);
	if (office_label_is_path(num, level) || office_label_has_word(num, level))
		buf_put(b, office_with_label(b->a, num, level, STR("")));
	else if (!l->none)
		buf_printf(b, "%lld. ", (long long)number);
}
