/* ingest_gather.c - see ingest_gather.h. Order: saving, files, URLs, all of them. */
#include "engine/ingest_gather.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "doc/url_list.h"
#include "engine/fetch.h"

struct gather {
	struct kb *kb;
	struct arena *a;
	struct ingest_gathered *out;
	VEC(struct fetch_job) jobs;
};

/* --- saving ------------------------------------------------------------------------------ */

/* Saves bytes under raw/ as name, or as name-2, name-3 ... when other bytes stand there. */
static bool save(struct kb *kb, struct arena *a, struct str name, struct str bytes,
	struct str *path, struct err *e)
{
	struct str ext = fs_extension(name), stem = str_sub(name, 0, name.n - ext.n);
	struct sha sha = sha_of(bytes);
	for (unsigned n = 1;; n++) {
		*path = n == 1 ? str_cat(a, STR("raw/"), name)
			       : str_printf(a, "raw/" STR_FMT "-%u" STR_FMT, STR_ARG(stem), n,
					 STR_ARG(ext));
		char *full = engine_path(kb, a, *path);
		struct str there;
		if (!fs_exists(full))
			return fs_mkdirs(engine_path(kb, a, STR("raw")), e) &&
				fs_write(full, bytes, true, e);
		if (fs_read(a, full, FS_MAX_FILE, &there, NULL) && sha_eq(sha_of(there), sha))
			return true; /* the same file was brought in before */
	}
}

/* --- URLs -------------------------------------------------------------------------------- */

static bool is_url(struct str s)
{
	return str_istarts(s, STR("http://")) || str_istarts(s, STR("https://"));
}

static void add_url(struct gather *g, struct str url, bool feed)
{
	struct fetch_job job = {.url = str_dup(g->a, url), .feed = feed};
	VEC_PUSH(g->a, &g->jobs, job);
}

/* True when bytes are a list; what it names is queued. */
static bool take_list(struct gather *g, struct str name, struct str bytes)
{
	struct strs urls;
	bool more;
	enum url_list kind = url_list_read(g->a, bytes, &urls, &more);
	if (kind == URL_LIST_NONE)
		return false;
	for (size_t i = 0; i < urls.n; i++)
		add_url(g, urls.v[i], false);
	engine_note(g->kb, 1, STR_FMT ": a list of %zu URL%s%s", STR_ARG(name), urls.n,
		urls.n == 1 ? "" : "s", more ? "; the rest is left out, split it" : "");
	return true;
}

static void take_job(struct gather *g, const struct fetch_job *j)
{
	if (j->path.n) {
		strs_add(g->a, &g->out->only, j->path);
		if (j->notes.n) {
			struct strs *notes = ARENA_NEW(g->a, struct strs);
			*notes = j->notes;
			map_add(&g->out->notes, j->path, NULL)->ptr = notes;
		}
	} else if (j->reason.n) {
		struct kb_ingest_item item = {.path = j->url,
			.from = STR(""),
			.page = STR(""),
			.type = STR(""),
			.title = STR(""),
			.reason = j->reason,
			.status = KB_FAILED};
		VEC_PUSH(g->a, &g->out->failed, item);
	}
}

/* Feeds are lists: what they name is a second round. */
static bool fetch_jobs(struct gather *g, bool refresh, struct err *e)
{
	size_t n = g->jobs.n;
	if (!fetch_all(g->kb, g->a, g->jobs.v, n, refresh, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct fetch_job j = g->jobs.v[i]; /* the list may move */
		take_job(g, &j);
		if (j.listed.n)
			engine_note(g->kb, 1, STR_FMT ": a feed of %zu page%s", STR_ARG(j.url),
				j.listed.n, j.listed.n == 1 ? "" : "s");
		for (size_t k = 0; k < j.listed.n; k++)
			add_url(g, j.listed.v[k], false);
	}
	size_t more = g->jobs.n - n;
	if (more && !fetch_all(g->kb, g->a, g->jobs.v + n, more, refresh, e))
		return false;
	for (size_t i = n; i < g->jobs.n; i++)
		take_job(g, &g->jobs.v[i]);
	return true;
}

/* --- files ------------------------------------------------------------------------------- */

static bool take_outside(struct gather *g, const char *file, struct err *e)
{
	struct str bytes, path;
	struct arena *scratch = arena_make();
	bool good = fs_read(scratch, file, FS_MAX_FILE, &bytes, e);
	if (good && !take_list(g, str_of(file), bytes)) {
		good = save(g->kb, g->a, fs_base_name(str_of(file)), bytes, &path, e);
		if (good)
			strs_add(g->a, &g->out->only, path);
	}
	arena_free(scratch);
	return good;
}

static bool take_file(struct gather *g, struct str arg, struct err *e)
{
	struct kb *kb = g->kb;
	struct arena *a = g->a;
	char *file = fs_absolute(a, str_z(a, arg), e);
	if (!file)
		return false;
	char *raw = engine_path(kb, a, STR("raw"));
	struct str real_raw = str_of(fs_exists(raw) ? fs_absolute(a, raw, NULL) : raw);
	struct str full = str_of(file);
	if (str_eq(full, real_raw))
		strs_add(a, &g->out->only, STR("raw"));
	else if (str_starts(full, real_raw) && full.p[real_raw.n] == '/')
		strs_add(a, &g->out->only, str_cat(a, STR("raw"), str_from(full, real_raw.n)));
	else if (fs_is_dir(file))
		return err_set(e, ERR_USAGE,
			"%s: is a folder outside raw/; copy or link its files into raw/", file);
	else
		return take_outside(g, file, e);
	return true;
}

static bool take_input(struct gather *g, struct str input, struct err *e)
{
	struct str path;
	if (take_list(g, STR("standard input"), input))
		return true;
	struct str name =
		str_printf(g->a, "stdin-" STR_FMT "%s", STR_ARG(sha_base32(g->a, sha_of(input), 8)),
			str_istarts(str_trim(input), STR("<")) ? ".html" : ".md");
	if (!save(g->kb, g->a, name, input, &path, e))
		return false;
	strs_add(g->a, &g->out->only, path);
	return true;
}

/* --- all of them ------------------------------------------------------------------------- */

bool ingest_gather(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct ingest_gathered *out, struct err *e)
{
	struct gather g = {.kb = kb, .a = a, .out = out};
	*out = (struct ingest_gathered){.named = opt->paths.n > 0, .notes = map_make(a)};
	for (size_t i = 0; i < opt->paths.n; i++) {
		struct str arg = opt->paths.v[i];
		bool good = true;
		if (str_eqz(arg, "-"))
			good = take_input(&g, opt->input, e);
		else if (is_url(arg))
			add_url(&g, arg, true);
		else
			good = take_file(&g, arg, e);
		if (!good)
			return false;
	}
	return fetch_jobs(&g, opt->refresh, e);
}
