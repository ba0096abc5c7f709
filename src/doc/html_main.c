/* html_main.c - which part of a page is its content: several cheap strategies, then a vote.
 *
 * Order: kinds of page, the strategies (semantic containers, scores that rise to ancestors, the best
 * subtree, the best range, repeated posts). No strategy decides: each is a feature of the judge
 * (html_judge.h), which weighs them against what it knows of a run and its neighbours. */
#include "base/map.h"
#include "doc/html_features.h"
#include "doc/html_judge.h"
#include "doc/html_posts.h"

/* --- kinds of page ----------------------------------------------------------------------- */

static const struct {
	const char *word; /* in a JSON-LD @type, og:type, generator or class of html and body */
	enum html_page_kind kind;
} kinds[] = {
	{"DiscussionForumPosting", PAGE_THREAD},
	{"QAPage", PAGE_THREAD},
	{"phpbb", PAGE_THREAD},
	{"vBulletin", PAGE_THREAD},
	{"XenForo", PAGE_THREAD},
	{"Discourse", PAGE_THREAD},
	{"Flarum", PAGE_THREAD},
	{"Simple Machines", PAGE_THREAD},
	{"ipsApp", PAGE_THREAD},
	{"punviewtopic", PAGE_THREAD}, /* PunBB, FluxBB */
	{"MyBB", PAGE_THREAD},
	{"NodeBB", PAGE_THREAD},
	{"WoltLab", PAGE_THREAD},
	{"NewsArticle", PAGE_ARTICLE},
	{"BlogPosting", PAGE_ARTICLE},
	{"TechArticle", PAGE_ARTICLE},
	{"\"Article\"", PAGE_ARTICLE},
	{"ReportageNewsArticle", PAGE_ARTICLE},
	{"ScholarlyArticle", PAGE_ARTICLE},
	{"CollectionPage", PAGE_LISTING},
	{"ItemList", PAGE_LISTING},
	{"SearchResultsPage", PAGE_LISTING},
	{"\"Product\"", PAGE_PRODUCT},
	{"ProductGroup", PAGE_PRODUCT},
};

static void vote_kinds(struct str text, unsigned votes[PAGE_OTHER + 1])
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_find(text, str_of(kinds[i].word)) != STR_NPOS)
			votes[kinds[i].kind]++;
}

/* The "@type" values of a JSON-LD text, one after another. */
static struct str json_types(struct arena *a, struct str json)
{
	struct buf b = buf_make(a);
	size_t i = 0;
	while ((i = str_find_from(json, i, STR("\"@type\""))) != STR_NPOS) {
		struct str value = str_sub(json, i + 7, i + 90);
		size_t end = str_find_byte(value, ',');
		buf_put(&b, str_sub(value, 0, end));
		buf_putc(&b, ' ');
		i += 7;
	}
	return buf_str(&b);
}

static enum html_page_kind read_kind(const struct html_page *h)
{
	const struct dom *d = &h->dom;
	unsigned votes[PAGE_OTHER + 1] = {0};
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].tag == TAG_META) {
			struct str name = dom_attr(d, i, "name"),
				   content = dom_attr(d, i, "content");
			struct str property = dom_attr(d, i, "property");
			if (str_ieq(name, STR("generator")))
				vote_kinds(content, votes);
			if (str_ieq(property, STR("og:type"))) {
				votes[PAGE_ARTICLE] += str_istarts(content, STR("article"));
				votes[PAGE_PRODUCT] += 2 * str_istarts(content, STR("product"));
			}
		} else if (d->v[i].tag == TAG_SCRIPT && d->v[i].end > i + 1 &&
			str_ieq(dom_attr(d, i, "type"), STR("application/ld+json"))) {
			vote_kinds(json_types(h->a, d->v[i + 1].text), votes);
		} else if (d->v[i].tag == TAG_BODY || d->v[i].tag == TAG_HTML) {
			vote_kinds(dom_attr(d, i, "class"), votes);
			vote_kinds(dom_attr(d, i, "id"), votes);
		}
	}
	enum html_page_kind best = PAGE_UNKNOWN;
	static const enum html_page_kind order[] = {
		PAGE_THREAD, PAGE_PRODUCT, PAGE_ARTICLE, PAGE_LISTING};
	for (size_t i = 0; i < sizeof order / sizeof *order && !best; i++)
		best = votes[order[i]] ? order[i] : PAGE_UNKNOWN;
	return best;
}

enum html_page_kind html_kind_of(struct html_page *h)
{
	if (!h->kind)
		h->kind = (uint8_t)(read_kind(h) + 1);
	if (h->kind == PAGE_UNKNOWN + 1 && h->posts && h->posts->main)
		return PAGE_THREAD;
	return (enum html_page_kind)(h->kind - 1);
}

/* --- strategies -------------------------------------------------------------------------- */

static size_t with_most_words(const struct html_page *h, size_t a, size_t b)
{
	if (a == DOM_NONE)
		return b;
	return html_sum_of(h, b).words > html_sum_of(h, a).words ? b : a;
}

