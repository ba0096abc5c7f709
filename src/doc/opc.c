/* opc.c - see opc.h. */
#include "doc/opc.h"

#include "base/err.h"
#include "base/fs.h"

static bool is_xml_part(struct str name)
{
	return str_iends(name, STR(".xml")) || str_iends(name, STR(".rels"));
}

void opc_note_damage(struct opc *o)
{
	struct str text = STR("the file is damaged; what could be read is here");
	if (!strs_has(*o->notes, text))
		strs_add(o->a, o->notes, text);
}

bool opc_part(struct opc *o, struct arena *a, struct str name, struct xml *out, struct err *e)
{
	struct str bytes;
	*out = (struct xml){0};
	if (!zip_get(&o->zip, name, &bytes))
		return err_set(e, ERR_INPUT, "damaged: part " STR_FMT " is missing", STR_ARG(name));
	o->n_parsed += bytes.n;
	if (o->n_parsed > OPC_MAX_PARSED) {
		opc_note_damage(o);
		return err_set(e, ERR_LIMIT, "more than %zu MB in its parts; split it",
			OPC_MAX_PARSED >> 20);
	}
	if (!xml_parse(a, bytes, out, e))
		return false;
	if (out->damaged)
		opc_note_damage(o);
	return true;
}

struct map opc_rels(struct opc *o, struct str part)
{
	struct map rels = map_make(o->a);
	struct str dir = fs_dir_name(part);
	struct str name = str_printf(o->a, STR_FMT "%s_rels/" STR_FMT ".rels", STR_ARG(dir),
		dir.n ? "/" : "", STR_ARG(fs_base_name(part)));
	struct xml x;
	struct str bytes;
	struct err ignored = {0};
	if (!zip_get(&o->zip, name, &bytes) || !xml_parse(o->a, bytes, &x, &ignored))
		return rels;
	for (size_t i = xml_child(&x, 0, "Relationship"); i != XML_NONE;
		i = xml_next(&x, i, "Relationship")) {
		struct opc_rel *r = ARENA_NEW(o->a, struct opc_rel);
		struct str target = xml_attr(&x, i, "Target");
		r->type = fs_base_name(xml_attr(&x, i, "Type"));
		r->external = str_ieq(xml_attr(&x, i, "TargetMode"), STR("External"));
		r->target = r->external ? target : zip_resolve(o->a, part, target);
		map_add(&rels, xml_attr(&x, i, "Id"), NULL)->ptr = r;
	}
	return rels;
}

const struct opc_rel *opc_rel_of(const struct map *rels, const char *type)
{
	for (size_t i = 0; i < rels->n; i++) {
		const struct opc_rel *r = rels->v[i].ptr;
		if (r && str_eqz(r->type, type))
			return r;
	}
	return NULL;
}

static struct str property(struct opc *o, const struct xml *x, const char *name)
{
	size_t i = xml_find(x, 0, name);
	return i == XML_NONE ? STR("") : xml_line(o->a, x, i);
}

/* Names are set apart by ";". */
static void add_names(struct arena *a, struct strs *l, struct str names, char sep)
{
	struct str one;
	while (str_cut(&names, sep, &one)) {
		one = str_trim(one);
		if (one.n && !strs_has(*l, one))
			strs_add(a, l, one);
	}
}

static void read_properties(struct opc *o, struct doc_meta *m)
{
	struct map rels = opc_rels(o, STR(""));
	const struct opc_rel *r = opc_rel_of(&rels, "core-properties");
	struct str bytes;
	struct xml x;
	struct err ignored = {0};
	if (!zip_get(&o->zip, r ? r->target : STR("docProps/core.xml"), &bytes) ||
		!xml_parse(o->a, bytes, &x, &ignored))
		return;
	m->title = property(o, &x, "dc:title");
	m->excerpt = property(o, &x, "dc:description");
	m->language = property(o, &x, "dc:language");
	m->published = date_iso(o->a, property(o, &x, "dcterms:created"));
	m->modified = date_iso(o->a, property(o, &x, "dcterms:modified"));
	struct str keywords = property(o, &x, "cp:keywords");
	add_names(o->a, &m->authors, property(o, &x, "dc:creator"), ';');
	add_names(o->a, &m->tags, keywords, str_find_byte(keywords, ';') == STR_NPOS ? ',' : ';');
}

struct str opc_picture(const struct opc *o, const struct map *rels, struct str id)
{
	const struct opc_rel *r = id.n ? map_ptr(rels, id) : NULL;
	struct str bytes;
	return r && !r->external && zip_get(&o->zip, r->target, &bytes) ? bytes : STR("");
}

bool opc_open(struct arena *a, struct str bytes, const char *main, const struct convert_opt *opt,
	struct opc *o, struct document *out, struct err *e)
{
	*o = (struct opc){.a = a, .main = str_of(main), .notes = &out->notes};
	if (!zip_read(a, bytes, is_xml_part, opt->assets.n > 0, &o->zip, e))
		return false;
	if (o->zip.damaged)
		opc_note_damage(o);
	struct map rels = opc_rels(o, STR(""));
	const struct opc_rel *r = opc_rel_of(&rels, "officeDocument");
	struct str found;
	if (r && zip_get(&o->zip, r->target, &found))
		o->main = r->target;
	read_properties(o, &out->meta);
	return true;
}
