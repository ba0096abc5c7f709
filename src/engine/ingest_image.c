/* ingest_image.c - see ingest_image.h. Order: addresses, saving, what pages say of images. */
#include "engine/ingest_image.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/image_links.h"
#include "doc/md.h"

#define MAX_EMBEDS 500 /* images of a document that are remembered */

/* --- addresses --------------------------------------------------------------------------- */

struct str ingest_address(struct arena *a, struct str path)
{
	return str_cat(a, STR(INGEST_TO_ROOT), md_escape_dest(a, path));
}

static bool has_scheme(struct str s)
{
	size_t colon = str_find_byte(str_sub(s, 0, 20), ':');
	return colon != STR_NPOS && colon > 1 &&
		str_find_byte(str_sub(s, 0, colon), '/') == STR_NPOS;
}

/* The file under raw/ that a relative address of the source means, or "". */
static struct str local_file(struct arena *a, const struct ingest_item *it, struct str dest)
{
	size_t end = 0;
	while (end < dest.n && dest.p[end] != '?' && dest.p[end] != '#')
		end++;
	dest = text_clean(a, md_unescape_dest(a, str_sub(dest, 0, end)));
	if (!dest.n || dest.p[0] == '/' || str_find_byte(dest, '\\') != STR_NPOS ||
		str_find_byte(dest, '\n') != STR_NPOS)
		return STR("");
	struct str path = fs_clean(a,
		str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(fs_dir_name(it->path)), STR_ARG(dest)));
	return str_starts(path, STR("raw/")) ? path : STR("");
}

static bool is_own(const struct ingest_item *it, struct str dest)
{
	struct str assets = STR(INGEST_TO_ROOT INGEST_ASSETS);
	for (size_t i = 0; str_starts(dest, assets) && i < it->doc.images.n; i++)
		if (str_eq(str_from(dest, assets.n), it->doc.images.v[i].name))
			return true;
	return false;
}

static struct str one_line(struct arena *a, struct str s)
{
	return str_trim(str_replace(
		a, str_replace(a, text_cut(s, 500), STR("\t"), STR(" ")), STR("\n"), STR(" ")));
}

static void remember(struct ingest_item *it, struct str file, const struct image_ref *r)
{
	if (it->row.embeds.n < MAX_EMBEDS && !str_starts(file, STR(INGEST_ASSETS)))
		strs_add(it->a, &it->row.embeds,
			str_printf(it->a, STR_FMT "\t" STR_FMT "\t" STR_FMT, STR_ARG(file),
				STR_ARG(one_line(it->a, r->alt)),
				STR_ARG(one_line(it->a, r->caption))));
}

/* The new address of an image, or "". */
static struct str address_of(struct ingest_item *it, const struct map *fetched,
	struct images *inside, const struct image_ref *r)
{
	struct str file;
	if (r->wiki) {
		remember(it, str_cat(it->a, STR("[["), fs_base_name(r->dest)), r);
		return STR("");
	}
	if (str_istarts(r->dest, STR("data:")))
		return images_add(inside, image_data(it->a, r->dest));
	if (has_scheme(r->dest) || str_starts(r->dest, STR("//"))) {
		const struct str *path = map_ptr(fetched, r->dest);
		return path ? ingest_address(it->a, *path) : STR("");
	}
	if (is_own(it, r->dest) || !(file = local_file(it->a, it, r->dest)).n)
		return STR("");
	remember(it, file, r);
	return ingest_address(it->a, file);
}

static void join(struct arena *a, struct doc_images *to, const struct images *more)
{
	struct doc_image *v = ARENA_ARRAY(a, struct doc_image, to->n + more->list.n);
	for (size_t i = 0; i < to->n; i++)
		v[i] = to->v[i];
	for (size_t i = 0; i < more->list.n; i++)
		v[to->n + i] = more->list.v[i];
	*to = (struct doc_images){v, to->n + more->list.n};
}

