/* test_opt.c - the command line: parsing, nearest names, and that help, manual and completion say
 * what the tables say; text for terminals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "front/cmd.h"
#include "front/opt.h"
#include "front/term.h"

enum { FLAG, WORD, COUNT, PLACE, MANY, N_ROWS };

static const char *const places[] = {"all", "wiki", "text", NULL};

static const struct opt_row rows[N_ROWS] = {
	[FLAG] = {"json", NULL, "a flag", .kind = OPT_FLAG, .letter = 'j'},
	[WORD] = {"source", "S", "a word", .kind = OPT_STRING, .letter = 's'},
	[COUNT] = {"count", "N", "a number", .kind = OPT_NUMBER, .min = 1, .max = 50, .fallback = 7,
		.letter = 'n'},
	[PLACE] = {"in", "WHERE", "an enum", .kind = OPT_ENUM, .words = places},
	[MANY] = {"rule", "R", "a list", .kind = OPT_LIST, .letter = 'r'},
};

enum { GLOBAL_QUIET, N_GLOBAL };

static const struct opt_row global[N_GLOBAL] = {
	[GLOBAL_QUIET] = {"quiet", NULL, "quiet", .kind = OPT_FLAG, .letter = 'q'},
};

static int setup(void **state)
{
	*state = arena_make();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

struct parsed {
	struct opt_value *v, *global;
	struct strs words;
	struct err e;
	bool ok;
	size_t i;
};

/* Parses a command line of words separated by one blank; "_" is the empty word. */
static struct parsed parse(struct arena *a, const char *line, bool until_word)
{
	struct parsed p = {0};
	struct strs list = {0};
	struct str rest = str_of(line), word;
	while (*line && str_cut(&rest, ' ', &word))
		strs_add(a, &list, str_eqz(word, "_") ? STR("") : word);
	char **argv = ARENA_ARRAY(a, char *, list.n + 1);
	for (size_t i = 0; i < list.n; i++)
		argv[i] = str_z(a, list.v[i]);
	struct opt_table tables[2] = {{rows, N_ROWS, opt_values(a, rows, N_ROWS), false},
		{global, N_GLOBAL, opt_values(a, global, N_GLOBAL), false}};
	p.ok = opt_parse(a, tables, 2, argv, until_word, &p.i, &p.words, &p.e);
	p.v = tables[0].values;
	p.global = tables[1].values;
	return p;
}

static void fails(struct arena *a, const char *line, const char *message)
{
	struct parsed p = parse(a, line, false);
	if (p.ok)
		fail_msg("no error: %s", line);
	assert_int_equal(p.e.code, ERR_USAGE);
	assert_string_equal(p.e.text, message);
}

/* --- parsing ------------------------------------------------------------------------------ */

static void test_nothing(void **state)
{
	struct parsed p = parse(*state, "", false);
	assert_true(p.ok);
	assert_int_equal(p.words.n, 0);
	assert_false(p.v[FLAG].set);
	assert_int_equal(p.v[COUNT].number, 7);
	assert_int_equal(p.v[PLACE].number, 0);
}

static void test_forms(void **state)
{
	static const char *const lines[] = {"--count=12 --json -s x q", "--count 12 -js x q",
		"-n12 -jsx q", "-n 12 q -j -s x", "-jn12 -s x q", "-n 3 -n 12 -j --source x q"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct parsed p = parse(*state, lines[i], false);
		assert_true(p.ok);
		assert_true(p.v[FLAG].set);
		assert_true(p.v[COUNT].set);
		assert_int_equal(p.v[COUNT].number, 12);
		assert_string_equal(p.v[WORD].text, "x");
		assert_int_equal(p.words.n, 1);
		assert_string_equal(p.words.v[0].p, "q");
	}
}

static void test_values(void **state)
{
	struct parsed p = parse(*state, "--in=text --rule a -r b --rule=c=d --source= -q", false);
	assert_true(p.ok);
	assert_int_equal(p.v[PLACE].number, 2);
	assert_int_equal(p.v[MANY].list.n, 3);
	assert_string_equal(p.v[MANY].list.v[2].p, "c=d");
	assert_string_equal(p.v[WORD].text, "");
	assert_true(p.global[GLOBAL_QUIET].set);
}

static void test_words(void **state)
{
	struct parsed p = parse(*state, "a - _ -- --json -n", false);
	assert_true(p.ok);
	assert_false(p.v[FLAG].set);
	assert_int_equal(p.words.n, 5);
	assert_string_equal(p.words.v[1].p, "-");
	assert_string_equal(p.words.v[2].p, "");
	assert_string_equal(p.words.v[4].p, "-n");
	p = parse(*state, "-s --json", false); /* a value may look like an option */
	assert_true(p.ok);
	assert_string_equal(p.v[WORD].text, "--json");
}

static void test_until_word(void **state)
{
	struct parsed p = parse(*state, "-q search --nonsense", true);
	assert_true(p.ok);
	assert_int_equal(p.i, 1);
	p = parse(*state, "-q -- --nonsense", true);
	assert_true(p.ok);
	assert_int_equal(p.i, 2);
}