/* What the page itself calls its main part. */
static size_t find_semantic(const struct html_page *h)
{
	static const char *const names[] = {"content", "main-content", "article-body",
		"post-content", "entry-content", "mw-content-text", "maincontent", "main"};
	enum { N_NAMES = sizeof names / sizeof *names };
	const struct dom *d = &h->dom;
	size_t main = DOM_NONE, article = DOM_NONE, named = DOM_NONE, n_articles = 0;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag == TAG_TEXT || h->gone[i])
			continue;
		if (d->v[i].tag == TAG_MAIN || str_ieq(dom_attr(d, i, "role"), STR("main")))
			main = with_most_words(h, main, i);
		if (d->v[i].tag == TAG_ARTICLE ||
			str_eqz(dom_attr(d, i, "itemprop"), "articleBody")) {
			n_articles++;
			article = with_most_words(h, article, i);
		}
		if (dom_has_word_of(dom_attr(d, i, "id"), names, N_NAMES) ||
			dom_has_word_of(dom_attr(d, i, "class"), names, N_NAMES))
			named = with_most_words(h, named, i);
	}
	if (article != DOM_NONE && main != DOM_NONE) {
		struct html_sum x = html_sum_of(h, article), y = html_sum_of(h, main);
		if (n_articles == 1 || x.words * 10 > y.words * 6)
			return article;
		return main;
	}
	return main != DOM_NONE ? main : article != DOM_NONE && n_articles < 4 ? article : named;
}

/* Paragraphs give points to the blocks above them, fewer with distance; links take them back. */
static size_t find_scored(const struct html_page *h)
{
	const struct dom *d = &h->dom;
	double *score = ARENA_ARRAY(h->a, double, d->n);
	for (size_t i = 0; i < h->n_runs; i++) {
		const struct html_run *r = &h->run[i];
		if (r->n.chars < 25)
			continue;
		double points = 1 + r->n.commas + (r->n.chars < 300 ? r->n.chars / 100.0 : 3);
		size_t up = r->box;
		for (int level = 0; level < 6 && up; level++) {
			score[up] += level < 2 ? points : points / (level * 2);
			up = d->v[up].parent;
		}
	}
	size_t best = h->body;
	double most = 0;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (score[i] <= 0)
			continue;
		struct html_sum n = html_sum_of(h, i);
		double s = score[i] * (1 - (double)n.link_chars / (n.chars ? n.chars : 1));
		if (s > most) {
			most = s;
			best = i;
		}
	}
	return best;
}

/* What the words of a run count for or against the part that holds it. */
static double value_of(const struct html_run *r)
{
	double words = r->n.words, linked = r->n.link_words;
	return words > 0 ? words - linked - 1.5 * linked - (r->n.prose ? 0 : 2) : 0;
}

static size_t find_sum(const struct html_page *h)
{
	const struct dom *d = &h->dom;
	double *sum = ARENA_ARRAY(h->a, double, h->n_runs + 1);
	for (size_t i = 0; i < h->n_runs; i++)
		sum[i + 1] = sum[i] + value_of(&h->run[i]);
	size_t best = h->body;
	double most = -1e18;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		double v = sum[h->run_at[d->v[i].end]] - sum[h->run_at[i]];
		if (v >= most && dom_is_block(d, i)) {
			most = v;
			best = i;
		}
	}
	return best;
}

/* The contiguous runs whose values add up to most (Kadane). */
static void find_range(const struct html_page *h, size_t *from, size_t *to)
{
	double best = 0, now = 0;
	size_t start = 0;
	*from = *to = 0;
	for (size_t i = 0; i < h->n_runs; i++) {
		if (now <= 0) {
			now = 0;
			start = i;
		}
		now += value_of(&h->run[i]);
		if (now > best) {
			best = now;
			*from = start;
			*to = i + 1;
		}
	}
}

/* The parent of at least three blocks alike (tag and class) that hold most prose together. */
static size_t find_posts(const struct html_page *h)
{
	const struct dom *d = &h->dom;
	size_t best = DOM_NONE;
	uint32_t most = 0;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag == TAG_TEXT || h->gone[i] || html_sum_of(h, i).prose < 40)
			continue;
		size_t first = dom_first_element(d, i), n = 0;
		for (int tries = 0; first != DOM_NONE && tries < 2; tries++) {
			struct str class = dom_attr(d, first, "class");
			uint32_t prose = 0;
			n = 0;
			for (size_t k = first; k < d->v[i].end; k = d->v[k].end) {
				if (d->v[k].tag != d->v[first].tag ||
					!str_eq(dom_attr(d, k, "class"), class))
					continue;
				struct html_sum s = html_sum_of(h, k);
				n += s.words >= 8;
				prose += s.prose;
			}
			bool plain = d->v[first].tag == TAG_P || d->v[first].tag == TAG_LI;
			if (n >= 3 && prose > most && !plain) {
				most = prose;
				best = i;
			}
			first = dom_next_element(d, first);
		}
	}
	return best;
}

struct html_choices html_choose(const struct html_page *h)
{
	struct html_choices c = {0};
	c.main = find_semantic(h);
	c.scored = find_scored(h);
	c.sum = find_sum(h);
	c.posts = find_posts(h);
	find_range(h, &c.range_from, &c.range_to);
	return c;
}
