/* answer_ask.c - the reply to a question that kb ask puts: sentences of the evidence, with their quotes.
 *
 * The question is what follows the last "The question: ". Its words are those of three letters or more
 * that are no function words; a sentence of the evidence answers it when it holds half of them. All
 * words held: answered; some: partly, the others are missing; no sentence: not in the base, and nothing
 * is said. Where the prompt allows knowledge from elsewhere, one sentence without evidence is added.
 * With --lie each true sentence gets a wrong citation beside the right one, and five false ones follow
 * it: invented, under no evidence, with markup, with a figure and with a name of their own.
 * Order: the question, evidence, sentences, lies, the reply. */
#include <string.h>

#include "answer.h"
#include "base/text.h"

#define MAX_SENTENCES 4
#define QUOTE_CP 180
#define ALLOWED "\nKnowledge from elsewhere: allowed"

/* --- the question ------------------------------------------------------------------------ */

struct str question_of(struct arena *a, struct str prompt)
{
	struct str head = STR("The question: "), rest = prompt, line, last = STR("");
	while (str_line(&rest, &line))
		if (str_starts(line, head))
			last = str_from(line, head.n);
	return str_dup(a, str_trim(last));
}

static bool says_little(struct str w)
{
	static const char *const words[] = {"the", "what", "who", "when", "where", "why", "how",
		"which", "does", "did", "was", "were", "are", "for", "and", "its", "that", "this",
		"from", "with", "has", "have", "can", "many"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eqz(w, words[i]))
			return true;
	return w.n < 3;
}

/* "lamps" and "lamp" are one word. */
static struct str stem(struct str w)
{
	return w.n > 3 && w.p[w.n - 1] == 's' ? str_sub(w, 0, w.n - 1) : w;
}

static struct strs stems(struct arena *a, struct str s)
{
	struct strs out = {0};
	struct text_words w = text_words(a, s);
	for (size_t i = 0; i < w.n; i++)
		if (!says_little(w.v[i].folded))
			strs_add(a, &out, stem(w.v[i].folded));
	strs_sort_unique(&out);
	return out;
}

/* --- evidence ---------------------------------------------------------------------------- */

struct shown {
	struct str id, text;
};
struct shown_list {
	VEC(struct shown) l;
};

/* "[e:ID] title", then the words, up to a blank line or a mark. */
static struct shown_list evidence_of(struct arena *a, struct str prompt)
{
	struct shown_list out = {0};
	struct str rest = prompt, line;
	bool in = false;
	while (str_line(&rest, &line)) {
		size_t end = str_find_byte(line, ']');
		if (str_starts(line, STR("[e:")) && end != STR_NPOS) {
			struct shown x = {.id = str_sub(line, 3, end)};
			VEC_PUSH(a, &out.l, x);
			in = true;
		} else if (!in || str_blank(line)) {
			in = false;
		} else if (!out.l.v[out.l.n - 1].text.n) {
			out.l.v[out.l.n - 1].text = line;
		} else { /* one view, grown over this line */
			struct str *t = &out.l.v[out.l.n - 1].text;
			t->n = (size_t)(line.p + line.n - t->p);
		}
	}
	return out;
}

/* --- sentences --------------------------------------------------------------------------- */

struct said {
	struct turn *t;
	struct json_out *o;
	struct strs wanted, held; /* words of the question; those that a sentence holds */
	size_t n;
};

static void put_proof(struct json_out *o, struct str id, struct str quote)
{
	json_open(o, NULL, '{');
	json_put_str(o, "id", id);
	json_put_str(o, "quote", quote);
	json_close(o, '}');
}

static void put_said(struct said *s, struct str text, struct str id, struct str quote, bool doubled)
{
	json_open(s->o, NULL, '{');
	json_put_str(s->o, "text", text);
	json_open(s->o, "evidence", '[');
	if (id.n)
		put_proof(s->o, id, quote);
	if (doubled)
		put_proof(s->o, id, STR("evil words that no evidence holds anywhere"));
	json_close(s->o, ']');
	json_close(s->o, '}');
}

