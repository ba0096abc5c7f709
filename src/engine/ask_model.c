/* ask_model.c - see ask_model.h.
 *
 * Evidence is whatever was shown: a passage of a document, by a number. Pages of the wiki are shown as
 * a map of the base, and what they cite as evidence; an answer rests on documents alone. The first round
 * of retrieval is kb's own, so that a model without tools has what it needs. The last turn has the
 * schema and no tools.
 *
 * While that reply comes, each sentence that is whole is checked and handed to who listens. What was
 * handed out cannot be taken back. When the reply breaks off, is cut or has another form in the end, its
 * successor is compared with that: as long as it says the same, it goes on where the other stopped; from
 * a difference on nothing is handed out until it is whole, and then what rests on quotes that have not
 * been given yet is added.
 * Order: evidence, tools, checking, listening, turns, ask_by_model. */
#include "engine/ask_model.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/calls.h"
#include "engine/prompt.h"
#include "engine/retrieve.h"
#include "engine/verify.h"
#include "llm/reply_part.h"

#define STEPS 8 /* turns with tools */
#define CALLS_A_STEP 6 /* of tools; further ones are answered with an error */
#define HITS 6
#define SHOWN_MAX 1200 /* characters of a passage */
#define READ_MAX 12 /* passages of a document that one read shows */
#define REPLY_TOKENS 2048
#define QUOTE_MAX 200 /* characters */
#define EVIDENCE_MAX 200
#define TOKENS_MAX 48000 /* of all messages, however large the model's context is */
#define LINKS_MAX 40 /* lines of backlinks that are shown */

struct evidence {
	struct str id; /* "e1" */
	struct str path, passage, title, source, plain;
};

struct asking {
	struct kb *kb;
	struct arena *a;
	struct calls *calls;
	struct prompt prompt;
	const struct kb_ask_opt *opt;
	struct str question;
	VEC(struct evidence) evidence;
	VEC(struct llm_message) messages;
	int64_t budget; /* tokens that messages may still take */
	bool final;
	const struct llm_result *result;
	struct reply_answer *reply;
	struct calls_answer answer;
	struct ask_listener listener;
	struct reply_part coming; /* the last reply */
	VEC(struct ask_said) given; /* to the listener */
	size_t n_again; /* of given: what the reply that is coming has said too */
	bool other; /* ... but then it said something else, or is to say no more */
};

/* --- evidence ---------------------------------------------------------------------------- */

static bool read_passages(
	const struct asking *x, struct str path, struct page *page, struct passages *out)
{
	struct str text;
	return fs_read(x->a, engine_path(x->kb, x->a, path), PAGE_MAX, &text, NULL) &&
		page_parse(x->a, text, page, NULL) && passage_read(x->a, page->body, out, NULL);
}

static const struct evidence *add_evidence(
	struct asking *x, struct str path, const struct page *page, const struct passage *p)
{
	for (size_t i = 0; i < x->evidence.n; i++)
		if (str_eq(x->evidence.v[i].path, path) && str_eq(x->evidence.v[i].passage, p->id))
			return &x->evidence.v[i];
	if (x->evidence.n == EVIDENCE_MAX)
		return NULL;
	struct evidence ev = {.id = str_printf(x->a, "e%zu", x->evidence.n + 1),
		.path = str_dup(x->a, path),
		.passage = p->id,
		.title = yaml_str(page->meta, STR("title")),
		.source = yaml_first(page->meta, STR("sources")),
		.plain = p->plain};
	VEC_PUSH(x->a, &x->evidence, ev);
	return &x->evidence.v[x->evidence.n - 1];
}

/* A page's name without folder and ending. */
static struct str name_of(struct str path)
{
	struct str name = fs_base_name(path);
	return str_sub(name, 0, name.n - (str_ends(name, STR(".md")) ? 3 : 0));
}

