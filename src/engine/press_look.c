/* press_look.c - what is in wiki/ now, against what the index says. */
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "engine/press.h"
#include "store/ledger.h"
#include "store/search.h"

struct look {
	struct kb *kb;
	struct arena *a;
	struct press_look *out;
	VEC(struct w_foreign) foreign;
	VEC(struct w_foreign) answers;
	struct map present;
	bool dry_run;
};

/* Title of a page that kb did not write: front matter, first heading, file name. */
static struct str title_of(
	struct arena *a, struct str path, const struct page *p, const struct md_blocks *blocks)
{
	struct str title = p->meta_ok ? yaml_str(p->meta, STR("title")) : STR("");
	for (size_t i = 0; title.n == 0 && i < blocks->n; i++)
		if (blocks->v[i].kind == MD_HEADING)
			title = blocks->v[i].plain;
	struct str base = fs_base_name(path);
	if (title.n == 0)
		title = str_sub(base, 0, base.n - fs_extension(base).n);
	return weave_line(a, title, 200);
}

/* The person's pages and answers are found by search like every other. The names that one has besides
 * its title are the lines of its row's content. */
static bool record(struct look *l, const struct fs_entry *f, struct str path, struct str kind,
	struct str title, struct strs aliases, const struct page *p, struct err *e)
{
	struct buf names = buf_make(l->a);
	for (size_t i = 0; i < aliases.n; i++)
		buf_printf(&names, STR_FMT "\n", STR_ARG(aliases.v[i]));
	struct page_row row = {.path = path,
		.kind = kind,
		.title = title,
		.content = buf_str(&names),
		.hash = page_hash(l->a, p->text),
		.st = f->st};
	return index_put_page(l->kb->index, &row, e) &&
		press_index(l->kb, l->a, path, kind, title, p, e);
}

static bool look_in(struct look *l, struct arena *scratch, const struct fs_entry *f,
	struct str path, struct err *e)
{
	struct str text;
	struct page p;
	struct md_blocks blocks = {0};
	if (!fs_read(scratch, engine_path(l->kb, scratch, path), PAGE_MAX, &text, NULL) ||
		!page_parse(scratch, text_clean(scratch, text), &p, NULL))
		return true; /* unreadable: not ours to judge here; lint says what is wrong */
	struct str type = p.meta_ok ? yaml_str(p.meta, STR("type")) : STR("");
	bool answer = p.kb_hash.n && str_eqz(type, "answer");
	bool known;
	if (!ledger_knows(l->kb->ledger, path, &known, e))
		return false;
	if (!answer && (p.kb_hash.n || known)) {
		struct press_stray stray = {path, str_dup(l->a, p.kb_hash)};
		VEC_PUSH(l->a, &l->out->strays, stray);
		map_add(&l->out->changed, path, NULL);
		return true;
	}
	if (!md_parse(scratch, p.body, &blocks, NULL))
		blocks = (struct md_blocks){0};
	struct w_foreign page = {path, str_dup(l->a, title_of(scratch, path, &p, &blocks)), {0}};
	struct strs aliases =
		p.meta_ok ? yaml_strs(scratch, p.meta, STR("aliases")) : (struct strs){0};
	for (size_t i = 0; i < aliases.n; i++)
		strs_add(l->a, &page.aliases, str_dup(l->a, aliases.v[i]));
	if (answer)
		VEC_PUSH(l->a, &l->answers, page);
	else
		VEC_PUSH(l->a, &l->foreign, page);
	return record(
		l, f, path, answer ? STR("answer") : STR(""), page.title, page.aliases, &p, e);
}

static bool look_at(struct look *l, const struct fs_entry *f, struct str path,
	const struct page_row *row, struct err *e)
{
	l->out->any = true;
	if (row && row->kind.n && !str_eqz(row->kind, "answer")) {
		map_add(&l->out->changed, path, NULL);
		return true;
	}
	struct arena *scratch = arena_make();
	bool good = look_in(l, scratch, f, path, e);
	arena_free(scratch);
	return good;
}

/* Documents and the log are looked after by others. */
static bool is_page(struct str path, const struct fs_entry *f)
{
	return str_iends(path, STR(".md")) && !str_starts(path, STR("wiki/text/")) &&
		!str_eqz(path, "wiki/log.md") && f->st.is_file;
}

/* A page of the person's, or an answer, that is as it was. */
static void know_again(struct look *l, const struct page_row *row)
{
	struct w_foreign page = {row->path, row->title, {0}};
	struct str aliases = row->content, alias;
	while (str_line(&aliases, &alias))
		strs_add(l->a, &page.aliases, alias);
	if (row->kind.n)
		VEC_PUSH(l->a, &l->answers, page);
	else
		VEC_PUSH(l->a, &l->foreign, page);
}

