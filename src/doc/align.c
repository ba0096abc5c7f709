/* align.c - see align.h. Order: pieces, the same ones (common ends, subsequence, patience), like
 * ones. */
#include "doc/align.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"

#define MAX_CELLS ((size_t)1 << 20) /* of a table for one stretch */
#define MAX_LIKE_CELLS ((size_t)1 << 16)
#define MAX_DEPTH 64
#define LIKE 0.4f /* least share of words that two pieces have in common */

/* --- pieces ------------------------------------------------------------------------------ */

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(unsigned char)c >= 0x80;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* End of "[^label]" at s[i], or i. */
static size_t skip_note(struct str s, size_t i)
{
	size_t k = i + 2;
	if (i + 3 >= s.n || s.p[i] != '[' || s.p[i + 1] != '^')
		return i;
	while (k < s.n && (is_word_byte(s.p[k]) || s.p[k] == '-' || s.p[k] == '_'))
		k++;
	return k < s.n && s.p[k] == ']' ? k + 1 : i;
}

static void find_words(struct arena *a, struct piece *p)
{
	VEC(uint64_t) words = {0};
	struct str s = p->text;
	for (size_t i = 0; i < s.n;) {
		size_t end = skip_note(s, i), start = i;
		if (end > i || !is_word_byte(s.p[i])) {
			i = end > i ? end : i + 1;
			continue;
		}
		while (i < s.n && is_word_byte(s.p[i]))
			i++;
		VEC_PUSH(a, &words, str_hash64(str_sub(s, start, i)));
	}
	if (words.n > 1)
		qsort(words.v, words.n, sizeof *words.v, by_hash);
	p->word = words.v;
	p->n_words = words.n;
}

struct piece piece_make(struct arena *a, struct str text, struct str gap, unsigned kind)
{
	struct piece p = {.text = text, .gap = gap, .kind = kind};
	struct buf b = buf_make(a);
	for (size_t i = 0; i < text.n; i++) {
		bool blank = text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\t';
		if (!blank)
			buf_putc(&b, text.p[i]);
		else if (b.n && b.p[b.n - 1] != ' ')
			buf_putc(&b, ' ');
	}
	p.key = buf_str(&b);
	find_words(a, &p);
	return p;
}

bool piece_same(const struct piece *x, const struct piece *y)
{
	return x->kind == y->kind && str_eq(x->key, y->key);
}

bool piece_same_words(const struct piece *x, const struct piece *y)
{
	return x->n_words == y->n_words &&
		(!x->n_words || memcmp(x->word, y->word, x->n_words * sizeof *x->word) == 0);
}

/* --- the same ones ----------------------------------------------------------------------- */

struct stretch {
	size_t x, x_end, y, y_end;
	unsigned depth;
};

struct aligner {
	struct arena *a;
	const uint32_t *x, *y; /* number of each piece: same number, same piece */
	size_t n_numbers;
	struct align *out;
	VEC(struct stretch) todo;
};

static void pair(struct aligner *al, size_t x, size_t y)
{
	al->out->to[x] = y;
	al->out->from[y] = x;
}

static void longest_common(struct aligner *al, struct stretch s)
{
	struct arena_mark m = arena_mark(al->a);
	size_t n = s.x_end - s.x, w = s.y_end - s.y, i, k;
	uint32_t *t = ARENA_ARRAY(al->a, uint32_t, (n + 1) * (w + 1));
	for (i = n; i-- > 0;) {
		for (k = w; k-- > 0;) {
			uint32_t down = t[(i + 1) * (w + 1) + k], right = t[i * (w + 1) + k + 1];
			if (al->x[s.x + i] == al->y[s.y + k])
				t[i * (w + 1) + k] = t[(i + 1) * (w + 1) + k + 1] + 1;
			else
				t[i * (w + 1) + k] = down > right ? down : right;
		}
	}
	for (i = k = 0; i < n && k < w;) {
		if (al->x[s.x + i] == al->y[s.y + k]) {
			pair(al, s.x + i, s.y + k);
			i++;
			k++;
		} else if (t[(i + 1) * (w + 1) + k] >= t[i * (w + 1) + k + 1]) {
			i++;
		} else {
			k++;
		}
	}
	arena_release(al->a, m);
}

