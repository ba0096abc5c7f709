/* fuzz_md.c - any bytes as Markdown: places are inside the text, ids are put in and read back as
 * they are, nothing else is changed; links and HTML come to an end. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/link.h"
#include "doc/passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_blocks(struct str text, const struct md_blocks *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct md_block *b = &l->v[i];
		assert(b->start <= b->end && b->end <= text.n);
		assert(b->start == 0 || text.p[b->start - 1] == '\n');
		assert(b->parent == MD_NO_PARENT || b->parent < i);
	}
	for (size_t i = 0; i < l->n_leaves; i++) {
		const struct md_leaf *leaf = &l->leaf[i];
		assert(leaf->block < l->n);
		for (size_t k = 0; k < leaf->text.n; k++) {
			size_t at = md_leaf_at(leaf, k);
			assert(at < text.n);
			assert(leaf->text.p[k] == '\n' || leaf->text.p[k] == text.p[at]);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct str text = str_make((const char *)data, n), marked, again, html;
	struct md_blocks blocks;
	struct passages l, more;
	struct links links;
	assert(md_parse(a, text, &blocks, NULL));
	check_blocks(text, &blocks);
	assert(passage_mark(a, text, &marked, &l, NULL));
	assert(passage_read(a, marked, &more, NULL) && more.n == l.n);
	(void)passage_mark(a, marked, &again, &more, NULL);
	assert(link_scan(a, text, &links, NULL));
	for (size_t i = 0; i < links.n; i++)
		assert(links.v[i].start < links.v[i].end && links.v[i].end <= n &&
			links.v[i].line > 0 && links.v[i].column > 0);
	assert(md_html(a, text, &html, NULL));
	arena_free(a);
	return 0;
}
