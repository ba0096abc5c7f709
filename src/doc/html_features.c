/* html_features.c - the vectors that the judge reads.
 *
 * Order: hints of elements, facts of runs, neighbours, blocks above, places, the page, names. All in
 * time linear in nodes and runs times a small constant. */
#include "doc/html_features.h"

#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "doc/html_hints.h"
#include "doc/html_posts.h"

#define TEXT_WORDS 40 /* longer runs are not searched for phrases */
#define LEVELS 8 /* blocks above that are looked at */

struct html_vectors {
	struct html_page *h;
	struct html_words *words;
	struct html_hints *hints;
	uint32_t *copy_nth; /* by run: runs before it with the same text */
	const struct html_choices *c;
	uint32_t *own, *far; /* class bits by node */
	uint32_t *above; /* bits of HTML_ABOVE by node */
	uint32_t *same; /* siblings of equal tag and class, by node */
	uint32_t *nth; /* place among them */
	uint32_t *says; /* text groups, by run */
	struct sums *sums; /* prefix sums over runs */
	struct map title; /* folded words of the title */
	struct map copies; /* hash of a run's text -> count */
	uint64_t *hash; /* of the texts */
	struct map shapes; /* shape -> struct shape_sum */
	struct str *text; /* of the runs, collapsed, its start */
	enum html_page_kind kind;
	size_t h1; /* run of the first h1, or of the title */
	size_t first_prose, last_prose;
	struct str low; /* the title, lower case */
	float page[HTML_FEATURES]; /* what all vectors share */
};

/* Runs that say something of a kind, and words that the title has too. */
struct sums {
	uint32_t money, when, move, shop, title, words;
};

struct shape_sum {
	struct html_sum n;
};

static float share(double x, double all)
{
	return all > 0 ? (float)(x / all) : 0;
}

static float log_of(double x)
{
	return (float)log2(1 + x);
}

/* A number as the key of a map. */
static struct str key_of(const uint64_t *v)
{
	return str_make((const char *)v, sizeof *v);
}

/* --- elements ---------------------------------------------------------------------------- */

static uint32_t above_bit(enum html_tag tag)
{
	switch (tag) {
#define X(name)                                                                                    \
	case TAG_##name: return 1u << (F_ABOVE_##name - F_ABOVE);
		HTML_ABOVE(X)
#undef X
	default: return 0;
	}
}

static void count_same(struct html_vectors *w, size_t node)
{
	/* children with the tag and class of the first of their kind: at most two kinds matter */
	const struct dom *d = &w->h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k = d->v[k].end) {
		if (d->v[k].tag == TAG_TEXT || w->same[k])
			continue;
		struct str class = dom_attr(d, k, "class");
		uint32_t n = 0;
		int tries = 0;
		for (size_t s = k; s < d->v[node].end && tries < 100; s = d->v[s].end, tries++)
			n += d->v[s].tag == d->v[k].tag && !w->same[s] &&
				str_eq(dom_attr(d, s, "class"), class);
		tries = 0;
		uint32_t nth = 0;
		for (size_t s = k; s < d->v[node].end && tries < 100; s = d->v[s].end, tries++)
			if (d->v[s].tag == d->v[k].tag && !w->same[s] &&
				str_eq(dom_attr(d, s, "class"), class)) {
				w->same[s] = n;
				w->nth[s] = ++nth;
			}
	}
}

static void read_elements(struct html_vectors *w)
{
	const struct dom *d = &w->h->dom;
	w->own = ARENA_ARRAY(w->h->a, uint32_t, d->n);
	w->far = ARENA_ARRAY(w->h->a, uint32_t, d->n);
	w->above = ARENA_ARRAY(w->h->a, uint32_t, d->n);
	w->same = ARENA_ARRAY(w->h->a, uint32_t, d->n);
	w->nth = ARENA_ARRAY(w->h->a, uint32_t, d->n);
	static const char *const attrs[] = {"class", "id", "role", "itemprop", "data-testid"};
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].tag == TAG_TEXT)
			continue;
		bool root = d->v[i].tag == TAG_BODY || d->v[i].tag == TAG_HTML;
		for (size_t k = 0; k < sizeof attrs / sizeof *attrs && d->v[i].n_attr && !root; k++)
			w->own[i] |= html_words_of_class(w->words, dom_attr(d, i, attrs[k]));
		size_t up = d->v[i].parent;
		w->far[i] = w->own[i] | (i ? w->far[up] : 0);
		w->above[i] = above_bit(d->v[i].tag) | (i ? w->above[up] : 0);
		count_same(w, i);
	}
}

