/* fuzz_vault.c - any paths and any target resolve to a file of the vault or to none; a whole path
 * means its own file; any page gives an outline in which its own headings are found. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/vault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_paths(struct arena *a, struct str s)
{
	struct strs paths = {0};
	struct str line, target = STR("");
	while (str_line(&s, &line) && paths.n < 50) {
		target = line;
		if (line.n && line.p[0] != '/' && str_find(line, STR("//")) == STR_NPOS &&
			str_find_byte(line, '.') != 0 && str_find(line, STR("/.")) == STR_NPOS)
			strs_add(a, &paths, line);
	}
	strs_sort_unique(&paths);
	struct vault *v = vault_make(a, paths.v, paths.n);
	struct str from = paths.n ? paths.v[0] : STR("");
	struct vault_hit hit = vault_resolve(v, a, from, target);
	assert(hit.file == VAULT_NONE || hit.file < vault_n(v));
	if (hit.file != VAULT_NONE) {
		vault_spelling(v, a, hit.file, target);
		vault_link_text(v, a, hit.file);
	}
	for (size_t i = 0; i < paths.n; i++) {
		bool plain = str_eq(str_trim(paths.v[i]), paths.v[i]);
		struct vault_hit own = vault_resolve(v, a, from, paths.v[i]);
		assert(!plain || (own.how == VAULT_EXACT && own.file == i));
	}
}

static void check_page(struct arena *a, struct str text)
{
	struct md_blocks blocks;
	struct vault_outline o;
	if (!md_parse(a, text, &blocks, NULL))
		return;
	vault_outline_of(a, text, &blocks, &o);
	for (size_t i = 0; i < o.n && i < 100; i++) {
		struct str key = vault_heading_key(a, o.v[i].text);
		assert(o.v[i].parent == VAULT_NONE || o.v[i].parent < i);
		assert(vault_sub_find(&o, a, key, NULL) == VAULT_SUB_FOUND);
	}
	for (size_t i = 0; i < o.n_ids && i < 100; i++)
		assert(vault_sub_find(&o, a, str_cat(a, STR("^"), o.ids[i]), NULL) ==
			VAULT_SUB_FOUND);
	vault_sub_find(&o, a, text, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct str s = str_make((const char *)data, n);
	check_paths(a, s);
	check_page(a, text_clean(a, s));
	arena_free(a);
	return 0;
}
