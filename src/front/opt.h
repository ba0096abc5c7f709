/* opt.h - options as rows of a table. One table gives the parser, --help, the manual and completion.
 *
 * A program passes one table for the whole of kb and one for the command; a value lands at the index
 * of its row, so a command names its rows with an enum. Forms: --name=VALUE, --name VALUE, -n VALUE,
 * -nVALUE, bundles of flags (-qv), "--" ends the options, "-" is a word. A name is never shortened: a
 * script that uses --js today must not change its meaning tomorrow. The last of a repeated option
 * holds, a list keeps all. */
#ifndef FRONT_OPT_H
#define FRONT_OPT_H

#include "base/arena.h"
#include "kb_types.h"

enum opt_kind {
	OPT_FLAG, /* set or not */
	OPT_STRING, /* value.text */
	OPT_NUMBER, /* value.number, from row.min to row.max */
	OPT_ENUM, /* value.number: index in row.words */
	OPT_LIST /* value.list: each VALUE given */
};

/* What completion offers for a value or an argument. */
enum opt_hint {
	HINT_NONE,
	HINT_FILES,
	HINT_FOLDERS,
	HINT_COMMANDS,
	HINT_KEYS, /* configuration keys, as KEY= */
	HINT_RULES, /* of lint */
	HINT_COUNT
};

struct opt_row {
	const char *name; /* "json": --json */
	const char *value; /* "N": what stands for the value in help; NULL for a flag */
	const char *help; /* one sentence, no full stop */
	const char *const *words; /* enum: the values, NULL at the end */
	int64_t min, max, fallback; /* number: bounds; number, enum: the value when not given */
	enum opt_kind kind;
	enum opt_hint hint;
	char letter; /* 'n': -n; 0 for none */
	bool hidden; /* accepted, in no help */
};

struct opt_value {
	bool set;
	int64_t number;
	const char *text; /* as given; NULL when not set */
	struct strs list;
};

struct opt_table {
	const struct opt_row *rows;
	size_t n;
	struct opt_value *values; /* n of them, made by opt_values */
	/* After the first word "-word" is a word too: only "-n", "-n5" and "--name" are options. */
	bool minus_words;
};

/* Values of rows with their fallbacks. */
struct opt_value *opt_values(struct arena *a, const struct opt_row *rows, size_t n);

/* Parses argv (NULL at its end) from *i on; what is no option goes to words. The first table that
 * knows a name takes it. With until_word the first word ends it, *i is its index. ERR_USAGE names the
 * option and what is wrong with it, with the nearest known name. */
bool opt_parse(struct arena *a, struct opt_table *tables, size_t n_tables, char *const *argv,
	bool until_word, size_t *i, struct strs *words, struct err *e);

/* The candidate nearest to what was written, for "did you mean". */
struct opt_near {
	const char *given;
	const char *best; /* NULL: nothing is near */
	size_t distance;
};
struct opt_near opt_near(const char *given);
void opt_near_try(struct opt_near *near, const char *candidate);

#endif
