/* page.h - the grammar of a page that kb writes, and the three-way merge that keeps hand edits.
 *
 *	front matter | body blocks | "## Backlinks" section | footnote definitions
 *
 * kb-hash in the front matter is the hash of the page as kb generated it, its own line left out: a
 * page whose hash matches was not touched since; any other holds a person's edit. */
#ifndef DOC_PAGE_H
#define DOC_PAGE_H

#include "doc/meta.h"
#include "kb_types.h"

#define PAGE_MAX ((size_t)32 << 20)

struct page_note { /* a footnote definition */
	struct str label;
	struct str text; /* all after "[^label]: ", following indented lines included */
	size_t start, end, line;
	bool is_kb; /* has the form of a kb citation */
	struct str target; /* kb: link path as written, without fragment, percent-decoded */
	struct str passage; /* kb: block id */
	struct str title; /* kb: link text, plain */
	struct str quote; /* kb: the quoted words, plain */
};

/* Labels are compared as they stand. A page is a document of Markdown: headings and definitions inside
 * code or comments are none. */
struct page {
	struct str text; /* all of it, newlines "\n", no BOM */
	struct str fm; /* front matter without its fences */
	struct yaml *meta; /* parsed; an empty map when it cannot be parsed */
	bool meta_ok;
	size_t body_line; /* line in the file on which body starts */
	struct str
		body; /* after the front matter up to Backlinks or the first trailing definition */
	struct str backlinks; /* section with its heading, or ""; "" too when more than definitions
	                         stands behind it: then it is part of body */
	struct page_note *notes; /* all definitions at the top level, also those inside body */
	size_t n_notes;
	struct str kb_hash; /* as written, or "" */
	bool pristine; /* kb_hash is the hash of this text */
};

/* Fails only with ERR_LIMIT. */
bool page_parse(struct arena *a, struct str text, struct page *out, struct err *e);
/* The same without a look at its Markdown: body is all behind the front matter, backlinks and notes are
 * empty. */
void page_split(struct arena *a, struct str text, struct page *out);
/* Hash of a page with its kb-hash line left out: 16 base32 characters. */
struct str page_hash(struct arena *a, struct str text);
/* Inserts the kb-hash line (last of the front matter) into a generated page. */
struct str page_seal(struct arena *a, struct str text);

/* "[^label]: [title](target#^passage): "quote"\n"; title and quote are plain text and read back as
 * such, blanks at their ends and line breaks aside. */
void page_put_note(struct buf *b, struct str label, struct str title, struct str target,
	struct str passage, struct str quote);

struct page_merge {
	struct str text; /* the merged page, sealed with the hash of `next` */
	struct strs kept; /* kb's blocks or sentences that lost against the person's */
	struct strs
		undone; /* the person's changes of what kb always makes anew: values of kb's keys,
	                       definitions of kb's footnotes, lines of Backlinks */
	bool conflict; /* both sides changed the same place: kept has kb's words where kb had any */
	bool edited; /* the result differs from `next` */
};
/* Three-way merge: base is what kb generated last, mine what is on disk, next what kb generates now.
 * Bodies are merged block by block, then sentence by sentence inside a paragraph (line by line inside
 * a list, table, quote or code); where both sides changed the same sentence the person's stays. A
 * sentence of kb that the person left alone goes when kb drops it. kb's front-matter keys,
 * definitions of kb footnotes still referenced, and Backlinks come from next; the person's keys and
 * footnotes are kept, so are values that the person added to `aliases` and `tags`; blocks that the
 * person put behind Backlinks move before it. With next = base the person's layout stays.
 * Fails only with ERR_LIMIT. */
bool page_merge(struct arena *a, struct str base, struct str mine, struct str next,
	struct page_merge *out, struct err *e);
/* The same when sources went: references to the labels `gone` become "(source removed)". */
bool page_merge_gone(struct arena *a, struct str base, struct str mine, struct str next,
	struct strs gone, struct page_merge *out, struct err *e);
/* Labels "[^x]" referenced in a text without front matter, in order of first use, code and comments
 * left out. */
struct strs page_refs(struct arena *a, struct str text);

#endif
