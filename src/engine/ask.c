/* ask.c - kb_ask with the built-in engine: cited sentences, or the admission that there are none.
 *
 * Invariant: a sentence is given only when its quote stands in its passage as the file has it now.
 * An answer rests on documents alone, never on pages of the wiki, so no answer feeds on another.
 * Order: quotes, evidence, the page, saving, kb_ask. */
#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/vec.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/ask_pick.h"
#include "engine/fresh.h"
#include "engine/ingest.h"
#include "engine/log.h"

#define QUOTE_MAX_CP ((size_t)200) /* DESIGN.md 2 */
#define SENTENCE_MAX_CP ((size_t)600)
#define NEAREST ((size_t)5)
#define NAMES_MAX 100 /* answers to questions with the same slug */
#define DESCRIPTION_CP ((size_t)160)

/* --- quotes ------------------------------------------------------------------------------ */

/* One line of text. */
static struct str line_of(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ') {
			gap = true;
			continue;
		}
		if (gap && b.n)
			buf_putc(&b, ' ');
		gap = false;
		buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

/* The passage as the page on disk has it; false when page or passage is gone. */
static bool passage_now(
	struct kb *kb, struct arena *a, struct str path, struct str id, struct str *plain)
{
	struct str text, fm, body;
	struct passages l;
	if (!fs_read(a, engine_path(kb, a, path), PAGE_MAX, &text, NULL))
		return false;
	(void)meta_split(text, &fm, &body);
	if (!passage_read(a, body, &l, NULL))
		return false;
	const struct passage *p = passage_find(&l, id);
	if (p)
		*plain = p->plain;
	return p != NULL;
}

/* The words of the sentence that are quoted: all of it, or its first QUOTE_MAX_CP characters. */
static bool quote_of(
	struct kb *kb, struct arena *a, const struct ask_sentence *s, struct str *quote)
{
	struct str plain;
	size_t start, end;
	*quote = line_of(a, text_cut(s->text, QUOTE_MAX_CP));
	return passage_now(kb, a, s->row->path, s->passage, &plain) &&
		text_find_quote(a, plain, *quote, &start, &end);
}

/* --- evidence ---------------------------------------------------------------------------- */

struct answer {
	struct kb *kb;
	struct arena *a;
	struct kb_answer *out;
	VEC(struct kb_answer_sentence) sentences;
	VEC(struct kb_evidence) evidence;
	VEC(size_t) kinds; /* of the passage of each sentence */
};

static void add_evidence(
	struct answer *r, const struct ask_sentence *s, struct str quote, size_t *at)
{
	struct str label = claim_id(r->a, ingest_slug(s->row->path), quote);
	for (size_t i = 0; i < r->evidence.n; i++)
		if (str_eq(r->evidence.v[i].label, label)) {
			*at = i;
			return;
		}
	struct kb_evidence v = {.label = label,
		.path = s->row->path,
		.passage = s->passage,
		.quote = quote,
		.title = s->row->title,
		.source = s->row->source};
	*at = r->evidence.n;
	VEC_PUSH(r->a, &r->evidence, v);
}

static void add_sentence(struct answer *r, const struct ask_sentence *s)
{
	struct str quote;
	if (!quote_of(r->kb, r->a, s, &quote))
		return; /* it says so no more: left out */
	struct kb_answer_sentence x = {.text = line_of(r->a, text_cut(s->text, SENTENCE_MAX_CP)),
		.evidence = ARENA_ARRAY(r->a, size_t, 1),
		.n_evidence = 1};
	add_evidence(r, s, quote, x.evidence);
	VEC_PUSH(r->a, &r->sentences, x);
	VEC_PUSH(r->a, &r->kinds, s->kind);
}

static struct str join(struct arena *a, struct strs l)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_puts(&b, ", ");
		buf_put(&b, l.v[i]);
	}
	return buf_str(&b);
}

/* --- the page ---------------------------------------------------------------------------- */

static bool is_row(const struct answer *r, size_t i)
{
	return r->kinds.v[i] == MD_LIST || r->kinds.v[i] == MD_TABLE;
}

