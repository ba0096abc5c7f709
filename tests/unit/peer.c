/* peer.c - see peer.h. */
#include "peer.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CONNECTIONS 64
#define MAX_REQUESTS 2048

struct peer {
	const struct peer_step *steps;
	size_t n_steps;
	int fd;
	unsigned port;
	pthread_t main, threads[MAX_CONNECTIONS];
	size_t n_threads;
	pthread_mutex_t lock;
	pthread_cond_t came;
	struct arena *a; /* of requests, under the lock */
	struct str requests[MAX_REQUESTS];
	size_t n_requests;
	atomic_bool stopping;
};

struct guest {
	struct peer *w;
	int fd;
};

/* False when the other side left or the server stops. */
static bool ready(struct peer *w, int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	while (!w->stopping) {
		if (poll(&p, 1, 20) > 0)
			return true;
	}
	return false;
}

static bool send_all(struct peer *w, int fd, struct str s, size_t piece)
{
	while (s.n && !w->stopping) {
		struct pollfd p = {.fd = fd, .events = POLLOUT};
		size_t n = piece && piece < s.n ? piece : s.n;
		if (poll(&p, 1, 20) <= 0)
			continue;
		ssize_t sent = send(fd, s.p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0)
			return false;
		s = str_from(s, (size_t)sent);
		if (piece)
			(void)poll(NULL, 0, 1);
	}
	return true;
}

/* Bytes of one request; "" when there is none. */
static struct str read_request(struct peer *w, int fd, struct buf *b)
{
	size_t whole = STR_NPOS;
	char part[16384];
	while (b->n < whole) {
		if (!ready(w, fd))
			return STR("");
		ssize_t n = recv(fd, part, sizeof part, 0);
		if (n <= 0)
			return STR("");
		buf_put(b, str_make(part, (size_t)n));
		struct str all = buf_str(b);
		size_t end = str_find(all, STR("\r\n\r\n")), at;
		if (end == STR_NPOS)
			continue;
		at = str_ifind(str_sub(all, 0, end), STR("content-length:"));
		whole = end + 4;
		if (at != STR_NPOS)
			whole += (size_t)strtoul(all.p + at + 15, NULL, 10);
	}
	return buf_str(b);
}

