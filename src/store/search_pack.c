/* search_pack.c - see search_pack.h. Order: code lengths, codes, packing, unpacking. */
#include "store/search_pack.h"

#include <stdlib.h>
#include <string.h>

#define BITS_MAX 12
#define HEAD ((size_t)5)
#define TEXT_MAX ((size_t)1 << 30)

struct lengths { /* of the code of each byte; 0: it does not occur */
	unsigned char v[256];
};

/* --- code lengths ------------------------------------------------------------------------ */

struct node {
	uint64_t weight;
	int parent; /* index; -1: root or not joined yet */
	int byte; /* -1: inner */
};

static int by_weight(const void *x, const void *y)
{
	const struct node *p = x, *q = y;
	if (p->weight != q->weight)
		return p->weight < q->weight ? -1 : 1;
	return p->byte - q->byte;
}

/* The lighter of the next leaf and the next inner node; leaves are sorted, inner nodes come sorted. */
static int lightest(const struct node *v, int *leaf, int n_leaves, int *inner, int end)
{
	bool take_leaf = *leaf < n_leaves && (*inner >= end || v[*leaf].weight <= v[*inner].weight);
	return take_leaf ? (*leaf)++ : (*inner)++;
}

/* Makes codes that are too long fit: shorter ones give way until the sum of 2^-length is 1 again. */
static void limit(struct lengths *l, const struct node *v, int n)
{
	uint32_t sum = 0, full = 1u << BITS_MAX;
	for (int i = 0; i < n; i++) {
		unsigned char *len = &l->v[v[i].byte];
		*len = *len > BITS_MAX ? BITS_MAX : *len;
		sum += full >> *len;
	}
	for (int i = 0; sum > full; i = (i + 1) % n) { /* the rarest first */
		unsigned char *len = &l->v[v[i].byte];
		if (*len >= BITS_MAX)
			continue;
		sum -= full >> (*len + 1);
		(*len)++;
	}
}

static void make_lengths(struct str s, struct lengths *l)
{
	uint64_t count[256] = {0};
	struct node v[512];
	int n = 0;
	memset(l, 0, sizeof *l);
	for (size_t i = 0; i < s.n; i++)
		count[(unsigned char)s.p[i]]++;
	for (int i = 0; i < 256; i++)
		if (count[i])
			v[n++] = (struct node){count[i], -1, i};
	if (n == 0)
		return;
	qsort(v, (size_t)n, sizeof *v, by_weight);
	int end = n, leaf = 0, inner = n;
	while (end < 2 * n - 1) {
		int x = lightest(v, &leaf, n, &inner, end);
		int y = lightest(v, &leaf, n, &inner, end);
		v[end] = (struct node){v[x].weight + v[y].weight, -1, -1};
		v[x].parent = v[y].parent = end++;
	}
	for (int i = 0; i < n; i++) {
		unsigned len = 0;
		for (int k = i; v[k].parent >= 0; k = v[k].parent)
			len++;
		l->v[v[i].byte] = (unsigned char)(len ? (len < 255 ? len : 255) : 1);
	}
	limit(l, v, n);
}

/* --- codes ------------------------------------------------------------------------------- */

/* Codes of a length follow one another in the order of their bytes; false when they do not fit. */
static bool make_codes(const struct lengths *l, uint16_t codes[256])
{
	uint32_t next = 0;
	for (unsigned len = 1; len <= BITS_MAX; len++) {
		for (int i = 0; i < 256; i++)
			if (l->v[i] == len)
				codes[i] = (uint16_t)next++;
		if (next > 1u << len)
			return false;
		next <<= 1;
	}
	return true;
}

static void put_lengths(struct buf *b, const struct lengths *l)
{
	unsigned char used[32] = {0}, pair = 0;
	for (int i = 0; i < 256; i++)
		if (l->v[i])
			used[i / 8] |= (unsigned char)(1 << i % 8);
	buf_put(b, str_make((const char *)used, sizeof used));
	int n = 0;
	for (int i = 0; i < 256; i++) {
		if (!l->v[i])
			continue;
		pair = (unsigned char)(n % 2 ? pair | l->v[i] << 4 : l->v[i]);
		if (n++ % 2)
			buf_putc(b, (char)pair);
	}
	if (n % 2)
		buf_putc(b, (char)pair);
}

