/* html_features.h - what is known about each run of text, as numbers for the judge (html_judge.h).
 *
 * A vector holds, in this order: the numbers below; a flag for each class group on the three nearest
 * blocks; a flag for each class group on any block above; a flag for each text group, of the run and
 * of the heading before it; a flag for each kind of element above. */
#ifndef DOC_HTML_FEATURES_H
#define DOC_HTML_FEATURES_H

#include "doc/html_page.h"
#include "doc/html_words.h"

/* clang-format off */
#define HTML_NUMBERS(X) \
	X(words) X(link_share) X(word_chars) X(ends) X(commas) X(capitals) X(digits) X(links) \
	X(images) X(title_share) X(copies) X(box_tag) X(depth) \
	X(p1_words) X(p1_links) X(p1_tag) X(p2_words) X(p2_links) \
	X(n1_words) X(n1_links) X(n1_tag) X(n2_words) X(n2_links) \
	X(near_prose) X(before_prose) X(after_prose) \
	X(b1_words) X(b1_links) X(b1_prose) X(b1_runs) X(b1_same) \
	X(b2_words) X(b2_links) X(b2_prose) X(b2_runs) X(b2_same) \
	X(b3_words) X(b3_links) X(b3_prose) X(b3_runs) X(b3_same) \
	X(b5_words) X(b5_links) X(b5_prose) X(b5_runs) \
	X(b8_words) X(b8_links) X(b8_prose) X(b8_runs) \
	X(list_words) X(list_links) X(list_items) \
	X(runs_before) X(words_before) X(from_h1) X(from_prose) X(to_prose) \
	X(in_main) X(in_scored) X(in_sum) X(in_range) X(in_range_far) X(in_posts) \
	X(main_share) X(up_scored) X(up_sum) X(agree) \
	X(page_words) X(page_prose) X(page_prose_share) X(page_links) X(page_runs) X(page_articles) \
	X(page_kind) X(shape_runs) X(shape_words) X(shape_links) X(excerpt) \
	X(title_words) X(head_far) X(head_tag) X(h1_b3) X(h1_b5) X(h1_b8) \
	X(money_b3) X(money_b5) X(when_b3) X(when_b5) X(move_b3) X(move_b5) X(shop_b5) \
	X(b2_title) X(b5_title) X(nth) X(p1_same) X(n1_same) \
	X(told) X(copy_nth) X(sect_words) X(sect_links) X(sect_prose) X(sect_left)

#define HTML_ABOVE(X) \
	X(NAV) \
	X(HEADER) X(FOOTER) X(ASIDE) X(FORM) X(ARTICLE) X(MAIN) X(SECTION) X(UL) X(OL) X(TABLE) \
		X(FIGURE) X(BLOCKQUOTE) X(PRE) X(DL) X(BUTTON) X(LABEL) X(DETAILS) X(FIGCAPTION) \
			X(NOSCRIPT) X(ADDRESS) X(OTHER)
/* clang-format on */

enum html_feature {
#define X(name) F_##name,
	HTML_NUMBERS(X)
#undef X
		F_NEAR,
	F_FAR = F_NEAR + CLASS_GROUPS,
	F_SAYS = F_FAR + CLASS_GROUPS,
	F_HEAD = F_SAYS + TEXT_GROUPS,
	F_ABOVE = F_HEAD + TEXT_GROUPS,
	F_ABOVE_ = F_ABOVE - 1,
#define X(tag) F_ABOVE_##tag,
	HTML_ABOVE(X)
#undef X
		HTML_FEATURES,
};

/* Kinds of page, by what it says of itself; one made of posts is a thread. */
enum html_page_kind {
	PAGE_UNKNOWN,
	PAGE_ARTICLE,
	PAGE_PRODUCT,
	PAGE_THREAD,
	PAGE_LISTING,
	PAGE_OTHER,
};
enum html_page_kind html_kind_of(struct html_page *h);

/* What the strategies of html_main.c chose; nodes, or a range of runs. */
struct html_choices {
	size_t main, scored, sum, posts; /* DOM_NONE where a strategy found nothing */
	size_t range_from, range_to; /* runs */
};

/* All that is needed to fill the vector of any run; c must live as long. */
struct html_vectors *html_vectors_make(struct html_page *h, const struct html_choices *c);
void html_vector(struct html_vectors *w, size_t run, float v[HTML_FEATURES]);
const char *html_feature_name(unsigned f);

#endif
