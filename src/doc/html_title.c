/* html_title.c - choosing the title by agreement.
 *
 * Candidates are the headings of level 1, the <title>, og:title and the JSON-LD headline. Order:
 * comparing, the name of the site, headings, the choice. */
#include "doc/html_title.h"

#include "base/text.h"

#define MAX_HEADINGS 12
#define MAX_TITLE 300 /* bytes of a heading that may be a title */

struct heading {
	size_t node;
	struct str text, folded;
};

/* --- comparing --------------------------------------------------------------------------- */

/* part stands in whole at word boundaries (both folded). */
static bool holds(struct str whole, struct str part)
{
	if (!part.n)
		return false;
	for (size_t i = 0; (i = str_find_from(whole, i, part)) != STR_NPOS; i++) {
		bool open = i == 0 || whole.p[i - 1] == ' ';
		bool shut = i + part.n == whole.n || whole.p[i + part.n] == ' ';
		if (open && shut)
			return true;
	}
	return false;
}

static bool word_in(struct str list, struct str word)
{
	return holds(list, word);
}

/* Share of words that two folded texts have in common. */
static double likeness(struct str x, struct str y)
{
	size_t n_x = 0, n_y = 0, both = 0;
	struct str rest = x, w;
	while (str_cut(&rest, ' ', &w)) {
		n_x++;
		both += word_in(y, w);
	}
	for (rest = y; str_cut(&rest, ' ', &w);)
		n_y++;
	size_t all = n_x + n_y - both;
	return all ? (double)both / (double)all : 0;
}

/* --- the name of the site ---------------------------------------------------------------- */

static struct str host_of(struct str url)
{
	size_t from = str_find(url, STR("://"));
	if (from == STR_NPOS)
		return STR("");
	struct str host = str_from(url, from + 3);
	size_t end = str_find_byte(host, '/');
	host = str_sub(host, 0, end);
	return str_istarts(host, STR("www.")) ? str_from(host, 4) : host;
}

/* The host without its dots and last label: "news.mit.edu" to "newsmit". */
static struct str squeeze_host(struct arena *a, struct str url)
{
	struct str host = host_of(url);
	size_t last = str_rfind_byte(host, '.');
	struct buf b = buf_make(a);
	for (size_t i = 0; i < host.n && i < last; i++)
		if (host.p[i] != '.' && host.p[i] != '-')
			buf_putc(&b, host.p[i]);
	return str_lower(a, buf_str(&b));
}

/* "occupational safety and health administration" to "osha" */
static struct str initials_of(struct arena *a, struct str folded)
{
	struct buf b = buf_make(a);
	struct str word;
	while (str_cut(&folded, ' ', &word))
		if (word.n && !str_eqz(word, "and") && !str_eqz(word, "of") &&
			!str_eqz(word, "the") && !str_eqz(word, "for"))
			buf_putc(&b, word.p[0]);
	return buf_str(&b);
}

static bool is_site(const struct html_page *h, struct str s, struct str site)
{
	struct str f = text_fold(h->a, s), x = text_fold(h->a, site);
	if (!f.n)
		return true;
	if (x.n &&
		(str_eq(f, x) || (holds(x, f) && f.n * 2 > x.n) || (holds(f, x) && x.n * 3 > f.n)))
		return true;
	struct str flat = str_replace(h->a, f, STR(" "), STR("")),
		   host = squeeze_host(h->a, h->url);
	if (flat.n < 3 || host.n < 3)
		return false;
	struct str initials = initials_of(h->a, f);
	return str_find(host, flat) != STR_NPOS ||
		(host.n > 4 && host.n * 3 > flat.n && str_find(flat, host) != STR_NPOS) ||
		(initials.n > 2 && str_ends(host, initials));
}

