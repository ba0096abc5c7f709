/* sql_ledger.h - statements of the ledger (ledger.c, salvage.c). */
#ifndef STORE_SQL_LEDGER_H
#define STORE_SQL_LEDGER_H

/* What a damaged ledger is saved by, table for table: the rows behind a number in order, and the
 * statement that takes a row's columns into the new ledger. */
#define SQL_COPY(X, T, table, columns, places)                                                     \
	X(SQL_##T##_UP, "SELECT rowid," columns " FROM " table " WHERE rowid>?1 ORDER BY rowid")   \
	X(SQL_##T##_COPY, "INSERT OR IGNORE INTO " table "(" columns ") VALUES(" places ")")

#define SQL_LEDGER_COPY(X)                                                                           \
	SQL_COPY(X, BASE, "base", "path,hash,text", "?1,?2,?3")                                      \
	SQL_COPY(X, CALL, "call",                                                                    \
		"id,at,command,purpose,about,engine,host,model,reported,fault,input,cached,written," \
		"output,reasoning,cost,tries,ms",                                                    \
		"?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18")                    \
	SQL_COPY(X, REPLY, "reply", "key,call,request,result", "?1,?2,?3,?4")                        \
	SQL_COPY(X, TEXT, "text", "hash,text", "?1,?2")                                              \
	SQL_COPY(X, PASSAGE, "passage", "key,digest", "?1,?2")                                       \
	SQL_COPY(X, VERDICT, "verdict", "pair,evidence,verdict", "?1,?2,?3")                         \
	SQL_COPY(X, BATCH, "batch", "id,at,engine,host,state,detail", "?1,?2,?3,?4,?5,?6")           \
	SQL_COPY(X, ITEM, "batch_item", "batch,custom,key,purpose,about,model,form,request",         \
		"?1,?2,?3,?4,?5,?6,?7,?8")                                                           \
	SQL_COPY(X, VECTOR, "vector", "key,model,dim,v", "?1,?2,?3,?4")

#define SQL_LEDGER(X)                                                                               \
	X(SQL_BASE_GET, "SELECT text FROM base WHERE path=?1 AND hash=?2")                          \
	X(SQL_BASE_KNOWN, "SELECT 1 FROM base WHERE path=?1 LIMIT 1")                               \
	X(SQL_BASE_PUT, "INSERT OR REPLACE INTO base(path,hash,text) VALUES(?1,?2,?3)")             \
	X(SQL_BASE_PRUNE, "DELETE FROM base WHERE path=?1 AND hash<>?2")                            \
	X(SQL_BASE_DROP, "DELETE FROM base WHERE path=?1")                                          \
	X(SQL_BASE_MOVE, "UPDATE OR REPLACE base SET path=?2 WHERE path=?1")                        \
	X(SQL_EVENT_ALL, "SELECT path,sha,kind,logged FROM event")                                  \
	X(SQL_EVENT_PUT, "INSERT OR IGNORE INTO event(path,sha,kind,logged) VALUES(?1,?2,?3,0)")    \
	X(SQL_EVENT_LOGGED, "UPDATE event SET logged=1")                                            \
	X(SQL_EVENT_CLEAR, "DELETE FROM event")                                                     \
	X(SQL_ENTRY_GET, "SELECT at,text FROM entry")                                               \
	X(SQL_ENTRY_PUT, "INSERT INTO entry(at,text) VALUES(?1,?2)")                                \
	X(SQL_ENTRY_CLEAR, "DELETE FROM entry")                                                     \
	X(SQL_CALL_PUT,                                                                             \
		"INSERT INTO call(at,command,purpose,about,engine,host,model,reported,fault,input," \
		"cached,written,output,reasoning,cost,tries,ms) "                                   \
		"VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)")               \
	X(SQL_CALL_ALL,                                                                             \
		"SELECT id,at,command,purpose,about,engine,host,model,reported,fault,input,cached," \
		"written,output,reasoning,cost,tries,ms FROM call ORDER BY id")                     \
	X(SQL_REPLY_GET, "SELECT result FROM reply WHERE key=?1")                                   \
	X(SQL_REPLY_KNOWN, "SELECT 1 FROM reply WHERE key=?1")                                      \
	X(SQL_REPLY_PUT,                                                                            \
		"INSERT OR REPLACE INTO reply(key,call,request,result) VALUES(?1,?2,?3,?4)")        \
	X(SQL_TEXT_PUT, "INSERT OR IGNORE INTO text(hash,text) VALUES(?1,?2)")                      \
	X(SQL_TEXT_GET, "SELECT text FROM text WHERE hash=?1")                                      \
	X(SQL_PASSAGE_GET, "SELECT digest FROM passage WHERE key=?1")                               \
	X(SQL_PASSAGE_PUT, "INSERT OR REPLACE INTO passage(key,digest) VALUES(?1,?2)")              \
	X(SQL_VERDICT_GET, "SELECT verdict FROM verdict WHERE pair=?1 AND evidence=?2")             \
	X(SQL_VERDICT_PUT,                                                                          \
		"INSERT OR REPLACE INTO verdict(pair,evidence,verdict) VALUES(?1,?2,?3)")           \
	X(SQL_REPLY_OLD,                                                                            \
		"SELECT count(*),coalesce(sum(length(request)+length(result)),0) FROM reply "       \
		"WHERE call IN (SELECT id FROM call WHERE at<?1)")                                  \
	X(SQL_REPLY_PRUNE, "DELETE FROM reply WHERE call IN (SELECT id FROM call WHERE at<?1)")     \
	X(SQL_REPLY_REQUESTS,                                                                       \
		"SELECT request FROM reply UNION ALL SELECT request FROM batch_item")               \
	X(SQL_TEXT_ALL, "SELECT hash,length(text) FROM text")                                       \
	X(SQL_TEXT_DROP, "DELETE FROM text WHERE hash=?1")                                          \
	X(SQL_QUIRK_GET, "SELECT value FROM quirk WHERE endpoint=?1")                               \
	X(SQL_QUIRK_PUT, "INSERT OR REPLACE INTO quirk(endpoint,value) VALUES(?1,?2)")              \
	X(SQL_BATCH_PUT,                                                                            \
		"INSERT OR REPLACE INTO batch(id,at,engine,host,state,detail) "                     \
		"VALUES(?1,?2,?3,?4,'open',?5)")                                                    \
	X(SQL_BATCH_OPEN,                                                                           \
		"SELECT id,at,detail FROM batch WHERE engine=?1 AND host=?2 AND state='open' "      \
		"ORDER BY at,id")                                                                   \
	X(SQL_BATCH_END, "UPDATE batch SET state='done' WHERE id=?1")                               \
	X(SQL_PENDING_PUT,                                                                          \
		"INSERT OR REPLACE INTO batch_item(batch,custom,key,purpose,about,model,form,"      \
		"request) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)")                                         \
	X(SQL_PENDING_KEYS, "SELECT key FROM batch_item WHERE batch=?1 ORDER BY key")               \
	X(SQL_PENDING_GET,                                                                          \
		"SELECT key,purpose,about,model,form,request FROM batch_item WHERE batch=?1 "       \
		"AND custom=?2")                                                                    \
	X(SQL_PENDING_DROP, "DELETE FROM batch_item WHERE batch=?1 AND custom=?2")                  \
	X(SQL_PENDING_CLEAR, "DELETE FROM batch_item WHERE batch=?1")                               \
	X(SQL_VECTOR_GET, "SELECT v FROM vector WHERE key=?1 AND model=?2 AND dim=?3")              \
	X(SQL_VECTOR_PUT, "INSERT OR REPLACE INTO vector(key,model,dim,v) VALUES(?1,?2,?3,?4)")     \
	SQL_LEDGER_COPY(X)

#endif
