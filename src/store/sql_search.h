/* sql_search.h - statements of the full-text side (search.c, search_find.c). */
#ifndef STORE_SQL_SEARCH_H
#define STORE_SQL_SEARCH_H

#define SEARCH_ROW_COLUMNS                                                                         \
	"id, path, type, source, title, language, date, aliases, tags, hash, coded"

#define SQL_SEARCH(X)                                                                                \
	X(SEARCH_BY_PATH, "SELECT " SEARCH_ROW_COLUMNS " FROM search_page WHERE path = ?1")          \
	X(SEARCH_BY_ID, "SELECT " SEARCH_ROW_COLUMNS " FROM search_page WHERE id = ?1")              \
	X(SEARCH_BY_SOURCE,                                                                          \
		"SELECT " SEARCH_ROW_COLUMNS                                                         \
		" FROM search_page WHERE source = ?1 AND source <> '' "                              \
		"ORDER BY path")                                                                     \
	X(SEARCH_ALL, "SELECT " SEARCH_ROW_COLUMNS " FROM search_page ORDER BY path")                \
	X(SEARCH_IDS_TEXT, "SELECT id FROM search_page WHERE type = 'text' ORDER BY id")             \
	X(SEARCH_IDS_WIKI, "SELECT id FROM search_page WHERE type <> 'text' ORDER BY id")            \
	X(SEARCH_PAGE_PUT,                                                                           \
		"INSERT INTO search_page(path, type, source, title, language, date, aliases, tags, " \
		"hash, coded) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                      \
	X(SEARCH_PAGE_CODED, "UPDATE search_page SET coded = ?2 WHERE id = ?1")                      \
	X(SEARCH_PAGE_DEL, "DELETE FROM search_page WHERE id = ?1")                                  \
	X(SEARCH_TEXT_PUT, "INSERT INTO search_text(id, bytes) VALUES(?1, ?2)")                      \
	X(SEARCH_TEXT_GET, "SELECT bytes FROM search_text WHERE id BETWEEN ?1 AND ?2 ORDER BY id")   \
	X(SEARCH_TEXT_DEL, "DELETE FROM search_text WHERE id BETWEEN ?1 AND ?2")                     \
	X(SEARCH_CODE, "SELECT kb_code(?1, ?2, ?3, ?4, ?5, ?6)")                                     \
	X(SEARCH_FTS_PUT,                                                                            \
		"INSERT INTO search_fts(rowid, title, heads, names, body) "                          \
		"VALUES(?1, ?2, ?3, ?4, ?5)")                                                        \
	X(SEARCH_FTS_DEL,                                                                            \
		"INSERT INTO search_fts(search_fts, rowid, title, heads, names, body) "              \
		"VALUES('delete', ?1, ?2, ?3, ?4, ?5)")                                              \
	X(SEARCH_FTS_DEL_ALL, "INSERT INTO search_fts(search_fts) VALUES('delete-all')")             \
	X(SEARCH_TERMS_TOUCH, "INSERT INTO kb_terms(page) VALUES(1)")                                \
	X(SEARCH_TERMS_FORGET, "INSERT INTO kb_terms(page) VALUES(0)")                               \
	X(SEARCH_TERM_N, "SELECT n FROM search_term WHERE term = ?1")                                \
	X(SEARCH_TERM_LIKE,                                                                          \
		"SELECT term, n FROM search_term WHERE term >= ?1 AND term < ?2 AND n > 0 "          \
		"AND length(term) BETWEEN ?3 AND ?4 LIMIT 20000")                                    \
	X(SEARCH_HOLD, "SAVEPOINT search")                                                           \
	X(SEARCH_LET_GO, "RELEASE search")                                                           \
	X(SEARCH_FILE,                                                                               \
		"SELECT size, mtime, ctime, inode FROM page WHERE path = ?1 UNION ALL "              \
		"SELECT size, mtime, ctime, inode FROM source WHERE path = ?1")                      \
	X(VECTOR_PUT,                                                                                \
		"INSERT OR REPLACE INTO search_vector(page, passage, key, v) "                       \
		"VALUES(?1, ?2, ?3, ?4)")                                                            \
	X(VECTOR_KEY, "SELECT key FROM search_vector WHERE page = ?1 AND passage = ?2")              \
	X(VECTOR_ALL, "SELECT page, passage, v FROM search_vector ORDER BY page, passage")           \
	X(VECTOR_DEL, "DELETE FROM search_vector WHERE page = ?1")                                   \
	X(SEARCH_SOURCE_SHA, "SELECT sha FROM source WHERE path = ?1")                               \
	X(SEARCH_TERM_DEL_ALL, "DELETE FROM search_term")                                            \
	X(SEARCH_LANGUAGE_ADD,                                                                       \
		"INSERT INTO search_language(language, n) VALUES(?1, ?2) "                           \
		"ON CONFLICT(language) DO UPDATE SET n = n + ?2")                                    \
	X(SEARCH_LANGUAGES,                                                                          \
		"SELECT language, n FROM search_language WHERE n > 0 ORDER BY n DESC, language")     \
	X(SEARCH_RANK,                                                                               \
		"SELECT rowid, kb_rank(search_fts, ?2) FROM search_fts WHERE search_fts MATCH ?1")

#endif
