/* model.h - what a compile knows while it runs: sources with their claims, concepts, pages to be.
 *
 * Filled stage by stage (digest, identity, write, sort, weave); every list is in an order that
 * depends on content alone: sources by hash, claims by source and place, concepts by name. */
#ifndef ENGINE_MODEL_H
#define ENGINE_MODEL_H

#include "base/map.h"
#include "base/vec.h"
#include "engine/calls.h"
#include "engine/decisions.h"
#include "engine/engine.h"
#include "llm/reply.h"
#include "store/index.h"

struct m_claim {
	struct str id; /* DESIGN.md 2: hash of source and quote */
	struct str text, quote, passage, heading, stance, by;
	size_t source;
	size_t *concepts; /* that its text names; ascending */
	size_t n_concepts;
};

struct m_named { /* a concept as a digest names it */
	struct str name, kind;
	struct strs aliases;
	size_t n_claims; /* claims of the digest that name it */
	bool has_definition;
	size_t defined; /* claim that is its definition, or MODEL_NONE: it failed a check */
	size_t concept; /* what it became, or MODEL_NONE */
};

struct m_cited { /* a sentence of a summary */
	struct str text;
	size_t *claims;
	size_t n_claims;
};

struct m_source {
	const struct source_row *row;
	struct str text_path;
	struct str pages; /* hash of row->pages, "" without */
	struct str page_path; /* "" when the person deleted it */
	struct str hash; /* of its digest */
	struct m_named *named; /* the most central first */
	size_t n_named;
	struct m_cited *summary;
	size_t n_summary;
	struct strs questions;
	size_t first_claim, n_claims;
	bool ran; /* its digest was made in this run */
	size_t by_date; /* its place among all: by date (undated last), then name */
};

struct m_concept {
	struct str name; /* canonical */
	struct str folded; /* case folded: what concepts are sorted by */
	struct str kind;
	struct strs aliases;
	size_t *claims; /* ascending */
	size_t n_claims, n_sources;
	size_t n_named; /* digests that name it among their concepts */
	size_t *defines; /* claims that digests name as its definition, ascending */
	size_t n_defines;
	double weight; /* how central it is to its sources: best place in a digest, 1 and below */
	struct str path; /* "wiki/concepts/x.md"; "" when it gets no page */
	struct str key; /* of its article */
	bool ran; /* its article was written in this run */
	bool extract; /* the builtin engine's words stand in for an article that could not be made */
	struct reply_article *article;
	struct str packed; /* the same, as the index keeps it */
	struct str description;
	size_t category; /* index, or MODEL_NONE */
	size_t *twins, n_twins; /* concepts of the same name, ascending */
	size_t *wholes, n_wholes; /* what it is a part or a kind of, as a model judged; ascending */
	size_t *parts, n_parts;
	size_t *compared, n_compared; /* comparisons that it is part of */
	size_t *near; /* concepts with pages, most related first */
	double *near_weight;
	size_t n_near;
};

struct m_essay { /* what is written about several concepts; never by the builtin engine */
	struct m_concept
		c; /* its name, page, claims and article (NULL: none), as a concept has them */
	size_t *members, n_members; /* of a comparison: concepts, ascending */
};

struct m_category {
	struct str name, description, path;
	size_t parent; /* category that it is part of, or MODEL_NONE */
	size_t *concepts; /* by name */
	size_t n_concepts;
	struct m_essay *intro; /* NULL: too small for one */
};

#define MODEL_NONE ((size_t)-1)

struct model {
	struct kb *kb;
	struct arena *a; /* lives for the whole compile */
	struct source_rows rows;
	struct m_source *sources; /* documents, by hash */
	size_t n_sources;
	VEC(struct m_claim) claims;
	struct m_concept *concepts; /* by name */
	size_t n_concepts;
	struct m_category *categories; /* by name */
	size_t n_categories;
	struct m_essay *overview; /* of the base; NULL: too small for one */
	struct m_essay *comparisons; /* that have something to say, the most spoken of first */
	size_t n_comparisons;
	struct map by_id; /* of all claims, with a model: id -> index + 1 */
	struct mention_names *names; /* every name and alias, to find mentions by */
	struct strs foreign; /* paths of the person's own pages below the base */
	struct strs deleted; /* decisions.h */
	struct map own; /* path -> struct strs *: blocks that the person added (own_words.h) */
	struct map refused; /* path -> struct strs *: why the person refused a text (decisions.h) */
	const struct decisions *decisions;
	const struct lexicon *lexicon;
	struct calls *calls; /* NULL: the builtin engine */
	struct str language; /* of what is written: the setting, else what most sources are in */
	bool force; /* run every node, known or not */
	bool plan_only; /* no model is asked: what would be asked is counted */
	struct kb_compile_report *report;
};

/* A node that could not be made, and a question that a dry run would ask, in the report. */
void model_left(struct model *m, const char *node, struct str about, struct str why);
void model_planned(struct model *m, const char *kind, struct calls_estimate x);

/* digest.c: digests what has none under its key; fills sources and claims. */
bool model_digest(struct model *m, struct err *e);
/* Indexes of what labels name, each once; map: label -> index + 1. */
size_t *model_resolve(struct arena *a, const struct map *map, struct strs labels, size_t *n);
/* identity.c: names to concepts; attaches claims; decides who gets a page. */
bool model_identity(struct model *m, struct err *e);
/* The concept that a source means by the name of this one: itself, or the one of its twins that the
 * source speaks of. */
size_t model_meant(const struct model *m, size_t concept, const struct m_source *s);
/* write.c: articles of concepts whose key is new. */
bool model_write(struct model *m, struct err *e);
/* sort.c: related concepts and categories. */
bool model_sort(struct model *m, struct err *e);
/* essay.c: introductions, overview, comparisons, by a model. */
bool model_essays(struct model *m, struct err *e);

#endif
