/* html_callout.c - which elements are callouts, and of which type.
 *
 * Order: words, class names in parts, titles and icons, the verdict. Known markup: GitHub, GitLab and
 * Gitea; Obsidian Publish and Quartz; Docusaurus, VitePress, VuePress, Starlight, Nextra, Nuxt,
 * Mintlify, ReadMe, GitBook; MkDocs, Sphinx, DocBook, DITA, AsciiDoc, mdBook, Quarto, DocC; Hugo,
 * Jekyll and Hexo themes; Microsoft's, Mozilla's and Google's documentation; Confluence, Notion,
 * Ghost, Substack, WordPress; Bootstrap, Bulma, Material UI. */
#include "doc/html_callout.h"

#include "base/text.h"

#define MAX_PARTS 10 /* of one class name */
#define MAX_TITLE_WORDS 25

/* --- words ------------------------------------------------------------------------------- */

static const struct {
	const char *word, *type;
	bool colour; /* names how a box looks rather than what it is */
} types[] = {
	{"note", "note", false},
	{"tip", "tip", false},
	{"hint", "hint", false},
	{"important", "important", false},
	{"warning", "warning", false},
	{"warn", "warning", false},
	{"caution", "caution", false},
	{"danger", "danger", false},
	{"error", "error", false},
	{"attention", "attention", false},
	{"info", "info", true},
	{"information", "info", true},
	{"success", "success", true},
	{"okay", "success", true},
	{"check", "success", true},
	{"example", "example", false},
	{"question", "question", false},
	{"faq", "question", false},
	{"quote", "quote", false},
	{"bug", "bug", false},
	{"todo", "todo", false},
	{"abstract", "abstract", false},
	{"tldr", "abstract", false},
	{"summary", "summary", false},
	{"failure", "failure", false},
	{"fail", "failure", false},
	{"seealso", "info", false},
	{"versionadded", "info", false},
	{"versionchanged", "info", false},
	{"deprecated", "warning", false},
	{"experimental", "warning", false},
	{"nonstandard", "warning", false},
	{"obsolete", "warning", false},
	{"pitfall", "warning", false},
	{"critical", "danger", false},
	{"primary", "note", true},
	{"secondary", "note", true},
	{"default", "note", true},
	{"light", "note", true},
	{"dark", "note", true},
	{"neutral", "note", true},
};

/* The second letters of the words of both tables by their first: most names need no look at them. */
#define L(c) (1U << ((c) - 'a'))
static const uint32_t second[26] = {
	['a' - 'a'] = L('b') | L('d') | L('l') | L('s') | L('t'),
	['b' - 'a'] = L('l') | L('o') | L('u'),
	['c' - 'a'] = L('a') | L('h') | L('r'),
	['d' - 'a'] = L('a') | L('e'),
	['e' - 'a'] = L('r') | L('x'),
	['f' - 'a'] = L('a'),
	['h' - 'a'] = L('i'),
	['i' - 'a'] = L('m') | L('n'),
	['l' - 'a'] = L('i'),
	['m' - 'a'] = L('a') | L('e'),
	['n' - 'a'] = L('e') | L('o'),
	['o' - 'a'] = L('b') | L('k'),
	['p' - 'a'] = L('a') | L('i') | L('r'),
	['q' - 'a'] = L('u'),
	['s' - 'a'] = L('e') | L('u'),
	['t' - 'a'] = L('a') | L('i') | L('l') | L('o'),
	['v' - 'a'] = L('e'),
	['w' - 'a'] = L('a'),
};
#undef L

static bool may_name(struct str word)
{
	if (word.n < 3 || word.n > 15)
		return false;
	unsigned x = (unsigned)(word.p[0] | 0x20) - 'a', y = (unsigned)(word.p[1] | 0x20) - 'a';
	return x < 26 && y < 26 && (second[x] >> y & 1);
}

/* Index in types and one more; 0 for other words. */
static size_t type_at(struct str word)
{
	for (size_t i = 0; i < sizeof types / sizeof *types && may_name(word); i++)
		if ((word.p[0] | 0x20) == types[i].word[0] && str_ieq(word, str_of(types[i].word)))
			return i + 1;
	return 0;
}

const char *callout_type_of(struct str word)
{
	size_t i = word.n ? type_at(word) : 0;
	return i ? types[i - 1].type : NULL;
}

enum family {
	NO_FAMILY,
	FAMILY_WEAK, /* a callout when a type is named; pages call their own notices so too */
	FAMILY_TYPED, /* the same, and used for little else */
	FAMILY_STRONG, /* a callout by itself */
};

