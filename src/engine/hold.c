/* hold.c - see hold.h. Order: cleaning up, taking and leaving, running. */
#include "engine/hold.h"

#include "base/err.h"
#include "base/fs.h"
#include "engine/log.h"
#include "store/index.h"
#include "store/ledger.h"

#define WAIT_MS 5000
#define LOCK_PATH ".kb/lock"

/* --- cleaning up ------------------------------------------------------------------------- */

static bool remove_temporaries(struct kb *kb, struct err *e)
{
	static const char *const folders[] = {"wiki", "raw", ".kb"};
	struct arena *a = arena_make();
	bool good = true;
	for (size_t i = 0; good && i < sizeof folders / sizeof folders[0]; i++)
		good = fs_sweep(a, engine_path(kb, a, str_of(folders[i])), e);
	arena_free(a);
	return good;
}

/* --- taking and leaving ------------------------------------------------------------------ */

bool hold_is_unclean(struct kb *kb, struct arena *a)
{
	struct fs_stat st;
	return !fs_stat(engine_path(kb, a, STR(LOCK_PATH)), &st, NULL) || st.size != 0;
}

static bool take_lock(struct kb *kb, struct err *e)
{
	const char *path = fs_join(kb->a, kb->root, LOCK_PATH);
	struct err first = {0};
	if (!fs_mkdirs(fs_join(kb->a, kb->root, ".kb"), e))
		return false;
	if (lock_take(&kb->lock, path, 0, &first))
		return true;
	if (first.code == ERR_NONE && !kb->no_wait) {
		engine_note(kb, 1, "waiting for another kb (process %ld)", kb->lock.holder);
		if (lock_take(&kb->lock, path, WAIT_MS, &first))
			return true;
	}
	if (first.code == ERR_NONE)
		return err_set(e, ERR_DB,
			"another kb (process %ld) is writing to this base; wait for it or stop it",
			kb->lock.holder);
	return err_set(e, first.code, "%s", first.text);
}

bool hold_take(struct kb *kb, struct err *e)
{
	if (!take_lock(kb, e))
		return false;
	if ((!kb->lock.unclean || remove_temporaries(kb, e)) && engine_index(kb, DB_WRITE, e) &&
		engine_ledger(kb, e) && log_recover(kb, e))
		return true;
	hold_leave(kb, false);
	return false;
}

void hold_leave(struct kb *kb, bool good)
{
	lock_leave(&kb->lock, good);
}

/* --- running ----------------------------------------------------------------------------- */

/* A call said that a database is damaged. A read that failed once looks the same, so that the file is
 * opened again and read from end to end before it is given up. */
static bool mend(struct kb *kb, struct err *e)
{
	bool index = db_damaged(kb->index), ledger = db_damaged(kb->ledger);
	if (!index && !ledger)
		return false;
	err_clear(e);
	if (index) {
		db_close(kb->index);
		kb->index = NULL;
		if (!engine_index(kb, DB_WRITE, e) ||
			(!db_is_whole(kb->index) && !engine_renew_index(kb, e)))
			return false;
	}
	if (ledger) {
		db_close(kb->ledger);
		kb->ledger = NULL;
		if (!engine_ledger(kb, e) ||
			(!db_is_whole(kb->ledger) && !engine_salvage_ledger(kb, e)))
			return false;
	}
	return true;
}

static bool run_once(struct kb *kb, bool (*work)(struct kb *kb, void *ctx, struct err *e),
	void *ctx, struct err *e)
{
	if (!hold_take(kb, e))
		return false;
	bool good = db_begin(kb->index, e);
	if (good && (!work(kb, ctx, e) || !db_commit(kb->index, e))) {
		db_rollback(kb->index);
		good = false;
	}
	return good;
}

bool hold_run(struct kb *kb, bool (*work)(struct kb *kb, void *ctx, struct err *e), void *ctx,
	struct err *e)
{
	struct err first = {0};
	bool good = run_once(kb, work, ctx, &first);
	if (!good && mend(kb, &first)) {
		hold_leave(kb, false);
		good = run_once(kb, work, ctx, &first);
	}
	if (!good) {
		hold_leave(kb, false);
		return err_set(e, first.code, "%s", first.text);
	}
	return true;
}

bool hold_checkpoint(struct kb *kb, struct err *e)
{
	return db_commit(kb->index, e) && db_begin(kb->index, e);
}

void hold_forget(struct kb *kb, struct err *e)
{
	db_rollback(kb->index);
	db_begin(kb->index, e);
}

bool hold_check(struct kb *kb, struct err *e)
{
	if (!hold_take(kb, e))
		return false;
	bool good = db_is_whole(kb->index) || engine_renew_index(kb, e);
	hold_leave(kb, good);
	return good;
}