static bool look_at_files(struct look *l, struct err *e)
{
	struct fs_list files;
	struct arena *walk = arena_make();
	bool good = fs_walk(walk, engine_path(l->kb, walk, STR("wiki")), &files, e);
	for (size_t i = 0; good && i < files.n; i++) {
		const struct fs_entry *f = &files.v[i];
		struct arena_mark m = arena_mark(walk);
		struct str path = str_cat(walk, STR("wiki/"), f->path);
		const struct page_row *row = map_ptr(&l->out->by_path, path);
		bool is = is_page(path, f);
		if (is)
			path = row ? row->path : str_dup(l->a, path);
		if (is)
			map_add(&l->present, path, NULL);
		if (is && (!row || !fs_stat_same(&row->st, &f->st)))
			good = look_at(l, f, path, row, e);
		else if (is && (row->kind.n == 0 || str_eqz(row->kind, "answer")))
			know_again(l, row);
		arena_release(walk, m);
	}
	arena_free(walk);
	return good;
}

/* A page of its own: not one of the lists, which are made in any case. */
static bool is_lasting(const struct page_row *row)
{
	return str_eqz(row->kind, "concept") || str_eqz(row->kind, "source") ||
		str_eqz(row->kind, "comparison");
}

/* A generated page that the person gave another name, or copied: it is known by its kb-hash. */
static bool follow_moved(struct look *l, struct err *e)
{
	struct press_look *o = l->out;
	struct map by_hash = map_make(l->a);
	size_t n = 0;
	for (size_t i = 0; o->strays.n && i < o->rows.n; i++)
		if (is_lasting(&o->rows.v[i]))
			map_add(&by_hash, o->rows.v[i].hash, NULL)->ptr = &o->rows.v[i];
	for (size_t i = 0; i < o->strays.n; i++) {
		struct press_stray s = o->strays.v[i];
		struct page_row *row = map_ptr(&by_hash, s.kb_hash);
		bool gone = row && !map_find(&l->present, row->path);
		if (!gone) {
			o->strays.v[n++] = s;
			continue;
		}
		engine_note(l->kb, 1, STR_FMT ": moved by hand to " STR_FMT "; kb follows",
			STR_ARG(row->path), STR_ARG(s.path));
		if (!l->dry_run &&
			(!decisions_set_moved(l->kb, row->path, s.path, e) ||
				!ledger_move_base(l->kb->ledger, row->path, s.path, e)))
			return false;
		if (!index_drop_page(l->kb->index, row->path, e) ||
			!search_remove(l->kb->index, row->path, e))
			return false;
		row->path = s.path;
		row->st = (struct fs_stat){0};
		map_add(&o->by_path, s.path, NULL)->ptr = row;
		if (!index_put_page(l->kb->index, row, e))
			return false;
	}
	o->strays.n = n;
	return true;
}

static bool look_for_gone(struct look *l, struct err *e)
{
	struct press_look *o = l->out;
	bool whole = map_find(&l->present, STR("wiki/index.md")) != NULL;
	for (size_t i = 0; i < o->rows.n; i++) {
		const struct page_row *row = &o->rows.v[i];
		bool person = row->kind.n == 0 || str_eqz(row->kind, "answer");
		if (map_find(&l->present, row->path))
			continue;
		o->any = true;
		if (person &&
			(!index_drop_page(l->kb->index, row->path, e) ||
				!search_remove(l->kb->index, row->path, e)))
			return false;
		bool believed = is_lasting(row);
		if (!whole || !believed)
			continue; /* the whole wiki is gone, or a page that is always made anew */
		if (!l->dry_run && !decisions_set_deleted(l->kb, row->path, true, e))
			return false;
		engine_note(l->kb, 1,
			STR_FMT ": deleted by hand, stays away; kb compile --restore "
				"brings it back",
			STR_ARG(row->path));
	}
	return true;
}

bool press_look(struct kb *kb, struct arena *a, bool dry_run, struct press_look *out, struct err *e)
{
	struct look l = {.kb = kb, .a = a, .out = out, .present = map_make(a), .dry_run = dry_run};
	*out = (struct press_look){.by_path = map_make(a), .changed = map_make(a)};
	if (!index_pages_of(kb->index, a, false, &out->rows, e))
		return false;
	for (size_t i = 0; i < out->rows.n; i++)
		map_add(&out->by_path, out->rows.v[i].path, NULL)->ptr = &out->rows.v[i];
	if (!look_at_files(&l, e) || !follow_moved(&l, e) || !look_for_gone(&l, e) ||
		!decisions_read(kb, a, &out->decisions, e))
		return false;
	out->foreign = l.foreign.v;
	out->n_foreign = l.foreign.n;
	out->answers = l.answers.v;
	out->n_answers = l.answers.n;
	return true;
}

bool press_untouched(struct kb *kb, struct arena *a)
{
	struct page_rows rows;
	struct fs_list files;
	struct map by_path = map_make(a);
	size_t n = 0;
	if (!index_pages_of(kb->index, a, false, &rows, NULL) ||
		!fs_walk(a, engine_path(kb, a, STR("wiki")), &files, NULL))
		return false;
	for (size_t i = 0; i < rows.n; i++) /* the plan of ingest looks at documents */
		map_add(&by_path, rows.v[i].path, NULL)->ptr = &rows.v[i];
	for (size_t i = 0; i < files.n; i++) {
		struct str path = str_cat(a, STR("wiki/"), files.v[i].path);
		if (!is_page(path, &files.v[i]))
			continue;
		const struct page_row *row = map_ptr(&by_path, path);
		if (!row || !fs_stat_same(&row->st, &files.v[i].st))
			return false;
		n++;
	}
	return n == rows.n;
}
