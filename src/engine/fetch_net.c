/* fetch_net.c - see fetch_int.h. Order: turns, clients, trying again. */
#include <time.h>

#include "base/err.h"
#include "engine/endpoint.h"
#include "engine/fetch_int.h"

#define AGENT "kb/" KB_VERSION " (personal knowledge base; fetches what its owner names, once)"
#define FIRST_WAIT_S 1 /* before a further try; four times as long before each next one */
#define MAX_WAIT_S 60
#define STEP_NS (100 * 1000000L)

/* --- turns ------------------------------------------------------------------------------- */

static bool is_held(const struct fetch_turns *t, struct str host)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_ieq(t->held[i], host))
			return true;
	return false;
}

/* A client holds one host at a time, so that nobody waits for ever. */
static void enter(void *ctx, struct str host)
{
	struct fetch_turns *t = ((struct fetch_client *)ctx)->turns;
	pthread_mutex_lock(&t->lock);
	while (is_held(t, host))
		pthread_cond_wait(&t->change, &t->lock);
	t->held[t->n++] = host;
	pthread_mutex_unlock(&t->lock);
}

static void leave(void *ctx, struct str host)
{
	struct fetch_turns *t = ((struct fetch_client *)ctx)->turns;
	pthread_mutex_lock(&t->lock);
	for (size_t i = 0; i < t->n; i++)
		if (str_ieq(t->held[i], host)) {
			t->held[i] = t->held[--t->n];
			break;
		}
	pthread_cond_broadcast(&t->change);
	pthread_mutex_unlock(&t->lock);
}

/* --- clients ----------------------------------------------------------------------------- */

static bool is_stopped(void *ctx)
{
	return engine_stopped(((struct fetch_client *)ctx)->kb);
}

bool fetch_open(struct kb *kb, struct fetch *f, struct err *e)
{
	struct http_options opt = endpoint_http(kb);
	opt.agent = AGENT;
	opt.allow_private = kb->conf.ingest.allow_private;
	opt.private_remedy = "set ingest.allow_private: true in kb.yaml to fetch it";
	opt.stopped = is_stopped;
	opt.enter = enter;
	opt.leave = leave;
	pthread_mutex_init(&f->turns.lock, NULL);
	pthread_cond_init(&f->turns.change, NULL);
	pthread_mutex_init(&f->assets, NULL);
	for (size_t i = 0; i < FETCH_AT_ONCE; i++) {
		struct fetch_client *c = &f->client[i];
		*c = (struct fetch_client){.kb = kb, .turns = &f->turns, .a = arena_make()};
		opt.ctx = c;
		if (!http_open(c->a, &opt, &c->http, e)) {
			fetch_shut(f);
			return false;
		}
	}
	return true;
}

void fetch_shut(struct fetch *f)
{
	for (size_t i = 0; i < FETCH_AT_ONCE; i++) {
		http_close(f->client[i].http);
		arena_free(f->client[i].a);
		f->client[i] = (struct fetch_client){0};
	}
	pthread_mutex_destroy(&f->turns.lock);
	pthread_cond_destroy(&f->turns.change);
	pthread_mutex_destroy(&f->assets);
}

/* --- trying again ------------------------------------------------------------------------ */

static bool is_busy(const struct http_reply *r)
{
	return r->broke || r->status == 429 || r->status == 500 ||
		(r->status >= 502 && r->status <= 504);
}

/* False when the person stopped it. */
static bool wait_s(const struct kb *kb, unsigned seconds)
{
	for (unsigned i = 0; i < seconds * 10; i++) {
		struct timespec step = {0, STEP_NS};
		if (engine_stopped(kb))
			return false;
		nanosleep(&step, NULL);
	}
	return true;
}

bool fetch_get(struct fetch_client *c, struct arena *a, const struct http_request *rq,
	unsigned retries, struct http_reply *out, struct err *e)
{
	unsigned pause = FIRST_WAIT_S;
	for (unsigned i = 0;; i++, pause *= 4) {
		struct err now = {0};
		if (http_get(c->http, a, rq, out, &now))
			return true;
		int64_t asked;
		bool told = str_to_i64(out->retry_after, &asked) && asked >= 0;
		unsigned seconds = !told     ? pause
			: asked > UINT16_MAX ? UINT16_MAX
					     : (unsigned)asked;
		if (now.code == ERR_NET && is_busy(out) && seconds > MAX_WAIT_S)
			return err_set(e, ERR_NET, "%s (it asks to wait %u s)", now.text, seconds);
		if (now.code != ERR_NET || !is_busy(out) || i >= retries)
			return err_set(e, now.code, "%s", now.text);
		if (!wait_s(c->kb, seconds))
			return err_set(e, ERR_INTERRUPTED, "stopped");
	}
}
