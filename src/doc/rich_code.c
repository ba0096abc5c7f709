/* rich_code.c - which runs of a paragraph are code (rich.h). */
#include "base/text.h"
#include "doc/rich.h"

struct str rich_lines(struct arena *a, const struct rich *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->runs.n; i++)
		buf_put(&b, r->runs.v[i].text);
	return buf_str(&b);
}

void rich_add(struct rich *r, unsigned styles)
{
	for (size_t i = 0; i < r->runs.n; i++)
		if (!(r->runs.v[i].style & (RICH_RAW | RICH_CODE)))
			r->runs.v[i].style |= styles;
}

void rich_drop(struct rich *r, unsigned styles)
{
	for (size_t i = 0; i < r->runs.n; i++)
		r->runs.v[i].style &= ~styles;
}

/* Bytes of all runs that show something, and of those in a fixed font. */
static void count(const struct rich *r, size_t *all, size_t *code)
{
	*all = *code = 0;
	for (size_t i = 0; i < r->runs.n; i++) {
		if (str_blank(r->runs.v[i].text))
			continue;
		*all += r->runs.v[i].text.n;
		*code += r->runs.v[i].style & RICH_CODE ? r->runs.v[i].text.n : 0;
	}
}

bool rich_is_code(const struct rich *r)
{
	size_t all, code, signs = 0;
	count(r, &all, &code);
	if (!code || code != all)
		return false;
	struct str s = rich_lines(r->a, r);
	size_t words = text_count_words(s);
	for (size_t i = 0; i < s.n; i++)
		signs += str_find_byte(STR("{}()[];=<>*/\\|&$#_%+"), s.p[i]) != STR_NPOS;
	return (signs >= 2 && words <= 12 * signs) || (signs && words <= 8) ||
		(s.n > 1 && s.p[0] == ' ' && s.p[1] == ' ');
}

void rich_settle_code(struct rich *r)
{
	size_t all, code;
	count(r, &all, &code);
	if (code * 2 > all)
		rich_drop(r, RICH_CODE);
}
