/* answer.c - what the model of the double says: a function of the request alone.
 *
 * By the schema's members it knows kb's replies; read.c says what it finds in the prompt.
 *   digest    a claim a sentence, quoted from its passage, 200 code points at most; its concepts are
 *             the sentence's names; a question for each sentence that ends in "?"; opinion when
 *             somebody argues, believes or thinks, forecast when something will be
 *   identity  same: one spelling after case, number, hyphens and blanks, or one the initials of the
 *             other; the shorter of two names contains the longer that ends with it; else different
 *   articles  one for each [k:ID] of the claims behind it, an article as below
 *   article   a sentence a claim; from the ninth on in a list "Details"; claims that differ in
 *             figures alone disagree. Of a (category) the first five in a paragraph, of a (knowledge
 *             base) two paragraphs of up to four, of a (comparison) nothing unless a claim has the
 *             word "than": then a table of the things' first claims, and those claims
 *   sort      a category by the first letter of a name; tools and works have their own, which are part of
 *             "Made things"
 *   opinions  see opinion.c
 *   answer    see answer_ask.c
 * Any other schema gets an instance with all members: lists of {text, ids} filled from the marks of
 * the prompt, else the least that is valid. Offered tools are called twice: first the one that
 * searches, with the question, then the one that reads, with the first page or path of the result.
 * Order: marks, the replies, others, tools, dispatch. */
#include <string.h>

#include "answer.h"
#include "base/err.h"
#include "base/text.h"

#define QUOTE_CP 200
#define MADE "Made things"
#define PARAGRAPH 8 /* sentences, before the list starts */

/* --- marks ------------------------------------------------------------------------------- */

struct marks marks_of(struct turn *t, const char *kinds)
{
	struct marks l = read_marks(t->a, t->ask.last, kinds);
	return l.n ? l : read_marks(t->a, t->ask.prompt, kinds);
}

/* The text of a claim's line, without its quotes. */
static struct str before_bars(struct str s)
{
	return str_trim(str_sub(s, 0, str_find(s, STR("||"))));
}

/* With --reword: other words each time, no figure and no name among them. */
struct str reworded(struct turn *t, struct str s)
{
	char tail[16];
	size_t n = 0;
	if (!t->set.reword)
		return s;
	for (uint64_t k = t->counter; n < sizeof tail; k /= 26) {
		tail[n++] = (char)('a' + k % 26);
		if (k < 26)
			break;
	}
	while (s.n && strchr(".!?", s.p[s.n - 1]))
		s.n--;
	return str_printf(t->a, STR_FMT ", in words of kind %.*s.", STR_ARG(s), (int)n, tail);
}

static bool has_word(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_ifind(s, str_of(*words)) != STR_NPOS)
			return true;
	return false;
}

static struct str id_of(struct turn *t, size_t i)
{
	return str_printf(t->a, "c%zu", i + 1);
}

static struct str quote_of(struct str sentence)
{
	return str_trim(text_cut(sentence, QUOTE_CP));
}

/* --- digest ------------------------------------------------------------------------------ */

static const char *stance_of(struct str s)
{
	static const char *const opinion[] = {
		" argues", " believes", " thinks", " in my opinion", NULL};
	static const char *const forecast[] = {" will ", " is expected to ", NULL};
	if (has_word(s, opinion))
		return "opinion";
	return has_word(s, forecast) ? "forecast" : "fact";
}

/* The name that the sentence opens with. */
static struct str speaker_of(const struct reading *r, const struct sentence *s)
{
	for (size_t i = 0; i < s->names.n; i++)
		if (str_starts(s->text, r->names.v[s->names.v[i]].name))
			return r->names.v[s->names.v[i]].name;
	return STR("");
}

static void put_claim(struct turn *t, struct json_out *o, const struct reading *r, size_t i)
{
	const struct sentence *s = &r->sentences.v[i];
	struct lie lie = lie_about(t, i, s->text, quote_of(s->text), s->passage);
	bool opinion = strcmp(stance_of(s->text), "opinion") == 0;
	json_open(o, NULL, '{');
	json_put_str(o, "id", id_of(t, i));
	json_put_str(o, "text", reworded(t, lie.text));
	json_put_str(o, "quote", lie.quote);
	json_put_str(o, "passage", lie.id);
	json_open(o, "context", '[');
	json_close(o, ']');
	json_put_str(o, "stance", str_of(stance_of(s->text)));
	json_put_str(o, "by", opinion ? speaker_of(r, s) : STR(""));
	json_open(o, "concepts", '[');
	for (size_t k = 0; k < s->names.n; k++)
		json_put_str(o, NULL, r->names.v[s->names.v[k]].name);
	json_close(o, ']');
	json_close(o, '}');
}

