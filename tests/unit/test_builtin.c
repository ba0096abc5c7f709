/* test_builtin.c - what the builtin engine draws from one document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "llm/builtin.h"

/* A string as a constant initialiser. */
#define S(x)                                                                                       \
	{                                                                                          \
		"" x, sizeof(x) - 1                                                                \
	}
#define P(id, heading, text)                                                                       \
	{                                                                                          \
		S(id), BUILTIN_PARAGRAPH, S(heading), S(text)                                      \
	}

static const struct builtin_passage tide_mills[] = {
	P("p1", "Tide mills",
		"A tide mill is a water mill that is driven by the rise and fall of the tide. A sluice "
		"lets the flood into a mill pond behind a dam. When the tide falls, the pond drives the "
		"wheel."),
	P("p2", "Tide mills > History",
		"The oldest known tide mill stood at Nendrum Monastery in 619. Eling Tide Mill was "
		"rebuilt in 1785 and still grinds flour. However, it stood still for years. This was a "
		"loss."),
	{S("p3"), BUILTIN_PARAGRAPH, S("Tide mills > How it works"),
		S("A tide mill has these parts:")},
	{S("p4"), BUILTIN_LIST, S("Tide mills > How it works"),
		S("mill pond: a basin that keeps the flood\nsluice gate: closes when the tide turns")},
	P("p5", "Tide mills > How it works",
		"The mill pond of a tide mill fills twice a day. A mill pond is a basin that stores water "
		"for a mill. Rance Tidal Power Station (RTPS) was opened in 1966 by Charles Roux. RTPS "
		"still runs. See figure 3 for the wheel."),
	{S("p6"), BUILTIN_TABLE, S("Tide mills > Figures"),
		S("mill | built | wheels\nEling Tide Mill | 1785 | 2\nThe others | 1800 | 1")},
	P("p7", "Tide mills > Why do they stop?",
		"Most tide mills stopped when steam mills came. Do you know one? Accept all cookies to "
		"read on."),
	P("p8", "Tide mills > References",
		"Smith wrote a long book about every tide mill in 1970."),
};

static const struct builtin_document tides = {
	S("Tide mills"), S(""), tide_mills, sizeof tide_mills / sizeof *tide_mills, {0}, NULL};

static const struct reply_concept *concept(const struct reply_digest *d, const char *name)
{
	for (size_t i = 0; i < d->concepts.n; i++)
		if (str_eqz(d->concepts.v[i].name, name))
			return &d->concepts.v[i];
	return NULL;
}

static const struct reply_claim *claim(const struct reply_digest *d, const char *start)
{
	for (size_t i = 0; i < d->claims.n; i++)
		if (str_starts(d->claims.v[i].text, str_of(start)))
			return &d->claims.v[i];
	return NULL;
}

static const struct builtin_passage *passage(const struct builtin_document *doc, struct str id)
{
	for (size_t i = 0; i < doc->n_passages; i++)
		if (str_eq(doc->passages[i].id, id))
			return &doc->passages[i];
	return NULL;
}

/* What every digest of every document keeps. */
static void digest_is_sound(struct arena *a, const struct builtin_document *doc)
{
	struct reply_digest d;
	size_t start, end;
	builtin_digest(a, doc, &d);
	for (size_t i = 0; i < d.claims.n; i++) {
		const struct reply_claim *c = &d.claims.v[i];
		const struct builtin_passage *p = passage(doc, c->passage);
		assert_non_null(p);
		assert_true(str_find(p->text, c->quote) != STR_NPOS);
		assert_true(text_n_cp(c->quote) <= CLAIM_QUOTE_MAX_CP);
		assert_true(text_valid(c->quote) && text_valid(c->text));
		assert_true(p->kind == BUILTIN_TABLE ||
			text_count_words(c->quote) >= CLAIM_QUOTE_MIN_WORDS);
		assert_true(p->kind == BUILTIN_TABLE ||
			text_find_quote(a, p->text, c->text, &start, &end));
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(d.claims.v[k].id, c->id));
	}
	for (size_t i = 0; i < d.summary.n; i++)
		assert_int_equal(d.summary.v[i].claims.n, 1);
	struct str once = reply_encode(a, REPLY_DIGEST, &d);
	struct err e = {0};
	void *again;
	assert_true(reply_decode(a, REPLY_DIGEST, once, &again, &e));
	builtin_digest(a, doc, &d);
	assert_true(str_eq(once, reply_encode(a, REPLY_DIGEST, &d)));
}

