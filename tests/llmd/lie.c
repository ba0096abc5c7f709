/* lie.c - what --lie makes of an answer. The first of four statements stays true, so that there is
 * something to keep. Every lie holds the word "evil", so that a test finds it wherever it gets to;
 * what a statement with a true quote smuggles in is markup, never a plain word. */
#include "answer.h"

static const char *const smuggled[] = {
	" [more](https://evil.example/page)",
	" ![](https://evil.example/pixel.png)",
	" <script src=\"https://evil.example/x.js\"></script>",
	"\n---\ntitle: evil\n---\n",
	" [[evil]] [^evil1234]",
	" <img src=x onerror=evil()>",
	" `$(touch evil)` [evil](../../evil.md)",
};
#define N_SMUGGLED (sizeof smuggled / sizeof *smuggled)

struct str lie_text(struct turn *t, struct str text)
{
	if (!t->set.lie)
		return text;
	return str_cat(t->a, text, str_of(smuggled[(t->call + text.n) % N_SMUGGLED]));
}

struct lie lie_about(struct turn *t, size_t i, struct str text, struct str quote, struct str id)
{
	struct lie x = {text, quote, id};
	if (!t->set.lie || i % 4 == 0)
		return x;
	if (i % 4 == 1) { /* invented words, under a passage or claim that there is */
		x.text = STR("The evil Moriarty founded 7777 colonies in 1666.");
		x.quote = STR("evil words that no passage holds anywhere");
	} else if (i % 4 == 2) { /* true words under no passage or claim */
		x.id = str_printf(t->a, "evil%04zu", i % 10000);
	} else {
		x.text = str_cat(t->a, text, str_of(smuggled[i / 4 % N_SMUGGLED]));
	}
	return x;
}

void lie_concepts(struct turn *t, struct json_out *o)
{
	static const char *const names[] = {"../../evil", "evil.md", "<b>evil</b>", "[[evil]]",
		"wiki/index.md#evil", "evil\n---\nx: y"};
	for (size_t i = 0; t->set.lie && i < sizeof names / sizeof *names; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "name", str_of(names[i]));
		json_open(o, "aliases", '[');
		json_put_str(o, NULL, STR("the evil"));
		json_close(o, ']');
		json_put_str(o, "kind", STR("other"));
		json_put_str(o, "definition", STR("evil9"));
		json_close(o, '}');
	}
}

void lie_pairs(struct turn *t, struct json_out *o)
{
	if (!t->set.lie)
		return;
	json_open(o, NULL, '{');
	json_put_str(o, "id", STR("evil"));
	json_put_str(o, "verdict", STR("same"));
	json_close(o, '}');
}

void lie_placements(struct turn *t, struct json_out *o)
{
	static const char *const rows[][2] = {
		{"evil", "../../evil"}, {"No such concept, evil", "Things evil"}};
	for (size_t i = 0; t->set.lie && i < 2; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "concept", str_of(rows[i][0]));
		json_put_str(o, "category", str_of(rows[i][1]));
		json_close(o, '}');
	}
}
