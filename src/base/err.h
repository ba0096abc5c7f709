/* err.h - the first error wins, each floor adds one clause in front of it. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "kb_types.h"

/* Fills e when it is empty (e may be NULL) and returns false, so that a caller can return it. */
__attribute__((format(printf, 3, 4))) bool err_set(
	struct err *e, enum err_code code, const char *fmt, ...);
/* The same with ": " and the text of errno behind. */
__attribute__((format(printf, 3, 4))) bool err_errno(
	struct err *e, enum err_code code, const char *fmt, ...);
/* Puts "clause: " before the text of a set error; false. */
__attribute__((format(printf, 2, 3))) bool err_wrap(struct err *e, const char *fmt, ...);
void err_clear(struct err *e);
int err_status(enum err_code code); /* exit status of the process */
const char *err_name(enum err_code code);

#endif
