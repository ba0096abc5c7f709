/* opc.h - what DOCX, PPTX and XLSX share (ECMA-376 part 2): parts, their relations, properties. */
#ifndef DOC_OPC_H
#define DOC_OPC_H

#include "base/map.h"
#include "doc/convert.h"
#include "doc/xml.h"
#include "doc/zip.h"

#define OPC_MAX_PARSED ((size_t)48 << 20)

struct opc {
	struct arena *a;
	struct zip zip;
	struct str main; /* name of the main part */
	struct strs *notes; /* of the document: what was damaged */
	size_t n_parsed; /* bytes of all parts, each as often as it was asked for */
};
struct opc_rel {
	struct str type; /* the last word of its address: "hyperlink", "footnotes" */
	struct str target; /* name of a part, or an address when external */
	bool external;
};

/* Opens the container, finds the main part, reads title, authors and dates into out->meta. */
bool opc_open(struct arena *a, struct str bytes, const char *main, const struct convert_opt *opt,
	struct opc *o, struct document *out, struct err *e);
/* The bytes of the picture that a relation leads to; "" when it is outside, absent or not asked for. */
struct str opc_picture(const struct opc *o, const struct map *rels, struct str id);
/* The tree of a part, in arena a; false when it is absent or no XML, or past OPC_MAX_PARSED. */
bool opc_part(struct opc *o, struct arena *a, struct str name, struct xml *out, struct err *e);
/* Relations of a part by id: map of struct opc_rel *. */
struct map opc_rels(struct opc *o, struct str part);
/* The first of a type; NULL when there is none. */
const struct opc_rel *opc_rel_of(const struct map *rels, const char *type);
/* Says that a part was cut, once a document. */
void opc_note_damage(struct opc *o);

#endif
