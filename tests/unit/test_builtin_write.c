/* test_builtin_write.c - articles and categories of the builtin engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "llm/builtin.h"

/* A claim: id, source, heading path, date, text. */
struct given {
	const char *id;
	size_t source;
	const char *heading, *date, *text;
};

static bool is_german(struct str text)
{
	return str_find(text, STR("Gezeiten")) != STR_NPOS;
}

/* "label - head: cell" is the text of a row; what stands in the quote is "label | cell". */
static struct str quote_of_row(struct arena *a, struct str text)
{
	struct buf b = buf_make(a);
	size_t at = str_find(text, STR(" \xE2\x80\x94 "));
	if (at == STR_NPOS)
		return text;
	struct str rest = str_from(text, at + 5), part;
	buf_put(&b, str_sub(text, 0, at));
	while (str_cut(&rest, ';', &part)) {
		buf_puts(&b, " | ");
		buf_put(&b, str_from(part, str_find(part, STR(": ")) + 2));
	}
	return buf_str(&b);
}

static struct reply_article article(
	struct arena *a, const char *name, const struct given *v, size_t n)
{
	struct builtin_evidence *e = ARENA_ARRAY(a, struct builtin_evidence, n);
	struct builtin_concept c = {.name = str_of(name), .kind = STR("tool"), .claims = e};
	struct reply_article out;
	c.n_claims = n;
	for (size_t i = 0; i < n; i++)
		e[i] = (struct builtin_evidence){.id = str_of(v[i].id),
			.text = str_of(v[i].text),
			.quote = quote_of_row(a, str_of(v[i].text)),
			.heading = str_of(v[i].heading),
			.source_title = str_printf(a, "Source %zu", v[i].source),
			.source_date = str_of(v[i].date),
			.language = is_german(str_of(v[i].text)) ? STR("de") : STR("en"),
			.source = v[i].source};
	builtin_article(a, &c, &out);
	return out;
}

/* "heading: id id; heading: ..." */
static struct str outline(struct arena *a, const struct reply_article *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->blocks.n; i++) {
		buf_puts(&b, i ? "; " : "");
		buf_put(&b, r->blocks.v[i].heading);
		buf_puts(&b, ":");
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++) {
			struct strs ids = r->blocks.v[i].sentences.v[k].claims;
			for (size_t j = 0; j < ids.n; j++) {
				buf_puts(&b, j ? "+" : " ");
				buf_put(&b, ids.v[j]);
			}
		}
	}
	return buf_str(&b);
}

static void the_definition_opens(void **state)
{
	static const struct given v[] = {
		{"a", 1, "Mills", "2001", "The tide mill at Eling was rebuilt after a storm."},
		{"b", 1, "Mills", "2001",
			"A tide mill is a water mill that is driven by the tide."},
		{"c", 2, "Water", "2005", "Engineers love the tide mill for its plain wheel."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 3);
	assert_true(str_eqz(r.blocks.v[0].sentences.v[0].text, v[1].text));
	assert_true(str_eqz(r.description, v[1].text));
	assert_true(str_starts(outline(a, &r), STR(": b")));
	arena_free(a);
}

static void repeats_are_one_sentence_with_both_claims(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 2, "", "", "A tide mill is a water mill which is driven by the tide."},
		{"c", 2, "", "", "The tide mill at Eling has 2 wheels and a mill pond."},
		{"d", 3, "", "", "The tide mill at Eling has 3 wheels and a mill pond."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 4);
	assert_true(str_starts(outline(a, &r), STR(": a+b")));
	assert_int_equal(r.disagreements.n, 1);
	assert_true(str_eqz(r.disagreements.v[0].claims.v[0], "c"));
	assert_true(str_eqz(r.disagreements.v[0].claims.v[1], "d"));
	arena_free(a);
}

