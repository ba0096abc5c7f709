/* wire.h - what the providers share: building a request, reading an answer, naming a fault.
 *
 * A provider is a table of three functions over this: build, and of its answers value (one JSON value
 * of the body, be it an event, a line or all) and end. Everything else is here once: URLs, headers,
 * the form of the body, thinking, ceilings, what counts as whole, faults. In this order. */
#ifndef LLM_WIRE_H
#define LLM_WIRE_H

#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"
#include "llm/provider.h"
#include "llm/sse.h"

/* --- building: wire_out.c ---------------------------------------------------------------- */

struct wire_service {
	const char *default_url;
	const char *endings[8]; /* of a path, that belong to a call and not to the base; in order */
	unsigned port; /* of a host without scheme and port; 0: the scheme's */
	bool plain; /* http for a host without scheme, wherever it is */
	const char *root; /* path when none is given; a known host's own wins when asked_root */
	bool asked_root;
};

/* base joined with path; ERR_CONFIG for what is no http address or holds a password. */
bool wire_url(struct arena *a, const struct wire_service *s, struct str base, const char *path,
	struct str *out, struct err *e);
struct str wire_models_url(const struct llm_endpoint *ep, struct arena *a);
struct str wire_host(struct str url); /* without port */

/* Content-Type, the provider's own, the key's under name ("Authorization" gets "Bearer "), the
 * endpoint's; the latter replace equal names. ERR_CONFIG for line breaks, and for out->url with the
 * key in it: set it before. */
bool wire_headers(struct arena *a, const struct llm_endpoint *ep, const char *key_name,
	const char *own, struct llm_wire *out, struct err *e);

/* Members of extra_body as text, without those that the quirks drop. */
struct wire_extra {
	struct strs keys, values;
};
/* ERR_CONFIG for what is no object, or names a member that kb must write itself. */
bool wire_extra(struct arena *a, const struct llm_endpoint *ep, const struct llm_quirks *q,
	struct wire_extra *out, struct err *e);
bool wire_has(const struct wire_extra *x, const char *key); /* then kb leaves it out */
void wire_put_extra(struct json_out *o, const struct wire_extra *x);

/* The schema as kb puts it into the prompt: its words and the schema; "" without one. */
struct str wire_form(struct arena *a, struct str schema);
/* System blocks with that form behind the last cached one (or all), which is cached as that one is. */
struct wire_blocks {
	struct llm_block *v;
	size_t n;
};
struct wire_blocks wire_system(struct arena *a, const struct llm_request *rq);
struct str wire_join(struct arena *a, struct wire_blocks b); /* a blank line between */

struct str wire_base64(struct arena *a, struct str bytes);
struct str wire_name(
	struct arena *a, struct str name, const char *otherwise); /* [A-Za-z0-9_-]{1,64} */
int64_t wire_cap(const struct llm_request *rq, const struct llm_quirks *q); /* 0: none */
struct str wire_object(struct str json); /* json when it is an object, else "{}" */
/* The member "tools" as OpenAI and Ollama want it. */
void wire_put_tools(struct json_out *o, const struct llm_request *rq);

/* --- reading: wire_in.c ------------------------------------------------------------------ */

#define WIRE_MAX_BODY ((size_t)32 << 20) /* DESIGN.md 9: reply */
#define WIRE_MAX_PARTS 512
#define WIRE_HEAD 4096 /* bytes of a body kept for messages */
#define WIRE_MAX_ERROR ((size_t)64 << 10)

enum wire_part_kind { WIRE_TEXT, WIRE_CALL, WIRE_THOUGHT, WIRE_OTHER };

struct wire_part { /* a tool call or a block of content */
	enum wire_part_kind kind;
	int64_t index; /* the service's; -1: it gave none */
	struct str id, name;
	struct buf text; /* arguments, text, thoughts */
	struct buf sign; /* signature of thoughts */
	struct str raw; /* as it came whole, or "" */
	struct str extra; /* raw member that must go back with a call, or "" */
};

enum wire_think { WIRE_HEADING, WIRE_THINKING, WIRE_SPEAKING };
enum wire_body { WIRE_UNKNOWN, WIRE_SSE, WIRE_JSON, WIRE_PLAIN };

struct wire_protocol {
	/* One value, parsed in x->scratch. */
	void (*value)(
		struct llm_answer *x, struct str event, struct str text, const struct json *j);
	void (*end)(struct llm_answer *x,
		struct llm_result *out); /* raw, and what is the service's own way */
};

struct llm_answer {
	const struct wire_protocol *p;
	const struct llm_endpoint *ep;
	const struct llm_request *rq;
	struct llm_quirks q;
	struct arena *a, *scratch;
	void (*on_text)(void *ctx, struct str piece);
	void *ctx;

	enum wire_body form;
	size_t n_bytes;
	struct buf head; /* first bytes of the body */
	struct str first; /* first value of the body, if within WIRE_MAX_ERROR */
	struct sse sse;
	struct json_cut cut;
	bool too_large, broken; /* past a ceiling; a value that is no JSON */
	struct str error; /* JSON of an error inside, or "" */
	bool begun; /* a value was a piece of an answer */
	bool done; /* the end is marked */

	enum wire_think think;
	struct buf held; /* what may be a tag */
	const char *close;
	struct buf text, refusal, thoughts; /* thoughts: only where they must go back */
	VEC(struct wire_part) parts;
	struct str reason; /* why it ended, or "" */
	struct llm_usage usage;
	struct str model, id;
};

/* By the protocol of the endpoint's provider: */
struct llm_answer *wire_begin(const struct llm_endpoint *ep, const struct llm_quirks *q,
	struct arena *a, const struct llm_request *rq, void (*on_text)(void *ctx, struct str piece),
	void *ctx);
bool wire_feed(struct llm_answer *x, struct str bytes);
bool wire_finish(struct llm_answer *x, const struct llm_answer_head *head, bool whole,
	struct llm_result *out, struct llm_failure *f);

/* For value: */
void wire_text(struct llm_answer *x, struct str piece); /* of the answer, thoughts and all */
struct wire_part *wire_part(struct llm_answer *x, enum wire_part_kind kind, int64_t index);
struct wire_part *wire_part_at(struct llm_answer *x, int64_t index); /* the newest; or NULL */
void wire_keep(struct llm_answer *x, struct str *to, struct str s); /* a copy, unless s is "" */
int64_t wire_count(const struct json *j); /* a sane number of tokens, or -1 */
void wire_fail(struct llm_answer *x, struct str error_json);

/* --- faults: wire_fault.c, wire_words.c -------------------------------------------------- */

/* Fills *f from an answer that is an error: body is JSON or not. status 200: an error inside. */
void wire_fault(const struct llm_endpoint *ep, const struct llm_request *rq,
	const struct llm_quirks *q, const struct llm_answer_head *head, struct str body,
	struct llm_failure *f);
__attribute__((format(printf, 4, 5))) void wire_say(const struct llm_endpoint *ep,
	struct llm_failure *f, enum llm_fault fault, const char *fmt, ...);
/* One clean line of at most n bytes: tags, controls and pieces of key removed. */
struct str wire_clean(struct arena *a, struct str text, struct str key, size_t n);
int64_t wire_wait_ms(const struct llm_answer_head *head, struct str body);

#endif
