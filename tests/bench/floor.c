/* floor.c - the least that SQLite's FTS5 can do with the same notes on one thread, to hold kb
 * against: no conversion, no claims, no pages, and no look at what changed.
 *
 *	floor index FOLDER FILE   every file below FOLDER into an FTS5 table in FILE, made anew
 *	floor walk FOLDER         looks at every file and reads none
 *	floor search FILE WORDS   paths of the ten best notes for any of the words */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_NOTE (1 << 20)

static sqlite3 *db;
static sqlite3_stmt *put;
static char note[MAX_NOTE];

static void run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return;
	fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static int look(const char *path, const struct stat *s, int type, struct FTW *where)
{
	(void)path, (void)s, (void)type, (void)where;
	return 0;
}

static int add(const char *path, const struct stat *s, int type, struct FTW *where)
{
	(void)s, (void)where;
	if (type != FTW_F)
		return 0;
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(note, 1, sizeof note, f) : 0;
	if (f)
		fclose(f);
	sqlite3_bind_text(put, 1, path, -1, SQLITE_STATIC);
	sqlite3_bind_text(put, 2, note, (int)n, SQLITE_STATIC);
	if (sqlite3_step(put) != SQLITE_DONE)
		return -1;
	sqlite3_reset(put);
	return 0;
}

/* Ten paths; words as an FTS5 expression, "a OR b". */
static int search(const char *file, const char *words)
{
	sqlite3_stmt *find;
	if (sqlite3_open_v2(file, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
		sqlite3_prepare_v2(db,
			"SELECT path FROM note WHERE note MATCH ? ORDER BY rank LIMIT 10", -1,
			&find, NULL) != SQLITE_OK)
		return 1;
	sqlite3_bind_text(find, 1, words, -1, SQLITE_STATIC);
	while (sqlite3_step(find) == SQLITE_ROW)
		puts((const char *)sqlite3_column_text(find, 0));
	sqlite3_finalize(find);
	return sqlite3_close(db) != SQLITE_OK;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "search") == 0)
		return search(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "walk") == 0)
		return nftw(argv[2], look, 32, FTW_PHYS) != 0;
	if (argc != 4 || strcmp(argv[1], "index") != 0)
		return 2;
	unlink(argv[3]);
	if (sqlite3_open(argv[3], &db) != SQLITE_OK)
		return 1;
	run("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL");
	run("CREATE VIRTUAL TABLE note USING fts5(path UNINDEXED, text);BEGIN");
	if (sqlite3_prepare_v2(db, "INSERT INTO note VALUES(?,?)", -1, &put, NULL) != SQLITE_OK ||
		nftw(argv[2], add, 32, FTW_PHYS) != 0)
		return 1;
	run("COMMIT");
	sqlite3_finalize(put);
	return sqlite3_close(db) != SQLITE_OK;
}
