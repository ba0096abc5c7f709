/* reply.h - what an engine answers: the schemas of DESIGN.md 5 as one table.
 *
 * The builtin engine, models and test doubles share it: from the table come the C structs' decoder
 * and encoder, the JSON Schema that is sent to a model, and the check of every reply. */
#ifndef LLM_REPLY_H
#define LLM_REPLY_H

#include "base/json.h"
#include "base/str.h"
#include "kb_types.h"

/* A list member is { T *v; size_t n; }. */
struct reply_claim {
	struct str id; /* local to the reply: "c1" */
	struct str text; /* the statement */
	struct str quote; /* verbatim words of the passage that bear it out */
	struct str passage; /* passage id */
	struct strs context; /* further passages that its figures, dates and names may stand in */
	struct str stance; /* fact, opinion, forecast */
	struct str by; /* who says so, when it is not the source itself */
	struct strs concepts;
};
struct reply_concept {
	struct str name;
	struct strs aliases;
	struct str
		kind; /* concept method tool work dataset person organization place event other */
	struct str definition; /* local id of the claim that defines it, or "" */
};
struct reply_cited { /* a sentence and the claims it rests on */
	struct str text;
	struct strs claims;
};
struct reply_digest {
	struct {
		struct reply_claim *v;
		size_t n;
	} claims;
	struct {
		struct reply_concept *v;
		size_t n;
	} concepts;
	struct {
		struct reply_cited *v;
		size_t n;
	} summary;
	struct strs questions;
};

struct reply_pair {
	struct str id;
	struct str verdict; /* same first_contains_second second_contains_first different */
};
struct reply_identity {
	struct {
		struct reply_pair *v;
		size_t n;
	} pairs;
};

struct reply_block {
	struct str heading; /* "" for none */
	struct str
		kind; /* paragraph list table quote; of a table: the first sentence is the head row
	                       and cells are separated by " | " */
	struct {
		struct reply_cited *v;
		size_t n;
	} sentences;
};
struct reply_article {
	struct str id; /* of REPLY_ARTICLES: which article it is; else unset */
	struct str description;
	struct {
		struct reply_block *v;
		size_t n;
	} blocks;
	struct {
		struct reply_cited *v;
		size_t n;
	} disagreements;
	struct strs questions;
};

struct reply_articles { /* several, from one prompt */
	struct {
		struct reply_article *v;
		size_t n;
	} articles;
};

struct reply_category {
	struct str name, parent, description;
};
struct reply_placement {
	struct str concept, category;
};
struct reply_sort {
	struct {
		struct reply_category *v;
		size_t n;
	} categories;
	struct {
		struct reply_placement *v;
		size_t n;
	} placements;
};

struct reply_proof { /* words of a piece of evidence */
	struct str id, quote;
};
struct reply_answered { /* a sentence of an answer */
	struct str text;
	struct {
		struct reply_proof *v;
		size_t n;
	} evidence;
};
struct reply_answer {
	struct str outcome; /* answered partly not_in_base */
	struct {
		struct reply_answered *v;
		size_t n;
	} sentences;
	struct str missing, wanted; /* what the base does not say; what source would */
	struct strs questions; /* that could be asked next */
};

struct reply_opinion { /* on claims of a concept, or on the concepts of a base */
	struct str kind; /* contradiction outdated-claim gap merge-candidate article-candidate */
	struct str text;
	struct str question; /* of a gap: what would close it */
	struct strs outline; /* of an article: its headings */
	struct {
		struct reply_proof *v;
		size_t n;
	} evidence; /* of an outdated claim: it first, then the newer one */
};
struct reply_opinions {
	struct {
		struct reply_opinion *v;
		size_t n;
	} opinions;
};

enum reply_kind {
	REPLY_DIGEST,
	REPLY_IDENTITY,
	REPLY_ARTICLE,
	REPLY_ARTICLES,
	REPLY_SORT,
	REPLY_ANSWER,
	REPLY_OPINIONS,
	REPLY_KINDS
};

const char *reply_name(enum reply_kind k); /* "digest", "identity", "article" ... */
size_t reply_size(enum reply_kind k); /* of its struct */
/* JSON Schema (the strict subset that all services take), one line, same bytes every time. */
struct str reply_schema(struct arena *a, enum reply_kind k);
uint64_t reply_version(enum reply_kind k); /* changes when the schema does; part of every key */
/* Checks text against the table (types, enums, bounds on lists and lengths) and fills *out, a
 * struct of that kind in a. ERR_MODEL names the place: "claims[3].quote: missing". */
bool reply_decode(struct arena *a, enum reply_kind k, struct str text, void **out, struct err *e);
/* JSON of a filled struct, canonical: what reply_decode reads back to the same struct. */
struct str reply_encode(struct arena *a, enum reply_kind k, const void *reply);

/* reply_pack.c: the same struct as bytes that are read back without a copy, for the index. Texts are
 * made one clean line each, as reply_encode does. */
struct str reply_pack(struct arena *a, enum reply_kind k, const void *reply);
/* Number of items of its first list: the claims of a digest. */
size_t reply_packed_count(struct str packed);
/* Texts of *out are views into packed, which must outlive it. ERR_DB when it is no such bytes. */
bool reply_unpack(struct arena *a, enum reply_kind k, struct str packed, void **out, struct err *e);

#endif