/* False: there is no room for it. */
static bool put_evidence(struct asking *x, struct buf *b, struct str path, const struct page *page,
	const struct passage *p)
{
	struct buf block = buf_make(x->a);
	struct str date = yaml_str(page->meta, STR("published"));
	prompt_put_line(&block, yaml_str(page->meta, STR("title")));
	if (date.n)
		buf_printf(&block, " (" STR_FMT ")", STR_ARG(date));
	if (p->heading.n) {
		buf_puts(&block, ", ");
		prompt_put_line(&block, p->heading);
	}
	buf_printf(&block, "; page " STR_FMT ", passage " STR_FMT "\n", STR_ARG(name_of(path)),
		STR_ARG(p->id));
	prompt_put(&block, text_cut(p->plain, SHOWN_MAX));
	if (llm_tokens(buf_str(b)) + llm_tokens(buf_str(&block)) > x->budget)
		return false;
	const struct evidence *ev = add_evidence(x, path, page, p);
	if (ev)
		buf_printf(b, "[e:" STR_FMT "] " STR_FMT "\n\n", STR_ARG(ev->id),
			STR_ARG(buf_str(&block)));
	return ev != NULL;
}

/* What the question is bound to: sources, tags, a date. */
static bool may_use(const struct asking *x, const struct page *page)
{
	return retrieve_any_source(x->opt->sources, yaml_first(page->meta, STR("sources"))) &&
		retrieve_any_tag(x->opt->tags, yaml_strs(x->a, page->meta, STR("tags"))) &&
		str_cmp(yaml_str(page->meta, STR("published")), x->opt->since) >= 0;
}

/* --- tools ------------------------------------------------------------------------------- */

#define NO_ROOM "there is no room for more; answer from what you have\n"

/* plain: the query is a person's question, where nothing is an operator. */
static void search(struct asking *x, struct buf *b, struct str query, bool plain)
{
	struct kb_hits hits;
	struct err why = {0};
	struct kb_search_opt opt = {.query = query,
		.n = HITS,
		.in = KB_IN_TEXT,
		.stale_ok = true,
		.plain = plain,
		.sources = x->opt->sources,
		.tags = x->opt->tags,
		.since = x->opt->since};
	size_t n = 0;
	if (!kb_search(x->kb, x->a, &opt, &hits, &why)) {
		buf_printf(b, "the search failed: %s\n", why.text);
		return;
	}
	for (size_t i = 0; i < hits.n; i++) {
		struct page page;
		struct passages l;
		if (!read_passages(x, hits.v[i].path, &page, &l) || !may_use(x, &page))
			continue;
		const struct passage *p = passage_find(&l, hits.v[i].passage);
		if (p && !put_evidence(x, b, hits.v[i].path, &page, p)) {
			buf_puts(b, NO_ROOM);
			return;
		}
		n += p != NULL;
	}
	if (!n)
		buf_puts(b, "nothing found; try other words\n");
}

/* A page by any of its names, whole or around a passage; of a page of the wiki the text, whose citations
 * name the documents to read. */
static void read_page(struct asking *x, struct buf *b, struct str what, struct str passage)
{
	struct kb_shown shown;
	struct page page;
	struct passages l;
	struct err why = {0};
	if (!kb_show(x->kb, x->a, str_z(x->a, what), &shown, &why)) {
		buf_printf(b, "%s\n", why.text);
		return;
	}
	if (!str_starts(shown.path, STR("wiki/text/"))) {
		buf_puts(b,
			"a page of the wiki: a map, no evidence. Read the documents it cites.\n");
		prompt_put(b, text_cut(shown.text, 4 * SHOWN_MAX));
		buf_putc(b, '\n');
		return;
	}
	if (!read_passages(x, shown.path, &page, &l) || !may_use(x, &page)) {
		buf_puts(b, "this document is not to be used for this question\n");
		return;
	}
	size_t from = 0;
	for (size_t i = 0; i < l.n; i++)
		if (passage.n && str_ieq(l.v[i].id, passage))
			from = i > READ_MAX / 4 ? i - READ_MAX / 4 : 0;
	for (size_t i = from; i < l.n && i < from + READ_MAX; i++)
		if (!put_evidence(x, b, shown.path, &page, &l.v[i])) {
			buf_puts(b, NO_ROOM);
			return;
		}
	if (from + READ_MAX < l.n)
		buf_printf(b, "%zu passages follow; the next begins at passage " STR_FMT "\n",
			l.n - from - READ_MAX, STR_ARG(l.v[from + READ_MAX].id));
}

