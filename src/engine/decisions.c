/* decisions.c - see decisions.h. Order: reading, lists of texts, decisions about names. */
#include "engine/decisions.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/meta.h"
#include "engine/near.h"

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

static bool bad_line(const struct yaml *k, const char *form, struct err *e)
{
	return err_set(e, ERR_CONFIG, DECISIONS ":%zu: %s", k->line, form);
}

static bool check_keys(const struct yaml *y, struct err *e)
{
	static const char *const known[] = {
		"deleted", "moved", "merge", "split", "rename", "ignore", "rejected", "dismissed"};
	for (const struct yaml *k = y->child; k; k = k->next) {
		struct near near = {.best = NEAR_FAR};
		bool found = false;
		for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
			found = found || str_eqz(k->key, known[i]);
			near_offer(&near, k->key, str_of(known[i]));
		}
		if (!found)
			return err_set(e, ERR_CONFIG,
				DECISIONS ":%zu: unknown key '" STR_FMT "'%s" STR_FMT
					  "; known are deleted, moved, merge, split, rename, "
					  "ignore, rejected, dismissed",
				k->line, STR_ARG(k->key), near.name.n ? "; did you mean " : "",
				STR_ARG(near.name));
	}
	return true;
}

/* A list whose items are names or lists of names. */
static bool read_names(struct arena *a, const struct yaml *y, const char *key,
	struct decided_list *out, struct err *e)
{
	const struct yaml *k = yaml_get(y, str_of(key));
	bool lists = str_eqz(str_of(key), "merge");
	*out = (struct decided_list){0};
	if (!k || (k->kind == YAML_SCALAR && str_blank(k->value)))
		return true;
	if (k->kind != YAML_LIST)
		return bad_line(k, "must be a list", e);
	out->v = ARENA_ARRAY(a, struct decided, k->n);
	for (const struct yaml *item = k->child; item; item = item->next) {
		struct decided d = {.to = STR(""), .line = item->line};
		for (const struct yaml *x = lists ? item->child : NULL; x; x = x->next)
			if (x->kind == YAML_SCALAR && !str_blank(x->value))
				strs_add(a, &d.names, str_trim(x->value));
		if (!lists && item->kind == YAML_SCALAR && !str_blank(item->value))
			strs_add(a, &d.names, str_trim(item->value));
		if (lists ? d.names.n < 2 : d.names.n < 1)
			return bad_line(item,
				lists ? "merge: each item is a list of two names or more, such as "
					"[\"RAG\", \"Retrieval-augmented generation\"]"
				      : "each item is a name",
				e);
		out->v[out->n++] = d;
	}
	return true;
}

static bool read_renames(
	struct arena *a, const struct yaml *y, struct decided_list *out, struct err *e)
{
	if (!read_names(a, y, "rename", out, e))
		return false;
	for (size_t i = 0; i < out->n; i++) {
		struct decided *d = &out->v[i];
		size_t at = str_find(d->names.v[0], STR(ARROW));
		struct str old = str_trim(str_sub(d->names.v[0], 0, at));
		d->to = at == STR_NPOS ? STR("")
				       : str_trim(str_from(d->names.v[0], at + sizeof ARROW - 1));
		if (!old.n || !d->to.n)
			return err_set(e, ERR_CONFIG,
				DECISIONS ":%zu: rename: '" STR_FMT
					  "' is no \"OLD NAME -> NEW NAME\"",
				d->line, STR_ARG(d->names.v[0]));
		d->names.v[0] = old;
	}
	return true;
}

static bool read_moved(struct arena *a, const struct yaml *y, struct decisions *out, struct err *e)
{
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

static bool read_rejected(
	struct arena *a, const struct yaml *y, struct decisions *out, struct err *e)
{
	struct decided_list l;
	if (!read_names(a, y, "rejected", &l, e))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		struct str line = l.v[i].names.v[0];
		size_t at = str_find(line, STR(ARROW));
		if (at == STR_NPOS)
			return err_set(e, ERR_CONFIG,
				DECISIONS ":%zu: rejected: '" STR_FMT "' is no \"PAGE -> REASON\"",
				l.v[i].line, STR_ARG(line));
		strs_add(a, &out->rejected, str_trim(str_sub(line, 0, at)));
		strs_add(a, &out->reasons, str_trim(str_from(line, at + sizeof ARROW - 1)));
	}
	return true;
}