static void put_concept(struct turn *t, struct json_out *o, const struct name *x)
{
	json_open(o, NULL, '{');
	json_put_str(o, "name", x->name);
	json_open(o, "aliases", '[');
	if (x->alias.n)
		json_put_str(o, NULL, x->alias);
	json_close(o, ']');
	json_put_str(o, "kind", x->kind);
	json_put_str(o, "definition", x->definition ? id_of(t, x->definition - 1) : STR(""));
	json_close(o, '}');
}

static void put_cited(struct json_out *o, struct str text, const struct str *ids, size_t n)
{
	json_open(o, NULL, '{');
	json_put_str(o, "text", text);
	json_open(o, "claims", '[');
	for (size_t i = 0; i < n; i++)
		json_put_str(o, NULL, ids[i]);
	json_close(o, ']');
	json_close(o, '}');
}

static void digest(struct turn *t, struct json_out *o)
{
	struct reading r = read_passages(t->a, marks_of(t, "p"));
	size_t n = r.sentences.n < 400 ? r.sentences.n : 400;
	json_open(o, "claims", '[');
	for (size_t i = 0; i < n; i++)
		put_claim(t, o, &r, i);
	json_close(o, ']');
	json_open(o, "concepts", '[');
	for (size_t i = 0; i < r.names.n; i++)
		if (r.names.v[i].sure && r.names.v[i].definition <= n)
			put_concept(t, o, &r.names.v[i]);
	lie_concepts(t, o);
	json_close(o, ']');
	json_open(o, "summary", '[');
	for (size_t i = 0; i < n && i < 3; i++) {
		struct str id = id_of(t, i);
		put_cited(o, reworded(t, r.sentences.v[i].text), &id, 1);
	}
	json_close(o, ']');
	json_open(o, "questions", '[');
	for (size_t i = 0, k = 0; i < n && k < 10; i++)
		if (str_ends(r.sentences.v[i].text, STR("?")) && ++k)
			json_put_str(o, NULL, r.sentences.v[i].text);
	json_close(o, ']');
}

/* --- identity ---------------------------------------------------------------------------- */

/* "Name (kind): what it is" in parts. */
static void cut_name(struct str s, struct str *name, struct str *kind)
{
	s = str_trim(str_sub(s, 0, str_find(s, STR(": "))));
	size_t open = str_find(s, STR(" ("));
	bool closed = open != STR_NPOS && str_ends(s, STR(")"));
	*name = str_trim(str_sub(s, 0, closed ? open : s.n));
	*kind = closed ? str_sub(s, open + 2, s.n - 1) : STR("");
}

static bool is_initials(struct arena *a, struct str small, struct str large)
{
	struct buf b = buf_make(a);
	struct str rest = text_fold(a, large), word;
	while (str_cut(&rest, ' ', &word))
		buf_put(&b, str_sub(word, 0, 1));
	return b.n > 1 && str_eq(buf_str(&b), text_fold(a, small));
}

static const char *verdict(struct arena *a, struct str first, struct str second)
{
	struct str x, y, kind_x, kind_y;
	cut_name(first, &x, &kind_x);
	cut_name(second, &y, &kind_y);
	struct str kx = read_key(a, x), ky = read_key(a, y);
	if (str_eq(kx, ky))
		return str_eq(kind_x, kind_y) || !kind_x.n || !kind_y.n ? "same" : "different";
	if (is_initials(a, x, y) || is_initials(a, y, x))
		return "same";
	if (str_ends(ky, kx))
		return "first_contains_second";
	return str_ends(kx, ky) ? "second_contains_first" : "different";
}

static void identity(struct turn *t, struct json_out *o)
{
	struct marks l = marks_of(t, "x");
	json_open(o, "pairs", '[');
	for (size_t i = 0; i < l.n; i++) {
		size_t bars = str_find(l.v[i].text, STR("||"));
		if (bars == STR_NPOS)
			continue;
		json_open(o, NULL, '{');
		json_put_str(o, "id", l.v[i].id);
		json_put_str(o, "verdict",
			str_of(verdict(t->a, str_sub(l.v[i].text, 0, bars),
				str_from(l.v[i].text, bars + 2))));
		json_close(o, '}');
	}
	lie_pairs(t, o);
	json_close(o, ']');
}

