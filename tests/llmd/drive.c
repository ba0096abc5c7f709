/* drive.c - many calls of a model through the client, for tests and figures: what became of them, as
 * JSON on stdout. No base, no ledger, no settings.
 *
 *	drive [OPTION VALUE]... --url URL
 *		one line of sums: good, faults by name, sent, again, kept_twice, leaks (messages that
 *		hold the key), cost, seconds, CPU, memory
 *	drive [OPTION VALUE]... --cells FILE
 *		a run for each line "LABEL PROTOCOL stream|whole KIND URL" of FILE, each with a line like
 *		the above that has fault, tries, text and why of its last call in front; --jobs of them
 *		at once, in any order
 *
 *	--protocol openai|anthropic|ollama    --kind digest|text|tools    --mode stream|whole
 *	--calls N  --in-flight N  --retries N  --max-output N  --context N  --pad BYTES (of each prompt)
 *	--idle-ms N  --total-ms N  --max-cost USD  --price USD (for a million tokens of output)
 *	--fast N (the client's clock runs so many times as fast)  --stop-after N (answers)
 *	--warm N (calls before the sums begin)  --key K  --seed N  --jobs N */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "llm/client.h"
#include "llm/reply.h"

struct run {
	/* options */
	const char *url, *cells, *protocol, *kind, *mode, *key;
	double calls, in_flight, retries, max_output, context, pad, idle_ms, total_ms, max_cost,
		price, fast, stop_after, warm, seed, jobs;
	/* what happens */
	struct arena *a;
	struct client *client;
	double started;
	size_t n_done, n_good, n_kept_twice, n_leaks, n_faults[LLM_REQUEST + 1];
	bool *kept;
	struct client_done last;
};

static const struct {
	const char *name;
	bool text;
	size_t offset;
} options[] = {
	{"--url", true, offsetof(struct run, url)},
	{"--cells", true, offsetof(struct run, cells)},
	{"--protocol", true, offsetof(struct run, protocol)},
	{"--kind", true, offsetof(struct run, kind)},
	{"--mode", true, offsetof(struct run, mode)},
	{"--key", true, offsetof(struct run, key)},
	{"--calls", false, offsetof(struct run, calls)},
	{"--in-flight", false, offsetof(struct run, in_flight)},
	{"--retries", false, offsetof(struct run, retries)},
	{"--max-output", false, offsetof(struct run, max_output)},
	{"--context", false, offsetof(struct run, context)},
	{"--pad", false, offsetof(struct run, pad)},
	{"--idle-ms", false, offsetof(struct run, idle_ms)},
	{"--total-ms", false, offsetof(struct run, total_ms)},
	{"--max-cost", false, offsetof(struct run, max_cost)},
	{"--price", false, offsetof(struct run, price)},
	{"--fast", false, offsetof(struct run, fast)},
	{"--stop-after", false, offsetof(struct run, stop_after)},
	{"--warm", false, offsetof(struct run, warm)},
	{"--seed", false, offsetof(struct run, seed)},
	{"--jobs", false, offsetof(struct run, jobs)},
};

/* --- the world of the client ------------------------------------------------------------- */

static double seconds(clockid_t which)
{
	struct timespec t;
	(void)clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double elapsed(void *ctx)
{
	return seconds(CLOCK_MONOTONIC) * ((struct run *)ctx)->fast;
}

static bool stopped(void *ctx)
{
	const struct run *r = ctx;
	return r->stop_after > 0 && (double)r->n_good >= r->stop_after;
}

static void look_for_key(struct run *r, struct str s)
{
	r->n_leaks += str_find(s, str_of(r->key)) != STR_NPOS;
}

static void note(void *ctx, int level, struct str line)
{
	(void)level;
	look_for_key(ctx, line);
}

static bool keep(void *ctx, void *tag, const struct llm_request *rq, const struct llm_result *res,
	double cost, struct err *e)
{
	struct run *r = ctx;
	bool *kept = tag;
	(void)rq, (void)cost, (void)e;
	r->n_kept_twice += *kept;
	*kept = true;
	look_for_key(r, res->text);
	return true;
}

/* --- calls ------------------------------------------------------------------------------- */

static bool check_digest(void *ctx, struct arena *a, struct str text, void **value, struct err *e)
{
	(void)ctx;
	return reply_decode(a, REPLY_DIGEST, text, value, e);
}

static struct str prompt(struct run *r, size_t i)
{
	struct buf b = buf_make(r->a);
	buf_printf(&b, "[p:a%zu] The tide table of Brest lists %zu heights in centimetres.\n", i,
		100 + i);
	while ((double)b.n < r->pad)
		buf_printf(&b, "[p:b%zu] A harbour writes the level of the sea down each hour.\n",
			b.n);
	return buf_str(&b);
}

static void add(struct run *r, size_t i)
{
	struct client_call *call = ARENA_NEW(r->a, struct client_call);
	struct llm_block *system = ARENA_NEW(r->a, struct llm_block);
	*system = (struct llm_block){STR("Draw claims from the passages."), true};
	call->a = r->a;
	call->ctx = r;
	call->tag = &r->kept[i];
	call->rq.model = STR("llmd-1");
	call->rq.system = system;
	call->rq.n_system = 1;
	call->rq.messages = ARENA_NEW(r->a, struct llm_message);
	call->rq.messages->text = prompt(r, i);
	call->rq.n_messages = 1;
	call->rq.max_output = (int64_t)r->max_output;
	if (strcmp(r->kind, "digest") == 0) {
		call->rq.schema_name = str_of(reply_name(REPLY_DIGEST));
		call->rq.schema = reply_schema(r->a, REPLY_DIGEST);
		call->check = check_digest;
	} else if (strcmp(r->kind, "tools") == 0) {
		call->rq.tools = ARENA_NEW(r->a, struct llm_tool);
		call->rq.n_tools = 1;
		*call->rq.tools = (struct llm_tool){STR("search"), STR("Searches the base."),
			STR("{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"}},"
			    "\"required\":[\"query\"],\"additionalProperties\":false}")};
	}
	client_add(r->client, call);
}

