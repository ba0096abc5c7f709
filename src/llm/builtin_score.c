/* builtin_score.c - how much a phrase looks like a name of what the text is about.
 *
 * A sum of weighted features, fitted by logistic regression on key phrases that people gave to
 * abstracts and papers; one column for short texts, one for long, blended in between. The features
 * are C-value's and KP-Miner's (frequency, own occurrences, length, place) with the title, headings,
 * capitals and word classes. */
#include <math.h>

#include "llm/builtin_phrase.h"

#define SHORT_TEXT 500.0 /* words */
#define LONG_TEXT 2000.0

const char *const phrase_feature_names[PHRASE_FEATURES] = {"bias", "tf", "tf1", "lead", "lead1",
	"early", "middle", "late", "in_lead", "in_late", "own", "own1", "log_own", "n1", "n2", "n3",
	"n4", "n5", "place", "place1", "spread", "title", "title_words", "title_words1", "heading",
	"generic", "generic1", "generic_last", "generic_first", "upper", "upper1", "acronym",
	"inside", "longer", "left", "right", "right1", "adjective", "hyphen", "participle",
	"gerund", "weak_first", "weak_last", "word", "word_min", "word_last", "length1"};

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
		s.log_min, s.log_last, one * (double)folded.n / 10.0};
	for (size_t i = 0; i < PHRASE_FEATURES; i++)
		out[i] = f[i];
}

/* short texts, long texts */
static const double weights[PHRASE_FEATURES][2] = {
	{-2.93, -5.03}, /* bias */
	{0.27, 0.42}, /* tf */
	{-0.01, -0.17}, /* tf1 */
	{-0.37, 0.25}, /* lead */
	{-0.79, -0.33}, /* lead1 */
	{0.00, 0.03}, /* early */
	{0.00, -0.54}, /* middle */
	{0.00, -0.25}, /* late */
	{0.00, -0.12}, /* in_lead */
	{0.00, 0.06}, /* in_late */
	{0.57, 0.73}, /* own */
	{-0.36, -0.46}, /* own1 */
	{1.56, 0.51}, /* log_own */
	{-0.68, 0.34}, /* n1 */
	{2.32, 3.61}, /* n2 */
	{2.50, 4.19}, /* n3 */
	{2.24, 3.41}, /* n4 */
	{2.05, 3.59}, /* n5 */
	{-0.71, -0.58}, /* place */
	{0.55, 0.13}, /* place1 */
	{0.00, 0.31}, /* spread */
	{0.16, 0.10}, /* title */
	{-0.08, -0.00}, /* title_words */
	{0.29, 0.39}, /* title_words1 */
	{0.30, 0.30}, /* heading */
	{-1.11, -0.70}, /* generic */
	{-0.75, 0.10}, /* generic1 */
	{-0.04, -0.23}, /* generic_last */
	{-0.08, 0.15}, /* generic_first */
	{0.04, -0.05}, /* upper */
	{0.38, 0.72}, /* upper1 */
	{1.64, 1.38}, /* acronym */
	{-0.57, -0.73}, /* inside */
	{0.20, 0.30}, /* longer */
	{-0.16, 0.12}, /* left */
	{-0.62, 0.58}, /* right */
	{0.82, 0.15}, /* right1 */
	{0.06, -0.06}, /* adjective */
	{-0.21, 0.48}, /* hyphen */
	{-0.17, 0.32}, /* participle */
	{0.14, 0.62}, /* gerund */
	{-1.31, -1.49}, /* weak_first */
	{-0.61, -0.63}, /* weak_last */
	{-0.38, -0.14}, /* word */
	{-0.19, 0.12}, /* word_min */
	{0.24, 0.03}, /* word_last */
	{1.68, 1.59}, /* length1 */
};

double phrase_score(const struct words *w, const struct phrase *p)
{
	double f[PHRASE_FEATURES], score = 0;
	double t = ((double)w->n_counted - SHORT_TEXT) / (LONG_TEXT - SHORT_TEXT);
	t = t < 0 ? 0 : (t > 1 ? 1 : t);
	phrase_features(w, p, f);
	for (size_t i = 0; i < PHRASE_FEATURES; i++)
		score += f[i] * ((1.0 - t) * weights[i][0] + t * weights[i][1]);
	return score;
}
