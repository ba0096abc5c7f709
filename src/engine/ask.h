/* ask.h - what the files of kb_ask share: an answer in the making.
 *
 * ask.c finds and checks the sentences, ask_form.c gives them another form, ask_chart.c finds tables
 * and draws them, ask_save.c files the answer. Forms work on sentences and evidence alone, whoever
 * made them. */
#ifndef ENGINE_ASK_H
#define ENGINE_ASK_H

#include "base/vec.h"
#include "engine/ask_pick.h"
#include "engine/chart.h"

struct ask_state {
	struct kb *kb;
	struct arena *a;
	const struct kb_ask_opt *opt;
	struct kb_answer *out;
	VEC(struct kb_answer_sentence) sentences;
	VEC(struct kb_evidence) evidence;
	VEC(size_t) kinds; /* of the passage of each sentence */
	VEC(struct str) headings; /* of each sentence */
	struct str place; /* file that the answer will stand in: what its links are seen from */
};
/* The link from there to a path below the base. */
struct str ask_link(const struct ask_state *r, struct str path);
void ask_put_note(struct ask_state *r, struct buf *b, const struct kb_evidence *v);

/* Fills form of the answer, and of a chart all of it. */
bool ask_form(struct ask_state *r, struct err *e);

struct ask_table { /* the table of the base that speaks most of a question */
	struct chart_table t;
	struct str ref; /* "wiki/text/x-text.md#^id" */
	double cover; /* share of the question's words that it holds, or stand above it */
};
#define COVER_WHOLE 0.8 /* from here on the table is what is asked for */
/* figures: one that a chart can be drawn of, as *spec says. False without an error: none. */
bool ask_find_table(struct ask_state *r, bool figures, struct ask_table *out,
	struct chart_spec *spec, struct err *e);
/* Draws it, and adds the table to the evidence; sets spec of the answer. False: it gives no chart. */
bool ask_draw(struct ask_state *r, const struct ask_table *t, struct chart_spec *spec,
	enum kb_theme theme, struct kb_chart *out);
/* A chart for an answer that has its evidence: of the table that speaks most of a question that figures may
 * answer, when it is what is asked for or the answer quotes its document; else of one that is quoted. False without an error: none. */
bool ask_chart_of_evidence(
	struct ask_state *r, struct ask_table *t, struct kb_chart *out, struct err *e);
/* Answers with a chart, or says that there are no figures. */
bool ask_chart(struct ask_state *r, struct err *e);

/* Files the answer under wiki/answers; *saved of the answer is its path. */
bool ask_save(struct ask_state *r, struct err *e);
/* The question of a saved answer (slug, base name or path), and its form where *form is none. */
bool ask_saved_question(struct kb *kb, struct arena *a, struct str name, struct str *question,
	enum kb_form *form, struct err *e);

#endif
