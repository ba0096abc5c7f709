/* lint_safety.c - rules on what could do harm: hidden characters, secrets, HTML that acts.
 *
 * Hidden characters have honest uses (joiners in Persian and in emoji, marks in Hebrew and Arabic
 * lines, flags); those are no findings. What a secret is says doc/secret.h.
 * Order: hidden characters, secrets, HTML. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/secret.h"
#include "engine/lint_page.h"

/* --- hidden characters ------------------------------------------------------------------- */

static bool in(uint32_t cp, uint32_t low, uint32_t high)
{
	return cp >= low && cp <= high;
}

static bool is_rtl(uint32_t cp)
{
	return in(cp, 0x590, 0x8FF) || in(cp, 0xFB1D, 0xFDFF) || in(cp, 0xFE70, 0xFEFC) ||
		in(cp, 0x10800, 0x10FFF) || in(cp, 0x1E800, 0x1EEFF);
}

/* Scripts that use joiners or breaks between letters. */
static bool is_joining(uint32_t cp)
{
	return is_rtl(cp) || in(cp, 0x900, 0x109F) || in(cp, 0x1780, 0x18AF) ||
		in(cp, 0x1A00, 0x1CFF) || in(cp, 0xA800, 0xABFF);
}

static bool is_emoji(uint32_t cp)
{
	return in(cp, 0x2190, 0x2BFF) || in(cp, 0x3030, 0x303D) || in(cp, 0x1F000, 0x1FAFF) ||
		cp == 0xFE0F || cp == 0xA9 || cp == 0xAE || in(cp, 0x3297, 0x3299);
}

static const char *hidden_name(uint32_t cp)
{
	if (cp == 0x200B || cp == 0x2060 || cp == 0xFEFF || cp == 0x180E)
		return "zero width";
	if (cp == 0x200C || cp == 0x200D)
		return "joiner";
	if (cp == 0x200E || cp == 0x200F || cp == 0x61C || in(cp, 0x202A, 0x202E) ||
		in(cp, 0x2066, 0x2069))
		return "direction";
	if (in(cp, 0x2061, 0x2064) || in(cp, 0x206A, 0x206F))
		return "invisible";
	if (in(cp, 0xE0000, 0xE007F))
		return "tag";
	return in(cp, 0xE0100, 0xE01EF) ? "variation" : NULL;
}

struct around {
	uint32_t before, after;
	bool rtl_line, flag;
};

/* Has the hidden character an honest use here? */
static bool is_honest(uint32_t cp, const struct around *c)
{
	if (cp == 0x200C || cp == 0x200D)
		return is_joining(c->before) || is_joining(c->after) ||
			(cp == 0x200D && is_emoji(c->before) && is_emoji(c->after));
	if (cp == 0x200B || cp == 0x180E)
		return is_joining(c->before) || is_joining(c->after) || text_is_cjk(c->before);
	if (cp == 0x200E || cp == 0x200F || cp == 0x61C || in(cp, 0x2066, 0x2069))
		return c->rtl_line;
	if (in(cp, 0xE0020, 0xE007F))
		return c->flag;
	return in(cp, 0xE0100, 0xE01EF) && text_is_cjk(c->before);
}

static bool has_rtl(struct str line)
{
	for (size_t i = 0; i < line.n;)
		if ((unsigned char)line.p[i] < 0x80)
			i++;
		else if (is_rtl(text_next(line, &i)))
			return true;
	return false;
}

/* Says one finding for a line; all of its hidden characters can go, but for those in code. */
static void check_line(struct lint_scan *s, struct str line, bool code)
{
	struct around c = {.before = ' ', .rtl_line = has_rtl(line)};
	size_t base = (size_t)(line.p - s->text.p);
	bool said = false;
	for (size_t i = 0; i < line.n;) {
		size_t at = i;
		uint32_t cp = text_next(line, &i);
		const char *name = cp < 0x80 ? NULL : hidden_name(cp);
		size_t j = i;
		c.after = i < line.n ? text_next(line, &j) : ' ';
		if (name && !is_honest(cp, &c)) {
			if (!said)
				lint_say_at(s, LINT_HIDDEN_UNICODE, base + at,
					"hidden character U+%04X (%s)", (unsigned)cp, name);
			said = true;
			if (!code)
				lint_mend(s->keep, s->page, LINT_HIDDEN_UNICODE, base + at,
					base + i, STR(""));
		}
		/* the black flag opens a flag of tags, U+E007F closes it */
		c.flag = cp == 0x1F3F4 || (c.flag && in(cp, 0xE0020, 0xE007E));
		if (!name)
			c.before = cp;
	}
}

