/* lint_page.h - what the parts of lint share: rules by number, facts of a page, findings.
 *
 * Two passes. The first reads each page alone (lint_scan.c and the rules on one page); it runs on
 * several threads, each with its own arenas. The second (lint_links.c, lint_graph.c, lint_proof.c)
 * looks at all pages together. A rule says what it sees with lint_say; whether the finding counts
 * (severity, paths, %% kb-lint-disable %%) is decided once, in lint.c. */
#ifndef ENGINE_LINT_PAGE_H
#define ENGINE_LINT_PAGE_H

#include "base/fs.h"
#include "base/map.h"
#include "base/vec.h"
#include "doc/link.h"
#include "doc/md.h"
#include "doc/meta.h"
#include "doc/vault.h"
#include "kb.h"

enum lint_rule { /* the order of kb_rules */
	LINT_BROKEN_LINK,
	LINT_BROKEN_HEADING,
	LINT_BROKEN_BLOCK,
	LINT_BROKEN_EMBED,
	LINT_MISSING_IMAGE,
	LINT_LINK_OUT_OF_VAULT,
	LINT_ALIAS_LINK,
	LINT_AMBIGUOUS_LINK,
	LINT_LINK_CASE,
	LINT_MALFORMED_LINK,
	LINT_SELF_LINK,
	LINT_REDUNDANT_PATH,

	LINT_ORPHAN,
	LINT_DEAD_END,
	LINT_MISSING_BACKLINK,

	LINT_DUPLICATE_TITLE,
	LINT_ALIAS_COLLISION,
	LINT_NEAR_DUPLICATE,
	LINT_CASE_COLLISION,
	LINT_UNSAFE_FILENAME,
	LINT_TITLE_FILENAME_MISMATCH,

	LINT_FRONTMATTER,
	LINT_DUPLICATE_KEY,
	LINT_MISSING_FIELD,
	LINT_FIELD_TYPE,
	LINT_BAD_TAG,
	LINT_NESTED_PROPERTY,

	LINT_EMPTY_SECTION,
	LINT_STUB,
	LINT_DUPLICATE_HEADING,
	LINT_HEADING_INCREMENT,
	LINT_DUPLICATE_BLOCK,
	LINT_UNDEFINED_FOOTNOTE,
	LINT_UNUSED_FOOTNOTE,
	LINT_DUPLICATE_FOOTNOTE,
	LINT_UNCLOSED_FENCE,
	LINT_CONFLICT_MARKER,
	LINT_INVALID_UTF8,
	LINT_LINE_ENDINGS,
	LINT_UNREADABLE,

	LINT_MISSING_SOURCE,
	LINT_STALE,
	LINT_QUOTE_MISMATCH,
	LINT_NUMBER_MISMATCH,
	LINT_UNCITED_PARAGRAPH,
	LINT_CITATION_SPAN,
	LINT_STALE_ANSWER,
	LINT_EDITED_EVIDENCE,
	LINT_EDITED_GENERATED,
	LINT_EDIT_CONFLICT,
	LINT_UNCOMPILED_SOURCE,

	LINT_REMOTE_IMAGE,
	LINT_ACTIVE_CONTENT,
	LINT_HIDDEN_UNICODE,
	LINT_INJECTION_TEXT,
	LINT_SECRET,

	LINT_WANTED_PAGE, /* suggestions: off unless asked for */
	LINT_UNLINKED_MENTION,
	LINT_ISLAND,
	LINT_MISSING_LINK,
	LINT_GROW_STUB,
	LINT_UNCITED_SOURCE,
	LINT_SINGLE_SOURCE,

	LINT_CONTRADICTION, /* opinions of a model: off unless asked for, never errors */
	LINT_OUTDATED_CLAIM,
	LINT_GAP,
	LINT_MERGE_CANDIDATE,
	LINT_ARTICLE_CANDIDATE,

	LINT_RULES,
	LINT_FIRST_SUGGESTION = LINT_WANTED_PAGE,
	LINT_FIRST_OPINION = LINT_CONTRADICTION
};

struct lint_hit {
	enum lint_rule rule;
	size_t line, column;
	struct str message;
	bool fixable;
	size_t weight; /* of a suggestion: more comes first */
	struct str subject; /* of a suggestion: what is wanted; of an opinion: its id; or "" */
};

struct lint_edit { /* bytes of the clean text that a fix replaces */
	enum lint_rule rule;
	size_t start, end;
	struct str text;
};

