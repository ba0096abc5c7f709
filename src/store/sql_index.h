/* sql_index.h - statements of the index (index.c). */
#ifndef STORE_SQL_INDEX_H
#define STORE_SQL_INDEX_H

#define SQL_INDEX(X)                                                                                   \
	X(SQL_SOURCE_ALL,                                                                              \
		"SELECT path,sha,size,mtime,ctime,inode,status,reason,notes,type,title,date,language," \
		"authors,url,tags,excerpt,words,passages,slug,doc_key,embeds,parts,pages FROM source " \
		"ORDER BY path")                                                                       \
	X(SQL_SOURCE_PUT,                                                                              \
		"INSERT INTO source(path,sha,size,mtime,ctime,inode,status,reason,notes,type,title,"   \
		"date,language,authors,url,tags,excerpt,words,passages,slug,doc_key,embeds,parts,"     \
		"pages) "                                                                              \
		"VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,"   \
		"?22,?23,?24) "                                                                        \
		"ON CONFLICT(path) DO UPDATE SET sha=?2,size=?3,mtime=?4,ctime=?5,inode=?6,status=?7," \
		"reason=?8,notes=?9,type=?10,title=?11,date=?12,language=?13,authors=?14,url=?15,"     \
		"tags=?16,excerpt=?17,words=?18,passages=?19,slug=?20,doc_key=?21,embeds=?22,"         \
		"parts=?23,pages=?24")                                                                 \
	X(SQL_SOURCE_PAGES, "SELECT pages FROM source WHERE path=?1")                                  \
	X(SQL_SOURCE_DROP, "DELETE FROM source WHERE path=?1")                                         \
	X(SQL_DIGEST_KEYS, "SELECT sha,key FROM digest")                                               \
	X(SQL_DIGEST_GET, "SELECT key,reply,places FROM digest WHERE sha=?1")                          \
	X(SQL_DIGEST_PUT,                                                                              \
		"INSERT OR REPLACE INTO digest(sha,key,reply,places) VALUES(?1,?2,?3,?4)")             \
	X(SQL_DIGEST_SWEEP, "DELETE FROM digest WHERE sha NOT IN (SELECT sha FROM source)")            \
	X(SQL_NODE_GET, "SELECT key,result FROM node WHERE kind=?1 AND name=?2")                       \
	X(SQL_NODE_PUT, "INSERT OR REPLACE INTO node(kind,name,key,result) VALUES(?1,?2,?3,?4)")       \
	X(SQL_NODE_NAMES, "SELECT name FROM node WHERE kind=?1 ORDER BY name")                         \
	X(SQL_NODE_DROP, "DELETE FROM node WHERE kind=?1 AND name=?2")                                 \
	X(SQL_PAGE_ALL,                                                                                \
		"SELECT path,kind,title,content,hash,size,mtime,ctime,inode,edited,inputs FROM page "  \
		"ORDER BY path")                                                                       \
	X(SQL_PAGE_OF,                                                                                 \
		"SELECT path,kind,title,content,hash,size,mtime,ctime,inode,edited,inputs FROM page "  \
		"WHERE (kind='text')=?1 ORDER BY path")                                                \
	X(SQL_PAGE_PUT,                                                                                \
		"INSERT OR REPLACE INTO page(path,kind,title,content,hash,size,mtime,ctime,inode,"     \
		"edited,inputs) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)")                           \
	X(SQL_PAGE_DROP, "DELETE FROM page WHERE path=?1")                                             \
	X(SQL_CONCEPT_ALL,                                                                             \
		"SELECT name,kind,path,description,aliases,claims,sources FROM concept "               \
		"ORDER BY claims DESC,name")                                                           \
	X(SQL_CONCEPT_CLEAR, "DELETE FROM concept")                                                    \
	X(SQL_CONCEPT_PUT,                                                                             \
		"INSERT OR REPLACE INTO concept(name,kind,path,description,aliases,claims,sources) "   \
		"VALUES(?1,?2,?3,?4,?5,?6,?7)")                                                        \
	X(SQL_LINT_GET, "SELECT key,facts FROM lint WHERE name=?1")                                    \
	X(SQL_LINT_PUT, "INSERT OR REPLACE INTO lint(name,key,facts) VALUES(?1,?2,?3)")                \
	X(SQL_LINT_CLEAR, "DELETE FROM lint")                                                          \
	X(SQL_LINT_PAGE_ALL, "SELECT path,stamp,key,facts,proof FROM lint_page ORDER BY path")         \
	X(SQL_LINT_PAGE_PUT,                                                                           \
		"INSERT OR REPLACE INTO lint_page(path,stamp,key,facts,proof) VALUES(?1,?2,?3,?4,?5)") \
	X(SQL_LINT_PAGE_DROP, "DELETE FROM lint_page WHERE path=?1")                                   \
	X(SQL_HEALTH_ALL, "SELECT day,figures FROM health ORDER BY day")                               \
	X(SQL_HEALTH_PUT, "INSERT OR REPLACE INTO health(day,figures) VALUES(?1,?2)")                  \
	X(SQL_STATE_GET, "SELECT value FROM state WHERE name=?1")                                      \
	X(SQL_STATE_PUT, "INSERT OR REPLACE INTO state(name,value) VALUES(?1,?2)")

#endif
