/* house.h - the checker of the rules of the house: what its files share.
 *
 * house.c         findings, exemptions, what the compiler says, main
 * house_source.c  a file as tokens
 * house_rules.c   rules on tokens and includes, with the tables of rooms, doors and names
 * house_shape.c   length and nesting of functions
 *
 * It reads code that compiles, so it trusts brackets to balance, but no loop runs past the last
 * token. Memory lives until the process ends. */
#ifndef TOOL_HOUSE_H
#define TOOL_HOUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A room and what its files may include besides the room itself: prefixes of paths. */
struct room {
	const char *prefix;
	const char *sees[7];
};

enum kind { IDENT, NUMBER, STRING, PUNCT };

struct token {
	enum kind kind;
	const char *p;
	size_t n;
	int line;
	bool directive; /* part of a preprocessor line */
};

struct exemption {
	char rule[16];
	int line;
	bool alone; /* nothing else stands on the line: it speaks of the next one */
	bool used;
};

struct include {
	char name[128];
	int line;
	bool system;
};

struct file {
	const char *path;
	const char *text; /* ends in NUL */
	const struct room *room;
	int n_lines;
	struct token *tokens;
	size_t n_tokens;
	struct token *code; /* the tokens that are no part of a directive */
	size_t n_code;
	struct exemption *exemptions;
	size_t n_exemptions;
	struct include *includes;
	size_t n_includes;
};

struct finding {
	const char *path;
	int line;
	const char *rule;
	char what[200];
};

struct house {
	struct file *files;
	size_t n_files;
	struct finding *findings;
	size_t n_findings;
};

/* --- house_source.c ---------------------------------------------------------------------- */

/* Room for one more of size bytes after n; doubles at powers of two. */
void *grow(void *v, size_t n, size_t size);
#define PUSH(v, n, x) ((v) = grow((v), (n), sizeof *(v)), (v)[(n)++] = (x))

char *read_all(FILE *f); /* ends in NUL */
bool starts(const char *s, const char *prefix);
bool is(const struct token *t, const char *word); /* no literal */
void read_tokens(struct file *f); /* of f->text */

/* --- house.c ----------------------------------------------------------------------------- */

__attribute__((format(printf, 5, 6))) void report(
	struct house *h, struct file *f, int line, const char *rule, const char *fmt, ...);
struct file *find_file(struct house *h, const char *path); /* NULL when it was not read */

/* --- house_rules.c ----------------------------------------------------------------------- */

const struct room *room_of(const char *path); /* NULL outside of include and src */
bool may_include(const struct room *room, const char *path);
bool includes_directly(struct house *h, const struct file *f, const char *path);
void check_tokens(struct house *h, struct file *f);

/* --- house_shape.c ----------------------------------------------------------------------- */

void check_functions(struct house *h, struct file *f);

#endif
