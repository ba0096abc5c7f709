/* ask.c - kb_ask with the built-in engine: cited sentences, or the admission that there are none.
 *
 * Invariant: a sentence is given only when its quote stands in its passage as the file has it now.
 * An answer rests on documents alone, never on pages of the wiki, so no answer feeds on another.
 * Order: quotes, evidence, the page, kb_ask. */
#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "doc/md.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/ask.h"
#include "engine/fresh.h"
#include "engine/ingest.h"
#include "engine/session.h"

#define QUOTE_MAX_CP ((size_t)200) /* DESIGN.md 2 */
#define SENTENCE_MAX_CP ((size_t)600)
#define NEAREST ((size_t)5)

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

static void add_evidence(
	struct ask_state *r, const struct ask_sentence *s, struct str quote, size_t *at)
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

static void add_sentence(struct ask_state *r, const struct ask_sentence *s)
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
	VEC_PUSH(r->a, &r->headings, s->heading);
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

static bool is_row(const struct ask_state *r, size_t i)
{
	return r->kinds.v[i] == MD_LIST || r->kinds.v[i] == MD_TABLE;
}

static void put_sentence(struct ask_state *r, struct buf *b, size_t i)
{
	const struct kb_answer_sentence *s = &r->out->v[i];
	buf_put(b, md_escape(r->a, s->text));
	for (size_t k = 0; k < s->n_evidence; k++)
		buf_printf(b, "[^" STR_FMT "]", STR_ARG(r->out->evidence[s->evidence[k]].label));
}

/* Sentences of one document make a paragraph, items and rows a list. */
static void put_body(struct ask_state *r, struct buf *b)
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
static struct str markdown(struct ask_state *r)
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

static bool answer(struct ask_state *r, struct err *e)
{
	struct ask_question q;
	struct ask_picked picked;
	struct kb_answer *out = r->out;
	bool many = r->opt->form == KB_FORM_MARP || r->opt->form == KB_FORM_TABLE;
	ask_question(r->a, out->question, &q);
	if (!ask_pick(r->kb, r->a, out->question, &q, r->opt, many ? ASK_PICKS : 0, &picked, e))
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

/* The answer under one state of the index. */
static bool answer_held(struct ask_state *r, struct err *e)
{
	if (!engine_index(r->kb, DB_READ, e) || !search_hold(r->kb->index, e))
		return false;
	bool good = (r->opt->form == KB_FORM_CHART || answer(r, e)) && ask_form(r, e);
	search_let_go(r->kb->index);
	return good;
}

bool kb_ask(struct kb *kb, struct arena *a, const struct kb_ask_opt *opt, struct kb_answer *out,
	struct err *e)
{
	struct kb_ask_opt meant = *opt;
	struct ask_state r = {.kb = kb, .a = a, .opt = &meant, .out = out};
	struct session session = {0};
	struct fresh_walk walk;
	*out = (struct kb_answer){.outcome = KB_NOT_IN_BASE};
	out->question = line_of(a, text_clean(a, str_sub(opt->question, 0, QUERY_MAX)));
	if (opt->update.n &&
		!ask_saved_question(kb, a, opt->update, &out->question, &meant.form, e))
		return false;
	out->is = meant.form;
	if (opt->session.n) {
		if (!session_open(kb, a, opt->session, &session, e))
			return false;
		out->question = session_resolve(a, &session, out->question);
	}
	fresh_walk(kb, &walk);
	if (!answer_held(&r, e))
		return false;
	if (out->outcome == KB_NOT_IN_BASE && !nearest(kb, a, out->question, &out->nearest, e))
		return false;
	bool save = opt->save || opt->update.n;
	if (save && out->outcome != KB_NOT_IN_BASE && !ask_save(&r, e))
		return false;
	if (save && out->outcome == KB_NOT_IN_BASE)
		engine_note(kb, 0, "not saved: there is no answer");
	return !opt->session.n || session_add(kb, a, &session, out, e);
}
