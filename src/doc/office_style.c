/* office_style.c - see office_style.h. Order: kinds, headings and items, the calls. */
#include "doc/office_style.h"

/* --- kinds ------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum office_kind kind;
} kinds[] = {
	{"title", OFFICE_TITLE},
	{"titel", OFFICE_TITLE},
	{"titre", OFFICE_TITLE},
	{"t\xc3\xadtulo", OFFICE_TITLE},
	{"titolo", OFFICE_TITLE},
	{"subtitle", OFFICE_SUBTITLE},
	{"author", OFFICE_AUTHOR},
	{"authors", OFFICE_AUTHOR},
	{"date", OFFICE_DATE},
	{"definition term", OFFICE_TERM},
	{"definition term tight", OFFICE_TERM},
	{"list heading", OFFICE_TERM},
	{"caption", OFFICE_CAPTION},
	{"image caption", OFFICE_CAPTION},
	{"table caption", OFFICE_CAPTION},
	{"tablecaption", OFFICE_CAPTION},
	{"figurecaption", OFFICE_CAPTION},
	{"illustration", OFFICE_CAPTION},
	{"figure", OFFICE_CAPTION},
	{"table", OFFICE_CAPTION},
	{"drawing", OFFICE_CAPTION},
	{"horizontal line", OFFICE_RULE},
	{"quote", OFFICE_QUOTE},
	{"intense quote", OFFICE_QUOTE},
	{"block text", OFFICE_QUOTE},
	{"block quote", OFFICE_QUOTE},
	{"blockquote", OFFICE_QUOTE},
	{"quotations", OFFICE_QUOTE},
	{"source code", OFFICE_CODE},
	{"code", OFFICE_CODE},
	{"code block", OFFICE_CODE},
	{"codeblock", OFFICE_CODE},
	{"html preformatted", OFFICE_CODE},
	{"preformatted text", OFFICE_CODE},
	{"preformatted", OFFICE_CODE},
	{"verbatim", OFFICE_CODE},
	{"macro", OFFICE_CODE},
	{"macro text", OFFICE_CODE},
};

/* --- headings and items ------------------------------------------------------------------- */

/* Word writes the English name whatever it shows; other programs write what they show. */
static const char *const headings[] = {
	"heading",
	"\xc3\xbc"
	"berschrift",
	"\xc3\x9c"
	"berschrift",
	"titre",
	"t\xc3\xadtulo",
	"titolo",
	"kop",
	"rubrik",
	"overskrift",
	"otsikko",
	"nag\xc5\x82\xc3\xb3wek",
	"nadpis",
	"\xd0\xb7\xd0\xb0\xd0\xb3\xd0\xbe\xd0\xbb\xd0\xbe\xd0\xb2\xd0\xbe\xd0\xba",
	"\xd0\x97\xd0\xb0\xd0\xb3\xd0\xbe\xd0\xbb\xd0\xbe\xd0\xb2\xd0\xbe\xd0\xba",
	"\xe6\xa0\x87\xe9\xa2\x98",
	"\xe8\xa6\x8b\xe5\x87\xba\xe3\x81\x97",
	"\xec\xa0\x9c\xeb\xaa\xa9",
};

/* The figure in "heading 2"; 0 when the name is not that word and one figure. */
static unsigned figure_after(struct str name, struct str word)
{
	if (!str_starts(name, word))
		return 0;
	struct str rest = str_trim(str_from(name, word.n));
	bool one = rest.n == 1 && rest.p[0] >= '1' && rest.p[0] <= '9';
	return one ? (unsigned)(rest.p[0] - '0') : 0;
}

/* --- the calls --------------------------------------------------------------------------- */

struct office_name office_name_of(struct str name)
{
	/* "list bullet", "list number 2": items, with or without a list that numbers them */
	static const struct {
		const char *name;
		enum office_kind kind;
	} lists[] = {{"list bullet", OFFICE_BULLET}, {"list number", OFFICE_NUMBER}};
	struct office_name v = {.kind = OFFICE_PLAIN};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eqz(name, kinds[i].name))
			v.kind = kinds[i].kind;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		unsigned figure = figure_after(name, str_of(lists[i].name));
		if (!figure && !str_eqz(name, lists[i].name))
			continue;
		v.kind = lists[i].kind;
		v.depth = figure ? figure - 1 : 0;
	}
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
		unsigned figure = figure_after(name, str_of(headings[i]));
		v.heading = figure ? figure : v.heading;
	}
	return v;
}

bool office_is_mono(struct str font)
{
	static const char *const fonts[] = {"courier", "consolas", "menlo", "monaco", "mono",
		"lucida console", "andale", "source code", "inconsolata", "fira code", "cascadia"};
	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
		if (str_ifind(font, str_of(fonts[i])) != STR_NPOS)
			return true;
	return false;
}