struct lint_link { /* to a file or a place in one; addresses of the web are not kept */
	enum link_kind kind;
	bool embed;
	struct str target, sub;
	size_t line, column;
	struct vault_hit hit; /* second pass */
	bool alias; /* broken, but an alias of a page */
	bool beyond; /* a file of the base that is not in its vault: KB.md, README.md */
	size_t start, end; /* bytes of the clean text */
	bool labelled; /* [[target|text]] */
	bool listed; /* stands in Backlinks, Sources, Related or a footnote: no prose */
	bool editable; /* its target can be replaced where it stands */
	const char
		*bar; /* what would separate target and text: "|", "\\|" in a table, NULL: unsure */
};

struct lint_empty { /* a section with nothing in it: what a fix would take out */
	size_t hit; /* of the page's hits */
	size_t line, start, end;
};

enum lint_lack { LINT_LACKS_CLOSE, LINT_LACKS_OPEN, LINT_LACKS_ESCAPE, LINT_LACKS };

struct lint_missing { /* a mark that a malformed link lacks */
	size_t hit; /* of the page's hits */
	size_t at; /* byte where it would stand */
	enum lint_lack lack;
	struct str target; /* of the link that it would make */
};

struct lint_span { /* lines of a file that a footnote names, and words said to stand there */
	struct str target, quote;
	size_t from, to; /* lines; 0: all of the file */
	size_t line, column;
};

enum lint_type { /* of a property, as Obsidian tells them apart */
	LINT_T_EMPTY,
	LINT_T_TEXT,
	LINT_T_NUMBER,
	LINT_T_SWITCH,
	LINT_T_DATE,
	LINT_T_TIME,
	LINT_T_LIST,
	LINT_T_MAP,
	LINT_TYPES
};

struct lint_field {
	struct str name;
	enum lint_type type;
	size_t line;
};

struct lint_cite { /* a footnote of kb's own form */
	struct str label, target, passage, quote;
	size_t line;
};

struct lint_figure { /* a number in a sentence of kb's */
	struct str digits;
	size_t line, column;
	size_t first, n; /* of figure_cites: what the sentence cites */
};

#define LINT_SKETCH 128 /* smallest hashes of a page's word runs that are kept */

struct lint_page {
	size_t file;
	bool source_file; /* below raw/ of a base: read only when a heading of it is linked to */
	bool reported; /* its findings count; others are read for their links and headings */
	bool generated; /* has a kb-hash */
	bool evidence; /* generated, type text: words of a source, not of this vault */
	bool fm; /* has a front matter that can be read */
	bool tried, read; /* was it read; could it be, and parsed: the outline is whole */
	struct str title, type;
	struct str description, published;
	struct str sha; /* of its source, as a document says */
	size_t title_line, sources_line, alias_line;
	struct strs aliases, sources;
	struct vault_outline outline;
	size_t first_line; /* of the body: what to add to the outline's lines, less 1 */
	VEC(struct lint_link) links;
	VEC(struct lint_field) fields;
	VEC(struct lint_cite) cites;
	VEC(struct lint_figure) figures;
	VEC(size_t) figure_cites; /* indexes of cites */
	VEC(struct lint_hit) hits;
	VEC(struct lint_edit) edits;
	VEC(struct lint_empty) empties;
	VEC(struct lint_missing) missing;
	VEC(struct lint_span) spans;
	struct strs based_on; /* an answer: the pages that it used, each with the hash it had */
	struct str hash; /* kb-hash, as written */
	size_t based_line;
	bool edited; /* its kb-hash is not that of its text */
	size_t back_first, back_last; /* lines of its "## Backlinks"; 0: none */
	size_t back_at; /* byte where a line of Backlinks can be added */
	size_t fm_end; /* byte of the line that closes the front matter */
	struct str text; /* clean; kept only while fixing */
	bool cr, bom, odd,
		conflict; /* what clean took away: CR; a BOM; more; merge marks are there */
	uint32_t *sketch; /* ascending */
	size_t n_sketch, n_words;
	bool *off; /* by rule: disabled in the page; NULL when none is */
	bool linked; /* from another page */
	bool stale, gone; /* a document: its source changed, or is not there */
	size_t n_sentences, n_cited; /* a concept page of kb's */
	size_t n_disputes; /* callouts on disagreement */
	struct str key; /* hash of its bytes, LINT_KEY of them, when l->kept */
	struct str facts; /* packed, to be kept; "": the index has them, or nothing is to be kept */
	const struct lint_page_row *row; /* what the index has of these bytes, or NULL */
	struct str proof; /* lint_proof.c: what became of each citation, packed */
};

