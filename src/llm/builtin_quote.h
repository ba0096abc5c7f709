/* builtin_quote.h - the shortest verbatim span that stands for a sentence (DESIGN.md 2). */
#ifndef LLM_BUILTIN_QUOTE_H
#define LLM_BUILTIN_QUOTE_H

#include "llm/builtin.h"

/* The sentence itself where it is short enough, else its longest beginning that ends at a clause or a
 * word. "" when it has too few words to be a quote. */
struct str quote_of(struct str sentence);

#endif
