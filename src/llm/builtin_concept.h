/* builtin_concept.h - the things a document is about: phrases and names worth a page. */
#ifndef LLM_BUILTIN_CONCEPT_H
#define LLM_BUILTIN_CONCEPT_H

#include "llm/builtin_name.h"
#include "llm/builtin_sentence.h"

struct concept {
	struct str name;
	struct strs aliases;
	const char *kind; /* of reply.h */
	double score;
	uint32_t first, n; /* tokens of one occurrence */
	bool proper, title;
	uint32_t n_mentions, n_sentences;
	uint32_t definition; /* sentence, or WORDS_NONE */
	double definition_score;
	uint32_t defined_from, defined_to; /* tokens of the name in it */
};

struct mention {
	uint32_t concept, sentence;
	uint32_t from, to; /* tokens */
};

struct concepts {
	struct concept *v; /* best first */
	size_t n;
	struct mention *mentions; /* in order of the text */
	size_t n_mentions;
};

/* Concepts with their mentions in sentences that count; definitions are not filled yet. */
struct concepts concepts_find(const struct words *w, const struct sentence *v, size_t most);
bool concept_is_given_name(struct str folded); /* "ada", "vannevar" */
/* Mentions of sentence i: [*from, *to) of c->mentions. */
void concepts_in(const struct concepts *c, uint32_t sentence, size_t *from, size_t *to);
/* A kind by the name's own words, what the definition says it is ("" when there is none) and the folded
 * words around its first mention. */
const char *concept_kind(struct arena *a, struct str name, bool proper, struct str said,
	struct str before, struct str after);

#endif
