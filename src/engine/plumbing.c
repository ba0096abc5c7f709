/* plumbing.c - the builtin engine on the bytes of one file, without a base: kb concepts FILE and
 * kb summarize FILE. Order: the document, key phrases, summary. */
#include "base/err.h"
#include "doc/convert.h"
#include "doc/md.h"
#include "kb.h"
#include "llm/builtin.h"

#define HEADING_MAX 300 /* bytes; a longer one is a paragraph over a stray "===" */
#define LEVELS 6

/* --- the document ------------------------------------------------------------------------ */

static enum builtin_block kind_of(enum md_kind k)
{
	switch (k) {
	case MD_LIST: return BUILTIN_LIST;
	case MD_TABLE: return BUILTIN_TABLE;
	case MD_CODE: return BUILTIN_CODE;
	case MD_QUOTE: return BUILTIN_QUOTE;
	default: return BUILTIN_PARAGRAPH;
	}
}

static struct str path_of(struct arena *a, const struct str levels[LEVELS])
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < LEVELS; i++) {
		if (!levels[i].n)
			continue;
		if (b.n)
			buf_puts(&b, " > ");
		buf_put(&b, levels[i]);
	}
	return buf_str(&b);
}

static void passages_of(
	struct arena *a, const struct md_blocks *blocks, struct builtin_document *out)
{
	struct builtin_passage *v = ARENA_ARRAY(a, struct builtin_passage, blocks->n);
	struct str levels[LEVELS] = {{0}}, path = {0};
	size_t n = 0;
	for (size_t i = 0; i < blocks->n; i++) {
		const struct md_block *b = &blocks->v[i];
		if (b->parent != MD_NO_PARENT)
			continue;
		bool words = b->kind != MD_HTML && b->kind != MD_RULE && b->kind != MD_FOOTNOTE;
		if (b->kind != MD_HEADING || b->plain.n > HEADING_MAX) {
			if (words && b->plain.n)
				v[n++] = (struct builtin_passage){
					STR(""), kind_of(b->kind), path, b->plain};
			continue;
		}
		size_t level = b->level < 1 ? 0 : (b->level > LEVELS ? LEVELS : b->level) - 1;
		levels[level] = b->plain;
		for (size_t k = level + 1; k < LEVELS; k++)
			levels[k] = STR("");
		path = path_of(a, levels);
	}
	out->passages = v;
	out->n_passages = n;
}

static bool read_document(struct arena *a, struct str bytes, struct str name,
	struct builtin_document *out, struct err *e)
{
	struct convert_opt opt = {.name = name};
	struct document doc = {0};
	struct md_blocks blocks = {0};
	if (!convert(a, bytes, &opt, &doc, e) || !md_parse(a, doc.body, &blocks, e))
		return err_wrap(e, STR_FMT, STR_ARG(name));
	*out = (struct builtin_document){.title = doc.meta.title, .language = doc.meta.language};
	out->apart = builtin_apart(a, doc.body);
	passages_of(a, &blocks, out);
	return true;
}

/* --- key phrases ------------------------------------------------------------------------- */

bool kb_terms(struct arena *a, struct str bytes, struct str name, size_t most, struct kb_terms *out,
	struct err *e)
{
	struct builtin_document doc;
	struct builtin_terms terms = {0};
	if (!read_document(a, bytes, name, &doc, e))
		return false;
	builtin_terms(a, &doc, most, &terms);
	out->n = terms.n;
	out->v = arena_array(a, terms.n, sizeof *out->v);
	for (size_t i = 0; i < terms.n; i++) {
		out->v[i].term = terms.v[i].term;
		out->v[i].score = terms.v[i].score;
	}
	return true;
}

/* --- summary ----------------------------------------------------------------------------- */

/* Sentences of one passage make a paragraph, so that the text reads as its source does. */
bool kb_summarize(struct arena *a, struct str bytes, struct str name, size_t n_words,
	struct str *out, struct err *e)
{
	struct builtin_document doc;
	struct builtin_sentences s = {0};
	struct buf b = buf_make(a);
	if (!read_document(a, bytes, name, &doc, e))
		return false;
	builtin_summary(a, &doc, n_words, &s);
	for (size_t i = 0; i < s.n; i++) {
		if (i)
			buf_puts(&b, s.v[i].passage == s.v[i - 1].passage ? " " : "\n\n");
		buf_put(&b, s.v[i].text);
	}
	if (b.n)
		buf_putc(&b, '\n');
	*out = buf_str(&b);
	return true;
}