static void aspects_come_from_the_sources(void **state)
{
	static const struct given v[] = {
		{"a", 1, "Mills", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 1, "Mills > Wheels", "",
			"Wheels of oak last for thirty winters in sea water."},
		{"c", 1, "Mills > Wheels", "",
			"An undershot wheel of a tide mill turns both ways."},
		{"d", 1, "Mills > Owners", "", "Monks owned many of the mills along that coast."},
		{"e", 1, "Mills > Introduction", "",
			"Flour was dear, and tide mills made it cheaper."},
		{"f", 1, "Mills > Introduction", "",
			"Bakers on the coast bought flour from a tide mill."},
		{"g", 1, "Mills > History", "",
			"The tide mill of Rupel was rebuilt in 1883 with brick."},
		{"h", 1, "Mills > History", "",
			"In 1516 a baker in Rupel bought the old tide mill."},
		{"i", 1, "Mills > Other", "", "Nobody had measured a tide mill before May 1702."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, sizeof v / sizeof *v);
	struct str o = outline(a, &r);
	assert_true(str_find(o, STR("Wheels: b c")) != STR_NPOS);
	assert_true(str_find(o, STR("History: h i g")) != STR_NPOS);
	assert_true(str_find(o, STR("Owners")) == STR_NPOS);
	assert_true(str_find(o, STR("Introduction")) == STR_NPOS);
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		assert_true(str_find(o, str_of(v[i].id)) != STR_NPOS);
	for (size_t i = 1; i < r.blocks.n; i++) /* nothing without a heading falls below one */
		assert_true(r.blocks.v[i].heading.n || !r.blocks.v[i - 1].heading.n);
	arena_free(a);
}

static void descriptions_are_short(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "",
			"A tide mill is a water mill that is driven by the rise and the fall of the tide, "
			"which a dam keeps back in a pond of many acres until the sea outside has gone "
			"down far enough to let the wheel turn."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 1);
	assert_true(text_n_cp(r.description) <= 160);
	assert_true(str_ends(r.description, STR("\xE2\x80\xA6")));
	r = article(a, "tide mill", NULL, 0);
	assert_int_equal(r.blocks.n, 0);
	assert_int_equal(r.description.n, 0);
	arena_free(a);
}

static void other_languages_come_last(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "", "Eine Gezeitenmühle, also a tide mill, mahlt bei Ebbe."},
		{"b", 2, "", "", "A tide mill is a water mill that is driven by the tide."},
		{"c", 1, "", "", "Die Gezeitenmühle (tide mill) von Eling steht noch."},
		{"d", 2, "", "", "The tide mill at Eling still grinds flour on Sundays."},
		{"e", 3, "", "", "Nobody built a tide mill on that coast after the war."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, sizeof v / sizeof *v);
	assert_true(str_eqz(r.description, v[1].text));
	assert_true(str_ends(outline(a, &r), STR("; In German sources: a c")));
	arena_free(a);
}

static void sentences_that_need_their_neighbours_go(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 1, "", "", "A tide mill also needs something that people forget."},
		{"c", 1, "", "", "One of its wheels drives the old tide mill at Eling."},
		{"d", 1, "", "", "The tide mill at Eling still grinds flour on Sundays."},
		{"e", 2, "", "", "Millers therefore left the tide mill to the ducks."},
		{"f", 2, "", "", "The first weakness of a tide mill is the long wait."},
		{"g", 2, "", "", "The first tide mill of Eling was built before 1086."},
		{"j", 2, "", "", "In May 1791 it was sold with a tide mill at Rupel."},
		{"k", 2, "", "", "The tide mill, which he had begun in 1790, was never paid."},
		{"h", 2, "", "", "Ada Byron sold it with a tide mill and a pond."},
		{"i", 2, "", "",
			"A miller keeps a tide mill by the rules of the coast, and these rules are "
			"old."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, sizeof v / sizeof *v);
	struct str o = outline(a, &r);
	static const char *const gone[] = {" b", " c", " e", " f", " h", " j", " k"};
	static const char *const kept[] = {" a", " d", " g", " i"};
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		assert_true(str_find(o, str_of(gone[i])) == STR_NPOS);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		assert_true(str_find(o, str_of(kept[i])) != STR_NPOS);
	arena_free(a);
}

#define ROW(label, built, wheels) label " \xE2\x80\x94 built: " built "; wheels: " wheels

static void rows_are_tables_items_or_nothing(void **state)
{
	static const struct given v[] = {
		{"a", 1, "Mills", "", "Eling is a village with a tide mill on the coast."},
		{"b", 1, "Mills", "", ROW("Tide mill of Eling", "1785", "2")},
		{"c", 1, "Mills", "", ROW("Woodbridge, after Eling", "1793", "1")},
		{"d", 2, "Coast", "", ROW("Eling", "yes", "no")},
		{"e", 3, "Ports", "", ROW("Eling", "1785", "two of oak")},
	};
	struct arena *a = arena_make();
	size_t tables = 0;
	(void)state;
	struct reply_article r = article(a, "Eling", v, sizeof v / sizeof *v);
	for (size_t i = 0; i < r.blocks.n; i++) {
		const struct reply_block *b = &r.blocks.v[i];
		if (!str_eqz(b->kind, "table"))
			continue;
		tables++;
		assert_int_equal(b->sentences.n, 4); /* e too: the same columns, and it tells */
		assert_true(str_ends(b->sentences.v[0].text, STR(" | built | wheels")));
		assert_true(str_eqz(b->sentences.v[1].text, "Tide mill of Eling | 1785 | 2"));
		for (size_t k = 0; k < 4; k++)
			assert_int_equal(b->sentences.v[k].claims.n, 1);
	}
	assert_int_equal(tables, 1);
	struct str o = outline(a, &r);
	assert_true(str_find(o, STR(" d")) == STR_NPOS);
	assert_true(str_find(o, STR(" e")) != STR_NPOS);
	arena_free(a);
}

