/* sse.c - see sse.h. Order: events, JSON values.
 *
 * Ceilings are the caller's: what is held here is never more than what was fed. */
#include "llm/sse.h"

#include <string.h>

/* --- events ------------------------------------------------------------------------------ */

struct sse sse_make(struct arena *a, sse_fn fn, void *ctx)
{
	return (struct sse){.line = buf_make(a),
		.data = buf_make(a),
		.event = buf_make(a),
		.fn = fn,
		.ctx = ctx};
}

static bool dispatch(struct sse *s)
{
	bool on = true;
	if (s->has_data && s->data.n)
		on = s->fn(s->ctx, buf_str(&s->event), buf_str(&s->data));
	s->data.n = s->event.n = 0;
	s->has_data = false;
	return on;
}

/* The line in s->line is whole. */
static bool end_line(struct sse *s)
{
	struct str line = buf_str(&s->line);
	s->line.n = 0;
	if (!s->started && str_starts(line, STR("\xEF\xBB\xBF")))
		line = str_from(line, 3);
	s->started = true;
	if (!line.n)
		return dispatch(s);
	size_t colon = str_find_byte(line, ':');
	struct str name = str_sub(line, 0, colon);
	struct str value = colon == STR_NPOS ? STR("") : str_from(line, colon + 1);
	if (value.n && value.p[0] == ' ')
		value = str_from(value, 1);
	if (str_eqz(name, "data")) {
		if (s->has_data)
			buf_putc(&s->data, '\n');
		buf_put(&s->data, value);
		s->has_data = true;
	} else if (str_eqz(name, "event")) {
		s->event.n = 0;
		buf_put(&s->event, value);
	}
	return true;
}

bool sse_feed(struct sse *s, struct str bytes)
{
	size_t i = 0;
	while (i < bytes.n) {
		size_t from = i;
		if (s->after_cr && bytes.p[i] == '\n')
			from = ++i;
		s->after_cr = false;
		while (i < bytes.n && bytes.p[i] != '\n' && bytes.p[i] != '\r')
			i++;
		buf_put(&s->line, str_sub(bytes, from, i));
		if (i == bytes.n)
			break;
		s->after_cr = bytes.p[i++] == '\r';
		if (!end_line(s))
			return false;
	}
	return true;
}

/* --- JSON values ------------------------------------------------------------------------- */

struct json_cut json_cut_make(struct arena *a, sse_fn fn, void *ctx)
{
	return (struct json_cut){.value = buf_make(a), .fn = fn, .ctx = ctx};
}

/* What c does to the state; true when the value ends with it. */
static bool step(struct json_cut *c, char ch)
{
	if (c->quoted) {
		if (c->escaped)
			c->escaped = false;
		else if (ch == '\\')
			c->escaped = true;
		else if (ch == '"')
			c->quoted = false;
		return ch == '\n';
	}
	if (ch == '"')
		c->quoted = true;
	else if (ch == '{' || ch == '[')
		c->depth++;
	else if ((ch == '}' || ch == ']') && --c->depth == 0)
		return true;
	return false;
}

bool json_cut_feed(struct json_cut *c, struct str bytes)
{
	size_t from = 0;
	for (size_t i = 0; i < bytes.n; i++) {
		char ch = bytes.p[i];
		if (!c->depth && ch != '{' && ch != '[') {
			from = i + 1;
			continue;
		}
		if (!step(c, ch))
			continue;
		buf_put(&c->value, str_sub(bytes, from, i + 1));
		from = i + 1;
		c->depth = 0;
		c->quoted = c->escaped = false;
		bool on = c->fn(c->ctx, STR(""), buf_str(&c->value));
		c->value.n = 0;
		if (!on)
			return false;
	}
	buf_put(&c->value, str_from(bytes, from));
	return true;
}
