/* press_index.c - a page of wiki/ for the full-text index: its top blocks are its passages. */
#include "base/text.h"
#include "doc/md.h"
#include "engine/press.h"
#include "store/search.h"

#define LANGUAGE_CP 2000 /* of a page: enough to tell its language by */

bool press_index(struct kb *kb, struct arena *a, struct str path, struct str kind, struct str title,
	const struct page *page, struct err *e)
{
	struct md_blocks blocks;
	if (!md_parse(a, page->body, &blocks, NULL))
		blocks = (struct md_blocks){0}; /* past a ceiling: found by its title alone */
	struct search_passage *v = ARENA_ARRAY(a, struct search_passage, blocks.n);
	size_t n = 0;
	for (size_t i = 0; i < blocks.n; i++) {
		const struct md_block *b = &blocks.v[i];
		if (b->parent == MD_NO_PARENT && b->plain.n)
			v[n++] = (struct search_passage){
				STR(""), STR(""), b->plain, (unsigned)b->kind};
	}
	struct search_page sp = {.path = path,
		.type = kind,
		.source = STR(""),
		.title = title,
		.language = text_language(text_cut(page->body, LANGUAGE_CP)),
		.date = STR(""),
		.hash = page_hash(a, page->text),
		.passages = v,
		.n_passages = n};
	if (page->meta_ok) {
		struct strs sources = yaml_strs(a, page->meta, STR("sources"));
		sp.aliases = yaml_strs(a, page->meta, STR("aliases"));
		sp.tags = yaml_strs(a, page->meta, STR("tags"));
		if (str_eqz(kind, "source") && sources.n)
			sp.source = sources.v[0];
	}
	return search_put(kb->index, a, &sp, e);
}
