/* adopt.c - a person's correction of a document becomes a source: raw/NAME.fixed.md stands for
 * raw/NAME from then on. */
#include "base/err.h"
#include "base/fs.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/engine.h"
#include "engine/names.h"

/* The body without the ids that kb gave: an author's own stay. */
static bool strip_ids(struct arena *a, struct str body, struct str *out, struct err *e)
{
	struct passages l;
	struct buf b = buf_make(a);
	size_t at = 0;
	if (!passage_read(a, body, &l, e))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		const struct passage *p = &l.v[i];
		size_t end = p->end;
		if (p->own_id)
			continue;
		struct str text = str_sub(body, at, end);
		struct str mark = str_cat(a, STR("^"), p->id);
		if (str_ends(text, mark))
			text = str_trim_right(str_sub(text, 0, text.n - mark.n));
		buf_put(&b, text);
		at = end;
	}
	buf_put(&b, str_from(body, at));
	*out = buf_str(&b);
	return true;
}

/* A kept version is adopted like the page itself: both name their source. */
bool kb_adopt(struct kb *kb, struct arena *a, const char *what, struct str *made, struct err *e)
{
	struct str path, text, body;
	struct page page;
	if (fs_exists(engine_path(kb, a, str_of(what))))
		path = str_of(what);
	else if (!names_find(kb, a, str_of(what), &path, e))
		return false;
	if (!fs_read(a, engine_path(kb, a, path), PAGE_MAX, &text, e) ||
		!page_parse(a, text, &page, e))
		return err_wrap(e, "%s", what);
	struct strs sources =
		page.meta_ok ? yaml_strs(a, page.meta, STR("sources")) : (struct strs){0};
	if (!str_eqz(yaml_str(page.meta, STR("type")), "text") || sources.n != 1)
		return err_set(e, ERR_USAGE,
			"%s: no page of wiki/text; only documents can be adopted", what);
	if (yaml_str(page.meta, STR("parts")).n)
		return err_set(e, ERR_USAGE,
			"%s: is a part of a long document; mend its source under raw/", what);
	if (page.pristine)
		return err_set(e, ERR_USAGE,
			"%s: not edited, so there is nothing to adopt; an edit that a compile set "
			"aside is under .kb/kept",
			what);
	if (!strip_ids(a, page.body, &body, e))
		return false;
	struct buf b = buf_make(a);
	buf_puts(&b, "---\n");
	meta_put(&b, "title", yaml_str(page.meta, STR("title")));
	meta_put(&b, "url", yaml_str(page.meta, STR("url")));
	meta_put_list(&b, "author", yaml_strs(a, page.meta, STR("author")));
	meta_put_raw(&b, "published", yaml_str(page.meta, STR("published")));
	meta_put_list(&b, "tags", yaml_strs(a, page.meta, STR("tags")));
	buf_puts(&b, "---\n");
	buf_put(&b, body);
	*made = str_ends(sources.v[0], STR(".fixed.md"))
		? sources.v[0]
		: str_cat(a, sources.v[0], STR(".fixed.md"));
	return fs_write(engine_path(kb, a, *made), buf_str(&b), true, e);
}