static const struct {
	const char *word;
	enum family family;
	const char *first; /* the family only behind this part: custom-block */
} families[] = {
	{"admonition", FAMILY_STRONG, NULL},
	{"admonitionblock", FAMILY_STRONG, NULL},
	{"notecard", FAMILY_STRONG, NULL},
	{"callout", FAMILY_STRONG, NULL},
	{"alert", FAMILY_WEAK, NULL},
	{"notice", FAMILY_WEAK, NULL},
	{"notices", FAMILY_WEAK, NULL},
	{"notification", FAMILY_WEAK, NULL},
	{"message", FAMILY_WEAK, "message"},
	{"message", FAMILY_WEAK, "ips"},
	{"pageinfo", FAMILY_TYPED, NULL},
	{"interstitial", FAMILY_TYPED, NULL},
	{"macro", FAMILY_TYPED, "confluence"},
	{"block", FAMILY_TYPED, "custom"},
	{"aside", FAMILY_TYPED, "starlight"},
	{"tag", FAMILY_TYPED, "blockquote"},
	{"prompt", FAMILY_TYPED, "prompt"},
	{"hint", FAMILY_TYPED, "hint"},
	{"hint", FAMILY_TYPED, "book"},
	{"hint", FAMILY_TYPED, "gdoc"},
	{"note", FAMILY_TYPED, "note"},
	{"attention", FAMILY_TYPED, "attention"},
};

static enum family family_of(struct str first, struct str word)
{
	for (size_t i = 0; i < sizeof families / sizeof *families && may_name(word); i++)
		if ((word.p[0] | 0x20) == families[i].word[0] &&
			str_ieq(word, str_of(families[i].word)) &&
			(!families[i].first || str_ieq(first, str_of(families[i].first))))
			return families[i].family;
	return NO_FAMILY;
}

static bool one_of(struct str word, const char *list)
{
	struct str rest = str_of(list), one;
	while (word.n && str_cut(&rest, ' ', &one))
		if (str_ieq(one, word))
			return true;
	return false;
}

/* Names of what a callout is made of. */
static bool is_inner(struct str part)
{
	return one_of(part,
		"title heading header head content body icon text inner emoji description label "
		"close dismiss link button btn link list item items wrapper window area tray "
		"bottom modal form nav end story container-inner badge actions banner");
}

/* --- class names ------------------------------------------------------------------------- */

struct parts {
	struct str v[MAX_PARTS];
	size_t n;
};

static bool is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "theme-admonition-tip", "MuiAlert-standardInfo", "callout_warn__x1" in their parts. */
static void split(struct str word, struct parts *p)
{
	size_t from = 0;
	p->n = 0;
	for (size_t i = 0; i <= word.n && p->n < MAX_PARTS; i++) {
		bool sign = i < word.n && !is_lower(word.p[i]) &&
			!(word.p[i] >= 'A' && word.p[i] <= 'Z');
		bool hump = i > from && i < word.n && !str_starts(word, STR("message")) &&
			word.p[i] >= 'A' && word.p[i] <= 'Z' && is_lower(word.p[i - 1]);
		if (i < word.n && !sign && !hump)
			continue;
		if (i > from)
			p->v[p->n++] = str_sub(word, from, i);
		from = hump ? i : i + 1;
	}
}

/* A part of the name may be in the tables: a look at the letters where parts begin. */
static bool may_hold(struct str word)
{
	bool begins = true;
	for (size_t i = 0; i + 2 < word.n; i++) {
		unsigned x = (unsigned)(word.p[i] | 0x20) - 'a';
		unsigned y = (unsigned)(word.p[i + 1] | 0x20) - 'a';
		bool large = word.p[i] >= 'A' && word.p[i] <= 'Z';
		if ((begins || large) && x < 26 && y < 26 && (second[x] >> y & 1))
			return true;
		begins = !is_lower(word.p[i]) && !large;
	}
	return false;
}

/* What a list of class names says of a callout. */
struct reading {
	enum family family;
	size_t type, other; /* 1 + index in types; other is never a family's own word */
	int rank,
		other_rank; /* what a box is before how it looks, in one name with the family first */
	bool lone; /* the type is a name of its own */
	bool own; /* "note", "hint" or "attention" stands alone: a family beside another type */
	bool exact; /* the family is a name of its own, or of a tool that makes only callouts */
	size_t n_words;
};

static void offer(struct reading *r, size_t type, enum family near, bool lone)
{
	bool colour = types[type - 1].colour || near == FAMILY_WEAK;
	int rank = 1 + 4 * !colour + 2 * (near == FAMILY_STRONG) + (near != NO_FAMILY);
	if (rank > r->other_rank && !one_of(str_of(types[type - 1].word), "note hint attention")) {
		r->other = type;
		r->other_rank = rank;
	}
	if (rank <= r->rank)
		return;
	r->type = type;
	r->rank = rank;
	r->lone = lone;
}

