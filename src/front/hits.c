/* hits.c - see hits.h. Order: marking words, text, JSON. */
#include "front/hits.h"

#include "base/text.h"

#define QUERY_WORDS_MAX 32

/* --- marking words ------------------------------------------------------------------------ */

/* The stems of the words of a query that mean something. */
static struct strs stems(struct arena *a, struct text_stemmer *stemmer, struct str query)
{
	struct text_words words = text_words(a, query);
	struct strs l = {0};
	for (size_t i = 0; i < words.n && i < QUERY_WORDS_MAX; i++)
		if (!text_is_stop(words.v[i].folded, STR("en")))
			strs_add(a, &l, text_stem(stemmer, a, words.v[i].folded));
	return l;
}

/* s with the words of query bold. */
static struct str mark(struct front *f, struct str s, struct str query)
{
	struct arena *a = f->a;
	s = term_line(a, s);
	if (!f->out.term.colour)
		return s;
	struct text_stemmer *stemmer = text_stemmer_make(a, STR("en"));
	struct strs wanted = stems(a, stemmer, query);
	struct text_words words = text_words(a, s);
	struct buf b = buf_make(a);
	size_t at = 0;
	for (size_t i = 0; i < words.n; i++) {
		const struct text_word *w = &words.v[i];
		if (!strs_has(wanted, text_stem(stemmer, a, w->folded)))
			continue;
		buf_put(&b, str_sub(s, at, w->start));
		buf_put(&b, out_styled(&f->out, OUT_BOLD, str_sub(s, w->start, w->end)));
		at = w->end;
	}
	buf_put(&b, str_from(s, at));
	return buf_str(&b);
}

/* --- text --------------------------------------------------------------------------------- */

struct str hits_place(struct arena *a, struct str path, struct str passage)
{
	if (passage.n == 0)
		return path;
	return str_printf(a, STR_FMT "#^" STR_FMT, STR_ARG(path), STR_ARG(passage));
}

void hits_text(struct front *f, const struct kb_hits *hits, struct str query)
{
	struct out *o = &f->out;
	for (size_t i = 0; i < hits->n; i++) {
		const struct kb_hit *h = &hits->v[i];
		struct str title = h->title.n ? h->title : h->path;
		if (i)
			out_raw(o, STR("\n"));
		out_line(o, 0, 0, out_styled(o, OUT_BOLD, title));
		out_raw(o, STR("  "));
		out_line(o, 2, 2, out_styled(o, OUT_DIM, hits_place(f->a, h->path, h->passage)));
		if (!str_blank(h->snippet))
			out_wrap(o, 2, mark(f, h->snippet, query));
		if (h->explain.n)
			out_wrap(o, 4, out_styled(o, OUT_DIM, h->explain));
	}
}

/* --- JSON --------------------------------------------------------------------------------- */

void hits_json(struct json_out *j, const struct kb_hits *hits, bool explain)
{
	for (size_t i = 0; i < hits->n; i++) {
		const struct kb_hit *h = &hits->v[i];
		json_open(j, NULL, '{');
		json_put_str(j, "path", h->path);
		json_put_str(j, "source", h->source);
		json_put_str(j, "passage", h->passage);
		json_put_str(j, "title", h->title);
		json_put_num(j, "score", h->score);
		json_put_str(j, "snippet", h->snippet);
		if (explain)
			json_put_str(j, "explain", h->explain);
		json_close(j, '}');
	}
}