static void test_errors(void **state)
{
	struct arena *a = *state;
	fails(a, "--jsn", "unknown option '--jsn'; did you mean '--json'?");
	fails(a, "--js", "unknown option '--js'; did you mean '--json'?");
	fails(a, "--jsn=3", "unknown option '--jsn'; did you mean '--json'?");
	fails(a, "--queit", "unknown option '--queit'; did you mean '--quiet'?");
	fails(a, "--zebra", "unknown option '--zebra'; --help lists them");
	fails(a, "--=", "unknown option '--'; --help lists them");
	fails(a, "-count", "unknown option '-count'; did you mean '--count'?");
	fails(a, "-quiet", "unknown option '-quiet'; did you mean '--quiet'?");
	fails(a, "-x", "unknown option '-x'; --help lists them");
	fails(a, "-jx", "unknown option '-x' in '-jx'");
	fails(a, "-\xc3\xa9", "unknown option '-\xc3\xa9'; --help lists them");
	fails(a, "--json=1", "option '--json' takes no value, got '1'");
	fails(a, "--count", "option '--count' needs a value: --count N");
	fails(a, "-jn", "option '-n' needs a value: -n N");
	fails(a, "--count=", "option '--count' wants a number from 1 to 50, not ''");
	fails(a, "-n many", "option '-n' wants a number from 1 to 50, not 'many'");
	fails(a, "-n 0", "option '-n' wants a number from 1 to 50, not '0'");
	fails(a, "-n 51", "option '-n' wants a number from 1 to 50, not '51'");
	fails(a, "-n 99999999999999999999",
		"option '-n' wants a number from 1 to 50, not '99999999999999999999'");
	fails(a, "-n 5x", "option '-n' wants a number from 1 to 50, not '5x'");
	fails(a, "--in wik", "option '--in' wants one of all, wiki, text, not 'wik'");
}

static const char *nearest(const char *given)
{
	struct opt_near near = opt_near(given);
	opt_near_try(&near, "search");
	opt_near_try(&near, "show");
	opt_near_try(&near, "status");
	opt_near_try(&near, "summarize");
	return near.best ? near.best : "";
}

static void test_near(void **state)
{
	char far[4096];
	(void)state;
	assert_string_equal(nearest("serach"), "search");
	assert_string_equal(nearest("shwo"), "show");
	assert_string_equal(nearest("stat"), "status");
	assert_string_equal(nearest("summarise"), "summarize");
	assert_string_equal(nearest("xyzzy"), "");
	assert_string_equal(nearest("s"), "");
	assert_string_equal(nearest(""), "");
	memset(far, 's', sizeof far - 1);
	far[sizeof far - 1] = '\0';
	assert_string_equal(nearest(far), "");
}

/* --- the tables --------------------------------------------------------------------------- */

static bool same_option(const struct opt_row *x, const struct opt_row *y)
{
	return strcmp(x->name, y->name) == 0 || (x->letter && x->letter == y->letter);
}

static void check_row(const struct opt_row *row)
{
	assert_true(row->help && *row->help);
	assert_int_equal(row->kind == OPT_FLAG, row->value == NULL);
	assert_int_equal(row->kind == OPT_ENUM, row->words != NULL);
	if (row->kind == OPT_NUMBER)
		assert_true(row->min < row->max && row->fallback >= row->min &&
			row->fallback <= row->max);
	assert_true(row->help[strlen(row->help) - 1] != '.');
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t c = 0; c < cmds_n; c++) {
		const struct cmd *cmd = cmds[c];
		assert_true(cmd->run && *cmd->summary && cmd->args && cmd->about);
		assert_true(cmd->min_args <= cmd->max_args);
		for (size_t i = 0; i < cmd->n_options; i++) {
			check_row(&cmd->options[i]);
			for (size_t k = 0; k < i; k++)
				assert_false(same_option(&cmd->options[i], &cmd->options[k]));
			for (size_t k = 0; k < G_COUNT; k++)
				assert_false(same_option(&cmd->options[i], &global_rows[k]));
		}
	}
	for (size_t i = 0; i < G_COUNT; i++)
		check_row(&global_rows[i]);
}

static void fits(struct str text)
{
	struct str line;
	while (str_line(&text, &line)) {
		if (term_width(line) > 80)
			fail_msg("wider than 80 columns: " STR_FMT, STR_ARG(line));
		assert_true(line.n == 0 || line.p[line.n - 1] != ' ');
	}
}

static void has(struct str text, struct str part)
{
	if (str_find(text, part) == STR_NPOS)
		fail_msg("absent: " STR_FMT, STR_ARG(part));
}

