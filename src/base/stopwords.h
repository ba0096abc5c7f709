/* stopwords.h - the function words of each language that kb knows, as data; lang.c reads them.
 *
 * Words are folded, apostrophes left out ("dont"), joined by one blank, sorted in byte order. Of
 * Chinese and Japanese single characters stand for words, as text_words cuts them. */
#ifndef BASE_STOPWORDS_H
#define BASE_STOPWORDS_H

#include "kb_types.h"

struct stop_list {
	const char *lang; /* ISO 639-1 */
	const char *words;
};

extern const struct stop_list stop_lists[];
extern const size_t stop_n_lists;

#endif
