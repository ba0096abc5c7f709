/* html_jsonld.c - JSON-LD of a page: which object describes it, and what it says.
 *
 * Order: text, finding objects, ranks, values, the walk. Objects are looked at in the order of the
 * page; one that describes an article, a post or a product outranks one for a web page or a site. */
#include "doc/html_jsonld.h"

#include "base/err.h"
#include "base/json.h"
#include "base/text.h"
#include "base/vec.h"

#define MAX_OBJECTS 5000
#define MAX_DEPTH 24
#define MAX_SCRIPT ((size_t)2 << 20)

struct object {
	struct json *j;
	struct str type, id;
};

struct ld {
	struct arena *a;
	VEC(struct object) objects;
};

/* --- text -------------------------------------------------------------------------------- */

static bool reference(struct str s, size_t i, size_t *end, uint32_t *cp)
{
	static const struct {
		const char *name;
		uint32_t cp;
	} known[] = {{"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''}, {"lt;", '<'}, {"gt;", '>'},
		{"nbsp;", ' '}, {"mdash;", 0x2014}, {"ndash;", 0x2013}, {"hellip;", 0x2026},
		{"rsquo;", 0x2019}, {"lsquo;", 0x2018}, {"rdquo;", 0x201d}, {"ldquo;", 0x201c}};
	struct str rest = str_from(s, i + 1);
	for (size_t k = 0; k < sizeof known / sizeof *known; k++)
		if (str_starts(rest, str_of(known[k].name))) {
			*end = i + 1 + str_of(known[k].name).n;
			*cp = known[k].cp;
			return true;
		}
	if (!rest.n || rest.p[0] != '#')
		return false;
	bool hex = rest.n > 1 && (rest.p[1] == 'x' || rest.p[1] == 'X');
	size_t p = hex ? 2 : 1;
	uint32_t v = 0;
	for (; p < rest.n && p < 9; p++) {
		char c = rest.p[p];
		int digit = c >= '0' && c <= '9'      ? c - '0'
			: hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
			: hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
						      : -1;
		if (digit < 0)
			break;
		v = v * (hex ? 16 : 10) + (uint32_t)digit;
	}
	if (p >= rest.n || rest.p[p] != ';' || v < 32 || v > 0x10ffff ||
		(v >= 0xd800 && v < 0xe000))
		return false;
	*end = i + 1 + p + 1;
	*cp = v;
	return true;
}

struct str jsonld_text(struct arena *a, struct str s)
{
	if (str_find_byte(s, '&') == STR_NPOS)
		return dom_collapse(a, s);
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n;) {
		size_t end;
		uint32_t cp;
		if (s.p[i] == '&' && reference(s, i, &end, &cp)) {
			buf_put_cp(&b, cp);
			i = end;
		} else {
			buf_putc(&b, s.p[i++]);
		}
	}
	return dom_collapse(a, buf_str(&b));
}

/* Line breaks and tabs inside strings, comments or CDATA around and a semicolon behind are common. */
static struct str repair(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	size_t cdata = str_find(s, STR("<![CDATA["));
	if (cdata != STR_NPOS) {
		s = str_from(s, cdata + 9);
		s = str_sub(s, 0, str_find(s, STR("]]>")));
	}
	s = str_trim(s);
	size_t from = 0, to = s.n;
	while (from < s.n && s.p[from] != '{' && s.p[from] != '[')
		from++;
	while (to > from && s.p[to - 1] != '}' && s.p[to - 1] != ']')
		to--;
	buf_put(&b, str_sub(s, from, to));
	for (size_t i = 0; i < b.n; i++)
		if ((unsigned char)b.p[i] < 0x20)
			b.p[i] = ' ';
	return buf_str(&b);
}

/* --- objects ----------------------------------------------------------------------------- */

static struct str type_of(const struct json *j)
{
	const struct json *t = json_get(j, STR("@type"));
	return json_kind(t) == JSON_T_LIST ? json_str(json_at(t, 0)) : json_str(t);
}

static void collect(struct ld *l, struct json *j, int depth)
{
	if (depth > MAX_DEPTH || l->objects.n >= MAX_OBJECTS)
		return;
	if (json_kind(j) == JSON_T_OBJECT) {
		struct object o = {j, type_of(j), json_str(json_get(j, STR("@id")))};
		if (o.type.n)
			VEC_PUSH(l->a, &l->objects, o);
	} else if (json_kind(j) != JSON_T_LIST) {
		return;
	}
	for (size_t i = 0; i < json_len(j); i++)
		collect(l, json_at(j, i), depth + 1);
}

static bool ends_with_any(struct str type, const char *words)
{
	struct str rest = str_of(words), w;
	while (str_cut(&rest, ' ', &w))
		if (str_ends(type, w))
			return true;
	return false;
}

static int rank_of(struct str type)
{
	if (ends_with_any(type,
		    "Article BlogPosting Posting Report Question Recipe Book Course "
		    "LearningResource HowTo PodcastEpisode NewsArticle"))
		return 3;
	if (ends_with_any(type,
		    "Product ProductGroup VideoObject SoftwareApplication Event "
		    "JobPosting Service Movie CreativeWork TouristAttraction"))
		return 2;
	return ends_with_any(type, "WebPage ItemPage CollectionPage AboutPage FAQPage") ? 1 : 0;
}