/* --- lies -------------------------------------------------------------------------------- */

static void put_lies(struct said *s, struct str text, struct str id, struct str quote)
{
	struct arena *a = s->t->a;
	struct str bare = text;
	while (bare.n && strchr(".!?", bare.p[bare.n - 1]))
		bare.n--;
	put_said(s, STR("The evil Moriarty founded 7777 colonies in 1666."), id,
		STR("evil words that no passage holds anywhere"), false);
	put_said(s, text, str_printf(a, "evil%zu", s->n), quote, false);
	put_said(s, lie_text(s->t, text), id, quote, false);
	put_said(s, str_printf(a, STR_FMT ", 7777 times.", STR_ARG(bare)), id, quote, false);
	put_said(s, str_printf(a, STR_FMT ", says Moriarty.", STR_ARG(bare)), id, quote, false);
}

/* --- the reply --------------------------------------------------------------------------- */

static void consider(struct said *s, const struct shown *x, struct str text)
{
	struct strs have = stems(s->t->a, text), shared = {0};
	for (size_t i = 0; i < s->wanted.n; i++)
		if (strs_has(have, s->wanted.v[i]))
			strs_add(s->t->a, &shared, s->wanted.v[i]);
	if (!shared.n || shared.n * 2 < s->wanted.n || s->n == MAX_SENTENCES)
		return;
	struct str quote = str_trim(text_cut(text, QUOTE_CP));
	put_said(s, reworded(s->t, text), x->id, quote, s->t->set.lie);
	if (s->t->set.lie)
		put_lies(s, text, x->id, quote);
	for (size_t i = 0; i < shared.n; i++)
		strs_add(s->t->a, &s->held, shared.v[i]);
	s->n++;
}

static void put_sentences(struct said *s)
{
	struct arena *a = s->t->a;
	struct shown_list got = evidence_of(a, s->t->ask.prompt);
	struct map seen = map_make(a);
	for (size_t i = 0; i < got.l.n; i++) {
		const struct shown *x = &got.l.v[i];
		bool added;
		map_add(&seen, x->id, &added); /* shown again by another tool */
		struct text_spans spans = text_sentences(a, x->text, STR(""));
		for (size_t k = 0; added && k < spans.n; k++)
			consider(
				s, x, str_trim(str_sub(x->text, spans.v[k].start, spans.v[k].end)));
	}
}

/* The members stand in the order of the schema, as services see to it. */
void answer_question(struct turn *t, struct json_out *o)
{
	struct buf missing = buf_make(t->a), sentences = buf_make(t->a);
	struct json_out l = json_begin(&sentences, false);
	struct said s = {.t = t, .o = &l};
	struct str question = question_of(t->a, t->ask.prompt);
	s.wanted = stems(t->a, question);
	json_open(&l, NULL, '[');
	put_sentences(&s);
	if (str_find(t->ask.prompt, STR(ALLOWED)) != STR_NPOS)
		put_said(&s, STR("Outside of it, such things are held to be widely known."),
			STR(""), STR(""), false);
	json_close(&l, ']');
	for (size_t i = 0; i < s.wanted.n; i++)
		if (!strs_has(s.held, s.wanted.v[i]))
			buf_printf(&missing, "%s" STR_FMT, missing.n ? ", " : "",
				STR_ARG(s.wanted.v[i]));
	struct str left = buf_str(&missing);
	json_put_str(o, "outcome", str_of(!s.n ? "not_in_base" : left.n ? "partly" : "answered"));
	json_put_raw(o, "sentences", buf_str(&sentences));
	json_put_str(o, "missing", lie_text(t, left));
	json_put_str(o, "wanted", lie_text(t, left.n ? STR("a text about it") : left));
	json_open(o, "questions", '[');
	if (s.n)
		json_put_str(o, NULL, lie_text(t, STR("What else is said of it?")));
	json_close(o, ']');
}
