/* house_shape.c - how long functions are and how deep they nest. */
#include "house.h"

#include <string.h>

enum { MAX_FUNCTION_LINES = 70, MAX_NESTING = 4 };

/* Past the bracket that closes the one at i. */
static size_t skip_brackets(const struct file *f, size_t i)
{
	int depth = 0;

	for (; i < f->n_code; i++) {
		const struct token *t = &f->code[i];
		if (t->kind != PUNCT)
			continue;
		if (strchr("([{", *t->p))
			depth++;
		else if (strchr(")]}", *t->p) && --depth == 0)
			return i + 1;
	}
	return i;
}

/* Past the next semicolon or colon that stands in no brackets. */
static size_t skip_to(const struct file *f, size_t i, char mark)
{
	while (i < f->n_code && !(f->code[i].kind == PUNCT && *f->code[i].p == mark)) {
		bool opens = f->code[i].kind == PUNCT && strchr("([{", *f->code[i].p);
		i = opens ? skip_brackets(f, i) : i + 1;
	}
	return i + 1;
}

static size_t walk_statement(const struct file *f, size_t i, int depth, int *deepest);

/* The statements of the block that opens at i. */
static size_t walk_block(const struct file *f, size_t i, int depth, int *deepest)
{
	for (i++; i < f->n_code && !is(&f->code[i], "}");)
		i = walk_statement(f, i, depth, deepest);
	return i + 1;
}

/* What an if, a loop or a switch governs. */
static size_t walk_body(const struct file *f, size_t i, int depth, int *deepest)
{
	if (depth > *deepest)
		*deepest = depth;
	if (i < f->n_code && is(&f->code[i], "{"))
		return walk_block(f, i, depth, deepest);
	return walk_statement(f, i, depth, deepest);
}

/* Past the statement at i; *deepest grows to the number of statements around its innermost body. */
static size_t walk_statement(const struct file *f, size_t i, int depth, int *deepest)
{
	const struct token *t = &f->code[i];

	if (i + 1 >= f->n_code)
		return f->n_code;
	if (is(t, "{"))
		return walk_body(f, i, depth + 1, deepest);
	if (is(t, "case"))
		return skip_to(f, i, ':');
	if (t->kind == IDENT && is(t + 1, ":"))
		return i + 2;
	if (is(t, "do")) {
		i = walk_body(f, i + 1, depth + 1, deepest);
		return skip_to(f, i, ';');
	}
	if (is(t, "if")) {
		i = walk_body(f, skip_brackets(f, i + 1), depth + 1, deepest);
		if (i >= f->n_code || !is(&f->code[i], "else"))
			return i;
		if (i + 1 < f->n_code && is(&f->code[i + 1], "if"))
			return walk_statement(f, i + 1, depth, deepest);
		return walk_body(f, i + 1, depth + 1, deepest);
	}
	if (is(t, "for") || is(t, "while") || is(t, "switch"))
		return walk_body(f, skip_brackets(f, i + 1), depth + 1, deepest);
	if (t->kind == IDENT && is(t + 1, "(") && !is(t, "return")) { /* a loop that is a macro */
		size_t after = skip_brackets(f, i + 1);
		if (after < f->n_code && is(&f->code[after], "{"))
			return walk_body(f, after, depth + 1, deepest);
	}
	return skip_to(f, i, ';');
}

static size_t check_function(struct house *h, struct file *f, const struct token *name, size_t open)
{
	size_t end = skip_brackets(f, open);
	int n_lines = f->code[end - 1].line - f->code[open].line + 1, deepest = 0;

	walk_block(f, open, 0, &deepest);
	if (n_lines > MAX_FUNCTION_LINES)
		report(h, f, name->line, "function", "%.*s has %d lines, the limit is %d",
			(int)name->n, name->p, n_lines, MAX_FUNCTION_LINES);
	if (deepest > MAX_NESTING)
		report(h, f, name->line, "nesting", "%.*s nests %d deep, the limit is %d",
			(int)name->n, name->p, deepest, MAX_NESTING);
	return end;
}

void check_functions(struct house *h, struct file *f)
{
	const struct token *name = NULL; /* of the declaration at hand, once its "(" was met */
	bool value = false; /* past "=": a brace opens an initializer */

	for (size_t i = 0; i < f->n_code;) {
		const struct token *t = &f->code[i];
		bool call = is(t, "(") && i && t[-1].kind == IDENT && !is(t - 1, "__attribute__");
		if (call && !name)
			name = t - 1;
		value = value || is(t, "=");
		if (is(t, "{") && name && !value && is(t - 1, ")")) {
			i = check_function(h, f, name, i);
			name = NULL;
		} else if (is(t, "{") || is(t, "(") || is(t, "[")) {
			i = skip_brackets(f, i);
		} else {
			if (is(t, ";"))
				value = false, name = NULL;
			i++;
		}
	}
}