/* The name of a tool before "callout", or what it calls the box. */
static bool is_tool(const struct parts *p, size_t at)
{
	static const char tools[] = "notion nextra kg bs gh md theme fern rm mdx docs";
	return p->n == 1 || !one_of(p->v[at], "callout") || one_of(p->v[0], tools) ||
		(at + 1 < p->n && one_of(p->v[at + 1], "block"));
}

/* The type that a name tells beside its family: behind it, or before it as in "is-tip-notice". */
static size_t type_in(const struct parts *p, enum family family, size_t at)
{
	size_t type = 0;
	for (size_t i = 0; i < p->n; i++) {
		bool before = i < at && !one_of(p->v[at], "notice alert");
		if (type_at(p->v[i]) && !(family && (i == at || before)))
			type = type_at(p->v[i]);
	}
	return type;
}

/* "tip-box"; an "info-box" may be any box. */
static bool is_box(const struct parts *p)
{
	static const char kinds[] = "note tip hint warning caution important danger";
	return p->n == 2 &&
		((one_of(p->v[1], "box") && one_of(p->v[0], kinds)) ||
			(one_of(p->v[0], "box") && one_of(p->v[1], kinds)));
}

static void read_word(struct reading *r, struct str word)
{
	static const char looks[] = "bg text border color";
	static const char before[] =
		"is has type variant style theme level severity status intent admonish awsdocs "
		"standard bg text border color";
	struct parts p;
	enum family family = NO_FAMILY;
	size_t at = 0;
	if (!may_hold(word))
		return;
	split(word, &p);
	bool look = one_of(p.v[0], looks);
	for (size_t i = 0; i < p.n && !look; i++) {
		enum family f = family_of(p.v[0], p.v[i]);
		if (f > family) {
			family = f;
			at = i;
		}
		if (family && i > at && is_inner(p.v[i]))
			return;
	}
	size_t type = type_in(&p, family, at);
	if (is_box(&p)) {
		type = type_in(&p, NO_FAMILY, 0);
		family = FAMILY_TYPED;
	}
	if (p.n == 1 && family == FAMILY_TYPED && type_at(word))
		r->own = true;
	else if (family > r->family)
		r->family = family;
	r->exact = r->exact || (family == FAMILY_STRONG && is_tool(&p, at));
	if (type && family)
		offer(r, type, family, false);
	else if (p.n == 1 && type_at(p.v[0]))
		offer(r, type_at(p.v[0]), NO_FAMILY, true);
	else if (type && p.n <= 3 && one_of(p.v[0], before))
		offer(r, type, look ? FAMILY_WEAK : NO_FAMILY, false);
}

static struct reading read_class(struct str list)
{
	struct reading r = {0};
	for (size_t i = 0; i < list.n;) {
		size_t from = i;
		while (i < list.n && (unsigned char)list.p[i] > ' ')
			i++;
		if (i > from) {
			read_word(&r, str_sub(list, from, i));
			r.n_words++;
		}
		while (i < list.n && (unsigned char)list.p[i] <= ' ')
			i++;
	}
	return r;
}

/* --- titles and icons -------------------------------------------------------------------- */

static bool has_letters(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (text_is_letter(cp) || text_is_digit(cp))
			return true;
	}
	return false;
}

static bool names_part(struct str class, const char *list)
{
	struct parts p;
	struct str word;
	while (str_cut(&class, ' ', &word)) {
		split(word, &p);
		for (size_t i = 0; i < p.n; i++)
			if (one_of(p.v[i], list))
				return true;
	}
	return false;
}

static bool no_words(const struct dom *d, size_t i)
{
	for (size_t k = i; k < d->v[i].end; k++)
		if (d->v[k].tag == TAG_TEXT && has_letters(d->v[k].text))
			return false;
	return true;
}

bool callout_is_icon(const struct dom *d, size_t i)
{
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_SVG || tag == TAG_IMG)
		return true;
	if (tag == TAG_TEXT)
		return false;
	struct str class = dom_attr(d, i, "class");
	/* the name of a sign, drawn by a font */
	if (dom_has_word(class, "material-icons") || str_istarts(class, STR("material-symbols")))
		return true;
	bool named = tag == TAG_I || names_part(class, "icon icons emoji symbol");
	if (!named && (tag == TAG_DIV || tag == TAG_SPAN) && d->v[i].end == i + 2 &&
		d->v[i + 1].tag == TAG_TEXT && d->v[i + 1].text.n <= 12) { /* a sign alone */
		struct str s = str_trim(d->v[i + 1].text);
		return s.n >= 3 && (unsigned char)s.p[0] >= 0xe2 && !has_letters(s);
	}
	return named && no_words(d, i) && dom_find(d, i, TAG_P) == DOM_NONE;
}

