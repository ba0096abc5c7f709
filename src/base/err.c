/* err.c - see err.h. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void vset(struct err *e, enum err_code code, const char *fmt, va_list ap)
{
	e->code = code;
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	for (char *p = e->text; *p; p++) /* one line, whatever a name holds */
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	if (!e || e->code != ERR_NONE)
		return false;
	va_list ap;
	va_start(ap, fmt);
	vset(e, code, fmt, ap);
	va_end(ap);
	return false;
}

bool err_errno(struct err *e, enum err_code code, const char *fmt, ...)
{
	int saved = errno;
	if (!e || e->code != ERR_NONE)
		return false;
	va_list ap;
	va_start(ap, fmt);
	vset(e, code, fmt, ap);
	va_end(ap);
	size_t n = strlen(e->text);
	char text[128] = "";
	if (strerror_r(saved, text, sizeof text) != 0)
		snprintf(text, sizeof text, "error %d", saved);
	if (text[0] >= 'A' && text[0] <= 'Z')
		text[0] = (char)(text[0] + ('a' - 'A'));
	snprintf(e->text + n, sizeof e->text - n, ": %s", text);
	return false;
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
	if (!e || e->code == ERR_NONE)
		return false;
	struct err outer = {0};
	va_list ap;
	va_start(ap, fmt);
	vset(&outer, e->code, fmt, ap);
	va_end(ap);
	size_t n = strlen(outer.text);
	snprintf(outer.text + n, sizeof outer.text - n, ": %.*s", ERR_TEXT_MAX - 3, e->text);
	*e = outer;
	return false;
}

void err_clear(struct err *e)
{
	*e = (struct err){0};
}

int err_status(enum err_code code)
{
	switch (code) {
#define X(code, status, name)                                                                      \
	case code: return status;
		KB_ERR_CODES(X)
#undef X
	}
	return 3;
}

const char *err_name(enum err_code code)
{
	switch (code) {
#define X(code, status, name)                                                                      \
	case code: return name;
		KB_ERR_CODES(X)
#undef X
	}
	return "unknown";
}