/* --- values ------------------------------------------------------------------------------ */

static struct str text_at(struct ld *l, const struct json *j, const char *key)
{
	const struct json *v = json_get(j, str_of(key));
	if (json_kind(v) == JSON_T_LIST)
		v = json_at(v, 0);
	if (json_kind(v) == JSON_T_OBJECT) {
		const struct json *name = json_get(v, STR("name"));
		v = name ? name : json_get(v, STR("@value"));
	}
	return jsonld_text(l->a, json_str(v));
}

static const struct json *by_id(const struct ld *l, struct str id)
{
	for (size_t i = 0; i < l->objects.n && id.n; i++)
		if (str_eq(l->objects.v[i].id, id) &&
			json_get(l->objects.v[i].j, STR("name")) != NULL)
			return l->objects.v[i].j;
	return NULL;
}

static void add_names(struct ld *l, const struct json *v, struct strs *out, int depth)
{
	if (json_kind(v) == JSON_T_LIST) {
		for (size_t i = 0; i < json_len(v) && i < 20 && depth < 4; i++)
			add_names(l, json_at(v, i), out, depth + 1);
		return;
	}
	struct str name = json_str(v);
	if (json_kind(v) == JSON_T_OBJECT) {
		const struct json *n = json_get(v, STR("name"));
		if (!n) {
			const struct json *o = by_id(l, json_str(json_get(v, STR("@id"))));
			n = json_get(o, STR("name"));
		}
		if (json_kind(n) == JSON_T_LIST) {
			add_names(l, n, out, depth + 1);
			return;
		}
		name = json_str(n);
	}
	name = jsonld_text(l->a, name);
	if (name.n && !strs_has(*out, name) && str_find(name, STR("://")) == STR_NPOS)
		strs_add(l->a, out, name);
}

static struct str image_of(struct ld *l, const struct json *j)
{
	const struct json *v = json_get(j, STR("image"));
	if (json_kind(v) == JSON_T_LIST)
		v = json_at(v, 0);
	if (json_kind(v) == JSON_T_OBJECT)
		v = json_get(v, STR("url"));
	return jsonld_text(l->a, json_str(v));
}

static void fill(struct str *at, struct str value)
{
	if (!at->n)
		*at = value;
}

static void read_object(struct ld *l, const struct object *o, int rank, struct jsonld *out)
{
	const struct json *j = o->j;
	struct str title = text_at(l, j, "headline");
	if (!title.n)
		title = text_at(l, j, "name");
	if (title.n && !out->title.n) {
		out->title = title;
		out->rank = rank;
	}
	fill(&out->published, date_iso(l->a, text_at(l, j, "datePublished")));
	fill(&out->published, date_iso(l->a, text_at(l, j, "dateCreated")));
	fill(&out->published, date_iso(l->a, text_at(l, j, "uploadDate")));
	fill(&out->modified, date_iso(l->a, text_at(l, j, "dateModified")));
	fill(&out->excerpt, text_at(l, j, "description"));
	fill(&out->language, text_at(l, j, "inLanguage"));
	fill(&out->image, image_of(l, j));
	fill(&out->site, text_at(l, j, "publisher"));
	fill(&out->body, json_str(json_get(j, STR("articleBody"))));
	fill(&out->body, json_str(json_get(j, STR("text"))));
	if (!out->authors.n)
		add_names(l, json_get(j, STR("author")), &out->authors, 0);
	if (!out->authors.n && rank == 3)
		add_names(l, json_get(j, STR("creator")), &out->authors, 0);
}

/* --- the walk ---------------------------------------------------------------------------- */

static void parse_script(struct ld *l, struct str text)
{
	struct json *j = NULL;
	struct err ignored = {0};
	if (text.n > MAX_SCRIPT)
		return;
	if (json_parse(l->a, str_trim(text), &j, &ignored)) {
		collect(l, j, 0);
		return;
	}
	err_clear(&ignored);
	if (json_parse(l->a, repair(l->a, text), &j, &ignored))
		collect(l, j, 0);
}

void jsonld_read(struct html_page *h, struct jsonld *out)
{
	const struct dom *d = &h->dom;
	struct ld l = {.a = h->a};
	*out = (struct jsonld){0};
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].tag == TAG_SCRIPT && d->v[i].end > i + 1 &&
			str_ieq(str_trim(dom_attr(d, i, "type")), STR("application/ld+json")))
			parse_script(&l, d->v[i + 1].text);
	for (int rank = 3; rank >= 1; rank--)
		for (size_t i = 0; i < l.objects.n; i++)
			if (rank_of(l.objects.v[i].type) == rank)
				read_object(&l, &l.objects.v[i], rank, out);
	for (size_t i = 0; i < l.objects.n && !out->site.n; i++)
		if (str_ends(l.objects.v[i].type, STR("WebSite")))
			out->site = text_at(&l, l.objects.v[i].j, "name");
	for (size_t i = 0; i < l.objects.n && !out->site.n; i++)
		if (str_ends(l.objects.v[i].type, STR("Organization")))
			out->site = text_at(&l, l.objects.v[i].j, "name");
}
