/* search_pack.h - texts made smaller for the index: a canonical Huffman code of their bytes.
 *
 * Most pages are a few kilobytes, in which little repeats at length; coding single bytes takes prose of
 * any script to about 60 percent and costs the same for every text. Packed: a byte (1, or 0 for a
 * text that stands as it is), 4 bytes of its length, 32 bytes that say which bytes occur, their code
 * lengths (4 bits each), and the codes, high bit first. */
#ifndef STORE_SEARCH_PACK_H
#define STORE_SEARCH_PACK_H

#include "base/str.h"
#include "kb_types.h"

struct str search_pack(struct arena *a, struct str text);
/* The text; false when the bytes are not what search_pack gives. */
bool search_unpack(struct arena *a, struct str packed, struct str *text);

#endif
