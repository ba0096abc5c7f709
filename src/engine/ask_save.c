/* ask_save.c - answers as pages of wiki/answers; see ask.h.
 *
 * A page that a person edited is never written over: the answer then gets a name of its own. A chart
 * has its spec and picture beside it, under the page's name; of a deck's chart it is the spec.
 * Order: the page, its name, the files beside it, asking again. */
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "engine/ask.h"
#include "engine/deck.h"
#include "engine/kept.h"
#include "engine/log.h"

#define NAMES_MAX 100 /* answers to questions with the same slug */
#define DESCRIPTION_CP ((size_t)160)
#define ANSWERS "wiki/answers"

static const char *const form_names[] = {[KB_FORM_TEXT] = "",
	[KB_FORM_MD] = "",
	[KB_FORM_MARP] = "marp",
	[KB_FORM_CHART] = "chart",
	[KB_FORM_TABLE] = "table"};

/* --- the page ---------------------------------------------------------------------------- */

static struct str description(const struct ask_state *r)
{
	if (!r->out->n)
		return STR("");
	struct str first = r->out->v[0].text, cut = text_cut(first, DESCRIPTION_CP);
	return cut.n < first.n ? str_cat(r->a, cut, STR(" …")) : str_dup(r->a, cut);
}

static struct str body(const struct ask_state *r, struct str name)
{
	struct buf b = buf_make(r->a);
	if (r->opt->form == KB_FORM_MARP)
		return r->out->form;
	buf_puts(&b, "# ");
	buf_put(&b, md_escape(r->a, r->out->question));
	buf_puts(&b, "\n\n");
	if (r->opt->form == KB_FORM_CHART)
		buf_printf(&b, "![" STR_FMT "](" STR_FMT ".svg)\n\n",
			STR_ARG(md_escape_link_text(r->a, r->out->question)),
			STR_ARG(md_escape_dest(r->a, name)));
	buf_put(&b, r->out->form.n ? r->out->form : r->out->markdown);
	return buf_str(&b);
}

/* The pages that the answer rests on, each with its hash: lint tells when one changed since. */
static struct strs based_on(const struct ask_state *r)
{
	struct strs out = {0};
	for (size_t i = 0; i < r->out->n_evidence; i++) {
		struct str path = r->out->evidence[i].path, text;
		struct page page;
		if (fs_read(r->a, engine_path(r->kb, r->a, path), PAGE_MAX, &text, NULL) &&
			page_parse(r->a, text, &page, NULL) && page.kb_hash.n)
			strs_add(r->a, &out,
				str_printf(r->a, STR_FMT " " STR_FMT, STR_ARG(path),
					STR_ARG(page.kb_hash)));
	}
	strs_sort_unique(&out);
	return out;
}

static struct str saved_page(const struct ask_state *r, struct str name)
{
	struct strs sources = {0}, tags = {0};
	struct buf b = buf_make(r->a);
	for (size_t i = 0; i < r->out->n_evidence; i++)
		strs_add(r->a, &sources, r->out->evidence[i].source);
	strs_sort_unique(&sources);
	strs_add(r->a, &tags, STR("unreviewed"));
	buf_puts(&b, "---\n");
	meta_put(&b, "type", STR("answer"));
	meta_put(&b, "title", r->out->question);
	meta_put(&b, "description", description(r));
	meta_put_list(&b, "tags", tags);
	meta_put_paths(&b, "sources", sources);
	meta_put_list(&b, "based-on", based_on(r));
	meta_put(&b, "status", STR("unreviewed"));
	meta_put(&b, "generated", r->out->engine);
	if (r->out->spent.cost > 0)
		meta_put(&b, "cost", str_printf(r->a, "%.6f USD", r->out->spent.cost));
	if (r->opt->form >= KB_FORM_MARP)
		meta_put(&b, "form", str_of(form_names[r->opt->form]));
	if (r->opt->form == KB_FORM_MARP)
		buf_puts(&b, kb_deck_front);
	buf_puts(&b, "---\n");
	buf_put(&b, body(r, name));
	return page_seal(r->a, buf_str(&b));
}

/* --- its name ---------------------------------------------------------------------------- */

