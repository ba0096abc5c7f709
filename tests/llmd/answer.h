/* answer.h - what answer.c is made of: instances of unknown schemas (fill.c), lies (lie.c), and answers to
 * questions (answer_ask.c). */
#ifndef LLMD_ANSWER_H
#define LLMD_ANSWER_H

#include "llmd.h"

struct marks marks_of(struct turn *t, const char *kinds); /* of the last message, else of all */

struct str reworded(struct turn *t, struct str s);
struct str without_figures(struct arena *a, struct str s);

/* --- opinion.c --------------------------------------------------------------------------- */

void opinions(struct turn *t, struct json_out *o);

/* --- fill.c ------------------------------------------------------------------------------ */

/* The JSON Schema of an object that a prompt shows in its text; NULL: none. The first counts. */
struct json *schema_in(struct arena *a, struct str prompt);
/* An instance; texts are text, or come from marks where a list asks for texts with ids. */
void fill_schema(struct turn *t, struct buf *b, const struct json *schema, struct str text);

/* --- lie.c ------------------------------------------------------------------------------- */

struct lie {
	struct str text, quote, id;
};
/* As given without --lie; else something of it is wrong, of the first of four nothing. */
struct lie lie_about(struct turn *t, size_t i, struct str text, struct str quote, struct str id);
struct str lie_text(struct turn *t, struct str text);
void lie_concepts(struct turn *t, struct json_out *o);
void lie_pairs(struct turn *t, struct json_out *o);
void lie_placements(struct turn *t, struct json_out *o);

/* --- answer_ask.c ------------------------------------------------------------------------ */

struct str question_of(struct arena *a, struct str prompt); /* of kb ask; "" when there is none */
void answer_question(struct turn *t, struct json_out *o); /* the members of its reply */

#endif
