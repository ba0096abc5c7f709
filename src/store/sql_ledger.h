/* sql_ledger.h - statements of the ledger (ledger.c, salvage.c). */
#ifndef STORE_SQL_LEDGER_H
#define STORE_SQL_LEDGER_H

#define SQL_LEDGER(X)                                                                              \
	X(SQL_BASE_GET, "SELECT text FROM base WHERE path=?1 AND hash=?2")                         \
	X(SQL_BASE_KNOWN, "SELECT 1 FROM base WHERE path=?1 LIMIT 1")                              \
	X(SQL_BASE_PUT, "INSERT OR REPLACE INTO base(path,hash,text) VALUES(?1,?2,?3)")            \
	X(SQL_BASE_PRUNE, "DELETE FROM base WHERE path=?1 AND hash<>?2")                           \
	X(SQL_BASE_DROP, "DELETE FROM base WHERE path=?1")                                         \
	X(SQL_BASE_MOVE, "UPDATE OR REPLACE base SET path=?2 WHERE path=?1")                       \
	X(SQL_BASE_UP, "SELECT rowid,path,hash,text FROM base WHERE rowid>?1 ORDER BY rowid")      \
	X(SQL_BASE_DOWN, "SELECT rowid,path,hash,text FROM base ORDER BY rowid DESC")              \
	X(SQL_BASE_ROW, "SELECT rowid,path,hash,text FROM base WHERE rowid=?1")                    \
	X(SQL_EVENT_ALL, "SELECT path,sha,kind,logged FROM event")                                 \
	X(SQL_EVENT_PUT, "INSERT OR IGNORE INTO event(path,sha,kind,logged) VALUES(?1,?2,?3,0)")   \
	X(SQL_EVENT_LOGGED, "UPDATE event SET logged=1")                                           \
	X(SQL_EVENT_CLEAR, "DELETE FROM event")                                                    \
	X(SQL_ENTRY_GET, "SELECT at,text FROM entry")                                              \
	X(SQL_ENTRY_PUT, "INSERT INTO entry(at,text) VALUES(?1,?2)")                               \
	X(SQL_ENTRY_CLEAR, "DELETE FROM entry")

#endif
