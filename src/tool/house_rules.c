/* house_rules.c - the rooms, doors and names of the house, and the rules on tokens.
 *
 * A new library is a row in doors. Order: tables, includes, names, literals, the rest. */
#include "house.h"

#include <fnmatch.h>
#include <string.h>

enum { PROSE_WORDS = 60, PROSE_SENTENCES = 3 };

/* The first row that fits a path is its room. */
static const struct room rooms[] = {
	{"include/kb_types.h", {0}},
	{"include/", {"include/"}},
	{"src/base/", {"include/kb_types.h"}},
	{"src/doc/", {"include/kb_types.h", "src/base/"}},
	{"src/store/", {"include/kb_types.h", "src/base/"}},
	{"src/llm/", {"include/kb_types.h", "src/base/"}},
	{"src/engine/", {"include/", "src/base/", "src/doc/", "src/store/", "src/llm/"}},
	{"src/front/", {"include/", "src/base/"}},
	{"src/tool/", {0}},
};

/* The doors: header of a library, and the only files that may include it. */
static const struct door {
	const char *header, *files;
} doors[] = {
	{"sqlite3.h", "src/store/*"},
	{"cmark-gfm*.h", "src/doc/md*.c"},
	{"yaml.h", "src/doc/meta*.c"},
	{"gumbo.h", "src/doc/html*.c"},
	{"libxml/*", "src/doc/xml.c"},
	{"archive*.h", "src/doc/zip.c"},
	{"jansson.h", "src/base/json*.c"},
	{"utf8proc.h", "src/base/text*.c"},
	{"libstemmer.h", "src/base/lingua.c"},
	{"iconv.h", "src/base/lingua.c"},
	{"openssl/*", "src/base/hash.c"},
	{"dlfcn.h", "src/base/dl.c"},
	{"malloc.h", "src/base/arena.c"},
	{"curl/*", "src/llm/http*.[ch]"},
	{"microhttpd.h", "src/front/httpd.c"},
	{"histedit.h", "src/front/ask_line.c"},
	{"editline/*", "src/front/ask_line.c"},
};

/* Headers of C11 and POSIX: no library. Any other <header> needs a row above. */
static const char *const standard_headers[] = {"assert.h", "ctype.h", "dirent.h", "errno.h",
	"fcntl.h", "float.h", "fnmatch.h", "glob.h", "inttypes.h", "langinfo.h", "limits.h",
	"locale.h", "math.h", "netdb.h", "poll.h", "pthread.h", "signal.h", "spawn.h", "stdalign.h",
	"stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h",
	"stdnoreturn.h", "string.h", "strings.h", "termios.h", "time.h", "unistd.h", "wchar.h",
	"wctype.h", "arpa/*", "netinet/*", "sys/*"};

/* Names that only some files may use. */
static const struct ban {
	const char *rule, *names, *remedy;
	const char *except[2]; /* patterns of paths */
} bans[] = {
	{"alloc",
		" malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf getline"
		" getdelim open_memstream aligned_alloc posix_memalign ",
		"only base/arena allocates", {"src/base/arena.c"}},
	{"print",
		" printf vprintf fprintf vfprintf dprintf vdprintf puts putchar putc fputs fputc perror"
		" psignal stdout stderr STDOUT_FILENO STDERR_FILENO ",
		"only src/front prints", {"src/front/*", "src/base/arena.c"}},
	{"print", " exit _exit _Exit quick_exit abort raise ", "only src/front ends the process",
		{"src/front/*", "src/base/arena.c"}},
};

static const char *const sql_words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "PRAGMA",
	"DROP", "ALTER", "REPLACE", "ATTACH", "VACUUM", "WITH", "BEGIN", "COMMIT", "ROLLBACK",
	"SAVEPOINT", "RELEASE"};

/* Where a string literal has one of these, it speaks to a model. */
static const char *const prompt_phrases[] = {"You are a", "you are a helpful", "Your task",
	"Respond with", "Reply with", "Answer with JSON", "Return JSON", "Do not invent"};

const struct room *room_of(const char *path)
{
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
		if (starts(path, rooms[i].prefix))
			return &rooms[i];
	return NULL;
}

bool may_include(const struct room *room, const char *path)
{
	if (starts(path, room->prefix))
		return true;
	for (size_t i = 0; room->sees[i]; i++)
		if (starts(path, room->sees[i]))
			return true;
	return false;
}

/* Path in the tree of an include in quotes; false when there is no such file. */
static bool include_path(struct house *h, const char *name, char *out, size_t size)
{
	snprintf(out, size, "include/%s", name);
	if (!find_file(h, out))
		snprintf(out, size, "src/%s", name);
	return find_file(h, out) != NULL;
}

bool includes_directly(struct house *h, const struct file *f, const char *dep)
{
	char path[160];

	for (size_t i = 0; i < f->n_includes; i++)
		if (include_path(h, f->includes[i].name, path, sizeof path) &&
			strcmp(path, dep) == 0)
			return true;
	return false;
}

