/* labels.h - which runs of a page are its content, when the content is known as plain text. */
#ifndef TRAIN_LABELS_H
#define TRAIN_LABELS_H

#include "base/str.h"

/* The words of s, folded, in a. */
struct strs labels_words(struct arena *a, struct str s);
/* Into label, by run: 1 content, 0 not, -1 cannot be told. Content is what lies on the heaviest chain
 * of runs that keeps the order of the text. */
void labels_fill(const struct strs *runs, size_t n, struct strs text, int8_t *label);

#endif
