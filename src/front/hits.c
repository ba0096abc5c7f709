/* hits.c - see hits.h. Order: marking words, text, Markdown and paths, JSON. */
#include "front/hits.h"

#include <string.h>

#include "base/fs.h"
#include "base/text.h"

#define QUERY_WORDS_MAX 32

/* --- marking words ------------------------------------------------------------------------ */

/* The stems of the words of a query that mean something in the language of a document. */
static struct strs stems(
	struct arena *a, struct text_stemmer *stemmer, struct str language, struct str query)
{
	struct text_words words = text_words(a, query);
	struct strs l = {0};
	for (size_t i = 0; i < words.n && i < QUERY_WORDS_MAX; i++)
		if (!text_is_stop(words.v[i].folded, language))
			strs_add(a, &l, text_stem(stemmer, a, words.v[i].folded));
	return l;
}

/* s with the words of query bold. */
static struct str mark(struct front *f, struct str s, struct str language, struct str query)
{
	struct arena *a = f->a;
	s = term_text(a, s);
	if (!f->out.term.colour)
		return s;
	struct text_stemmer *stemmer = text_stemmer_make(a, language);
	struct strs wanted = stems(a, stemmer, language, query);
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
		struct str text = h->text.n ? h->text : term_line(f->a, h->snippet);
		if (!str_blank(text))
			out_wrap(o, 2, mark(f, text, h->language, query));
		if (h->explain.n)
			out_wrap(o, 4, out_styled(o, OUT_DIM, h->explain));
	}
}

/* --- Markdown and paths ------------------------------------------------------------------- */

/* Text as a reader of Markdown sees it and no more: what it escapes differs from page to page. */
static void put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\0' && strchr("\\`*_[]<>#|~$=%^&", s.p[i]))
			buf_putc(b, '\\');
		buf_putc(b, s.p[i]);
	}
}

/* A path as the destination of a link. */
static void put_dest(struct buf *b, struct str path)
{
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		if (c <= ' ' || c == 0x7f || strchr("\"#%&()<>[\\]`|", c))
			buf_printf(b, "%%%02X", c);
		else
			buf_putc(b, (char)c);
	}
}

void hits_md(struct front *f, const struct kb_hits *hits)
{
	struct buf *b = &f->out.b;
	for (size_t i = 0; i < hits->n; i++) {
		const struct kb_hit *h = &hits->v[i];
		struct str rest = h->text.n ? h->text : h->snippet, line;
		buf_printf(b, "%s%zu. [", i ? "\n" : "", i + 1);
		put_escaped(b, term_line(f->a, h->title.n ? h->title : h->path));
		buf_puts(b, "](");
		put_dest(b, h->path);
		if (h->passage.n)
			buf_printf(b, "#^" STR_FMT, STR_ARG(h->passage));
		buf_puts(b, ")\n");
		while (str_line(&rest, &line)) {
			buf_puts(b, "   > ");
			put_escaped(b, term_line(f->a, line));
			buf_putc(b, '\n');
		}
	}
}

/* The current folder below root, with a "/" behind it; "" in root itself. */
static struct str below(struct front *f, const char *root)
{
	char *here = fs_absolute(f->a, ".", NULL);
	struct str r = str_of(root), h = str_of(here);
	if (!here || !str_starts(h, r) || h.n <= r.n + 1 || h.p[r.n] != '/')
		return STR("");
	return str_printf(f->a, STR_FMT "/", STR_ARG(str_from(h, r.n + 1)));
}

void hits_files(struct front *f, const struct kb_hits *hits, const char *root, bool zero)
{
	struct str here = str_cat(f->a, below(f, root), STR("x"));
	for (size_t i = 0; i < hits->n; i++) {
		out_raw(&f->out, fs_relative(f->a, here, hits->v[i].path));
		out_raw(&f->out, zero ? str_make("", 1) : STR("\n"));
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
		if (h->text.n)
			json_put_str(j, "text", h->text);
		if (explain)
			json_put_str(j, "explain", h->explain);
		json_close(j, '}');
	}
}
