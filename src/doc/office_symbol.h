/* office_symbol.h - characters of symbol fonts, which office files keep in a private area, as the
 * Unicode characters that they show. */
#ifndef DOC_OFFICE_SYMBOL_H
#define DOC_OFFICE_SYMBOL_H

#include "base/str.h"
#include "kb_types.h"

/* What `code` shows in that font: U+F020 to U+F0FF and plain bytes are the font's own characters
 * where it is a symbol font, all other code points are themselves. 0 when nothing is known. */
uint32_t office_symbol(struct str font, uint32_t code);
/* The text in that font: its private characters, and those of the upper half of Latin-1, which programs
 * write for them. Letters stay: much text is in a symbol font by mistake. */
struct str office_symbols(struct arena *a, struct str font, struct str s);

#endif