bool decisions_read(struct kb *kb, struct arena *a, struct decisions *out, struct err *e)
{
	struct str text;
	struct yaml *y;
	*out = (struct decisions){0};
	if (!read_file(kb, a, &text, &y, e) || !check_keys(y, e))
		return false;
	out->deleted = yaml_strs(a, y, STR("deleted"));
	out->dismissed = yaml_strs(a, y, STR("dismissed"));
	return read_names(a, y, "merge", &out->merge, e) &&
		read_names(a, y, "split", &out->split, e) &&
		read_names(a, y, "ignore", &out->ignore, e) && read_rejected(a, y, out, e) &&
		read_renames(a, y, &out->rename, e) && read_moved(a, y, out, e);
}

struct str decisions_place(const struct decisions *d, struct str path)
{
	for (size_t i = 0; i < d->moved_from.n; i++)
		if (str_eq(d->moved_from.v[i], path))
			return d->moved_to.v[i];
	return path;
}

/* The file with one of its members made anew; its other lines stay as they are. */
static bool put_member(struct kb *kb, struct arena *a, struct str text, const char *key,
	struct str member, struct err *e)
{
	struct yaml *y;
	struct buf b = buf_make(a);
	if (!yaml_parse(a, text, &y, e))
		return false;
	const struct yaml *k = yaml_get(y, str_of(key));
	buf_put(&b, k ? str_sub(text, 0, k->start) : text);
	if (b.n && b.p[b.n - 1] != '\n')
		buf_putc(&b, '\n');
	buf_put(&b, member);
	if (k)
		buf_put(&b, str_trim_right(str_from(text, k->end)));
	if (b.n && b.p[b.n - 1] != '\n')
		buf_putc(&b, '\n');
	return fs_mkdirs(engine_path(kb, a, STR("wiki")), e) &&
		fs_write(engine_path(kb, a, STR(DECISIONS)), buf_str(&b), true, e);
}

static bool put_list(struct kb *kb, struct arena *a, struct str text, const char *key,
	struct strs l, struct err *e)
{
	struct buf b = buf_make(a);
	strs_sort_unique(&l);
	meta_put_list(&b, key, l);
	return put_member(kb, a, text, key, buf_str(&b), e);
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
		good = (!deleted && now.n == was.n) || put_list(kb, a, text, "deleted", now, e);
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
		good = put_list(kb, a, text, "moved", now, e);
	}
	arena_free(a);
	return good;
}

static bool add_line(struct kb *kb, const char *key, struct str line, struct err *e)
{
	struct arena *a = arena_make();
	struct str text;
	struct yaml *y;
	bool good = read_file(kb, a, &text, &y, e);
	if (good) {
		struct strs now = {0}, was = yaml_strs(a, y, str_of(key));
		for (size_t i = 0; i < was.n; i++)
			strs_add(a, &now, was.v[i]);
		strs_add(a, &now, line);
		good = strs_has(was, line) || put_list(kb, a, text, key, now, e);
	}
	arena_free(a);
	return good;
}

bool decisions_add_dismissed(struct kb *kb, struct str what, struct err *e)
{
	return add_line(kb, "dismissed", what, e);
}

bool decisions_add_rejected(struct kb *kb, struct str page, struct str reason, struct err *e)
{
	struct arena *a = arena_make();
	struct str line = str_printf(a, STR_FMT ARROW STR_FMT, STR_ARG(page), STR_ARG(reason));
	bool good = add_line(kb, "rejected", line, e);
	arena_free(a);
	return good;
}

/* --- decisions about names --------------------------------------------------------------- */

static bool same_name(struct arena *a, struct str x, struct str y)
{
	return str_eq(text_fold(a, x), text_fold(a, y));
}

static bool has_name(struct arena *a, struct strs l, struct str name)
{
	for (size_t i = 0; i < l.n; i++)
		if (same_name(a, l.v[i], name))
			return true;
	return false;
}

static bool share_name(struct arena *a, struct strs x, struct strs y)
{
	for (size_t i = 0; i < x.n; i++)
		if (has_name(a, y, x.v[i]))
			return true;
	return false;
}

static void add_names(struct arena *a, struct strs *to, struct strs from)
{
	for (size_t i = 0; i < from.n; i++)
		if (!has_name(a, *to, from.v[i]))
			strs_add(a, to, from.v[i]);
}

static struct str quoted(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	json_put_str(&o, NULL, s);
	return buf_str(&b);
}

