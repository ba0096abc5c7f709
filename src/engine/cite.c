/* cite.c - see cite.h. Order: pages, footnotes. */
#include "engine/cite.h"

#include "base/fs.h"
#include "base/hash.h"
#include "doc/page.h"
#include "engine/ingest.h"

#define MAX_PAGES 20000 /* of a PDF, as its reader has it */

/* --- pages ------------------------------------------------------------------------------- */

/* The number of the page that is named next, from *at on; *at is then behind it. 0: none. */
static size_t next_page(struct str text, size_t *at)
{
	static const struct str open = {"\n<!-- page ", 11};
	while ((*at = str_find_from(text, *at, open)) != STR_NPOS) {
		*at += open.n;
		size_t end = str_find_from(text, *at, STR(" -->\n"));
		int64_t page;
		if (end != STR_NPOS && str_to_i64(str_sub(text, *at, end), &page) && page > 0 &&
			page <= MAX_PAGES)
			return (size_t)page;
	}
	return 0;
}

static void end_page(struct arena *a, struct strs *out, size_t page, struct buf *ids)
{
	if (!ids->n)
		return;
	while (out->n + 1 < page)
		strs_add(a, out, STR(" "));
	strs_add(a, out, str_dup(a, buf_str(ids)));
	ids->n = 0;
}

struct strs cite_pages(struct arena *a, struct str marked, const struct passages *l)
{
	struct strs out = {0};
	struct buf ids = buf_make(a);
	struct str text = str_cat(a, STR("\n"), marked);
	size_t page = 0, at = 0, next = next_page(text, &at);
	for (size_t i = 0; i < l->n; i++) {
		size_t was = page;
		for (; next && at <= l->v[i].start; next = next_page(text, &at))
			page = next > page ? next : page;
		if (page != was)
			end_page(a, &out, was, &ids);
		if (!page)
			continue;
		buf_puts(&ids, ids.n ? "" : " ");
		buf_put(&ids, l->v[i].id);
		buf_putc(&ids, ' ');
	}
	end_page(a, &out, page, &ids);
	return out;
}

size_t cite_page(struct strs pages, struct str passage)
{
	for (size_t i = 0; i < pages.n; i++) {
		size_t at = str_find(pages.v[i], passage);
		for (; at != STR_NPOS; at = str_find_from(pages.v[i], at + 1, passage))
			if (at > 0 && pages.v[i].p[at - 1] == ' ' &&
				at + passage.n < pages.v[i].n &&
				pages.v[i].p[at + passage.n] == ' ' && passage.n)
				return i + 1;
	}
	return 0;
}

struct str cite_key(struct arena *a, struct strs pages)
{
	struct sha_stream *h;
	if (!pages.n)
		return STR("");
	h = sha_begin(a);
	for (size_t i = 0; i < pages.n; i++)
		sha_part(h, pages.v[i]);
	return sha_base32(a, sha_end(h), 26);
}

size_t cite_page_of(struct kb *kb, struct arena *a, struct str source, struct str passage)
{
	struct strs pages;
	if (!passage.n || !kb->index || !index_source_pages(kb->index, a, source, &pages, NULL))
		return 0;
	return cite_page(pages, passage);
}

/* --- footnotes --------------------------------------------------------------------------- */

struct str cite_title(struct arena *a, struct str title, size_t page)
{
	return page ? str_printf(a, STR_FMT ", p. %zu", STR_ARG(title), page) : title;
}

void cite_claim(struct buf *b, struct str from, const struct source_row *row, struct str id,
	struct str passage, struct str quote)
{
	page_put_note(b, id, cite_title(b->a, row->title, cite_page(row->pages, passage)),
		fs_relative(b->a, from, ingest_passage_path(b->a, row, passage)), passage, quote);
}
