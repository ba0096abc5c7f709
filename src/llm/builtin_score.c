/* builtin_score.c - how much a phrase looks like a name of what the text is about.
 *
 * A sum of weighted features, fitted by logistic regression on key phrases that people gave to
 * abstracts and papers; one column for short texts, one for long, blended in between. Headings and
 * what a text sets apart are weighed by hand: abstracts and papers as they come have none. The features
 * are C-value's and KP-Miner's (frequency, own occurrences, length, place) with the title, headings,
 * capitals and word classes. */
#include <math.h>

#include "llm/builtin_phrase.h"

#define SHORT_TEXT 500.0 /* words */
#define LONG_TEXT 2000.0
#define APART 0.5 /* set by hand: the texts that the rest is fitted on have no markup */

const char *const phrase_feature_names[PHRASE_FEATURES] = {"bias", "tf", "tf1", "lead", "lead1",
	"early", "middle", "late", "in_lead", "in_late", "own", "own1", "log_own", "n1", "n2", "n3",
	"n4", "n5", "place", "place1", "spread", "title", "title_words", "title_words1", "heading",
	"generic", "generic1", "generic_last", "generic_first", "upper", "upper1", "acronym",
	"inside", "longer", "left", "right", "right1", "adjective", "hyphen", "participle",
	"gerund", "weak_first", "weak_last", "word", "word_min", "word_last", "length1", "brief",
	"full"};

static double bits(uint64_t set)
{
	unsigned n = 0;
	for (; set; set &= set - 1)
		n++;
	return log(1.0 + n);
}

static double is(bool x)
{
	return x ? 1.0 : 0.0;
}

struct word_sums {
	double title, generic, log_sum, log_min, log_last;
	bool hyphen;
};

static struct word_sums sum_words(const struct words *w, const struct phrase *p)
{
	struct word_sums s = {.log_min = 1e9};
	for (size_t i = p->first; i < p->first + p->n; i++) {
		const struct word_term *t = &w->terms[w->tokens[i].term];
		double n = log(t->n_stem ? t->n_stem : 1);
		s.title += is(t->in_title);
		s.generic += is(t->classes & WORD_GENERIC);
		s.log_sum += n;
		s.log_min = n < s.log_min ? n : s.log_min;
		s.log_last = n;
		s.hyphen = s.hyphen || str_find_byte(t->folded, '-') != STR_NPOS;
	}
	return s;
}

void phrase_features(const struct words *w, const struct phrase *p, double out[PHRASE_FEATURES])
{
	unsigned first = words_classes(w, p->first), last = words_classes(w, p->first + p->n - 1);
	struct str folded = w->terms[w->tokens[p->first].term].folded;
	struct word_sums s = sum_words(w, p);
	double n = p->n, tf = p->tf, one = is(p->n == 1), many = 1.0 - one;
	double place = log(1.0 + p->place / 50.0), own = p->own / tf;
	bool generic = s.generic >= n;
	bool upper = 2 * p->upper > p->tf, acronym = 2 * p->acronym > p->tf;
	const double f[PHRASE_FEATURES] = {1.0, log(tf), one * log(tf), log(1.0 + p->lead),
		one * log(1.0 + p->lead), log(1.0 + p->early), log(1.0 + p->middle),
		log(1.0 + p->late), is(p->lead > 0), is(p->late > 0), own, one * own,
		log(1.0 + p->own), one, is(p->n == 2), is(p->n == 3), is(p->n == 4), is(p->n > 4),
		place, one * place, log(p->spread ? p->spread : 1), is(p->title > 0), s.title / n,
		one * s.title / n, p->heading > 1 ? 2.0 : (double)p->heading, is(generic),
		one * is(generic), many * is(last & WORD_GENERIC), many * is(first & WORD_GENERIC),
		many * is(upper), one * is(upper && !acronym), is(acronym), 1.0 - own,
		bits(p->longer), bits(p->left), bits(p->right), one * bits(p->right),
		many * is(first & WORD_NO_END), is(s.hyphen), is(str_ends(folded, STR("ed"))),
		is(first & WORD_GERUND), is(first & WORD_WEAK), is(last & WORD_WEAK), s.log_sum / n,
		s.log_min, s.log_last, one * (double)folded.n / 10.0, is(p->brief), is(p->full)};
	for (size_t i = 0; i < PHRASE_FEATURES; i++)
		out[i] = f[i];
}

/* short texts, long texts */
static const double weights[PHRASE_FEATURES][2] = {
	{-2.16, -2.62}, /* bias */
	{0.27, 0.55}, /* tf */
	{0.06, -0.08}, /* tf1 */
	{-0.14, 0.31}, /* lead */
	{-0.65, -0.59}, /* lead1 */
	{0.00, 0.01}, /* early */
	{0.00, -0.55}, /* middle */
	{0.00, -0.32}, /* late */
	{0.00, -0.20}, /* in_lead */
	{0.00, 0.11}, /* in_late */
	{0.54, 0.79}, /* own */
	{-0.16, -0.56}, /* own1 */
	{1.58, 0.47}, /* log_own */
	{-1.58, -1.53}, /* n1 */
	{1.20, 1.07}, /* n2 */
	{1.42, 1.59}, /* n3 */
	{1.02, 0.96}, /* n4 */
	{0.59, 1.01}, /* n5 */
	{-0.66, -0.55}, /* place */
	{0.31, -0.13}, /* place1 */
	{0.09, 0.17}, /* spread */
	{0.18, 0.18}, /* title */
	{-0.08, 0.07}, /* title_words */
	{0.13, 0.38}, /* title_words1 */
	{0.30, 0.30}, /* heading */
	{-0.18, -0.68}, /* generic */
	{-1.23, -0.28}, /* generic1 */
	{-0.15, -0.27}, /* generic_last */
	{-0.05, 0.19}, /* generic_first */
	{-0.46, -0.26}, /* upper */
	{0.25, 0.71}, /* upper1 */
	{1.96, 1.09}, /* acronym */
	{-0.54, -0.79}, /* inside */
	{0.29, 0.00}, /* longer */
	{-0.19, 0.30}, /* left */
	{-0.58, 0.74}, /* right */
	{0.84, -0.01}, /* right1 */
	{0.11, -0.12}, /* adjective */
	{-0.19, 0.52}, /* hyphen */
	{-0.02, 0.19}, /* participle */
	{0.13, 0.42}, /* gerund */
	{-1.40, -1.47}, /* weak_first */
	{-0.63, -0.63}, /* weak_last */
	{-0.26, -0.07}, /* word */
	{-0.11, 0.07}, /* word_min */
	{0.22, 0.04}, /* word_last */
	{1.56, 1.62}, /* length1 */
	{-1.42, 0.83}, /* brief */
	{0.73, 1.91}, /* full */
};

double phrase_score(const struct words *w, const struct phrase *p)
{
	double f[PHRASE_FEATURES], score = 0;
	double t = ((double)w->n_counted - SHORT_TEXT) / (LONG_TEXT - SHORT_TEXT);
	t = t < 0 ? 0 : (t > 1 ? 1 : t);
	phrase_features(w, p, f);
	for (size_t i = 0; i < PHRASE_FEATURES; i++)
		score += f[i] * ((1.0 - t) * weights[i][0] + t * weights[i][1]);
	return score + (p->apart ? APART : 0);
}