/* May this file be (over)written: absent, or an untouched answer to the same question? */
static bool may_write(struct arena *a, const char *path, struct str question)
{
	struct str text;
	struct page page;
	if (!fs_exists(path))
		return true;
	if (!fs_read(a, path, PAGE_MAX, &text, NULL) || !page_parse(a, text, &page, NULL))
		return false;
	return page.pristine && str_eqz(yaml_str(page.meta, STR("type")), "answer") &&
		str_eq(yaml_str(page.meta, STR("title")), question);
}

/* The base name, without ".md". */
static bool free_name(struct ask_state *r, struct str *name, struct err *e)
{
	struct str slug = text_slug(r->a, r->out->question);
	if (!slug.n)
		slug = STR("question");
	for (int i = 1; i <= NAMES_MAX; i++) {
		struct str n = i == 1 ? slug : str_printf(r->a, STR_FMT "-%d", STR_ARG(slug), i);
		*name = str_cat(r->a, n, STR("-answer"));
		struct str path = str_printf(r->a, ANSWERS "/" STR_FMT ".md", STR_ARG(*name));
		if (may_write(r->a, engine_path(r->kb, r->a, path), r->out->question))
			return true;
	}
	return err_set(e, ERR_LIMIT, ANSWERS ": %d answers have this name; remove some", NAMES_MAX);
}

/* --- beside it --------------------------------------------------------------------------- */

static bool put_file(
	struct ask_state *r, struct str name, const char *extension, struct str text, struct err *e)
{
	struct str path = str_printf(r->a, ANSWERS "/" STR_FMT "%s", STR_ARG(name), extension);
	struct str old, kept;
	char *full = engine_path(r->kb, r->a, path);
	/* a spec may be a person's work by now */
	if (fs_read(r->a, full, PAGE_MAX, &old, NULL) && !str_eq(old, text) &&
		!kept_save(r->kb, r->a, path, old, &kept, e))
		return false;
	return fs_write(full, text, true, e);
}

bool ask_save(struct ask_state *r, struct err *e)
{
	struct str name;
	if (!free_name(r, &name, e) || !fs_mkdirs(engine_path(r->kb, r->a, STR(ANSWERS)), e))
		return false;
	if ((r->out->spec.n && !put_file(r, name, ".json", r->out->spec, e)) ||
		(r->out->svg.n && !put_file(r, name, ".svg", r->out->svg, e)))
		return false;
	struct str path = str_printf(r->a, ANSWERS "/" STR_FMT ".md", STR_ARG(name));
	if (!fs_write(engine_path(r->kb, r->a, path), saved_page(r, name), true, e) ||
		!log_append(r->kb, "answer", r->out->question, path, e))
		return false;
	r->out->saved = path;
	return true;
}

/* --- asking again ------------------------------------------------------------------------ */

bool ask_saved_question(struct kb *kb, struct arena *a, struct str name, struct str *question,
	enum kb_form *form, struct err *e)
{
	struct str base = fs_base_name(name), text;
	struct page page;
	if (str_ends(base, STR(".md")))
		base = str_sub(base, 0, base.n - 3);
	if (str_ends(base, STR("-answer")))
		base = str_sub(base, 0, base.n - 7);
	struct str path = str_printf(a, ANSWERS "/" STR_FMT "-answer.md", STR_ARG(base));
	if (!base.n || base.p[0] == '.' || str_find_byte(base, '\0') != STR_NPOS ||
		!fs_read(a, engine_path(kb, a, path), PAGE_MAX, &text, NULL) ||
		!page_parse(a, text, &page, NULL))
		return err_set(e, ERR_NOT_FOUND, STR_FMT ": no such answer; they are in " ANSWERS,
			STR_ARG(path));
	*question = yaml_str(page.meta, STR("title"));
	struct str f = yaml_str(page.meta, STR("form"));
	for (size_t i = KB_FORM_MARP; *form == KB_FORM_TEXT && i <= KB_FORM_TABLE; i++)
		if (str_eqz(f, form_names[i]))
			*form = (enum kb_form)i;
	return question->n > 0 ||
		err_set(e, ERR_NOT_FOUND, STR_FMT ": holds no question in 'title'", STR_ARG(path));
}
