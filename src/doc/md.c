/* md.c - all that kb asks of cmark-gfm: the tree of blocks, HTML, character references.
 *
 * Invariants: every parser and tree made in a call is freed in it; nothing of cmark's is kept. The
 * extensions are registered once, before main, because registering is not safe among threads.
 * Not used are the extensions autolink and strikethrough: while they parse they change tables that all
 * threads share (md_html.c stands in for them).
 * Order: registration, the tree, HTML, character references. */
#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <cmark-gfm/houdini.h>
#include <cmark-gfm/node.h>

#include "base/vec.h"
#include "doc/md_int.h"

/* --- registration ------------------------------------------------------------------------ */

__attribute__((constructor)) static void register_extensions(void)
{
	cmark_gfm_core_extensions_ensure_registered();
}

static cmark_mem memory(void)
{
	return (cmark_mem){arena_foreign_array, arena_foreign_grow, arena_free_foreign};
}

/* mem lives longer than the parser and its tree. */
static cmark_parser *make_parser(cmark_mem *mem, int options, const char *const *extensions)
{
	cmark_parser *parser = cmark_parser_new_with_mem(options, mem);
	for (; *extensions; extensions++)
		cmark_parser_attach_syntax_extension(
			parser, cmark_find_syntax_extension(*extensions));
	return parser;
}

/* --- the tree ---------------------------------------------------------------------------- */

struct walk {
	struct arena *a;
	const struct md_mask *mask;
	VEC(struct md_raw) raw;
};

static bool kind_of(cmark_node *node, enum md_kind *kind)
{
	static const struct {
		const char *name;
		enum md_kind kind;
	} kinds[] = {{"paragraph", MD_PARAGRAPH}, {"item", MD_ITEM}, {"list", MD_LIST},
		{"heading", MD_HEADING}, {"code_block", MD_CODE}, {"block_quote", MD_QUOTE},
		{"table_row", MD_ROW}, {"table_header", MD_ROW}, {"table", MD_TABLE},
		{"thematic_break", MD_RULE}, {"html_block", MD_HTML}};
	if (cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION) {
		*kind = MD_FOOTNOTE; /* has no name */
		return true;
	}
	const char *name = cmark_node_get_type_string(node);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static void measure_lines(struct arena *a, struct str rest, struct md_raw *raw)
{
	const char *content = rest.p;
	VEC(uint32_t) len = {0};
	VEC(uint32_t) pad = {0};
	for (size_t p = 0; p < rest.n;) {
		const char *nl = memchr(rest.p + p, '\n', rest.n - p);
		size_t end = nl ? (size_t)(nl - rest.p) : rest.n;
		size_t text = p;
		while (text < end && content[text] == ' ')
			text++;
		VEC_PUSH(a, &len, (uint32_t)(end - p));
		VEC_PUSH(a, &pad, (uint32_t)(text - p));
		p = end + 1;
	}
	raw->len = len.v;
	raw->pad = pad.v;
	raw->n_lines = len.n;
}

/* Not cmark_node_get_string_content: what it returns does not always end in NUL. */
static struct str content_of(cmark_node *node)
{
	return str_make((const char *)node->content.ptr, (size_t)node->content.size);
}

static unsigned item_number(cmark_node *item)
{
	cmark_node *list = cmark_node_parent(item), *before = cmark_node_previous(item);
	if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST)
		return 0;
	if (!before)
		return (unsigned)cmark_node_get_list_start(list);
	/* The number of the item before was left in its user data, plus 1. */
	return (unsigned)(uintptr_t)cmark_node_get_user_data(before);
}

static void measure(struct walk *w, cmark_node *node, struct md_raw *raw)
{
	int length, offset;
	char fence;
	switch (raw->kind) {
	case MD_HEADING:
		raw->level = (unsigned)cmark_node_get_heading_level(node);
		measure_lines(w->a, content_of(node), raw);
		break;
	case MD_PARAGRAPH: measure_lines(w->a, content_of(node), raw); break;
	case MD_CODE:
		raw->fenced = cmark_node_get_fenced(node, &length, &offset, &fence);
		raw->fence = (unsigned char)fence;
		raw->fence_n = (size_t)length;
		measure_lines(w->a, str_of(cmark_node_get_literal(node)), raw);
		break;
	case MD_HTML: measure_lines(w->a, str_of(cmark_node_get_literal(node)), raw); break;
	case MD_ITEM: raw->level = item_number(node); break;
	case MD_ROW: raw->header = cmark_gfm_extensions_get_table_row_is_header(node); break;
	default: break;
	}
}