/* The lines below "## Backlinks" of a page, of which each says who links to it, and where. */
static size_t put_backlinks(struct asking *x, struct buf *b, struct str path)
{
	struct kb_shown shown;
	struct str rest, line, head = STR("\n## Backlinks\n");
	size_t n = 0;
	if (!kb_show(x->kb, x->a, str_z(x->a, path), &shown, NULL))
		return 0;
	size_t at = str_find(shown.text, head);
	rest = str_from(shown.text, at == STR_NPOS ? shown.text.n : at + head.n);
	while (n < LINKS_MAX && str_line(&rest, &line) && !str_starts(line, STR("[^")) &&
		!str_starts(line, STR("#"))) {
		if (!str_starts(line, STR("- ")))
			continue;
		prompt_put_line(b, line);
		buf_putc(b, '\n');
		n++;
	}
	return n;
}

/* Who links to a page; of a document also who links to the page that sums it up. */
static void links(struct asking *x, struct buf *b, struct str what)
{
	struct kb_shown shown;
	struct err why = {0};
	struct str head = STR("wiki/text/"), tail = STR("-text.md");
	if (!kb_show(x->kb, x->a, str_z(x->a, what), &shown, &why)) {
		buf_printf(b, "%s\n", why.text);
		return;
	}
	size_t n = put_backlinks(x, b, shown.path);
	if (str_starts(shown.path, head) && str_ends(shown.path, tail))
		n += put_backlinks(x, b,
			str_printf(x->a, "wiki/sources/" STR_FMT "-source.md",
				STR_ARG(str_sub(shown.path, head.n, shown.path.n - tail.n))));
	if (!n)
		buf_puts(b, "nothing links to it\n");
}

/* Every page in a line, as far as there is room for it. */
static struct str overview(struct asking *x, size_t max)
{
	struct kb_shown shown;
	if (!kb_show(x->kb, x->a, "wiki/index.md", &shown, NULL))
		return STR("");
	return text_cut(shown.text, max);
}

static const struct {
	const char *name, *description, *schema;
} tools[] = {
	{"search", "Searches the documents of the base; gives the best passages as evidence.",
		"{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\",\"description\":"
		"\"words, as one would type them into a search box\"}},\"required\":[\"query\"],"
		"\"additionalProperties\":false}"},
	{"read",
		"Reads a page: a document gives its passages as evidence, a page of the wiki its text.",
		"{\"type\":\"object\",\"properties\":{\"page\":{\"type\":\"string\",\"description\":"
		"\"title, file name or path\"},\"passage\":{\"type\":\"string\",\"description\":"
		"\"id of a passage to begin near, or empty\"}},\"required\":[\"page\",\"passage\"],"
		"\"additionalProperties\":false}"},
	{"links",
		"Lists the pages that link to a page, with the sentence that links: what else "
		"speaks of it.",
		"{\"type\":\"object\",\"properties\":{\"page\":{\"type\":\"string\",\"description\":"
		"\"title, file name or path\"}},\"required\":[\"page\"],"
		"\"additionalProperties\":false}"},
	{"index", "Lists the pages of the wiki, one line each.",
		"{\"type\":\"object\",\"properties\":{},\"required\":[],"
		"\"additionalProperties\":false}"},
};
#define N_TOOLS (sizeof tools / sizeof tools[0])

/* What a tool is about to do, for the person who waits. */
static void tell(const struct asking *x, const char *what, struct str of)
{
	engine_note(x->kb, 1, "%s" STR_FMT, what, STR_ARG(text_cut(text_clean(x->a, of), 80)));
}

