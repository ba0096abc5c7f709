/* xml.c - see xml.h. Order: namespaces, building the tree, bounds before parsing, parsing, reading. */
#include "doc/xml.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/dl.h"
#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"

#define XML_CALLS(X)                                                                               \
	X(xmlInitParser)                                                                           \
	X(xmlCreatePushParserCtxt)                                                                 \
	X(xmlCtxtUseOptions)                                                                       \
	X(xmlParseChunk)                                                                           \
	X(xmlStopParser)                                                                           \
	X(xmlFreeParserCtxt)                                                                       \
	X(xmlFreeDoc)

#define MAX_DEPTH 250 /* libxml2 stops at 256 */
#define MAX_SCOPES 2000 /* namespaces declared around one element */
#define CHUNK ((size_t)1 << 20)

struct xml_calls {
	XML_CALLS(DL_MEMBER)
};

static const char *const names[] = {XML_CALLS(DL_NAME)};

/* --- namespaces -------------------------------------------------------------------------- */

/* A piece of the namespace's name, and our prefix; "" is for elements that are told apart by their
 * local name alone. The first row that fits counts. */
static const struct {
	const char *piece, *prefix;
} prefixes[] = {
	{"/wordprocessingml", "w"},
	{"office/word/2012", "w15"},
	{"office/word/2010/wordprocessingShape", "wps"},
	{"office/word/", "wx"},
	{"officeDocument/2006/math", "m"},
	{"officeDocument/math", "m"},
	{"/presentationml", "p"},
	{"/spreadsheetml", "x"},
	{"drawingml/2006/chart", "c"},
	{"drawingml/chart", "c"},
	{"drawingml/2006/diagram", "dgm"},
	{"drawingml/2006/main", "a"},
	{"drawingml/main", "a"},
	{"drawingml/", "wp"},
	{"markup-compatibility", "mc"},
	{"package/2006/relationships", ""},
	{"package/2006/content-types", ""},
	{"core-properties", "cp"},
	{"extended-properties", ""},
	{"officeDocument/2006/relationships", "r"},
	{"officeDocument/relationships", "r"},
	{"microsoft-com:vml", "v"},
	{"microsoft-com:office:office", "o"},
	{"opendocument:xmlns:office", "office"},
	{"opendocument:xmlns:text", "text"},
	{"opendocument:xmlns:table", "table"},
	{"opendocument:xmlns:chart", "chart"},
	{"opendocument:xmlns:drawing", "draw"},
	{"opendocument:xmlns:style", "style"},
	{"opendocument:xmlns:meta", "meta"},
	{"opendocument:xmlns:presentation", "presentation"},
	{"xsl-fo-compatible", "fo"},
	{"svg-compatible", "svg"},
	{"1999/xlink", "xlink"},
	{"purl.org/dc/elements", "dc"},
	{"purl.org/dc/terms", "dcterms"},
	{"idpf.org/2007/opf", ""},
	{"idpf.org/2007/ops", "epub"},
	{"daisy.org/z3986/2005/ncx", ""},
	{"xmlns:container", ""},
	{"1999/xhtml", ""},
	{"Math/MathML", "math"},
};

static const char *prefix_of(const char *uri)
{
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (strstr(uri, prefixes[i].piece))
			return prefixes[i].prefix;
	return NULL;
}

/* --- building the tree ------------------------------------------------------------------- */

struct builder {
	struct arena *a;
	struct xml_calls lib;
	xmlParserCtxtPtr ctxt;
	struct map known; /* names by "uri local" */
	VEC(struct xml_node) nodes;
	VEC(struct xml_attr) attrs;
	struct buf text; /* characters since the last tag */
	struct buf key;
	uint32_t open[MAX_DEPTH + 1]; /* nodes */
	int scopes[MAX_DEPTH + 1];
	size_t depth;
	int n_scopes;
	bool stopped;
};

static void stop(struct builder *b)
{
	b->stopped = true;
	b->lib.xmlStopParser(b->ctxt);
}

/* The one copy of a name. */
static struct str name_of(
	struct builder *b, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	bool added;
	b->key.n = 0;
	if (uri)
		buf_puts(&b->key, (const char *)uri);
	buf_putc(&b->key, ' ');
	buf_puts(&b->key, (const char *)local);
	struct map_entry *m = map_find(&b->known, buf_str(&b->key));
	if (m)
		return *(struct str *)m->ptr;
	const char *ours = uri ? prefix_of((const char *)uri) : prefix ? (const char *)prefix : "";
	if (!ours)
		ours = prefix ? (const char *)prefix : "";
	struct str *name = ARENA_NEW(b->a, struct str);
	*name = str_printf(b->a, "%s%s%s", ours, *ours ? ":" : "", (const char *)local);
	m = map_add(&b->known, str_dup(b->a, buf_str(&b->key)), &added);
	m->ptr = name;
	return *name;
}

