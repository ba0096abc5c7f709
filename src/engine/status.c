/* status.c - the state of the base: kb_status, kb_concepts. */
#include "base/err.h"
#include "base/fs.h"
#include "base/vec.h"
#include "engine/ingest_plan.h"

static struct kb_ingest_item item_of(const struct source_row *r)
{
	return (struct kb_ingest_item){.path = r->path,
		.type = r->type,
		.title = r->title,
		.reason = r->reason,
		.from = STR(""),
		.page = STR(""),
		.notes = r->notes,
		.status = r->status == SOURCE_SKIPPED ? KB_SKIPPED : KB_FAILED};
}

static bool count_sources(struct kb *kb, struct arena *a, struct kb_status *out, struct err *e)
{
	struct source_rows rows;
	VEC(struct kb_ingest_item) items = {0};
	if (!index_sources(kb->index, a, &rows, e))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct source_row *r = &rows.v[i];
		out->n_sources++;
		if (r->status == SOURCE_OK) {
			out->n_documents++;
			out->n_passages += (size_t)r->n_passages;
			continue;
		}
		out->n_skipped += r->status == SOURCE_SKIPPED;
		out->n_failed += r->status == SOURCE_FAILED;
		VEC_PUSH(a, &items, item_of(r));
	}
	out->failed = items.v;
	out->n_failed_items = items.n;
	return true;
}

static bool count_pages(struct kb *kb, struct arena *a, struct kb_status *out, struct err *e)
{
	struct page_rows rows;
	struct concept_rows concepts;
	if (!index_pages(kb->index, a, &rows, e) || !index_concepts(kb->index, a, &concepts, e))
		return false;
	out->n_pages = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		out->n_answers += str_eqz(rows.v[i].kind, "answer");
		out->n_edited += rows.v[i].edited;
	}
	for (size_t i = 0; i < concepts.n; i++)
		out->n_concepts += concepts.v[i].path.n > 0;
	int64_t n = 0;
	str_to_i64(index_state(kb->index, a, INDEX_CLAIMS), &n);
	out->n_claims = (size_t)n;
	return true;
}

bool kb_status(struct kb *kb, struct arena *a, struct kb_status *out, struct err *e)
{
	struct fs_stat st;
	struct ingest_plan plan;
	char *index = engine_path(kb, a, STR(".kb/index.db"));
	*out = (struct kb_status){.root = str_of(kb->root), .engine = kb->conf.llm.engine};
	if (!fs_exists(index)) { /* nothing compiled yet: all of raw/ waits */
		struct fs_list files;
		if (!fs_walk(a, engine_path(kb, a, STR("raw")), &files, e))
			return false;
		out->n_to_ingest = files.n;
		return true;
	}
	if (!engine_index(kb, DB_READ, e) || !count_sources(kb, a, out, e) ||
		!count_pages(kb, a, out, e) || !ingest_look(kb, a, &plan, e) ||
		!fs_stat(index, &st, e))
		return false;
	out->index_bytes = st.size;
	out->n_to_remove = plan.gone.n;
	for (size_t i = 0; i < plan.todo.n; i++)
		out->n_to_ingest += ingest_is_waiting(&plan.todo.v[i]);
	return true;
}

bool kb_concepts(struct kb *kb, struct arena *a, struct kb_concepts *out, struct err *e)
{
	struct concept_rows rows;
	if (!engine_index(kb, DB_READ, e) || !index_concepts(kb->index, a, &rows, e))
		return false;
	out->v = ARENA_ARRAY(a, struct kb_concept, rows.n);
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct kb_concept){.name = rows.v[i].name,
			.kind = rows.v[i].kind,
			.path = rows.v[i].path,
			.description = rows.v[i].description,
			.aliases = rows.v[i].aliases,
			.n_claims = (size_t)rows.v[i].n_claims,
			.n_sources = (size_t)rows.v[i].n_sources};
	return true;
}
