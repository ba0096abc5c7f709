/* house.c - host tool: checks C sources against the rules of the house.
 *
 *	nm -A -f sysv OBJ... | house OBJDIR FILE...
 *
 * FILE is a source or a dependency file of the compiler (.d); paths are relative to the tree, where
 * it runs. It prints "path:line: rule: what" and ends with status 1 when there is a finding.
 * A comment "house: allow RULE: reason" on the line, or alone on the line before it, lets a finding
 * pass; one that nothing needs is a finding itself. tests/house/check drives it and adds the rule
 * "alone" (a header compiles by itself), which needs a compiler. */
#include "house.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_LINES = 900 };

static const char *const rule_names[] = {"include", "door", "alloc", "print", "mutable-global",
	"sql", "prompt", "goto", "opening", "length", "function", "nesting"};

/* --- findings ---------------------------------------------------------------------------- */

__attribute__((format(printf, 5, 6))) void report(
	struct house *h, struct file *f, int line, const char *rule, const char *fmt, ...)
{
	struct finding x = {.path = f->path, .line = line, .rule = rule};
	va_list ap;

	for (size_t i = 0; i < f->n_exemptions; i++) {
		struct exemption *e = &f->exemptions[i];
		if (strcmp(e->rule, rule) == 0 && e->line + (e->alone ? 1 : 0) == line) {
			e->used = true;
			return;
		}
	}
	va_start(ap, fmt);
	vsnprintf(x.what, sizeof x.what, fmt, ap);
	va_end(ap);
	PUSH(h->findings, h->n_findings, x);
}

static void check_exemptions(struct house *h, struct file *f)
{
	for (size_t i = 0; i < f->n_exemptions; i++) {
		const struct exemption *e = &f->exemptions[i];
		bool known = false;
		for (size_t k = 0; k < sizeof rule_names / sizeof *rule_names; k++)
			known = known || strcmp(e->rule, rule_names[k]) == 0;
		if (!known)
			report(h, f, e->line, "exempt",
				"not of the form \"house: allow RULE: reason\"");
		else if (!e->used)
			report(h, f, e->line, "exempt", "nothing here needs to allow %s", e->rule);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	if (order == 0)
		order = strcmp(x->rule, y->rule);
	return order ? order : strcmp(x->what, y->what);
}

/* --- what the compiler says -------------------------------------------------------------- */

struct file *find_file(struct house *h, const char *path)
{
	for (size_t i = 0; i < h->n_files; i++)
		if (strcmp(h->files[i].path, path) == 0)
			return &h->files[i];
	return NULL;
}

/* A dependency file: "x.o: source header...", lines joined by "\". What the source includes itself
 * was looked at above; here is what came by way of others. */
static bool check_deps(struct house *h, const char *path)
{
	FILE *in = fopen(path, "rb");
	struct file *f = NULL;
	char *p;

	if (!in) {
		perror(path);
		return false;
	}
	p = read_all(in);
	fclose(in);
	p += strcspn(p, ":");
	for (p += *p == ':'; *p && *p != '\n';) {
		size_t n = strcspn(p, " \\\n");
		char *word = p;
		p += n;
		while (*p == ' ' || (*p == '\\' && p[1] == '\n'))
			*p++ = 0, p += *p == '\n';
		if (*p == '\n')
			*p = 0;
		if (n && !f)
			f = find_file(h, word);
		if (f && f->room && n && find_file(h, word) && !may_include(f->room, word) &&
			!includes_directly(h, f, word))
			report(h, f, 1, "include", "%s is not open to %s; another header brings it",
				word, f->room->prefix);
	}
	return true;
}

/* The line that declares a variable: its name behind a type, before ";", "=" or "[". */
static int line_of(const struct file *f, const char *name, size_t n)
{
	for (size_t i = 1; i + 1 < f->n_tokens; i++) {
		const struct token *t = &f->tokens[i];
		if (t->n == n && memcmp(t->p, name, n) == 0 &&
			(t[-1].kind == IDENT || is(t - 1, "*") || is(t - 1, "}")) &&
			(is(t + 1, ";") || is(t + 1, "=") || is(t + 1, "[")))
			return t->line;
	}
	return 1;
}

/* "OBJDIR/src/base/x.o:name.0 |value| d |OBJECT|size| |.bss" of nm -A -f sysv. */
static void check_symbol(struct house *h, const char *objdir, char *text)
{
	char path[256];
	char *field[7] = {0}, *colon = strchr(text, ':'), *o;
	size_t n_fields = 0, n;
	struct file *f;

	if (!colon || !starts(text, objdir))
		return;
	*colon = 0;
	snprintf(path, sizeof path, "%s", text + strlen(objdir) + 1);
	if ((o = strrchr(path, '.')))
		snprintf(o, 3, ".c");
	for (char *p = colon + 1; p && n_fields < 7; n_fields++) {
		field[n_fields] = p;
		if ((p = strchr(p, '|')))
			*p++ = 0;
	}
	f = find_file(h, path);
	if (!f || n_fields < 7 || !strpbrk(field[2], "bBdDC") || starts(field[6], ".data.rel.ro"))
		return;
	n = strcspn(field[0], ". ");
	report(h, f, line_of(f, field[0], n), "mutable-global",
		"%.*s can change: kb has no mutable globals", (int)n, field[0]);
}

static void check_symbols(struct house *h, const char *objdir, char *text)
{
	for (char *next; *text; text = next) {
		size_t n = strcspn(text, "\n");
		next = text + n + (text[n] == '\n');
		text[n] = 0;
		check_symbol(h, objdir, text);
	}
}

/* --- main -------------------------------------------------------------------------------- */

static bool read_source(struct house *h, const char *path)
{
	struct file f = {.path = path};
	FILE *in = fopen(path, "rb");

	if (!in) {
		perror(path);
		return false;
	}
	f.text = read_all(in);
	fclose(in);
	f.room = room_of(path);
	read_tokens(&f);
	PUSH(h->files, h->n_files, f);
	return true;
}

static void check_file(struct house *h, struct file *f)
{
	if (f->n_lines > MAX_FILE_LINES)
		report(h, f, 1, "length", "%d lines, the limit is %d", f->n_lines, MAX_FILE_LINES);
	if (!starts(f->text, "/* ") && f->room)
		report(h, f, 1, "opening", "a file opens with a comment that says what it owns");
	check_functions(h, f);
	check_tokens(h, f);
}

static bool is_deps(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && strcmp(path + n - 2, ".d") == 0;
}

int main(int argc, char **argv)
{
	struct house h = {0};
	bool read = true;

	if (argc < 3) {
		fprintf(stderr, "usage: nm -A -f sysv OBJ... | house OBJDIR FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		if (!is_deps(argv[i]))
			read = read_source(&h, argv[i]) && read;
	for (size_t i = 0; i < h.n_files; i++)
		check_file(&h, &h.files[i]);
	for (int i = 2; i < argc; i++)
		if (is_deps(argv[i]))
			read = check_deps(&h, argv[i]) && read;
	check_symbols(&h, argv[1], read_all(stdin));
	for (size_t i = 0; i < h.n_files; i++)
		check_exemptions(&h, &h.files[i]);
	if (h.n_findings)
		qsort(h.findings, h.n_findings, sizeof *h.findings, by_place);
	for (size_t i = 0; i < h.n_findings; i++) {
		const struct finding *x = &h.findings[i];
		printf("%s:%d: %s: %s\n", x->path, x->line, x->rule, x->what);
	}
	if (!read)
		return 2;
	return h.n_findings ? 1 : 0;
}
