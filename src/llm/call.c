/* call.c - see call.h: faults in words, and the name of a request. */
#include "llm/call.h"

#include "base/hash.h"
#include "llm/wire.h"

const char *llm_fault_words(enum llm_fault f)
{
	static const char *const words[] = {
#define X(name, words) [name] = words,
		LLM_FAULTS(X)
#undef X
	};
	return (size_t)f < sizeof words / sizeof *words ? words[f] : "unknown";
}

bool llm_fault_again(enum llm_fault f)
{
	return f == LLM_RATE || f == LLM_OVERLOADED || f == LLM_NETWORK || f == LLM_TIMEOUT ||
		f == LLM_LOADING || f == LLM_SERVER;
}

bool llm_fault_stops(enum llm_fault f)
{
	return f == LLM_AUTH || f == LLM_QUOTA || f == LLM_MODEL || f == LLM_ADDRESS ||
		f == LLM_WALL || f == LLM_HALTED;
}

/* --- the key ----------------------------------------------------------------------------- */

static void add_message(struct sha_stream *h, const struct llm_message *m)
{
	sha_u64(h, m->role);
	sha_part(h, m->text);
	sha_u64(h, m->n_images);
	for (size_t i = 0; i < m->n_images; i++) {
		struct sha image = sha_of(m->images[i].bytes);
		sha_part(h, m->images[i].type);
		sha_part(h, str_make((const char *)image.b, SHA_BYTES));
	}
	sha_u64(h, m->n_calls);
	for (size_t i = 0; i < m->n_calls; i++) {
		sha_part(h, m->calls[i].id);
		sha_part(h, m->calls[i].name);
		sha_part(h, m->calls[i].arguments);
	}
	sha_part(h, m->raw);
	sha_part(h, m->call_id);
	sha_part(h, m->tool);
	sha_u64(h, m->failed);
}

struct str llm_key(struct arena *a, const struct llm_request *rq, struct str extra)
{
	struct arena *scratch = arena_make();
	struct sha_stream *h = sha_begin(scratch);
	sha_part(h, STR("kb call 1"));
	sha_part(h, rq->model);
	sha_u64(h, rq->n_system);
	for (size_t i = 0; i < rq->n_system; i++)
		sha_part(h, rq->system[i].text);
	sha_u64(h, rq->n_messages);
	for (size_t i = 0; i < rq->n_messages; i++)
		add_message(h, &rq->messages[i]);
	sha_u64(h, rq->n_tools);
	for (size_t i = 0; i < rq->n_tools; i++) {
		sha_part(h, rq->tools[i].name);
		sha_part(h, rq->tools[i].description);
		sha_part(h, rq->tools[i].schema);
	}
	sha_part(h, rq->schema_name);
	sha_part(h, wire_form(scratch, rq->schema));
	sha_u64(h, (uint64_t)rq->max_output);
	sha_part(h, str_trim(extra));
	struct str key = sha_base32(a, sha_end(h), 26);
	arena_free(scratch);
	return key;
}
