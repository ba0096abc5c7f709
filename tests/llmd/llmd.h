/* llmd.h - the test double of the model services: what its files share.
 *
 *	llmd.c      options, the two ports, signals
 *	serve.c     requests in, bytes out: libmicrohttpd for what is well formed, the bare socket for
 *	            what is not
 *	route.c     which path means what; scopes, /stats, /reset, /control
 *	ask.c       a request of any protocol as one struct ask, and its faults by the services' rules
 *	say.c       a struct say as a reply or a stream of the protocol
 *	answer.c    what a model would say: by schema, from the marks in the prompt
 *	read.c      passages, claims, names and pairs of a prompt; names in a sentence
 *	extra.c     embeddings, models, token counts, files and batches
 *	fault.c     the table of faults
 *	stats.c     what came in, counted
 *
 * A turn is one request with all that becomes of it; it lives in an arena of its own and is used by one
 * thread. Scopes are shared and used under the lock of struct llmd only. */
#ifndef LLMD_H
#define LLMD_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/json.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

enum protocol { OPENAI, ANTHROPIC, OLLAMA };

/* --- a request --------------------------------------------------------------------------- */

struct ask {
	enum protocol protocol;
	struct json *j;
	struct str model;
	struct str prompt; /* all texts in the order a service's prefix cache sees them */
	struct str last; /* of the last message of the user */
	struct str result; /* of the last tool, or "" */
	bool stream, wants_usage;
	struct json *schema; /* of the reply; NULL: none was sent */
	bool json; /* JSON is wanted, by schema or without */
	struct str tool; /* that is forced, or "" */
	struct json *tools; /* list, or NULL */
	size_t n_results, n_images;
	int64_t max_output; /* 0: none given */
	size_t window; /* bytes of the prompt that are read, the last ones */
};

/* --- an answer --------------------------------------------------------------------------- */

struct say_call {
	struct str id, name, arguments; /* id "": none is sent */
};

struct say {
	struct str text; /* SAY_NULL: null */
	bool null_text;
	struct str thoughts; /* reasoning beside the text */
	struct str refusal;
	VEC(struct say_call) calls;
	struct str finish; /* "stop", "length", "calls", "refusal", "filter", or as it is sent */
	bool calls_backwards; /* streamed tool calls: the last one first, pieces in turn */
	int64_t n_in, n_out;
};

/* Bytes on the wire. A raw answer is written as it stands, status line and all, and the connection ends;
 * else libmicrohttpd frames it. */
struct piece {
	struct str bytes;
	unsigned wait_ms; /* before it */
	unsigned times; /* 0: once */
	bool held; /* until POST /release of its scope */
};

enum ending { END_CLOSE, END_RESET, END_HANG };

struct out {
	unsigned status;
	VEC(struct str) headers; /* "Name: value" */
	VEC(struct piece) pieces;
	bool stream; /* pieces come one by one */
	bool raw;
	enum ending ending; /* of a raw one */
};

/* --- scopes ------------------------------------------------------------------------------ */

struct fault_row;

struct fault_use { /* --fault NAME@every N ... */
	const struct fault_row *row;
	enum { USE_ALWAYS, USE_EVERY, USE_FROM, USE_CALL } when;
	uint64_t n;
};

struct settings {
	VEC(struct fault_use) faults;
	unsigned delay_ms, piece_ms; /* before an answer; between pieces of a stream */
	uint64_t shuffle; /* seed of random delays up to delay_ms; 0: none */
	bool reword, lie;
	struct str key; /* that is wanted; "": any or none */
};

struct stats;

/* Paths below /f/FAULTS/LABEL belong to a scope of that name, with counters of its own. */
struct scope {
	struct str name;
	struct settings set;
	struct stats *stats;
	uint64_t n_calls;
	bool released; /* what is held may go on */
};

struct llmd {
	struct arena *a; /* of scopes, under the lock */
	pthread_mutex_t lock;
	struct map scopes;
	struct settings set; /* of new scopes */
	struct map files, batches; /* of batch services: name -> struct str */
	uint64_t n_names, n_words; /* names given out; rewordings made */
	struct stats *trap; /* what came to the port that no request may reach */
	unsigned port, trap_port;
	const char *log; /* file, or NULL */
	atomic_bool stopping;
};

/* --- a turn ------------------------------------------------------------------------------ */

