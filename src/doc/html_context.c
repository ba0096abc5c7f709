/* html_context.c - see html_context.h. Means weigh a run by its words; they are differences of prefix
 * sums, so a run costs the same whatever stands around it. */
#include "doc/html_context.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "doc/html_posts.h"

#define SURE_WORDS 12 /* of a run that may be the first or last of the content */
#define LIST_LEVELS 5
#define POST_LEVELS 40

struct mean {
	double p, weight;
	size_t n;
};

struct html_context {
	struct html_page *h;
	const float *score;
	struct mean *sum; /* prefix sums over runs */
	struct map shapes; /* shape -> struct mean */
	float *rank; /* by run: share of the page's runs that score less */
	size_t *heading; /* by run: the run of the heading above it */
	size_t *next_heading, *next_text;
	size_t first, last;
	enum html_page_kind kind;
};

static float chance_of(float score)
{
	return 1 / (1 + expf(-score));
}

static void add(struct mean *m, const struct html_context *c, size_t i)
{
	double weight = c->h->run[i].n.words + 0.5;
	m->p += chance_of(c->score[i]) * weight;
	m->weight += weight;
	m->n++;
}

static float mean_of(const struct html_context *c, size_t from, size_t to)
{
	to = to < c->h->n_runs ? to : c->h->n_runs;
	if (from >= to)
		return -1;
	const struct mean *x = &c->sum[from], *y = &c->sum[to];
	return (float)((y->p - x->p) / (y->weight - x->weight));
}

struct ranked {
	float score;
	size_t run;
};

static int by_score(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	return x->run < y->run ? -1 : 1;
}

static void rank(struct html_context *c)
{
	size_t n = c->h->n_runs;
	struct ranked *v = ARENA_ARRAY(c->h->a, struct ranked, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct ranked){c->score[i], i};
	qsort(v, n, sizeof *v, by_score);
	c->rank = ARENA_ARRAY(c->h->a, float, n + 1);
	for (size_t i = 0; i < n; i++)
		c->rank[v[i].run] = (float)i / (float)n;
}

static bool is_heading(const struct html_page *h, size_t run)
{
	enum html_tag tag = h->dom.v[h->run[run].box].tag;
	return tag >= TAG_H1 && tag <= TAG_H6;
}

static void find_headings(struct html_context *c)
{
	const struct html_page *h = c->h;
	size_t n = h->n_runs, at = 0;
	c->heading = ARENA_ARRAY(h->a, size_t, n + 1);
	c->next_heading = ARENA_ARRAY(h->a, size_t, n + 1);
	c->next_text = ARENA_ARRAY(h->a, size_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		at = is_heading(h, i) ? i : at;
		c->heading[i] = at;
	}
	size_t next = n, text = n;
	for (size_t i = n; i-- > 0;) {
		c->next_heading[i] = next;
		c->next_text[i] = text;
		next = is_heading(h, i) ? i : next;
		text = !is_heading(h, i) && h->run[i].n.words ? i : text;
	}
}

struct html_context *html_context_make(struct html_page *h, const float *score)
{
	struct html_context *c = ARENA_NEW(h->a, struct html_context);
	c->h = h;
	c->score = score;
	c->kind = html_kind_of(h);
	c->sum = ARENA_ARRAY(h->a, struct mean, h->n_runs + 1);
	c->shapes = map_make(h->a);
	c->first = c->last = STR_NPOS;
	for (size_t i = 0; i < h->n_runs; i++) {
		c->sum[i + 1] = c->sum[i];
		add(&c->sum[i + 1], c, i);
		struct str key = str_make((const char *)&h->run[i].shape, sizeof h->run[i].shape);
		struct map_entry *e = map_add(&c->shapes, key, NULL);
		if (!e->ptr)
			e->ptr = ARENA_NEW(h->a, struct mean);
		add(e->ptr, c, i);
		if (score[i] > 0 && h->run[i].n.words >= SURE_WORDS) {
			c->first = c->first == STR_NPOS ? i : c->first;
			c->last = i;
		}
	}
	rank(c);
	find_headings(c);
	return c;
}

static float of_node(const struct html_context *c, size_t node)
{
	return mean_of(c, c->h->run_at[node], c->h->run_at[c->h->dom.v[node].end]);
}

static void put_above(const struct html_context *c, size_t run, float *v)
{
	const struct dom *d = &c->h->dom;
	size_t node = c->h->run[run].box;
	v[C_list] = v[C_post] = -1;
	for (int level = 1; level <= POST_LEVELS && node && node != c->h->body;
		level++, node = d->v[node].parent) {
		enum html_tag tag = d->v[node].tag;
		if (v[C_list] < 0 && level <= LIST_LEVELS &&
			(tag == TAG_UL || tag == TAG_OL || tag == TAG_TABLE || tag == TAG_DL))
			v[C_list] = of_node(c, node);
		if (v[C_post] < 0 && posts_at(c->h->posts, node))
			v[C_post] = of_node(c, node);
	}
	static const int at[] = {C_b1, C_b2, C_b3, 0, C_b5, 0, 0, C_b8};
	node = c->h->run[run].box;
	for (size_t level = 0; level < sizeof at / sizeof *at; level++) {
		if (at[level])
			v[at[level]] = of_node(c, node);
		if (node != c->h->body && node)
			node = d->v[node].parent;
	}
}

static float score_at(const struct html_context *c, size_t run)
{
	return run < c->h->n_runs ? c->score[run] : -9;
}

void html_context_put(const struct html_context *c, size_t run, float v[HTML_CONTEXT_COUNT])
{
	const struct html_page *h = c->h;
	const struct html_run *r = &h->run[run];
	struct str key = str_make((const char *)&r->shape, sizeof r->shape);
	const struct mean *shape = map_ptr(&c->shapes, key);
	v[C_score] = c->score[run];
	v[C_p1] = score_at(c, run - 1); /* wraps past the start: then it is no run */
	v[C_p2] = score_at(c, run - 2);
	v[C_n1] = score_at(c, run + 1);
	v[C_n2] = score_at(c, run + 2);
	v[C_near3] = mean_of(c, run > 3 ? run - 3 : 0, run + 4);
	v[C_near8] = mean_of(c, run > 8 ? run - 8 : 0, run + 9);
	v[C_shape] = (float)(shape->p / shape->weight);
	v[C_shape_runs] = (float)log2((double)shape->n);
	v[C_section] = mean_of(c, c->heading[run], c->next_heading[run]);
	v[C_next_text] = score_at(c, c->next_text[run]);
	v[C_page_share] = mean_of(c, 0, h->n_runs);
	v[C_page_words] = (float)log2(1 + c->sum[h->n_runs].p);
	v[C_from_first] = c->first == STR_NPOS ? -200 : (float)run - (float)c->first;
	v[C_to_last] = c->last == STR_NPOS ? -200 : (float)c->last - (float)run;
	v[C_rank] = c->rank[run];
	v[C_words] = (float)r->n.words;
	v[C_link_share] = (float)r->n.link_words / ((float)r->n.words + 0.01F);
	v[C_box_tag] = (float)h->dom.v[r->box].tag;
	v[C_kind] = (float)c->kind;
	v[C_heading] = is_heading(h, run) ? 5 : score_at(c, c->heading[run]);
	put_above(c, run, v);
}