static bool is_title(const struct dom *d, size_t i)
{
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_SUMMARY || (tag >= TAG_H1 && tag <= TAG_H6))
		return true;
	if (tag == TAG_TEXT || !d->v[i].n_attr)
		return false;
	return names_part(dom_attr(d, i, "class"), "title heading header head label") ||
		str_ieq(dom_attr(d, i, "role"), STR("heading"));
}

/* A paragraph that is a type and nothing else: "Note", "WARNING:". */
static bool is_label(const struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	enum html_tag tag = d->v[i].tag;
	if ((tag != TAG_P && tag != TAG_DIV && tag != TAG_STRONG && tag != TAG_B) ||
		d->v[i].end - i > 8)
		return false;
	size_t next = d->v[i].end;
	if ((tag == TAG_STRONG || tag == TAG_B) && (next >= d->n || d->v[next].tag != TAG_BR))
		return false; /* a line of its own only */
	struct str s = dom_line(h->a, d, i);
	if (str_ieq(s, STR("see also")))
		return true;
	if (s.n && s.p[s.n - 1] == ':')
		s = str_sub(s, 0, s.n - 1);
	return callout_type_of(s) != NULL;
}

size_t callout_title(const struct html_page *h, size_t node)
{
	const struct dom *d = &h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k++) {
		enum html_tag tag = d->v[k].tag;
		if (tag == TAG_TEXT && !str_blank(d->v[k].text))
			return DOM_NONE;
		if (tag == TAG_TEXT)
			continue;
		if (h->gone[k] || (html_tag_flags(tag) & IS_SILENT) || callout_is_icon(d, k)) {
			k = d->v[k].end - 1;
			continue;
		}
		if (!is_title(d, k) && !is_label(h, k))
			continue;
		struct str s = dom_line(h->a, d, k);
		if (!s.n) {
			k = d->v[k].end - 1;
			continue;
		}
		return text_count_words(s) <= MAX_TITLE_WORDS ? k : DOM_NONE;
	}
	return DOM_NONE;
}

/* --- the verdict ------------------------------------------------------------------------- */

/* The text starts with the name of a type and a colon. */
static bool starts_labelled(struct arena *a, const struct dom *d, size_t i)
{
	struct buf b = buf_make(a);
	for (size_t k = i; k < d->v[i].end && b.n < 60; k++)
		if (d->v[k].tag == TAG_TEXT)
			buf_put(&b, str_trim(str_sub(d->v[k].text, 0, 60)));
	struct str s = str_trim(buf_str(&b));
	size_t end = str_find_byte(s, ':');
	return end != STR_NPOS && callout_type_of(str_trim(str_sub(s, 0, end))) != NULL;
}

#define NO_BOX "primary secondary default light dark neutral "

/* A box that is named by a type alone. */
static bool lone_box(const struct html_page *h, size_t i, const struct reading *r)
{
	const struct dom *d = &h->dom;
	enum html_tag tag = d->v[i].tag;
	size_t first = dom_first_element(d, i);
	if ((tag == TAG_DETAILS || tag == TAG_ASIDE) && !r->lone)
		return false;
	if (tag == TAG_DETAILS)
		return !one_of(str_of(types[r->type - 1].word), NO_BOX "question faq okay check") &&
			first != DOM_NONE && d->v[first].tag == TAG_SUMMARY;
	const char *word = types[r->type - 1].word;
	if (tag == TAG_ASIDE)
		return !one_of(str_of(word), NO_BOX "quote summary");
	if (types[r->type - 1].colour ||
		(tag != TAG_DIV && tag != TAG_P && tag != TAG_SECTION && tag != TAG_BLOCKQUOTE))
		return false;
	if (str_ieq(dom_attr(d, i, "role"), STR("note")) || starts_labelled(h->a, d, i))
		return true;
	if (r->n_words == 1 &&
		one_of(str_of(types[r->type - 1].type), "warning caution danger important"))
		return true;
	size_t title = callout_title(h, i);
	if (title == DOM_NONE)
		return false;
	struct str s = dom_line(h->a, d, title);
	if (s.n && s.p[s.n - 1] == ':')
		s = str_sub(s, 0, s.n - 1);
	return callout_type_of(s) != NULL;
}

