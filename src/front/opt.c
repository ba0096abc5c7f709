/* opt.c - see opt.h. Order: nearest names, values, long options, bundles, the loop. */
#include "front/opt.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"

/* --- nearest names ------------------------------------------------------------------------ */

#define NEAR_MAX 48 /* bytes; longer words are not compared */

/* Edits between x and y, a swap of neighbours counted as one (optimal string alignment). */
static size_t distance(const char *x, const char *y)
{
	size_t rows[3][NEAR_MAX + 1];
	size_t nx = strlen(x), ny = strlen(y);
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= ny; j++)
		before[j] = above[j] = j;
	for (size_t i = 1; i <= nx; i++) {
		row[0] = i;
		for (size_t j = 1; j <= ny; j++) {
			size_t best = above[j - 1] + (x[i - 1] != y[j - 1]);
			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] &&
				before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[ny];
}

struct opt_near opt_near(const char *given)
{
	return (struct opt_near){.given = given, .distance = 2 + strlen(given) / 4};
}

void opt_near_try(struct opt_near *near, const char *candidate)
{
	size_t n = strlen(near->given), d;
	if (n < 2 || n > NEAR_MAX || strlen(candidate) > NEAR_MAX)
		return;
	d = strncmp(near->given, candidate, n) == 0 ? 1 : distance(near->given, candidate);
	if (d < near->distance && d < n) {
		near->distance = d;
		near->best = candidate;
	}
}

/* --- values ------------------------------------------------------------------------------- */

struct opt_value *opt_values(struct arena *a, const struct opt_row *rows, size_t n)
{
	struct opt_value *v = ARENA_ARRAY(a, struct opt_value, n);
	for (size_t i = 0; i < n; i++)
		v[i].number = rows[i].fallback;
	return v;
}

/* An option as it was found: its row, its place for the value, its name as it was written. */
struct found {
	const struct opt_row *row;
	struct opt_value *value;
	const char *spelled; /* "--count", "-n" */
};

static bool put_enum(struct arena *a, const struct found *f, const char *text, struct err *e)
{
	struct buf all = buf_make(a);
	for (size_t i = 0; f->row->words[i]; i++) {
		if (strcmp(f->row->words[i], text) == 0) {
			f->value->number = (int64_t)i;
			return true;
		}
		buf_printf(&all, "%s%s", i ? ", " : "", f->row->words[i]);
	}
	return err_set(e, ERR_USAGE, "option '%s' wants one of %s, not '%s'", f->spelled,
		buf_str(&all).p, text);
}

static bool put_number(const struct found *f, const char *text, struct err *e)
{
	int64_t n;
	const struct opt_row *row = f->row;
	if (str_to_i64(str_of(text), &n) && n >= row->min && n <= row->max) {
		f->value->number = n;
		return true;
	}
	return err_set(e, ERR_USAGE, "option '%s' wants a number from %lld to %lld, not '%s'",
		f->spelled, (long long)row->min, (long long)row->max, text);
}

static bool put(struct arena *a, const struct found *f, const char *text, struct err *e)
{
	if (f->row->kind == OPT_ENUM && !put_enum(a, f, text, e))
		return false;
	if (f->row->kind == OPT_NUMBER && !put_number(f, text, e))
		return false;
	if (f->row->kind == OPT_LIST)
		strs_add(a, &f->value->list, str_of(text));
	f->value->text = text;
	f->value->set = true;
	return true;
}

/* Takes the value of an option from `text`, or from the next word of argv when text is NULL. */
static bool take(struct arena *a, const struct found *f, const char *text, char *const *argv,
	size_t *i, struct err *e)
{
	if (!text && !argv[*i])
		return err_set(e, ERR_USAGE, "option '%s' needs a value: %s %s", f->spelled,
			f->spelled, f->row->value);
	return put(a, f, text ? text : argv[(*i)++], e);
}

/* --- long options ------------------------------------------------------------------------- */

static bool find_long(
	const struct opt_table *tables, size_t n_tables, struct str name, struct found *out)
{
	for (size_t t = 0; t < n_tables; t++)
		for (size_t r = 0; r < tables[t].n; r++)
			if (str_eqz(name, tables[t].rows[r].name)) {
				out->row = &tables[t].rows[r];
				out->value = &tables[t].values[r];
				return true;
			}
	return false;
}

