/* reply_part.c - see reply_part.h. Each byte is looked at once, but those of a head that is not whole
 * yet, which is short or none. Order: the head, one sentence, the parts. */
#include "llm/reply_part.h"

#define MAX_HEAD ((size_t)1024) /* bytes up to the first sentence */
#define MAX_BYTES ((size_t)4 << 20) /* of all that is looked at */
#define MAX_SENTENCES 200 /* of a whole reply */

struct reply_part reply_part_make(struct arena *a)
{
	return (struct reply_part){.a = a, .text = buf_make(a)};
}

void reply_part_put(struct reply_part *p, struct str piece)
{
	if (p->state == PART_OVER)
		return;
	if (piece.n > MAX_BYTES - p->text.n)
		p->state = PART_OVER;
	else
		buf_put(&p->text, piece);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks(struct str s, size_t i)
{
	while (i < s.n && is_blank(s.p[i]))
		i++;
	return i;
}

/* --- the head ---------------------------------------------------------------------------- */

enum fit { FITS, MAY_FIT, FITS_NOT };

/* Passes blanks and then word, of which the end may not have come. */
static enum fit pass(struct str s, size_t *i, struct str word)
{
	*i = skip_blanks(s, *i);
	struct str rest = str_from(s, *i);
	if (str_starts(rest, word)) {
		*i += word.n;
		return FITS;
	}
	return str_starts(word, rest) ? MAY_FIT : FITS_NOT;
}

static enum fit pass_all(struct str s, size_t *i, const char *const *words, size_t n)
{
	enum fit fit = FITS;
	for (size_t k = 0; k < n && fit == FITS; k++)
		fit = pass(s, i, str_of(words[k]));
	return fit;
}

static void read_head(struct reply_part *p)
{
	static const char *const heads[][8] = {
		{"{", "\"outcome\"", ":", "\"answered\"", ",", "\"sentences\"", ":", "["},
		{"{", "\"outcome\"", ":", "\"partly\"", ",", "\"sentences\"", ":", "["},
	};
	struct str s = buf_str(&p->text);
	bool may = false;
	for (size_t k = 0; k < 2; k++) {
		size_t i = 0;
		enum fit fit = pass_all(s, &i, heads[k], 8);
		may = may || fit == MAY_FIT;
		if (fit != FITS)
			continue;
		p->at = i;
		p->state = PART_BETWEEN;
		return;
	}
	if (!may || s.n > MAX_HEAD)
		p->state = PART_OVER;
}

/* --- one sentence ------------------------------------------------------------------------ */

/* To the brace that opens the next sentence; a comma stands before it, but not before the first. */
static void find_start(struct reply_part *p)
{
	struct str s = buf_str(&p->text);
	for (p->at = skip_blanks(s, p->at); p->at < s.n; p->at = skip_blanks(s, p->at)) {
		bool first = p->n == 0 || p->comma;
		char c = s.p[p->at];
		if (c == ',' && !first) {
			p->comma = true;
			p->at++;
			continue;
		}
		p->state = c == '{' && first && p->n < MAX_SENTENCES ? PART_INSIDE : PART_OVER;
		p->start = p->at;
		p->comma = false;
		return;
	}
}

/* True at the brace that closes it: p->at stands behind it. */
static bool find_end(struct reply_part *p)
{
	while (p->at < p->text.n) {
		char c = p->text.p[p->at++];
		if (p->quoted) {
			p->quoted = p->escaped || c != '"';
			p->escaped = !p->escaped && c == '\\';
		} else if (c == '"') {
			p->quoted = true;
		} else if (c == '{' || c == '[') {
			p->depth++;
		} else if ((c == '}' || c == ']') && --p->depth == 0) {
			return true;
		}
	}
	return false;
}

/* By the one decoder, as a reply of one sentence. */
static bool decode(struct reply_part *p, struct reply_answered *out)
{
	void *reply = NULL;
	struct str s = str_sub(buf_str(&p->text), p->start, p->at);
	struct str head = STR("{\"outcome\":\"partly\",\"sentences\":[");
	struct str one = str_cat(p->a, str_cat(p->a, head, s), STR("]}"));
	if (!reply_decode(p->a, REPLY_ANSWER, one, &reply, NULL))
		return false;
	const struct reply_answer *r = reply;
	*out = r->sentences.v[0];
	return true;
}

/* --- the parts --------------------------------------------------------------------------- */

bool reply_part_next(struct reply_part *p, struct reply_answered *out)
{
	if (p->state == PART_HEAD)
		read_head(p);
	if (p->state == PART_BETWEEN)
		find_start(p);
	if (p->state != PART_INSIDE || !find_end(p))
		return false;
	p->state = decode(p, out) ? PART_BETWEEN : PART_OVER;
	p->n += p->state == PART_BETWEEN;
	return p->state == PART_BETWEEN;
}