static void concepts_have_names_kinds_and_definitions(void **state)
{
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &tides, &d);
	const struct reply_concept *mill = concept(&d, "tide mill");
	assert_non_null(mill);
	const struct reply_claim *c = claim(&d, "A tide mill is a water mill");
	assert_non_null(c);
	assert_true(str_eq(mill->definition, c->id));
	assert_true(str_eqz(c->passage, "p1"));
	assert_true(strs_has(c->concepts, mill->name));
	assert_non_null(concept(&d, "mill pond"));
	const struct reply_concept *rance = concept(&d, "Rance Tidal Power Station");
	assert_non_null(rance);
	assert_true(strs_has(rance->aliases, STR("RTPS")));
	const struct reply_concept *roux = concept(&d, "Charles Roux");
	assert_non_null(roux);
	assert_true(str_eqz(roux->kind, "person"));
	for (size_t i = 0; i < d.concepts.n; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(str_ieq(d.concepts.v[i].name, d.concepts.v[k].name));
	arena_free(a);
}

static void claims_stand_alone(void **state)
{
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &tides, &d);
	assert_non_null(claim(&d, "The oldest known tide mill"));
	assert_null(claim(&d, "However"));
	assert_null(claim(&d, "This was"));
	assert_null(claim(&d, "Do you"));
	assert_null(claim(&d, "Accept all"));
	assert_null(claim(&d, "See figure"));
	assert_null(claim(&d, "Smith wrote"));
	digest_is_sound(a, &tides);
	arena_free(a);
}

static void items_have_their_lead_in_and_rows_their_heads(void **state)
{
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &tides, &d);
	const struct reply_claim *item = claim(&d, "mill pond: a basin");
	assert_non_null(item);
	assert_true(strs_has(item->context, STR("p3")));
	const struct reply_claim *row = claim(&d, "Eling Tide Mill \xE2\x80\x94 built: 1785");
	assert_non_null(row);
	assert_true(str_eqz(row->quote, "Eling Tide Mill | 1785 | 2"));
	assert_null(claim(&d, "The others"));
	arena_free(a);
}

static void headings_ask(void **state)
{
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &tides, &d);
	assert_int_equal(d.questions.n, 1);
	assert_true(str_eqz(d.questions.v[0], "Why do they stop?"));
	assert_true(d.summary.n > 0);
	arena_free(a);
}

static void long_sentences_are_quoted_in_part(void **state)
{
	static const struct builtin_passage p = P("p1", "",
		"A ferry bridge is a bridge whose gondola carries people and carts across a river, and "
		"it hangs from a high beam on long steel ropes, so that ships with tall masts can pass "
		"beneath the beam at any hour of the day, as the first one in Portugalete still "
		"does.");
	static const struct builtin_document doc = {S("Ferry bridges"), S("en"), &p, 1, {0}, NULL};
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &doc, &d);
	assert_int_equal(d.claims.n, 1);
	assert_true(text_n_cp(d.claims.v[0].text) > CLAIM_QUOTE_MAX_CP);
	assert_true(str_ends(d.claims.v[0].quote, STR("at any hour of the day")) ||
		str_ends(d.claims.v[0].quote, STR("ropes")));
	digest_is_sound(a, &doc);
	arena_free(a);
}

static void other_languages(void **state)
{
	static const struct builtin_passage de[] = {
		P("p1", "Gezeitenmühle",
			"Eine Gezeitenmühle ist eine Mühle, die von Ebbe und Flut getrieben wird. Die "
			"Gezeitenmühle steht meist an einer Bucht. Diese liegt oft im Westen."),
	};
	static const struct builtin_passage zh[] = {
		P("p1", "潮汐磨坊",
			"潮汐磨坊是一种利用潮汐驱动的水磨。潮汐磨坊的水库在涨潮时蓄水。因此它每天工作两次。"
			"水库的闸门在退潮时打开，水库的水推动水轮。"),
	};
	static const struct builtin_passage ja[] = {
		P("p1", "潮汐水車",
			"潮汐水車とは、潮の満ち引きで動く水車である。潮汐水車は貯水池を必要とする。"
			"これは古い。貯水池の水門は潮が引くと開く。"),
	};
	const struct builtin_document docs[] = {
		{STR("Gezeitenmühle"), STR(""), de, 1, {0}, NULL},
		{STR("潮汐磨坊"), STR(""), zh, 1, {0}, NULL},
		{STR("潮汐水車"), STR(""), ja, 1, {0}, NULL},
	};
	struct arena *a = arena_make();
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct reply_digest d;
		builtin_digest(a, &docs[i], &d);
		const struct reply_concept *c = concept(&d, str_z(a, docs[i].title));
		assert_non_null(c);
		assert_true(c->definition.n > 0);
		assert_null(claim(&d, "Diese"));
		assert_null(claim(&d, "因此"));
		assert_null(claim(&d, "これは"));
		digest_is_sound(a, &docs[i]);
	}
	arena_free(a);
}

