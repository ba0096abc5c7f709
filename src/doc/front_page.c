/* front_page.c - see front_page.h. */
#include "doc/front_page.h"

#include "base/text.h"
#include "doc/md.h"

#define MAX_BLOCKS 12
#define MAX_BLOCK 400 /* bytes; a longer one says more than a name */

/* The block at the start of body: lines up to an empty one. */
static size_t block_end(struct str body)
{
	size_t end = str_find(str_sub(body, 0, MAX_BLOCK + 2), STR("\n\n"));
	return end == STR_NPOS ? 0 : end;
}

static bool is_same(struct arena *a, struct str x, struct str y)
{
	struct str s = text_squeeze(a, x, NULL);
	return s.n && str_eq(s, text_squeeze(a, y, NULL));
}

static bool is_title(struct arena *a, struct str s, struct str title)
{
	size_t colon = str_find(title, STR(": "));
	return is_same(a, s, title) ||
		(colon != STR_NPOS &&
			(is_same(a, s, str_sub(title, 0, colon)) ||
				is_same(a, s, str_from(title, colon + 2))));
}

/* One of the authors or all of them, with "by" or not. */
static bool is_byline(struct arena *a, struct str s, struct strs authors)
{
	struct buf all = buf_make(a), with_and = buf_make(a);
	if (str_istarts(s, STR("by ")))
		s = str_from(s, 3);
	for (size_t i = 0; i < authors.n; i++) {
		if (is_same(a, s, authors.v[i]))
			return true;
		buf_put(&all, authors.v[i]);
		buf_puts(&with_and, i && i + 1 == authors.n ? " and " : " ");
		buf_put(&with_and, authors.v[i]);
	}
	return is_same(a, s, buf_str(&all)) || is_same(a, s, buf_str(&with_and));
}

static bool is_date(struct arena *a, struct str s, struct str published)
{
	struct str day = str_sub(published, 0, 10), iso = date_iso(a, s);
	return day.n && (str_eq(str_sub(iso, 0, 10), day) || str_eq(s, str_sub(day, 0, 4)));
}

static bool is_known(struct arena *a, struct str block, const struct doc_meta *m)
{
	while (block.n && (block.p[0] == '#' || block.p[0] == ' '))
		block = str_from(block, 1);
	struct str s = str_trim(md_plain(a, str_replace(a, block, STR("\n"), STR(" "))));
	return is_title(a, s, m->title) || is_byline(a, s, m->authors) || is_same(a, s, m->site) ||
		is_date(a, s, m->published) || is_date(a, s, m->modified);
}

struct str front_page_drop(struct arena *a, struct str body, const struct doc_meta *meta)
{
	struct str rest = body;
	for (size_t i = 0; i < MAX_BLOCKS; i++) {
		while (rest.n && rest.p[0] == '\n')
			rest = str_from(rest, 1);
		size_t end = block_end(rest);
		if (!end || !is_known(a, str_sub(rest, 0, end), meta))
			break;
		rest = str_from(rest, end);
	}
	return str_blank(rest) ? body : rest;
}