static void put_sentence(struct answer *r, struct buf *b, size_t i)
{
	const struct kb_answer_sentence *s = &r->out->v[i];
	buf_put(b, md_escape(r->a, s->text));
	for (size_t k = 0; k < s->n_evidence; k++)
		buf_printf(b, "[^" STR_FMT "]", STR_ARG(r->out->evidence[s->evidence[k]].label));
}

/* Sentences of one document make a paragraph, items and rows a list. */
static void put_body(struct answer *r, struct buf *b)
{
	const struct kb_answer *out = r->out;
	for (size_t i = 0; i < out->n; i++) {
		bool row = is_row(r, i);
		struct str here = out->evidence[out->v[i].evidence[0]].path;
		bool same = i > 0 && str_eq(out->evidence[out->v[i - 1].evidence[0]].path, here) &&
			is_row(r, i - 1) == row;
		if (i > 0)
			buf_puts(b, !same ? "\n\n" : row ? "\n" : " ");
		if (row)
			buf_puts(b, "- ");
		put_sentence(r, b, i);
	}
	if (out->n)
		buf_puts(b, "\n");
}

/* Links are those of a page in wiki/answers. */
static struct str markdown(struct answer *r)
{
	struct buf b = buf_make(r->a);
	const struct kb_answer *out = r->out;
	put_body(r, &b);
	if (out->outcome != KB_ANSWERED && out->missing.n)
		buf_printf(&b, "%sNot in the base: " STR_FMT ".\n", b.n ? "\n" : "",
			STR_ARG(md_escape(r->a, out->missing)));
	for (size_t i = 0; i < out->n_evidence; i++) {
		const struct kb_evidence *v = &out->evidence[i];
		if (i == 0)
			buf_puts(&b, "\n");
		page_put_note(&b, v->label, v->title,
			fs_relative(r->a, STR("wiki/answers/x.md"), v->path), v->passage, v->quote);
	}
	return buf_str(&b);
}

/* --- saving ------------------------------------------------------------------------------ */

/* The pages that the answer rests on, each with its hash: lint tells when one changed since. */
static struct strs based_on(struct answer *r)
{
	struct strs out = {0};
	for (size_t i = 0; i < r->out->n_evidence; i++) {
		struct str path = r->out->evidence[i].path, text;
		struct page page;
		if (fs_read(r->a, engine_path(r->kb, r->a, path), PAGE_MAX, &text, NULL) &&
			page_parse(r->a, text, &page, NULL) && page.kb_hash.n)
			strs_add(r->a, &out,
				str_printf(r->a, STR_FMT " " STR_FMT, STR_ARG(path),
					STR_ARG(page.kb_hash)));
	}
	strs_sort_unique(&out);
	return out;
}

static struct str saved_page(struct answer *r, struct str question)
{
	struct strs sources = {0}, tags = {0};
	struct buf b = buf_make(r->a);
	for (size_t i = 0; i < r->out->n_evidence; i++)
		strs_add(r->a, &sources, r->out->evidence[i].source);
	strs_sort_unique(&sources);
	strs_add(r->a, &tags, STR("unreviewed"));
	struct str first = r->out->v[0].text, cut = text_cut(first, DESCRIPTION_CP);
	buf_puts(&b, "---\n");
	meta_put(&b, "type", STR("answer"));
	meta_put(&b, "title", question);
	meta_put(&b, "description",
		cut.n < first.n ? str_cat(r->a, cut, STR(" …")) : str_dup(r->a, cut));
	meta_put_list(&b, "tags", tags);
	meta_put_paths(&b, "sources", sources);
	meta_put_list(&b, "based-on", based_on(r));
	meta_put(&b, "status", STR("unreviewed"));
	meta_put(&b, "generated", STR("builtin"));
	buf_puts(&b, "---\n# ");
	buf_put(&b, md_escape(r->a, question));
	buf_puts(&b, "\n\n");
	buf_put(&b, r->out->markdown);
	return page_seal(r->a, buf_str(&b));
}