static void check_door(struct house *h, struct file *f, const struct include *x)
{
	const char *open_to = NULL;

	for (size_t i = 0; i < sizeof standard_headers / sizeof *standard_headers; i++)
		if (fnmatch(standard_headers[i], x->name, 0) == 0)
			return;
	for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
		if (fnmatch(doors[i].header, x->name, 0) != 0)
			continue;
		open_to = doors[i].files;
		if (fnmatch(open_to, f->path, 0) == 0)
			return;
	}
	if (open_to)
		report(h, f, x->line, "door", "<%s> belongs to %s", x->name, open_to);
	else
		report(h, f, x->line, "door", "<%s> has no door: give it a row in src/tool/house.c",
			x->name);
}

static void check_includes(struct house *h, struct file *f)
{
	char path[160];

	for (size_t i = 0; i < f->n_includes; i++) {
		const struct include *x = &f->includes[i];
		if (x->system)
			check_door(h, f, x);
		else if (!include_path(h, x->name, path, sizeof path))
			report(h, f, x->line, "include", "\"%s\" is no file below include or src",
				x->name);
		else if (!may_include(f->room, path))
			report(h, f, x->line, "include", "%s is not open to %s", path,
				f->room->prefix);
	}
}

/* A name is used when it is called or passed on, not when it is a member or declared anew. */
static bool is_used(const struct file *f, size_t i)
{
	const struct token *t = f->tokens, *end = f->tokens + f->n_tokens;
	const struct token *prev = i ? t + i - 1 : NULL, *next = t + i + 1 < end ? t + i + 1 : NULL;

	if (prev && (is(prev, ".") || is(prev, "->")))
		return false;
	if (i > 1 && is(prev, "(") && is(prev - 1, "format")) /* of an attribute */
		return false;
	if (i > 1 && is(prev, "*") && is(prev - 1, "(")) /* a pointer to a function */
		return false;
	return (next && is(next, "(")) || !prev || prev->kind != IDENT || is(prev, "return");
}

static void check_name(struct house *h, struct file *f, const struct ban *b, size_t i)
{
	const struct token *t = &f->tokens[i];
	char word[64];

	snprintf(word, sizeof word, " %.*s ", (int)t->n, t->p);
	if (t->kind == IDENT && strstr(b->names, word) && is_used(f, i))
		report(h, f, t->line, b->rule, "%.*s: %s", (int)t->n, t->p, b->remedy);
}

static void check_names(struct house *h, struct file *f)
{
	for (size_t k = 0; k < sizeof bans / sizeof *bans; k++) {
		const struct ban *b = &bans[k];
		bool may = false;
		for (size_t i = 0; i < 2 && b->except[i]; i++)
			may = may || fnmatch(b->except[i], f->path, 0) == 0;
		for (size_t i = 0; i < f->n_tokens && !may; i++)
			check_name(h, f, b, i);
	}
}

static bool is_sql(const char *s)
{
	s += strspn(s, " \t(");
	for (size_t i = 0; i < sizeof sql_words / sizeof *sql_words; i++) {
		size_t n = strlen(sql_words[i]);
		if (strncmp(s, sql_words[i], n) == 0 && s[n] == ' ' && s[n + 1])
			return true;
	}
	return false;
}

/* Many words in several sentences. */
static bool is_prose(const char *s)
{
	int n_words = 0, n_sentences = 0;
	char before = ' ';

	for (; *s; before = *s++) {
		n_words += *s == ' ' && before != ' ';
		n_sentences += *s == ' ' && strchr(".?!:", before) != NULL;
	}
	return n_words >= PROSE_WORDS && n_sentences >= PROSE_SENTENCES;
}

/* Appends the text of a literal, escapes as blanks. */
static char *append_literal(char *s, size_t *n, const struct token *t)
{
	for (size_t i = 1; i + 1 < t->n; i++) {
		char c = t->p[i];
		if (c == '\\') {
			c = ' ';
			i++;
		}
		PUSH(s, *n, c);
	}
	return s;
}

static void check_literals(struct house *h, struct file *f)
{
	bool store = starts(f->path, "src/store/"), front = starts(f->path, "src/front/");

	for (size_t i = 0; i < f->n_tokens; i++) {
		int line = f->tokens[i].line;
		char *s = NULL;
		size_t n = 0;
		bool speaks = false;
		if (f->tokens[i].kind != STRING)
			continue;
		for (; i < f->n_tokens && f->tokens[i].kind == STRING; i++)
			s = append_literal(s, &n, &f->tokens[i]);
		PUSH(s, n, 0);
		if (!store && is_sql(s))
			report(h, f, line, "sql", "SQL outside src/store: \"%.30s\"", s);
		for (size_t k = 0; k < sizeof prompt_phrases / sizeof *prompt_phrases; k++)
			speaks = speaks || strstr(s, prompt_phrases[k]);
		if (speaks || (!front && is_prose(s)))
			report(h, f, line, "prompt", "prose belongs in src/prompts: \"%.30s\"", s);
	}
}

/* goto only forward, only to out. */
static void check_goto(struct house *h, struct file *f)
{
	for (size_t i = 0; i + 2 < f->n_code; i++) {
		const struct token *t = &f->code[i];
		if (is(t, "goto") && !is(t + 1, "out"))
			report(h, f, t->line, "goto", "goto leads to out: only");
	}
}

void check_tokens(struct house *h, struct file *f)
{
	check_goto(h, f);
	if (!f->room || starts(f->path, "src/tool/"))
		return;
	check_includes(h, f);
	check_names(h, f);
	check_literals(h, f);
}
