/* sheet_value.h - numbers of sheets and charts as text (ECMA-376 part 1, 18.8.30 and 18.17.4).
 *
 * A value is shown for what it is, not in its colours: dates as ISO 8601, spans of time as hours, minutes
 * and seconds, shares as per cent, other numbers without the noise of binary fractions. */
#ifndef DOC_SHEET_VALUE_H
#define DOC_SHEET_VALUE_H

#include "base/str.h"
#include "kb_types.h"

enum sheet_format {
	SHEET_PLAIN,
	SHEET_DATE,
	SHEET_TIME, /* of a day */
	SHEET_BOTH,
	SHEET_SPAN, /* of time, may be longer than a day */
	SHEET_PERCENT
};

/* What the letters of a format's code show. */
enum sheet_format sheet_format_of(struct str code);
/* A format that needs no code. */
enum sheet_format sheet_format_known(int64_t id);
/* The number v as text; v itself when it is none. from_1904: days count from 1904-01-01. */
struct str sheet_number(struct arena *a, struct str v, enum sheet_format f, bool from_1904);
/* "_x000D_" and the like as the characters that they stand for (22.9.2.19). */
struct str sheet_unescape(struct arena *a, struct str s);

#endif