/* --- facts of a run ---------------------------------------------------------------------- */

#define TEXT_KEPT 400 /* bytes of a run's text that are looked at */

/* The start of a run's text, and a hash of all of it. */
static struct str text_of_run(struct html_page *h, const struct html_run *r, uint64_t *hash)
{
	char kept[TEXT_KEPT];
	struct arena_mark m = arena_mark(h->a);
	struct buf b = buf_make(h->a);
	for (size_t i = r->first; i <= r->last; i++) {
		if (h->gone[i])
			i = h->dom.v[i].end - 1;
		else if (h->dom.v[i].tag == TAG_TEXT)
			buf_put(&b, h->dom.v[i].text);
	}
	struct str all = dom_collapse(h->a, buf_str(&b)), s = text_cut(all, TEXT_KEPT);
	*hash = str_hash64(all);
	size_t n = s.n < TEXT_KEPT ? s.n : text_cut(s, TEXT_KEPT / 4).n;
	memcpy(kept, s.p, n);
	arena_release(h->a, m);
	return str_dup(h->a, str_make(kept, n));
}

/* Up to the post around it: a reply is like what it answers. */
static uint64_t shape_of(const struct dom *d, const struct html_posts *posts, size_t box)
{
	uint64_t x = 1469598103934665603u;
	for (int level = 0; level < 6 && box && !posts_at(posts, box);
		level++, box = d->v[box].parent)
		x = (x ^ (str_hash64(dom_attr(d, box, "class")) + (uint64_t)d->v[box].tag * 977)) *
			1099511628211u;
	return x;
}

static void read_runs(struct html_vectors *w)
{
	struct html_page *h = w->h;
	w->text = ARENA_ARRAY(h->a, struct str, h->n_runs);
	w->hash = ARENA_ARRAY(h->a, uint64_t, h->n_runs);
	w->copy_nth = ARENA_ARRAY(h->a, uint32_t, h->n_runs);
	w->copies = map_make(h->a);
	w->shapes = map_make(h->a);
	w->first_prose = w->last_prose = STR_NPOS;
	for (size_t i = 0; i < h->n_runs; i++) {
		struct html_run *r = &h->run[i];
		w->text[i] = text_of_run(h, r, &w->hash[i]);
		if (w->text[i].n)
			w->copy_nth[i] =
				(uint32_t)map_add(&w->copies, key_of(&w->hash[i]), NULL)->num++;
		r->shape = shape_of(&h->dom, h->posts, r->box);
		struct map_entry *e = map_add(&w->shapes, key_of(&r->shape), NULL);
		if (!e->ptr)
			e->ptr = ARENA_NEW(h->a, struct shape_sum);
		struct shape_sum *s = e->ptr;
		s->n.runs++;
		s->n.words += r->n.words;
		s->n.link_words += r->n.link_words;
		if (r->n.prose >= 12) {
			w->first_prose = w->first_prose == STR_NPOS ? i : w->first_prose;
			w->last_prose = i;
		}
	}
}

/* Words of four letters and more; small ones are in every title. */
static struct text_words long_words(struct arena *a, struct str s)
{
	struct text_words all = text_words(a, s);
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].folded.n >= 4 || all.v[i].cjk)
			all.v[n++] = all.v[i];
	all.n = n;
	return all;
}