static bool get_lengths(struct str *s, struct lengths *l)
{
	memset(l, 0, sizeof *l);
	if (s->n < 32)
		return false;
	struct str used = str_sub(*s, 0, 32), rest = str_from(*s, 32);
	size_t n = 0;
	for (size_t i = 0; i < 256; i++) {
		if (!((unsigned char)used.p[i / 8] & 1 << i % 8))
			continue;
		if (n / 2 >= rest.n)
			return false;
		unsigned char pair = (unsigned char)rest.p[n / 2];
		l->v[i] = n++ % 2 ? pair >> 4 : pair & 15;
		if (!l->v[i] || l->v[i] > BITS_MAX)
			return false;
	}
	*s = str_from(rest, (n + 1) / 2);
	return true;
}

/* --- packing ----------------------------------------------------------------------------- */

static void put_head(struct buf *b, size_t n, bool packed)
{
	uint32_t size = (uint32_t)n;
	buf_putc(b, packed ? 1 : 0);
	buf_put(b, str_make((const char *)&size, sizeof size));
}

static void put_bits(struct buf *b, struct str s, const struct lengths *l)
{
	uint16_t codes[256] = {0};
	uint64_t bits = 0;
	unsigned n = 0;
	(void)make_codes(l, codes);
	buf_reserve(b, s.n * BITS_MAX / 8 + 16);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bits = bits << l->v[c] | codes[c];
		n += l->v[c];
		if (n < 48)
			continue;
		for (; n >= 8; n -= 8)
			b->p[b->n++] = (char)(bits >> (n - 8));
	}
	for (; n >= 8; n -= 8)
		b->p[b->n++] = (char)(bits >> (n - 8));
	if (n)
		b->p[b->n++] = (char)(bits << (8 - n));
}

struct str search_pack(struct arena *a, struct str text)
{
	struct buf b = buf_make(a);
	if (text.n > HEAD + 32 && text.n <= TEXT_MAX) {
		struct lengths l;
		make_lengths(text, &l);
		put_head(&b, text.n, true);
		put_lengths(&b, &l);
		put_bits(&b, text, &l);
		if (b.n < text.n + HEAD)
			return buf_str(&b);
		b.n = 0;
	}
	put_head(&b, text.n, false);
	buf_put(&b, text);
	return buf_str(&b);
}

/* --- unpacking --------------------------------------------------------------------------- */

struct entry { /* for each BITS_MAX bits: the byte that their start codes */
	unsigned char byte, len; /* len 0: no code */
};

static void make_table(const struct lengths *l, const uint16_t codes[256], struct entry *table)
{
	memset(table, 0, sizeof *table << BITS_MAX);
	for (unsigned i = 0; i < 256; i++) {
		unsigned len = l->v[i];
		if (!len)
			continue;
		size_t from = (size_t)codes[i] << (BITS_MAX - len);
		for (size_t k = 0; k < (size_t)1 << (BITS_MAX - len); k++)
			table[from + k] = (struct entry){(unsigned char)i, (unsigned char)len};
	}
}

static bool get_bits(struct str s, const struct entry *table, char *out, size_t size)
{
	uint64_t bits = 0;
	unsigned n = 0;
	size_t at = 0;
	for (size_t i = 0; i < size; i++) {
		while (n < BITS_MAX) {
			bits = bits << 8 | (at < s.n ? (unsigned char)s.p[at] : 0);
			at++;
			n += 8;
		}
		struct entry e = table[bits >> (n - BITS_MAX) & ((1u << BITS_MAX) - 1)];
		if (!e.len)
			return false;
		out[i] = (char)e.byte;
		n -= e.len;
	}
	return at <= s.n + 2; /* it may have looked past the end, not read from there */
}

bool search_unpack(struct arena *a, struct str packed, struct str *text)
{
	uint32_t size;
	struct lengths l;
	uint16_t codes[256] = {0};
	struct entry table[1 << BITS_MAX];
	if (packed.n < HEAD)
		return false;
	memcpy(&size, packed.p + 1, sizeof size);
	struct str rest = str_from(packed, HEAD);
	if (packed.p[0] == 0) {
		*text = rest;
		return rest.n == size;
	}
	/* a byte holds at most eight codes: no small row asks for much memory */
	if (packed.p[0] != 1 || size > TEXT_MAX || !get_lengths(&rest, &l) || size / 8 > rest.n ||
		!make_codes(&l, codes))
		return false;
	make_table(&l, codes, table);
	char *out = arena_alloc(a, (size_t)size + 1);
	*text = str_make(out, size);
	return get_bits(rest, table, out, size);
}
