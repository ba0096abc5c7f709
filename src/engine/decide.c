/* decide.c - kb_decide: the person's decisions about names, checked against the names of the base. */
#include "base/err.h"
#include "base/text.h"
#include "engine/decisions.h"
#include "engine/near.h"
#include "engine/verify.h"
#include "llm/reply.h"
#include "store/index.h"

struct known { /* all names that digests give, and those that renames gave */
	struct arena *a;
	struct map folded;
	struct strs all;
};

static void add(struct known *k, struct str name)
{
	bool added;
	map_add(&k->folded, text_fold(k->a, name), &added);
	if (added)
		strs_add(k->a, &k->all, name);
}

static bool read_names(struct kb *kb, struct known *k, struct err *e)
{
	struct source_rows rows;
	struct decisions d;
	if (!index_sources(kb->index, k->a, &rows, e) || !decisions_read(kb, k->a, &d, e))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		struct digest_row row;
		void *reply;
		struct err why = {0};
		if (!index_digest(kb->index, k->a, rows.v[i].sha, &row, &why) ||
			!reply_unpack(k->a, REPLY_DIGEST, row.reply, &reply, &why))
			continue;
		const struct reply_digest *r = reply;
		for (size_t n = 0; n < r->concepts.n; n++) {
			add(k, r->concepts.v[n].name);
			for (size_t j = 0; j < r->concepts.v[n].aliases.n; j++)
				add(k, r->concepts.v[n].aliases.v[j]);
		}
	}
	for (size_t i = 0; i < d.rename.n; i++)
		add(k, d.rename.v[i].to);
	return true;
}

static bool check(const struct known *k, struct str name, struct err *e)
{
	struct near near = {.best = NEAR_FAR};
	if (map_find(&k->folded, text_fold(k->a, name)))
		return true;
	for (size_t i = 0; i < k->all.n; i++)
		near_offer(&near, name, k->all.v[i]);
	return err_set(e, ERR_NOT_FOUND, "'" STR_FMT "': no concept is called so%s" STR_FMT "%s",
		STR_ARG(name), near.name.n ? "; did you mean '" : "", STR_ARG(near.name),
		near.name.n ? "'" : "");
}

static bool decide(struct kb *kb, const char *what, struct strs names, struct err *e)
{
	struct known k = {.a = arena_make()};
	bool rename = str_eqz(str_of(what), "rename");
	k.folded = map_make(k.a);
	bool good = read_names(kb, &k, e);
	for (size_t i = 0; good && i < names.n - rename; i++)
		good = check(&k, names.v[i], e);
	if (good && rename && !verify_name(names.v[1]))
		good = err_set(e, ERR_USAGE, "'" STR_FMT "' cannot be a name", STR_ARG(names.v[1]));
	good = good && decisions_add_names(kb, what, names, e);
	arena_free(k.a);
	return good;
}

bool kb_decide(struct kb *kb, const char *what, struct strs names, struct err *e)
{
	if (!engine_index(kb, DB_READ, e))
		return false;
	return decide(kb, what, names, e);
}