static void run_known(struct asking *x, struct buf *b, struct str name, const struct json *args)
{
	struct str page = json_str(json_get(args, STR("page")));
	struct str query = json_str(json_get(args, STR("query")));
	if (str_eqz(name, "search")) {
		tell(x, "searches: ", query);
		search(x, b, query, false);
	} else if (str_eqz(name, "read")) {
		tell(x, "reads: ", page);
		read_page(x, b, page, json_str(json_get(args, STR("passage"))));
	} else if (str_eqz(name, "links")) {
		tell(x, "looks who links to: ", page);
		links(x, b, page);
	} else {
		tell(x, "looks at the index", STR(""));
		buf_put(b, overview(x, 8 * SHOWN_MAX));
	}
}

/* What a tool says; *failed: the call made no sense. */
static struct str run_tool(struct asking *x, const struct llm_tool_call *c, bool *failed)
{
	struct buf b = buf_make(x->a);
	struct json *args = NULL;
	struct err why = {0};
	bool known = false;
	for (size_t i = 0; i < N_TOOLS; i++)
		known = known || str_eqz(c->name, tools[i].name);
	*failed = true;
	if (!known) {
		buf_puts(&b, "there is no such tool; there are: search, read, links, index");
	} else if (c->arguments.n && !json_parse(x->a, c->arguments, &args, &why)) {
		buf_printf(&b, "the arguments are no JSON (%s); call it again", why.text);
	} else {
		*failed = false;
		run_known(x, &b, c->name, args);
	}
	while (x->budget > 0 && llm_tokens(buf_str(&b)) > x->budget) /* a page, the index */
		b.n = text_cut(buf_str(&b), text_n_cp(buf_str(&b)) / 2).n;
	return buf_str(&b);
}

/* --- checking ---------------------------------------------------------------------------- */

static const struct evidence *find_evidence(const struct asking *x, struct str id)
{
	for (size_t i = 0; i < x->evidence.n; i++)
		if (str_eq(x->evidence.v[i].id, id))
			return &x->evidence.v[i];
	return NULL;
}

/* The quote as the passage has it; false when it does not stand there. */
static bool true_quote(struct arena *a, const struct evidence *ev, struct str *quote)
{
	size_t start, end;
	if (text_count_words(*quote) == 0 || !text_find_quote(a, ev->plain, *quote, &start, &end))
		return false;
	struct str now = text_cut(str_sub(ev->plain, start, end), QUOTE_MAX);
	now = str_replace(a, now, STR("\n"), STR(" "));
	*quote = now;
	return true;
}

/* A line of dashes, of a page's front matter say, that no source has: more than a sentence was put in. */
static bool has_rule(struct str text, struct strs ground)
{
	bool found = str_find(text, STR("---")) != STR_NPOS;
	for (size_t i = 0; found && i < ground.n; i++)
		found = str_find(ground.v[i], STR("---")) == STR_NPOS;
	return found;
}

static bool check_sentence(struct asking *x, const struct reply_answered *s, struct ask_told *out,
	struct ask_said *said)
{
	struct strs ground = {0};
	struct str text = str_trim(s->text);
	*said = (struct ask_said){text, ARENA_ARRAY(x->a, struct ask_proof, s->evidence.n), 0};
	for (size_t i = 0; i < s->evidence.n; i++) {
		const struct evidence *ev = find_evidence(x, s->evidence.v[i].id);
		struct str quote = s->evidence.v[i].quote;
		if (!ev || !true_quote(x->a, ev, &quote)) {
			out->n_dropped++;
			continue;
		}
		said->proofs[said->n_proofs++] =
			(struct ask_proof){ev->path, ev->passage, quote, ev->title, ev->source};
		strs_add(x->a, &ground, ev->plain);
		strs_add(x->a, &ground, ev->title);
	}
	strs_add(x->a, &ground, x->question);
	if (said->n_proofs && !has_rule(text, ground) &&
		verify_text(x->a, text, STR(""), ground.v, ground.n, NULL) == VERIFY_GOOD)
		return true;
	out->n_dropped++;
	return false;
}