static void read_sums(struct html_vectors *w)
{
	struct html_page *h = w->h;
	w->says = ARENA_ARRAY(h->a, uint32_t, h->n_runs);
	w->sums = ARENA_ARRAY(h->a, struct sums, h->n_runs + 1);
	w->title = map_make(h->a);
	struct text_words t = long_words(h->a, h->meta.title);
	for (size_t i = 0; i < t.n; i++)
		map_add(&w->title, t.v[i].folded, NULL);
	for (size_t i = 0; i < h->n_runs; i++) {
		struct sums *s = &w->sums[i + 1];
		*s = w->sums[i];
		if (h->run[i].n.words <= TEXT_WORDS)
			w->says[i] = html_words_of_text(w->words, w->text[i]);
		s->money += w->says[i] >> SAYS_MONEY & 1;
		s->when += w->says[i] >> SAYS_WHEN & 1;
		s->move += w->says[i] >> SAYS_MOVE & 1;
		s->shop += w->says[i] >> SAYS_SHOP & 1;
		struct arena_mark m = arena_mark(h->a);
		struct text_words x = long_words(h->a, w->text[i]);
		for (size_t k = 0; k < x.n; k++)
			s->title += map_find(&w->title, x.v[k].folded) != NULL;
		s->words += (uint32_t)x.n;
		arena_release(h->a, m);
	}
}

/* Share of the title's words that a run holds, when it is as short as a title. */
static float title_share(const struct html_vectors *w, size_t i)
{
	struct str title = w->h->meta.title, t = w->text[i];
	if (!title.n || !t.n || t.n > 2 * title.n + 20)
		return 0;
	struct str a = w->low, b = str_lower(w->h->a, t);
	if (str_find(a, b) != STR_NPOS && b.n * 2 > a.n)
		return 1;
	return str_find(a, b) != STR_NPOS && b.n > 8 ? (float)b.n / (float)a.n : 0;
}

static void put_facts(struct html_vectors *w, size_t i, float *f)
{
	const struct html_run *r = &w->h->run[i];
	double words = r->n.words;
	f[F_words] = log_of(words);
	f[F_link_share] = share(r->n.link_words, words);
	f[F_word_chars] = share(r->n.chars, words);
	f[F_ends] = share(r->n.ends, words);
	f[F_commas] = share(r->n.commas, words);
	f[F_capitals] = share(r->capitals, words);
	f[F_digits] = share(r->digits, r->n.chars);
	f[F_links] = (float)r->n.links;
	f[F_images] = (float)r->n.images;
	f[F_title_share] = title_share(w, i);
	f[F_box_tag] = (float)w->h->dom.v[r->box].tag;
	const struct map_entry *e = w->text[i].n ? map_find(&w->copies, key_of(&w->hash[i])) : NULL;
	f[F_copy_nth] = (float)w->copy_nth[i];
	f[F_copies] = e ? (float)e->num : 0;
	const struct shape_sum *s = map_ptr(&w->shapes, key_of(&r->shape));
	f[F_shape_runs] = log_of(s->n.runs);
	f[F_shape_words] = share(s->n.words, s->n.runs);
	f[F_shape_links] = share(s->n.link_words, s->n.words);
	struct str excerpt = str_sub(w->h->meta.excerpt, 0, 60);
	f[F_excerpt] = excerpt.n > 30 && str_find(w->text[i], excerpt) != STR_NPOS;
	for (unsigned k = 0; k < TEXT_GROUPS; k++)
		f[F_SAYS + k] = (float)(w->says[i] >> k & 1);
	const struct sums *x = &w->sums[i], *y = &w->sums[i + 1];
	f[F_title_words] = share(y->title - x->title, y->words - x->words);
}

/* The heading before a run, and what it announces. */
static void put_heading(struct html_vectors *w, size_t i, float *f)
{
	const struct html_page *h = w->h;
	f[F_head_far] = 30;
	f[F_head_tag] = -1;
	for (size_t k = i; k-- > 0 && i - k < 30;) {
		enum html_tag tag = h->dom.v[h->run[k].box].tag;
		if (tag < TAG_H1 || tag > TAG_H6)
			continue;
		f[F_head_far] = (float)(i - k);
		f[F_head_tag] = (float)(tag - TAG_H1);
		for (unsigned g = 0; g < TEXT_GROUPS; g++)
			f[F_HEAD + g] = (float)(w->says[k] >> g & 1);
		return;
	}
}

