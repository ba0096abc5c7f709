/* fuzz_builtin.c - any text as a document: the builtin engine ends, and its quotes stand in it. */
#include <assert.h>

#include "base/arena.h"
#include "base/text.h"
#include "llm/builtin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A first byte of a line sets the kind of the passage that starts there. */
static size_t cut(struct arena *a, struct str text, struct builtin_passage *v, size_t most)
{
	struct str line;
	size_t n = 0;
	while (n < most && str_cut(&text, '\f', &line)) {
		enum builtin_block kind = line.n ? (unsigned char)line.p[0] % 5 : 0;
		v[n] = (struct builtin_passage){str_printf(a, "p%zu", n), kind,
			str_sub(line, 0, line.n / 8), text_clean(a, line)};
		n++;
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const langs[] = {"", "en", "de", "fr", "ja", "zh", "ko", "ru"};
	struct arena *a = arena_make();
	struct builtin_passage v[8];
	struct reply_digest d;
	struct builtin_terms terms;
	struct builtin_sentences s;
	struct str text = {(const char *)data, n};
	struct builtin_document doc = {.passages = v};
	doc.title = text_clean(a, str_sub(text, 1, 20));
	doc.language = str_of(n ? langs[data[0] % 8] : "");
	doc.n_passages = cut(a, text, v, 8);
	doc.apart = builtin_apart(a, text);
	builtin_digest(a, &doc, &d);
	for (size_t i = 0; i < d.claims.n; i++) {
		bool found = false;
		for (size_t k = 0; k < doc.n_passages; k++)
			found = found ||
				(str_eq(v[k].id, d.claims.v[i].passage) &&
					str_find(v[k].text, d.claims.v[i].quote) != STR_NPOS);
		assert(found);
	}
	struct reply_article article;
	struct builtin_evidence *e = ARENA_ARRAY(a, struct builtin_evidence, d.claims.n + 1);
	for (size_t i = 0; i < d.claims.n; i++)
		e[i] = (struct builtin_evidence){.id = d.claims.v[i].id,
			.text = d.claims.v[i].text,
			.quote = d.claims.v[i].quote,
			.source_title = doc.title,
			.language = doc.language,
			.source = i % 3};
	struct builtin_concept c = {.name = d.concepts.n ? d.concepts.v[0].name : STR("x"),
		.kind = STR("concept"),
		.claims = e,
		.n_claims = d.claims.n};
	builtin_article(a, &c, &article);
	builtin_terms(a, &doc, 10, &terms);
	builtin_summary(a, &doc, 60, &s);
	arena_free(a);
	return 0;
}