static bool add_node(struct builder *b, struct xml_node n)
{
	if (b->stopped || b->nodes.n >= XML_MAX_NODES || b->attrs.n >= XML_MAX_NODES) {
		if (!b->stopped)
			stop(b);
		return false;
	}
	n.parent = b->depth ? b->open[b->depth - 1] : 0;
	n.end = (uint32_t)b->nodes.n + 1;
	VEC_PUSH(b->a, &b->nodes, n);
	return true;
}

static void flush_text(struct builder *b)
{
	if (b->text.n && b->depth)
		add_node(b, (struct xml_node){.text = str_dup(b->a, buf_str(&b->text))});
	b->text.n = 0;
}

/* libxml2 leaves "&" in an attribute as "&#38;", because it does not put in what entities stand for. */
static struct str attr_value(struct builder *b, struct str s)
{
	return str_find_byte(s, '&') == STR_NPOS ? str_dup(b->a, s)
						 : str_replace(b->a, s, STR("&#38;"), STR("&"));
}

static void on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
	int n_namespaces, const xmlChar **namespaces, int n_attrs, int n_defaulted,
	const xmlChar **attrs)
{
	struct builder *b = ctx;
	(void)namespaces;
	(void)n_defaulted;
	flush_text(b);
	b->n_scopes += n_namespaces;
	if (b->depth >= MAX_DEPTH || b->n_scopes > MAX_SCOPES) {
		stop(b);
		return;
	}
	uint32_t at = (uint32_t)b->nodes.n;
	struct xml_node n = {.name = name_of(b, local, prefix, uri),
		.attr = (uint32_t)b->attrs.n,
		.n_attr = (uint32_t)n_attrs};
	if (!add_node(b, n))
		return;
	/* local name, prefix, namespace, value, end of value */
	for (int i = 0; i < n_attrs; i++, attrs += 5) {
		size_t n_bytes = (size_t)(attrs[4] - attrs[3]);
		struct xml_attr x = {name_of(b, attrs[0], attrs[1], attrs[2]),
			attr_value(b, str_make((const char *)attrs[3], n_bytes))};
		VEC_PUSH(b->a, &b->attrs, x);
	}
	b->scopes[b->depth] = n_namespaces;
	b->open[b->depth++] = at;
}

static void close_last(struct builder *b)
{
	b->nodes.v[b->open[--b->depth]].end = (uint32_t)b->nodes.n;
	b->n_scopes -= b->scopes[b->depth];
}

static void on_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct builder *b = ctx;
	(void)local;
	(void)prefix;
	(void)uri;
	flush_text(b);
	if (b->depth && !b->stopped)
		close_last(b);
}

static void on_text(void *ctx, const xmlChar *s, int n)
{
	struct builder *b = ctx;
	if (b->depth && n > 0 && !b->stopped)
		buf_put(&b->text, str_make((const char *)s, (size_t)n));
}

/* Without it libxml2 would print. */
static void on_error(void *ctx, xmlErrorPtr error)
{
	(void)ctx;
	(void)error;
}

/* --- bounds before parsing --------------------------------------------------------------- */

/* libxml2 compares each attribute of a tag with all others, and grows what entities stand for. */
static bool check_bytes(struct str s, size_t *n_tags, size_t *n_attrs, struct err *e)
{
	if (str_find(s, STR("<!ENTITY")) != STR_NPOS)
		return err_set(e, ERR_INPUT, "declares XML entities; save it anew");
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		*n_tags += s.p[i] == '<';
		*n_attrs += s.p[i] == '=';
		if (s.p[i] == '<' || s.p[i] == '>')
			n = 0;
		else if (s.p[i] == '=' && ++n > 4 * XML_MAX_TAG_ATTRS)
			return err_set(e, ERR_LIMIT, "a tag has more than %d attributes",
				XML_MAX_TAG_ATTRS);
	}
	return true;
}

/* --- parsing ----------------------------------------------------------------------------- */

static void feed(struct builder *b, struct str bytes)
{
	for (size_t i = 0; i < bytes.n && !b->stopped;) {
		size_t n = bytes.n - i < CHUNK ? bytes.n - i : CHUNK;
		b->lib.xmlParseChunk(b->ctxt, bytes.p + i, (int)n, i + n == bytes.n);
		i += n;
	}
}

