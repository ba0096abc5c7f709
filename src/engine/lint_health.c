/* lint_health.c - how the pages are, in figures, and how that went from day to day.
 *
 * Order: counting, figures as JSON, kb_health. */
#include "engine/lint_health.h"

#include <time.h>

#include "base/json.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "engine/lint_page.h"
#include "store/index.h"

/* --- counting ---------------------------------------------------------------------------- */

static void count_links(struct lint *l, const struct lint_page *p)
{
	for (size_t k = 0; k < p->links.n; k++) {
		const struct lint_link *link = &p->links.v[k];
		l->health.n_links++;
		l->health.n_broken += link->hit.how == VAULT_BROKEN && !link->beyond;
	}
}

static void count_hits(struct lint *l, const struct lint_page *p)
{
	for (size_t k = 0; k < p->hits.n; k++)
		l->health.n_orphans += p->hits.v[k].rule == LINT_ORPHAN;
}

/* Documents that a concept page cites, into all and into the page's own count. */
static void count_cites(struct lint *l, const struct lint_page *p, struct map *all)
{
	struct kb_health *h = &l->health;
	size_t first = VAULT_NONE, n_sources = 0;
	for (size_t k = 0; k < p->cites.n; k++) {
		struct vault_hit hit = vault_resolve(
			l->vault, l->a, vault_at(l->vault, p->file)->path, p->cites.v[k].target);
		if (hit.file == VAULT_NONE)
			continue;
		n_sources += first == VAULT_NONE || hit.file != first;
		first = hit.file;
		h->n_citations++;
		struct map_entry *entry = map_add(all, vault_at(l->vault, hit.file)->path, NULL);
		if (++entry->num > h->n_top ||
			(entry->num == h->n_top && str_cmp(entry->key, h->top) < 0)) {
			h->n_top = entry->num;
			h->top = entry->key;
		}
	}
	h->n_single += n_sources == 1;
}

void lint_health(struct lint *l)
{
	struct kb_health *h = &l->health;
	struct map cited = map_make(l->a);
	h->top = STR("");
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		if (!p->reported)
			continue;
		h->n_pages++;
		h->n_quotes += p->cites.n;
		h->n_documents += p->evidence;
		h->n_fresh += p->evidence && !p->stale && !p->gone;
		count_hits(l, p);
		if (!p->evidence)
			count_links(l, p);
		if (!p->generated || !str_eqz(p->type, "concept"))
			continue;
		h->n_concepts++;
		h->n_sentences += p->n_sentences;
		h->n_cited += p->n_cited;
		h->n_disputed += p->n_disputes > 0;
		count_cites(l, p, &cited);
	}
}

/* --- figures as JSON --------------------------------------------------------------------- */

static const char *const names[HEALTH_FIGURES] = {"pages", "links", "broken", "orphans",
	"sentences", "cited", "quotes", "verified", "documents", "fresh", "waiting", "disputed",
	"concepts", "single", "citations", "top_citations"};

void health_figures(struct kb_health *h, size_t *out[HEALTH_FIGURES])
{
	size_t *all[HEALTH_FIGURES] = {&h->n_pages, &h->n_links, &h->n_broken, &h->n_orphans,
		&h->n_sentences, &h->n_cited, &h->n_quotes, &h->n_verified, &h->n_documents,
		&h->n_fresh, &h->n_waiting, &h->n_disputed, &h->n_concepts, &h->n_single,
		&h->n_citations, &h->n_top};
	for (size_t i = 0; i < HEALTH_FIGURES; i++)
		out[i] = all[i];
}

static struct str to_json(struct arena *a, struct kb_health h)
{
	struct buf b = buf_make(a);
	struct json_out j = json_begin(&b, false);
	size_t *figures[HEALTH_FIGURES];
	health_figures(&h, figures);
	json_open(&j, NULL, '{');
	for (size_t i = 0; i < HEALTH_FIGURES; i++)
		json_put_int(&j, names[i], (int64_t)*figures[i]);
	json_put_str(&j, "top", h.top);
	json_close(&j, '}');
	return buf_str(&b);
}

static struct kb_health of_json(struct arena *a, struct str text)
{
	struct kb_health h = {.top = STR("")};
	struct json *j = NULL;
	size_t *figures[HEALTH_FIGURES];
	if (!json_parse(a, text, &j, NULL))
		return h;
	health_figures(&h, figures);
	for (size_t i = 0; i < HEALTH_FIGURES; i++) {
		double n = json_num(json_get(j, str_of(names[i])));
		*figures[i] = n >= 0 && n < 1e15 ? (size_t)n : 0;
	}
	h.top = str_dup(a, json_str(json_get(j, STR("top"))));
	return h;
}

static struct str today(struct kb *kb, struct arena *a)
{
	time_t now = (time_t)engine_now(kb);
	struct tm tm = {0};
	gmtime_r(&now, &tm);
	return str_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

bool health_put_today(struct kb *kb, struct arena *a, const struct kb_health *h, struct err *e)
{
	struct health_rows rows;
	struct str day = today(kb, a), figures = to_json(a, *h);
	if (!index_health(kb->index, a, &rows, e))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].day, day) && str_eq(rows.v[i].figures, figures))
			return true;
	return index_put_health(kb->index, day, figures, e);
}

/* --- kb_health --------------------------------------------------------------------------- */

bool kb_health(struct kb *kb, struct arena *a, struct kb_health_report *out, struct err *e)
{
	struct kb_lint_opt opt = {.dir = kb->root};
	struct kb_findings found;
	struct health_rows rows = {0};
	struct err none = {0};
	VEC(struct kb_health_day) days = {0};
	*out = (struct kb_health_report){0};
	if (!kb_lint(kb, a, &opt, &found, e))
		return false;
	out->now = found.health;
	struct str day = today(kb, a);
	if (engine_index(kb, DB_READ, &none))
		(void)index_health(kb->index, a, &rows, &none);
	for (size_t i = 0; i < rows.n; i++) {
		struct kb_health_day d = {rows.v[i].day, of_json(a, rows.v[i].figures)};
		if (str_cmp(d.day, day) < 0)
			VEC_PUSH(a, &days, d);
	}
	struct kb_health_day last = {day, out->now};
	VEC_PUSH(a, &days, last);
	out->trend = days.v;
	out->n_days = days.n;
	return true;
}
