/* endpoint.h - which service is called, and with which key: settings, environment and trust.
 *
 * A key goes only to the host that it is bound to: by a built-in pair (OPENAI_API_KEY with
 * api.openai.com ...), by the person's own environment, flags or user configuration, or by kb trust. What
 * kb.yaml alone says, which travels with a base, binds nothing. */
#ifndef ENGINE_ENDPOINT_H
#define ENGINE_ENDPOINT_H

#include "engine/engine.h"
#include "llm/http.h"
#include "llm/provider.h"

struct endpoint {
	struct llm_endpoint llm;
	struct str url; /* where calls go, in full */
	struct str scheme, host; /* host: with its port when one is given */
	struct str key_name; /* variable that the key comes from; "" for none */
	bool has_key, is_local; /* local: a loopback address */
};

enum endpoint_of { ENDPOINT_LLM, ENDPOINT_EMBEDDING };

/* ERR_CONFIG, with the remedy, when the key would go where it is not bound to or over plain http off
 * this machine, or when the service is known to need a key that is not set. */
bool endpoint_find(
	struct kb *kb, struct arena *a, enum endpoint_of what, struct endpoint *out, struct err *e);
/* The same without the last three checks; *why (may be NULL) says which of them fails, "" for none. */
bool endpoint_look(struct kb *kb, struct arena *a, enum endpoint_of what, struct endpoint *out,
	struct str *why, struct err *e);

/* Whether the key may go to the host. */
bool endpoint_bound(
	struct kb *kb, struct arena *a, enum endpoint_of what, const struct endpoint *x);
/* The host of an address as pairs name it: lower case, with its port when one is given. */
struct str endpoint_host(struct arena *a, struct str url);
/* How kb reaches the network, whatever for: agent, proxies of the environment, private addresses too. */
struct http_options endpoint_http(struct kb *kb);

/* Pairs "VARIABLE HOST" that the person trusts, from a file of the user's configuration. */
bool trust_list(struct kb *kb, struct arena *a, struct strs *out, struct err *e);
bool trust_add(struct kb *kb, struct str variable, struct str host, struct err *e);
bool trust_has(struct kb *kb, struct arena *a, struct str variable, struct str host);
/* False without an error: it was not there. */
bool trust_remove(struct kb *kb, struct str variable, struct str host, struct err *e);

#endif