bool xml_parse(struct arena *a, struct str bytes, struct xml *out, struct err *e)
{
	struct builder b = {.a = a, .known = map_make(a), .text = buf_make(a), .key = buf_make(a)};
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.ignorableWhitespace = on_text,
		.serror = on_error};
	*out = (struct xml){0};
	size_t n_tags = 0, n_attrs = 0;
	if (!check_bytes(bytes, &n_tags, &n_attrs, e) ||
		!dl_load(&dl_xml, names, sizeof names / sizeof *names, (void **)&b.lib, e))
		return false;
	b.nodes.cap = n_tags < XML_MAX_NODES ? n_tags + 1 : XML_MAX_NODES;
	b.nodes.v = ARENA_ARRAY(a, struct xml_node, b.nodes.cap);
	b.attrs.cap = n_attrs < XML_MAX_NODES ? n_attrs + 1 : XML_MAX_NODES;
	b.attrs.v = ARENA_ARRAY(a, struct xml_attr, b.attrs.cap);
	b.lib.xmlInitParser();
	b.ctxt = b.lib.xmlCreatePushParserCtxt(&sax, &b, NULL, 0, NULL);
	if (!b.ctxt)
		arena_exhausted();
	b.lib.xmlCtxtUseOptions(b.ctxt,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	feed(&b, bytes);
	if (b.ctxt->errNo == XML_ERR_NO_MEMORY)
		arena_exhausted();
	bool well = b.ctxt->wellFormed && !b.stopped;
	if (b.ctxt->myDoc)
		b.lib.xmlFreeDoc(b.ctxt->myDoc);
	b.ctxt->myDoc = NULL;
	b.lib.xmlFreeParserCtxt(b.ctxt);
	b.stopped = false;
	if (b.nodes.n < XML_MAX_NODES)
		flush_text(&b);
	while (b.depth)
		close_last(&b);
	*out = (struct xml){.v = b.nodes.v, .n = b.nodes.n, .attr = b.attrs.v, .damaged = !well};
	return out->n ? true : err_set(e, ERR_INPUT, "damaged: a part is no XML");
}

/* --- reading ----------------------------------------------------------------------------- */

bool xml_is(const struct xml *x, size_t i, const char *name)
{
	return i < x->n && str_eqz(x->v[i].name, name);
}

static const struct xml_attr *find(const struct xml *x, size_t i, const char *name)
{
	for (size_t k = 0; i < x->n && k < x->v[i].n_attr; k++)
		if (str_eqz(x->attr[x->v[i].attr + k].name, name))
			return &x->attr[x->v[i].attr + k];
	return NULL;
}

struct str xml_attr(const struct xml *x, size_t i, const char *name)
{
	const struct xml_attr *found = find(x, i, name);
	return found ? found->value : STR("");
}

bool xml_has(const struct xml *x, size_t i, const char *name)
{
	return find(x, i, name) != NULL;
}

int64_t xml_int(const struct xml *x, size_t i, const char *name, int64_t otherwise)
{
	int64_t n;
	return str_to_i64(xml_attr(x, i, name), &n) ? n : otherwise;
}

static size_t fitting(const struct xml *x, size_t i, size_t end, const char *name)
{
	for (; i < end; i = x->v[i].end)
		if (x->v[i].name.n && (!name || str_eqz(x->v[i].name, name)))
			return i;
	return XML_NONE;
}

size_t xml_child(const struct xml *x, size_t i, const char *name)
{
	return i < x->n ? fitting(x, i + 1, x->v[i].end, name) : XML_NONE;
}

size_t xml_next(const struct xml *x, size_t i, const char *name)
{
	return i && i < x->n ? fitting(x, x->v[i].end, x->v[x->v[i].parent].end, name) : XML_NONE;
}

size_t xml_find(const struct xml *x, size_t i, const char *name)
{
	for (size_t k = i + 1; i < x->n && k < x->v[i].end; k++)
		if (str_eqz(x->v[k].name, name))
			return k;
	return XML_NONE;
}

struct str xml_text(struct arena *a, const struct xml *x, size_t i)
{
	struct buf b = buf_make(a);
	for (size_t k = i; i < x->n && k < x->v[i].end; k++)
		buf_put(&b, x->v[k].text);
	return buf_str(&b);
}

struct str xml_line(struct arena *a, const struct xml *x, size_t i)
{
	struct str s = xml_text(a, x, i);
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t k = 0; k < s.n; k++) {
		bool blank = (unsigned char)s.p[k] <= ' ';
		if (!blank && gap && b.n)
			buf_putc(&b, ' ');
		if (!blank)
			buf_putc(&b, s.p[k]);
		gap = blank;
	}
	return buf_str(&b);
}