/* Adds a block; its index plus 1, 0 for what is no block of ours. */
static size_t add(struct walk *w, cmark_node *node, size_t parent)
{
	struct md_raw raw = {.parent = parent};
	int line = cmark_node_get_start_line(node);
	if (!kind_of(node, &raw.kind))
		return 0;
	if (line == 0 && raw.kind == MD_PARAGRAPH && cmark_node_next(node)) {
		raw.before_table = true;
		node = cmark_node_next(node);
		line = cmark_node_get_start_line(node);
		raw.col = (size_t)cmark_node_get_start_column(node) - 1;
		node = cmark_node_previous(node);
	} else if (cmark_node_get_start_column(node) > 0) {
		raw.col = (size_t)cmark_node_get_start_column(node) - 1;
	}
	if (line <= (int)w->mask->n_before)
		return 0; /* the paragraph of references put before the text */
	raw.line = (size_t)line - 1 - w->mask->n_before;
	raw.end_line = (size_t)cmark_node_get_end_line(node);
	raw.end_line -= raw.end_line > w->mask->n_before ? w->mask->n_before + 1 : raw.end_line;
	measure(w, node, &raw);
	VEC_PUSH(w->a, &w->raw, raw);
	if (raw.kind == MD_ITEM)
		cmark_node_set_user_data(node, (void *)(uintptr_t)(raw.level + 1));
	return w->raw.n;
}

/* Blocks of the tree under root, depth first. */
static void walk(struct walk *w, cmark_node *root)
{
	VEC(size_t) up = {0}; /* index of each open block */
	cmark_node *node = cmark_node_first_child(root);
	while (node && node != root) {
		size_t parent = up.n ? up.v[up.n - 1] : MD_NO_PARENT;
		size_t i = add(w, node, parent);
		bool container = i && w->raw.v[i - 1].kind != MD_ROW &&
			cmark_node_first_child(node) && w->raw.v[i - 1].kind != MD_PARAGRAPH &&
			w->raw.v[i - 1].kind != MD_HEADING;
		if (container) {
			VEC_PUSH(w->a, &up, i - 1);
			node = cmark_node_first_child(node);
			continue;
		}
		while (node != root && !cmark_node_next(node)) {
			node = cmark_node_parent(node);
			up.n -= node != root;
		}
		if (node != root)
			node = cmark_node_next(node);
	}
}

/* cmark puts footnotes behind everything else: back to their lines. A block below the top goes with
 * its parent. */
static void restore_order(struct arena *a, struct md_raws *raws)
{
	size_t first = raws->n; /* first footnote at the top */
	for (size_t i = raws->n; i-- > 0;)
		if (raws->v[i].kind == MD_FOOTNOTE && raws->v[i].parent == MD_NO_PARENT)
			first = i;
	struct md_raw *v = ARENA_ARRAY(a, struct md_raw, raws->n);
	size_t n = 0, i = 0, k = first;
	while (i < first || k < raws->n) {
		bool note = i == first || (k < raws->n && raws->v[k].line < raws->v[i].line);
		size_t *from = note ? &k : &i, end = note ? raws->n : first, start = *from;
		size_t shift = n - start; /* modulo 2^64 */
		do {
			v[n] = raws->v[(*from)++];
			if (v[n].parent != MD_NO_PARENT)
				v[n].parent += shift;
			n++;
		} while (*from < end && raws->v[*from].parent != MD_NO_PARENT);
	}
	raws->v = v;
}

void md_tree(struct arena *a, const struct md_mask *mask, struct md_raws *out)
{
	static const char *const extensions[] = {"table", NULL};
	struct walk w = {.a = a, .mask = mask};
	cmark_mem mem = memory();
	cmark_parser *parser = make_parser(&mem, CMARK_OPT_FOOTNOTES, extensions);
	cmark_parser_feed(parser, mask->text.p, mask->text.n);
	cmark_node *root = cmark_parser_finish(parser);
	walk(&w, root);
	cmark_node_free(root);
	cmark_parser_free(parser);
	*out = (struct md_raws){w.raw.v, w.raw.n};
	if (mask->n_notes)
		restore_order(a, out);
}

/* --- HTML and character references -------------------------------------------------------- */

struct str md_render(struct arena *a, struct str text)
{
	static const char *const extensions[] = {"table", "tagfilter", "tasklist", NULL};
	int options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8;
	cmark_mem mem = memory();
	cmark_parser *parser = make_parser(&mem, options, extensions);
	cmark_parser_feed(parser, text.p, text.n);
	cmark_node *root = cmark_parser_finish(parser);
	char *html = cmark_render_html(root, options, cmark_parser_get_syntax_extensions(parser));
	struct str out = str_dup(a, str_of(html));
	arena_free_foreign(html);
	cmark_node_free(root);
	cmark_parser_free(parser);
	return out;
}

size_t md_entity(struct str s, char out[8], size_t *n_out)
{
	*n_out = 0;
	if (s.n < 3 || s.p[0] != '&' || !memchr(s.p, ';', s.n))
		return 0;
	cmark_strbuf b;
	cmark_mem mem = memory();
	cmark_strbuf_init(&mem, &b, 16);
	bufsize_t n = houdini_unescape_ent(&b, (const uint8_t *)s.p + 1, (bufsize_t)s.n - 1);
	if (n > 0 && b.size <= 8) {
		*n_out = (size_t)b.size;
		memcpy(out, b.ptr, *n_out);
	}
	cmark_strbuf_free(&b);
	return *n_out ? (size_t)n + 1 : 0;
}
