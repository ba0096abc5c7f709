/* write_model.h - articles by a model: from claims, never from whole sources.
 *
 * Evidence that does not fit into one prompt is condensed first, part by part, so that no source drops
 * out. Every sentence that comes back is checked against the claims it cites; one that fails goes. A
 * rewrite that loses much of what the page had, though its claims are still there, is refused. */
#ifndef ENGINE_WRITE_MODEL_H
#define ENGINE_WRITE_MODEL_H

#include "engine/calls.h"
#include "engine/model.h"
#include "engine/prompt.h"
#include "llm/builtin.h"

enum write_kind { WRITE_ARTICLE, WRITE_ESSAY /* of several concepts: a page may do without it */ };

struct write_job {
	struct m_concept *c; /* what it is about */
	const char *node; /* "article", "introduction" ...: in messages */
	bool essay;
	bool may_decline; /* an article without blocks is an answer */
	struct strs about; /* names of those concepts, for the prompt */
	const struct reply_article *former; /* as it stands, or NULL */
	struct reply_article
		*article; /* filled, in m->a; NULL: a call failed, or a rewrite was refused */
};

/* What articles are made with. *out: prompt, KB.md, model, language: part of keys. */
bool write_with(struct model *m, struct prompt *p, struct str *out, struct err *e);
bool write_by_model(
	struct model *m, struct write_job *v, size_t n, const struct prompt *p, struct err *e);
/* Adds the questions that would be asked to the plan of m's report. */
bool write_plan(
	struct model *m, struct write_job *v, size_t n, const struct prompt *p, struct err *e);

/* write.c: what an article is made from, in order. */
struct builtin_concept write_input(
	const struct model *m, struct arena *a, const struct m_concept *c);
/* Fills the article of each c whose key is known or that can be made. Nodes of the kind that none of them
 * has go. v is scratch. */
bool write_all(struct model *m, enum write_kind kind, struct write_job *v, size_t n, struct err *e);

#endif