static void a_list_has_its_bounds(void **state)
{
	static const char *const subjects[] = {"Wheels", "Oak", "Stone", "Tar", "Sails"};
	static const char *const things[] = {"ropes", "beams", "nails", "sacks", "eels", "barrels"};
	struct given v[30];
	struct arena *a = arena_make();
	(void)state;
	for (size_t i = 0; i < 30; i++)
		v[i] = (struct given){str_z(a, str_printf(a, "x%zu", i)), i, "", "",
			str_z(a,
				str_printf(a,
					"A tide mill brought %s and %s to the quay of bay %zu.",
					subjects[i % 5], things[i / 5], i))};
	struct reply_article r = article(a, "tide mill", v, 30);
	size_t n = 0;
	for (size_t i = 0; i < r.blocks.n; i++)
		n += r.blocks.v[i].sentences.n;
	assert_true(n >= 10 && n <= 20);
	arena_free(a);
}

static void headings_are_aspects_and_not_titles(void **state)
{
	static const struct given v[] = {
		{"a", 1, "Source 1", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 1, "Source 1", "", "The miller of a tide mill slept when the tide was out."},
		{"c", 1, "Source 1", "",
			"Sea water wears out the wheels of a tide mill in ten years."},
		{"d", 1, "Source 1 > Related", "", "Herring was dried in the loft of a tide mill."},
		{"e", 1, "Source 1 > Related", "", "Salt was ground in a tide mill near the quay."},
		{"f", 1, "Source 1 > Years", "", "The tide mill of Rupel burnt in 1883."},
		{"g", 1, "Source 1 > Years", "", "A tide mill of Ham burnt in 1702 with its barn."},
		{"h", 1, "Source 1 > Years", "", "Fire came to the tide mill of Burcht as well."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, sizeof v / sizeof *v);
	struct str o = outline(a, &r);
	assert_true(str_find(o, STR("Source 1")) == STR_NPOS);
	assert_true(str_find(o, STR("Related")) == STR_NPOS);
	assert_true(str_find(o, STR("Years: g f h")) != STR_NPOS);
	arena_free(a);
}

static size_t n_disagreements(struct arena *a, const struct given *v)
{
	struct reply_article r = article(a, "tide mill", v, 2);
	return r.disagreements.n;
}

static void beginnings_disagree_when_they_are_of_one_kind(void **state)
{
	static const struct given differ[] = {
		{"a", 1, "", "", "The tide mill was introduced to the Solent in 1794 by monks."},
		{"b", 2, "", "",
			"The tide mill, first described in 1770 by a clerk, feeds the port."}};
	static const struct given kinds[] = {
		{"a", 1, "", "", "The tide mill was founded by monks of the Solent in 1794."},
		{"b", 2, "", "", "The tide mill was first described in 1770 by a clerk."}};
	static const struct given one[] = {
		{"a", 1, "", "", "The tide mill was introduced to the Solent in 1794 by monks."},
		{"b", 1, "", "",
			"The tide mill, first described in 1770 by a clerk, feeds the port."}};
	static const struct given others[] = {
		{"a", 1, "", "", "The tide mill was introduced to the Solent in 1794 by monks."},
		{"b", 2, "", "",
			"A rule for the tide mill was first described in 1770 by a clerk."}};
	struct arena *a = arena_make();
	(void)state;
	assert_int_equal(n_disagreements(a, differ), 1);
	assert_int_equal(n_disagreements(a, kinds), 0);
	assert_int_equal(n_disagreements(a, one), 0);
	assert_int_equal(n_disagreements(a, others), 0);
	arena_free(a);
}

/* The first table without a heading, "cell | cell; cell | cell". */
static struct str table(struct arena *a, const struct reply_article *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->blocks.n && !b.n; i++)
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++)
			if (str_eqz(r->blocks.v[i].kind, "table"))
				buf_printf(&b, STR_FMT "; ",
					STR_ARG(r->blocks.v[i].sentences.v[k].text));
	return buf_str(&b);
}