static void test_help(void **state)
{
	struct arena *a = *state;
	struct buf all = buf_make(a), brief = buf_make(a);
	help_global(&all);
	help_short(&brief);
	fits(buf_str(&all));
	fits(buf_str(&brief));
	for (size_t c = 0; c < cmds_n; c++) {
		struct buf b = buf_make(a);
		help_cmd(&b, cmds[c]);
		fits(buf_str(&b));
		has(buf_str(&all), str_printf(a, "\n  %s ", cmds[c]->name));
		for (size_t i = 0; i < cmds[c]->n_options; i++)
			has(buf_str(&b), help_spelling(a, &cmds[c]->options[i]));
	}
	for (size_t i = 0; i < G_COUNT; i++) {
		bool shown = str_find(buf_str(&all), help_spelling(a, &global_rows[i])) != STR_NPOS;
		assert_int_equal(shown, !global_rows[i].hidden);
	}
}

/* A script must know each option that the parser knows, in its own way of writing them. */
static void in_script(struct arena *a, enum shell shell, const char *format)
{
	struct buf b = buf_make(a);
	complete_script(&b, shell);
	for (size_t c = 0; c < cmds_n; c++) {
		has(buf_str(&b), str_of(cmds[c]->name));
		for (size_t i = 0; i < cmds[c]->n_options; i++)
			has(buf_str(&b),
				str_cat(a, str_of(format), str_of(cmds[c]->options[i].name)));
	}
	for (size_t i = 0; i < G_COUNT; i++)
		if (!global_rows[i].hidden)
			has(buf_str(&b), str_cat(a, str_of(format), str_of(global_rows[i].name)));
}

static void test_completion(void **state)
{
	in_script(*state, SHELL_BASH, "--");
	in_script(*state, SHELL_ZSH, "--");
	in_script(*state, SHELL_FISH, " -l ");
}

static void test_manual(void **state)
{
	struct arena *a = *state;
	struct buf b = buf_make(a);
	man_page(&b);
	struct str page = buf_str(&b);
	for (size_t c = 0; c < cmds_n; c++) {
		has(page, str_printf(a, "\n.SS \"kb %s", cmds[c]->name));
		for (size_t i = 0; i < cmds[c]->n_options; i++) {
			struct str name = str_printf(a, "--%s", cmds[c]->options[i].name);
			has(page, str_replace(a, name, STR("-"), STR("\\-")));
		}
	}
	for (size_t i = 0; i < kb_n_config_keys; i++)
		has(page, str_printf(a, "\\fB%s\\fR", kb_config_keys[i].name));
	for (size_t i = 0; i < kb_n_rules; i++)
		has(page, str_replace(a, str_of(kb_rules[i].id), STR("-"), STR("\\-")));
}

/* --- text for terminals ------------------------------------------------------------------- */

static void wraps(struct arena *a, const char *s, size_t width, size_t indent, const char *want)
{
	struct buf b = buf_make(a);
	term_wrap(&b, str_of(s), width, indent, indent);
	assert_string_equal(buf_str(&b).p, want);
}

static void test_wrap(void **state)
{
	struct arena *a = *state;
	wraps(a, "", 10, 0, "\n");
	wraps(a, "one two three", 7, 0, "one two\nthree\n");
	wraps(a, "one two", 7, 2, "one\n  two\n");
	wraps(a, "an-unbreakable-word x", 6, 0, "an-unbreakable-word\nx\n");
	wraps(a, "a\nb c", 10, 2, "a\n  b c\n");
	wraps(a, "a\n\nb", 10, 0, "a\n\nb\n");
	wraps(a, "\033[1mone\033[0m two three", 7, 0, "\033[1mone\033[0m two\nthree\n");
	wraps(a, "\xe7\x9f\xa5\xe8\xad\x98\xe5\xba\xab", 4,
		0, /* three characters, two columns each */
		"\xe7\x9f\xa5\xe8\xad\x98\n\xe5\xba\xab\n");
}

static void test_safe(void **state)
{
	struct arena *a = *state;
	assert_string_equal(term_line(a, STR("a\nb\tc\rd")).p, "a b c d");
	assert_string_equal(term_text(a, STR("a\nb\tc")).p, "a\nb\tc");
	assert_string_equal(
		term_line(a, STR("\033[31mred\x07")).p, "\xef\xbf\xbd[31mred\xef\xbf\xbd");
	assert_string_equal(term_line(a,
				    STR("\xc2\x9b"
					"31m"))
				    .p,
		"\xef\xbf\xbd"
		"31m"); /* CSI of C1 */
	assert_string_equal(term_line(a, STR("\xff\xfe")).p, "\xef\xbf\xbd\xef\xbf\xbd");
	assert_string_equal(term_line(a,
				    STR("a\xe2\x80\xae"
					"b"))
				    .p, /* right-to-left override */
		"a\xef\xbf\xbd"
		"b");
	assert_int_equal(term_width(STR("\033[1mab\033[0m")), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_forms, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_words, setup, teardown),
		cmocka_unit_test_setup_teardown(test_until_word, setup, teardown),
		cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_near, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_help, setup, teardown),
		cmocka_unit_test_setup_teardown(test_completion, setup, teardown),
		cmocka_unit_test_setup_teardown(test_manual, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wrap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_safe, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
