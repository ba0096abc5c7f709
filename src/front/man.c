/* man.c - the manual page kb(1) in roff's man macros, from the tables. Order: roff, parts, the page. */
#include "front/cmd.h"

/* --- roff --------------------------------------------------------------------------------- */

/* Text with what roff would take as its own escaped. */
static void put(struct buf *b, struct str s)
{
	bool start = b->n == 0 || b->p[b->n - 1] == '\n';
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (start && (c == '.' || c == '\''))
			buf_puts(b, "\\&");
		if (c == '\\')
			buf_puts(b, "\\e");
		else if (c == '-')
			buf_puts(b, "\\-");
		else
			buf_putc(b, c);
		start = c == '\n';
	}
}

static void puts_text(struct buf *b, const char *z)
{
	put(b, str_of(z));
}

static void bold(struct buf *b, const char *z)
{
	buf_puts(b, "\\fB");
	puts_text(b, z);
	buf_puts(b, "\\fR");
}

/* A clause of a table as a sentence. */
static void sentence(struct buf *b, const char *z)
{
	char first = *z;
	if (first >= 'a' && first <= 'z' && str_find(str_of(z), STR("kb ")) != 0)
		first = (char)(first - 'a' + 'A');
	put(b, str_make(&first, 1));
	puts_text(b, z + 1);
}

static void end_sentence(struct buf *b)
{
	buf_puts(b, b->n && b->p[b->n - 1] == '.' ? "\n" : ".\n");
}

/* Words in capitals stand for something: italic; the rest bold. */
static void synopsis(struct buf *b, const char *z)
{
	for (bool in = false;; z++) {
		bool capital = *z >= 'A' && *z <= 'Z';
		if (capital != in)
			buf_puts(b, capital ? "\\fI" : "\\fR");
		in = capital;
		if (!*z)
			break;
		put(b, str_make(z, 1));
	}
}

static void paragraphs(struct buf *b, const char *text)
{
	struct str rest = str_of(text), line;
	while (str_line(&rest, &line)) {
		if (line.n == 0) {
			buf_puts(b, ".PP\n");
			continue;
		}
		put(b, line);
		buf_putc(b, '\n');
	}
}

/* --- parts -------------------------------------------------------------------------------- */

static void option(struct buf *b, const struct opt_row *row)
{
	struct str values = help_values(b->a, row);
	if (row->hidden)
		return;
	buf_puts(b, ".TP\n");
	if (row->letter) {
		bold(b, str_printf(b->a, "-%c", row->letter).p);
		buf_puts(b, ", ");
	}
	bold(b, str_printf(b->a, "--%s", row->name).p);
	if (row->value) {
		buf_putc(b, ' ');
		synopsis(b, row->value);
	}
	buf_putc(b, '\n');
	sentence(b, row->help);
	if (values.n) {
		buf_puts(b, " (");
		put(b, values);
		buf_putc(b, ')');
	}
	end_sentence(b);
}

static void statuses(struct buf *b, const struct cmd_status *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_printf(b, ".TP\n%d\n", s[i].status);
		sentence(b, s[i].when);
		end_sentence(b);
	}
}

static void examples(struct buf *b, const struct cmd *cmd)
{
	for (size_t i = 0; i < cmd->n_examples; i++) {
		buf_puts(b, ".TP\n");
		bold(b, cmd->examples[i].line);
		buf_putc(b, '\n');
		sentence(b, cmd->examples[i].what);
		end_sentence(b);
	}
}

static void command(struct buf *b, const struct cmd *cmd)
{
	buf_puts(b, ".SS \"");
	puts_text(b, "kb ");
	puts_text(b, cmd->name);
	if (cmd->n_options)
		buf_puts(b, " [options]");
	if (*cmd->args)
		buf_putc(b, ' ');
	puts_text(b, cmd->args);
	buf_puts(b, "\"\n");
	sentence(b, cmd->summary);
	end_sentence(b);
	if (*cmd->about) {
		buf_puts(b, ".PP\n");
		paragraphs(b, cmd->about);
	}
	for (size_t i = 0; i < cmd->n_options; i++)
		option(b, &cmd->options[i]);
	if (cmd->n_statuses)
		buf_puts(b, ".PP\nExit status:\n");
	statuses(b, cmd->statuses, cmd->n_statuses);
}

