/* weave.h - pages out of what the engine said: front matter, links, footnotes, backlinks. No engine
 * runs here; the same model gives the same bytes.
 *
 * A page is built in two steps: first its body, which finds out what it links to; then, when all
 * bodies are there, its backlinks and the whole text. */
#ifndef ENGINE_WEAVE_H
#define ENGINE_WEAVE_H

#include "base/hash.h"
#include "engine/model.h"

struct w_out { /* a page that this one links to */
	struct str target;
	struct str sentence; /* the first that mentions it, plain */
	size_t n; /* sentences that mention it */
};

struct w_page {
	struct str path, kind, title;
	struct buf fm, body;
	VEC(size_t) notes; /* claims, in order of first use */
	struct map noted;
	VEC(struct w_out) out;
	struct map linked; /* target -> index in out + 1 */
	struct sha_stream *said; /* all that it says, links left out */
	struct str head, said_text; /* when built: front matter and body */
	struct str content, text; /* when finished: key of what it says; sealed page */
};

struct w_foreign { /* a page of the person's */
	struct str path, title;
	struct strs aliases;
};

struct weave {
	const struct model *m;
	struct mention_names *names; /* the model's, for one thread */
	struct arena *a; /* while a page is built: of that page alone */
	struct arena *all; /* lives as long as the pages */
	VEC(struct w_page *) pages;
	struct w_foreign *foreign; /* by path; an answer is not among them */
	size_t n_foreign;
	struct w_foreign *answers;
	size_t n_answers;
};

/* Builds every generated page but the documents. What a builder makes in w->a is gone when it returns,
 * but for the page's texts and what the page links to. */
void weave_all(struct weave *w);

/* weave_text.c: what the builders below write with. */
struct w_page *weave_page(struct weave *w, struct str path, const char *kind, struct str title);
/* One sentence: escaped, first mentions linked, its claims as footnotes (indexes of the model). */
void weave_sentence(
	struct weave *w, struct w_page *p, struct str text, const size_t *claims, size_t n_claims);
void weave_heading(struct w_page *p, unsigned level, struct str text);
/* "[text](relative path)" or "[[name|text]]" as the configuration says. */
void weave_link(struct weave *w, struct w_page *p, struct str target, struct str text);
/* Plain text of one line, escaped. */
void weave_plain(struct w_page *p, struct str text);
struct str weave_line(struct arena *a, struct str text, size_t max_cp); /* one line, cut */

void weave_source(struct weave *w, const struct m_source *s);
void weave_concept(struct weave *w, size_t concept);
void weave_category(struct weave *w, const struct m_category *c);
void weave_index(struct weave *w);

#endif
