/* pptx_place.c - see pptx_place.h. Order: one shape, layouts, looking up. */
#include "doc/pptx_place.h"

#include "base/err.h"

#define MAX_KEY 60
#define FARTHEST ((int64_t)1 << 40) /* in 1/914400 inch */

/* --- one shape --------------------------------------------------------------------------- */

size_t pptx_placeholder(const struct xml *x, size_t node)
{
	static const char *const names[] = {"p:nvSpPr", "p:nvPicPr", "p:nvGraphicFramePr"};
	size_t nv = XML_NONE;
	for (size_t i = 0; i < sizeof names / sizeof *names && nv == XML_NONE; i++)
		nv = xml_child(x, node, names[i]);
	return xml_child(x, xml_child(x, nv, "p:nvPr"), "p:ph");
}

static int64_t measure(const struct xml *x, size_t node, const char *name)
{
	int64_t v = xml_int(x, node, name, 0);
	return v > FARTHEST ? FARTHEST : v < -FARTHEST ? -FARTHEST : v;
}

/* As the shape itself says. */
static bool own_place(const struct xml *x, size_t node, struct slide_box *out)
{
	static const char *const names[] = {"p:spPr", "p:grpSpPr"};
	size_t frame = xml_child(x, node, "p:xfrm");
	for (size_t i = 0; i < sizeof names / sizeof *names && frame == XML_NONE; i++)
		frame = xml_child(x, xml_child(x, node, names[i]), "a:xfrm");
	size_t off = xml_child(x, frame, "a:off"), ext = xml_child(x, frame, "a:ext");
	if (off == XML_NONE || ext == XML_NONE)
		return false;
	out->x = measure(x, off, "x");
	out->y = measure(x, off, "y");
	out->w = measure(x, ext, "cx");
	out->h = measure(x, ext, "cy");
	return out->w >= 0 && out->h >= 0;
}

/* --- layouts ----------------------------------------------------------------------------- */

/* What a master calls the placeholder of a layout's type. */
static struct str base_type(struct str type)
{
	if (str_eqz(type, "ctrTitle"))
		return STR("title");
	return !type.n || str_eqz(type, "obj") || str_eqz(type, "subTitle") ? STR("body") : type;
}

static const struct slide_box *by_type(const struct map *boxes, struct str type)
{
	char key[MAX_KEY + 1] = "t";
	size_t n = type.n < MAX_KEY ? type.n : MAX_KEY;
	memcpy(key + 1, type.p, n);
	return boxes ? map_ptr(boxes, str_make(key, n + 1)) : NULL;
}

static void add_box(
	struct arena *a, struct map *boxes, char kind, struct str name, const struct slide_box *box)
{
	bool added;
	struct map_entry *m = map_add(boxes,
		str_printf(a, "%c" STR_FMT, kind, STR_ARG(str_sub(name, 0, MAX_KEY))), &added);
	if (!added)
		return;
	struct slide_box *kept = ARENA_NEW(a, struct slide_box);
	*kept = *box;
	m->ptr = kept;
}

static void read_boxes(
	struct arena *a, const struct xml *x, const struct map *master, struct map *boxes)
{
	for (size_t i = 0; i < x->n; i++) {
		size_t ph = xml_is(x, i, "p:sp") ? pptx_placeholder(x, i) : XML_NONE;
		struct slide_box own = {0};
		struct str type = xml_attr(x, ph, "type"), idx = xml_attr(x, ph, "idx");
		if (ph == XML_NONE)
			continue;
		const struct slide_box *box =
			own_place(x, i, &own) ? &own : by_type(master, base_type(type));
		if (!box)
			continue;
		if (idx.n)
			add_box(a, boxes, 'i', idx, box);
		add_box(a, boxes, 't', type, box);
		add_box(a, boxes, 't', base_type(type), box);
	}
}

struct pptx_places pptx_places_make(struct opc *o)
{
	return (struct pptx_places){.opc = o, .parts = map_make(o->a)};
}

static const struct map *read_part(struct pptx_places *p, struct str name, bool is_layout)
{
	bool added;
	struct arena *a = p->opc->a;
	struct map_entry *m = map_add(&p->parts, name, &added);
	if (!added)
		return m->ptr;
	struct map *boxes = ARENA_NEW(a, struct map);
	*boxes = map_make(a);
	m->ptr = boxes;
	struct arena *scratch = arena_make();
	struct err ignored = {0};
	struct xml x;
	if (opc_part(p->opc, scratch, name, &x, &ignored)) {
		struct map rels = is_layout ? opc_rels(p->opc, name) : map_make(scratch);
		const struct opc_rel *r = opc_rel_of(&rels, "slideMaster");
		const struct map *master = r ? read_part(p, r->target, false) : NULL;
		read_boxes(a, &x, master, boxes);
	}
	arena_free(scratch);
	return boxes;
}

const struct map *pptx_layout(struct pptx_places *p, const struct map *rels)
{
	const struct opc_rel *r = opc_rel_of(rels, "slideLayout");
	return r && !r->external ? read_part(p, r->target, true) : NULL;
}

/* --- looking up -------------------------------------------------------------------------- */

bool pptx_place(const struct xml *x, size_t node, const struct map *layout, struct slide_box *out)
{
	size_t ph = pptx_placeholder(x, node);
	struct str idx = xml_attr(x, ph, "idx"), type = xml_attr(x, ph, "type");
	char key[MAX_KEY + 1] = "i";
	size_t n = idx.n < MAX_KEY ? idx.n : MAX_KEY;
	if (own_place(x, node, out))
		return true;
	if (ph == XML_NONE || !layout)
		return false;
	memcpy(key + 1, idx.p, n);
	const struct slide_box *box = n ? map_ptr(layout, str_make(key, n + 1)) : NULL;
	if (!box)
		box = by_type(layout, type);
	if (!box)
		box = by_type(layout, base_type(type));
	if (!box)
		return false;
	size_t own = out->node;
	*out = *box;
	out->node = own;
	return true;
}
