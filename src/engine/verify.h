/* verify.h - does what a model wrote stand on the words that it cites, as far as code can tell?
 *
 * Figures, dates, names and negations are looked for in the ground: quote, passage, heading path,
 * title and so on. The rest is the model's judgement (DESIGN.md, promise 2). */
#ifndef ENGINE_VERIFY_H
#define ENGINE_VERIFY_H

#include "kb_types.h"

enum verify_fault { VERIFY_GOOD, VERIFY_FIGURE, VERIFY_NAME, VERIFY_NEGATION, VERIFY_MARKUP };

/* Markup is a link, an image, HTML or an address that the ground does not have.
 * *what (may be NULL) is the word of text that stands nowhere. language: of text, "" when unknown. */
enum verify_fault verify_text(struct arena *a, struct str text, struct str language,
	const struct str *ground, size_t n_ground, struct str *what);

/* No markup at all: for words that rest on nothing, such as a heading or a question. */
bool verify_plain(struct str text);
/* A name that a model gave a thing: no markup, no path, no more than a name. */
bool verify_name(struct str name);

#endif
