/* sql.h - every statement of kb by name: SQL stands nowhere else than in src/store. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "store/sql_index.h"
#include "store/sql_ledger.h"
#include "store/sql_search.h"

enum sql {
#define X(name, text) name,
	SQL_INDEX(X) SQL_LEDGER(X) SQL_SEARCH(X)
#undef X
		SQL_COUNT
};

#endif