bool ingest_link_images(struct ingest_item *it, const struct map *fetched, struct err *e)
{
	const struct convert_opt opt = {.assets = STR(INGEST_TO_ROOT INGEST_ASSETS)};
	struct images inside = images_make(it->a, &opt);
	struct image_refs refs;
	it->row.embeds = (struct strs){0};
	if (str_eqz(str_of(it->doc.type), "image"))
		return true;
	if (!image_links(it->a, it->doc.body, &refs, e))
		return false;
	if (!refs.n)
		return true;
	struct str *to = ARENA_ARRAY(it->a, struct str, refs.n);
	bool any = false;
	for (size_t i = 0; i < refs.n; i++) {
		to[i] = address_of(it, fetched, &inside, &refs.v[i]);
		any = any || to[i].n;
	}
	if (any)
		it->doc.body = image_links_write(it->a, it->doc.body, &refs, to);
	if (inside.list.n)
		join(it->a, &it->doc.images, &inside);
	return true;
}

/* --- saving ------------------------------------------------------------------------------ */

bool ingest_save_images(
	struct kb *kb, struct ingest_item *it, struct sync_list *sync, struct err *e)
{
	struct fs_stat st;
	char *folder = engine_path(kb, it->a, STR("raw/assets"));
	if (!it->doc.images.n)
		return true;
	if (fs_stat(folder, &st, NULL) && st.exists && !st.is_dir) {
		strs_add(it->a, &it->row.notes,
			STR("its images are not saved: raw/assets is no folder; move it away"));
		return true;
	}
	if (!fs_mkdirs(folder, e))
		return false;
	for (size_t i = 0; i < it->doc.images.n; i++) {
		const struct doc_image *m = &it->doc.images.v[i];
		struct str path = str_cat(sync->a, STR(INGEST_ASSETS), m->name);
		char *full = engine_path(kb, it->a, path);
		if (!fs_exists(full) && !fs_write(full, m->bytes, false, e))
			return false;
		sync_add(sync, path);
	}
	return true;
}

/* --- what pages say of images ------------------------------------------------------------ */

struct said {
	struct str by; /* path of the document */
	struct image_shown shown;
};

static void add_said(struct arena *a, struct map *all, struct str by, struct str line)
{
	struct str file = STR(""), alt = STR(""), caption = STR("");
	bool added;
	str_cut(&line, '\t', &file);
	str_cut(&line, '\t', &alt);
	str_cut(&line, '\t', &caption);
	if (!alt.n && !caption.n)
		return;
	struct map_entry *m = map_add(all, file, &added);
	struct said *old = m->ptr;
	if (!added && str_cmp(old->by, by) <= 0)
		return;
	struct said *s = ARENA_NEW(a, struct said);
	*s = (struct said){by, {alt, caption}};
	m->ptr = s;
}

static const struct said *said_of(struct arena *a, const struct map *all, struct str path)
{
	const struct said *s = map_ptr(all, path);
	return s ? s : map_ptr(all, str_cat(a, STR("[["), fs_base_name(path)));
}

static bool is_image(const struct source_row *row)
{
	return row->status == SOURCE_OK && str_eqz(row->type, "image");
}

bool ingest_settle_images(struct ingest_store *s,
	bool (*remake)(
		void *ctx, struct source_row *row, const struct image_shown *shown, struct err *e),
	void *ctx, struct err *e)
{
	struct map all = map_make(s->a);
	bool any = false;
	for (size_t i = 0; i < s->rows.n; i++)
		any = any || is_image(s->rows.v[i]);
	for (size_t i = 0; any && i < s->rows.n; i++) {
		const struct source_row *row = s->rows.v[i];
		for (size_t k = 0; row->status == SOURCE_OK && !is_image(row) && k < row->embeds.n;
			k++)
			add_said(s->a, &all, row->path, row->embeds.v[k]);
	}
	for (size_t i = 0; any && i < s->rows.n; i++) {
		struct source_row *row = s->rows.v[i];
		if (!is_image(row))
			continue;
		const struct said *said = said_of(s->a, &all, row->path);
		struct image_shown shown =
			said ? said->shown : (struct image_shown){{"", 0}, {"", 0}};
		struct str now = str_printf(
			s->a, STR_FMT "\t" STR_FMT, STR_ARG(shown.alt), STR_ARG(shown.caption));
		struct str then = row->embeds.n ? row->embeds.v[0] : STR("\t");
		if (!str_eq(now, then) && !remake(ctx, row, &shown, e))
			return false;
	}
	return true;
}
