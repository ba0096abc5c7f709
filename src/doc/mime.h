/* mime.h - the format of mail (RFC 5322, 2045 to 2047, 3676): headers, encodings, parts. */
#ifndef DOC_MIME_H
#define DOC_MIME_H

#include "base/str.h"
#include "kb_types.h"

/* Splits a message or part at its first empty line. */
void mime_split(struct str message, struct str *headers, struct str *body);
/* The value of a header, unfolded, as it stands; "" when absent. */
struct str mime_header(struct arena *a, struct str headers, const char *name);
/* The same in clean UTF-8, encoded words decoded. */
struct str mime_text(struct arena *a, struct str headers, const char *name);
/* "text/html" of "Text/HTML; charset=x", in lower case. */
struct str mime_value(struct arena *a, struct str header);
/* A parameter of a header, "charset"; "" when absent. */
struct str mime_parameter(struct arena *a, struct str header, const char *name);
/* The body with its transfer encoding undone; what is no base64 is passed over. */
struct str mime_decode(struct arena *a, struct str body, struct str encoding);
/* The next part between boundaries; false after the last. */
bool mime_part(struct str *rest, struct str boundary, struct str *part);

#endif