/* May this file be (over)written: absent, or an untouched answer to the same question? */
static bool may_write(struct arena *a, const char *path, struct str question)
{
	struct str text;
	struct page page;
	if (!fs_exists(path))
		return true;
	if (!fs_read(a, path, PAGE_MAX, &text, NULL) || !page_parse(a, text, &page, NULL))
		return false;
	return page.pristine && str_eqz(yaml_str(page.meta, STR("type")), "answer") &&
		str_eq(yaml_str(page.meta, STR("title")), question);
}

static bool save(struct answer *r, struct str question, struct err *e)
{
	struct str slug = text_slug(r->a, question), path = STR("");
	char *full = NULL;
	if (!slug.n)
		slug = STR("question");
	for (int i = 1; i <= NAMES_MAX && !path.n; i++) {
		struct str name = i == 1 ? slug : str_printf(r->a, STR_FMT "-%d", STR_ARG(slug), i);
		struct str p =
			str_printf(r->a, "wiki/answers/" STR_FMT "-answer.md", STR_ARG(name));
		full = engine_path(r->kb, r->a, p);
		if (may_write(r->a, full, question))
			path = p;
	}
	if (!path.n)
		return err_set(e, ERR_LIMIT, "wiki/answers: %d answers have this name; remove some",
			NAMES_MAX);
	if (!fs_mkdirs(engine_path(r->kb, r->a, STR("wiki/answers")), e) ||
		!fs_write(full, saved_page(r, question), true, e) ||
		!log_append(r->kb, "answer", question, path, e))
		return false;
	r->out->saved = path;
	return true;
}

/* --- kb_ask ------------------------------------------------------------------------------ */

static bool nearest(
	struct kb *kb, struct arena *a, struct str question, struct kb_hits *out, struct err *e)
{
	struct buf words = buf_make(a); /* a question is no search syntax */
	for (size_t i = 0; i < question.n && i < QUERY_MAX; i++) {
		char c = question.p[i];
		buf_putc(&words, strchr("\"+-*:", c) || !c ? ' ' : c);
	}
	struct kb_search_opt opt = {.query = buf_str(&words), .n = NEAREST, .stale_ok = true};
	return kb_search(kb, a, &opt, out, e);
}

static bool answer(struct answer *r, struct str question, struct strs sources, struct err *e)
{
	struct ask_question q;
	struct ask_picked picked;
	struct kb_answer *out = r->out;
	ask_question(r->a, question, &q);
	if (!ask_pick(r->kb, r->a, question, &q, sources, &picked, e))
		return false;
	for (size_t i = 0; i < picked.n && picked.outcome != KB_NOT_IN_BASE; i++)
		add_sentence(r, &picked.v[i]);
	out->v = r->sentences.v;
	out->n = r->sentences.n;
	out->evidence = r->evidence.v;
	out->n_evidence = r->evidence.n;
	out->outcome = out->n ? picked.outcome : KB_NOT_IN_BASE;
	if (out->outcome != KB_ANSWERED)
		out->missing = join(r->a, picked.missing);
	out->markdown = markdown(r);
	return true;
}

bool kb_ask(struct kb *kb, struct arena *a, const struct kb_ask_opt *opt, struct kb_answer *out,
	struct err *e)
{
	struct answer r = {.kb = kb, .a = a, .out = out};
	struct str question = line_of(a, text_clean(a, str_sub(opt->question, 0, QUERY_MAX)));
	*out = (struct kb_answer){.outcome = KB_NOT_IN_BASE};
	struct fresh_walk walk;
	fresh_walk(kb, &walk);
	if (!engine_index(kb, DB_READ, e) || !search_hold(kb->index, e))
		return false;
	bool good = answer(&r, question, opt->sources, e);
	search_let_go(kb->index);
	if (!good)
		return false;
	if (out->outcome == KB_NOT_IN_BASE && !nearest(kb, a, question, &out->nearest, e))
		return false;
	if (opt->save && out->n)
		return save(&r, question, e);
	if (opt->save)
		engine_note(kb, 0, "not saved: there is no answer");
	return true;
}