/* --- neighbours -------------------------------------------------------------------------- */

static void put_neighbour(struct html_vectors *w, size_t i, int by, float *f)
{
	size_t k = i + (size_t)by; /* wraps past the start: then it is no run */
	bool is = k < w->h->n_runs;
	const struct html_run *r = is ? &w->h->run[k] : NULL;
	float words = is ? log_of(r->n.words) : -1;
	float links = is ? share(r->n.link_words, r->n.words) : -1;
	switch (by) {
	case -2:
		f[F_p2_words] = words;
		f[F_p2_links] = links;
		break;
	case -1:
		f[F_p1_words] = words;
		f[F_p1_links] = links;
		f[F_p1_tag] = is ? (float)w->h->dom.v[r->box].tag : -1;
		break;
	case 1:
		f[F_n1_words] = words;
		f[F_n1_links] = links;
		f[F_n1_tag] = is ? (float)w->h->dom.v[r->box].tag : -1;
		break;
	default: f[F_n2_words] = words; f[F_n2_links] = links;
	}
}

static double prose_between(const struct html_page *h, size_t from, size_t to)
{
	to = to < h->n_runs ? to : h->n_runs;
	return from < to ? (double)(h->sum[to].prose - h->sum[from].prose) : 0;
}

static void put_neighbours(struct html_vectors *w, size_t i, float *f)
{
	for (int by = -2; by <= 2; by++)
		if (by)
			put_neighbour(w, i, by, f);
	f[F_p1_same] = i > 0 && w->h->run[i - 1].shape == w->h->run[i].shape;
	f[F_n1_same] = i + 1 < w->h->n_runs && w->h->run[i + 1].shape == w->h->run[i].shape;
	size_t from = i > 5 ? i - 5 : 0;
	f[F_before_prose] = log_of(prose_between(w->h, from, i));
	f[F_after_prose] = log_of(prose_between(w->h, i + 1, i + 6));
	f[F_near_prose] = log_of(prose_between(w->h, i > 12 ? i - 12 : 0, i + 13));
}

/* --- blocks above ------------------------------------------------------------------------ */

static void put_block(struct html_vectors *w, size_t node, float *f, bool with_same)
{
	struct html_sum n = html_sum_of(w->h, node);
	f[0] = log_of(n.words);
	f[1] = share(n.link_words, n.words);
	f[2] = share(n.prose, n.words);
	f[3] = log_of(n.runs);
	if (with_same)
		f[4] = log_of(w->same[node]);
}

static void put_list(struct html_vectors *w, size_t box, float *f)
{
	const struct dom *d = &w->h->dom;
	for (int level = 0; level < 5 && box; level++, box = d->v[box].parent) {
		enum html_tag tag = d->v[box].tag;
		if (tag != TAG_UL && tag != TAG_OL && tag != TAG_TABLE && tag != TAG_DL)
			continue;
		struct html_sum n = html_sum_of(w->h, box);
		f[F_list_words] = log_of(n.words);
		f[F_list_links] = share(n.link_words, n.words);
		f[F_list_items] = log_of(n.runs);
		return;
	}
	f[F_list_words] = f[F_list_links] = f[F_list_items] = -1;
}

