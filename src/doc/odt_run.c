/* odt_run.c - see odt.h. ODF 1.3 part 3, 6 (text), 10.4 (frames).
 *
 * Order: blanks and notes, objects, pictures, elements, all of them. */
#include "base/err.h"
#include "base/text.h"
#include "doc/mime.h"
#include "doc/odt.h"
#include "doc/office_symbol.h"
#include "doc/omml.h"

#define MAX_OBJECT ((size_t)1 << 20)

/* --- blanks and notes -------------------------------------------------------------------- */

static void put_spaces(struct odt_runs *r, size_t node, unsigned style, struct str link)
{
	int64_t n = xml_int(&r->d->x, node, "text:c", 1);
	struct buf b = buf_make(r->d->a);
	buf_fill(&b, ' ', n < 1 ? 1 : n > 200 ? 200 : (size_t)n);
	rich_put(&r->rich, buf_str(&b), style, link);
}

static void put_note(struct odt_runs *r, size_t node)
{
	struct str key = str_printf(r->d->a, "%zu", node);
	map_add(&r->d->notes, key, NULL)->num = node;
	rich_put(&r->rich, flow_note(&r->d->flow, key), RICH_RAW, STR(""));
}

/* A remark about some words has its mark behind them. */
static void put_annotation(struct odt_runs *r, size_t node)
{
	struct map_entry *end = map_find(&r->d->ends, xml_attr(&r->d->x, node, "office:name"));
	if (end)
		end->num = node;
	else
		put_note(r, node);
}

static void put_annotation_end(struct odt_runs *r, size_t node)
{
	struct map_entry *end = map_find(&r->d->ends, xml_attr(&r->d->x, node, "office:name"));
	if (end && end->num)
		put_note(r, end->num);
}

/* --- objects ----------------------------------------------------------------------------- */

bool odt_object(struct odt *d, size_t object, struct xml *out)
{
	struct str bytes, name = xml_attr(&d->x, object, "xlink:href");
	struct err ignored = {0};
	if (str_starts(name, STR("./")))
		name = str_from(name, 2);
	if (str_ends(name, STR("/")))
		name = str_sub(name, 0, name.n - 1);
	return name.n && zip_get(&d->zip, str_cat(d->a, name, STR("/content.xml")), &bytes) &&
		bytes.n <= MAX_OBJECT && xml_parse(d->a, bytes, out, &ignored);
}

/* An equation is an object of its own, in the container or in place. */
static struct str object_tex(struct odt *d, size_t object, struct xml *x)
{
	size_t inner = xml_find(&d->x, object, "math:math");
	if (inner != XML_NONE)
		return mathml_part_tex(d->a, &d->x, inner);
	if (!odt_object(d, object, x) || !xml_is(x, 0, "math:math"))
		return STR("");
	return mathml_part_tex(d->a, x, 0);
}

/* --- pictures ---------------------------------------------------------------------------- */

/* The first of a frame's images that is a picture: an SVG may have a PNG beside it. In a flat file
 * they stand in place, as base64. */
static struct str picture_of(struct odt *d, size_t frame)
{
	const struct xml *x = &d->x;
	for (size_t k = xml_child(x, frame, "draw:image"); k != XML_NONE;
		k = xml_next(x, k, "draw:image")) {
		struct str href = xml_attr(x, k, "xlink:href"), bytes = STR("");
		size_t data = xml_child(x, k, "office:binary-data");
		if (data != XML_NONE && d->media)
			bytes = mime_decode(d->a, xml_text(d->a, x, data), STR("base64"));
		else if (href.n)
			zip_get(&d->zip, zip_resolve(d->a, STR("content.xml"), href), &bytes);
		if (bytes.n && image_is(bytes))
			return bytes;
	}
	return STR("");
}

static void put_picture(struct odt_runs *r, size_t frame)
{
	struct odt *d = r->d;
	size_t desc = xml_child(&d->x, frame, "svg:desc");
	struct str alt = office_alt(desc == XML_NONE ? STR("") : xml_line(d->a, &d->x, desc));
	struct str url = xml_attr(&d->x, xml_child(&d->x, frame, "draw:image"), "xlink:href");
	struct str image = office_picture_outside(d->a, url, alt);
	if (!image.n)
		image = images_markdown(&d->images, picture_of(d, frame), alt);
	rich_put(&r->rich, image.n ? image : alt, image.n ? RICH_RAW : RICH_ITALIC, r->link);
}