struct lint_glob { /* a severity for the pages that match */
	struct str glob;
	enum lint_rule rule;
	enum kb_severity severity;
};

struct lint_mention { /* a page whose text has the name of another and no link to it */
	size_t from, to;
};

struct lint_rename {
	size_t file;
	struct str to; /* path */
};

struct lint_worker {
	struct arena *keep, *scratch, *leaf;
};

struct link_tables;
struct lint_guesses;
struct lint_kept;
struct lint_page_row;

struct lint {
	const struct kb_lint_opt *opt;
	struct kb *kb; /* or NULL */
	struct arena *a; /* of the whole run */
	const char *dir;
	bool base; /* dir holds a kb.yaml */
	struct strs asked; /* opt->paths, cleaned */
	enum kb_severity severity[LINT_RULES];
	VEC(struct lint_glob) globs; /* the last that fits counts */
	bool out[LINT_RULES]; /* --rule names others */
	struct vault *vault;
	const struct fs_entry *entries; /* by file */
	struct lint_page *pages; /* by path */
	size_t n_pages;
	size_t *page_of; /* by file: index in pages, VAULT_NONE */
	VEC(struct lint_hit) hits; /* of files that are no pages */
	VEC(size_t) hit_files;
	VEC(struct lint_rename) renames; /* that --fix would make */
	const struct link_tables *tables; /* lint_links.c alone */
	const struct map *overlay; /* path -> struct str: texts as fixed so far, or NULL */
	struct lint_worker *workers;
	unsigned n_workers;
	VEC(struct lint_mention) mentions; /* lint_suggest.c */
	struct str cache_name, cache_key; /* lint_cache.c; "" when nothing is to be remembered */
	struct lint_kept *kept; /* lint_kept.c; NULL when pages are not remembered */
	int64_t clock_ns; /* of the file system, before the first page was read; 0: not known */
	struct kb_health health;
};

/* fn for each page, on all processors. */
void lint_each(
	struct lint *l, void (*fn)(struct lint *l, struct lint_page *p, struct lint_worker *w));

#define LINT_RUN 5 /* words */
#define LINT_HASHES 2048 /* in hand before the smallest are picked */

struct lint_run { /* the words of a page on their way into its sketch */
	uint64_t word[LINT_RUN];
	size_t n;
	uint32_t hashes[LINT_HASHES]; /* as they came, behind the smallest of those before */
	size_t n_hashes;
};

/* One page while it is read. */
struct lint_scan {
	struct lint *l;
	struct lint_page *page;
	struct arena *keep, *a, *leaf; /* a: freed after the page; leaf: after a leaf */
	struct str text; /* clean UTF-8, "\n" */
	struct str fm, body;
	size_t body_at; /* byte of body in text */
	size_t *line_at; /* byte of each line of text */
	size_t n_lines;
	struct yaml *meta; /* NULL when there is no front matter that can be read */
	size_t placed_line, placed_at, placed_cp; /* the last place that was asked for */
	struct md_blocks blocks; /* of body */
	struct lint_run run;
};

/* --- saying ------------------------------------------------------------------------------ */

/* a: arena of the calling thread that lives as long as the run. */
__attribute__((format(printf, 6, 7))) void lint_say(struct arena *a, struct lint_page *p,
	enum lint_rule rule, size_t line, size_t column, const char *fmt, ...);
/* at: byte of s->text. */
__attribute__((format(printf, 4, 5))) void lint_say_at(
	struct lint_scan *s, enum lint_rule rule, size_t at, const char *fmt, ...);
/* About a file that is perhaps no page. */
__attribute__((format(printf, 4, 5))) void lint_say_file(
	struct lint *l, enum lint_rule rule, size_t file, const char *fmt, ...);
void lint_place(struct lint_scan *s, size_t at, size_t *line, size_t *column);
/* A foreign text in a message: one line, cut when long. */
struct str lint_shown(struct arena *a, struct str s);
/* Is path one of the paths asked for, or below one? */
bool lint_is_asked_for(const struct lint *l, struct str path);

/* --- settings and findings ---------------------------------------------------------------- */

