/* kb_types.h - the types that every floor of kb shares.
 *
 * A struct str is a view of bytes: it does not own them, need not end in NUL and may hold any
 * byte. Who owns them is said by the call that hands them out (nearly always: the arena given).
 * A struct err holds the first failure of a call; each floor adds one clause in front of it. */
#ifndef KB_TYPES_H
#define KB_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena; /* base/arena.h: memory that is freed all at once */

struct str {
	const char *p;
	size_t n; /* bytes */
};

struct strs {
	struct str *v;
	size_t n;
};

/* A view of a string literal. */
#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
/* printf's "%.*s" and its two arguments. */
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

/* X(code, exit status of the process, name) */
#define KB_ERR_CODES(X)                                                                            \
	X(ERR_NONE, 0, "none")                                                                     \
	X(ERR_NOT_FOUND, 1, "not found") /* what was asked for is not in the base */               \
	X(ERR_INPUT, 1, "input") /* a source that cannot be used */                                \
	X(ERR_USAGE, 2, "usage") /* a wrong word on the command line */                            \
	X(ERR_CONFIG, 2, "configuration") /* kb.yaml, environment, no base here */                 \
	X(ERR_IO, 3, "input or output") /* the file system */                                      \
	X(ERR_DB, 3, "index") /* index.db or ledger.db */                                          \
	X(ERR_NET, 3, "network")                                                                   \
	X(ERR_MODEL, 3, "model")                                                                   \
	X(ERR_LIMIT, 1, "limit") /* a ceiling of kb, named in the text */                          \
	X(ERR_INTERRUPTED, 130, "interrupted")

enum err_code {
#define X(code, status, name) code,
	KB_ERR_CODES(X)
#undef X
};

#define ERR_TEXT_MAX 1024

struct err {
	enum err_code code;
	char text[ERR_TEXT_MAX]; /* UTF-8, one line, lower case, names the object and the remedy */
};

#endif
