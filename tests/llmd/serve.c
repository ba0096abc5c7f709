/* serve.c - requests in, bytes out.
 *
 * A thread a connection, so that a slow answer holds up nobody. libmicrohttpd frames what is well
 * formed; what no server would send goes to the bare socket, which ends with that answer. A reply is
 * counted before its last byte leaves, so that a client that has it all finds it counted.
 * Order: sending bare bytes, sending by libmicrohttpd, receiving, daemon. */
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "llmd.h"

#define BODY_MAX ((size_t)64 << 20)
#define TICK_MS 20

struct serve {
	struct llmd *d;
	struct MHD_Daemon *daemon;
	bool trap;
};

/* What libmicrohttpd keeps for us beside a request. */
struct held {
	struct turn t;
	struct buf body;
	size_t piece, at; /* of a stream: what goes next */
	bool counted, begun, routed, raw_sent, over;
};

static struct stats *stats_of(struct turn *t)
{
	return t->scope ? t->scope->stats : t->d->trap;
}

static void write_log(const struct turn *t)
{
	FILE *f = fopen(t->d->log, "a");
	if (!f)
		return;
	struct buf b = buf_make(t->a);
	struct json_out o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "path", str_cat(t->a, t->scope->name, t->path));
	json_put_int(&o, "status", t->out.status);
	json_put_str(&o, "fault", str_of(t->fault ? t->fault->name : ""));
	if (t->ask.j) /* a line break in JSON stands between values only */
		buf_printf(&b, ",\"body\":%s",
			str_replace(t->a, str_replace(t->a, t->body, STR("\n"), STR(" ")),
				STR("\r"), STR(" "))
				.p);
	else
		json_put_str(&o, "body", t->body);
	json_close(&o, '}');
	buf_putc(&b, '\n');
	fwrite(b.p, 1, b.n, f);
	fclose(f);
}

static void count_end(struct held *h)
{
	if (h->counted || !h->begun)
		return;
	h->counted = true;
	pthread_mutex_lock(&h->t.d->lock);
	stats_end(stats_of(&h->t), &h->t);
	if (h->t.d->log && h->t.scope)
		write_log(&h->t);
	pthread_mutex_unlock(&h->t.d->lock);
}

/* --- bare bytes -------------------------------------------------------------------------- */

static bool stopping(const struct turn *t)
{
	return atomic_load(&t->d->stopping);
}

/* False when the client left. */
static bool pause_for(struct turn *t, int events, int ms)
{
	struct pollfd p = {.fd = t->fd, .events = (short)events};
	int n = poll(&p, 1, ms);
	return n <= 0 || !(p.revents & (POLLHUP | POLLERR | POLLRDHUP));
}

void serve_wait(struct turn *t, unsigned ms)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t end = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + ms, left = ms;
	while (left > 0 && !stopping(t)) {
		int step = left < TICK_MS ? (int)left : TICK_MS;
		if (!pause_for(t, POLLRDHUP, step))
			return;
		clock_gettime(CLOCK_MONOTONIC, &now);
		left = end - ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	}
}

static bool is_held(struct turn *t)
{
	pthread_mutex_lock(&t->d->lock);
	bool held = !t->scope->released;
	pthread_mutex_unlock(&t->d->lock);
	return held && !stopping(t);
}

static bool send_all(struct turn *t, struct str s)
{
	while (s.n && !stopping(t)) {
		ssize_t n = send(t->fd, s.p, s.n, MSG_NOSIGNAL);
		if (n > 0)
			s = str_from(s, (size_t)n);
		else if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			return false;
		else if (!pause_for(t, POLLOUT | POLLRDHUP, TICK_MS))
			return false;
	}
	return s.n == 0;
}

static bool send_piece(struct held *h, const struct piece *p, bool last)
{
	bool good = true;
	unsigned times = p->times ? p->times : 1;
	for (unsigned i = 0; good && i < times && !stopping(&h->t); i++) {
		if (p->wait_ms)
			serve_wait(&h->t, p->wait_ms);
		while (good && p->held && is_held(&h->t))
			good = pause_for(&h->t, POLLRDHUP, TICK_MS);
		if (last && i + 1 == times)
			count_end(h);
		good = send_all(&h->t, p->bytes);
	}
	return good;
}

static enum MHD_Result send_raw(struct held *h)
{
	struct turn *t = &h->t;
	bool good = true;
	for (size_t i = 0; good && i < t->out.pieces.n; i++)
		good = send_piece(h, &t->out.pieces.v[i],
			i + 1 == t->out.pieces.n && t->out.ending == END_CLOSE);
	count_end(h);
	h->raw_sent = good && t->out.ending == END_CLOSE;
	while (good && t->out.ending == END_HANG && !stopping(t))
		good = pause_for(t, POLLRDHUP, TICK_MS);
	if (t->out.ending == END_RESET) {
		struct sockaddr none = {.sa_family = AF_UNSPEC};
		connect(t->fd, &none, sizeof none); /* Linux: an RST leaves at once */
	}
	return MHD_NO;
}

/* --- by libmicrohttpd -------------------------------------------------------------------- */

static ssize_t next_bytes(void *ctx, uint64_t pos, char *buf, size_t max)
{
	struct held *h = ctx;
	struct turn *t = &h->t;
	(void)pos;
	while (h->piece < t->out.pieces.n && h->at == t->out.pieces.v[h->piece].bytes.n) {
		h->piece++;
		h->at = 0;
	}
	if (h->piece >= t->out.pieces.n || stopping(t))
		return MHD_CONTENT_READER_END_OF_STREAM;
	const struct piece *p = &t->out.pieces.v[h->piece];
	if (h->at == 0 && p->wait_ms)
		serve_wait(t, p->wait_ms);
	if (h->piece + 1 == t->out.pieces.n)
		count_end(h);
	struct str s = str_sub(p->bytes, h->at, h->at + max);
	memcpy(buf, s.p, s.n);
	h->at += s.n;
	return (ssize_t)s.n;
}