static bool open_client(struct run *r, struct err *e)
{
	struct http_options http = {.agent = "kb-drive", .allow_private = true};
	struct client_options opt = {.in_flight = (unsigned)r->in_flight,
		.retries = (unsigned)r->retries,
		.connect_ms = 5000,
		.idle_ms = (unsigned)r->idle_ms,
		.total_ms = (unsigned)r->total_ms,
		.price = {r->price > 0 ? 0 : -1, r->price, -1, -1},
		.max_cost = r->max_cost,
		.seed = (uint64_t)r->seed,
		.elapsed = elapsed,
		.stopped = stopped,
		.note = note,
		.keep = keep,
		.ctx = r,
		.http = &http};
	opt.endpoint = (struct llm_endpoint){.provider = provider_named(str_of(r->protocol)),
		.base_url = str_of(r->url),
		.key = str_of(r->key),
		.context = (int64_t)r->context};
	opt.quirks.no_stream = strcmp(r->mode, "whole") == 0;
	if (!opt.endpoint.provider)
		return err_set(e, ERR_USAGE, "no protocol is called '%s'", r->protocol);
	return client_open(r->a, &opt, &r->client, e);
}

/* Calls from..to, all of them queued at first. */
static bool run_calls(struct run *r, size_t from, size_t to, struct err *e)
{
	for (size_t i = from; i < to; i++)
		add(r, i);
	while (client_next(r->client, &r->last, e)) {
		r->n_done++;
		r->n_good += r->last.fault == LLM_NO_FAULT;
		r->n_faults[r->last.fault]++;
		look_for_key(r, str_of(r->last.why));
	}
	return e->code == ERR_NONE;
}

/* --- what is said of it ------------------------------------------------------------------ */

static const char *fault_name(size_t f)
{
	static const char *const names[] = {
#define X(name, words) #name,
		LLM_FAULTS(X)
#undef X
	};
	return names[f];
}

static void put_last(struct json_out *o, const struct run *r)
{
	json_put_str(o, "protocol", str_of(r->protocol));
	json_put_str(o, "mode", str_of(r->mode));
	json_put_str(o, "kind", str_of(r->kind));
	json_put_str(o, "fault", str_of(fault_name(r->last.fault)));
	json_put_int(o, "tries", r->last.result.tries);
	json_put_int(o, "n_calls", (int64_t)r->last.result.n_calls);
	json_put_int(o, "output", r->last.result.usage.output);
	json_put_str(o, "text", r->last.result.text);
	json_put_str(o, "why", str_of(r->last.why));
}

static void put_sums(struct json_out *o, const struct run *r, double cpu, long base_kb)
{
	struct client_sums s = client_sums(r->client);
	struct rusage u;
	(void)getrusage(RUSAGE_SELF, &u);
	json_put_int(o, "done", (int64_t)r->n_done);
	json_put_int(o, "good", (int64_t)r->n_good);
	json_open(o, "faults", '{');
	for (size_t f = 1; f < sizeof r->n_faults / sizeof r->n_faults[0]; f++)
		if (r->n_faults[f])
			json_put_int(o, fault_name(f), (int64_t)r->n_faults[f]);
	json_close(o, '}');
	json_put_int(o, "sent", (int64_t)s.sent);
	json_put_int(o, "again", (int64_t)s.again);
	json_put_int(o, "most_in_flight", s.most_in_flight);
	json_put_int(o, "kept_twice", (int64_t)r->n_kept_twice);
	json_put_int(o, "leaks", (int64_t)r->n_leaks);
	json_put_int(o, "bytes_out", s.bytes_out);
	json_put_int(o, "bytes_in", s.bytes_in);
	json_put_num(o, "cost", s.cost);
	json_put_bool(o, "cost_unknown", s.cost_unknown);
	json_put_num(o, "seconds", seconds(CLOCK_MONOTONIC) - r->started);
	json_put_num(o, "cpu_ms_a_call", (cpu * 1000) / (double)(r->n_done ? r->n_done : 1));
	json_put_int(o, "base_kb", base_kb);
	json_put_int(o, "peak_kb", u.ru_maxrss);
}

