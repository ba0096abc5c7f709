/* search_db.h - what store/db.c calls of the full-text side, and what its files share: functions
 * that SQLite calls. Not for the engine.
 *
 * Registered on a connection:
 *	tokenizer "kb"		replays a coded text: the byte 1, then for each token a byte (length,
 *				+128 at the same place as the one before) and its bytes
 *	kb_code(language, sign, title, heads, names, body)
 *				a blob: a hash of 8 bytes, then the coded text of each column behind
 *				its length (4 bytes); counts the terms with that sign
 *	kb_terms		the table by which counts reach search_term, see search_terms.h
 *	kb_rank(search_fts, plan)	score of a row, see struct rank_head
 */
#ifndef STORE_SEARCH_DB_H
#define STORE_SEARCH_DB_H

#include "base/str.h"
#include "kb_types.h"

/* handle is the connection's sqlite3 *, before any statement runs on it. */
bool search_register(void *handle, struct err *e);

#define SEARCH_COLUMNS 4 /* title, heads, names, body */
#define SEARCH_CODED '\1'

/* A plan as bytes: this head, its groups, its phrases, the ids. Same process, so as they lie. */
struct rank_head {
	uint32_t n_groups, n_phrases, n_only, window;
	uint32_t most, unused; /* rows that are kept, the best; a row that cannot be one scores 0 */
	double k1, near; /* near: share of a neighbours' bonus */
	double weight[SEARCH_COLUMNS], b[SEARCH_COLUMNS];
};
struct rank_group { /* a word of the question: its spellings count as one */
	double weight; /* of the saturated count: idf by times asked */
	double idf;
	uint32_t chained; /* stands before the next group in the question: nearness counts */
	uint32_t unused;
};
struct rank_phrase { /* in the order of the MATCH expression */
	int32_t group; /* -1 scores nothing */
	uint32_t unused;
	double factor; /* of its occurrences */
};

#endif
