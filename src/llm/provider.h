/* provider.h - the protocols: a request to bytes, bytes to a result or a fault. No network, no state
 * beyond a call, nothing of retries, money or files: those stand above, the same for all.
 *
 * In a call's life: build once a try; then, for the answer, begin, feed each piece of the body as it
 * comes (streamed or not: the answer's Content-Type and first bytes tell, not what was asked for),
 * finish with status and headers. A service that answers 200 with an error inside is a fault too. */
#ifndef LLM_PROVIDER_H
#define LLM_PROVIDER_H

#include "llm/call.h"

/* How the form of a reply is asked for, strongest first; kb checks every reply itself. */
enum llm_rung {
	RUNG_SCHEMA, /* json_schema, output_config, format: the schema itself */
	RUNG_TOOL, /* a forced tool whose input is the reply (Anthropic only) */
	RUNG_JSON, /* json_object */
	RUNG_PROMPT, /* by words alone */
	RUNG_COUNT
};

/* What was learnt about an endpoint and model; starts at zero, is remembered between runs. */
struct llm_quirks {
	enum llm_rung rung;
	bool other_cap; /* the other of max_tokens and max_completion_tokens */
	bool no_usage_option; /* refuses stream_options */
	bool no_stream; /* refuses to stream */
	bool no_cap; /* refuses both caps */
	bool no_cache_mark; /* refuses cache_control */
	bool no_tools; /* refuses tools: ask does one round of retrieval by itself */
	int64_t cap; /* output tokens that it allows at most; 0: not known */
	char dropped[128]; /* members of extra_body that it refuses: "seed temperature " */
};

struct llm_endpoint {
	const struct llm_provider *provider;
	struct str
		base_url; /* as configured, in any of the usual spellings: with or without scheme,
	                        /v1, a slash, the path of the call itself; OLLAMA_HOST's forms; "" for
	                        default_url. A user or password in it is an error of build */
	struct str key; /* "" for none: then no header is sent */
	bool key_is_bearer; /* Anthropic: Authorization instead of x-api-key */
	struct str *headers; /* further ones, "Name: value" */
	size_t n_headers;
	struct str extra_body; /* a JSON object whose members join the body, or "" */
	int64_t context; /* tokens; 0: unknown. Ollama: num_ctx is sized to the prompt, a power of two,
	                    at most this when it is known */
};

struct llm_wire { /* ready to be sent by POST */
	struct str url;
	struct str *headers; /* "Name: value"; the key stands here and nowhere else */
	size_t n_headers;
	struct str body;
};

struct wire_service;
struct wire_protocol;
struct llm_answer; /* being read; the provider's own */

/* Headers of an answer that decide about waiting and retrying; the client fills them. */
struct llm_answer_head {
	unsigned status;
	struct str type; /* "text/event-stream" */
	struct str request_id, retry_after, retry_after_ms, should_retry; /* or "" */
	struct str date; /* of the answer: what a date in retry_after counts from; or "" */
};

struct llm_failure {
	enum llm_fault fault;
	char text[600]; /* the service's words, one clean line without the key, or ours */
	struct llm_quirks
		learnt; /* LLM_PARAM: what to remember before the same is sent again; never
	                             what was sent with, and always a step on: it comes to an end */
	int64_t wait_ms; /* asked for by the service; -1: it did not say */
};

struct llm_provider {
	const char *name; /* "openai" */
	const char *default_url;
	const char *key_env; /* "OPENAI_API_KEY", or NULL */
	bool (*build)(const struct llm_endpoint *ep, const struct llm_quirks *q, struct arena *a,
		const struct llm_request *rq, struct llm_wire *out, struct err *e);
	/* ep, rq and q (copied) as given to build; ep and rq must live until finish. on_text (may be
	 * NULL) gets each piece of the answer's text, reasoning left out. */
	struct llm_answer *(*begin)(const struct llm_endpoint *ep, const struct llm_quirks *q,
		struct arena *a, const struct llm_request *rq,
		void (*on_text)(void *ctx, struct str piece), void *ctx);
	/* False when nothing further is worth reading (an error event, a ceiling): close the
	 * connection and finish with whole false. */
	bool (*feed)(struct llm_answer *x, struct str bytes);
	/* whole: the connection ended as HTTP wants it. False fills *f. */
	bool (*finish)(struct llm_answer *x, const struct llm_answer_head *head, bool whole,
		struct llm_result *out, struct llm_failure *f);
	/* GET url that lists models or "" (for doctor). */
	struct str (*models_url)(const struct llm_endpoint *ep, struct arena *a);
	/* What wire.h's begin, feed, finish and models_url work by; their own business. */
	const struct wire_service *service;
	const struct wire_protocol *protocol;
	const char *models_path;
};

extern const struct llm_provider provider_openai, provider_anthropic, provider_ollama;
/* NULL when there is none of that name. */
const struct llm_provider *provider_named(struct str name);

/* What an error answer to any other request (vectors, a list of models) means: body as it came. */
void provider_fault(const struct llm_endpoint *ep, const struct llm_answer_head *head,
	struct str body, struct llm_failure *f);

/* The JSON value in a model's text: fences, prose around it, reasoning and trailing commas are
 * passed over. The text of the value, or "" when there is none. */
struct str provider_json(struct arena *a, struct str text);

/* Embeddings: the request for texts, and the reply's vectors (n_texts rows of *dim numbers each). Ollama's
 * and OpenAI's shapes; Anthropic has none (ERR_CONFIG). dim 0: as the model likes; else *dim must come
 * out as that. provider_vectors: *dim as wanted or 0 on entry; rows in the order of the texts, numbers
 * finite, not normalised; ERR_MODEL says what is wrong with a reply. An empty text is ERR_INPUT, more
 * than PROVIDER_MAX_TEXTS of them ERR_LIMIT. */
#define PROVIDER_MAX_TEXTS 2048
#define PROVIDER_MAX_DIM 65536
bool provider_embed(const struct llm_endpoint *ep, struct arena *a, struct str model, int64_t dim,
	const struct str *texts, size_t n_texts, struct llm_wire *out, struct err *e);
bool provider_vectors(const struct llm_endpoint *ep, struct arena *a, struct str body,
	size_t n_texts, float **out, size_t *dim, struct llm_usage *usage, struct err *e);

#endif