static bool unknown_long(struct arena *a, const struct opt_table *tables, size_t n_tables,
	struct str name, struct err *e)
{
	struct opt_near near = opt_near(str_z(a, name));
	for (size_t t = 0; t < n_tables; t++)
		for (size_t r = 0; r < tables[t].n; r++)
			if (!tables[t].rows[r].hidden)
				opt_near_try(&near, tables[t].rows[r].name);
	if (near.best)
		return err_set(e, ERR_USAGE, "unknown option '--%s'; did you mean '--%s'?",
			near.given, near.best);
	return err_set(e, ERR_USAGE, "unknown option '--%s'; --help lists them", near.given);
}

static bool parse_long(struct arena *a, const struct opt_table *tables, size_t n_tables,
	char *const *argv, size_t *i, struct err *e)
{
	struct str given = str_of(argv[(*i)++] + 2);
	size_t equals = str_find_byte(given, '=');
	struct str name = equals == STR_NPOS ? given : str_sub(given, 0, equals);
	const char *value = equals == STR_NPOS ? NULL : given.p + equals + 1;
	struct found f;
	if (!find_long(tables, n_tables, name, &f))
		return unknown_long(a, tables, n_tables, name, e);
	f.spelled = str_printf(a, "--%s", f.row->name).p;
	if (f.row->kind != OPT_FLAG)
		return take(a, &f, value, argv, i, e);
	if (value)
		return err_set(
			e, ERR_USAGE, "option '%s' takes no value, got '%s'", f.spelled, value);
	f.value->set = true;
	return true;
}

/* --- bundles ------------------------------------------------------------------------------ */

static bool find_letter(
	const struct opt_table *tables, size_t n_tables, char letter, struct found *out)
{
	for (size_t t = 0; t < n_tables; t++)
		for (size_t r = 0; r < tables[t].n; r++)
			if (tables[t].rows[r].letter == letter) {
				out->row = &tables[t].rows[r];
				out->value = &tables[t].values[r];
				return true;
			}
	return false;
}

static bool unknown_letter(const struct opt_table *tables, size_t n_tables, const char *word,
	const char *at, struct err *e)
{
	struct found f;
	if (word[2] && find_long(tables, n_tables, str_of(word + 1), &f))
		return err_set(
			e, ERR_USAGE, "unknown option '%s'; did you mean '-%s'?", word, word);
	size_t n = 1; /* a character of UTF-8 whole */
	while (((unsigned char)at[n] & 0xc0) == 0x80)
		n++;
	if (at == word + 1 && !at[n])
		return err_set(e, ERR_USAGE, "unknown option '%s'; --help lists them", word);
	return err_set(e, ERR_USAGE, "unknown option '-%.*s' in '%s'", (int)n, at, word);
}

static bool parse_bundle(struct arena *a, const struct opt_table *tables, size_t n_tables,
	char *const *argv, size_t *i, struct err *e)
{
	const char *word = argv[(*i)++];
	for (const char *p = word + 1; *p; p++) {
		struct found f;
		if (!find_letter(tables, n_tables, *p, &f))
			return unknown_letter(tables, n_tables, word, p, e);
		f.spelled = str_printf(a, "-%c", *p).p;
		if (f.row->kind != OPT_FLAG)
			return take(a, &f, p[1] ? p + 1 : NULL, argv, i, e);
		f.value->set = true;
	}
	return true;
}

/* --- the loop ----------------------------------------------------------------------------- */

/* "-word" behind the first word of a search; "-n" and "-n5" stay options. */
static bool is_minus_word(const struct opt_table *tables, size_t n_tables, const char *word)
{
	struct found f;
	int64_t n;
	if (!tables[0].minus_words || word[1] == '-')
		return false;
	if (!find_letter(tables, n_tables, word[1], &f))
		return true;
	return word[2] && !(f.row->kind == OPT_NUMBER && str_to_i64(str_of(word + 2), &n));
}

bool opt_parse(struct arena *a, struct opt_table *tables, size_t n_tables, char *const *argv,
	bool until_word, size_t *i, struct strs *words, struct err *e)
{
	while (argv[*i]) {
		const char *word = argv[*i];
		if (word[0] != '-' || !word[1] ||
			(!until_word && words->n && is_minus_word(tables, n_tables, word))) {
			if (until_word)
				return true;
			strs_add(a, words, str_of(word));
			++*i;
		} else if (strcmp(word, "--") == 0) {
			++*i;
			break;
		} else if (word[1] == '-') {
			if (!parse_long(a, tables, n_tables, argv, i, e))
				return false;
		} else if (!parse_bundle(a, tables, n_tables, argv, i, e)) {
			return false;
		}
	}
	for (; !until_word && argv[*i]; ++*i)
		strs_add(a, words, str_of(argv[*i]));
	return true;
}