/* Words of the reply that rest on nothing: shown as one plain line, or not at all. */
static struct str plain_words(struct str s)
{
	return verify_plain(s) && !has_rule(s, (struct strs){0}) ? text_cut(str_trim(s), 300)
								 : STR("");
}

/* From the model's own memory, where that is allowed. */
static bool is_outside(const struct asking *x, const struct reply_answered *s)
{
	return x->opt->allow_outside && !s->evidence.n && plain_words(s->text).n;
}

static void check(struct asking *x, struct ask_told *out)
{
	const struct reply_answer *r = x->reply;
	out->v = ARENA_ARRAY(x->a, struct ask_said, r->sentences.n);
	for (size_t i = 0; i < r->sentences.n; i++) {
		const struct reply_answered *s = &r->sentences.v[i];
		if (is_outside(x, s))
			strs_add(x->a, &out->outside, plain_words(s->text));
		else if (check_sentence(x, s, out, &out->v[out->n]))
			out->n++;
	}
	out->missing = plain_words(r->missing);
	out->wanted = plain_words(r->wanted);
	for (size_t i = 0; i < r->questions.n && i < 3; i++) {
		struct str q = plain_words(r->questions.v[i]);
		if (q.n)
			strs_add(x->a, &out->questions, q);
	}
	bool whole = out->n + out->outside.n == r->sentences.n;
	if (!out->n || str_eqz(r->outcome, "not_in_base"))
		out->outcome = KB_NOT_IN_BASE;
	else if (str_eqz(r->outcome, "partly") || !whole)
		out->outcome = KB_PARTLY;
	else
		out->outcome = KB_ANSWERED;
	if (out->outcome == KB_NOT_IN_BASE)
		out->n = 0;
}

/* --- listening --------------------------------------------------------------------------- */

static bool same_said(const struct ask_said *x, const struct ask_said *y)
{
	bool same = str_eq(x->text, y->text) && x->n_proofs == y->n_proofs;
	for (size_t i = 0; same && i < x->n_proofs; i++)
		same = str_eq(x->proofs[i].path, y->proofs[i].path) &&
			str_eq(x->proofs[i].passage, y->proofs[i].passage) &&
			str_eq(x->proofs[i].quote, y->proofs[i].quote);
	return same;
}

/* A sentence of the reply that is coming. */
static void hear(struct asking *x, const struct reply_answered *s)
{
	struct ask_told none = {0};
	struct ask_said said;
	if (is_outside(x, s) || !check_sentence(x, s, &none, &said))
		return; /* told, or counted, at the end */
	if (x->n_again < x->given.n) {
		x->other = !same_said(&x->given.v[x->n_again], &said);
		x->n_again += !x->other;
		return;
	}
	VEC_PUSH(x->a, &x->given, said);
	x->n_again++;
	x->listener.said(x->listener.ctx, &said);
}

static void on_text(void *ctx, struct str piece)
{
	struct asking *x = ctx;
	struct reply_answered s;
	if (!piece.n) { /* a further try */
		x->coming = reply_part_make(x->a);
		x->n_again = 0;
		x->other = false;
		return;
	}
	if (engine_stopped(x->kb) && !x->other) {
		engine_note(x->kb, 1, "stopping after this reply; Ctrl-C again ends kb at once");
		x->other = true;
	}
	reply_part_put(&x->coming, piece);
	while (!x->other && reply_part_next(&x->coming, &s))
		hear(x, &s);
}

/* Each of its quotes was given, or is a part of one that was. */
static bool is_given(const struct asking *x, const struct ask_said *s)
{
	for (size_t i = 0; i < s->n_proofs; i++) {
		bool given = false;
		for (size_t k = 0; k < x->given.n; k++)
			for (size_t m = 0; !given && m < x->given.v[k].n_proofs; m++) {
				const struct ask_proof *p = &x->given.v[k].proofs[m];
				given = str_eq(p->path, s->proofs[i].path) &&
					str_eq(p->passage, s->proofs[i].passage) &&
					str_find(p->quote, s->proofs[i].quote) != STR_NPOS;
			}
		if (!given)
			return false;
	}
	return true;
}

