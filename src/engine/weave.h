/* weave.h - pages out of what the engine said: front matter, links, footnotes, backlinks. No engine
 * runs here; the same model gives the same bytes.
 *
 * Two steps. weave_plan lists the pages and finds what each links to: a node a page, made again when
 * what the page is made from changed, or when names did that its words could be part of. Then every
 * page knows who links to it, and weave_make makes the whole texts of those that are asked for. No
 * text stays in memory between the two. */
#ifndef ENGINE_WEAVE_H
#define ENGINE_WEAVE_H

#include "base/hash.h"
#include "engine/model.h"

struct w_out { /* a page that this one links to */
	struct str target;
	struct str sentence; /* the first that mentions it, plain */
	size_t n; /* sentences that mention it */
};

enum w_what { W_SOURCE, W_CONCEPT, W_CATEGORY, W_COMPARISON, W_INDEX, W_SOURCES };

struct w_backlinks;

struct w_page {
	enum w_what what;
	size_t i; /* in the model's list of these */
	struct str path, kind, title;
	struct str inputs; /* hash of all that its text is made from; "": none, it is always made */
	struct str links; /* while they are found: pages that it links to, packed */
	bool due, quoted; /* its text is wanted; it has a sentence of one that is */
	uint64_t said_of_names; /* hash of what all names say about its sentences */
	struct w_backlinks *back; /* NULL: nobody links to it */
	/* when made */
	struct str content, text; /* key of what it says; sealed page */
	size_t n_body; /* bytes of text between front matter and backlinks */
	bool cites; /* it has footnotes */
	/* while it is made */
	struct buf fm, body;
	VEC(size_t) notes; /* claims, in order of first use */
	struct map noted;
	VEC(struct w_out) out;
	struct map linked; /* target -> index in out + 1 */
	struct sha_stream *said; /* all that it says, links left out */
};

struct w_foreign { /* a page of the person's */
	struct str path, title;
	struct strs aliases;
};

struct weave {
	const struct model *m;
	struct mention_names *names; /* the model's, for one thread */
	const struct mention_seal *seal;
	struct arena *a; /* while a page is made: of that page alone */
	struct arena *all; /* lives for the whole compile */
	VEC(struct w_page *) pages;
	struct map by_path; /* of these */
	struct w_foreign *foreign; /* by path; an answer is not among them */
	size_t n_foreign;
	struct w_foreign *answers;
	size_t n_answers;
};

/* Lists every generated page but the documents, and what they link to. */
bool weave_plan(struct weave *w, struct err *e);
/* Before the texts of these pages are made: fetches the sentences that link to them, in a. */
bool weave_quote(
	struct weave *w, struct arena *a, struct w_page *const *v, size_t n, struct err *e);
void weave_unquote(struct w_page *const *v, size_t n); /* before a goes */
/* Makes the texts of these pages, in a. */
void weave_make(struct weave *w, struct arena *a, struct w_page *const *v, size_t n);

/* weave_key.c: hash of what a page of a source, concept or comparison is made from, but for mentions and
 * backlinks; "" for lists, which are always made. */
struct str weave_key(const struct weave *w, struct arena *a, const struct w_page *p);

#define WEAVE_VERSION 2 /* raise it when the same model gives other pages */
#define WEAVE_RELATED 6 /* concepts that a page names as related, at most */

/* What a link to a source leads to: its page, or the document where the person deleted that. */
struct str weave_page_of(const struct m_source *s);

/* weave_text.c: what the builders below write with. */
/* One sentence: escaped, first mentions linked, its claims as footnotes (indexes of the model). */
void weave_sentence(
	struct weave *w, struct w_page *p, struct str text, const size_t *claims, size_t n_claims);
void weave_heading(struct w_page *p, unsigned level, struct str text);
/* "[text](relative path)" or "[[name|text]]" as the configuration says. */
void weave_link(struct weave *w, struct w_page *p, struct str target, struct str text);
/* Plain text of one line, escaped. */
void weave_plain(struct w_page *p, struct str text);
struct str weave_line(struct arena *a, struct str text, size_t max_cp); /* one line, cut */

/* weave_pages.c: front matter and body of a page. */
void weave_source(struct weave *w, struct w_page *p);
void weave_concept(struct weave *w, struct w_page *p);
void weave_category(struct weave *w, struct w_page *p);
void weave_comparison(struct weave *w, struct w_page *p);
void weave_index(struct weave *w, struct w_page *p);
void weave_sources(struct weave *w, struct w_page *p);

#define WEAVE_SOURCES "wiki/categories/sources-category.md"
/* The index lists categories only; the sources have a page of their own. */
bool weave_is_split(const struct model *m);

#endif
