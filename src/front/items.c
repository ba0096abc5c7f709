/* items.c - see items.h. Order: text, JSON. */
#include "front/items.h"

#define STATUS_COLUMNS 11 /* "unchanged" and two blanks */

const char *const items_status[KB_FAILED + 1] = {
	[KB_NEW] = "new",
	[KB_CHANGED] = "changed",
	[KB_MOVED] = "moved",
	[KB_UNCHANGED] = "unchanged",
	[KB_REMOVED] = "removed",
	[KB_SKIPPED] = "skipped",
	[KB_FAILED] = "failed",
};

static const enum out_style styles[KB_FAILED + 1] = {
	[KB_NEW] = OUT_GOOD,
	[KB_CHANGED] = OUT_GOOD,
	[KB_MOVED] = OUT_GOOD,
	[KB_UNCHANGED] = OUT_DIM,
	[KB_REMOVED] = OUT_WARN,
	[KB_SKIPPED] = OUT_WARN,
	[KB_FAILED] = OUT_BAD,
};

/* --- text --------------------------------------------------------------------------------- */

static struct str what(struct arena *a, const struct kb_ingest_item *it)
{
	struct buf b = buf_make(a);
	if (it->status == KB_MOVED && it->from.n)
		buf_printf(&b, STR_FMT " -> ", STR_ARG(it->from));
	buf_put(&b, it->path);
	if (it->reason.n)
		buf_printf(&b, ": " STR_FMT, STR_ARG(it->reason));
	else if (it->status == KB_NEW || it->status == KB_CHANGED)
		buf_printf(&b, " -> " STR_FMT ", %zu word%s", STR_ARG(it->page), it->n_words,
			it->n_words == 1 ? "" : "s");
	return buf_str(&b);
}

void items_text(struct front *f, const struct kb_ingest_item *v, size_t n, size_t indent)
{
	struct out *o = &f->out;
	size_t text = indent + STATUS_COLUMNS;
	for (size_t i = 0; i < n; i++) {
		buf_fill(&o->b, ' ', indent);
		struct str status = str_of(items_status[v[i].status]);
		out_put(o, styles[v[i].status], status);
		buf_fill(&o->b, ' ', STATUS_COLUMNS - status.n);
		out_line(o, text, text, term_line(f->a, what(f->a, &v[i])));
		for (size_t k = 0; k < v[i].notes.n; k++) {
			buf_fill(&o->b, ' ', text);
			out_line(o, text, text, out_styled(o, OUT_DIM, v[i].notes.v[k]));
		}
	}
}

struct str items_summary(struct arena *a, const struct kb_ingest_report *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i <= KB_FAILED; i++)
		if (r->counts[i] && i != KB_UNCHANGED)
			buf_printf(&b, "%s%zu %s", b.n ? ", " : "", r->counts[i], items_status[i]);
	if (b.n == 0)
		buf_puts(&b, "nothing changed");
	else if (r->counts[KB_UNCHANGED])
		buf_printf(&b, ", %zu unchanged", r->counts[KB_UNCHANGED]);
	return buf_str(&b);
}

/* --- JSON --------------------------------------------------------------------------------- */

void items_json_list(struct json_out *j, const struct kb_ingest_item *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "status", str_of(items_status[v[i].status]));
		json_put_str(j, "path", v[i].path);
		json_put_str(j, "from", v[i].from);
		json_put_str(j, "page", v[i].page);
		json_put_str(j, "type", v[i].type);
		json_put_str(j, "title", v[i].title);
		json_put_str(j, "reason", v[i].reason);
		json_put_strs(j, "notes", v[i].notes);
		json_put_int(j, "words", (int64_t)v[i].n_words);
		json_put_int(j, "passages", (int64_t)v[i].n_passages);
		json_close(j, '}');
	}
}

void items_json(struct json_out *j, const struct kb_ingest_report *r)
{
	json_open(j, "items", '[');
	items_json_list(j, r->v, r->n);
	json_close(j, ']');
	json_open(j, "counts", '{');
	for (size_t i = 0; i <= KB_FAILED; i++)
		json_put_int(j, items_status[i], (int64_t)r->counts[i]);
	json_close(j, '}');
}
