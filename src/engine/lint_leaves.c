/* lint_leaves.c - rules on inline text: footnotes, links that failed, orders to a model, comments.
 *
 * Each leaf is scanned by the reader that also finds the links (doc/inline.h). A copy of the leaf with
 * all that is no plain text blotted out serves the rules that look for words. Order: blotting,
 * malformed links, footnotes, orders, comments, words, leaves. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/inline.h"
#include "engine/lint_page.h"

#define BLOT '\x01'
#define MAX_ORDER_WORDS 8
#define VERBS "ignore disregard forget override bypass" /* next_verb knows their starts */

struct lint_leaves {
	struct lint_scan *s;
	struct map used; /* footnote labels -> byte of their first mark */
	const struct md_leaf *leaf;
	const struct inlines *in;
};

static size_t place_of(const struct lint_leaves *v, size_t at)
{
	return v->s->body_at + md_leaf_at(v->leaf, at);
}

/* --- blotting ---------------------------------------------------------------------------- */

/* The leaf with everything but plain text (and, when asked for, comments) made one odd character a
 * byte. */
static struct str blotted(const struct lint_leaves *v, bool with_comments)
{
	struct str copy = str_dup(v->s->leaf, v->leaf->text);
	char *p = (char *)(uintptr_t)copy.p;
	for (size_t i = 0; i < v->in->n; i++) {
		const struct inline_token *t = &v->in->v[i];
		bool keep = t->kind == INLINE_TEXT || t->kind == INLINE_SOFT ||
			t->kind == INLINE_HARD || t->kind == INLINE_DELIM ||
			(with_comments && t->kind == INLINE_COMMENT);
		if (!keep && t->end > t->start)
			memset(p + t->start, BLOT, t->end - t->start);
	}
	return copy;
}

/* --- malformed links --------------------------------------------------------------------- */

static void say_malformed(
	const struct lint_leaves *v, size_t at, struct str shown, const char *remedy)
{
	shown = lint_shown(v->s->a, shown);
	lint_say_at(v->s, LINT_MALFORMED_LINK, place_of(v, at), "'" STR_FMT "' is no link; %s",
		STR_ARG(shown), remedy);
}

/* The missing mark can be put at `place` of the page when that makes a link that leads somewhere. */
static void keep_missing(
	const struct lint_leaves *v, struct str inside, size_t place, enum lint_lack lack)
{
	struct lint_scan *s = v->s;
	size_t end = 0;
	while (end < inside.n && !strchr("#|", inside.p[end]))
		end++;
	struct lint_missing missing = {.hit = s->page->hits.n - 1,
		.at = place,
		.lack = lack,
		.target = str_dup(s->keep, str_sub(inside, 0, end))};
	if (end)
		VEC_PUSH(s->keep, &s->page->missing, missing);
}

/* For each byte of line that is a bracket its partner, else STR_NPOS. */
static size_t *partners(struct arena *a, struct str line)
{
	size_t *partner = ARENA_ARRAY(a, size_t, line.n), *open = ARENA_ARRAY(a, size_t, line.n);
	size_t depth = 0;
	for (size_t i = 0; i < line.n; i++) {
		partner[i] = STR_NPOS;
		if (line.p[i] == '[') {
			open[depth++] = i;
		} else if (line.p[i] == ']' && depth) {
			partner[i] = open[--depth];
			partner[partner[i]] = i;
		}
	}
	return partner;
}

static bool stands_free(struct str line, size_t at)
{
	char before = at ? line.p[at - 1] : ' ';
	return !lint_word_byte(before) && !strchr("[`\x01", before);
}

/* The bar behind the cell that ends at `place`, when a "]]" stands in the next cell; else STR_NPOS. */
static size_t cut_by_bar(const struct lint_leaves *v, size_t place)
{
	struct str text = v->s->text;
	while (place < text.n && (text.p[place] == ' ' || text.p[place] == '\t'))
		place++;
	if (v->s->blocks.v[v->leaf->block].kind != MD_ROW || place >= text.n ||
		text.p[place] != '|')
		return STR_NPOS;
	size_t end = place + 1;
	while (end < text.n && !strchr("|[\n", text.p[end]))
		end++;
	struct str next = str_sub(text, place, end);
	return str_find(next, STR("]]")) == STR_NPOS ? STR_NPOS : place;
}

/* "[[Page" up to the end of a line, or of a cell: its bar may be that of the table. */
static void say_unclosed(const struct lint_leaves *v, struct str shown, size_t at)
{
	size_t bar = cut_by_bar(v, place_of(v, at + shown.n - 1) + 1);
	bool cut = bar != STR_NPOS;
	say_malformed(v, at, shown, cut ? "write \\| for a bar in a table" : "close it with ]]");
	if (cut)
		keep_missing(v, str_from(shown, 2), bar, LINT_LACKS_ESCAPE);
}

