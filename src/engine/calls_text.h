/* calls_text.h - questions and answers as the ledger keeps them: JSON. */
#ifndef ENGINE_CALLS_TEXT_H
#define ENGINE_CALLS_TEXT_H

#include "llm/call.h"
#include "store/paid.h"

struct str calls_put_result(struct arena *a, const struct llm_result *r);
/* False for what is no JSON. */
bool calls_get_result(struct arena *a, struct str text, struct llm_result *out);
/* The question, its texts by their hashes; they are put into out->texts. */
struct str calls_put_request(struct arena *a, const struct llm_request *rq, struct paid_reply *out);

#endif
