/* html_hints.c - see html_hints.h.
 *
 * Order: what the data tell (series of three words that stand in JSON-LD or in the description, as
 * hashes), sections, the numbers. One pass over nodes and runs each. */
#include "doc/html_hints.h"

#include <math.h>

#include "doc/html_features.h"

#define MAX_DATA ((size_t)1 << 18) /* bytes of data that are read */
#define SERIES 3 /* words */

struct section { /* from a heading to the next */
	size_t from, to; /* runs */
};

struct html_hints {
	struct html_page *h;
	const struct str *text;
	uint64_t *told; /* hashes, open addressing; 0 is free */
	size_t told_size; /* a power of two, or 0 */
	size_t *section_of; /* by run */
	struct section *section;
};

/* --- what the data tell ------------------------------------------------------------------ */

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(unsigned char)c >= 0x80;
}

struct series {
	uint64_t word[SERIES]; /* hashes of the last ones */
	size_t n, i;
};

/* The hash of the next series of words from *at on; 0 at the end. In JSON a backslash takes the
 * character behind it along. */
static uint64_t next_series(struct series *x, struct str s, size_t *at)
{
	while (*at < s.n) {
		uint64_t hash = 14695981039346656037u;
		size_t n = 0;
		for (; *at < s.n && !is_word_byte(s.p[*at]); ++*at)
			*at += s.p[*at] == '\\';
		for (; *at < s.n && is_word_byte(s.p[*at]); ++*at, n++) {
			char c = s.p[*at];
			c = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
			hash = (hash ^ (unsigned char)c) * 1099511628211u;
		}
		if (!n)
			return 0;
		x->word[x->i++ % SERIES] = hash;
		if (++x->n < SERIES)
			continue;
		hash = 0;
		for (size_t k = 0; k < SERIES; k++)
			hash = (hash ^ x->word[(x->i + k) % SERIES]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
		return hash ? hash : 1;
	}
	return 0;
}

static size_t slot_of(const struct html_hints *w, uint64_t hash)
{
	size_t i = (size_t)hash & (w->told_size - 1);
	while (w->told[i] && w->told[i] != hash)
		i = (i + 1) & (w->told_size - 1);
	return i;
}

static void tell(struct html_hints *w, struct str s)
{
	struct series x = {0};
	uint64_t hash;
	size_t at = 0;
	while ((hash = next_series(&x, s, &at)) != 0)
		w->told[slot_of(w, hash)] = hash;
}

static bool is_data(const struct dom *d, size_t i)
{
	return d->v[i].tag == TAG_SCRIPT && d->v[i].end > i + 1 &&
		str_ieq(dom_attr(d, i, "type"), STR("application/ld+json"));
}

static void read_data(struct html_hints *w)
{
	const struct html_page *h = w->h;
	const struct dom *d = &h->dom;
	size_t n = h->meta.excerpt.n;
	for (size_t i = 0; i < d->n; i++)
		n += is_data(d, i) ? d->v[i + 1].text.n : 0;
	n = n < MAX_DATA ? n : MAX_DATA;
	if (!n)
		return;
	for (w->told_size = 16; w->told_size < n;) /* a word has two bytes at least */
		w->told_size *= 2;
	w->told = ARENA_ARRAY(h->a, uint64_t, w->told_size);
	struct str excerpt = str_sub(h->meta.excerpt, 0, n);
	tell(w, excerpt);
	n -= excerpt.n;
	for (size_t i = 0; i < d->n && n; i++) {
		if (!is_data(d, i))
			continue;
		struct str s = str_sub(d->v[i + 1].text, 0, n);
		tell(w, s);
		n -= s.n;
	}
}

/* Share of a text's series that the data have too; -1 for one that is too short. */
static float told_share(const struct html_hints *w, struct str s)
{
	struct series x = {0};
	uint64_t hash;
	size_t at = 0, n = 0, found = 0;
	while ((hash = next_series(&x, s, &at)) != 0) {
		n++;
		found += w->told_size && w->told[slot_of(w, hash)] == hash;
	}
	return n ? (float)found / (float)n : -1;
}

/* --- sections ---------------------------------------------------------------------------- */

static void read_sections(struct html_hints *w)
{
	struct html_page *h = w->h;
	size_t n = 0;
	w->section_of = ARENA_ARRAY(h->a, size_t, h->n_runs + 1);
	w->section = ARENA_ARRAY(h->a, struct section, h->n_runs + 1);
	for (size_t i = 0; i < h->n_runs; i++) {
		enum html_tag tag = h->dom.v[h->run[i].box].tag;
		if (i && tag >= TAG_H1 && tag <= TAG_H6)
			w->section[++n].from = i;
		w->section[n].to = i + 1;
		w->section_of[i] = n;
	}
}

/* --- the numbers ------------------------------------------------------------------------- */

struct html_hints *html_hints_make(struct html_page *h, const struct str *text)
{
	struct html_hints *w = ARENA_NEW(h->a, struct html_hints);
	w->h = h;
	w->text = text;
	read_data(w);
	read_sections(w);
	return w;
}

static float log_of(double x)
{
	return (float)log2(1 + x);
}

void html_hints_put(const struct html_hints *w, size_t run, float *f)
{
	const struct html_page *h = w->h;
	const struct section *s = &w->section[w->section_of[run]];
	const struct html_sum *x = &h->sum[s->from], *y = &h->sum[s->to];
	float words = (float)(y->words - x->words);
	f[F_told] = told_share(w, w->text[run]);
	f[F_sect_words] = log_of(words);
	f[F_sect_links] = (float)(y->link_words - x->link_words) / (words + 1);
	f[F_sect_prose] = (float)(y->prose - x->prose) / (words + 1);
	f[F_sect_left] = (float)(s->to - run > 60 ? 60 : s->to - run);
}
