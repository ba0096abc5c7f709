/* own_words.c - see own_words.h. */
#include "engine/own_words.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "store/ledger.h"

#define BLOCKS_MAX 20 /* of a page */
#define BLOCK_MAX 2000 /* characters */

static bool holds(struct arena *a, struct str squeezed, struct str text)
{
	struct str words = text_squeeze(a, text, NULL);
	return words.n == 0 || str_find(squeezed, words) != STR_NPOS;
}

/* No sentence of the block stands in what kb wrote. */
static bool is_own(struct arena *a, struct str base, const struct md_block *b)
{
	struct text_spans l = text_sentences(a, b->plain, STR(""));
	if (b->parent != MD_NO_PARENT || b->comment || b->kind == MD_HEADING ||
		b->kind == MD_FOOTNOTE || str_blank(b->plain))
		return false;
	for (size_t i = 0; i < l.n; i++)
		if (holds(a, base, str_sub(b->plain, l.v[i].start, l.v[i].end)))
			return false;
	return true;
}

static bool read_page(struct kb *kb, struct arena *a, struct arena *scratch, struct str path,
	struct strs *out, struct err *e)
{
	struct str text, base;
	struct page mine, was;
	struct md_blocks blocks, old;
	if (!fs_read(scratch, engine_path(kb, scratch, path), PAGE_MAX, &text, NULL) ||
		!page_parse(scratch, text_clean(scratch, text), &mine, NULL) || mine.pristine ||
		!mine.kb_hash.n)
		return true;
	struct err db = {0};
	bool known = ledger_base(kb->ledger, scratch, path, mine.kb_hash, &base, &db);
	if (db.code != ERR_NONE)
		return err_set(e, db.code, "%s", db.text);
	if (!known || !page_parse(scratch, base, &was, NULL) ||
		!md_parse(scratch, was.body, &old, NULL) ||
		!md_parse(scratch, mine.body, &blocks, NULL))
		return true;
	struct buf b = buf_make(scratch);
	for (size_t i = 0; i < old.n; i++)
		if (old.v[i].parent == MD_NO_PARENT)
			buf_put(&b, text_squeeze(scratch, old.v[i].plain, NULL));
	struct str squeezed = buf_str(&b);
	for (size_t i = 0; i < blocks.n && out->n < BLOCKS_MAX; i++)
		if (is_own(scratch, squeezed, &blocks.v[i]))
			strs_add(a, out, str_dup(a, text_cut(blocks.v[i].plain, BLOCK_MAX)));
	return true;
}

bool own_words(struct kb *kb, struct arena *a, const struct press_look *look, struct map *out,
	struct err *e)
{
	*out = map_make(a);
	for (size_t i = 0; i < look->rows.n; i++) {
		const struct page_row *row = &look->rows.v[i];
		if (str_eqz(row->kind, "source") || !row->kind.n || str_eqz(row->kind, "answer") ||
			str_eqz(row->kind, "text") ||
			!(row->edited || map_find(&look->changed, row->path)))
			continue;
		struct strs *l = ARENA_NEW(a, struct strs);
		struct arena *scratch = arena_make();
		bool good = read_page(kb, a, scratch, row->path, l, e);
		arena_free(scratch);
		if (!good)
			return false;
		if (l->n)
			map_add(out, row->path, NULL)->ptr = l;
	}
	return true;
}
