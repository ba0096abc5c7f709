/* xml.h - the door of libxml2: an XML part as one array of nodes in pre-order.
 *
 * Nothing is fetched, no entity but the five of XML is known, a document that declares one is
 * refused. Depth, attributes and nodes are bounded; damaged XML gives the tree up to the damage.
 * Names are "prefix:local" with the prefixes of the table in xml.c, whatever the document calls
 * them, so that two prefixes for one namespace make no difference. */
#ifndef DOC_XML_H
#define DOC_XML_H

#include "base/str.h"
#include "kb_types.h"

#define XML_MAX_NODES ((size_t)1200000) /* and as many attributes */
#define XML_MAX_TAG_ATTRS 400

struct xml_attr {
	struct str name, value;
};
struct xml_node {
	struct str name; /* "" for characters */
	struct str text; /* of characters; neighbours are one node */
	uint32_t parent, end; /* one past its last descendant */
	uint32_t attr, n_attr;
};
struct xml {
	struct xml_node *v;
	size_t n;
	struct xml_attr *attr;
	bool damaged; /* not the whole part */
};

#define XML_NONE ((size_t)-1)

/* ERR_INPUT when there is no element in it, ERR_LIMIT past XML_MAX_TAG_ATTRS, ERR_IO without the
 * library. v[0] is the root. The tree may point into bytes. */
bool xml_parse(struct arena *a, struct str bytes, struct xml *out, struct err *e);

bool xml_is(const struct xml *x, size_t i, const char *name);
struct str xml_attr(const struct xml *x, size_t i, const char *name); /* "" when absent */
bool xml_has(const struct xml *x, size_t i, const char *name);
int64_t xml_int(const struct xml *x, size_t i, const char *name, int64_t otherwise);
/* Children: the first or next one with that name (NULL: any element), XML_NONE at the end. */
size_t xml_child(const struct xml *x, size_t i, const char *name);
size_t xml_next(const struct xml *x, size_t i, const char *name);
size_t xml_find(const struct xml *x, size_t i, const char *name); /* first descendant */
/* All characters below i. */
struct str xml_text(struct arena *a, const struct xml *x, size_t i);
struct str xml_line(struct arena *a, const struct xml *x, size_t i); /* blanks collapsed */

#endif