/* "[[Page]", and "[[Page" that nothing closes on the line. */
static void check_open(
	const struct lint_leaves *v, struct str line, size_t base, const size_t *partner)
{
	for (size_t i = 0; i + 2 < line.n; i++) {
		if (line.p[i] != '[' || line.p[i + 1] != '[' || partner[i] != STR_NPOS ||
			!stands_free(line, i) || !lint_word_byte(line.p[i + 2]))
			continue;
		size_t end = i + 2;
		while (end < line.n && !strchr("[]\x01", line.p[end]))
			end++;
		bool closed = end < line.n && line.p[end] == ']' && partner[i + 1] == end;
		char after = closed && end + 1 < line.n ? line.p[end + 1] : ' ';
		bool short_of_one = closed && !strchr("[(:", after);
		if (short_of_one) {
			say_malformed(v, base + i, str_sub(line, i, end + 1), "close it with ]]");
			keep_missing(v, str_sub(line, i + 2, end), place_of(v, base + end),
				LINT_LACKS_CLOSE);
		} else if (end == line.n) {
			say_unclosed(v, str_from(line, i), base + i);
		}
		i = end - 1;
	}
}

/* "[Page]]": one bracket opened, two closed. */
static void check_closed(
	const struct lint_leaves *v, struct str line, size_t base, const size_t *partner)
{
	for (size_t i = 1; i < line.n; i++) {
		size_t open = line.p[i - 1] == ']' ? partner[i - 1] : STR_NPOS;
		if (line.p[i] != ']' || partner[i] != STR_NPOS || open == STR_NPOS)
			continue;
		struct str inside = str_sub(line, open + 1, i - 1);
		if (inside.n == 0 || !lint_word_byte(inside.p[0]) || !stands_free(line, open) ||
			str_find_byte(inside, BLOT) != STR_NPOS)
			continue;
		say_malformed(v, base + open, str_sub(line, open, i + 1), "open it with [[");
		keep_missing(v, inside, place_of(v, base + open), LINT_LACKS_OPEN);
	}
}

static void check_brackets(const struct lint_leaves *v, struct str plain)
{
	struct str rest = plain, line;
	while (str_line(&rest, &line)) {
		size_t base = (size_t)(line.p - plain.p);
		const size_t *partner = partners(v->s->leaf, line);
		check_open(v, line, base, partner);
		check_closed(v, line, base, partner);
	}
}

static void check_wikilink(const struct lint_leaves *v, const struct inline_token *t)
{
	struct str inside = str_sub(v->leaf->text, t->in, t->out);
	size_t bars = 0;
	for (size_t i = 0; i < inside.n; i++)
		bars += inside.p[i] == '|';
	bool embed = v->leaf->text.p[t->start] == '!';
	if (bars > 1 && !embed) /* of an image: text and size */
		say_malformed(v, t->start, str_sub(v->leaf->text, t->start, t->end),
			"it has more than one '|'");
}

/* --- footnotes --------------------------------------------------------------------------- */

/* "[^a-z0-9]", "[^,]": a set of characters in a pattern, no footnote. */
static bool is_character_set(struct str label)
{
	size_t words = 0, ranges = 0, i = 0;
	for (i = 0; i < label.n; i++) {
		words += lint_word_byte(label.p[i]);
		if (!lint_word_byte(label.p[i]) && !strchr("-_.:+/ ", label.p[i]))
			return true;
	}
	for (i = 0; i + 2 < label.n && label.p[i + 1] == '-' && lint_word_byte(label.p[i]); i += 3)
		ranges += lint_word_byte(label.p[i + 2]);
	while (i < label.n && label.p[i] == '_')
		i++;
	return words == 0 || (ranges > 0 && i == label.n);
}

static void use_note(struct lint_leaves *v, const struct inline_token *t)
{
	if (v->leaf->text.p[t->start] == '^')
		return; /* ^[text] needs no definition */
	struct str label = inline_label(v->s->a, str_sub(v->leaf->text, t->in, t->out));
	bool added;
	struct map_entry *entry = map_add(&v->used, label, &added);
	if (added)
		entry->num = place_of(v, t->start);
}

/* Takes a block out, with the blank lines behind it when blank ones stand before it. */
static void lint_mend_lines(struct lint_scan *s, enum lint_rule rule, const struct md_block *b)
{
	size_t end = b->end;
	if (end < s->body.n)
		end++;
	bool open = b->start == 0 || (b->start > 1 && s->body.p[b->start - 2] == '\n');
	while (open && end < s->body.n && s->body.p[end] == '\n')
		end++;
	lint_mend(s->keep, s->page, rule, s->body_at + b->start, s->body_at + end, STR(""));
}