/* Places of pieces that occur once on both sides of a stretch, in order of x: (x, y). */
static size_t unique_pairs(struct aligner *al, struct stretch s, size_t *xs, size_t *ys)
{
	struct count {
		uint32_t in_x, in_y;
		size_t at_y;
	} *count = ARENA_ARRAY(al->a, struct count, al->n_numbers);
	size_t n = 0;
	for (size_t i = s.x; i < s.x_end; i++)
		count[al->x[i]].in_x++;
	for (size_t k = s.y; k < s.y_end; k++) {
		count[al->y[k]].in_y++;
		count[al->y[k]].at_y = k;
	}
	for (size_t i = s.x; i < s.x_end; i++) {
		const struct count *c = &count[al->x[i]];
		if (c->in_x != 1 || c->in_y != 1)
			continue;
		xs[n] = i;
		ys[n++] = c->at_y;
	}
	return n;
}

/* Marks a longest rising subsequence of ys; keep[i] is set for its members. */
static void longest_rising(struct arena *a, const size_t *ys, size_t n, bool *keep)
{
	size_t *tail = ARENA_ARRAY(a, size_t, n), *before = ARENA_ARRAY(a, size_t, n), len = 0;
	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = len;
		while (low < high) {
			size_t mid = (low + high) / 2;
			if (ys[tail[mid]] < ys[i])
				low = mid + 1;
			else
				high = mid;
		}
		before[i] = low ? tail[low - 1] : ALIGN_NONE;
		tail[low] = i;
		len += low == len;
	}
	for (size_t i = len ? tail[len - 1] : ALIGN_NONE; i != ALIGN_NONE; i = before[i])
		keep[i] = true;
}

static void patience(struct aligner *al, struct stretch s)
{
	struct arena *scratch = arena_make();
	struct arena *own = al->a;
	size_t n = s.x_end - s.x, *xs = ARENA_ARRAY(scratch, size_t, n),
	       *ys = ARENA_ARRAY(scratch, size_t, n);
	bool *keep = ARENA_ARRAY(scratch, bool, n);
	al->a = scratch;
	n = unique_pairs(al, s, xs, ys);
	al->a = own;
	longest_rising(scratch, ys, n, keep);
	struct stretch part = {.x = s.x, .y = s.y, .depth = s.depth + 1};
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (!keep[i])
			continue;
		pair(al, xs[i], ys[i]);
		part.x_end = xs[i];
		part.y_end = ys[i];
		VEC_PUSH(own, &al->todo, part);
		part.x = xs[i] + 1;
		part.y = ys[i] + 1;
		any = true;
	}
	part.x_end = s.x_end;
	part.y_end = s.y_end;
	if (any)
		VEC_PUSH(own, &al->todo, part);
	arena_free(scratch);
}

static void align_stretch(struct aligner *al, struct stretch s)
{
	while (s.x < s.x_end && s.y < s.y_end && al->x[s.x] == al->y[s.y])
		pair(al, s.x++, s.y++);
	while (s.x < s.x_end && s.y < s.y_end && al->x[s.x_end - 1] == al->y[s.y_end - 1])
		pair(al, --s.x_end, --s.y_end);
	if (s.x == s.x_end || s.y == s.y_end)
		return;
	if ((s.x_end - s.x) * (s.y_end - s.y) <= MAX_CELLS)
		longest_common(al, s);
	else if (s.depth < MAX_DEPTH)
		patience(al, s);
}

