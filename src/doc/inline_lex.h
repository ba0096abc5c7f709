/* inline_lex.h - the small readers of inline.c: each looks at one place of a text and says where
 * what stands there ends, 0 when it is not there. */
#ifndef DOC_INLINE_LEX_H
#define DOC_INLINE_LEX_H

#include "base/str.h"
#include "kb_types.h"

/* Closing marks of HTML that were searched in vain: zero-initialise, one for each text. */
struct inline_closers {
	bool no_comment, no_instruction, no_cdata, no_declaration;
};

size_t lex_html(struct str s, size_t p, struct inline_closers *c); /* at a "<" */
size_t lex_autolink(struct str s, size_t p); /* at a "<" */
/* A bare address around the ":" or "." at p: its bytes; it starts at or behind `from`. GFM 6.9. */
bool lex_bare(struct str s, size_t p, size_t from, size_t *start, size_t *end);
size_t lex_blanks(struct str s, size_t p); /* first byte at or behind p that is no blank */

#endif