bool lint_read_settings(struct lint *l, struct err *e);
bool lint_on(const struct lint *l, enum lint_rule rule); /* for some page */
enum kb_severity lint_severity(const struct lint *l, enum lint_rule rule, struct str path);
bool lint_is_ignored(const struct lint *l, struct str path);
bool lint_glob_fits(struct str glob, struct str path);
/* Findings that count, in order. */
void lint_gather(struct lint *l, struct arena *a, struct kb_findings *out);
/* Marks those of the baseline, counts, writes a baseline. */
bool lint_settle(struct lint *l, struct kb_findings *out, struct err *e);
void lint_health(struct lint *l); /* fills l->health */

/* --- remembering -------------------------------------------------------------------------- */

/* What was found when all files were as they are now; false: not known. */
bool lint_recall(struct lint *l, struct arena *a, struct kb_findings *out);
/* After files were listed, before they are read: notes the time that theirs are judged by. */
void lint_note_time(struct lint *l);
/* Keeps findings, pages and the health of the day in the index when there is one that can be written;
 * says why not when another kb writes. */
void lint_remember(struct lint *l, const struct kb_findings *found);
/* Could a file be written once more without its time or size telling? */
bool lint_is_young(const struct fs_stat *st, int64_t clock_ns);

#define LINT_VERSION 3 /* raise it when the same bytes give other findings */
#define LINT_KEY 16 /* bytes */

/* Reads what the index holds of the pages (lint_kept.c). */
void lint_kept_load(struct lint *l);
/* Fills in p from what was kept of a file with its name, size, times and inode; false: not known. */
bool lint_kept_find(struct lint *l, struct lint_page *p, struct lint_worker *w);
/* The same from what was kept of a page of these bytes; notes p's key. */
bool lint_kept_find_bytes(
	struct lint *l, struct lint_page *p, struct lint_worker *w, struct str raw);
/* The first pass is through with p. */
void lint_kept_add(struct lint *l, struct lint_page *p, struct lint_worker *w);
/* Writes what changed; within a transaction of the caller. */
bool lint_kept_save(struct lint *l, struct err *e);

/* --- fixing (lint_fix.c) ----------------------------------------------------------------- */

/* Pages of the person's that are judged; kb mends its own by compiling. */
static inline bool lint_may_fix(const struct lint_page *p)
{
	return p->reported && !p->generated;
}
/* Attaches an edit to the finding said last; several may belong to one. */
void lint_mend(struct arena *a, struct lint_page *p, enum lint_rule rule, size_t start, size_t end,
	struct str text);
void lint_mend_hit(struct arena *a, struct lint_page *p, size_t hit, size_t start, size_t end,
	struct str text); /* the same, of a finding by its number */
/* Rewrites the target of a link. shown: what it showed so far is to stay. */
void lint_mend_link(struct arena *a, struct lint_page *p, const struct lint_link *link,
	enum lint_rule rule, struct str target, bool shown);
/* Rewrites what stands behind the "#" of a link. */
void lint_mend_sub(struct arena *a, struct lint_page *p, const struct lint_link *link,
	enum lint_rule rule, struct str sub);
/* The link becomes the text that it shows. */
void lint_mend_to_text(
	struct arena *a, struct lint_page *p, const struct lint_link *link, enum lint_rule rule);
/* Notes in link what the two above need to know. */
void lint_mend_prepare(const struct lint_scan *s, struct lint_link *link);
/* Adds the pages with edits, as edited, to overlay; how many they were. */
size_t lint_fix_round(struct lint *l, struct map *overlay);
/* Writes the pages of overlay, or their diff. */
bool lint_fix_end(struct lint *l, const struct map *overlay, struct arena *a,
	struct kb_findings *out, struct err *e);
/* to: path of the text; another one is a rename. */
void lint_diff(struct buf *b, struct str path, struct str to, struct str old, struct str text);
/* A name that no system refuses, or "" when there is none to be made of it. */
struct str lint_safe_name(struct arena *a, struct str name, bool note);
/* Edits of the links to files that get another name (lint_rename.c); false when none does. */
bool lint_rename(struct lint *l);
struct str lint_renamed(const struct lint *l, size_t file); /* its path, after that */
/* The bytes of a page, as fixed so far. */
bool lint_read(
	const struct lint *l, struct arena *a, struct str path, struct str *out, struct err *e);

/* A letter, a digit or a byte beyond ASCII. */
static inline bool lint_word_byte(char c)
{
	unsigned char u = (unsigned char)c;
	return u >= 0x80 || (u >= '0' && u <= '9') || ((u | 32) >= 'a' && (u | 32) <= 'z');
}

