/* convert.c - one file's bytes to a page of Markdown with front matter. */
#include "doc/convert.h"

#include "doc/meta.h"
#include "kb.h"

bool kb_convert(struct arena *a, struct str bytes, const struct kb_convert_opt *opt,
	struct kb_converted *out, struct err *e)
{
	struct convert_opt o = {
		.name = opt->name, .url = opt->url, .type = opt->type, .explain = opt->explain};
	struct document d;
	*out = (struct kb_converted){0};
	if (!convert(a, bytes, &o, &d, e))
		return false;
	struct buf b = buf_make(a);
	buf_reserve(&b, d.body.n + 1024);
	buf_puts(&b, "---\n");
	meta_put(&b, "title", d.meta.title);
	if (d.meta.authors.n > 1)
		meta_put_list(&b, "author", d.meta.authors);
	else if (d.meta.authors.n == 1)
		meta_put(&b, "author", d.meta.authors.v[0]);
	meta_put(&b, "published", d.meta.published);
	meta_put(&b, "site", d.meta.site);
	meta_put(&b, "language", d.meta.language);
	meta_put(&b, "excerpt", d.meta.excerpt);
	meta_put(&b, "url", d.meta.url);
	buf_puts(&b, "---\n\n");
	buf_put(&b, d.body);
	out->markdown = buf_str(&b);
	out->type = str_of(d.type);
	out->explain = d.explain;
	out->notes = d.notes;
	return true;
}
