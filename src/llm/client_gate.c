/* client_gate.c - when the next try may be sent: one gate for all calls of an endpoint (LLM.md 1.8). */
#include "llm/client_int.h"

#define GROW_AFTER 20 /* good answers */
#define PAUSE_FIRST_S 0.5
#define PAUSE_MOST_S 60.0
#define PAUSE_LOADING_S 2.0

void gate_open(struct gate *g, unsigned width, uint64_t seed)
{
	*g = (struct gate){.width = width ? width : 1, .changed = -1, .seed = seed};
}

bool gate_is_open(const struct gate *g, double now, size_t n_flying)
{
	return now >= g->until && n_flying < g->width;
}

void gate_good(struct gate *g, unsigned most)
{
	g->misses = 0;
	g->loading = 0;
	if (g->width >= most || ++g->n_good < GROW_AFTER)
		return;
	g->width++;
	g->n_good = 0;
}

/* What was sent before the last change says nothing about it: one burst of refusals halves once. */
void gate_miss(struct gate *g, double now, double began, int64_t wait_ms)
{
	if (began > g->changed) {
		g->width = g->width > 1 ? g->width / 2 : 1;
		g->n_good = 0;
		g->changed = now;
		g->misses++;
	}
	double wait = wait_ms >= 0 ? (double)wait_ms / 1000
				   : gate_jitter(g, g->misses ? g->misses - 1 : 0);
	if (now + wait > g->until)
		g->until = now + wait;
}

bool gate_load(struct gate *g, double now, int64_t wait_ms, double most_s)
{
	double wait = wait_ms >= 0 ? (double)wait_ms / 1000 : PAUSE_LOADING_S;
	if (g->loading <= 0)
		g->loading = now;
	if (now + wait > g->until)
		g->until = now + wait;
	return now - g->loading < most_s;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

double gate_jitter(struct gate *g, unsigned n)
{
	double most = PAUSE_FIRST_S;
	for (; n && most < PAUSE_MOST_S; n--)
		most *= 2;
	if (most > PAUSE_MOST_S)
		most = PAUSE_MOST_S;
	return most * ((double)(next_random(&g->seed) >> 11) / 9007199254740992.0);
}
