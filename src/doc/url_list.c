/* url_list.c - see url_list.h. Order: collecting, lines, bookmarks, feeds, the reader. */
#include "doc/url_list.h"

#include "base/map.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/xml.h"

#define HEAD_BYTES 4096
#define URL_MAX 4096 /* bytes */

/* --- collecting -------------------------------------------------------------------------- */

struct list {
	struct arena *a;
	struct strs *urls;
	struct map seen;
	bool more;
};

static bool is_url(struct str s)
{
	bool web = str_istarts(s, STR("http://")) || str_istarts(s, STR("https://"));
	for (size_t i = 0; web && i < s.n; i++)
		web = (unsigned char)s.p[i] > ' ';
	return web && s.n <= URL_MAX;
}

static void add(struct list *l, struct str url)
{
	bool added;
	url = str_trim(url);
	if (!is_url(url))
		return;
	if (l->urls->n >= URL_LIST_MAX) {
		l->more = true;
		return;
	}
	url = str_dup(l->a, url);
	map_add(&l->seen, url, &added);
	if (added)
		strs_add(l->a, l->urls, url);
}

/* --- lines ------------------------------------------------------------------------------- */

static bool is_lines(struct str text)
{
	struct str line;
	size_t n = 0;
	while (str_line(&text, &line)) {
		line = str_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		if (!is_url(line))
			return false;
		n++;
	}
	return n > 0;
}

static void read_lines(struct list *l, struct str text)
{
	struct str line;
	while (str_line(&text, &line))
		add(l, line);
}

/* --- bookmarks --------------------------------------------------------------------------- */

static bool is_bookmarks(struct str text)
{
	return str_istarts(
		str_trim(str_sub(text, 0, HEAD_BYTES)), STR("<!doctype netscape-bookmark-file"));
}

static struct str decode_entities(struct arena *a, struct str s)
{
	static const char *const names[][2] = {
		{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_find_byte(s, '&') != STR_NPOS)
			s = str_replace(a, s, str_of(names[i][0]), str_of(names[i][1]));
	return s;
}

/* HREF of each <A ...>: the files are written by programs, one link a line. */
static void read_bookmarks(struct list *l, struct str text)
{
	struct str line;
	while (str_line(&text, &line)) {
		size_t at = str_ifind(line, STR("<a "));
		struct str tag = at == STR_NPOS ? STR("") : str_from(line, at);
		size_t href = str_ifind(tag, STR("href=\""));
		if (href == STR_NPOS)
			continue;
		tag = str_from(tag, href + 6);
		add(l, decode_entities(l->a, str_sub(tag, 0, str_find_byte(tag, '"'))));
	}
}

/* --- feeds ------------------------------------------------------------------------------- */

bool url_list_is_feed(struct str bytes)
{
	static const char *const roots[] = {"<rss", "<feed", "<rdf:RDF"};
	struct str s = str_sub(bytes, 0, HEAD_BYTES);
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_from(s, 3);
	for (;;) {
		s = str_trim(s);
		const char *close = str_starts(s, STR("<!--")) ? "-->"
			: str_starts(s, STR("<?"))	       ? "?>"
							       : NULL;
		size_t end = close ? str_find(s, str_of(close)) : STR_NPOS;
		if (end == STR_NPOS)
			break;
		s = str_from(s, end + str_of(close).n);
	}
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		struct str root = str_of(roots[i]), rest = str_from(s, root.n);
		if (str_starts(s, root) && rest.n &&
			str_find_byte(STR(" \t\r\n>"), rest.p[0]) != STR_NPOS)
			return true;
	}
	return false;
}

static bool is_named(const struct xml *x, size_t i, const char *name)
{
	struct str s = x->v[i].name;
	size_t colon = str_rfind_byte(s, ':');
	return str_eqz(colon == STR_NPOS ? s : str_from(s, colon + 1), name);
}

/* The page that an item is about: its link, else an id that is an address. */
static struct str link_of(struct arena *a, const struct xml *x, size_t item)
{
	struct str link = STR(""), id = STR("");
	for (size_t k = xml_child(x, item, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		struct str href = xml_attr(x, k, "href"), rel = xml_attr(x, k, "rel");
		bool page = !rel.n || str_eqz(rel, "alternate");
		if (is_named(x, k, "link") && page && !link.n)
			link = str_trim(href.n ? href : xml_text(a, x, k));
		else if (is_named(x, k, "guid") || is_named(x, k, "id"))
			id = str_trim(xml_text(a, x, k));
	}
	return link.n ? link : id;
}

static void read_feed(struct list *l, struct str bytes)
{
	struct xml x;
	if (!xml_parse(l->a, bytes, &x, NULL))
		return;
	for (size_t i = 0; i < x.n; i++)
		if (is_named(&x, i, "item") || is_named(&x, i, "entry")) {
			add(l, link_of(l->a, &x, i));
			i = x.v[i].end - 1;
		}
}

/* --- the reader -------------------------------------------------------------------------- */

enum url_list url_list_read(struct arena *a, struct str bytes, struct strs *urls, bool *more)
{
	struct list l = {.a = a, .urls = urls, .seen = map_make(a)};
	const char *encoding;
	enum url_list kind = URL_LIST_NONE;
	*urls = (struct strs){0};
	if (url_list_is_feed(bytes)) {
		read_feed(&l, bytes);
		kind = URL_LIST_FEED;
	} else if (is_bookmarks(bytes)) {
		read_bookmarks(&l, charset_decode(a, bytes, STR(""), &encoding));
		kind = URL_LIST_BOOKMARKS;
	} else if (is_lines(str_starts(bytes, STR("\xef\xbb\xbf")) ? str_from(bytes, 3) : bytes)) {
		read_lines(&l, str_starts(bytes, STR("\xef\xbb\xbf")) ? str_from(bytes, 3) : bytes);
		kind = URL_LIST_LINES;
	}
	*more = l.more;
	return kind;
}
