/* decisions.c - see decisions.h. Only the members "deleted", "moved" and "dismissed" are ever
 * written by kb. */
#include "engine/decisions.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/meta.h"

#define DECISIONS "wiki/decisions.yaml"
#define ARROW " -> "

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
	static const char *const known[] = {"deleted", "moved", "ignore", "dismissed"};
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
					  "'; known are deleted, moved, ignore, dismissed",
				k->line, STR_ARG(k->key));
	}
	out->deleted = yaml_strs(a, y, STR("deleted"));
	out->ignore = yaml_strs(a, y, STR("ignore"));
	out->dismissed = yaml_strs(a, y, STR("dismissed"));
	out->moved_from = out->moved_to = (struct strs){0};
	struct strs moved = yaml_strs(a, y, STR("moved"));
	for (size_t i = 0; i < moved.n; i++) {
		size_t at = str_find(moved.v[i], STR(ARROW));
		if (at == STR_NPOS)
			return err_set(e, ERR_CONFIG,
				DECISIONS ": moved: '" STR_FMT "' is no \"OLD PATH -> NEW PATH\"",
				STR_ARG(moved.v[i]));
		struct str to = fs_clean(a, str_trim(str_from(moved.v[i], at + sizeof ARROW - 1)));
		if (!str_starts(to, STR("wiki/")) || str_starts(to, STR("wiki/text/")) ||
			!str_ends(to, STR(".md")))
			continue; /* nowhere where kb may write */
		strs_add(a, &out->moved_from, str_trim(str_sub(moved.v[i], 0, at)));
		strs_add(a, &out->moved_to, to);
	}
	return true;
}

struct str decisions_place(const struct decisions *d, struct str path)
{
	for (size_t i = 0; i < d->moved_from.n; i++)
		if (str_eq(d->moved_from.v[i], path))
			return d->moved_to.v[i];
	return path;
}

/* The file with one of its lists made anew; its other lines stay as they are. */
static bool put_list(struct kb *kb, struct arena *a, struct str text, const struct yaml *y,
	const char *key, struct strs l, struct err *e)
{
	const struct yaml *k = yaml_get(y, str_of(key));
	struct buf b = buf_make(a);
	strs_sort_unique(&l);
	buf_put(&b, k ? str_sub(text, 0, k->start) : text);
	if (b.n && b.p[b.n - 1] != '\n')
		buf_putc(&b, '\n');
	meta_put_list(&b, key, l);
	if (k)
		buf_put(&b, str_trim_right(str_from(text, k->end)));
	if (b.n && b.p[b.n - 1] != '\n')
		buf_putc(&b, '\n');
	return fs_mkdirs(engine_path(kb, a, STR("wiki")), e) &&
		fs_write(engine_path(kb, a, STR(DECISIONS)), buf_str(&b), true, e);
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
		good = (!deleted && now.n == was.n) || put_list(kb, a, text, y, "deleted", now, e);
	}
	arena_free(a);
	return good;
}

bool decisions_set_moved(struct kb *kb, struct str from, struct str to, struct err *e)
{
	struct arena *a = arena_make();
	struct str text;
	struct yaml *y;
	bool good = read_file(kb, a, &text, &y, e);
	if (good) {
		struct strs was = yaml_strs(a, y, STR("moved")), now = {0};
		struct str end = str_cat(a, STR(ARROW), from);
		for (size_t i = 0; i < was.n; i++) {
			if (str_ends(
				    was.v[i], end)) /* moved once more: kb's own name stays first */
				from = str_sub(was.v[i], 0, was.v[i].n - end.n);
			else
				strs_add(a, &now, was.v[i]);
		}
		if (!str_eq(from, to))
			strs_add(a, &now,
				str_printf(a, STR_FMT ARROW STR_FMT, STR_ARG(from), STR_ARG(to)));
		good = put_list(kb, a, text, y, "moved", now, e);
	}
	arena_free(a);
	return good;
}

bool decisions_add_dismissed(struct kb *kb, struct str url, struct err *e)
{
	struct arena *a = arena_make();
	struct str text;
	struct yaml *y;
	bool good = read_file(kb, a, &text, &y, e);
	if (good) {
		struct strs now = {0}, was = yaml_strs(a, y, STR("dismissed"));
		for (size_t i = 0; i < was.n; i++)
			strs_add(a, &now, was.v[i]);
		strs_add(a, &now, url);
		good = strs_has(was, url) || put_list(kb, a, text, y, "dismissed", now, e);
	}
	arena_free(a);
	return good;
}