/* --- the first pass ---------------------------------------------------------------------- */

void lint_scan_page(struct lint *l, struct lint_page *p, struct lint_worker *w);
/* Reads and parses a page once more, for a rule that needs all pages before it reads one. What it
 * makes lives in w->scratch. */
bool lint_scan_again(
	struct lint *l, struct lint_page *p, struct lint_worker *w, struct lint_scan *out);
void lint_meta(struct lint_scan *s); /* front matter */
enum lint_type lint_type_of(const struct yaml *y);
/* Line of the page of a line of the front matter; where value stands in a line of the page, 1 when it
 * does not as it is. */
size_t lint_fm_line(struct lint_scan *s, size_t yaml_line);
size_t lint_column_of(const struct lint_scan *s, size_t line, struct str value);
bool lint_is_template(const struct yaml *y); /* a value that a template will fill in */
const char *lint_plural(struct str name); /* "tag": "tags"; NULL for what is no dead name */
void lint_check_tags(struct lint_scan *s, const struct yaml *tags);
/* Writes a member as the list that Obsidian wants, under the name that it reads. */
void lint_mend_list(struct lint_scan *s, const struct yaml *y, enum lint_rule rule);
void lint_sections(struct lint_scan *s); /* Backlinks; links that are no prose */
void lint_spans(struct lint_scan *s); /* footnotes that name lines of a file */
bool lint_is_span(struct str sub); /* "L10-L20", behind a "#" */
void lint_body(struct lint_scan *s); /* headings, blocks, fences, lines */
/* Is byte at of the page inside a code block? *next starts at 0; asked in ascending order. */
bool lint_in_code(const struct lint_scan *s, size_t at, size_t *next);
/* What leaves show: footnotes, malformed links, injection, disabling comments, words. in: inline_scan
 * of the leaf, in s->leaf. */
struct lint_leaves;
struct lint_leaves *lint_leaves_begin(struct lint_scan *s);
void lint_leaf(struct lint_leaves *v, const struct md_leaf *leaf, const struct inlines *in);
void lint_leaves_end(struct lint_leaves *v);
void lint_claims(struct lint_scan *s); /* what a page of kb's says: citations, figures */
/* s without the separators of thousands. */
struct str lint_figure_digits(struct arena *a, struct str s);
void lint_safety(struct lint_scan *s); /* hidden characters, secrets, active HTML */
/* html: HTML that starts at byte `at` of the page. */
void lint_html(struct lint_scan *s, struct str html, size_t at);
/* Words of a comment or a page that read like orders to a model: byte, STR_NPOS when there are none. */
size_t lint_injection(struct arena *a, struct str text);
/* s: inside of a comment; handles "kb-lint-disable RULE...". */
void lint_disable(struct lint_scan *s, struct str inside);
/* Adds words to the page's sketch and count. */
void lint_sketch_add(struct lint_scan *s, struct str text);
void lint_sketch_end(struct lint_scan *s);

/* --- the second pass --------------------------------------------------------------------- */

void lint_links(struct lint *l); /* resolves all links */
bool lint_is_lost(const struct lint_link *link); /* resolved to nothing */
bool lint_is_image(struct str target);
/* Once links are resolved: looks for what those that are lost may mean (lint_guess.c). */
struct lint_guesses *lint_guesses_make(struct lint *l);
/* The text of a link to the nearest name, "" when none is near. */
struct str lint_guess(const struct lint_guesses *g, struct arena *a, const struct lint_link *link);
void lint_graph(struct lint *l); /* orphans */
void lint_backlinks(struct lint *l);
void lint_empties(struct lint *l); /* which empty sections nothing links to */
void lint_check_spans(struct lint *l);
void lint_edits(struct lint *l); /* edit-conflict, stale-answer */
void lint_names(struct lint *l); /* titles, aliases, file names */
void lint_twins(struct lint *l); /* near duplicates */
void lint_fields(struct lint *l); /* properties over the vault */
void lint_proof(struct lint *l); /* quotes */
void lint_sources(struct lint *l); /* raw/ against wiki/text */
void lint_suggest(struct lint *l);
void lint_relate(struct lint *l); /* suggestions from the graph */
/* Of the finding said last: what it is ranked by. */
void lint_weigh(struct lint_page *p, size_t weight);
bool lint_is_entrance(const struct lint *l, const struct lint_page *p);

#endif