/* The last (or first) place where a separator stands between blanks, or a bar anywhere. */
static bool find_separator(struct str s, bool last, size_t *from, size_t *to)
{
	static const char *const signs[] = {" | ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
		" \xc2\xb7 ", " \xc2\xbb ", " \xc2\xab ", " :: ", " \xe2\x80\xa2 ", " / ", " > ",
		"| ", " |", " \xe2\x80\xba ", " ~ ", "\xe2\x80\x94", "\xef\xbd\x9c", " : "};
	size_t best = STR_NPOS;
	for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
		struct str sign = str_of(signs[k]);
		size_t at = str_find(s, sign);
		while (last && at != STR_NPOS) {
			size_t next = str_find_from(s, at + 1, sign);
			if (next == STR_NPOS)
				break;
			at = next;
		}
		bool better = best == STR_NPOS || (last ? at > best : at < best);
		if (at != STR_NPOS && better) {
			best = at;
			*from = at;
			*to = at + sign.n;
		}
	}
	return best != STR_NPOS;
}

/* Cuts segments that name the site from both ends. */
static struct str trim_site(const struct html_page *h, struct str s, struct str site)
{
	size_t from, to;
	s = str_trim(s);
	for (int i = 0; i < 4; i++) {
		bool cut = false;
		if (find_separator(s, true, &from, &to) && str_trim(str_sub(s, 0, from)).n &&
			is_site(h, str_from(s, to), site)) {
			s = str_trim(str_sub(s, 0, from));
			cut = true;
		}
		if (find_separator(s, false, &from, &to) && str_trim(str_from(s, to)).n &&
			is_site(h, str_sub(s, 0, from), site)) {
			s = str_trim(str_from(s, to));
			cut = true;
		}
		if (!cut)
			break;
	}
	return s;
}

/* With no site known: a short last segment behind a long first part is its name. */
static struct str trim_tail(struct str s)
{
	size_t from, to;
	for (int i = 0; i < 2; i++) {
		if (!find_separator(s, true, &from, &to))
			break;
		size_t n_head = text_count_words(str_sub(s, 0, from));
		size_t n_tail = text_count_words(str_from(s, to));
		if (n_head < 3 || n_tail > 5 || n_tail > n_head)
			break;
		s = str_trim(str_sub(s, 0, from));
	}
	return s;
}

/* --- headings ---------------------------------------------------------------------------- */

/* Without the labels that forums put before a title and the marks that link to a heading. */
static struct str heading_text(const struct html_page *h, size_t node)
{
	static const char *const marks[] = {"\xc2\xb6", "#", "\xf0\x9f\x94\x97"};
	const struct dom *d = &h->dom;
	struct buf b = buf_make(h->a);
	for (size_t k = node + 1; k < d->v[node].end; k++) {
		bool label = dom_has_class(d, k, "label") || dom_has_class(d, k, "label-append") ||
			dom_has_class(d, k, "prefix");
		if (label || h->gone[k] || (html_tag_flags(d->v[k].tag) & IS_SILENT))
			k = d->v[k].end - 1;
		else if (d->v[k].tag == TAG_TEXT)
			buf_put(&b, d->v[k].text);
		else if (d->v[k].tag == TAG_BR || dom_is_block(d, k))
			buf_putc(&b, ' ');
	}
	struct str s = dom_collapse(h->a, buf_str(&b));
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_ends(s, str_of(marks[i])))
			s = str_trim(str_sub(s, 0, s.n - str_of(marks[i]).n));
	return s;
}

static size_t find_headings(const struct html_page *h, struct heading out[MAX_HEADINGS])
{
	const struct dom *d = &h->dom;
	size_t n = 0;
	for (size_t i = h->body; i < d->v[h->body].end && n < MAX_HEADINGS; i++) {
		if (h->gone[i]) {
			i = d->v[i].end - 1;
			continue;
		}
		if (d->v[i].tag != TAG_H1)
			continue;
		struct str s = heading_text(h, i);
		if (s.n && s.n <= MAX_TITLE)
			out[n++] = (struct heading){i, s, text_fold(h->a, s)};
	}
	return n;
}

/* --- the choice -------------------------------------------------------------------------- */