static const struct peer_step *next_step(struct peer *w, struct str request)
{
	pthread_mutex_lock(&w->lock);
	size_t i = w->n_requests;
	if (w->n_requests < MAX_REQUESTS)
		w->requests[w->n_requests++] = str_dup(w->a, request);
	pthread_cond_broadcast(&w->came);
	const struct peer_step *s = &w->steps[i < w->n_steps ? i : w->n_steps - 1];
	while (w->n_requests < s->together && !w->stopping)
		pthread_cond_wait(&w->came, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return s;
}

static struct str reply_bytes(struct arena *a, const struct peer_step *s)
{
	struct buf b = buf_make(a);
	struct str text = str_of(s->reply);
	size_t end = str_find(text, STR("\n\n"));
	struct str body = str_from(text, end == STR_NPOS ? text.n : end + 2);
	for (size_t i = 0; i < text.n && i < end; i++)
		buf_puts(&b, text.p[i] == '\n' ? "\r\n" : (char[]){text.p[i], 0});
	if (s->length)
		buf_printf(&b, "\r\nContent-Length: %zu", body.n);
	if (end != STR_NPOS)
		buf_puts(&b, "\r\n\r\n");
	buf_put(&b, body);
	return buf_str(&b);
}

static bool play(struct peer *w, int fd, const struct peer_step *s)
{
	struct arena *a = arena_make();
	bool good = send_all(w, fd, reply_bytes(a, s), s->piece);
	for (size_t i = 0; good && i < s->times; i++)
		good = send_all(w, fd, s->more, s->piece);
	arena_free(a);
	if (s->then == PEER_HANG) { /* until the other side leaves */
		char c;
		while (ready(w, fd) && recv(fd, &c, 1, 0) > 0)
			;
	}
	if (s->then == PEER_RESET) {
		struct linger l = {.l_onoff = 1};
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
	}
	return good && s->then == PEER_KEEP;
}

static void *serve(void *ctx)
{
	struct guest *p = ctx;
	bool more = true;
	while (more) {
		struct arena *a = arena_make();
		struct buf b = buf_make(a);
		struct str rq = read_request(p->w, p->fd, &b);
		more = rq.n && play(p->w, p->fd, next_step(p->w, rq));
		arena_free(a);
	}
	close(p->fd);
	return NULL;
}

static void *accept_all(void *ctx)
{
	struct peer *w = ctx;
	while (ready(w, w->fd) && w->n_threads < MAX_CONNECTIONS) {
		int fd = accept(w->fd, NULL, NULL);
		if (fd < 0)
			continue;
		pthread_mutex_lock(&w->lock);
		struct guest *p = ARENA_NEW(w->a, struct guest);
		*p = (struct guest){w, fd};
		if (pthread_create(&w->threads[w->n_threads], NULL, serve, p) == 0)
			w->n_threads++;
		pthread_mutex_unlock(&w->lock);
	}
	return NULL;
}

/* It lives in an arena of its own, so that it outlives a test that fails in the middle. */
struct peer *peer_open(const struct peer_step *steps, size_t n)
{
	struct arena *own = arena_make();
	struct peer *w = ARENA_NEW(own, struct peer);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	w->a = own;
	w->steps = steps;
	w->n_steps = n;
	w->fd = socket(AF_INET, SOCK_STREAM, 0);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->came, NULL);
	if (bind(w->fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(w->fd, 64) != 0 ||
		getsockname(w->fd, (struct sockaddr *)&at, &size) != 0)
		abort();
	w->port = ntohs(at.sin_port);
	if (pthread_create(&w->main, NULL, accept_all, w) != 0)
		abort();
	return w;
}

void peer_close(struct peer *w)
{
	w->stopping = true;
	pthread_join(w->main, NULL);
	pthread_mutex_lock(&w->lock);
	pthread_cond_broadcast(&w->came);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->n_threads; i++)
		pthread_join(w->threads[i], NULL);
	close(w->fd);
	pthread_cond_destroy(&w->came);
	pthread_mutex_destroy(&w->lock);
	arena_free(w->a);
}

struct str peer_url(const struct peer *w, struct arena *a, const char *path)
{
	return str_printf(a, "http://127.0.0.1:%u%s", w->port, path);
}

size_t peer_n_requests(struct peer *w)
{
	pthread_mutex_lock(&w->lock);
	size_t n = w->n_requests;
	pthread_mutex_unlock(&w->lock);
	return n;
}

size_t peer_n_connections(struct peer *w)
{
	pthread_mutex_lock(&w->lock);
	size_t n = w->n_threads;
	pthread_mutex_unlock(&w->lock);
	return n;
}

struct str peer_request(struct peer *w, size_t i)
{
	pthread_mutex_lock(&w->lock);
	struct str s = i < w->n_requests ? w->requests[i] : STR("");
	pthread_mutex_unlock(&w->lock);
	return s;
}

/* --- gzip -------------------------------------------------------------------------------- */

struct bits {
	struct buf b;
	unsigned held, n;
};

/* Huffman codes go in from their highest bit; v has n of them. */
static void put_code(struct bits *x, unsigned v, unsigned n)
{
	for (; n; n--) {
		x->held |= (v >> (n - 1) & 1) << x->n;
		if (++x->n < 8)
			continue;
		buf_putc(&x->b, (char)x->held);
		x->held = x->n = 0;
	}
}

struct str peer_gzip_zeros(struct arena *a, size_t n)
{
	struct bits x = {.b = buf_make(a)};
	buf_put(&x.b, STR("\x1f\x8b\x08\0\0\0\0\0\0\x03"));
	put_code(&x, 1, 1); /* the last block */
	put_code(&x, 2, 2); /* fixed codes: 01, low bit first */
	put_code(&x, 0x30, 8); /* literal 0 */
	for (size_t i = 0; i < n / 258; i++) {
		put_code(&x, 0xC5, 8); /* length 258 */
		put_code(&x, 0, 5); /* distance 1 */
	}
	put_code(&x, 0, 7); /* end */
	put_code(&x, 0, 7); /* fill up the byte */
	return buf_str(&x.b);
}
