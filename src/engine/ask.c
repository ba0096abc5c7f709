/* ask.c - kb_ask: cited sentences, by the built-in engine or by a model, or the admission that there are
 * none.
 *
 * Invariant: a sentence is given only when its quote stands in its passage as the file has it now.
 * An answer rests on documents alone, never on pages of the wiki, so no answer feeds on another.
 * Order: quotes, evidence, the page, kb_ask. */
#include "base/err.h"
#include "base/fs.h"
#include "doc/md.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/cite.h"
#include "engine/ask.h"
#include "engine/ask_model.h"
#include "engine/calls.h"
#include "engine/fresh.h"
#include "engine/ingest.h"
#include "engine/retrieve.h"
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

static size_t add_evidence(struct ask_state *r, struct kb_evidence v)
{
	v.label = claim_id(r->a, ingest_slug(v.path), v.quote);
	for (size_t i = 0; i < r->evidence.n; i++)
		if (str_eq(r->evidence.v[i].label, v.label))
			return i;
	v.page = cite_page_of(r->kb, r->a, v.source, v.passage);
	VEC_PUSH(r->a, &r->evidence, v);
	return r->evidence.n - 1;
}

static void add_sentence(struct ask_state *r, const struct ask_sentence *s)
{
	struct str quote;
	if (!quote_of(r->kb, r->a, s, &quote))
		return; /* it says so no more: left out */
	struct kb_answer_sentence x = {.text = line_of(r->a, text_cut(s->text, SENTENCE_MAX_CP)),
		.evidence = ARENA_ARRAY(r->a, size_t, 1),
		.n_evidence = 1};
	x.evidence[0] = add_evidence(r,
		(struct kb_evidence){.path = s->row->path,
			.passage = s->passage,
			.quote = quote,
			.title = s->row->title,
			.source = s->row->source});
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

/* A file outside the base is reached through the root of the file system. */
static struct str place_of(const struct kb *kb, struct arena *a, const struct kb_ask_opt *opt)
{
	struct str dir = fs_dir_name(opt->out);
	bool own = opt->out.n && !opt->save && !opt->update.n;
	bool at_root = own && opt->out.p[0] == '/' && !dir.n;
	char *full = own ? fs_absolute(a, dir.n ? str_z(a, dir) : at_root ? "/" : ".", NULL) : NULL;
	return full ? str_printf(a, "%s/x.md", full)
		    : str_of(engine_path(kb, a, STR("wiki/answers/x.md")));
}

struct str ask_link(const struct ask_state *r, struct str path)
{
	return fs_relative(r->a, r->place, str_of(engine_path(r->kb, r->a, path)));
}

void ask_put_note(struct ask_state *r, struct buf *b, const struct kb_evidence *v)
{
	page_put_note(b, v->label, cite_title(r->a, v->title, v->page), ask_link(r, v->path),
		v->passage, v->quote);
}

static struct str markdown(struct ask_state *r)
{
	struct buf b = buf_make(r->a);
	const struct kb_answer *out = r->out;
	put_body(r, &b);
	if (out->outcome != KB_ANSWERED && out->missing.n)
		buf_printf(&b, "%sNot in the base: " STR_FMT ".\n", b.n ? "\n" : "",
			STR_ARG(md_escape(r->a, out->missing)));
	for (size_t i = 0; i < out->outside.n; i++)
		buf_printf(&b, "%s" STR_FMT " (not from the base)",
			i	      ? " "
				: b.n ? "\n"
				      : "",
			STR_ARG(md_escape(r->a, out->outside.v[i])));
	buf_puts(&b, out->outside.n ? "\n" : "");
	for (size_t i = 0; i < out->n_evidence; i++) {
		if (i == 0)
			buf_puts(&b, "\n");
		ask_put_note(r, &b, &out->evidence[i]);
	}
	return buf_str(&b);
}

/* --- kb_ask ------------------------------------------------------------------------------ */

static bool nearest(
	struct kb *kb, struct arena *a, struct str question, struct kb_hits *out, struct err *e)
{
	struct kb_search_opt opt = {
		.query = question, .n = NEAREST, .stale_ok = true, .plain = true};
	return kb_search(kb, a, &opt, out, e);
}

static void set_sentences(struct ask_state *r)
{
	r->out->v = r->sentences.v;
	r->out->n = r->sentences.n;
	r->out->evidence = r->evidence.v;
	r->out->n_evidence = r->evidence.n;
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
	set_sentences(r);
	out->outcome = out->n ? picked.outcome : KB_NOT_IN_BASE;
	if (out->outcome != KB_ANSWERED)
		out->missing = join(r->a, picked.missing);
	out->markdown = markdown(r);
	return true;
}

/* --- by a model -------------------------------------------------------------------------- */

#define BEFORE_TURNS ((size_t)3)

static struct str said_before(struct arena *a, const struct session *s)
{
	struct buf b = buf_make(a);
	size_t n = s->turns.n;
	for (size_t i = n > BEFORE_TURNS ? n - BEFORE_TURNS : 0; i < n; i++)
		buf_printf(&b, "Question: " STR_FMT "\nAnswer: " STR_FMT "\n",
			STR_ARG(s->turns.v[i].question),
			STR_ARG(text_cut(s->turns.v[i].answer, 1000)));
	return buf_str(&b);
}

static void add_said(struct ask_state *r, const struct ask_said *s)
{
	struct kb_answer_sentence x = {.text = line_of(r->a, text_cut(s->text, SENTENCE_MAX_CP)),
		.evidence = ARENA_ARRAY(r->a, size_t, s->n_proofs)};
	for (size_t i = 0; i < s->n_proofs; i++) {
		const struct ask_proof *p = &s->proofs[i];
		size_t at = add_evidence(r,
			(struct kb_evidence){.path = p->path,
				.passage = p->passage,
				.quote = line_of(r->a, p->quote),
				.title = p->title,
				.source = p->source});
		bool twice = false;
		for (size_t k = 0; k < x.n_evidence; k++)
			twice = twice || x.evidence[k] == at;
		if (!twice)
			x.evidence[x.n_evidence++] = at;
	}
	VEC_PUSH(r->a, &r->sentences, x);
	VEC_PUSH(r->a, &r->kinds, MD_PARAGRAPH);
	VEC_PUSH(r->a, &r->headings, STR(""));
}

/* A sentence of an answer that is still coming. */
static void pass_on(void *ctx, const struct ask_said *s)
{
	struct ask_state *r = ctx;
	add_said(r, s);
	set_sentences(r);
	r->opt->said(r->opt->ctx, r->out);
}

static bool answer_by_model(struct ask_state *r, const struct session *session, struct err *e)
{
	struct ask_told told;
	struct kb_answer *out = r->out;
	bool listens = r->opt->said && r->opt->form == KB_FORM_TEXT;
	struct ask_listener listener = {listens ? pass_on : NULL, r};
	struct str before = said_before(r->a, session);
	if (!ask_by_model(r->kb, r->a, r->opt, out->question, before, listener, &told, e))
		return false;
	for (size_t i = r->sentences.n; i < told.n; i++)
		add_said(r, &told.v[i]);
	set_sentences(r);
	out->outcome = told.outcome;
	out->missing = told.missing;
	out->wanted = told.wanted;
	out->next = told.questions;
	out->outside = told.outside;
	out->n_dropped = told.n_dropped;
	out->spent = told.spent;
	out->markdown = markdown(r);
	return true;
}

/* The answer under one state of the index; a model's was found before, tool by tool. */
static bool answer_held(struct ask_state *r, struct err *e)
{
	if (!engine_index(r->kb, DB_READ, e) || !search_hold(r->kb->index, e))
		return false;
	bool made = r->opt->form == KB_FORM_CHART || calls_wanted(r->kb);
	bool good = (made || answer(r, e)) && ask_form(r, e);
	search_let_go(r->kb->index);
	return good;
}

/* A glob that no source fits would make any question one that the base does not answer. */
static void tell_of_empty_bounds(struct ask_state *r)
{
	struct source_rows rows;
	struct strs globs = r->opt->sources;
	if (!globs.n || !index_sources(r->kb->index, r->a, &rows, NULL))
		return;
	for (size_t i = 0; i < globs.n; i++) {
		bool fits = false;
		for (size_t k = 0; k < rows.n && !fits; k++)
			fits = retrieve_any_source((struct strs){&globs.v[i], 1}, rows.v[k].path);
		if (!fits)
			engine_note(r->kb, 0, "no source matches " STR_FMT, STR_ARG(globs.v[i]));
	}
}

bool kb_ask(struct kb *kb, struct arena *a, const struct kb_ask_opt *opt, struct kb_answer *out,
	struct err *e)
{
	struct kb_ask_opt meant = *opt;
	struct ask_state r = {.kb = kb, .a = a, .opt = &meant, .out = out};
	struct session session = {0};
	struct fresh_walk walk;
	r.place = place_of(kb, a, opt);
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
	out->engine = engine_name(kb, a);
	bool by_model = calls_wanted(kb) && meant.form != KB_FORM_CHART;
	if ((by_model && !answer_by_model(&r, &session, e)) || !answer_held(&r, e))
		return false;
	if (out->outcome == KB_NOT_IN_BASE) {
		tell_of_empty_bounds(&r);
		if (!nearest(kb, a, out->question, &out->nearest, e))
			return false;
	}
	bool save = opt->save || opt->update.n;
	if (save && out->outcome != KB_NOT_IN_BASE && !ask_save(&r, e))
		return false;
	if (save && out->outcome == KB_NOT_IN_BASE)
		engine_note(kb, 0, "not saved: there is no answer");
	return !opt->session.n || session_add(kb, a, &session, out, e);
}
