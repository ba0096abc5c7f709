/* lint_facts.c - what the first pass found out about a page, as bytes and back.
 *
 * One description serves both ways: each io_ call writes a value or reads it. Bytes that were read are
 * foreign: sealed, and a number that the second pass uses as an index is checked against its list. Edits and the text are not among the facts: while fixing, every page is scanned.
 * Order: values, lists, the page. */
#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "engine/lint_facts.h"

struct io {
	struct buf *to; /* NULL: reading */
	struct unpack from;
	struct arena *a;
};

/* --- values ------------------------------------------------------------------------------ */

static void io_n(struct io *io, size_t *n)
{
	if (io->to)
		pack_n(io->to, *n);
	else
		*n = (size_t)unpack_n(&io->from);
}

/* Below most, or the bytes are damaged. */
static void io_below(struct io *io, size_t *n, size_t most)
{
	io_n(io, n);
	if (*n >= most) {
		io->from.bad = true;
		*n = 0;
	}
}

static void io_flag(struct io *io, bool *flag)
{
	size_t n = *flag;
	io_below(io, &n, 2);
	*flag = n != 0;
}

static void io_str(struct io *io, struct str *s)
{
	if (io->to)
		pack_str(io->to, *s);
	else
		*s = unpack_str(&io->from);
}

/* A list of *n things: the same, or room for what is to come. */
static void *io_list(struct io *io, void *v, size_t *n, size_t size)
{
	if (io->to) {
		pack_n(io->to, *n);
		return v;
	}
	*n = unpack_count(&io->from);
	return *n ? arena_array(io->a, *n, size) : NULL;
}

#define IO_VEC(io, vec)                                                                            \
	((vec)->v = io_list((io), (vec)->v, &(vec)->n, sizeof *(vec)->v),                          \
		(vec)->cap = (io)->to ? (vec)->cap : (vec)->n)

/* --- lists ------------------------------------------------------------------------------- */

static void io_strs(struct io *io, struct strs *l)
{
	l->v = io_list(io, l->v, &l->n, sizeof *l->v);
	for (size_t i = 0; i < l->n; i++)
		io_str(io, &l->v[i]);
}

static void io_outline(struct io *io, struct vault_outline *o)
{
	o->v = io_list(io, o->v, &o->n, sizeof *o->v);
	for (size_t i = 0; i < o->n; i++) {
		struct vault_heading *h = &o->v[i];
		size_t level = h->level, parent = h->parent + 1; /* 0: none */
		io_str(io, &h->text);
		io_below(io, &level, 7);
		io_n(io, &h->line);
		io_below(io, &parent, i + 1);
		h->level = (unsigned)level;
		h->parent = parent - 1;
	}
	o->keys = io_list(io, o->keys, &o->n_keys, sizeof *o->keys);
	for (size_t i = 0; i < o->n_keys; i++) {
		io_str(io, &o->keys[i].key);
		io_below(io, &o->keys[i].heading, o->n);
	}
	o->ids = io_list(io, o->ids, &o->n_ids, sizeof *o->ids);
	for (size_t i = 0; i < o->n_ids; i++)
		io_str(io, &o->ids[i]);
}

static void io_link(struct io *io, struct lint_link *link)
{
	static const char *const bars[] = {NULL, "|", "\\|"};
	size_t kind = link->kind, bar = !link->bar ? 0 : link->bar[0] == '|' ? 1 : 2;
	io_below(io, &kind, LINK_PROPERTY + 1);
	io_flag(io, &link->embed);
	io_str(io, &link->target);
	io_str(io, &link->sub);
	io_n(io, &link->line);
	io_n(io, &link->column);
	io_n(io, &link->start);
	io_n(io, &link->end);
	io_flag(io, &link->labelled);
	io_flag(io, &link->listed);
	io_flag(io, &link->editable);
	io_below(io, &bar, sizeof bars / sizeof *bars);
	link->kind = (enum link_kind)kind;
	link->bar = bars[bar];
}

static void io_hit(struct io *io, struct lint_hit *hit)
{
	size_t rule = hit->rule;
	io_below(io, &rule, LINT_RULES);
	io_n(io, &hit->line);
	io_n(io, &hit->column);
	io_str(io, &hit->message);
	io_flag(io, &hit->fixable);
	hit->rule = (enum lint_rule)rule;
	if (!hit->subject.p)
		hit->subject = STR("");
}

static void io_field(struct io *io, struct lint_field *field)
{
	size_t type = field->type;
	io_str(io, &field->name);
	io_below(io, &type, LINT_TYPES);
	io_n(io, &field->line);
	field->type = (enum lint_type)type;
}

static void io_cite(struct io *io, struct lint_cite *cite)
{
	io_str(io, &cite->label);
	io_str(io, &cite->target);
	io_str(io, &cite->passage);
	io_str(io, &cite->quote);
	io_n(io, &cite->line);
}

