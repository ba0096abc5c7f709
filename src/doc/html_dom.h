/* html_dom.h - the door of gumbo: a page as one array of nodes.
 *
 * Nodes stand in pre-order. v[0] is <html>. The descendants of i are i + 1 to v[i].end - 1, so a
 * subtree is a range, its children are walked with v[c].end, and sums over subtrees are differences
 * of prefix sums (html_stats.h). Comments are gone; scripts and styles keep their text. All strings
 * are valid UTF-8 and live in the arena given. No gumbo type leaves html_dom.c. */
#ifndef DOC_HTML_DOM_H
#define DOC_HTML_DOM_H

#include "base/str.h"
#include "kb_types.h"

#define HTML_MAX_BYTES ((size_t)16 << 20) /* DESIGN.md 4 */
#define HTML_MAX_DEPTH 512
#define HTML_MAX_ATTRS 256
#define HTML_MAX_TAGS 200000

enum html_tag_flag {
	IS_BLOCK = 1, /* starts and ends a line */
	IS_SILENT = 2, /* its text is not part of the page */
	IS_INPUT = 4, /* a control of a form */
	IS_FORMAT = 8, /* a formatting element in the sense of the tree builder */
};

/* X(enum and gumbo name, name, flags) */
#define HTML_TAGS(X)                                                                               \
	X(HTML, "html", IS_BLOCK)                                                                  \
	X(HEAD, "head", IS_BLOCK | IS_SILENT)                                                      \
	X(TITLE, "title", IS_SILENT)                                                               \
	X(BASE, "base", IS_SILENT)                                                                 \
	X(LINK, "link", IS_SILENT)                                                                 \
	X(META, "meta", IS_SILENT)                                                                 \
	X(STYLE, "style", IS_SILENT)                                                               \
	X(SCRIPT, "script", IS_SILENT)                                                             \
	X(NOSCRIPT, "noscript", IS_SILENT)                                                         \
	X(TEMPLATE, "template", IS_SILENT)                                                         \
	X(BODY, "body", IS_BLOCK)                                                                  \
	X(ARTICLE, "article", IS_BLOCK)                                                            \
	X(SECTION, "section", IS_BLOCK)                                                            \
	X(NAV, "nav", IS_BLOCK)                                                                    \
	X(ASIDE, "aside", IS_BLOCK)                                                                \
	X(H1, "h1", IS_BLOCK)                                                                      \
	X(H2, "h2", IS_BLOCK)                                                                      \
	X(H3, "h3", IS_BLOCK)                                                                      \
	X(H4, "h4", IS_BLOCK)                                                                      \
	X(H5, "h5", IS_BLOCK)                                                                      \
	X(H6, "h6", IS_BLOCK)                                                                      \
	X(HGROUP, "hgroup", IS_BLOCK)                                                              \
	X(HEADER, "header", IS_BLOCK)                                                              \
	X(FOOTER, "footer", IS_BLOCK)                                                              \
	X(ADDRESS, "address", IS_BLOCK)                                                            \
	X(P, "p", IS_BLOCK)                                                                        \
	X(HR, "hr", IS_BLOCK)                                                                      \
	X(PRE, "pre", IS_BLOCK)                                                                    \
	X(LISTING, "listing", IS_BLOCK)                                                            \
	X(XMP, "xmp", IS_BLOCK)                                                                    \
	X(PLAINTEXT, "plaintext", IS_BLOCK)                                                        \
	X(BLOCKQUOTE, "blockquote", IS_BLOCK)                                                      \
	X(OL, "ol", IS_BLOCK)                                                                      \
	X(UL, "ul", IS_BLOCK)                                                                      \
	X(MENU, "menu", IS_BLOCK)                                                                  \
	X(DIR, "dir", IS_BLOCK)                                                                    \
	X(LI, "li", IS_BLOCK)                                                                      \
	X(DL, "dl", IS_BLOCK)                                                                      \
	X(DT, "dt", IS_BLOCK)                                                                      \
	X(DD, "dd", IS_BLOCK)                                                                      \
	X(FIGURE, "figure", IS_BLOCK)                                                              \
	X(FIGCAPTION, "figcaption", IS_BLOCK)                                                      \
	X(MAIN, "main", IS_BLOCK)                                                                  \
	X(DIV, "div", IS_BLOCK)                                                                    \
	X(CENTER, "center", IS_BLOCK)                                                              \
	X(A, "a", IS_FORMAT)                                                                       \
	X(EM, "em", IS_FORMAT)                                                                     \
	X(STRONG, "strong", IS_FORMAT)                                                             \
	X(SMALL, "small", IS_FORMAT)                                                               \
	X(S, "s", IS_FORMAT)                                                                       \
	X(STRIKE, "strike", IS_FORMAT)                                                             \
	X(CITE, "cite", 0)                                                                         \
	X(Q, "q", 0)                                                                               \
	X(DFN, "dfn", 0)                                                                           \
	X(ABBR, "abbr", 0)                                                                         \
	X(DATA, "data", 0)                                                                         \
	X(TIME, "time", 0)                                                                         \
	X(CODE, "code", IS_FORMAT)                                                                 \
	X(VAR, "var", 0)                                                                           \
	X(SAMP, "samp", 0)                                                                         \
	X(KBD, "kbd", 0)                                                                           \
	X(TT, "tt", IS_FORMAT)                                                                     \
	X(SUB, "sub", 0)                                                                           \
	X(SUP, "sup", 0)                                                                           \
	X(I, "i", IS_FORMAT)                                                                       \
	X(B, "b", IS_FORMAT)                                                                       \
	X(BIG, "big", IS_FORMAT)                                                                   \
	X(U, "u", IS_FORMAT)                                                                       \
	X(FONT, "font", IS_FORMAT)                                                                 \
	X(NOBR, "nobr", IS_FORMAT)                                                                 \
	X(MARK, "mark", 0)                                                                         \
	X(RUBY, "ruby", 0)                                                                         \
	X(RT, "rt", 0)                                                                             \
	X(RP, "rp", 0)                                                                             \
	X(SPAN, "span", 0)                                                                         \
	X(BR, "br", 0)                                                                             \
	X(WBR, "wbr", 0)                                                                           \
	X(INS, "ins", 0)                                                                           \
	X(DEL, "del", 0)                                                                           \
	X(IMG, "img", 0)                                                                           \
	X(IFRAME, "iframe", IS_BLOCK | IS_SILENT)                                                  \
	X(EMBED, "embed", 0)                                                                       \
	X(OBJECT, "object", 0)                                                                     \
	X(PARAM, "param", IS_SILENT)                                                               \
	X(VIDEO, "video", IS_BLOCK)                                                                \
	X(AUDIO, "audio", IS_BLOCK)                                                                \
	X(SOURCE, "source", IS_SILENT)                                                             \
	X(TRACK, "track", IS_SILENT)                                                               \
	X(CANVAS, "canvas", IS_SILENT)                                                             \
	X(MAP, "map", 0)                                                                           \
	X(AREA, "area", IS_SILENT)                                                                 \
	X(MATH, "math", 0)                                                                         \
	X(SVG, "svg", IS_SILENT)                                                                   \
	X(TABLE, "table", IS_BLOCK)                                                                \
	X(CAPTION, "caption", IS_BLOCK)                                                            \
	X(COLGROUP, "colgroup", IS_SILENT)                                                         \
	X(COL, "col", IS_SILENT)                                                                   \
	X(TBODY, "tbody", IS_BLOCK)                                                                \
	X(THEAD, "thead", IS_BLOCK)                                                                \
	X(TFOOT, "tfoot", IS_BLOCK)                                                                \
	X(TR, "tr", IS_BLOCK)                                                                      \
	X(TD, "td", IS_BLOCK)                                                                      \
	X(TH, "th", IS_BLOCK)                                                                      \
	X(FORM, "form", IS_BLOCK)                                                                  \
	X(FIELDSET, "fieldset", IS_BLOCK)                                                          \
	X(LEGEND, "legend", IS_BLOCK)                                                              \
	X(LABEL, "label", IS_INPUT)                                                                \
	X(INPUT, "input", IS_INPUT)                                                                \
	X(BUTTON, "button", IS_INPUT)                                                              \
	X(SELECT, "select", IS_INPUT | IS_SILENT)                                                  \
	X(DATALIST, "datalist", IS_SILENT)                                                         \
	X(OPTGROUP, "optgroup", IS_SILENT)                                                         \
	X(OPTION, "option", IS_SILENT)                                                             \
	X(TEXTAREA, "textarea", IS_INPUT | IS_SILENT)                                              \
	X(PROGRESS, "progress", IS_SILENT)                                                         \
	X(METER, "meter", IS_SILENT)                                                               \
	X(DETAILS, "details", IS_BLOCK)                                                            \
	X(SUMMARY, "summary", IS_BLOCK)                                                            \
	X(APPLET, "applet", IS_SILENT)                                                             \
	X(FRAMESET, "frameset", IS_BLOCK)                                                          \
	X(FRAME, "frame", IS_SILENT)                                                               \
	X(NOFRAMES, "noframes", IS_SILENT)                                                         \
	X(NOEMBED, "noembed", IS_SILENT)

