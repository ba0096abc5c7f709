/* house_source.c - a C file as tokens, exemptions and includes. */
#include "house.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void *grow(void *v, size_t n, size_t size)
{
	if (n & (n - 1))
		return v;
	v = realloc(v, (n ? 2 * n : 1) * size);
	if (!v)
		abort();
	return v;
}

char *read_all(FILE *f)
{
	size_t n = 0, cap = 1 << 16;
	char *p = malloc(cap);

	while (p && !feof(f) && !ferror(f)) {
		n += fread(p + n, 1, cap - n - 1, f);
		if (n + 1 == cap)
			p = realloc(p, cap *= 2);
	}
	if (!p)
		abort();
	p[n] = 0;
	return p;
}

bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool is(const struct token *t, const char *word)
{
	return t->kind != STRING && t->n == strlen(word) && memcmp(t->p, word, t->n) == 0;
}

/* "house: allow RULE: reason" in the comment p..end that starts on a line. */
static void read_exemption(struct file *f, const char *p, const char *end, int line)
{
	struct exemption x = {.line = line};
	const char *before = p, *mark = p + 2 + strspn(p + 2, " ");
	size_t n;

	if (!starts(mark, "house: "))
		return;
	mark += starts(mark, "house: allow ") ? strlen("house: allow ") : 0;
	n = strcspn(mark, ": \n*");
	if (mark[n] == ':' && n < sizeof x.rule && strspn(mark + n + 1, " */") + mark + n + 1 < end)
		memcpy(x.rule, mark, n);
	while (before > f->text && (before[-1] == ' ' || before[-1] == '\t'))
		before--;
	x.alone = before == f->text || before[-1] == '\n';
	PUSH(f->exemptions, f->n_exemptions, x);
}

/* End of the literal that opens at p. */
static const char *skip_literal(const char *p)
{
	char quote = *p++;

	while (*p && *p != quote && *p != '\n')
		p += *p == '\\' && p[1] ? 2 : 1;
	return *p == quote ? p + 1 : p;
}

static const char *skip_comment(struct file *f, const char *p, int *line)
{
	const char *start = p, *end = strstr(p + 2, p[1] == '*' ? "*/" : "\n");
	int first = *line;

	if (!end)
		end = p + strlen(p);
	else if (p[1] == '*')
		end += 2;
	for (; p < end; p++)
		*line += *p == '\n';
	read_exemption(f, start, end, first);
	return end;
}

static void read_include(struct file *f, const char *p, int line)
{
	struct include x = {.line = line};
	size_t n;

	p += strspn(p, " \t");
	x.system = *p == '<';
	if (*p != '<' && *p != '"')
		return;
	n = strcspn(++p, x.system ? ">\n" : "\"\n");
	snprintf(x.name, sizeof x.name, "%.*s", (int)n, p);
	PUSH(f->includes, f->n_includes, x);
}

static const char *read_token(struct file *f, const char *p, int line, bool directive)
{
	struct token t = {PUNCT, p, 1, line, directive};
	const char *end = p + 1;

	if (*p == '"' || *p == '\'') {
		t.kind = *p == '"' ? STRING : NUMBER;
		end = skip_literal(p);
	} else if (isalnum((unsigned char)*p) || *p == '_') {
		t.kind = isdigit((unsigned char)*p) ? NUMBER : IDENT;
		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
	} else if (p[0] == '-' && p[1] == '>') {
		end++;
	}
	t.n = (size_t)(end - p);
	PUSH(f->tokens, f->n_tokens, t);
	if (!directive)
		PUSH(f->code, f->n_code, t);
	return end;
}

void read_tokens(struct file *f)
{
	bool directive = false, at_start = true;
	int line = 1;

	for (const char *p = f->text; *p;) {
		if (*p == '\n' || (*p == '\\' && p[1] == '\n')) {
			at_start = *p == '\n';
			directive = directive && !at_start;
			p += at_start ? 1 : 2;
			line++;
		} else if (isspace((unsigned char)*p)) {
			p++;
		} else if (*p == '/' && (p[1] == '*' || p[1] == '/')) {
			p = skip_comment(f, p, &line);
		} else if (*p == '#' && at_start) {
			directive = true;
			p += 1 + strspn(p + 1, " \t");
			if (starts(p, "include"))
				read_include(f, p += strlen("include"), line);
		} else {
			p = read_token(f, p, line, directive);
			at_start = false;
		}
	}
	f->n_lines = line - 1;
}