/* Gives same pieces the same number. */
static uint32_t *number_pieces(struct arena *a, struct map *numbers, const struct pieces *l)
{
	uint32_t *v = ARENA_ARRAY(a, uint32_t, l->n);
	for (size_t i = 0; i < l->n; i++) {
		bool added;
		struct str key = str_printf(a, "%u ", l->v[i].kind);
		struct map_entry *e = map_add(numbers, str_cat(a, key, l->v[i].key), &added);
		if (added)
			e->num = numbers->n - 1;
		v[i] = (uint32_t)e->num;
	}
	return v;
}

/* --- like ones --------------------------------------------------------------------------- */

/* Share of words in common (Dice's coefficient), 0 below LIKE. */
static float likeness(const struct piece *x, const struct piece *y)
{
	size_t i = 0, k = 0, both = 0;
	if (x->kind != y->kind || !x->n_words || !y->n_words)
		return 0;
	while (i < x->n_words && k < y->n_words) {
		if (x->word[i] == y->word[k]) {
			both++;
			i++;
			k++;
		} else if (x->word[i] < y->word[k]) {
			i++;
		} else {
			k++;
		}
	}
	float share = 2.0f * (float)both / (float)(x->n_words + y->n_words);
	return share >= LIKE ? share : 0;
}

static void pair_like(
	struct aligner *al, const struct pieces *x, const struct pieces *y, struct stretch s)
{
	size_t n = s.x_end - s.x, w = s.y_end - s.y;
	if (!n || !w || n > MAX_LIKE_CELLS / w)
		return;
	struct arena_mark m = arena_mark(al->a);
	float *t = ARENA_ARRAY(al->a, float, (n + 1) * (w + 1));
	float *like = ARENA_ARRAY(al->a, float, n *w);
	for (size_t i = n; i-- > 0;) {
		for (size_t k = w; k-- > 0;) {
			float l = like[i * w + k] = likeness(&x->v[s.x + i], &y->v[s.y + k]);
			float best = t[(i + 1) * (w + 1) + k], right = t[i * (w + 1) + k + 1];
			best = best >= right ? best : right;
			if (l > 0 && t[(i + 1) * (w + 1) + k + 1] + l > best)
				best = t[(i + 1) * (w + 1) + k + 1] + l;
			t[i * (w + 1) + k] = best;
		}
	}
	for (size_t i = 0, k = 0; i < n && k < w;) {
		float here = t[i * (w + 1) + k], l = like[i * w + k];
		if (l > 0 && t[(i + 1) * (w + 1) + k + 1] + l >= here) {
			pair(al, s.x + i++, s.y + k++);
		} else if (t[(i + 1) * (w + 1) + k] >= here) {
			i++;
		} else {
			k++;
		}
	}
	arena_release(al->a, m);
}

void align_pieces(
	struct arena *a, const struct pieces *x, const struct pieces *y, struct align *out)
{
	struct map numbers = map_make(a);
	struct aligner al = {.a = a, .out = out};
	out->to = ARENA_ARRAY(a, size_t, x->n);
	out->from = ARENA_ARRAY(a, size_t, y->n);
	for (size_t i = 0; i < x->n; i++)
		out->to[i] = ALIGN_NONE;
	for (size_t k = 0; k < y->n; k++)
		out->from[k] = ALIGN_NONE;
	al.x = number_pieces(a, &numbers, x);
	al.y = number_pieces(a, &numbers, y);
	al.n_numbers = numbers.n;
	struct stretch all = {.x_end = x->n, .y_end = y->n};
	VEC_PUSH(a, &al.todo, all);
	for (size_t i = 0; i < al.todo.n; i++)
		align_stretch(&al, al.todo.v[i]);
	struct stretch gap = {0};
	for (size_t i = 0; i <= x->n; i++) {
		if (i < x->n && out->to[i] == ALIGN_NONE)
			continue;
		gap.x_end = i;
		gap.y_end = i < x->n ? out->to[i] : y->n;
		size_t y_next = gap.y_end + 1;
		pair_like(&al, x, y, gap);
		gap.x = i + 1;
		gap.y = y_next;
	}
}