static void figures_of_several_sources_stand_side_by_side(void **state)
{
	static const struct given wheels[] = {
		{"a", 1, "", "", "The tide mill at Eling has 2 wheels and a mill pond."},
		{"b", 2, "", "", "The tide mill at Eling has 3 wheels and a mill pond."}};
	static const struct given one[] = {
		{"a", 1, "", "", "The tide mill at Eling has 2 wheels and a mill pond."},
		{"b", 1, "", "", "The tide mill at Eling has 3 wheels and a mill pond."}};
	static const struct given agree[] = {
		{"a", 1, "", "", "The tide mill was introduced to the Solent in 1794 by monks."},
		{"b", 2, "", "",
			"The tide mill, first described in 1794 by a clerk, feeds a port."},
		{"c", 3, "", "", "The tide mill was presented to the king at court in 1794."}};
	static const struct given row[] = {
		{"a", 1, "", "", "The tide mill was founded by monks of the Solent in 1794."},
		{"b", 2, "", "", "tide mill \xE2\x80\x94 founded: 1795; wheels: 2"}};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", wheels, 2);
	struct str t = table(a, &r);
	assert_true(str_find(t, STR("| wheels; ")) != STR_NPOS);
	assert_true(str_find(t, STR("| 2; ")) != STR_NPOS);
	assert_true(str_find(t, STR("| 3; ")) != STR_NPOS);
	r = article(a, "tide mill", one, 2);
	assert_int_equal(table(a, &r).n, 0);
	r = article(a, "tide mill", agree, 2);
	assert_int_equal(table(a, &r).n, 0);
	r = article(a, "tide mill", agree, 3);
	assert_true(str_find(table(a, &r), STR("| 1794; ")) != STR_NPOS);
	assert_int_equal(r.disagreements.n, 0);
	r = article(a, "tide mill", row, 2);
	assert_true(str_find(table(a, &r), STR("| 1795; ")) != STR_NPOS);
	assert_int_equal(r.disagreements.n, 1);
	arena_free(a);
}

static void what_only_people_did_to_it_is_left_out(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 1, "", "",
			"The first tide mill on the coast was built by Garfield of Leeds."},
		{"c", 1, "", "", "Garfield and Sher devised it for the coast beside a tide mill."}};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 3);
	struct str o = outline(a, &r);
	assert_true(str_find(o, STR(" b")) != STR_NPOS);
	assert_true(str_find(o, STR(" c")) == STR_NPOS);
	arena_free(a);
}

static void sentences_speak_of_their_subject(void **state)
{
	static const struct {
		const char *text, *name, *lang;
		bool yes;
	} v[] = {
		{"Ninja is a build system.", "Ninja", "en", true},
		{"The sociologist Niklas Luhmann kept one.", "Niklas Luhmann", "en", true},
		{"In 1968, Doug Engelbart showed a mouse.", "Doug Engelbart", "en", true},
		{"Mills (of wood) turn.", "Mills", "en", true},
		{"A flight aggregator does all searches.", "flight", "en", false},
		{"The compiler of Rust is fast.", "Rust", "en", false},
		{"Google Cloud runs it.", "Google", "en", false},
		{"The Nutrition 2025 meeting was long.", "Nutrition", "en", false},
		{"Read our disclosure for more.", "disclosure", "en", false},
		{"Use Canvas to draw.", "Canvas", "en", false},
		{"Der Zettelkasten hat zwei Teile.", "Zettelkasten", "de", true},
		{"\xE3\x82\xA6\xE3\x82\xA3\xE3\x82\xAD\xE3\x81\xAF",
			"\xE3\x82\xA6\xE3\x82\xA3\xE3\x82\xAD", "ja", true},
	};
	struct arena *a = arena_make();
	const struct lexicon *lexicon = lexicon_make(a);
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct str text = str_of(v[i].text), name = str_of(v[i].name);
		size_t at = str_find(text, name);
		assert_int_equal(
			builtin_speaks_of(lexicon, text, at, at + name.n, str_of(v[i].lang)),
			v[i].yes);
	}
	arena_free(a);
}

/* --- categories -------------------------------------------------------------------------- */

#define N 20

