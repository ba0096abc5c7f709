/* pdf_text.h - text of a PDF with marks in it: links, raised figures.
 *
 * The marks are control characters, which pdf_parse lets through from no file:
 * \x01 address \x02 text \x03 is a link, \x04 text \x05 stands above the line, \x06 2 \x07 refers to a
 * footnote. */
#ifndef DOC_PDF_TEXT_H
#define DOC_PDF_TEXT_H

#include "base/map.h"
#include "base/str.h"
#include "doc/escape.h"
#include "kb_types.h"

#define PDF_LINK "\x01"
#define PDF_LINK_TEXT "\x02"
#define PDF_LINK_END "\x03"
#define PDF_RAISED "\x04"
#define PDF_RAISED_END "\x05"
#define PDF_NOTE "\x06"
#define PDF_NOTE_END "\x07"

/* The text without marks and addresses; s itself when it has none. */
struct str pdf_text_plain(struct arena *a, struct str s);
size_t pdf_text_width(struct str s); /* characters of the plain text */
/* As Markdown: [text](address), <sup>2</sup>, [^2]. */
void pdf_text_put(struct buf *b, struct str s, enum escape_in where);
/* Words with a hyphen of their own in plain text are added to a map, small letters only. */
void pdf_text_hyphens(struct map *words, struct str plain);
/* Appends the next line to a paragraph: a hyphen between two small letters goes unless the word is one of
 * those (words may be NULL), Han and kana get no blank, a link that goes on stays one. */
void pdf_text_join(struct buf *b, struct str line, const struct map *words);

/* Bytes of a bullet with its blank, of a number or letter of a list ("3. ", "(a) ") at the start of plain
 * text; 0 for none. number: may be NULL; -1 when it is none. */
size_t pdf_bullet(struct str plain);
size_t pdf_number(struct str plain, int64_t *number);
/* True for all of a chunk that stands before an item: a bullet, or a number with its mark. */
bool pdf_is_bullet(struct str plain);
bool pdf_is_number(struct str plain);
bool pdf_is_digits(struct str plain); /* up to five */

bool pdf_ends_sentence(struct str plain);
bool pdf_starts_lower(struct str plain);
/* Bytes before a run of dots that leads to a page number; STR_NPOS when there is none. */
size_t pdf_leader(struct str plain);

#endif