void odt_put_frame(struct odt_runs *r, size_t node)
{
	struct odt *d = r->d;
	size_t box = xml_child(&d->x, node, "draw:text-box"),
	       object = xml_child(&d->x, node, "draw:object");
	struct xml x = {0};
	struct str tex = object != XML_NONE ? object_tex(d, object, &x) : STR("");
	if (box != XML_NONE)
		VEC_PUSH(d->a, &r->boxes, box);
	else if (tex.n)
		rich_put(&r->rich, str_printf(d->a, "$" STR_FMT "$", STR_ARG(tex)), RICH_RAW,
			STR(""));
	else if (x.n && xml_find(&x, 0, "office:chart") != XML_NONE)
		VEC_PUSH(d->a, &r->charts, object);
	else if (xml_child(&d->x, node, "draw:image") != XML_NONE)
		put_picture(r, node);
}

/* --- elements ---------------------------------------------------------------------------- */

static void span(struct odt_runs *r, size_t k, unsigned style, struct str link)
{
	struct odt *d = r->d;
	struct odt_style s = odt_style_of(d, "text", xml_attr(&d->x, k, "text:style-name"));
	if (s.hidden)
		return;
	struct str saved = r->font;
	r->font = s.font.n ? s.font : saved;
	odt_read_runs(r, k, (style & ~s.off) | s.on, link);
	r->font = saved;
}

static void link_text(struct odt_runs *r, size_t k, unsigned style, struct str link)
{
	struct str url = xml_attr(&r->d->x, k, "xlink:href");
	bool web = str_istarts(url, STR("http")) || str_istarts(url, STR("mailto:")) ||
		str_istarts(url, STR("ftp:")) || str_istarts(url, STR("tel:"));
	struct str saved = r->link;
	r->link = web ? url : link;
	odt_read_runs(r, k, style, r->link);
	r->link = saved;
}

/* Shapes have paragraphs of their own. */
static bool is_shape(const struct xml *x, size_t k)
{
	static const char *const shapes[] = {"draw:custom-shape", "draw:rect", "draw:ellipse",
		"draw:circle", "draw:polygon", "draw:regular-polygon", "draw:polyline", "draw:line",
		"draw:connector", "draw:path", "draw:g", "draw:caption", "draw:measure"};
	if (!str_starts(x->v[k].name, STR("draw:")))
		return false;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (xml_is(x, k, shapes[i]))
			return true;
	return false;
}

static bool is_silent(const struct xml *x, size_t k)
{
	static const char *const names[] = {"text:tracked-changes", "text:bookmark",
		"text:ruby-text", "office:forms", "text:note-citation", "svg:title", "svg:desc"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (xml_is(x, k, names[i]))
			return true;
	return false;
}

static void element(struct odt_runs *r, size_t k, unsigned style, struct str link)
{
	const struct xml *x = &r->d->x;
	if (xml_is(x, k, "text:span"))
		span(r, k, style, link);
	else if (xml_is(x, k, "text:a"))
		link_text(r, k, style, link);
	else if (xml_is(x, k, "text:s"))
		put_spaces(r, k, style, link);
	else if (xml_is(x, k, "text:tab"))
		rich_put(&r->rich, STR("\t"), style, link);
	else if (xml_is(x, k, "text:line-break"))
		rich_put(&r->rich, STR("\n"), style, link);
	else if (xml_is(x, k, "text:note"))
		put_note(r, k);
	else if (xml_is(x, k, "office:annotation"))
		put_annotation(r, k);
	else if (xml_is(x, k, "office:annotation-end"))
		put_annotation_end(r, k);
	else if (xml_is(x, k, "draw:frame"))
		odt_put_frame(r, k);
	else if (is_shape(x, k))
		VEC_PUSH(r->d->a, &r->boxes, k);
	else if (!is_silent(x, k))
		odt_read_runs(r, k, style, link);
}

/* --- all of them ------------------------------------------------------------------------- */

void odt_read_runs(struct odt_runs *r, size_t node, unsigned style, struct str link)
{
	const struct xml *x = &r->d->x;
	for (size_t k = node + 1; k < x->v[node].end; k = x->v[k].end) {
		if (x->v[k].name.n) {
			element(r, k, style, link);
			continue;
		}
		/* a newline in the file is a blank */
		struct str s = str_replace(r->d->a, x->v[k].text, STR("\n"), STR(" "));
		rich_put(&r->rich, office_symbols(r->d->a, r->font, s), style, link);
	}
}