static void put_said(const struct html_vectors *w, size_t node, int level, float *f)
{
	const struct html_page *h = w->h;
	size_t from = h->run_at[node], to = h->run_at[h->dom.v[node].end];
	const struct sums *x = &w->sums[from], *y = &w->sums[to];
	float runs = (float)(to - from) + 1e-6F,
	      title = share(y->title - x->title, y->words - x->words);
	bool h1 = w->h1 != STR_NPOS && w->h1 >= from && w->h1 < to;
	if (level == 2)
		f[F_b2_title] = title;
	if (level == 3) {
		f[F_money_b3] = (float)(y->money - x->money) / runs;
		f[F_when_b3] = (float)(y->when - x->when) / runs;
		f[F_move_b3] = (float)(y->move - x->move) / runs;
		f[F_h1_b3] = h1;
		f[F_nth] = log_of(w->nth[node]);
	}
	if (level == 5) {
		f[F_money_b5] = (float)(y->money - x->money) / runs;
		f[F_when_b5] = (float)(y->when - x->when) / runs;
		f[F_move_b5] = (float)(y->move - x->move) / runs;
		f[F_shop_b5] = (float)(y->shop - x->shop) / runs;
		f[F_h1_b5] = h1;
		f[F_b5_title] = title;
	}
	if (level == 8)
		f[F_h1_b8] = h1;
}

static void put_above(struct html_vectors *w, size_t i, float *f)
{
	const struct dom *d = &w->h->dom;
	size_t box = w->h->run[i].box, node = box;
	uint32_t near = 0;
	for (int level = 1; level <= LEVELS; level++) {
		if (level <= 3)
			near |= w->own[node];
		put_said(w, node, level, f);
		if (level == 1)
			put_block(w, node, &f[F_b1_words], true);
		else if (level == 2)
			put_block(w, node, &f[F_b2_words], true);
		else if (level == 3)
			put_block(w, node, &f[F_b3_words], true);
		else if (level == 5)
			put_block(w, node, &f[F_b5_words], false);
		else if (level == 8)
			put_block(w, node, &f[F_b8_words], false);
		if (node != w->h->body && node)
			node = d->v[node].parent;
	}
	size_t leaf = w->h->run[i].first;
	uint32_t far = w->far[d->v[leaf].tag == TAG_TEXT ? d->v[leaf].parent : leaf];
	uint32_t above = w->above[d->v[leaf].tag == TAG_TEXT ? d->v[leaf].parent : leaf];
	for (unsigned k = 0; k < CLASS_GROUPS; k++) {
		f[F_NEAR + k] = (float)(near >> k & 1);
		f[F_FAR + k] = (float)(far >> k & 1);
	}
	for (unsigned k = 0; k < HTML_FEATURES - F_ABOVE; k++)
		f[F_ABOVE + k] = (float)(above >> k & 1);
	float depth = 0;
	for (node = box; node && depth < 60; node = d->v[node].parent)
		depth++;
	f[F_depth] = depth;
	put_list(w, box, f);
}

/* --- places ------------------------------------------------------------------------------ */

static bool inside(const struct dom *d, size_t node, size_t i)
{
	return node != DOM_NONE && i >= node && i < d->v[node].end;
}

/* Levels from the run up to the first block that also holds the chosen one. */
static float levels_up(const struct dom *d, size_t box, size_t chosen)
{
	float n = 0;
	while (box && chosen != DOM_NONE && !inside(d, box, chosen) && n < 30) {
		box = d->v[box].parent;
		n++;
	}
	return n;
}

static float clamp(double x, double most)
{
	return (float)(x > most ? most : x < -most ? -most : x);
}

