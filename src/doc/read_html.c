/* read_html.c - a web page to a document: decode, parse, read metadata, find the content (or take
 * it from data for scripts), clean, write. All work is done in an arena of its own that goes when the page is written. */
#include "base/err.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/convert.h"
#include "doc/html_callout.h"
#include "doc/html_embedded.h"
#include "doc/html_page.h"
#include "doc/html_posts.h"
#include "doc/html_write.h"
#include "doc/image.h"

static struct strs copy_list(struct arena *a, struct strs l)
{
	struct strs out = {0};
	for (size_t i = 0; i < l.n; i++)
		strs_add(a, &out, str_dup(a, l.v[i]));
	return out;
}

static void copy_meta(struct arena *a, const struct doc_meta *m, struct doc_meta *out)
{
	*out = (struct doc_meta){
		.title = str_dup(a, m->title),
		.published = str_dup(a, m->published),
		.modified = str_dup(a, m->modified),
		.site = str_dup(a, m->site),
		.language = str_dup(a, m->language),
		.excerpt = str_dup(a, m->excerpt),
		.url = str_dup(a, m->url),
		.image = str_dup(a, m->image),
		.authors = copy_list(a, m->authors),
		.tags = copy_list(a, m->tags),
	};
}

/* Where relative links start: <base href>, resolved against the page's own address. */
static void set_base(struct html_page *h)
{
	size_t head = dom_find(&h->dom, 0, TAG_HEAD);
	size_t base = head == DOM_NONE ? DOM_NONE : dom_find(&h->dom, head, TAG_BASE);
	h->base = h->url;
	if (base != DOM_NONE && dom_attr(&h->dom, base, "href").n) {
		struct str b = html_url(h, h->a, dom_attr(&h->dom, base, "href"));
		if (b.n && b.p[0] != '#')
			h->base = b;
	}
}

static bool parse(struct html_page *h, struct str html, struct strs *notes, struct err *e)
{
	if (!dom_parse(h->a, html, &h->dom, notes, e))
		return false;
	h->gone = ARENA_ARRAY(h->a, uint8_t, h->dom.n);
	size_t body = dom_find(&h->dom, 0, TAG_BODY);
	h->body = body == DOM_NONE ? 0 : body;
	return true;
}

static bool read_page(struct arena *a, struct arena *scratch, struct str bytes,
	const struct convert_opt *opt, struct document *out, struct err *e)
{
	struct images images = images_make(a, opt);
	struct html_page h = {.a = scratch,
		.url = opt->url,
		.explain = opt->explain,
		.images = opt->assets.n ? &images : NULL,
		.keep_data = !opt->assets.n};
	struct strs notes = {0};
	const char *encoding;
	struct str label = opt->charset.n ? opt->charset : charset_html_label(bytes);
	struct str html = charset_decode(scratch, bytes, label, &encoding);
	if (!parse(&h, html, &notes, e))
		return false;
	set_base(&h);
	html_count_shown(&h);
	h.posts = posts_find(&h);
	html_read_meta(&h);
	struct str inside = html_embedded(&h);
	if (inside.n) {
		h.posts = NULL;
		if (!parse(&h, inside, &notes, e))
			return false;
		html_count_shown(&h);
	} else {
		html_find_main(&h);
		lists_keep(&h);
		headings_keep(&h);
		callouts_keep(&h);
		code_tabs(&h);
	}
	html_read_excerpt(&h);
	html_clean(&h);
	out->body = html_write(a, &h);
	copy_meta(a, &h.meta, &out->meta);
	out->notes = copy_list(a, notes);
	images_end(&images, out);
	if (opt->explain)
		out->explain = str_cat(a, str_printf(a, "encoding %s\n", encoding), h.explained);
	return true;
}

bool read_html(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct arena *scratch = arena_make();
	bool ok = read_page(a, scratch, bytes, opt, out, e);
	arena_free(scratch);
	return ok;
}
