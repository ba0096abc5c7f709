/* websearch.h - one query to the web search that the person configured: SearXNG, Brave or Tavily.
 *
 * A key goes only to the host it is bound to: the engine's own host, one that the person named outside
 * of kb.yaml (flag, environment, user configuration), or one trusted by kb trust. https, unless the host is this machine. Replies
 * are a stranger's words: bounded, parsed as JSON, each address checked. */
#ifndef ENGINE_WEBSEARCH_H
#define ENGINE_WEBSEARCH_H

#include "engine/engine.h"

#define WEB_MAX_RESULTS 10 /* of a query */

struct websearch;

/* ERR_CONFIG when nothing is configured, a key is missing, or kb.yaml alone names the host. */
bool websearch_open(struct kb *kb, struct arena *a, struct websearch **out, struct err *e);
void websearch_close(struct websearch *w); /* NULL does nothing */

/* Which key the settings would send to which host; false when they send none. */
bool websearch_binding(struct kb *kb, struct arena *a, struct kb_binding *out);

struct web_result {
	struct str url, title, text; /* one line each; url in its one spelling */
};
/* At most WEB_MAX_RESULTS, in the service's order, each address once. */
bool websearch_ask(struct websearch *w, struct arena *a, struct str query, struct web_result *out,
	size_t *n, struct err *e);

#endif