static void check_notes(struct lint_leaves *v)
{
	struct lint_scan *s = v->s;
	struct map defined = map_make(s->a);
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		if (b->kind != MD_FOOTNOTE || b->comment)
			continue;
		struct str label = inline_label(s->a, b->info), shown = lint_shown(s->a, b->info);
		bool added;
		struct map_entry *entry = map_add(&defined, label, &added);
		if (!added) {
			lint_say_at(s, LINT_DUPLICATE_FOOTNOTE, s->body_at + b->start,
				"footnote [^" STR_FMT "] is defined on line %zu already",
				STR_ARG(shown), entry->num);
			continue;
		}
		size_t column;
		lint_place(s, s->body_at + b->start, &entry->num, &column);
		if (map_find(&v->used, label))
			continue;
		lint_say_at(s, LINT_UNUSED_FOOTNOTE, s->body_at + b->start,
			"nothing refers to footnote [^" STR_FMT "]", STR_ARG(shown));
		if (b->parent == MD_NO_PARENT)
			lint_mend_lines(s, LINT_UNUSED_FOOTNOTE, b);
	}
	for (size_t i = 0; i < v->used.n; i++) {
		struct str label = v->used.v[i].key, shown = lint_shown(s->a, label);
		if (!map_find(&defined, label) && !is_character_set(label))
			lint_say_at(s, LINT_UNDEFINED_FOOTNOTE, v->used.v[i].num,
				"footnote [^" STR_FMT "] is not defined", STR_ARG(shown));
	}
}

/* --- orders ------------------------------------------------------------------------------ */

static bool is_one_of(struct str word, const char *list)
{
	struct str rest = str_of(list), item;
	while (str_cut(&rest, ' ', &item))
		if (str_ieq(word, item))
			return true;
	return false;
}

/* The word at *p, *p moved behind it; blanks, newlines and emphasis may stand before it. */
static struct str next_word(struct str text, size_t *p)
{
	while (*p < text.n && strchr(" \t\n\r*_~,", text.p[*p]))
		++*p;
	size_t from = *p;
	while (*p < text.n && lint_word_byte(text.p[*p]))
		++*p;
	return str_sub(text, from, *p);
}

/* Does an order start with the verb that ends at p? */
static bool is_order(struct str text, size_t p, size_t *end)
{
	bool back = false;
	for (size_t n = 0; n < MAX_ORDER_WORDS; n++) {
		struct str word = next_word(text, &p);
		if (is_one_of(word, "previous prior above earlier preceding foregoing system")) {
			back = true;
		} else if (back &&
			is_one_of(word,
				"instruction instructions prompt prompts directions "
				"directives commands messages")) {
			*end = p;
			return true;
		} else if (!is_one_of(word, "all any every of the your my these those and other")) {
			return false;
		}
	}
	return false;
}

/* The phrase alone in quotation marks is spoken about, not spoken. */
static bool is_quoted(struct str text, size_t from, size_t to)
{
	static const char *const marks[] = {"\"", "'", "\xE2\x80\x9C", "\xE2\x80\x98", "\xC2\xAB"};
	bool opened = false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		opened = opened || str_ends(str_sub(text, 0, from), str_of(marks[i]));
	while (to < text.n && strchr(".,!?", text.p[to]))
		to++;
	return opened && to < text.n &&
		(strchr("\"'", text.p[to]) || text.p[to] == '\xE2' || text.p[to] == '\xC2');
}

static size_t find_mark(struct str text)
{
	static const char *const marks[] = {
		"<|im_start|>", "<|im_end|>", "<|system|>", "[/INST]", "<<SYS>>"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t at = str_find(text, str_of(marks[i]));
		if (at != STR_NPOS)
			return at;
	}
	return STR_NPOS;
}

/* The next byte at or behind `at` where a word that gives orders can start, text.n when there is none. */
static size_t next_verb(struct str text, size_t at)
{
	static const char second[256] = {['i'] = 'g',
		['d'] = 'i',
		['f'] = 'o',
		['o'] = 'v',
		['b'] = 'y',
		['I'] = 'g',
		['D'] = 'i',
		['F'] = 'o',
		['O'] = 'v',
		['B'] = 'y'};
	for (; at + 1 < text.n; at++) {
		char c = second[(unsigned char)text.p[at]];
		if (c && (text.p[at + 1] | 32) == c && (!at || !lint_word_byte(text.p[at - 1])))
			return at;
	}
	return text.n;
}