static void keys(struct buf *b)
{
	for (size_t i = 0; i < kb_n_config_keys; i++) {
		const struct kb_config_key *k = &kb_config_keys[i];
		buf_puts(b, ".TP\n");
		bold(b, k->name);
		buf_puts(b, " (");
		puts_text(b, k->kind);
		if (*k->fallback) {
			buf_puts(b, "; default ");
			puts_text(b, k->fallback);
		}
		buf_puts(b, ")\n");
		sentence(b, k->help);
		end_sentence(b);
	}
}

static void rule_example(struct buf *b, const char *label, const char *text)
{
	if (!*text)
		return;
	buf_printf(b, ".br\n%s ", label);
	puts_text(b, text);
	buf_putc(b, '\n');
}

static void rules(struct buf *b)
{
	for (size_t i = 0; i < kb_n_rules; i++) {
		buf_puts(b, ".TP\n");
		bold(b, kb_rules[i].id);
		buf_putc(b, '\n');
		sentence(b, kb_rules[i].text);
		end_sentence(b);
		rule_example(b, "Bad:", kb_rules[i].bad);
		rule_example(b, "Good:", kb_rules[i].good);
	}
}

static const struct {
	const char *name, *text;
} files[] =
	{
		{"kb.yaml", "configuration of the base; its folder is the base"},
		{"KB.md", "what the base is about, in prose; part of every writing prompt"},
		{"raw/", "the documents; kb never alters a file there"},
		{"wiki/", "the pages that kb writes; an edit by hand is kept"},
		{"wiki/text/", "the documents as Markdown, with passage ids"},
		{".kb/index.db", "the index; it can be deleted at any time without loss"},
		{".kb/ledger.db", "what was paid for or cannot be made again; precious"},
},
  variables[] = {
	  {"KB_NAME", "a configuration key, with _ for . and in capitals: KB_LLM_MODEL"},
	  {"KB_NOW, SOURCE_DATE_EPOCH", "seconds since 1970 to use in place of the clock"},
	  {"NO_COLOR", "no colours, when set to anything"},
	  {"COLUMNS", "columns that text is wrapped at, in place of those of the terminal"},
};

/* --- the page ----------------------------------------------------------------------------- */

static const char about[] =
	"kb is a compiler: its source is a folder of documents, raw/, its target a wiki of\n"
	"Markdown pages, wiki/, that any editor and Obsidian can open. Each sentence that kb\n"
	"writes cites words that stand in a document, and code has checked that they do.\n"
	"An input that did not change is not worked on again.\n"
	"\n"
	"Without a configured model kb uses its builtin engine, which extracts and never\n"
	"invents; it needs no key and no network.\n"
	"\n"
	"Standard output is the answer, standard error the conversation.\n";

static void list_heading(struct buf *b, const char *name)
{
	buf_puts(b, ".TP\n");
	bold(b, name);
	buf_putc(b, '\n');
}

void man_page(struct buf *b)
{
	buf_puts(b, ".TH KB 1 \"\" \"kb " KB_VERSION "\" \"User Commands\"\n");
	buf_puts(b, ".SH NAME\nkb \\- compile a folder of documents into a wiki\n.SH SYNOPSIS\n");
	buf_puts(b, ".B kb\n");
	synopsis(b, "[-C DIR] [-q|-v] COMMAND [options] [arguments]");
	buf_puts(b, "\n.SH DESCRIPTION\n");
	paragraphs(b, about);
	buf_puts(b, ".SH OPTIONS\nThey may stand before or after the command.\n");
	for (size_t i = 0; i < G_COUNT; i++)
		option(b, &global_rows[i]);
	buf_puts(b, ".SH COMMANDS\n");
	for (size_t i = 0; i < cmds_n; i++)
		command(b, cmds[i]);
	buf_puts(b,
		".SH CONFIGURATION\nA flag is stronger than the environment, that than kb.yaml, "
		"and that than the\nconfiguration of the user. The keys:\n");
	keys(b);
	buf_puts(b, ".SH RULES OF LINT\n");
	rules(b);
	buf_puts(b, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		list_heading(b, variables[i].name);
		sentence(b, variables[i].text);
		end_sentence(b);
	}
	buf_puts(b, ".SH FILES\n");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		list_heading(b, files[i].name);
		sentence(b, files[i].text);
		end_sentence(b);
	}
	buf_puts(b, ".SH EXIT STATUS\n");
	statuses(b, global_statuses, global_n_statuses);
	buf_puts(b, ".SH EXAMPLES\n");
	for (size_t i = 0; i < cmds_n; i++)
		examples(b, cmds[i]);
}
