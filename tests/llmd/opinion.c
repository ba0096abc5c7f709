/* opinion.c - what the double thinks of the claims of a concept ("[c:ID] quote || source (date) || ...")
 * and of a list of concepts ("[k:ID] name: description || sources").
 *
 *   contradiction      two quotes that differ in figures alone
 *   outdated-claim     the same with "now" in both and another date each; the older first
 *   gap                a quote with "unknown"; the question is "What is known: QUOTE?"
 *   merge-candidate    two names that differ in one word that the other lacks, the last one equal: "Kelp
 *                      press" and "Old Kelp press"
 *   article-candidate  three names or more that end with the same word; a heading a name
 * Order: claims, concepts, both. */
#include <string.h>

#include "answer.h"
#include "base/text.h"

/* --- claims ------------------------------------------------------------------------------ */

static struct str part(struct str s, size_t i)
{
	size_t at = str_find(s, STR("||"));
	for (; i && at != STR_NPOS; i--) {
		s = str_from(s, at + 2);
		at = str_find(s, STR("||"));
	}
	return str_trim(str_sub(s, 0, at));
}

static struct str date_of(const struct mark *m)
{
	struct str source = part(m->text, 1);
	size_t open = str_rfind_byte(source, '(');
	return open == STR_NPOS ? STR("") : str_sub(source, open + 1, source.n - 1);
}

static void put_proof(struct json_out *o, struct str id, struct str quote)
{
	json_open(o, NULL, '{');
	json_put_str(o, "id", id);
	json_put_str(o, "quote", quote);
	json_close(o, '}');
}

struct talk {
	struct turn *t;
	struct json_out *o;
	size_t n;
};

/* An opinion on two claims or, without y, on one. */
static void put_claims(struct talk *k, const char *kind, struct str text, struct str question,
	const struct mark *x, const struct mark *y)
{
	struct lie lie = lie_about(k->t, k->n++, text, part(x->text, 0), x->id);
	json_open(k->o, NULL, '{');
	json_put_str(k->o, "kind", str_of(kind));
	json_put_str(k->o, "text", lie.text);
	json_put_str(k->o, "question", question);
	json_open(k->o, "outline", '[');
	json_close(k->o, ']');
	json_open(k->o, "evidence", '[');
	put_proof(k->o, lie.id, lie.quote);
	if (y)
		put_proof(k->o, y->id, part(y->text, 0));
	json_close(k->o, ']');
	json_close(k->o, '}');
}

static void on_pair(struct talk *k, const struct mark *x, const struct mark *y)
{
	struct str older = date_of(x), newer = date_of(y);
	bool now = str_find(part(x->text, 0), STR(" now ")) != STR_NPOS;
	if (!now || !older.n || !newer.n || str_eq(older, newer))
		put_claims(k, "contradiction", STR("The sources do not agree on a figure."),
			STR(""), x, y);
	else if (str_cmp(older, newer) < 0)
		put_claims(k, "outdated-claim", STR("A newer source has another figure."), STR(""),
			x, y);
	else
		put_claims(k, "outdated-claim", STR("A newer source has another figure."), STR(""),
			y, x);
}

static void on_claims(struct talk *k, struct marks l)
{
	struct map seen = map_make(k->t->a);
	for (size_t i = 0; i < l.n; i++) {
		struct str quote = part(l.v[i].text, 0);
		struct map_entry *e = map_add(&seen, without_figures(k->t->a, quote), NULL);
		if (!e->ptr)
			e->ptr = &l.v[i];
		else if (!str_eq(part(((const struct mark *)e->ptr)->text, 0), quote))
			on_pair(k, e->ptr, &l.v[i]);
		if (str_find(quote, STR("unknown")) != STR_NPOS)
			put_claims(k, "gap", STR("The sources leave it open."),
				str_printf(k->t->a, "What is known: " STR_FMT "?", STR_ARG(quote)),
				&l.v[i], NULL);
	}
}

/* --- concepts ---------------------------------------------------------------------------- */

static struct str name_of(const struct mark *m)
{
	struct str s = str_sub(m->text, 0, str_find(m->text, STR(": ")));
	return str_trim(str_sub(s, 0, str_find(s, STR(" ("))));
}

static struct str last_word(struct arena *a, struct str name)
{
	struct str folded = text_fold(a, name);
	size_t blank = str_rfind_byte(folded, ' ');
	return blank == STR_NPOS ? STR("") : str_from(folded, blank + 1);
}

static void put_concepts(struct talk *k, const char *kind, struct str text, const struct mark **v,
	size_t n, bool outline)
{
	struct lie lie = lie_about(k->t, k->n++, text, STR(""), v[0]->id);
	json_open(k->o, NULL, '{');
	json_put_str(k->o, "kind", str_of(kind));
	json_put_str(k->o, "text", lie.text);
	json_put_str(k->o, "question", STR(""));
	json_open(k->o, "outline", '[');
	for (size_t i = 0; outline && i < n; i++)
		json_put_str(k->o, NULL, name_of(v[i]));
	json_close(k->o, ']');
	json_open(k->o, "evidence", '[');
	for (size_t i = 0; i < n; i++)
		put_proof(k->o, i ? v[i]->id : lie.id, STR(""));
	json_close(k->o, ']');
	json_close(k->o, '}');
}

static void find_merges(struct talk *k, struct marks l)
{
	for (size_t i = 0; i < l.n; i++)
		for (size_t j = 0; j < l.n; j++) {
			const struct mark *v[] = {&l.v[i], &l.v[j]};
			struct str whole = text_fold(k->t->a, name_of(v[1]));
			struct str small = text_fold(k->t->a, name_of(v[0]));
			struct str end = str_cat(k->t->a, STR(" "), small);
			if (i != j && text_count_words(small) > 1 && str_ends(whole, end))
				put_concepts(k, "merge-candidate",
					STR("One name is the other with a word more."), v, 2,
					false);
		}
}

static void find_articles(struct talk *k, struct marks l)
{
	struct map done = map_make(k->t->a);
	for (size_t i = 0; i < l.n; i++) {
		struct str word = last_word(k->t->a, name_of(&l.v[i]));
		const struct mark *v[8];
		size_t n = 0;
		bool added;
		map_add(&done, word, &added);
		for (size_t j = i; added && word.n && j < l.n && n < 8; j++)
			if (str_eq(last_word(k->t->a, name_of(&l.v[j])), word))
				v[n++] = &l.v[j];
		if (n >= 3)
			put_concepts(k, "article-candidate", STR("They belong to one subject."), v,
				n, true);
	}
}

/* --- both -------------------------------------------------------------------------------- */

void opinions(struct turn *t, struct json_out *o)
{
	struct talk k = {.t = t, .o = o};
	struct marks claims = marks_of(t, "c"), concepts = marks_of(t, "k");
	json_open(o, "opinions", '[');
	on_claims(&k, claims);
	find_merges(&k, concepts);
	find_articles(&k, concepts);
	json_close(o, ']');
}