static void what_opens_a_definition_is_a_concept(void **state)
{
	static const struct builtin_passage p[] = {
		P("p1", "Builds",
			"Content addressing is the practice of naming data by a hash of its bytes. Ralph "
			"Merkle drew trees of hashes in 1979; a Merkle tree is a tree in which each node "
			"holds the hash of its children. Early cutoff is the rule that a build stops at a "
			"step whose result is the same as before. Shake has early cutoff since 2012. A build "
			"with early cutoff compares what each step made."),
		P("p2", "Words",
			"Stemming is a procedure that takes endings off. A stem is kept in the index, and "
			"each stem points at its pages. The next part is the hardest of the whole work."),
		P("p3", "Names",
			"The digital object identifier, or DOI, has been in use since the year 2000. A "
			"digital object identifier is a permanent name of a paper in New York."),
	};
	static const struct builtin_document doc = {
		S("Builds and words"), S("en"), p, 3, {0}, NULL};
	static const char *const names[] = {"content addressing", "Merkle tree", "early cutoff",
		"stemming", "digital object identifier"};
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &doc, &d);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct reply_concept *c = concept(&d, names[i]);
		assert_non_null(c);
		assert_true(str_eqz(c->name, names[i]) || i == 0);
		assert_true(c->definition.n > 0);
	}
	assert_true(strs_has(concept(&d, "digital object identifier")->aliases, STR("DOI")));
	assert_null(concept(&d, "next part"));
	assert_null(concept(&d, "York"));
	digest_is_sound(a, &doc);
	arena_free(a);
}

static void subtitles_lose_their_times(void **state)
{
	static const struct builtin_passage p = P("p1", "",
		"00:02:10 Lecturer: A tide mill is a water mill that is driven by the tide.");
	static const struct builtin_passage q = P("p1", "",
		"00:03:51.941 --> 00:03:58.741 A tide mill is a water mill that is driven by the tide.");
	const struct builtin_passage *const both[] = {&p, &q};
	struct arena *a = arena_make();
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct builtin_document doc = {STR("Tide mills"), STR("en"), both[i], 1, {0}, NULL};
		struct reply_digest d;
		builtin_digest(a, &doc, &d);
		assert_non_null(claim(&d, "A tide mill is a water mill"));
		digest_is_sound(a, &doc);
	}
	arena_free(a);
}

static void translations_are_aliases(void **state)
{
	static const struct builtin_passage p = P("p1", "Zettel",
		"Den Rückverweis, auf Englisch backlink, kannte der Kasten nur von Hand. Der Rückverweis "
		"steht am Rand der Seite. Ein Rückverweis ist ein Verweis, der zurückführt.");
	static const struct builtin_document doc = {
		S("Der Rückverweis"), S("de"), &p, 1, {0}, NULL};
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &doc, &d);
	assert_non_null(concept(&d, "Rückverweis"));
	assert_true(strs_has(concept(&d, "Rückverweis")->aliases, STR("backlink")));
	arena_free(a);
}

static void names_in_two_scripts_are_one(void **state)
{
	static const struct builtin_passage ja = P("p1", "道具",
		"メメックス（memex）とは、本や手紙を机の上の画面に呼び出すための機械である。"
		"メメックスは一度も作られなかった機械である。");
	static const struct builtin_passage ru = P("p1", "Инструменты",
		"Картотека (Zettelkasten) — это собрание коротких заметок на листках. Картотека помогает "
		"писать книги и статьи.");
	static const struct builtin_document docs[] = {{S("道具"), S("ja"), &ja, 1, {0}, NULL},
		{S("Инструменты"), S("ru"), &ru, 1, {0}, NULL}};
	static const char *const names[] = {"メメックス", "Картотека"};
	static const char *const aliases[] = {"memex", "Zettelkasten"};
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		builtin_digest(a, &docs[i], &d);
		const struct reply_concept *c = NULL;
		for (size_t k = 0; k < d.concepts.n && !c; k++)
			if (str_ieq(d.concepts.v[k].name, str_of(names[i])) ||
				strs_has(d.concepts.v[k].aliases, str_of(aliases[i])))
				c = &d.concepts.v[k];
		assert_non_null(c);
		assert_true(strs_has(c->aliases, str_of(aliases[i])));
	}
	arena_free(a);
}

