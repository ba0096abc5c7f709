/* dl.h - libraries that are opened at first use, because linking them costs every start 2 to 5 ms.
 *
 * A door declares its functions once, with the types of the library's own header:
 *
 *	#define CURL_CALLS(X) X(curl_easy_init) X(curl_easy_cleanup)
 *	struct curl_table { CURL_CALLS(DL_MEMBER) };     // typed pointers: misuse does not compile
 *	static const char *const curl_names[] = {CURL_CALLS(DL_NAME)};
 *
 * The table lives in the object that uses it: kb has no mutable globals.
 */
#ifndef BASE_DL_H
#define BASE_DL_H

#include "kb_types.h"

#define DL_MEMBER(fn) __typeof__(fn) *fn;
#define DL_NAME(fn) #fn,

struct dl_library {
	const char *soname; /* "libcurl.so.4" */
	const char *package; /* "libcurl4": named when it is missing */
	const char *what_for; /* "fetching and models" */
};

/* Opens lib and fills table (an array of n function pointers) with the named symbols; safe to call
 * from several threads only when the caller holds it once; ERR_IO names library and package. */
bool dl_load(const struct dl_library *lib, const char *const *names, size_t n, void **table,
	struct err *e);
bool dl_available(const struct dl_library *lib);

/* Every library behind a door, for `kb doctor`. */
extern const struct dl_library dl_curl, dl_xml, dl_archive, dl_microhttpd, dl_edit;
extern const struct dl_library *const dl_all[];
extern const size_t dl_n_all;

#endif