/* Cheap, and true wherever lint_injection finds something in the text with parts blotted out. */
static bool may_order(struct str text)
{
	for (size_t i = next_verb(text, 0); i < text.n; i = next_verb(text, i + 1)) {
		size_t p = i;
		if (is_one_of(next_word(text, &p), VERBS))
			return true;
	}
	return find_mark(text) != STR_NPOS;
}

size_t lint_injection(struct arena *a, struct str text)
{
	(void)a;
	for (size_t i = next_verb(text, 0); i < text.n; i = next_verb(text, i + 1)) {
		size_t p = i, end;
		if (is_one_of(next_word(text, &p), VERBS) && is_order(text, p, &end) &&
			!is_quoted(text, i, end))
			return i;
	}
	return find_mark(text);
}

static void check_orders(const struct lint_leaves *v)
{
	if (!may_order(v->leaf->text))
		return;
	struct str text = blotted(v, true);
	size_t at = lint_injection(v->s->a, text);
	if (at == STR_NPOS)
		return;
	size_t end = str_find_from(text, at, STR("\n"));
	struct str shown = lint_shown(v->s->a, str_sub(v->leaf->text, at, end));
	lint_say_at(v->s, LINT_INJECTION_TEXT, place_of(v, at),
		"reads like an order to a model: '" STR_FMT "'", STR_ARG(shown));
}

/* --- comments ---------------------------------------------------------------------------- */

void lint_disable(struct lint_scan *s, struct str inside)
{
	struct str word = STR("kb-lint-disable");
	inside = str_trim(inside);
	if (!str_starts(inside, word))
		return;
	struct str rest = str_from(inside, word.n), name;
	if (rest.n && lint_word_byte(rest.p[0]))
		return;
	if (!s->page->off)
		s->page->off = ARENA_ARRAY(s->keep, bool, LINT_RULES);
	bool all = true;
	while (str_cut(&rest, ' ', &name)) {
		name = str_trim(name);
		if (str_ends(name, STR(",")))
			name.n--;
		for (size_t i = 0; name.n && i < LINT_RULES; i++)
			if (str_eqz(name, kb_rules[i].id))
				s->page->off[i] = true;
		all = all && name.n == 0;
	}
	for (size_t i = 0; all && i < LINT_RULES; i++)
		s->page->off[i] = true;
}

static void read_comment(struct lint_scan *s, struct str comment)
{
	if (str_starts(comment, STR("%%")))
		comment = str_from(comment, 2);
	else if (str_starts(comment, STR("<!--")))
		comment = str_from(comment, 4);
	if (str_ends(comment, STR("%%")))
		comment.n -= 2;
	else if (str_ends(comment, STR("-->")))
		comment.n -= 3;
	lint_disable(s, comment);
}

static void read_block_comments(struct lint_scan *s)
{
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		if (b->kind == MD_HTML || b->comment)
			read_comment(s, str_trim(str_sub(s->body, b->start, b->end)));
	}
}

/* --- leaves ------------------------------------------------------------------------------ */

struct lint_leaves *lint_leaves_begin(struct lint_scan *s)
{
	struct lint_leaves *v = ARENA_NEW(s->a, struct lint_leaves);
	*v = (struct lint_leaves){.s = s, .used = map_make(s->a)};
	read_block_comments(s);
	return v;
}

void lint_leaf(struct lint_leaves *v, const struct md_leaf *leaf, const struct inlines *in)
{
	const struct md_block *block = &v->s->blocks.v[leaf->block];
	v->leaf = leaf;
	v->in = in;
	for (size_t i = 0; i < in->n; i++) {
		const struct inline_token *t = &in->v[i];
		if (t->kind == INLINE_COMMENT)
			read_comment(v->s, str_sub(leaf->text, t->start, t->end));
		else if (t->kind == INLINE_NOTE && !block->comment)
			use_note(v, t);
		else if (t->kind == INLINE_WIKI && !block->comment)
			check_wikilink(v, t);
		else if (t->kind == INLINE_HTML && !block->comment)
			lint_html(
				v->s, str_sub(leaf->text, t->start, t->end), place_of(v, t->start));
	}
	check_orders(v);
	if (block->comment)
		return;
	if (block->kind != MD_HEADING)
		lint_sketch_add(v->s, leaf->text);
	if (v->s->page->evidence || str_find_byte(leaf->text, '[') == STR_NPOS)
		return;
	struct str plain = blotted(v, false);
	if (str_find_byte(plain, '[') != STR_NPOS)
		check_brackets(v, plain);
}

void lint_leaves_end(struct lint_leaves *v)
{
	lint_sketch_end(v->s);
	if (!v->s->page->evidence)
		check_notes(v);
}
