/* call.h - one call of a model: what is asked and what comes back, the same for every service.
 *
 * Texts are views: a request's must live until its call has ended, a result's live in the arena that
 * the call was given. Everything in a result is a stranger's word: valid UTF-8, bounded, not trusted.
 * Facts about services: LLM.md of the design. */
#ifndef LLM_CALL_H
#define LLM_CALL_H

#include "base/str.h"
#include "kb_types.h"

enum llm_role { LLM_USER, LLM_ASSISTANT, LLM_TOOL };

struct llm_image {
	struct str type, bytes; /* "image/png"; not encoded */
};

struct llm_tool_call {
	struct str id,
		name; /* id: made by the provider when the service gave none or gave it twice */
	struct str arguments; /* JSON text as the model wrote it; may be broken */
};

struct llm_message {
	enum llm_role role;
	struct str text;
	struct llm_image *images; /* of the user */
	size_t n_images;
	struct llm_tool_call *calls; /* of the assistant */
	size_t n_calls;
	struct str
		raw; /* of the assistant: the turn as the service wrote it (llm_result.raw), to be
	                   sent back untouched; "" for a turn that kb made */
	struct str call_id, tool; /* of a tool: the call that text answers */
	bool failed; /* of a tool: text says why there is no answer */
};

struct llm_block {
	struct str text;
	bool cached; /* a prefix that many calls share ends here */
};

struct llm_tool {
	struct str name, description, schema; /* schema: of an object, JSON */
};

/* Constant parts stand first, so that services can reuse a prefix. With a schema there are no tools. */
struct llm_request {
	struct str model;
	struct llm_block *system;
	size_t n_system;
	struct llm_message *messages; /* the first is the user's */
	size_t n_messages;
	struct llm_tool *tools;
	size_t n_tools;
	struct str schema_name,
		schema; /* the reply is JSON of this schema; "": free text. kb puts the
	                                   schema into the prompt itself */
	int64_t max_output; /* tokens; 0: as the service likes */
};

struct llm_usage { /* tokens; -1: the service did not say */
	int64_t input; /* all that was read, cached and written ones too */
	int64_t cached, written; /* of input: read from, written to the service's cache */
	int64_t output; /* reasoning too */
	int64_t reasoning;
	double cost; /* USD as the service says; -1: it does not */
};

enum llm_finish {
	LLM_STOP,
	LLM_CALLS, /* wants tools; decided by their presence */
	LLM_LENGTH, /* cut: never a whole answer */
	LLM_REFUSAL, /* text says what the model said */
	LLM_FILTERED, /* by the service's content filter */
	LLM_BROKEN /* no reason, or one that nobody knows: never a whole answer */
};

struct llm_result {
	struct str text; /* reasoning stripped; with a schema: the JSON as it came */
	struct llm_tool_call *calls;
	size_t n_calls;
	enum llm_finish finish;
	struct llm_usage usage;
	struct str model, request_id; /* as reported, or "" */
	struct str raw; /* the assistant's turn for struct llm_message */
	unsigned tries; /* requests sent for it, the good one too */
	unsigned ms; /* from the first byte sent to the last received, of the good one */
};

/* What went wrong, as far as it decides what to do next. X(name, in words) */
#define LLM_FAULTS(X)                                                                              \
	X(LLM_NO_FAULT, "none")                                                                    \
	X(LLM_AUTH, "the key is refused") /* 401, 403: stops the run */                            \
	X(LLM_QUOTA, "no credit is left") /* 402, 429 with a billing code: stops the run */        \
	X(LLM_RATE, "too many requests") /* 429: all wait */                                       \
	X(LLM_OVERLOADED, "the service is overloaded") /* 529, 503: all wait */                    \
	X(LLM_LOADING, "the model is being loaded") /* 503 of local servers: all wait for it */    \
	X(LLM_NETWORK, "the network failed") /* no whole answer came: tried again */               \
	X(LLM_TIMEOUT, "no answer came in time") /* idle or total: tried again */                  \
	X(LLM_SERVER, "the service failed") /* 5xx, 408, 409, an error in the stream: again */     \
	X(LLM_CONTEXT, "the prompt is too long for the model") /* split the work */                \
	X(LLM_PARAM, "the service refuses a parameter") /* dropped or swapped, once each */        \
	X(LLM_MODEL, "there is no such model") /* stops the run */                                 \
	X(LLM_ADDRESS, "no such service answers there") /* 404, 405, 3xx, a page: stops the run */ \
	X(LLM_CUT, "the reply was cut") /* length: larger cap, or split */                         \
	X(LLM_REFUSED, "the model refuses") /* this node fails, the run goes on */                 \
	X(LLM_SCHEMA, "the reply has another form") /* repaired once, then this node fails */      \
	X(LLM_LARGE,                                                                               \
		"the reply is too large") /* never tried again: it costs and would be as large */  \
	X(LLM_WALL, "the cost limit is reached") /* nothing further is sent */                     \
	X(LLM_HALTED, "stopped") /* by the person, or after a fault that stops the run */          \
	X(LLM_REQUEST, "the service refuses the request") /* other 4xx: this node fails */

enum llm_fault {
#define X(name, words) name,
	LLM_FAULTS(X)
#undef X
};

const char *llm_fault_words(enum llm_fault f);
bool llm_fault_again(enum llm_fault f); /* the same request may be sent again after a pause */
bool llm_fault_stops(enum llm_fault f); /* no further request has a chance in this run */

/* A name of the request by all that its reply depends on: 26 base32 characters. Two requests with one
 * key are the same question. extra: members that the settings add to the body. What the service only
 * stores or transports (cache marks, streaming, endpoint, rung, quirks) is no part of it; the words
 * that kb puts around a schema are. */
struct str llm_key(struct arena *a, const struct llm_request *rq, struct str extra);
/* Tokens of a text without any model's tokenizer, by script; see tokens.c for the error. */
int64_t llm_tokens(struct str text);
/* Of a whole request: texts, tools, schema (with kb's words around it) and images. */
int64_t llm_request_tokens(const struct llm_request *rq);

#endif
