/* md_table.c - which raw HTML may be shown: tables, as the reader of web pages writes those that a
 * GFM table cannot hold (html_table_raw.c).
 *
 * Such a block is taken only when each tag of it is in the list below, closes what it opened, and
 * has no attribute but spans and alignment. Anything else stays what raw HTML is: left out. */
#include "doc/md_int.h"

#define MAX_OPEN 100

static const char *const names[] = {"table", "caption", "tr", "td", "th", "ul", "ol", "li", "dl",
	"dt", "dd", "p", "blockquote", "pre", "code", "strong", "em", "s", "sub", "sup"};
enum { N_NAMES = sizeof names / sizeof *names };

static size_t name_at(struct str s, size_t from, size_t to)
{
	size_t k = 0;
	while (k < N_NAMES && !str_eqz(str_sub(s, from, to), names[k]))
		k++;
	return k;
}

/* Behind the value of attribute name="..." at i, or 0. */
static size_t attribute(struct str s, size_t i)
{
	static const char *const spans[] = {" colspan=\"", " rowspan=\""};
	static const char *const sides[] = {
		" align=\"left\"", " align=\"center\"", " align=\"right\""};
	struct str rest = str_from(s, i);
	for (size_t k = 0; k < sizeof sides / sizeof *sides; k++)
		if (str_starts(rest, str_of(sides[k])))
			return i + str_of(sides[k]).n;
	for (size_t k = 0; k < sizeof spans / sizeof *spans; k++) {
		size_t p = str_of(spans[k]).n, first = p;
		if (!str_starts(rest, str_of(spans[k])))
			continue;
		while (p < rest.n && p < first + 3 && rest.p[p] >= '0' && rest.p[p] <= '9')
			p++;
		return p > first && p < rest.n && rest.p[p] == '"' ? i + p + 1 : 0;
	}
	return 0;
}

bool md_is_safe_table(struct str s)
{
	unsigned char open[MAX_OPEN];
	size_t n_open = 0, i = 0;
	s = str_trim(s);
	while (i < s.n && (s.p[i] == '<' || n_open)) {
		if (s.p[i] == '>')
			return false;
		if (s.p[i] != '<') {
			i++;
			continue;
		}
		bool closes = i + 1 < s.n && s.p[i + 1] == '/';
		size_t from = i + 1 + closes, to = from;
		while (to < s.n && s.p[to] >= 'a' && s.p[to] <= 'z')
			to++;
		size_t name = name_at(s, from, to);
		bool line_break = !closes && n_open && str_eqz(str_sub(s, from, to), "br");
		for (size_t p = to; !closes && (p = attribute(s, p));)
			to = p;
		if ((name == N_NAMES && !line_break) || to >= s.n || s.p[to] != '>')
			return false;
		i = to + 1;
		if (line_break)
			continue;
		if (closes && (!n_open || open[--n_open] != name))
			return false;
		if (!closes && (n_open == MAX_OPEN || (!n_open && name)))
			return false;
		if (!closes)
			open[n_open++] = (unsigned char)name;
	}
	return s.n && i == s.n && !n_open;
}
