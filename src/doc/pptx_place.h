/* pptx_place.h - where the shapes of a slide stand (ECMA-376 part 1, 19.3.1 and 20.1.7): by themselves, or
 * as the slide's layout or the layout's master says of their placeholder. */
#ifndef DOC_PPTX_PLACE_H
#define DOC_PPTX_PLACE_H

#include "doc/opc.h"
#include "doc/slide_order.h"

struct pptx_places {
	struct opc *opc;
	struct map parts; /* name of a layout or master -> struct map * of its boxes, read once */
};

struct pptx_places pptx_places_make(struct opc *o);
/* The boxes of the layout that these relations of a slide name, by placeholder; NULL when absent. */
const struct map *pptx_layout(struct pptx_places *p, const struct map *rels);
/* The placeholder of a shape, picture or frame; XML_NONE when it is none. */
size_t pptx_placeholder(const struct xml *x, size_t node);
/* False when nothing says where it stands. */
bool pptx_place(const struct xml *x, size_t node, const struct map *layout, struct slide_box *out);

#endif