/* One client's life; a line of JSON. */
static int run(struct run r, struct str label)
{
	struct err e = {0};
	size_t warm = (size_t)r.warm, n = (size_t)r.calls;
	struct rusage u;
	r.a = arena_make();
	r.kept = ARENA_ARRAY(r.a, bool, warm + n);
	bool good = open_client(&r, &e) && run_calls(&r, 0, warm, &e);
	r.n_done = r.n_good = 0;
	(void)getrusage(RUSAGE_SELF, &u);
	r.started = seconds(CLOCK_MONOTONIC);
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	good = good && run_calls(&r, warm, warm + n, &e);
	if (good) {
		struct buf b = buf_make(r.a);
		struct json_out o = json_begin(&b, false);
		json_open(&o, NULL, '{');
		if (label.n) {
			json_put_str(&o, "label", label);
			put_last(&o, &r);
		}
		put_sums(&o, &r, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, u.ru_maxrss);
		json_close(&o, '}');
		buf_putc(&b, '\n');
		(void)!write(STDOUT_FILENO, b.p, b.n);
	} else {
		fprintf(stderr, "drive: %s\n", e.text);
	}
	client_close(r.client);
	arena_free(r.a);
	return good ? 0 : 2;
}

/* --- cells ------------------------------------------------------------------------------- */

static int run_cell(const struct run *all, struct str line)
{
	struct arena *a = arena_make();
	struct run r = *all;
	const char *word[5] = {"", "", "", "", ""};
	struct str part;
	for (size_t i = 0; i < 5 && str_cut(&line, ' ', &part); i++)
		word[i] = str_z(a, part);
	r.protocol = word[1];
	r.mode = word[2];
	r.kind = word[3];
	r.url = word[4];
	int status = run(r, str_of(word[0]));
	arena_free(a);
	return status;
}

/* The lines of one child: each jobs'th. */
static int run_some(const struct run *r, struct str text, size_t which)
{
	struct str line;
	int status = 0;
	for (size_t i = 0; str_line(&text, &line); i++)
		if (i % (size_t)r->jobs == which && !str_blank(line))
			status |= run_cell(r, line);
	return status;
}

static int run_cells(const struct run *r)
{
	struct arena *a = arena_make();
	struct err e = {0};
	struct str text;
	int status = 0, s;
	if (!fs_read(a, r->cells, FS_MAX_FILE, &text, &e)) {
		fprintf(stderr, "drive: %s\n", e.text);
		arena_free(a);
		return 2;
	}
	for (size_t i = 0; i < (size_t)r->jobs; i++) {
		pid_t child = fork();
		if (child == 0) {
			status = run_some(r, text, i);
			arena_free(a);
			exit(status);
		}
		status |= child < 0;
	}
	while (wait(&s) > 0)
		status |= !WIFEXITED(s) || WEXITSTATUS(s);
	arena_free(a);
	return status ? 2 : 0;
}

static bool read_options(struct run *r, char **argv)
{
	for (int i = 1; argv[i]; i += 2) {
		size_t k = 0, n = sizeof options / sizeof options[0];
		while (k < n && strcmp(argv[i], options[k].name) != 0)
			k++;
		if (k == n || !argv[i + 1])
			return false;
		char *at = (char *)r + options[k].offset;
		double v = strtod(argv[i + 1], NULL);
		if (options[k].text)
			memcpy(at, &argv[i + 1], sizeof argv[i + 1]);
		else
			memcpy(at, &v, sizeof v);
	}
	return (r->url || r->cells) && r->jobs >= 1 && r->calls >= 0;
}

int main(int argc, char **argv)
{
	struct run r = {.protocol = "openai",
		.kind = "digest",
		.mode = "stream",
		.key = "sk-canary-0451",
		.calls = 1,
		.in_flight = 1,
		.retries = 5,
		.max_output = 1000,
		.idle_ms = 5000,
		.total_ms = 60000,
		.price = 10,
		.fast = 1,
		.seed = 1,
		.jobs = 4};
	(void)argc;
	if (!read_options(&r, argv)) {
		fprintf(stderr, "drive: see the head of tests/llmd/drive.c for its options\n");
		return 2;
	}
	return r.cells ? run_cells(&r) : run(r, STR(""));
}