/* What attributes made for it say; "true" and unknown names of one's own too. */
static bool by_attribute(struct arena *a, const struct dom *d, size_t i, struct callout *out)
{
	static const char *const attrs[] = {
		"data-callout", "data-callout-type", "data-panel-type", "data-admonition"};
	struct str v = STR("");
	for (size_t n = d->v[i].attr; n < d->v[i].attr + d->v[i].n_attr; n++)
		for (size_t k = 0; str_starts(d->attr[n].name, STR("data-")) && !v.n &&
			k < sizeof attrs / sizeof *attrs;
			k++)
			if (str_eqz(d->attr[n].name, attrs[k]))
				v = str_trim(d->attr[n].value);
	if (!v.n || v.n > 30)
		return false;
	out->plain = one_of(v, "true 1 default custom");
	struct buf b = buf_make(a);
	for (size_t k = 0; k < v.n && !out->plain; k++)
		if (is_lower(v.p[k] | 0x20) || v.p[k] == '-' || v.p[k] == '_')
			buf_putc(&b,
				(char)(v.p[k] >= 'A' && v.p[k] <= 'Z' ? v.p[k] | 0x20 : v.p[k]));
	out->type = b.n ? buf_str(&b) : STR("note");
	return true;
}

static char fold_of(const struct dom *d, size_t i)
{
	struct str v = dom_attr(d, i, "data-callout-fold");
	if (d->v[i].tag == TAG_DETAILS)
		return dom_has(d, i, "open") ? '+' : '-';
	return v.n == 1 && (v.p[0] == '-' || v.p[0] == '+') ? v.p[0] : 0;
}

/* The names of an element and what the attributes of a custom one add. */
static struct reading read_element(const struct dom *d, size_t i)
{
	static const char *const attrs[] = {"type", "variant", "state", "kind"};
	struct reading r = read_class(dom_attr(d, i, "class"));
	if (d->v[i].tag != TAG_OTHER)
		return r;
	read_word(&r, d->v[i].text);
	for (size_t k = 0; k < sizeof attrs / sizeof *attrs && r.family; k++) {
		struct str v = dom_attr(d, i, attrs[k]);
		if (v.n && type_at(v))
			offer(&r, type_at(v), FAMILY_TYPED, false);
	}
	return r;
}

static bool by_class(const struct html_page *h, size_t i, struct callout *out)
{
	const struct dom *d = &h->dom;
	enum html_tag tag = d->v[i].tag;
	struct reading r = read_element(d, i);
	struct str kind = dom_attr(d, i, "data-type");
	if (!r.type && (tag == TAG_DIV || tag == TAG_ASIDE) &&
		one_of(kind, "note tip warning caution important")) { /* books, Writerside */
		out->type = str_of(callout_type_of(kind));
		return true;
	}
	if (!r.type && tag == TAG_ASIDE && str_ieq(dom_attr(d, i, "role"), STR("note")))
		r.family = FAMILY_STRONG;
	bool own = r.own && r.lone && !r.family && r.other; /* "note info" */
	if (own)
		r.type = r.other;
	bool family = r.family || own || (r.type && !r.lone && r.own);
	if (r.type ? !family && !lone_box(h, i, &r)
		   : r.family != FAMILY_STRONG ||
				(!r.exact && tag != TAG_ASIDE && tag != TAG_BLOCKQUOTE))
		return false;
	out->type = r.type ? str_of(types[r.type - 1].type) : STR("note");
	out->plain = !r.type;
	out->colour = r.type && (types[r.type - 1].colour || r.family == FAMILY_WEAK);
	out->weak = !family || r.family == FAMILY_WEAK;
	return true;
}

bool callout_is(const struct html_page *h, size_t node, struct callout *out)
{
	const struct dom *d = &h->dom;
	enum html_tag tag = d->v[node].tag;
	bool box = tag == TAG_DIV || tag == TAG_ASIDE || tag == TAG_P || tag == TAG_DETAILS ||
		tag == TAG_BLOCKQUOTE || tag == TAG_SECTION || tag == TAG_FIGURE ||
		tag == TAG_TABLE || tag == TAG_OTHER || tag == TAG_DL || tag == TAG_ARTICLE;
	if (!box || (!d->v[node].n_attr && tag != TAG_OTHER))
		return false;
	struct arena_mark m = arena_mark(h->a);
	*out = (struct callout){.fold = fold_of(d, node)};
	bool yes = by_attribute(h->a, d, node, out);
	if (!yes) {
		yes = by_class(h, node, out);
		arena_release(h->a, m);
	}
	return yes && !(out->weak && dom_find(d, node, TAG_INPUT) != DOM_NONE);
}