static void running_heads_are_no_text(void **state)
{
	static const char head[] =
		"The Ninth Intl. Conf. on Tidal Mills and Water Wheels (TMWW 09) ";
	static const char *const parts[] = {
		"A tide mill is a water mill that is driven by the tide. Its wheel of oak has ",
		"blades that turn twice a day. Each tide mill needs a pond near the coast of ",
		"the sea. The miller of a tide mill opens the gate of the pond, which is ",
		"closed by the flood. A tide mill grinds flour for the whole town."};
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	struct reply_digest d;
	(void)state;
	for (size_t i = 0; i < 4; i++)
		buf_printf(&b, "%s%s", parts[i], i < 3 ? head : "");
	struct builtin_passage p = {STR("p"), BUILTIN_PARAGRAPH, STR(""), buf_str(&b)};
	struct builtin_document doc = {STR("Tide mills"), STR("en"), &p, 1, {0}, NULL};
	builtin_digest(a, &doc, &d);
	assert_non_null(concept(&d, "tide mill"));
	assert_non_null(claim(&d, "A tide mill is a water mill"));
	for (size_t i = 0; i < d.claims.n; i++)
		assert_true(str_find(d.claims.v[i].text, STR("Ninth")) == STR_NPOS);
	for (size_t i = 0; i < d.concepts.n; i++) {
		struct str name = d.concepts.v[i].name;
		assert_true(str_find(name, STR("Intl")) == STR_NPOS);
		assert_true(str_find(name, STR("Conf")) == STR_NPOS);
	}
	arena_free(a);
}

static void odd_names_are_no_concepts(void **state)
{
	static const struct builtin_passage p = P("p1", "Arguments",
		"T is a table of all states. A counterexample c is a case that contradicts an argument "
		"of the agent. The counterexample c is found by a search. POMDPs are models of agents "
		"with noise. POMDPs have hidden states. Dependency modeling Capturing dependencies is a "
		"step that many writers skip. Each agent sends T to the table.");
	static const struct builtin_passage list = {S("p2"), BUILTIN_LIST, S("Teachers"),
		S("Passionate: A teacher who is passionate about music can ignite yours.\n"
		  "Patient: A teacher who is patient about errors will keep yours.")};
	const struct builtin_passage both[] = {p, list};
	const struct builtin_document doc = {S("Agents that argue"), S("en"), both, 2, {0}, NULL};
	static const char *const odd[] = {"T", "counterexample c", "POMDPs", "Passionate",
		"passionate", "Dependency modeling Capturing dependencies"};
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &doc, &d);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		assert_null(concept(&d, odd[i]));
	assert_non_null(concept(&d, "POMDP"));
	arena_free(a);
}

static void headings_that_ran_into_a_sentence_go(void **state)
{
	static const struct builtin_passage p = P("p1", "",
		"AIR TRAFFIC FLOW The agents of an airport are asked to act alone on each flight. "
		"PageRank We computed the rank of each page on a graph of five billion pages.");
	static const struct builtin_document doc = {S("Flow"), S("en"), &p, 1, {0}, NULL};
	struct arena *a = arena_make();
	struct reply_digest d;
	(void)state;
	builtin_digest(a, &doc, &d);
	assert_non_null(claim(&d, "The agents of an airport"));
	assert_null(claim(&d, "AIR"));
	assert_null(claim(&d, "PageRank We"));
	arena_free(a);
}