static struct str title_element(const struct html_page *h)
{
	size_t head = dom_find(&h->dom, 0, TAG_HEAD);
	size_t i = head == DOM_NONE ? DOM_NONE : dom_find(&h->dom, head, TAG_TITLE);
	if (i == DOM_NONE || i >= h->dom.v[head].end)
		i = dom_find(&h->dom, 0, TAG_TITLE);
	return i == DOM_NONE ? STR("") : text_cut(dom_line(h->a, &h->dom, i), MAX_TITLE);
}

/* Points of a heading: how well the other titles agree with it. */
static double points(const struct html_page *h, const struct heading *x,
	const struct html_titles *t, struct str title, size_t n_headings)
{
	struct arena *a = h->a;
	struct str others[] = {
		text_fold(a, title), text_fold(a, t->shared), text_fold(a, t->structured)};
	double best = 0;
	for (size_t i = 0; i < 3; i++) {
		double like = likeness(x->folded, others[i]);
		if (holds(others[i], x->folded) && x->folded.n >= 4)
			like = like < 0.7 ? 0.7 : like;
		best = like > best ? like : best;
	}
	struct str end = text_fold(a, title);
	bool tail = str_ends(end, x->folded) && end.n > x->folded.n + 3;
	if (is_site(h, x->text, t->site) || (tail && best < 0.75 && !str_eq(others[1], x->folded)))
		return 0;
	if (dom_up(&h->dom, x->node, TAG_NAV) != DOM_NONE ||
		dom_up(&h->dom, x->node, TAG_FOOTER) != DOM_NONE)
		best -= 0.3;
	/* where the other two agree on another title, it is a banner */
	bool banner = text_count_words(t->shared) > 1 && holds(others[0], others[1]) &&
		likeness(x->folded, others[1]) < 0.2;
	return best + (n_headings == 1 && !banner ? 0.35 : 0);
}

/* "Title | Opinion" */
static struct str drop_section(struct str s)
{
	size_t bar = str_rfind_byte(s, '|');
	if (bar == STR_NPOS || text_count_words(str_from(s, bar)) > 2 ||
		text_count_words(str_sub(s, 0, bar)) < 4)
		return s;
	return str_trim(str_sub(s, 0, bar));
}

static struct str drop_labels(struct str s)
{
	static const char *const labels[] = {"Thread: ", "View topic - ", "Topic: "};
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (str_istarts(s, str_of(labels[i])))
			s = str_trim(str_from(s, str_of(labels[i]).n));
	return s;
}

struct str html_title(const struct html_page *h, struct html_titles *t)
{
	struct heading v[MAX_HEADINGS];
	size_t n = find_headings(h, v), best = MAX_HEADINGS;
	struct str title = title_element(h);
	double top = 0.45;
	for (size_t i = 0; i < n; i++) {
		double p = points(h, &v[i], t, title, n);
		if (p > top) {
			top = p;
			best = i;
		}
	}
	t->node = best < MAX_HEADINGS ? v[best].node : DOM_NONE;
	if (t->precise.n)
		return t->precise;
	for (size_t i = 0; i < n && best == MAX_HEADINGS; i++) {
		struct str whole = text_fold(h->a, title);
		if (str_ends(whole, v[i].folded) && whole.n > v[i].folded.n + 3 && !t->site.n)
			t->site = v[i].text; /* the banner of the site */
	}
	if (best < MAX_HEADINGS)
		return drop_labels(drop_section(trim_site(h, v[best].text, t->site)));
	struct str shared = trim_site(h, t->shared, t->site);
	struct str own = trim_site(h, title, t->site);
	if (t->structured.n &&
		likeness(text_fold(h->a, t->structured), text_fold(h->a, title)) > 0.4)
		return drop_labels(trim_site(h, t->structured, t->site));
	if (shared.n && !is_site(h, shared, t->site))
		return drop_labels(shared);
	if (!own.n || is_site(h, own, t->site))
		own = title;
	return drop_labels(own.n == title.n ? trim_tail(own) : own);
}
