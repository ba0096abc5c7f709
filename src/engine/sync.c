/* sync.c - see sync.h. Many threads wait at once, which the file system turns into few commits. */
#include "engine/sync.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/pool.h"

#define THREADS 16
#define BATCH 512 /* files whose errors are in memory at once */

struct job {
	const char *path;
	struct err e;
};

static void sync_one(void *ctx, size_t i, unsigned worker)
{
	struct job *j = &((struct job *)ctx)[i];
	(void)worker;
	if (!fs_sync(j->path, &j->e) && !fs_exists(j->path))
		err_clear(&j->e); /* got another name, or the person took it away */
}

static bool sync_files(struct kb *kb, const struct str *v, size_t n, struct err *e)
{
	struct arena *a = arena_make();
	struct job *jobs = ARENA_ARRAY(a, struct job, n);
	bool good = true;
	for (size_t i = 0; i < n; i++)
		jobs[i].path = engine_path(kb, a, v[i]);
	pool_run(THREADS, n, sync_one, jobs);
	for (size_t i = 0; good && i < n; i++)
		good = jobs[i].e.code == ERR_NONE ||
			err_set(e, jobs[i].e.code, "%s", jobs[i].e.text);
	arena_free(a);
	return good;
}

/* Up to the base itself: any of them may be new. */
static bool sync_folders(struct kb *kb, const struct sync_list *l, struct err *e)
{
	struct arena *a = arena_make();
	struct map done = map_make(a);
	bool good = true;
	for (size_t i = 0; good && i < l->paths.n; i++) {
		struct str dir = l->paths.v[i];
		bool added = true;
		while (good && added && dir.n) {
			dir = fs_dir_name(dir);
			map_add(&done, dir, &added);
			if (added)
				good = fs_sync_dir(dir.n ? engine_path(kb, a, dir) : kb->root, e);
		}
	}
	arena_free(a);
	return good;
}

void sync_add(struct sync_list *l, struct str path)
{
	VEC_PUSH(l->a, &l->paths, path);
}

bool sync_all(struct kb *kb, struct sync_list *l, struct err *e)
{
	bool good = true;
	for (size_t at = 0; good && at < l->paths.n; at += BATCH) {
		size_t n = l->paths.n - at < BATCH ? l->paths.n - at : BATCH;
		good = sync_files(kb, l->paths.v + at, n, e);
	}
	good = good && sync_folders(kb, l, e);
	l->paths.n = 0;
	return good;
}
