/* html_math_text.c - formulas that stand as TeX in the text, for a script that has not run.
 *
 * \( \) and \[ \] are formulas wherever they hold a sign of TeX; $$ likewise; a single $ means money
 * too, so it must hold a command, or the page must say that $ opens formulas. Order: what the page
 * says, spans. */
#include "doc/html_write.h"

#define MAX_SPAN 2000 /* bytes of a formula in the text */

/* --- what the page says ------------------------------------------------------------------ */

static bool says(struct str s, const char *word)
{
	return str_find(s, str_of(word)) != STR_NPOS;
}

enum math_delims math_delims_of(const struct dom *d)
{
	enum math_delims found = DELIMS_NONE;
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].tag != TAG_SCRIPT && d->v[i].tag != TAG_LINK)
			continue;
		struct str src = dom_attr(d, i, d->v[i].tag == TAG_LINK ? "href" : "src");
		struct str text = d->v[i].end > i + 1 ? d->v[i + 1].text : STR("");
		bool mentions = str_ifind(src, STR("mathjax")) != STR_NPOS ||
			str_ifind(src, STR("katex")) != STR_NPOS || says(text, "inlineMath") ||
			says(text, "renderMathInElement");
		if (mentions && found < DELIMS_TEX)
			found = DELIMS_TEX;
		if (mentions && text.n &&
			(says(text, "['$'") || says(text, "[\"$\"") || says(text, "'$',") ||
				says(text, "\"$\",")))
			return DELIMS_DOLLAR;
	}
	return found;
}

/* --- spans ------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool has_command(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '\\' && (is_letter(s.p[i + 1]) || s.p[i + 1] == '{'))
			return true;
	return false;
}

static bool has_sign(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_find_byte(STR("\\^_={<>+"), s.p[i]) != STR_NPOS)
			return true;
	return s.n <= 2 && s.n && is_letter(s.p[0]);
}

static bool blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* "$...$" at s[at]: as Pandoc reads it, no blank inside either sign, no digit behind. */
static bool dollar(struct str s, size_t at, enum math_delims delims, struct math_span *out)
{
	size_t end = at + 1;
	if (end >= s.n || blank(s.p[end]) ||
		(at && (is_letter(s.p[at - 1]) || s.p[at - 1] == '\\')))
		return false;
	while (end < s.n && end - at < MAX_SPAN && s.p[end] != '$')
		end += s.p[end] == '\\' ? 2 : 1;
	if (end >= s.n || s.p[end] != '$' || blank(s.p[end - 1]) ||
		(end + 1 < s.n && s.p[end + 1] >= '0' && s.p[end + 1] <= '9'))
		return false;
	struct str tex = str_sub(s, at + 1, end);
	*out = (struct math_span){at, end + 1, tex, false};
	return tex.n && (has_command(tex) || (delims == DELIMS_DOLLAR && has_sign(tex)));
}

/* From open to shut, if a formula stands between. */
static bool delimited(struct str s, size_t at, struct str open, struct str shut, bool display,
	struct math_span *out)
{
	struct str rest = str_sub(s, 0, at + MAX_SPAN);
	size_t end = str_find_from(rest, at + open.n, shut);
	if (!str_starts(str_from(s, at), open) || end == STR_NPOS)
		return false;
	struct str tex = str_trim(str_sub(s, at + open.n, end));
	*out = (struct math_span){at, end + shut.n, tex, display};
	return has_sign(tex) || (tex.n <= 3 && tex.n);
}

/* \begin{align} ... \end{align}, which MathJax sets without a sign around it. */
static bool environment(struct str s, size_t at, struct math_span *out)
{
	static const char *const names[] = {"equation", "equation*", "align", "align*", "gather",
		"gather*", "multline", "eqnarray", "eqnarray*"};
	struct str rest = str_from(s, at);
	if (!str_starts(rest, STR("\\begin{")))
		return false;
	struct str name = str_sub(rest, 7, str_find_byte(rest, '}'));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!str_eqz(name, names[i]))
			continue;
		char shut[32] = "\\end{";
		memcpy(shut + 5, name.p, name.n);
		shut[5 + name.n] = '}';
		size_t end = str_find(str_sub(rest, 0, MAX_SPAN), str_make(shut, name.n + 6));
		if (end == STR_NPOS)
			return false;
		end += name.n + 6;
		*out = (struct math_span){at, at + end, str_sub(rest, 0, end), true};
		return true;
	}
	return false;
}

bool math_in_text(struct str s, size_t from, enum math_delims delims, struct math_span *out)
{
	for (size_t i = from; i + 1 < s.n; i++) {
		if (s.p[i] == '$' && s.p[i + 1] == '$') {
			if (delimited(s, i, STR("$$"), STR("$$"), true, out))
				return true;
			i++;
		} else if (s.p[i] == '$') {
			if (dollar(s, i, delims, out))
				return true;
		} else if (s.p[i] == '\\') {
			if (delimited(s, i, STR("\\("), STR("\\)"), false, out) ||
				delimited(s, i, STR("\\["), STR("\\]"), true, out) ||
				(delims && environment(s, i, out)))
				return true;
			i++; /* "\$" is no sign */
		}
	}
	return false;
}
