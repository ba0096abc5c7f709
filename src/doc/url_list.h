/* url_list.h - files that say what to fetch: lines of URLs, a bookmarks export, a feed. */
#ifndef DOC_URL_LIST_H
#define DOC_URL_LIST_H

#include "base/str.h"
#include "kb_types.h"

#define URL_LIST_MAX 10000 /* URLs of one list; the others are left out */

enum url_list {
	URL_LIST_NONE, /* any other file */
	URL_LIST_LINES, /* nothing but URLs, one a line; blank lines and "# ..." between them */
	URL_LIST_BOOKMARKS, /* Netscape bookmark file, as every browser exports it */
	URL_LIST_FEED, /* RSS 0.9x to 2.0, Atom (RFC 4287) */
};

/* Kind by content alone. http and https URLs in the order of the file, each once, entities decoded;
 * *more is set when there were more than URL_LIST_MAX. */
enum url_list url_list_read(struct arena *a, struct str bytes, struct strs *urls, bool *more);
/* The head of the bytes says that it is a feed. */
bool url_list_is_feed(struct str bytes);

#endif
