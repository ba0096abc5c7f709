/* ask_pick.h - the sentences of the base that answer a question, without a model.
 *
 * A sentence (or an item of a list, a row of a table) is scored by the share of the question's words
 * that stand in it, in its headings and in its passage, by signs of the type asked for and by its
 * passage's rank. The best one decides the outcome: what it leaves uncovered is missing. */
#ifndef ENGINE_ASK_PICK_H
#define ENGINE_ASK_PICK_H

#include "engine/ask_question.h"
#include "engine/retrieve.h"

struct ask_sentence {
	const struct search_row *row; /* its text page */
	struct str passage, heading; /* id; path of headings */
	struct str passage_text;
	struct str text; /* verbatim part of passage_text */
	size_t place; /* of the passage in its page */
	unsigned kind; /* enum md_kind of the passage */
};
struct ask_picked {
	enum kb_outcome outcome;
	struct ask_sentence *v; /* in the order to be read */
	size_t n;
	struct strs missing; /* words of the question that nothing covers, and what was wanted */
};
#define ASK_PICKS ((size_t)12) /* sentences at most */

/* most: sentences wanted; 0: as the question's type needs. Bound to the sources, tags and dates of
 * opt; its other members are not looked at. */
bool ask_pick(struct kb *kb, struct arena *a, struct str question, const struct ask_question *q,
	const struct kb_ask_opt *opt, size_t most, struct ask_picked *out, struct err *e);
/* The question with the bounds of opt, for retrieve_pages. */
void ask_query(struct arena *a, struct str question, const struct kb_ask_opt *opt,
	struct query_item *item, struct query *out);

#endif