/* Two rings of ten, one link between them, and two strangers at the end. */
static void two_rings(struct arena *a, struct builtin_sort_concept *v, const size_t *place)
{
	for (size_t i = 0; i < N; i++) {
		struct builtin_sort_concept *c = &v[place[i]];
		size_t ring = i / 10 * 10, n = i < N - 2 ? 3 : 0;
		size_t *near = ARENA_ARRAY(a, size_t, 3);
		double *weight = ARENA_ARRAY(a, double, 3);
		*c = (struct builtin_sort_concept){
			.name = str_printf(a, "%s %zu", i < 10 ? "mill" : "ship", i),
			.weight = 9 - i % 10};
		c->kind = STR("concept");
		for (size_t k = 0; k < n; k++) {
			near[k] = place[ring + (k == 0 && i % 10 ? 0 : (i + k + 1) % 8)];
			weight[k] = k == 0 ? 0.9 : 0.4;
		}
		c->near = near;
		c->near_weight = weight;
		c->n_near = n;
	}
}

static struct str sorted(struct arena *a, const size_t *place)
{
	struct builtin_sort_concept v[N];
	struct reply_sort out;
	two_rings(a, v, place);
	builtin_sort(a, v, N, &out);
	return reply_encode(a, REPLY_SORT, &out);
}

static void order_of_input_does_not_matter(void **state)
{
	struct arena *a = arena_make();
	size_t straight[N], turned[N];
	(void)state;
	for (size_t i = 0; i < N; i++) {
		straight[i] = i;
		turned[i] = (i * 7 + 3) % N;
	}
	assert_true(str_eq(sorted(a, straight), sorted(a, turned)));
	arena_free(a);
}

static void each_concept_is_placed_once(void **state)
{
	struct arena *a = arena_make();
	struct builtin_sort_concept v[N];
	struct reply_sort out;
	size_t straight[N];
	(void)state;
	for (size_t i = 0; i < N; i++)
		straight[i] = i;
	two_rings(a, v, straight);
	builtin_sort(a, v, N, &out);
	assert_int_equal(out.placements.n, N);
	assert_true(out.categories.n >= 2 && out.categories.n <= 17);
	for (size_t i = 0; i < N; i++) {
		size_t found = 0, known = 0;
		for (size_t k = 0; k < N; k++)
			found += str_eq(out.placements.v[k].concept, v[i].name);
		for (size_t k = 0; k < out.categories.n; k++)
			known += str_eq(out.categories.v[k].name, out.placements.v[i].category);
		assert_int_equal(found, 1);
		assert_int_equal(known, 1);
	}
	builtin_sort(a, v, 0, &out);
	assert_int_equal(out.categories.n, 0);
	arena_free(a);
}

static void rings_are_categories_and_strangers_are_other(void **state)
{
	struct arena *a = arena_make();
	struct builtin_sort_concept v[N];
	struct reply_sort out;
	size_t straight[N];
	(void)state;
	for (size_t i = 0; i < N; i++)
		straight[i] = i;
	two_rings(a, v, straight);
	builtin_sort(a, v, N, &out);
	for (size_t i = 0; i < N; i++) {
		struct str in = out.placements.v[i].category;
		bool mill = str_starts(out.placements.v[i].concept, STR("mill"));
		bool stranger = str_eqz(out.placements.v[i].concept, "ship 18") ||
			str_eqz(out.placements.v[i].concept, "ship 19");
		assert_true(stranger ? str_eqz(in, "Other")
				     : str_starts(in, mill ? STR("Mill") : STR("Ship")));
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_definition_opens),
		cmocka_unit_test(repeats_are_one_sentence_with_both_claims),
		cmocka_unit_test(aspects_come_from_the_sources),
		cmocka_unit_test(descriptions_are_short),
		cmocka_unit_test(other_languages_come_last),
		cmocka_unit_test(sentences_that_need_their_neighbours_go),
		cmocka_unit_test(rows_are_tables_items_or_nothing),
		cmocka_unit_test(a_list_has_its_bounds),
		cmocka_unit_test(headings_are_aspects_and_not_titles),
		cmocka_unit_test(beginnings_disagree_when_they_are_of_one_kind),
		cmocka_unit_test(figures_of_several_sources_stand_side_by_side),
		cmocka_unit_test(what_only_people_did_to_it_is_left_out),
		cmocka_unit_test(sentences_speak_of_their_subject),
		cmocka_unit_test(order_of_input_does_not_matter),
		cmocka_unit_test(each_concept_is_placed_once),
		cmocka_unit_test(rings_are_categories_and_strangers_are_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