static void emphasis_and_links_speak_for_a_phrase(void **state)
{
	static const char text[] =
		"The **sluice gate** and the [mill pond](pond.md) of `**no code**` are old.[^1]\n"
		"![a picture](a.png) [[wheels|water wheel]] snake_case_name 2*3*4 _Rance_\n"
		"- **Price:** 5 pounds, **Depth**: 3 feet, [ ] a task, [plain bracket]\n"
		"```\n**fenced**\n```\n**never closed";
	static const char *const want[] = {"sluice gate", "mill pond", "water wheel", "Rance"};
	struct arena *a = arena_make();
	struct builtin_document doc = tides;
	struct builtin_terms without, with;
	double before = 0, after = 0;
	(void)state;
	struct strs l = builtin_apart(a, str_of(text));
	assert_int_equal(l.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(str_eqz(l.v[i], want[i]));
	builtin_terms(a, &doc, 20, &without);
	doc.apart = l;
	builtin_terms(a, &doc, 20, &with);
	for (size_t i = 0; i < without.n; i++)
		before = str_eqz(without.v[i].term, "mill pond") ? without.v[i].score : before;
	for (size_t i = 0; i < with.n; i++)
		after = str_eqz(with.v[i].term, "mill pond") ? with.v[i].score : after;
	assert_true(before != 0 && after > before);
	arena_free(a);
}

static void key_phrases(void **state)
{
	struct arena *a = arena_make();
	struct builtin_terms t;
	(void)state;
	builtin_terms(a, &tides, 8, &t);
	assert_true(t.n > 3 && t.n <= 8);
	assert_true(str_eqz(t.v[0].term, "tide mill"));
	for (size_t i = 1; i < t.n; i++)
		assert_true(t.v[i].score <= t.v[i - 1].score);
	builtin_terms(a, &tides, 0, &t);
	assert_int_equal(t.n, 0);
	arena_free(a);
}

static void summaries_are_extracts_in_order(void **state)
{
	struct arena *a = arena_make();
	struct builtin_sentences s;
	size_t last = 0, words = 0;
	(void)state;
	builtin_summary(a, &tides, 40, &s);
	assert_true(s.n > 1);
	for (size_t i = 0; i < s.n; i++) {
		assert_true(s.v[i].passage >= last);
		last = s.v[i].passage;
		assert_true(str_find(tide_mills[last].text, s.v[i].text) != STR_NPOS);
		words += text_count_words(s.v[i].text);
	}
	assert_true(words >= 30 && words < 80);
	arena_free(a);
}

/* Nothing, blanks, junk, and much of it. */
static void hostile_documents(void **state)
{
	struct arena *a = arena_make();
	struct builtin_document doc = {0};
	(void)state;
	digest_is_sound(a, &doc);
	struct buf b = buf_make(a);
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, i % 7 ? "(A \xE2\x80\x9C" : "a | \xFF. B1 \n");
	struct builtin_passage p[] = {
		{STR("x"), BUILTIN_PARAGRAPH, STR(""), STR("")},
		{STR("y"), BUILTIN_TABLE, STR(" > "), STR(" | \n | | |\n|")},
		{STR("z"), BUILTIN_LIST, STR("a > a > "), text_clean(a, buf_str(&b))},
	};
	doc = (struct builtin_document){STR("(("), STR("x"), p, 3, {0}, NULL};
	digest_is_sound(a, &doc);
	doc.language = STR("en");
	digest_is_sound(a, &doc);
	arena_free(a);
}

static void time_grows_with_the_text_only(void **state)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	struct reply_digest d;
	uint32_t x = 1;
	(void)state;
	for (int i = 0; i < 60000; i++) {
		x = x * 1664525u + 1013904223u;
		buf_printf(&b, "%sw%u%s", i % 12 ? " " : " The ", (x >> 20) % 900,
			i % 12 == 11 ? "." : "");
	}
	struct builtin_passage p = {STR("p"), BUILTIN_PARAGRAPH, STR(""), buf_str(&b)};
	struct builtin_document doc = {STR("w7"), STR("en"), &p, 1, {0}, NULL};
	builtin_digest(a, &doc, &d);
	assert_true(d.claims.n <= 120);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(concepts_have_names_kinds_and_definitions),
		cmocka_unit_test(claims_stand_alone),
		cmocka_unit_test(items_have_their_lead_in_and_rows_their_heads),
		cmocka_unit_test(headings_ask),
		cmocka_unit_test(long_sentences_are_quoted_in_part),
		cmocka_unit_test(other_languages),
		cmocka_unit_test(what_opens_a_definition_is_a_concept),
		cmocka_unit_test(subtitles_lose_their_times),
		cmocka_unit_test(translations_are_aliases),
		cmocka_unit_test(names_in_two_scripts_are_one),
		cmocka_unit_test(running_heads_are_no_text),
		cmocka_unit_test(odd_names_are_no_concepts),
		cmocka_unit_test(headings_that_ran_into_a_sentence_go),
		cmocka_unit_test(emphasis_and_links_speak_for_a_phrase),
		cmocka_unit_test(key_phrases),
		cmocka_unit_test(summaries_are_extracts_in_order),
		cmocka_unit_test(hostile_documents),
		cmocka_unit_test(time_grows_with_the_text_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