static void io_figures(struct io *io, struct lint_page *p)
{
	IO_VEC(io, &p->figure_cites);
	for (size_t i = 0; i < p->figure_cites.n; i++)
		io_below(io, &p->figure_cites.v[i], p->cites.n);
	IO_VEC(io, &p->figures);
	for (size_t i = 0; i < p->figures.n; i++) {
		struct lint_figure *f = &p->figures.v[i];
		io_str(io, &f->digits);
		io_n(io, &f->line);
		io_n(io, &f->column);
		io_below(io, &f->first, p->figure_cites.n + 1);
		io_below(io, &f->n, p->figure_cites.n - f->first + 1);
	}
}

static void io_mends(struct io *io, struct lint_page *p)
{
	IO_VEC(io, &p->empties);
	for (size_t i = 0; i < p->empties.n; i++) {
		struct lint_empty *empty = &p->empties.v[i];
		io_below(io, &empty->hit, p->hits.n);
		io_n(io, &empty->line);
		io_n(io, &empty->start);
		io_n(io, &empty->end);
	}
	IO_VEC(io, &p->missing);
	for (size_t i = 0; i < p->missing.n; i++) {
		struct lint_missing *missing = &p->missing.v[i];
		size_t lack = missing->lack;
		io_below(io, &missing->hit, p->hits.n);
		io_n(io, &missing->at);
		io_below(io, &lack, LINT_LACKS);
		io_str(io, &missing->target);
		missing->lack = (enum lint_lack)lack;
	}
}

static void io_span(struct io *io, struct lint_span *span)
{
	io_str(io, &span->target);
	io_str(io, &span->quote);
	io_n(io, &span->from);
	io_n(io, &span->to);
	io_n(io, &span->line);
	io_n(io, &span->column);
}

/* Ascending numbers, as the steps between them. */
static void io_sketch(struct io *io, struct lint_page *p)
{
	uint32_t last = 0;
	p->sketch = io_list(io, p->sketch, &p->n_sketch, sizeof *p->sketch);
	for (size_t i = 0; i < p->n_sketch; i++) {
		size_t step = p->sketch[i] - last;
		io_n(io, &step);
		p->sketch[i] = last += (uint32_t)step;
	}
}

static void io_off(struct io *io, struct lint_page *p)
{
	bool any = p->off != NULL;
	io_flag(io, &any);
	if (any && !p->off)
		p->off = ARENA_ARRAY(io->a, bool, LINT_RULES);
	for (size_t i = 0; any && i < LINT_RULES; i++)
		io_flag(io, &p->off[i]);
}

/* --- the page ---------------------------------------------------------------------------- */

static void io_head(struct io *io, struct lint_page *p)
{
	struct str *const texts[] = {
		&p->title, &p->type, &p->description, &p->published, &p->sha, &p->hash};
	bool *const flags[] = {&p->generated, &p->evidence, &p->fm, &p->edited, &p->cr, &p->bom,
		&p->odd, &p->conflict};
	size_t *const numbers[] = {&p->title_line, &p->sources_line, &p->alias_line, &p->first_line,
		&p->based_line, &p->back_first, &p->back_last, &p->back_at, &p->fm_end, &p->n_words,
		&p->n_sentences, &p->n_cited, &p->n_disputes};
	struct strs *const lists[] = {&p->aliases, &p->sources, &p->based_on};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		io_str(io, texts[i]);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		io_flag(io, flags[i]);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		io_n(io, numbers[i]);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		io_strs(io, lists[i]);
}

static void io_page(struct io *io, struct lint_page *p)
{
	io_head(io, p);
	io_outline(io, &p->outline);
	IO_VEC(io, &p->links);
	for (size_t i = 0; i < p->links.n; i++)
		io_link(io, &p->links.v[i]);
	IO_VEC(io, &p->fields);
	for (size_t i = 0; i < p->fields.n; i++)
		io_field(io, &p->fields.v[i]);
	IO_VEC(io, &p->cites);
	for (size_t i = 0; i < p->cites.n; i++)
		io_cite(io, &p->cites.v[i]);
	io_figures(io, p);
	IO_VEC(io, &p->hits);
	for (size_t i = 0; i < p->hits.n; i++)
		io_hit(io, &p->hits.v[i]);
	io_mends(io, p);
	IO_VEC(io, &p->spans);
	for (size_t i = 0; i < p->spans.n; i++)
		io_span(io, &p->spans.v[i]);
	io_sketch(io, p);
	io_off(io, p);
}

struct str lint_facts_pack(struct arena *a, struct lint_page *p)
{
	struct buf facts = buf_make(a), sealed = buf_make(a);
	struct io io = {.to = &facts, .a = a};
	io_page(&io, p);
	pack_sealed(&sealed, buf_str(&facts));
	return buf_str(&sealed);
}

bool lint_facts_unpack(struct arena *a, struct str facts, struct lint_page *p)
{
	struct lint_page page = *p;
	struct io io = {.from = unpack_sealed(facts), .a = a};
	if (io.from.bad)
		return false;
	io_page(&io, &page);
	if (io.from.bad || io.from.p != io.from.end)
		return false;
	page.tried = page.read = true;
	*p = page;
	return true;
}
