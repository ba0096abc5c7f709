/* cmd_status.c - kb status: what the base holds and what waits. */
#include "front/cmd.h"

#include "front/health.h"
#include "front/items.h"

enum { O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_JSON] = {"json", NULL, "print the same as an object", .kind = OPT_FLAG},
};

static void counts(struct out *o, const struct kb_status *s)
{
	const struct {
		const char *key, *label;
		size_t n;
	} rows[] = {
		{"sources", "sources", s->n_sources},
		{"documents", "documents", s->n_documents},
		{"passages", "passages", s->n_passages},
		{"claims", "claims", s->n_claims},
		{"concepts", "concepts", s->n_concepts},
		{"pages", "pages", s->n_pages},
		{"answers", "answers", s->n_answers},
		{"edited", "edited pages", s->n_edited},
		{"skipped", "skipped", s->n_skipped},
		{"failed", "failed", s->n_failed},
		{"to_ingest", "to ingest", s->n_to_ingest},
		{"to_remove", "to remove", s->n_to_remove},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		out_field_int(o, rows[i].key, rows[i].label, (int64_t)rows[i].n);
}

static void report(struct front *f, const struct kb_status *s, const struct kb_health *h)
{
	struct out *o = &f->out;
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(o, '{') : NULL;
	out_field_str(o, "root", "base", s->root);
	out_field_str(o, "engine", "engine", s->engine);
	counts(o, s);
	if (j) {
		json_put_int(j, "index_bytes", s->index_bytes);
		json_open(j, "health", '{');
		health_json(j, h);
		json_close(j, '}');
		json_open(j, "problems", '[');
		items_json_list(j, s->failed, s->n_failed_items);
		json_close(j, ']');
		out_json_end(o, '{');
		return;
	}
	out_field_str(o, NULL, "index", str_printf(f->a, "%.1f MB", (double)s->index_bytes / 1e6));
	health_fields(o, h);
	out_raw(o, s->n_failed_items ? STR("\n") : STR(""));
	items_text(f, s->failed, s->n_failed_items, 0);
	if (s->n_to_ingest + s->n_to_remove)
		front_say(f, "raw/ has changed; run kb compile");
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_status s = {0};
	if (!front_open(f, &kb, e))
		return 0;
	struct kb_health_report health = {0};
	if (kb_status(kb, f->a, &s, e) && kb_health(kb, f->a, &health, e))
		report(f, &s, &health.now);
	kb_close(kb);
	return 0;
}

const struct cmd cmd_status = {
	.name = "status",
	.summary = "say what the base holds and what waits",
	.args = "",
	.about =
		"Counts of what is in the base, what changed in raw/ since the last run, how the "
		"pages are (kb lint --health has more), and the sources that were skipped or could not be read, with the remedy.",
	CMD_ROWS(options),
	.run = run,
};
