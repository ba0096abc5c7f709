/* html_part.c - see html_part.h. */
#include "doc/html_part.h"

#include "doc/charset.h"
#include "doc/html_page.h"

static bool is_web(struct str url)
{
	return str_istarts(url, STR("http:")) || str_istarts(url, STR("https:")) ||
		str_istarts(url, STR("mailto:")) || str_istarts(url, STR("ftp:"));
}

#define ICON_PIXELS 33 /* smaller in both directions is decoration */

/* A picture of the container takes the address of its file to be; its other sources go. */
static bool take_image(struct arena *a, const struct html_part *part, struct dom *d, size_t i)
{
	struct str src = str_trim(dom_attr(d, i, "src")), bytes = STR("");
	struct image m;
	if (!part->images || !part->images->prefix.n || !src.n)
		return false;
	if (str_istarts(src, STR("data:")))
		bytes = str_dup(part->images->a, image_data(a, src));
	else if (part->picture)
		bytes = part->picture(part->ctx, a, src);
	if (!bytes.n)
		return false;
	bool icon = image_read(a, bytes, &m) && m.width && m.height && m.width < ICON_PIXELS &&
		m.height < ICON_PIXELS;
	struct str address = icon ? STR("") : images_add(part->images, bytes);
	for (size_t k = 0; address.n && k < d->v[i].n_attr; k++) {
		struct dom_attr *attr = &d->attr[d->v[i].attr + k];
		if (str_eqz(attr->name, "src"))
			attr->value = address;
		else if (!str_eqz(attr->name, "alt"))
			attr->name = STR("");
	}
	return address.n > 0;
}

/* Of what leads to files inside a container only the words are left. */
static void cut_local(struct arena *a, const struct html_part *part, struct dom *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct dom_node *n = &d->v[i];
		if (n->tag == TAG_IMG && !is_web(dom_attr(d, i, "src"))) {
			if (take_image(a, part, d, i) ||
				(part->keeps_images && dom_attr(d, i, "src").n &&
					!str_istarts(dom_attr(d, i, "src"), STR("data:"))))
				continue;
			n->text = dom_attr(d, i, "alt");
			n->tag = TAG_TEXT;
			n->n_attr = 0;
		} else if (n->tag == TAG_A && dom_attr(d, i, "href").n &&
			!is_web(dom_attr(d, i, "href")) &&
			!str_starts(dom_attr(d, i, "href"), STR("#"))) {
			n->tag = TAG_SPAN;
		}
	}
}

static bool write_part(struct arena *a, struct arena *scratch, const struct html_part *part,
	struct str *body, struct str *title, struct err *e)
{
	struct html_page h = {.a = scratch};
	struct strs notes = {0};
	const char *encoding;
	struct str label = part->label.n ? part->label : charset_html_label(part->html);
	struct str html = charset_decode(scratch, part->html, label, &encoding);
	if (!dom_parse(scratch, html, &h.dom, &notes, e))
		return false;
	if (part->is_local)
		cut_local(scratch, part, &h.dom);
	h.gone = ARENA_ARRAY(scratch, uint8_t, h.dom.n);
	size_t node = dom_find(&h.dom, 0, TAG_BODY), name = dom_find(&h.dom, 0, TAG_TITLE);
	h.body = node == DOM_NONE ? 0 : node;
	html_count_shown(&h);
	*body = html_write(a, &h);
	if (title)
		*title = name == DOM_NONE ? STR("") : str_dup(a, dom_line(scratch, &h.dom, name));
	return true;
}

bool html_part_write(struct arena *a, const struct html_part *part, struct str *body,
	struct str *title, struct err *e)
{
	struct arena *scratch = arena_make();
	bool ok = write_part(a, scratch, part, body, title, e);
	arena_free(scratch);
	return ok;
}
