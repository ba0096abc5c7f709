/* charset.h - which encoding bytes are in, and the bytes as clean UTF-8.
 *
 * The order of trust: a byte order mark; UTF-8 when all bytes are valid UTF-8, whatever the page
 * says; the label of the page (the labels of the WHATWG Encoding Standard); UTF-8 with few errors;
 * a guess from byte statistics (Japanese, Chinese, Korean, Cyrillic); windows-1252. */
#ifndef DOC_CHARSET_H
#define DOC_CHARSET_H

#include "base/str.h"
#include "kb_types.h"

/* Decodes bytes; label is what a header or the page declared ("" when nothing). *name receives the
 * encoding used. Never fails: what cannot be decoded becomes U+FFFD. */
struct str charset_decode(struct arena *a, struct str bytes, struct str label, const char **name);
/* iconv's name of the encoding that charset_decode would use. */
const char *charset_sniff(struct str bytes, struct str label);
/* The label that an HTML page (its first 4 KiB) or an XML declaration gives; "" when none. */
struct str charset_html_label(struct str bytes);
/* iconv's name for a WHATWG label, NULL when it is unknown. */
const char *charset_of_label(struct str label);

/* Controls of U+0080 to U+009F, which no page means, as the letters of windows-1252 that they were before
 * a program took them for Latin-1 (HTML Standard, 13.2.5.80, reads "&#146;" so too). */
struct str charset_mend_controls(struct arena *a, struct str s);

#endif