enum html_tag {
	TAG_TEXT, /* characters; text holds them */
	TAG_OTHER, /* an element of another name; text holds the name, lower case */
#define X(tag, name, flags) TAG_##tag,
	HTML_TAGS(X)
#undef X
		TAG_COUNT,
};

struct dom_attr {
	struct str name, value; /* name in lower case */
};

struct dom_node {
	enum html_tag tag;
	uint32_t parent; /* of v[0]: 0 */
	uint32_t end; /* one past its last descendant */
	uint32_t attr, n_attr; /* range of dom.attr */
	struct str text; /* TAG_TEXT, TAG_OTHER */
};

struct dom {
	struct dom_node *v;
	size_t n;
	struct dom_attr *attr;
	size_t n_attr;
};

#define DOM_NONE ((size_t)-1)

/* html is clean UTF-8. Fails only with ERR_LIMIT (HTML_MAX_BYTES). What html_scan.h cuts is said
 * in notes. */
bool dom_parse(
	struct arena *a, struct str html, struct dom *out, struct strs *notes, struct err *e);

struct str dom_name(const struct dom *d, size_t i); /* "" for text */
unsigned html_tag_flags(enum html_tag tag);
/* The value of an attribute; "" when absent. dom_has tells absent from empty. */
const struct dom_attr *dom_find_attr(const struct dom *d, size_t i, struct str name);
static inline struct str dom_attr(const struct dom *d, size_t i, const char *name)
{
	const struct dom_attr *at = dom_find_attr(d, i, str_of(name));
	return at ? at->value : STR("");
}
static inline bool dom_has(const struct dom *d, size_t i, const char *name)
{
	return dom_find_attr(d, i, str_of(name)) != NULL;
}
/* A word of a list like class. */
bool dom_has_word(struct str list, const char *word);
bool dom_has_word_of(struct str list, const char *const *words, size_t n); /* one of n */
bool dom_has_class(const struct dom *d, size_t i, const char *word);
static inline bool dom_is_block(const struct dom *d, size_t i)
{
	return (html_tag_flags(d->v[i].tag) & IS_BLOCK) != 0;
}
/* The nearest ancestor (or i itself) with that tag; DOM_NONE when there is none. */
size_t dom_up(const struct dom *d, size_t i, enum html_tag tag);
/* The first descendant with that tag. */
size_t dom_find(const struct dom *d, size_t i, enum html_tag tag);
size_t dom_by_id(const struct dom *d, struct str id); /* a walk over all nodes */
size_t dom_next_element(const struct dom *d, size_t i); /* sibling; DOM_NONE at the end */
size_t dom_first_element(const struct dom *d, size_t i);
/* Appends the characters below i, scripts and styles left out, blanks as they are. */
void dom_put_text(struct buf *b, const struct dom *d, size_t i);
/* The same as one line, blanks collapsed and trimmed. */
struct str dom_line(struct arena *a, const struct dom *d, size_t i);
struct str dom_collapse(struct arena *a, struct str s);

#endif