static struct str merge_member(struct arena *a, const struct strs *groups, size_t n)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < n; i++) {
		if (groups[i].n < 2)
			continue;
		buf_puts(&b, b.n ? "" : "merge:\n");
		for (size_t k = 0; k < groups[i].n; k++)
			buf_printf(&b, "%s" STR_FMT, k ? ", " : "  - [",
				STR_ARG(quoted(a, groups[i].v[k])));
		buf_puts(&b, "]\n");
	}
	return buf_str(&b);
}

/* The groups with `names` as one of them, together with all that they share a name with. */
static struct str with_merge(struct arena *a, const struct decisions *d, struct strs names)
{
	struct strs *v = ARENA_ARRAY(a, struct strs, d->merge.n + 1), all = {0};
	size_t n = 0;
	add_names(a, &all, names);
	for (size_t i = 0; i < d->merge.n; i++) {
		if (share_name(a, d->merge.v[i].names, all))
			add_names(a, &all, d->merge.v[i].names);
		else
			v[n++] = d->merge.v[i].names;
	}
	v[n++] = all;
	return merge_member(a, v, n);
}

static struct str without_merge(struct arena *a, const struct decisions *d, struct str name)
{
	struct strs *v = ARENA_ARRAY(a, struct strs, d->merge.n + 1);
	for (size_t i = 0; i < d->merge.n; i++)
		for (size_t k = 0; k < d->merge.v[i].names.n; k++)
			if (!same_name(a, d->merge.v[i].names.v[k], name))
				strs_add(a, &v[i], d->merge.v[i].names.v[k]);
	return merge_member(a, v, d->merge.n);
}

static struct strs plain_list(struct arena *a, const struct decided_list *l, struct strs without)
{
	struct strs r = {0};
	for (size_t i = 0; i < l->n; i++)
		if (!has_name(a, without, l->v[i].names.v[0]))
			strs_add(a, &r, l->v[i].names.v[0]);
	return r;
}

/* A name that was given by a rename is changed in that line; back to the old one, and it goes. */
static struct strs with_rename(
	struct arena *a, const struct decisions *d, struct str old, struct str new)
{
	struct strs r = {0};
	for (size_t i = 0; i < d->rename.n; i++) {
		const struct decided *x = &d->rename.v[i];
		if (same_name(a, x->to, old))
			old = x->names.v[0];
		else if (!same_name(a, x->names.v[0], old))
			strs_add(a, &r,
				str_printf(a, STR_FMT ARROW STR_FMT, STR_ARG(x->names.v[0]),
					STR_ARG(x->to)));
	}
	if (!str_eq(old, new))
		strs_add(a, &r, str_printf(a, STR_FMT ARROW STR_FMT, STR_ARG(old), STR_ARG(new)));
	return r;
}

static bool read_text(struct kb *kb, struct arena *a, struct str *text, struct err *e)
{
	struct yaml *y;
	return read_file(kb, a, text, &y, e);
}

static bool add_merge(
	struct kb *kb, struct arena *a, const struct decisions *d, struct strs names, struct err *e)
{
	struct str text;
	return read_text(kb, a, &text, e) &&
		put_list(kb, a, text, "split", plain_list(a, &d->split, names), e) &&
		read_text(kb, a, &text, e) &&
		put_member(kb, a, text, "merge", with_merge(a, d, names), e);
}

static bool add_split(
	struct kb *kb, struct arena *a, const struct decisions *d, struct strs names, struct err *e)
{
	struct str text;
	struct strs now = plain_list(a, &d->split, names);
	strs_add(a, &now, names.v[0]);
	return read_text(kb, a, &text, e) &&
		put_member(kb, a, text, "merge", without_merge(a, d, names.v[0]), e) &&
		read_text(kb, a, &text, e) && put_list(kb, a, text, "split", now, e);
}

bool decisions_add_names(struct kb *kb, const char *what, struct strs names, struct err *e)
{
	struct arena *a = arena_make();
	struct decisions d;
	struct str text;
	bool good = decisions_read(kb, a, &d, e) && read_text(kb, a, &text, e);
	if (good && str_eqz(str_of(what), "merge")) {
		good = add_merge(kb, a, &d, names, e);
	} else if (good && str_eqz(str_of(what), "split")) {
		good = add_split(kb, a, &d, names, e);
	} else if (good && str_eqz(str_of(what), "rename")) {
		good = put_list(
			kb, a, text, "rename", with_rename(a, &d, names.v[0], names.v[1]), e);
	} else if (good) {
		struct strs now = plain_list(a, &d.ignore, names);
		add_names(a, &now, names);
		good = put_list(kb, a, text, "ignore", now, e);
	}
	arena_free(a);
	return good;
}
