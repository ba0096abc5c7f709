/* builtin_article.h - what the parts of an article share: its claims as items, the writer's state.
 *
 * builtin_article.c reads, orders and writes; builtin_differ.c finds where sources disagree;
 * builtin_rows.c makes tables and items of rows. */
#ifndef LLM_BUILTIN_ARTICLE_H
#define LLM_BUILTIN_ARTICLE_H

#include "base/vec.h"
#include "llm/builtin_define.h"

struct item {
	const struct builtin_evidence *e;
	uint32_t first, n; /* tokens of its text */
	struct sentence_bag bag;
	double definition;
	double about; /* how much it is about the concept */
	bool subject; /* opens with the concept */
	bool foreign; /* in another language than most */
	bool row; /* of a table */
	bool back; /* points at a sentence that is not there */
	unsigned year; /* first year named, 0 for none */
	struct strs claims;
	struct str heading; /* usable one of its source, or "" */
	bool used;
};

struct writer {
	struct arena *a; /* of the reply */
	const struct builtin_concept *c;
	struct words w;
	struct item *v;
	size_t n, n_sources;
	VEC(struct reply_block) blocks; /* without a heading: they stand above all headings */
	VEC(struct reply_block) headed;
};

bool article_names(struct arena *a, const struct builtin_concept *c, struct str folded);
struct reply_cited article_cite(struct writer *k, struct item *x);

/* Two sources give different figures or dates for the same thing. */
void differ_find(struct writer *k, struct reply_article *out);
/* Figures and dates of one thing side by side, where sources differ or several give them. */
void differ_tables(struct writer *k);

/* Rows of one table become a table; a row alone that says enough stays an item, the others go. */
void rows_place(struct writer *k);
/* The item is a row and the concept is its label. */
bool rows_label(struct writer *k, struct item *x);

#endif