static void put_places(struct html_vectors *w, size_t i, float *f)
{
	const struct html_page *h = w->h;
	const struct dom *d = &h->dom;
	size_t box = h->run[i].box;
	f[F_runs_before] = share((double)i, (double)h->n_runs);
	f[F_words_before] = share(h->sum[i].words, h->sum[h->n_runs].words);
	f[F_from_h1] = w->h1 == STR_NPOS ? -100 : clamp((double)i - (double)w->h1, 99);
	bool prose = w->first_prose != STR_NPOS;
	f[F_from_prose] = prose ? clamp((double)i - (double)w->first_prose, 60) : -100;
	f[F_to_prose] = prose ? clamp((double)w->last_prose - (double)i, 60) : -100;
	f[F_in_main] = w->c->main == DOM_NONE ? -1 : (float)inside(d, w->c->main, box);
	f[F_in_scored] = (float)inside(d, w->c->scored, box);
	f[F_in_sum] = (float)inside(d, w->c->sum, box);
	f[F_in_posts] = w->c->posts == DOM_NONE ? -1 : (float)inside(d, w->c->posts, box);
	f[F_in_range] = i >= w->c->range_from && i < w->c->range_to;
	double off = i < w->c->range_from ? (double)i - (double)w->c->range_from
		: i >= w->c->range_to	  ? (double)i - (double)w->c->range_to + 1
					  : 0;
	f[F_in_range_far] = clamp(off, 60);
	f[F_main_share] = w->c->main == DOM_NONE
		? -1
		: share(html_sum_of(h, w->c->main).words, h->sum[h->n_runs].words);
	f[F_up_scored] = levels_up(d, box, w->c->scored);
	f[F_up_sum] = levels_up(d, box, w->c->sum);
	f[F_agree] = (f[F_in_main] > 0) + f[F_in_scored] + f[F_in_sum] + f[F_in_range];
}

/* --- the page ---------------------------------------------------------------------------- */

static void put_page(const struct html_vectors *w, float *f)
{
	const struct html_page *h = w->h;
	const struct html_sum *n = &h->sum[h->n_runs];
	float articles = 0;
	for (size_t i = 0; i < h->dom.n; i++)
		articles += h->dom.v[i].tag == TAG_ARTICLE;
	f[F_page_words] = log_of(n->words);
	f[F_page_prose] = log_of(n->prose);
	f[F_page_prose_share] = share(n->prose, n->words);
	f[F_page_links] = share(n->link_words, n->words);
	f[F_page_runs] = log_of(n->runs);
	f[F_page_articles] = articles > 20 ? 20 : articles;
	f[F_page_kind] = (float)w->kind;
}

static void find_h1(struct html_vectors *w)
{
	const struct html_page *h = w->h;
	w->h1 = STR_NPOS;
	for (size_t i = h->body; i < h->dom.v[h->body].end; i++)
		if (h->dom.v[i].tag == TAG_H1 && html_sum_of(h, i).words) {
			w->h1 = h->run_at[i];
			return;
		}
	for (size_t i = 0; i < h->n_runs; i++)
		if (title_share(w, i) >= 0.99F) {
			w->h1 = i;
			return;
		}
}

struct html_vectors *html_vectors_make(struct html_page *h, const struct html_choices *c)
{
	struct html_vectors *w = ARENA_NEW(h->a, struct html_vectors);
	w->h = h;
	w->c = c;
	w->words = html_words_make(h->a);
	w->kind = html_kind_of(h);
	w->low = str_lower(h->a, h->meta.title);
	read_elements(w);
	read_runs(w);
	read_sums(w);
	w->hints = html_hints_make(h, w->text);
	find_h1(w);
	put_page(w, w->page);
	return w;
}

void html_vector(struct html_vectors *w, size_t run, float v[HTML_FEATURES])
{
	struct arena_mark m = arena_mark(w->h->a);
	memcpy(v, w->page, sizeof w->page);
	put_facts(w, run, v);
	put_neighbours(w, run, v);
	put_heading(w, run, v);
	put_above(w, run, v);
	put_places(w, run, v);
	html_hints_put(w->hints, run, v);
	arena_release(w->h->a, m);
}

/* --- names ------------------------------------------------------------------------------- */

const char *html_feature_name(unsigned f)
{
	static const char *const names[] = {
#define X(name) #name,
		HTML_NUMBERS(X)
#undef X
#define X(group, words) "near " #group,
			HTML_CLASS_GROUPS(X)
#undef X
#define X(group, words) "far " #group,
				HTML_CLASS_GROUPS(X)
#undef X
#define X(group, phrases) "says " #group,
					HTML_TEXT_GROUPS(X)
#undef X
#define X(group, phrases) "head " #group,
						HTML_TEXT_GROUPS(X)
#undef X
#define X(tag) "in " #tag,
							HTML_ABOVE(X)
#undef X
	};
	return f < sizeof names / sizeof *names ? names[f] : "?";
}