struct turn {
	struct llmd *d;
	struct arena *a;
	struct scope *scope;
	struct str method, path, query, body; /* path: without the scope, "/v1/messages" */
	struct str host, key, bearer, version, type; /* headers; key: of either */
	struct ask ask;
	struct say say;
	struct out out;
	struct settings set; /* copied from the scope when the turn began */
	const struct fault_row *fault; /* of this turn, or NULL */
	uint64_t call; /* its number in the scope, from 1; 0: no call of a model */
	uint64_t counter; /* of --reword */
	bool whole; /* its answer is one that a client may keep */
	int fd;
};

/* --- route.c ----------------------------------------------------------------------------- */

void route(struct turn *t); /* fills t->out */
/* A request of a batch: counted, without faults and delays. */
void call_in_batch(struct turn *t, enum protocol protocol);
/* One option by its name without dashes: "fault", "500@call 1". */
bool settings_take(
	struct arena *a, struct settings *s, struct str name, struct str value, struct err *e);

/* --- ask.c ------------------------------------------------------------------------------- */

/* False: t->out holds the service's complaint. */
bool ask_read(struct turn *t);

/* --- say.c ------------------------------------------------------------------------------- */

void say_write(struct turn *t); /* t->say to t->out */
void say_error(struct turn *t, unsigned status, const char *type, const char *code,
	const char *param, struct str message);
struct str say_message(struct turn *t); /* the reply as one JSON text */

/* --- answer.c ---------------------------------------------------------------------------- */

void answer(struct turn *t);

/* --- read.c ------------------------------------------------------------------------------ */

struct mark { /* "[p:ID more] text": a line that starts so, and what follows it */
	char kind; /* p passage, c claim, k concept, x pair, g category, e evidence */
	struct str id, more, text;
};
struct marks {
	struct mark *v;
	size_t n;
};
struct marks read_marks(struct arena *a, struct str prompt, const char *kinds);

struct name {
	struct str name, alias, kind;
	size_t n; /* times it occurs */
	size_t definition; /* index of the sentence that defines it, plus 1 */
	bool sure; /* several words, a sign, or seen with a capital inside a sentence */
};
struct sentence {
	struct str passage, text;
	VEC(size_t) names;
};
struct reading {
	VEC(struct sentence) sentences;
	VEC(struct name) names;
};
struct reading read_passages(struct arena *a, struct marks passages);
struct str read_key(struct arena *a, struct str name); /* equal for spellings of one name */

/* --- extra.c ----------------------------------------------------------------------------- */

bool extra_route(struct turn *t); /* false: no path of these */

/* --- fault.c ----------------------------------------------------------------------------- */

enum { FAULT_DAMAGED, FAULT_GOOD }; /* whether the reply is whole all the same */

struct fault_row {
	const char *name, *what;
	unsigned status; /* not 0: this error */
	const char *headers; /* "a: b\nc: d" */
	const char *type, *code, *text;
	void (*say)(struct turn *t); /* changes what is said */
	void (*wire)(struct turn *t); /* changes the bytes */
	const char *param; /* only requests that have this member; the status says so */
	int good;
};
extern const struct fault_row faults[];
extern const size_t n_faults;
const struct fault_row *fault_named(struct str name); /* NULL: none */
void fault_error(struct turn *t); /* the error of its row to t->out */

/* --- stats.c ----------------------------------------------------------------------------- */

struct stats *stats_make(void);
void stats_free(struct stats *s);
void stats_begin(struct stats *s, const struct turn *t); /* a request that has been read */
void stats_end(struct stats *s, const struct turn *t); /* its last byte is about to leave */
void stats_undo(struct stats *s, const struct turn *t); /* it did not */
struct str stats_json(struct arena *a, const struct llmd *d, const struct scope *c);

/* --- serve.c ----------------------------------------------------------------------------- */

struct serve;
/* NULL when no port is free. trap: answers anything and only counts. */
struct serve *serve_open(struct arena *a, struct llmd *d, unsigned port, bool trap);
unsigned serve_port(const struct serve *s);
void serve_close(struct serve *s);
void serve_wait(struct turn *t, unsigned ms); /* ends early when llmd does or the client left */

static inline void out_header(struct turn *t, struct str h)
{
	VEC_PUSH(t->a, &t->out.headers, h);
}
static inline void out_piece(struct turn *t, struct str bytes)
{
	struct piece p = {.bytes = bytes};
	VEC_PUSH(t->a, &t->out.pieces, p);
}

#endif
