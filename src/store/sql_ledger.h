/* sql_ledger.h - statements of the ledger (ledger.c). */
#ifndef STORE_SQL_LEDGER_H
#define STORE_SQL_LEDGER_H

#define SQL_LEDGER(X)                                                                              \
	X(SQL_BASE_GET, "SELECT text FROM base WHERE path=?1 AND hash=?2")                         \
	X(SQL_BASE_KNOWN, "SELECT 1 FROM base WHERE path=?1 LIMIT 1")                              \
	X(SQL_BASE_PUT, "INSERT OR REPLACE INTO base(path,hash,text) VALUES(?1,?2,?3)")            \
	X(SQL_BASE_PRUNE, "DELETE FROM base WHERE path=?1 AND hash<>?2")                           \
	X(SQL_BASE_DROP, "DELETE FROM base WHERE path=?1")

#endif