/* --- article ----------------------------------------------------------------------------- */

static void put_block(struct turn *t, struct json_out *o, const struct marks *l, size_t from,
	size_t to, const char *heading, const char *kind)
{
	if (from >= to)
		return;
	json_open(o, NULL, '{');
	json_put_str(o, "heading", str_of(heading));
	json_put_str(o, "kind", str_of(kind));
	json_open(o, "sentences", '[');
	for (size_t i = from; i < to; i++) {
		struct lie lie = lie_about(t, i, before_bars(l->v[i].text), STR(""), l->v[i].id);
		put_cited(o, reworded(t, lie.text), &lie.id, 1);
	}
	json_close(o, ']');
	json_close(o, '}');
}

struct str without_figures(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			buf_putc(&b, s.p[i]);
	return buf_str(&b);
}

static void put_disagreements(struct turn *t, struct json_out *o, const struct marks *l)
{
	struct map seen = map_make(t->a);
	for (size_t i = 0; i < l->n; i++) {
		bool added;
		struct str text = before_bars(l->v[i].text);
		struct map_entry *e = map_add(&seen, without_figures(t->a, text), &added);
		if (added) {
			e->num = i;
			continue;
		}
		struct str other = before_bars(l->v[e->num].text);
		const struct str ids[] = {l->v[e->num].id, l->v[i].id};
		if (!str_eq(other, text))
			put_cited(o,
				str_printf(t->a, STR_FMT " But: " STR_FMT, STR_ARG(other),
					STR_ARG(text)),
				ids, 2);
	}
}

/* The names behind the colon of a head, or the claims' texts; they rest on all of these claims. */
static void put_row(struct turn *t, struct json_out *o, struct str head, const struct marks *l)
{
	struct buf b = buf_make(t->a);
	struct str ids[2], name;
	struct str rest = str_from(head, str_find(head, STR(": ")) + 2);
	buf_puts(&b, head.n ? "Property" : "size");
	for (size_t i = 0; i < l->n && i < 2; i++) {
		ids[i] = l->v[i].id;
		buf_puts(&b, " | ");
		if (head.n && str_cut(&rest, ';', &name))
			buf_put(&b, str_trim(name));
		else
			buf_put(&b, before_bars(l->v[i].text));
	}
	put_cited(o, buf_str(&b), ids, l->n < 2 ? l->n : 2);
}

/* Claims that compare, in a table of two and a paragraph. */
static void put_comparison(
	struct turn *t, struct json_out *o, struct str head, const struct marks *l)
{
	struct marks than = {ARENA_ARRAY(t->a, struct mark, l->n), 0};
	for (size_t i = 0; i < l->n; i++)
		if (str_find(l->v[i].text, STR(" than ")) != STR_NPOS)
			than.v[than.n++] = l->v[i];
	if (!than.n)
		return;
	json_open(o, NULL, '{');
	json_put_str(o, "heading", STR(""));
	json_put_str(o, "kind", STR("table"));
	json_open(o, "sentences", '[');
	put_row(t, o, head, &than);
	put_row(t, o, STR(""), &than);
	json_close(o, ']');
	json_close(o, '}');
	put_block(t, o, &than, 0, than.n < 5 ? than.n : 5, "", "paragraph");
}

static bool asks_for(struct str head, const char *what)
{
	return str_find(head, str_of(what)) != STR_NPOS;
}

/* head: the line that names what the article is about. */
static void put_article(struct turn *t, struct json_out *o, struct str head, struct marks l)
{
	size_t n = l.n < 300 ? l.n : 300, first = n < PARAGRAPH ? n : PARAGRAPH;
	struct str opens = n ? before_bars(l.v[0].text) : STR("");
	json_put_str(o, "description", lie_text(t, str_trim(text_cut(opens, 160))));
	json_open(o, "blocks", '[');
	if (asks_for(head, " (category)")) {
		put_block(t, o, &l, 0, n < 5 ? n : 5, "", "paragraph");
	} else if (asks_for(head, " (knowledge base)")) {
		put_block(t, o, &l, 0, n < 4 ? n : 4, "", "paragraph");
		put_block(t, o, &l, 4, n < 8 ? n : 8, "", "paragraph");
	} else if (asks_for(head, " (comparison)")) {
		put_comparison(t, o, head, &l);
	} else {
		put_block(t, o, &l, 0, first, "", "paragraph");
		put_block(t, o, &l, first, n, "Details", "list");
	}
	json_close(o, ']');
	json_open(o, "disagreements", '[');
	put_disagreements(t, o, &l);
	json_close(o, ']');
	json_open(o, "questions", '[');
	json_close(o, ']');
}