static struct MHD_Response *response(struct held *h)
{
	struct turn *t = &h->t;
	if (t->out.stream)
		return MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, 64 << 10, next_bytes, h, NULL);
	struct buf b = buf_make(t->a);
	for (size_t i = 0; i < t->out.pieces.n; i++)
		buf_put(&b, t->out.pieces.v[i].bytes);
	struct str s = buf_str(&b);
	count_end(h);
	return MHD_create_response_from_buffer(s.n, (void *)s.p, MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result send_framed(struct held *h, struct MHD_Connection *c)
{
	struct turn *t = &h->t;
	struct MHD_Response *r = response(h);
	if (!r)
		return MHD_NO;
	for (size_t i = 0; i < t->out.headers.n; i++) {
		struct str rest = t->out.headers.v[i], name;
		if (!str_cut(&rest, ':', &name))
			continue;
		MHD_add_response_header(r, str_z(t->a, name), str_z(t->a, str_trim(rest)));
	}
	enum MHD_Result good = MHD_queue_response(c, t->out.status, r);
	MHD_destroy_response(r);
	return good;
}

/* --- receiving --------------------------------------------------------------------------- */

static struct str header(struct held *h, struct MHD_Connection *c, const char *name)
{
	return str_dup(h->t.a, str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name)));
}

static enum MHD_Result add_query(void *ctx, enum MHD_ValueKind kind, const char *k, const char *v)
{
	struct buf *b = ctx;
	(void)kind;
	buf_printf(b, "%c%s=%s", b->n ? '&' : '?', k, v ? v : "");
	return MHD_YES;
}

static void read_head(struct held *h, struct MHD_Connection *c, const char *url, const char *method)
{
	struct turn *t = &h->t;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct buf query = buf_make(t->a);
	t->fd = info ? info->connect_fd : -1;
	int on = 1; /* a client that sends head and body apart waits for this */
	setsockopt(t->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
	t->method = str_dup(t->a, str_of(method));
	t->path = str_dup(t->a, str_of(url));
	MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, add_query, &query);
	t->query = buf_str(&query);
	t->host = header(h, c, "host");
	t->type = header(h, c, "content-type");
	t->version = header(h, c, "anthropic-version");
	t->key = header(h, c, "x-api-key");
	t->bearer = header(h, c, "authorization");
	if (!t->key.n)
		t->key =
			str_istarts(t->bearer, STR("bearer ")) ? str_from(t->bearer, 7) : t->bearer;
}

static void handle(struct held *h, bool trap)
{
	struct turn *t = &h->t;
	t->body = buf_str(&h->body);
	h->routed = true;
	if (!trap) {
		route(t);
		h->begun = t->scope != NULL;
		return;
	}
	pthread_mutex_lock(&t->d->lock);
	stats_begin(t->d->trap, t);
	pthread_mutex_unlock(&t->d->lock);
	h->begun = true;
	t->out.status = 200;
	out_piece(t, STR("{}"));
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *bytes, size_t *n, void **own)
{
	struct serve *s = ctx;
	struct held *h = *own;
	(void)version;
	if (!h) {
		struct arena *a = arena_make();
		h = ARENA_NEW(a, struct held);
		h->t.d = s->d;
		h->t.a = a;
		h->body = buf_make(a);
		read_head(h, c, url, method);
		*own = h;
		return MHD_YES;
	}
	if (*n) {
		h->over = h->over || h->body.n + *n > BODY_MAX;
		if (!h->over)
			buf_put(&h->body, str_make(bytes, *n));
		*n = 0;
		return MHD_YES;
	}
	if (h->over)
		return MHD_NO;
	handle(h, s->trap);
	return h->t.out.raw ? send_raw(h) : send_framed(h, c);
}

static void on_end(
	void *ctx, struct MHD_Connection *c, void **own, enum MHD_RequestTerminationCode code)
{
	struct held *h = *own;
	(void)ctx;
	(void)c;
	if (!h)
		return;
	bool sent = h->t.out.raw ? h->raw_sent : code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
	count_end(h);
	if (h->begun && h->t.scope) {
		pthread_mutex_lock(&h->t.d->lock);
		if (!sent)
			stats_undo(stats_of(&h->t), &h->t);
		pthread_mutex_unlock(&h->t.d->lock);
	}
	arena_free(h->t.a);
	*own = NULL;
}

/* --- daemon ------------------------------------------------------------------------------ */

struct serve *serve_open(struct arena *a, struct llmd *d, unsigned port, bool trap)
{
	struct serve *s = ARENA_NEW(a, struct serve);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*s = (struct serve){.d = d, .trap = trap};
	s->daemon = MHD_start_daemon(
		MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
		(uint16_t)port, NULL, NULL, on_request, s, MHD_OPTION_SOCK_ADDR, &at,
		MHD_OPTION_NOTIFY_COMPLETED, on_end, s, MHD_OPTION_CONNECTION_LIMIT, 1000u,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
	return s->daemon ? s : NULL;
}

unsigned serve_port(const struct serve *s)
{
	const union MHD_DaemonInfo *i = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return i ? i->port : 0;
}

void serve_close(struct serve *s)
{
	if (s)
		MHD_stop_daemon(s->daemon);
}
