/* near.c - the distance of near.h, in three rolling rows. */
#include "engine/near.h"

#include "base/text.h"

static size_t points(struct str s, uint32_t out[NEAR_MAX_CP])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < NEAR_MAX_CP;)
		out[n++] = text_next(s, &i);
	return n;
}

static size_t min(size_t x, size_t y)
{
	return x < y ? x : y;
}

size_t near_distance(struct str x, struct str y, size_t max)
{
	uint32_t p[NEAR_MAX_CP], q[NEAR_MAX_CP];
	size_t rows[3][NEAR_MAX_CP + 1];
	size_t np = points(x, p), nq = points(y, q);
	if ((np > nq ? np - nq : nq - np) > max)
		return NEAR_FAR;
	for (size_t j = 0; j <= nq; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= np; i++) {
		size_t *now = rows[i % 3], *above = rows[(i + 2) % 3], *over = rows[(i + 1) % 3];
		size_t least = now[0] = i;
		for (size_t j = 1; j <= nq; j++) {
			now[j] = min(min(above[j], now[j - 1]) + 1,
				above[j - 1] + (p[i - 1] != q[j - 1]));
			if (i > 1 && j > 1 && p[i - 1] == q[j - 2] && p[i - 2] == q[j - 1])
				now[j] = min(now[j], over[j - 2] + 1);
			least = min(least, now[j]);
		}
		if (least > max)
			return NEAR_FAR;
	}
	return rows[np % 3][nq] > max ? NEAR_FAR : rows[np % 3][nq];
}

size_t near_slip(struct str x)
{
	size_t n = text_n_cp(x);
	return n < 3 ? 1 : n < 9 ? 2 : min(n / 3, 8);
}

void near_offer(struct near *n, struct str wanted, struct str candidate)
{
	size_t max = near_slip(wanted);
	if (n->best != NEAR_FAR) {
		if (n->best == 0)
			return;
		max = n->best - 1;
	}
	size_t d = near_distance(wanted, candidate, max);
	if (d == NEAR_FAR)
		return;
	n->best = d;
	n->name = candidate;
}
