/* lint_opinions.h - kb lint --model: opinions of a model as findings, none without evidence.
 *
 * Two kinds of questions: on the claims of one concept (lint_topics.c), on the list of concepts
 * (lint_survey.c). The reply names what each opinion rests on by id; code looks whether the ids are
 * there, whether quotes stand in their claims, and whether figures, dates and names of the text stand
 * in the evidence. What fails is dropped and counted. The ledger answers a question whose inputs are
 * as they were, so an opinion costs once. Its id is a hash of rule and evidence, not of the model's
 * words: what the person dismissed stays away however it is said. */
#ifndef ENGINE_LINT_OPINIONS_H
#define ENGINE_LINT_OPINIONS_H

#include "engine/calls.h"
#include "engine/lint_page.h"
#include "engine/prompt.h"

#define OPINION_TEXT_CP 400 /* of a text, of a question */

struct opinions {
	struct lint *l;
	struct arena *a; /* the run's */
	struct calls *calls;
	struct str language; /* in words */
	struct map dismissed; /* ids */
	struct map told; /* id -> struct str *: "gap in wiki/concepts/memex.md" */
	struct kb_opinions *out;
};

/* ERR_USAGE without a base or with a wrong limit, ERR_CONFIG without a model. */
bool lint_opinions_can(struct kb *kb, const struct kb_lint_opt *opt, struct err *e);
/* Asks, and adds what holds to the pages; out lives in a. */
bool lint_opinions(struct lint *l, struct arena *a, struct kb_opinions *out, struct err *e);

bool lint_topics(struct opinions *o, struct err *e); /* a question a concept */
bool lint_survey(struct opinions *o, struct err *e); /* questions on all concepts */

/* LINT_RULES when none is called so or it is no opinion. */
enum lint_rule opinion_rule(struct str kind);
/* Are figures, dates and names of a text those of its ground, and is it free of markup? A "not" is the
 * model's own: it judges what the ground says. */
bool opinion_stands(struct arena *a, struct str text, const struct str *ground, size_t n);
/* What a page is called: its title, else its file. */
struct str opinion_title(const struct lint *l, const struct lint_page *p);
/* One that holds; keys: what it rests on. Nothing is said of one that was dismissed or said before. */
void opinion_say(struct opinions *o, enum lint_rule rule, struct lint_page *p, size_t line,
	struct strs keys, struct str message);
/* A question that got no answer. */
void opinion_left(struct opinions *o, struct str about, struct str why);

#endif