/* The answer begins with what was given of it. */
static void begin_with_given(struct asking *x, struct ask_told *out)
{
	struct ask_told was = *out;
	size_t n_same = 0;
	while (n_same < x->given.n && n_same < was.n &&
		same_said(&x->given.v[n_same], &was.v[n_same]))
		n_same++;
	if (n_same == x->given.n)
		return;
	out->v = ARENA_ARRAY(x->a, struct ask_said, x->given.n + was.n);
	out->n = 0;
	for (size_t i = 0; i < x->given.n; i++)
		out->v[out->n++] = x->given.v[i];
	for (size_t i = 0; i < was.n; i++)
		if (!is_given(x, &was.v[i]))
			out->v[out->n++] = was.v[i];
	if (out->outcome == KB_NOT_IN_BASE)
		out->outcome = KB_PARTLY;
}

/* --- turns ------------------------------------------------------------------------------- */

static void say(struct asking *x, struct llm_message m)
{
	x->budget -= llm_tokens(m.raw.n ? m.raw : m.text) + 16;
	VEC_PUSH(x->a, &x->messages, m);
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct asking *x = ctx;
	(void)i;
	prompt_request(a, &x->prompt, STR(""), &q->rq);
	q->rq.messages = x->messages.v;
	q->rq.n_messages = x->messages.n;
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "ask";
	q->about = text_cut(x->question, 120);
	if (x->final) {
		q->reply = REPLY_ANSWER;
		q->on_text = x->listener.said ? on_text : NULL;
		q->ctx = x;
	} else {
		q->rq.tools = ARENA_ARRAY(a, struct llm_tool, N_TOOLS);
		q->rq.n_tools = N_TOOLS;
		for (size_t k = 0; k < N_TOOLS; k++)
			q->rq.tools[k] = (struct llm_tool){str_of(tools[k].name),
				str_of(tools[k].description), str_of(tools[k].schema)};
	}
	return true;
}

/* What the answer holds lives as long as the question's arena: it is copied. */
static bool take(void *ctx, size_t i, const struct calls_answer *got, struct err *e)
{
	struct asking *x = ctx;
	struct llm_result *r = ARENA_NEW(x->a, struct llm_result);
	(void)i;
	(void)e;
	x->answer = *got;
	x->answer.why = str_dup(x->a, got->why);
	*r = (struct llm_result){.text = str_dup(x->a, got->result.text),
		.raw = str_dup(x->a, got->result.raw),
		.n_calls = got->result.n_calls,
		.calls = ARENA_ARRAY(x->a, struct llm_tool_call, got->result.n_calls)};
	for (size_t k = 0; k < r->n_calls; k++)
		r->calls[k] = (struct llm_tool_call){str_dup(x->a, got->result.calls[k].id),
			str_dup(x->a, got->result.calls[k].name),
			str_dup(x->a, got->result.calls[k].arguments)};
	x->result = r;
	if (x->final && got->fault == LLM_NO_FAULT && got->value) {
		void *value = NULL;
		struct str json = reply_encode(x->a, REPLY_ANSWER, got->value);
		if (reply_decode(x->a, REPLY_ANSWER, json, &value, e))
			x->reply = value;
	}
	return true;
}

static bool turn(struct asking *x, struct err *e)
{
	struct calls_work work = {.step = "answer", .n = 1, .ctx = x, .build = build, .take = take};
	struct err why = {0};
	x->result = NULL;
	if (!calls_run(x->calls, &work, e))
		return false;
	if (calls_stopped(x->calls, &why))
		return err_set(e, why.code, "%s", why.text);
	if (x->answer.fault != LLM_NO_FAULT)
		return err_set(e, ERR_MODEL, STR_FMT, STR_ARG(x->answer.why));
	return true;
}