static void article(struct turn *t, struct json_out *o)
{
	put_article(t, o, STR(""), marks_of(t, "c"));
}

static void articles(struct turn *t, struct json_out *o)
{
	struct marks all = marks_of(t, "kc");
	json_open(o, "articles", '[');
	for (size_t i = 0, end; i < all.n; i = end) {
		for (end = i + 1; end < all.n && all.v[end].kind == 'c';)
			end++;
		if (all.v[i].kind != 'k')
			continue;
		json_open(o, NULL, '{');
		json_put_str(o, "id", all.v[i].id);
		put_article(t, o, all.v[i].text, (struct marks){all.v + i + 1, end - i - 1});
		json_close(o, '}');
	}
	json_close(o, ']');
}

/* --- sort -------------------------------------------------------------------------------- */

static struct str category_of(struct turn *t, const struct mark *m)
{
	static const char *const bounds[] = {"a to f", "g to l", "m to r", "s to z"};
	if (str_starts(m->text, STR("(tool)")))
		return STR("Tools");
	if (str_starts(m->text, STR("(work)")))
		return STR("Works");
	struct str folded = text_fold(t->a, m->id);
	char c = folded.n ? folded.p[0] : 'z';
	size_t i = c < 'g' ? 0 : c < 'm' ? 1 : c < 's' ? 2 : 3;
	return str_printf(t->a, "Things %s", bounds[i]);
}

static void sort(struct turn *t, struct json_out *o)
{
	struct marks l = marks_of(t, "k");
	struct strs names = {0};
	for (size_t i = 0; i < l.n; i++)
		strs_add(t->a, &names, category_of(t, &l.v[i]));
	strs_sort_unique(&names);
	if (strs_has(names, STR("Tools")) || strs_has(names, STR("Works")))
		strs_add(t->a, &names, STR(MADE));
	json_open(o, "categories", '[');
	for (size_t i = 0; i < names.n; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "name", names.v[i]);
		bool made = str_eqz(names.v[i], "Tools") || str_eqz(names.v[i], "Works");
		struct str ring = names.v[(i + 1) % names.n]; /* a lie: each is part of the next */
		json_put_str(o, "parent", t->set.lie ? ring : made ? STR(MADE) : STR(""));
		json_put_str(o, "description", lie_text(t, STR("A part of the alphabet.")));
		json_close(o, '}');
	}
	json_close(o, ']');
	json_open(o, "placements", '[');
	for (size_t i = 0; i < l.n; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "concept", l.v[i].id);
		json_put_str(o, "category", category_of(t, &l.v[i]));
		json_close(o, '}');
	}
	lie_placements(t, o);
	json_close(o, ']');
}

/* --- tools ------------------------------------------------------------------------------- */

static const struct json *function_of(const struct turn *t, size_t i)
{
	const struct json *x = json_at(t->ask.tools, i);
	return t->ask.protocol == ANTHROPIC ? x : json_get(x, STR("function"));
}

static struct str first_path(struct str s)
{
	size_t end = str_find(s, STR(".md")), from = end;
	while (end != STR_NPOS && from > 0 && !strchr(" \t\n\"'`([{<,", s.p[from - 1]))
		from--;
	return end == STR_NPOS ? STR("") : str_sub(s, from, end + 3);
}

/* Offered tools by name: i for the one that searches or reads, else the first. */
static size_t tool_like(const struct turn *t, const char *like)
{
	for (size_t i = 0; i < json_len(t->ask.tools); i++)
		if (str_ifind(json_str(json_get(function_of(t, i), STR("name"))), str_of(like)) !=
			STR_NPOS)
			return i;
	return 0;
}

