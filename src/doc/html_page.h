/* html_page.h - a page between parsing and writing: what its parts share.
 *
 * The DOM is never changed. A decision about a node is a mark (gone) with a reason; the writer skips
 * what is gone and all that is left without content.
 *
 * Text is counted in runs: the words between two block breaks, which belong to one block (box). Each
 * node covers the runs run_at[i] to run_at[end of i] - 1, so a sum over a subtree is the difference
 * of two prefix sums. */
#ifndef DOC_HTML_PAGE_H
#define DOC_HTML_PAGE_H

#include "base/str.h"
#include "doc/convert.h"
#include "doc/html_dom.h"
#include "kb_types.h"

struct html_sum {
	uint32_t runs; /* with words */
	uint32_t words, link_words; /* a CJK character is a word */
	uint32_t chars, link_chars; /* blanks left out */
	uint32_t ends; /* ends of sentences */
	uint32_t commas;
	uint32_t prose; /* words of runs that read like sentences */
	uint32_t images, links;
};

struct html_run {
	uint32_t first, last; /* leaves: text, images and the like */
	uint32_t box; /* the block that holds it */
	struct html_sum n;
	uint32_t digits, capitals; /* characters; words that start with one */
	uint64_t shape; /* of the way from box up to body: equal for repeated parts */
};

/* Why a node is gone; the names are those of --explain. */
#define HTML_REASONS(X)                                                                            \
	X(KEPT, "kept")                                                                            \
	X(HIDDEN, "hidden")                                                                        \
	X(OUTSIDE, "outside the main content")                                                     \
	X(LINKS, "navigation")                                                                     \
	X(FORM, "form")                                                                            \
	X(PROMO, "promotion")                                                                      \
	X(META, "byline and tools")                                                                \
	X(TITLE, "title, shown above")                                                             \
	X(REPEAT, "repeated")                                                                      \
	X(EMPTY, "empty")                                                                          \
	X(MOVED, "written elsewhere")

enum html_reason {
#define X(reason, name) GONE_##reason,
	HTML_REASONS(X)
#undef X
		GONE_COUNT,
};

struct html_page {
	struct arena *a; /* scratch, freed after the conversion */
	struct dom dom;
	struct str url, base; /* where the page is; what relative links start from */
	uint8_t *gone; /* enum html_reason, by node; says it for the whole subtree */
	uint32_t *run_at; /* by node, n + 1 entries */
	uint32_t *blocks; /* block elements before node i; n + 1 entries */
	struct html_run *run;
	struct html_sum *sum; /* over the runs before i; n_runs + 1 entries */
	size_t n_runs;
	size_t body; /* node */
	struct doc_meta meta;
	struct html_posts *posts; /* html_posts.h; NULL when the page is made of none */
	uint8_t kind; /* html_kind_of: what it found plus 1 */
	struct images *images; /* where pictures in data: addresses go, or NULL */
	bool keep_data; /* without images: they stay in the page */
	bool explain; /* asked for */
	struct str explained;
};

/* --- html_stats.c ------------------------------------------------------------------------ */

/* Marks what a browser would not show and counts the rest; <noscript> counts as shown when it holds
 * the page's prose. */
void html_count_shown(struct html_page *h);
/* Fills blocks, run, run_at and sum from what is not gone. */
void html_count(struct html_page *h);
struct html_sum html_sum_of(const struct html_page *h, size_t node);
static inline bool html_has_blocks(const struct html_page *h, size_t node)
{
	return h->blocks[h->dom.v[node].end] > h->blocks[node + 1];
}
bool html_is_gone(const struct html_page *h, size_t node); /* it or a node above it */
bool html_shows_block(const struct dom *d, size_t i); /* by its tag or its style */

/* --- html_main.c, html_clean.c ------------------------------------------------------------ */

void html_find_main(struct html_page *h);
void html_clean(struct html_page *h);

/* --- html_whole.c ------------------------------------------------------------------------ */

/* Items of a list most of which is kept are kept too, and the lists inside an item that is. */
void lists_keep(struct html_page *h);
/* A heading right between text that is kept is kept. */
void headings_keep(struct html_page *h);

/* --- html_explain.c ---------------------------------------------------------------------- */

/* A line of --explain for a part that was dropped and is kept after all. */
void html_explain_back(struct html_page *h, size_t node, const char *what);

/* --- html_meta.c ------------------------------------------------------------------------- */

/* Fills h->meta; results live in h->a. */
void html_read_meta(struct html_page *h);
/* The first paragraph of what is kept, when the page has no description. */
void html_read_excerpt(struct html_page *h);

/* --- html_write.c ------------------------------------------------------------------------ */

/* The body as Markdown, in arena a. */
struct str html_write(struct arena *a, struct html_page *h);
/* url resolved against h->base; "" for one that is of no use outside the page (javascript:). */
struct str html_url(const struct html_page *h, struct arena *a, struct str url);

#endif
