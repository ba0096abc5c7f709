/* rich.h - styled runs of a paragraph, as office formats have them, to inline Markdown.
 *
 * Runs come in any cut; equal neighbours are joined, blanks at the edges of a style move out of it,
 * and what would not parse as emphasis is written without. */
#ifndef DOC_RICH_H
#define DOC_RICH_H

#include "base/str.h"
#include "base/vec.h"
#include "doc/escape.h"
#include "kb_types.h"

enum rich_style {
	RICH_BOLD = 1,
	RICH_ITALIC = 2,
	RICH_STRIKE = 4,
	RICH_MARK = 8, /* highlighted */
	RICH_SUP = 16,
	RICH_SUB = 32,
	RICH_CODE = 64,
	RICH_RAW = 128, /* the text is Markdown already: an equation, a footnote's mark */
};

struct rich_run {
	struct str text; /* "\n" is a hard break */
	unsigned style;
	struct str link; /* "" for none */
};
struct rich {
	struct arena *a;
	VEC(struct rich_run) runs;
};

/* text and link must live as long as r. */
void rich_put(struct rich *r, struct str text, unsigned style, struct str link);
bool rich_blank(const struct rich *r);
/* The text without styles, blanks collapsed. */
struct str rich_plain(struct arena *a, const struct rich *r);
/* Characters as they stand, for code: tabs and breaks kept. */
struct str rich_lines(struct arena *a, const struct rich *r);
void rich_add(struct rich *r, unsigned styles); /* to all text but code */
void rich_drop(struct rich *r, unsigned styles);
/* A paragraph all in RICH_CODE that looks like code: much prose is set in a fixed font. */
bool rich_is_code(const struct rich *r);
/* Words in a fixed font inside prose are code only when they stand for themselves. */
void rich_settle_code(struct rich *r);
/* Inline Markdown, trimmed. Breaks are "\n", in cells "<br>". r is used up. */
struct str rich_write(struct arena *a, struct rich *r, enum escape_in where);

#endif