/* Answers every call of the turn, as services want it. */
static void answer_calls(struct asking *x)
{
	struct llm_message m = {.role = LLM_ASSISTANT,
		.text = x->result->text,
		.calls = x->result->calls,
		.n_calls = x->result->n_calls,
		.raw = x->result->raw};
	say(x, m);
	for (size_t i = 0; i < x->result->n_calls; i++) {
		const struct llm_tool_call *c = &x->result->calls[i];
		bool failed = true;
		struct str text = STR("too many calls at once, or no room for more: answer now");
		if (i < CALLS_A_STEP && x->budget > 0)
			text = run_tool(x, c, &failed);
		struct llm_message t = {.role = LLM_TOOL,
			.text = text,
			.call_id = c->id,
			.tool = c->name,
			.failed = failed};
		say(x, t);
	}
}

static bool look_around(struct asking *x, struct err *e)
{
	for (int step = 0; step < STEPS && x->budget > 0 && calls_has_tools(x->calls); step++) {
		if (!turn(x, e))
			return false;
		if (!x->result->n_calls) {
			if (x->result->text.n)
				say(x,
					(struct llm_message){.role = LLM_ASSISTANT,
						.text = x->result->text,
						.raw = x->result->raw});
			break;
		}
		answer_calls(x);
	}
	return true;
}

static void open_turn(struct asking *x, struct str before)
{
	struct buf b = buf_make(x->a);
	if (before.n) {
		buf_puts(&b, "What was said before:\n");
		prompt_put(&b, before);
		buf_puts(&b, "\n\n");
	}
	buf_puts(&b, "The base in lines (a map, no evidence):\n");
	prompt_put(&b, overview(x, 3 * SHOWN_MAX));
	buf_puts(&b, "\n\nEvidence found for the question so far:\n\n");
	search(x, &b, x->question, true);
	buf_puts(&b, "The question: ");
	prompt_put_line(&b, x->question);
	if (x->opt->allow_outside)
		buf_puts(&b, "\nKnowledge from elsewhere: allowed");
	say(x, (struct llm_message){.role = LLM_USER, .text = buf_str(&b)});
}

/* --- ask_by_model ------------------------------------------------------------------------ */

static bool converse(struct asking *x, struct str before, struct err *e)
{
	open_turn(x, before);
	if (!look_around(x, e))
		return false;
	struct llm_message last = {.role = LLM_USER,
		.text = STR(
			"Now give the answer, in the form asked for, from the evidence shown.")};
	if (x->messages.n > 1)
		say(x, last);
	x->final = true;
	x->coming = reply_part_make(x->a);
	if (!turn(x, e))
		return false;
	if (x->given.n && engine_stopped(x->kb))
		return err_set(e, ERR_INTERRUPTED,
			"stopped; what was paid for is kept, the same command goes on");
	return x->reply || err_set(e, ERR_MODEL, "the model gave no answer; ask again");
}

bool ask_by_model(struct kb *kb, struct arena *a, const struct kb_ask_opt *opt, struct str question,
	struct str before, struct ask_listener listener, struct ask_told *out, struct err *e)
{
	struct asking x = {
		.kb = kb, .a = a, .question = question, .opt = opt, .listener = listener};
	*out = (struct ask_told){.outcome = KB_NOT_IN_BASE};
	if (!prompt_read(kb, a, "ask", true, &x.prompt, e) ||
		!calls_open(kb, a, CALLS_ASK, &x.calls, e))
		return false;
	x.budget = calls_room(x.calls, llm_tokens(x.prompt.text) + 1200, REPLY_TOKENS);
	x.budget = x.budget < TOKENS_MAX ? x.budget : TOKENS_MAX;
	bool good = converse(&x, before, e);
	out->spent = calls_spent(x.calls);
	calls_close(x.calls);
	if (good) {
		check(&x, out);
		begin_with_given(&x, out);
	}
	return good;
}
