/* deck.h - slides for Marp (https://marp.app): Markdown whose slides never run off.
 *
 * Marp clips what is too high for a slide and has no fit, so heights are computed here, with the
 * sizes of its default theme (1280 x 720, lines of 43.5 px, 563 px inside), and a slide that holds too
 * much is split: "(2/3)". Default theme, no HTML but a style that Marp knows, nothing from elsewhere. */
#ifndef ENGINE_DECK_H
#define ENGINE_DECK_H

#include "base/str.h"
#include "kb_types.h"

#define DECK_FOOTER_CP ((size_t)110) /* longer ones are cut */

struct deck_slide {
	struct str head;
	struct strs bullets; /* plain text, one line each */
	struct strs links; /* of the bullets, as seen from the deck; none, or one a bullet */
	struct str figure; /* path of a picture as seen from the deck, or "" */
	struct str
		svg; /* of chart_svg, which becomes a part of the deck: a slide without bullets; or "" */
	struct str footer; /* plain, one line: the sources in short */
	struct strs notes; /* plain lines for the speaker: the quotes */
};
struct deck {
	struct str title, subtitle;
	struct deck_slide *v;
	size_t n;
};
/* The deck's Markdown without front matter; *n_slides: with the title's. */
struct str deck_write(struct arena *a, const struct deck *d, size_t *n_slides);

#endif
