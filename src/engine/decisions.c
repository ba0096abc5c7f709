/* decisions.c - see decisions.h. Only the member "deleted" is ever written by kb. */
#include "engine/decisions.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/meta.h"

#define DECISIONS "wiki/decisions.yaml"

static bool read_file(
	struct kb *kb, struct arena *a, struct str *text, struct yaml **out, struct err *e)
{
	char *path = engine_path(kb, a, STR(DECISIONS));
	*text = STR("");
	if (fs_exists(path) && !fs_read(a, path, YAML_MAX_TEXT, text, e))
		return false;
	*text = text_clean(a, *text);
	if (yaml_parse(a, *text, out, e) && (*out)->kind == YAML_MAP)
		return true;
	if (e && e->code == ERR_INPUT)
		e->code = ERR_CONFIG;
	err_wrap(e, DECISIONS);
	return err_set(e, ERR_CONFIG, DECISIONS ": must hold keys such as \"ignore:\"");
}

bool decisions_read(struct kb *kb, struct arena *a, struct decisions *out, struct err *e)
{
	static const char *const known[] = {"deleted", "ignore"};
	struct str text;
	struct yaml *y;
	if (!read_file(kb, a, &text, &y, e))
		return false;
	for (struct yaml *k = y->child; k; k = k->next) {
		bool found = false;
		for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
			found = found || str_eqz(k->key, known[i]);
		if (!found)
			return err_set(e, ERR_CONFIG,
				DECISIONS ":%zu: unknown key '" STR_FMT
					  "'; known are deleted, ignore",
				k->line, STR_ARG(k->key));
	}
	out->deleted = yaml_strs(a, y, STR("deleted"));
	out->ignore = yaml_strs(a, y, STR("ignore"));
	return true;
}

bool decisions_set_deleted(struct kb *kb, struct str page, bool deleted, struct err *e)
{
	struct arena *a = arena_make();
	struct str text;
	struct yaml *y;
	bool good = read_file(kb, a, &text, &y, e);
	if (good) {
		struct strs was = yaml_strs(a, y, STR("deleted")), now = {0};
		for (size_t i = 0; i < was.n; i++)
			if (!str_eq(was.v[i], page))
				strs_add(a, &now, was.v[i]);
		if (deleted)
			strs_add(a, &now, str_dup(a, page));
		strs_sort_unique(&now);
		struct yaml *k = yaml_get(y, STR("deleted"));
		struct buf b = buf_make(a);
		buf_put(&b, k ? str_sub(text, 0, k->start) : text);
		if (b.n && b.p[b.n - 1] != '\n')
			buf_putc(&b, '\n');
		meta_put_list(&b, "deleted", now);
		if (k)
			buf_put(&b, str_trim_right(str_from(text, k->end)));
		if (b.n && b.p[b.n - 1] != '\n')
			buf_putc(&b, '\n');
		good = fs_mkdirs(engine_path(kb, a, STR("wiki")), e) &&
			fs_write(engine_path(kb, a, STR(DECISIONS)), buf_str(&b), true, e);
	}
	arena_free(a);
	return good;
}