static void call_tool(struct turn *t, size_t i, struct str text)
{
	const struct json *f = function_of(t, i);
	struct buf b = buf_make(t->a);
	struct json *schema =
		json_get(f, t->ask.protocol == ANTHROPIC ? STR("input_schema") : STR("parameters"));
	fill_schema(t, &b, schema, text);
	struct say_call c = {
		str_printf(t->a, "call_%zu_%zu", t->ask.n_results + 1, t->say.calls.n + 1),
		json_str(json_get(f, STR("name"))), buf_str(&b)};
	VEC_PUSH(t->a, &t->say.calls, c);
	t->say.finish = STR("calls");
}

/* The page that a piece of evidence names: "[e:e1] Title, heading; page NAME, passage ID". */
static struct str named_page(struct str s)
{
	struct str head = STR("; page ");
	size_t at = str_find(s, head);
	struct str rest = str_from(s, at == STR_NPOS ? s.n : at + head.n);
	return str_sub(rest, 0, str_find_byte(rest, ','));
}

static struct str wanted_text(struct turn *t)
{
	struct str question = question_of(t->a, t->ask.prompt);
	return str_trim(text_cut(question.n ? question : t->ask.last, 100));
}

/* False: the script is over. */
static bool use_tools(struct turn *t)
{
	struct str choice = json_str(json_get(t->ask.j, STR("tool_choice")));
	struct str type = json_str(json_get(json_get(t->ask.j, STR("tool_choice")), STR("type")));
	bool none = str_eqz(choice, "none") || str_eqz(type, "none");
	struct str path = named_page(t->ask.result);
	path = path.n ? path : first_path(t->ask.result);
	if (!json_len(t->ask.tools) || none)
		return false;
	if (t->ask.n_results == 0)
		call_tool(t, tool_like(t, "search"), wanted_text(t));
	else if (t->ask.n_results == 1 && path.n && json_len(t->ask.tools) > 1)
		call_tool(t, tool_like(t, "read"), path);
	else
		return false;
	return true;
}

/* --- dispatch ---------------------------------------------------------------------------- */

static const struct {
	const char *first, *second; /* members that tell a schema */
	void (*put)(struct turn *t, struct json_out *o);
} kinds[] = {{"claims", "concepts", digest}, {"pairs", "pairs", identity},
	{"blocks", "description", article}, {"articles", "articles", articles},
	{"categories", "placements", sort}, {"opinions", "opinions", opinions},
	{"outcome", "sentences", answer_question}};

static struct str structured(struct turn *t, struct json *schema)
{
	struct buf b = buf_make(t->a);
	const struct json *props = json_get(schema, STR("properties"));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!json_get(props, str_of(kinds[i].first)) ||
			!json_get(props, str_of(kinds[i].second)))
			continue;
		struct json_out o = json_begin(&b, false);
		json_open(&o, NULL, '{');
		kinds[i].put(t, &o);
		json_close(&o, '}');
		return buf_str(&b);
	}
	fill_schema(t, &b, schema, STR("text"));
	return buf_str(&b);
}

static struct str free_text(struct turn *t)
{
	struct str s = t->ask.result.n ? t->ask.result : t->ask.last, line = STR("");
	struct str first = str_trim(s);
	str_line(&first, &line);
	return str_printf(t->a, "Of %zu bytes, the last part begins: " STR_FMT, t->ask.prompt.n,
		STR_ARG(text_cut(line, 120)));
}

void answer(struct turn *t)
{
	struct ask *ask = &t->ask;
	struct json *schema = ask->schema;
	t->say.finish = STR("stop");
	t->say.n_in = (int64_t)(ask->prompt.n / 4 + 1);
	if (!schema && (ask->json || !json_len(ask->tools)))
		schema = schema_in(t->a, ask->prompt);
	if (ask->tool.n) {
		struct say_call c = {STR("call_1"), ask->tool, structured(t, schema)};
		VEC_PUSH(t->a, &t->say.calls, c);
		t->say.finish = STR("calls");
	} else if (schema) {
		t->say.text = structured(t, schema);
	} else if (ask->json) {
		t->say.text = STR("{}");
	} else if (!use_tools(t)) {
		t->say.text = free_text(t);
	}
	t->say.n_out = (int64_t)(t->say.text.n / 4 + 1);
	for (size_t i = 0; i < t->say.calls.n; i++)
		t->say.n_out += (int64_t)(t->say.calls.v[i].arguments.n / 4);
}
