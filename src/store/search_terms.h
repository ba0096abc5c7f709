/* search_terms.h - how many pages hold each term: counted in memory, written when the transaction
 * commits. Not for the engine.
 *
 * The virtual table kb_terms makes SQLite tell when that is: a writer that inserts one row into it
 * takes part in the transaction, and the counts go to search_term just before the commit; a
 * rollback forgets them. */
#ifndef STORE_SEARCH_TERMS_H
#define STORE_SEARCH_TERMS_H

#include "base/str.h"
#include "kb_types.h"
#include "store/search_token.h"

struct search_terms_count;

struct search_terms_count *search_count_make(struct arena *a);
void search_count_free(struct search_terms_count *c);
/* Registers kb_terms on a connection (its sqlite3 *); c must outlive it. */
bool search_count_register(void *handle, struct search_terms_count *c);

void search_count_page(struct search_terms_count *c); /* the terms that follow are of a new page */
/* A term counts once a page: sign is 1 for a page that comes, -1 for one that goes. generation: of the
 * token's id. */
void search_count(
	struct search_terms_count *c, const struct token *tok, uint32_t generation, int sign);
void search_count_forget(struct search_terms_count *c);

#endif