static bool is_ascii(struct str s)
{
	unsigned char all = 0;
	for (size_t i = 0; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return all < 0x80;
}

static void check_hidden(struct lint_scan *s)
{
	size_t next = 0;
	if (is_ascii(s->text))
		return;
	for (size_t i = 0; i < s->n_lines; i++) {
		size_t end = i + 1 < s->n_lines ? s->line_at[i + 1] - 1 : s->text.n;
		struct str line = str_sub(s->text, s->line_at[i], end);
		for (size_t k = 0; k < line.n; k++) {
			unsigned char u = (unsigned char)line.p[k];
			if (u == 0xD8 || u == 0xE1 || u == 0xE2 || u == 0xEF || u == 0xF3) {
				check_line(s, line, lint_in_code(s, s->line_at[i], &next));
				break;
			}
		}
	}
}

/* --- secrets ----------------------------------------------------------------------------- */

static void check_secrets(struct lint_scan *s)
{
	struct secret found;
	for (size_t at = 0; secret_find(s->text, at, &found); at = found.start + found.mark.n) {
		if (found.is_block)
			lint_say_at(s, LINT_SECRET, found.start,
				"looks like a private key; take it out and have it replaced");
		else
			lint_say_at(s, LINT_SECRET, found.start,
				"looks like a key (%s: " STR_FMT
				"...); take it out and have it replaced",
				found.what, STR_ARG(found.mark));
	}
}

static bool is_name_byte(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* --- HTML -------------------------------------------------------------------------------- */

struct tag {
	struct str name, inside; /* inside: all between name and ">" */
};

/* The tag that opens at html[*p] == '<', *p moved behind it; false when none does. */
static bool next_tag(struct str html, size_t *p, struct tag *out)
{
	size_t i = *p + 1, from = i;
	while (i < html.n && is_name_byte(html.p[i]))
		i++;
	out->name = str_sub(html, from, i);
	char quote = '\0';
	size_t inside = i;
	for (; i < html.n && (quote || html.p[i] != '>'); i++) {
		if (quote ? html.p[i] == quote : html.p[i] == '"' || html.p[i] == '\'')
			quote = quote ? '\0' : html.p[i];
	}
	out->inside = str_sub(html, inside, i);
	*p = out->name.n ? i : *p + 1;
	return out->name.n > 0;
}

/* "onclick=" among the attributes. */
static bool has_handler(struct str inside)
{
	char quote = '\0';
	for (size_t i = 0; i < inside.n; i++) {
		char c = inside.p[i];
		if (quote || c == '"' || c == '\'') {
			quote = !quote ? c : quote == c ? '\0' : quote;
			continue;
		}
		bool start = i && (strchr(" \t\n/\"'", inside.p[i - 1]) != NULL);
		if (!start || !str_istarts(str_from(inside, i), STR("on")))
			continue;
		size_t j = i + 2;
		while (j < inside.n && (inside.p[j] | 32) >= 'a' && (inside.p[j] | 32) <= 'z')
			j++;
		while (j < inside.n && inside.p[j] == ' ')
			j++;
		if (j > i + 2 && j < inside.n && inside.p[j] == '=')
			return true;
	}
	return false;
}

static void check_tag(struct lint_scan *s, const struct tag *t, size_t at)
{
	static const char *const acting[] = {
		"script", "object", "embed", "applet", "base", "meta", "iframe", "frame"};
	struct str name = str_lower(s->a, t->name);
	bool acts = false;
	for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
		acts = acts || str_eqz(name, acting[i]);
	if (s->page->evidence && str_eqz(name, "iframe"))
		acts = false;
	if (acts)
		lint_say_at(s, LINT_ACTIVE_CONTENT, at, "<" STR_FMT "> runs or loads something",
			STR_ARG(name));
	else if (has_handler(t->inside))
		lint_say_at(s, LINT_ACTIVE_CONTENT, at, "<" STR_FMT "> with an event handler",
			STR_ARG(name));
	else if (str_ifind(t->inside, STR("javascript:")) != STR_NPOS ||
		str_ifind(t->inside, STR("vbscript:")) != STR_NPOS)
		lint_say_at(s, LINT_ACTIVE_CONTENT, at, "<" STR_FMT "> with a link that runs code",
			STR_ARG(name));
	bool web = str_ifind(t->inside, STR("src=\"http")) != STR_NPOS ||
		str_ifind(t->inside, STR("src='http")) != STR_NPOS ||
		str_ifind(t->inside, STR("src=http")) != STR_NPOS ||
		str_ifind(t->inside, STR("src=\"//")) != STR_NPOS;
	if (web && str_eqz(name, "img") && !s->page->evidence)
		lint_say_at(
			s, LINT_REMOTE_IMAGE, at, "image from the web; save it beside the page");
}

/* html: HTML that starts at byte `at` of the page. */
void lint_html(struct lint_scan *s, struct str html, size_t at)
{
	for (size_t p = 0; p < html.n;) {
		size_t open = str_find_from(html, p, STR("<"));
		if (open == STR_NPOS)
			return;
		p = open;
		if (str_starts(str_from(html, p), STR("<!--"))) {
			size_t end = str_find_from(html, p + 4, STR("-->"));
			p = end == STR_NPOS ? html.n : end + 3;
			continue;
		}
		struct tag tag;
		if (next_tag(html, &p, &tag))
			check_tag(s, &tag, at + open);
	}
}

void lint_safety(struct lint_scan *s)
{
	check_hidden(s);
	check_secrets(s);
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		if (b->kind != MD_HTML || b->comment)
			continue;
		struct str html = str_sub(s->body, b->start, b->end);
		lint_html(s, html, s->body_at + b->start);
		size_t order = lint_injection(s->a, html);
		if (order != STR_NPOS)
			lint_say_at(s, LINT_INJECTION_TEXT, s->body_at + b->start + order,
				"reads like an order to a model");
	}
}
