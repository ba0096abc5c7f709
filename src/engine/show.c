/* show.c - kb_show: a page, the document of a source, or one passage, as text to print.
 *
 * Files alone are read. Front matter is left out; the rest stands as it is in the file. */
#include "base/err.h"
#include "base/text.h"
#include "doc/passage.h"
#include "engine/names.h"

/* "PAGE#PASSAGE" or "PAGE#^PASSAGE"; false when there is no "#" to cut at. */
static bool cut_passage(struct str what, struct str *name, struct str *passage)
{
	size_t at = str_rfind_byte(what, '#');
	if (at == STR_NPOS)
		return false;
	*name = str_trim(str_sub(what, 0, at));
	*passage = str_trim(str_from(what, at + 1));
	if (str_starts(*passage, STR("^")))
		*passage = str_from(*passage, 1);
	return true;
}

static struct str title_of(struct arena *a, const struct page *p, struct str path)
{
	struct str title = str_trim(yaml_str(p->meta, STR("title")));
	return title.n ? str_dup(a, title) : path;
}

/* The passage's Markdown without its id. */
static struct str passage_text(struct arena *a, struct str body, const struct passage *p)
{
	struct str text = str_trim_right(str_sub(body, p->start, p->end));
	struct str mark = str_cat(a, STR("^"), p->id);
	if (str_iends(text, mark))
		text = str_trim_right(str_sub(text, 0, text.n - mark.n));
	return text_clean(a, text);
}

/* Looks for the passage in one page; *out stays as it is when it is not there. */
static bool show_passage(struct kb *kb, struct arena *a, struct str path, struct str id,
	struct kb_shown *out, struct err *e)
{
	struct page page;
	struct passages l;
	struct str fm, body;
	if (!names_read(kb, a, path, &page, e))
		return false;
	(void)meta_split(page.text, &fm, &body);
	if (!passage_read(a, body, &l, e))
		return err_wrap(e, STR_FMT, STR_ARG(path));
	const struct passage *p = passage_find(&l, id);
	if (p)
		*out = (struct kb_shown){path, title_of(a, &page, path), passage_text(a, body, p)};
	return true;
}

static bool show_passage_of(struct kb *kb, struct arena *a, struct str path, struct str id,
	struct kb_shown *out, struct err *e)
{
	struct page page;
	struct strs parts = {0};
	if (!names_read(kb, a, path, &page, e))
		return false;
	struct str source = yaml_first(page.meta, STR("sources"));
	if (str_eqz(yaml_str(page.meta, STR("type")), "text") && source.n) {
		if (!names_documents(kb, a, source, &parts, e))
			return false;
	} else {
		strs_add(a, &parts, path);
	}
	*out = (struct kb_shown){0};
	for (size_t i = 0; i < parts.n && !out->path.n; i++)
		if (!show_passage(kb, a, parts.v[i], id, out, e))
			return false;
	if (out->path.n)
		return true;
	return err_set(e, ERR_NOT_FOUND,
		STR_FMT ": has no passage '" STR_FMT "'; kb show " STR_FMT " shows those it has",
		STR_ARG(path), STR_ARG(text_cut(id, 60)), STR_ARG(path));
}

static bool show_page(
	struct kb *kb, struct arena *a, struct str path, struct kb_shown *out, struct err *e)
{
	struct page page;
	struct str fm, body;
	if (!names_read(kb, a, path, &page, e))
		return false;
	(void)meta_split(page.text, &fm, &body);
	while (str_starts(body, STR("\n")))
		body = str_from(body, 1);
	*out = (struct kb_shown){path, title_of(a, &page, path), text_clean(a, body)};
	return true;
}

bool kb_show(struct kb *kb, struct arena *a, const char *what, struct kb_shown *out, struct err *e)
{
	struct str whole = str_of(what), name, passage, path;
	struct err first = {0};
	/* A name may hold a "#" of its own. */
	if (names_find(kb, a, whole, &path, &first))
		return show_page(kb, a, path, out, e);
	if (first.code != ERR_NOT_FOUND || !cut_passage(whole, &name, &passage))
		return err_set(e, first.code, "%s", first.text);
	return names_find(kb, a, name, &path, e) &&
		(passage.n ? show_passage_of(kb, a, path, passage, out, e)
			   : show_page(kb, a, path, out, e));
}
