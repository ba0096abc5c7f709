/* html_meta.c - metadata: JSON-LD, then meta elements, then microdata, then what the page shows.
 *
 * Order: meta elements, names of people, titles, bylines, dates, the whole. The title is the one
 * exception to that order: the heading that the page shows is what people call it, when title or
 * og:title agree with it. */
#include "base/text.h"
#include "base/vec.h"
#include "doc/html_byline.h"
#include "doc/html_features.h"
#include "doc/html_jsonld.h"
#include "doc/html_page.h"
#include "doc/html_posts.h"
#include "doc/html_title.h"

#define MAX_LINE 300 /* characters of a title */
#define MAX_EXCERPT 1000
#define LEAD_WORDS 15 /* of a paragraph that needs no end of a sentence */
#define DATE_WORDS 14 /* a longer text does not only tell when */
/* Distances in runs. */
#define NEAR 8 /* from the title, of the date that the page shows below it */
#define NEAR_IN_THREAD 18 /* below what is said of the author of the first post */
#define ELEMENT_FAR 5 /* a text with a date is nearer by more than this, to win over an element */
#define CHANGED_FAR 20 /* the day of a change stands back behind any other so near */

struct meta_element {
	struct str name, content;
};

struct facts {
	struct html_page *h;
	struct arena *a;
	VEC(struct meta_element) metas;
	struct jsonld ld;
	struct html_titles titles;
	bool thread; /* a forum or the like */
	const struct html_post *first; /* of it; NULL when none was found */
};

/* --- meta elements ----------------------------------------------------------------------- */

static void collect_metas(struct facts *f)
{
	const struct dom *d = &f->h->dom;
	static const char *const attrs[] = {"property", "name", "itemprop", "http-equiv"};
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].tag != TAG_META)
			continue;
		struct str content = dom_attr(d, i, "content");
		for (size_t k = 0; k < sizeof attrs / sizeof *attrs && content.n; k++) {
			struct str list = dom_attr(d, i, attrs[k]), name;
			while (str_cut(&list, ' ', &name)) {
				struct meta_element m = {name, content};
				if (name.n)
					VEC_PUSH(f->a, &f->metas, m);
			}
		}
	}
}

/* The content of the first name (between blanks) that has one. */
static struct str meta_of(const struct facts *f, const char *names)
{
	struct str rest = str_of(names), name;
	while (str_cut(&rest, ' ', &name))
		for (size_t i = 0; i < f->metas.n; i++)
			if (str_ieq(f->metas.v[i].name, name)) {
				struct str s = jsonld_text(f->a, f->metas.v[i].content);
				if (s.n)
					return s;
			}
	return STR("");
}

/* --- names of people --------------------------------------------------------------------- */

static void add_author(struct facts *f, struct str s)
{
	struct str name = byline_name(f->a, s);
	if (name.n && f->h->meta.authors.n < 20 && !strs_has(f->h->meta.authors, name))
		strs_add(f->a, &f->h->meta.authors, name);
}

/* All meta elements of one name: citation_author is repeated. */
static void authors_of_metas(struct facts *f)
{
	static const char *const names[] = {"citation_author", "dc:creator", "dcterms:creator",
		"author", "article:author", "og:article:author", "parsely-author",
		"sailthru.author", "dc.creator", "dcterms.creator", "DC.Contributor", "byl",
		"og:author", "article:author_name", "rbauthors", "authors", "citation_authors"};
	for (size_t k = 0; k < sizeof names / sizeof *names && !f->h->meta.authors.n; k++)
		for (size_t i = 0; i < f->metas.n; i++)
			if (str_ieq(f->metas.v[i].name, str_of(names[k])))
				add_author(f, jsonld_text(f->a, f->metas.v[i].content));
	/* Twitter's labelled data: "Written by" */
	if (!f->h->meta.authors.n && str_ieq(meta_of(f, "twitter:label1"), STR("Written by")))
		add_author(f, meta_of(f, "twitter:data1"));
}

/* --- bylines ----------------------------------------------------------------------------- */

static struct str join_text(const struct facts *f, size_t run, const char *between)
{
	const struct html_page *h = f->h;
	struct buf b = buf_make(f->a);
	for (size_t k = h->run[run].first; k <= h->run[run].last && b.n < 300; k++)
		if (h->dom.v[k].tag == TAG_TEXT && !h->gone[k]) {
			buf_puts(&b, between);
			buf_put(&b, h->dom.v[k].text);
		}
	return dom_collapse(f->a, buf_str(&b));
}

static struct str run_text(const struct facts *f, size_t run)
{
	return join_text(f, run, "");
}

/* A blank where one element ends and the next begins: "Jane Doe" and "Mar 5" may be set apart by
 * their style alone. */
static struct str spaced_text(const struct facts *f, size_t run)
{
	return join_text(f, run, " ");
}

/* The name inside a byline: of its author link, when it has one, or all of it. */
static struct str name_in(struct facts *f, size_t i)
{
	const struct dom *d = &f->h->dom;
	struct buf b = buf_make(f->a);
	for (size_t k = i + 1; k < d->v[i].end; k++) {
		if (d->v[k].tag != TAG_A && !dom_has(d, k, "itemprop"))
			continue;
		bool named = d->v[k].tag == TAG_A ? byline_is_person_link(dom_attr(d, k, "href")) ||
				str_ifind(dom_attr(d, k, "href"), STR("author")) != STR_NPOS ||
				dom_has_word(dom_attr(d, k, "rel"), "author")
						  : str_eqz(dom_attr(d, k, "itemprop"), "name");
		struct str name = named ? byline_name(f->a, dom_line(f->a, d, k)) : STR("");
		if (name.n && str_find(buf_str(&b), name) == STR_NPOS) {
			if (b.n)
				buf_puts(&b, ", ");
			buf_put(&b, name);
		}
	}
	if (b.n)
		return buf_str(&b);
	/* of a post's column, the first line that may be one */
	size_t run = f->h->run_at[i], end = f->h->run_at[d->v[i].end];
	struct str name = STR("");
	for (size_t k = run; k < end && k < run + 3 && end > run + 1 && !name.n; k++)
		name = byline_name(f->a, run_text(f, k));
	return name.n ? name : byline_name(f->a, dom_line(f->a, d, i));
}

/* Text "By Jane Doe" that stands alone, within a few runs of the title. */
static struct str byline_of_text(struct facts *f, size_t at)
{
	const struct html_page *h = f->h;
	for (size_t i = at; i < h->n_runs && i < at + 10; i++) {
		struct str s = run_text(f, i);
		if (s.n > 5 && s.n < 90 && str_istarts(s, STR("by ")) && text_count_words(s) < 9)
			return byline_name(f->a, s);
	}
	return STR("");
}

/* Where the title stands: its heading, or else the first text that is the title. */
static size_t title_run_of(const struct facts *f, bool *known)
{
	const struct html_page *h = f->h;
	*known = true;
	if (f->titles.node != DOM_NONE)
		return h->run_at[f->titles.node];
	struct str title = h->meta.title;
	for (size_t i = 0; i < h->n_runs && text_count_words(title) > 2; i++) {
		if (h->run[i].n.chars > title.n || h->run[i].n.chars * 8 < title.n)
			continue;
		if (str_eq(run_text(f, i), title))
			return i;
	}
	*known = false;
	return h->run_at[h->body];
}

/* A short text with a date, up to a few runs away. */
static bool near_date(const struct facts *f, size_t run)
{
	const struct html_page *h = f->h;
	bool found = false;
	struct arena_mark m = arena_mark(f->a);
	for (size_t i = run > 4 ? run - 4 : 0; i < h->n_runs && i < run + 8 && !found; i++)
		found = h->run[i].n.words <= 14 && date_iso(f->a, run_text(f, i)).n > 0;
	arena_release(f->a, m);
	return found;
}

/* The best name near the title; weak ones only when any will do. */
static void find_byline(struct facts *f, bool any)
{
	const struct dom *d = &f->h->dom;
	bool known;
	size_t title_run = title_run_of(f, &known);
	struct str best = STR("");
	double top = 0;
	for (size_t i = f->h->body; i < d->v[f->h->body].end; i++) {
		if (f->h->gone[i]) {
			i = d->v[i].end - 1;
			continue;
		}
		int rank = d->v[i].tag == TAG_TEXT || !d->v[i].n_attr ? 0 : byline_rank(d, i);
		if (!rank || html_sum_of(f->h, i).words > 40)
			continue;
		double far = (double)f->h->run_at[i] - (double)title_run;
		far = far < 0 ? -far * 2 : far;
		/* in a thread the first post names its author and its date side by side */
		bool dated = f->thread && near_date(f, f->h->run_at[i]);
		double score = rank - far / 15 + (dated ? 4 : 0);
		if (score <= top && best.n)
			continue;
		struct str name = name_in(f, i);
		if (name.n && !str_ieq(name, f->h->meta.title) && date_iso(f->a, name).n == 0) {
			best = name;
			top = score;
		}
	}
	if (!best.n || top < 1.5) {
		struct str by = byline_of_text(f, title_run);
		best = by.n ? by : best;
	}
	if (best.n && (any || top >= 1.5))
		add_author(f, best);
}

/* https://x.com/NAME/status/1 */
static void author_of_url(struct facts *f)
{
	static const char *const hosts[] = {
		"://x.com/", "://twitter.com/", "://www.x.com/", "://mobile.twitter.com/"};
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		size_t at = str_find(f->h->url, str_of(hosts[i]));
		if (at == STR_NPOS)
			continue;
		struct str name = str_from(f->h->url, at + str_of(hosts[i]).n);
		size_t slash = str_find_byte(name, '/');
		if (slash != STR_NPOS && slash > 1 &&
			str_starts(str_from(name, slash), STR("/status/")))
			add_author(f, str_cat(f->a, STR("@"), str_sub(name, 0, slash)));
	}
}

/* --- dates ------------------------------------------------------------------------------- */

/* /2021/03/03/ in the address */
static struct str date_of_url(struct arena *a, struct str url)
{
	for (size_t i = 0; i + 11 < url.n; i++) {
		if (url.p[i] != '/' || url.p[i + 5] != '/')
			continue;
		struct str d = date_iso(a, str_sub(url, i + 1, i + 11));
		if (d.n == 10 && str_to_i64(str_sub(url, i + 1, i + 5), &(int64_t){0}))
			return d;
	}
	return STR("");
}

static struct str date_in(struct facts *f, size_t i)
{
	static const char *const attrs[] = {
		"datetime", "content", "data-time", "data-timestamp", "title"};
	const struct dom *d = &f->h->dom;
	for (size_t k = 0; k < sizeof attrs / sizeof *attrs; k++) {
		struct str s = date_iso(f->a, dom_attr(d, i, attrs[k]));
		if (s.n)
			return s;
	}
	if (html_sum_of(f->h, i).words > 25)
		return STR("");
	return date_iso(f->a, dom_line(f->a, d, i));
}

/* The words before the first figure say that the day is not that of publication. */
static bool says_other(struct str s, const char *words)
{
	struct str rest = str_of(words), word;
	size_t n = 0;
	while (n < s.n && !(s.p[n] >= '0' && s.p[n] <= '9'))
		n++;
	while (str_cut(&rest, '|', &word))
		if (str_ifind(str_sub(s, 0, n), word) != STR_NPOS)
			return true;
	return false;
}

#define CHANGED "updat|modified|edited|revised|reviewed"
#define OF_A_PERSON "joined|registered|member since|founded|last visit|last seen|birthday"

/* The words around element i, when its run is short: "Last edited: <time>". */
static struct str words_around(const struct facts *f, size_t i)
{
	const struct html_page *h = f->h;
	for (size_t r = h->run_at[i]; r < h->n_runs && h->run[r].first <= i; r++)
		if (h->run[r].last >= i && h->run[r].n.words <= DATE_WORDS)
			return spaced_text(f, r);
	return html_sum_of(h, i).words <= DATE_WORDS ? dom_line(f->a, &h->dom, i) : STR("");
}

/* A date, and how far from the title it stands; less is better. */
struct shown {
	struct str date;
	double far;
};

/* The date element nearest to the title, those behind it first. */
static struct shown date_of_elements(struct facts *f, size_t title_run)
{
	const struct dom *d = &f->h->dom;
	struct shown best = {STR(""), 1e9};
	for (size_t i = f->h->body; i < d->v[f->h->body].end; i++) {
		if (f->h->gone[i] == GONE_HIDDEN && d->v[i].tag != TAG_TIME) {
			i = d->v[i].end - 1;
			continue;
		}
		if (!byline_is_date(d, i))
			continue;
		double far = (double)f->h->run_at[i] - (double)title_run;
		far = far < 0 ? 3 - 2 * far : far;
		struct str line = words_around(f, i);
		if (says_other(line, OF_A_PERSON))
			continue;
		far += says_other(line, CHANGED) ? CHANGED_FAR : 0;
		if (far >= best.far || far > 60)
			continue;
		struct str s = date_in(f, i);
		if (s.n)
			best = (struct shown){s, far};
	}
	return best;
}

/* A short text with a date, a few runs around the title; of a change only where no other is. */
static struct shown date_of_text(struct facts *f, size_t title_run)
{
	const struct html_page *h = f->h;
	struct shown best = {STR(""), 1e9};
	size_t from = title_run > 3 ? title_run - 3 : 0;
	for (size_t i = from; i < h->n_runs && i < title_run + (f->thread ? 80 : 8); i++) {
		if (h->run[i].n.words > DATE_WORDS || h->run[i].n.words == 0)
			continue;
		struct str text = spaced_text(f, i), s = date_iso(f->a, text);
		if (!s.n || says_other(text, OF_A_PERSON))
			continue;
		double far =
			i < title_run ? (double)(title_run - i) * 2 + 3 : (double)(i - title_run);
		far += says_other(text, CHANGED) ? CHANGED_FAR : 0;
		if (far < best.far)
			best = (struct shown){s, far};
	}
	return best;
}

/* What the page shows by its title holds against data that say otherwise: those are often of the
 * system behind it, or of another time zone. The day of a change does not. */
static void read_dates(struct facts *f)
{
	struct doc_meta *m = &f->h->meta;
	m->published = f->ld.published;
	if (!m->published.n)
		m->published = date_iso(f->a,
			meta_of(f,
				"article:published_time og:article:published_time datePublished "
				"citation_publication_date citation_online_date parsely-pub-date "
				"sailthru.date dc.date.issued dcterms.created dcterms.issued dc.date "
				"DC.date.created date pubdate publishdate publish-date publish_date "
				"publication_date article.published dateCreated cXenseParse:recs:"
				"publishtime citation_date rnews:datePublished og:published_time"));
	m->modified = f->ld.modified;
	if (!m->modified.n)
		m->modified = date_iso(f->a,
			meta_of(f,
				"article:modified_time og:updated_time dateModified last-modified "
				"dcterms.modified lastmod"));
	bool known;
	size_t run = title_run_of(f, &known);
	struct shown element = date_of_elements(f, run), text = date_of_text(f, run);
	struct shown x = text.far + ELEMENT_FAR < element.far ? text : element;
	struct str begun = f->first ? date_iso(f->a, f->first->date) : STR("");
	if (begun.n) {
		x = (struct shown){begun, 0};
		known = true;
	}
	double near = f->thread ? NEAR_IN_THREAD : NEAR;
	struct str day = str_sub(x.date, 0, 10);
	if (known && x.far <= near && !str_starts(m->published, day))
		m->published = x.date;
	if (!m->published.n && x.far > near)
		m->published = date_of_url(f->a, f->h->url);
	if (!m->published.n)
		m->published = x.date;
}

/* --- the whole --------------------------------------------------------------------------- */

static struct str link_of(const struct html_page *h, const char *rel)
{
	const struct dom *d = &h->dom;
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].tag == TAG_LINK && dom_has_word(dom_attr(d, i, "rel"), rel))
			return dom_attr(d, i, "href");
	return STR("");
}

static struct str first_of(struct str x, struct str y)
{
	return x.n ? x : y;
}

static void read_site(struct facts *f)
{
	struct doc_meta *m = &f->h->meta;
	m->site = first_of(meta_of(f, "og:site_name"), f->ld.site);
	if (!m->site.n)
		m->site = meta_of(f,
			"application-name al:android:app_name dc.publisher "
			"citation_journal_title publisher");
	if (m->site.n > 100)
		m->site = STR("");
}

static struct str language_of(const struct facts *f)
{
	struct str l = dom_attr(&f->h->dom, 0, "lang");
	l = first_of(l, dom_attr(&f->h->dom, 0, "xml:lang"));
	l = first_of(l, f->ld.language);
	l = first_of(l, meta_of(f, "content-language language dc.language og:locale"));
	l = str_trim(str_sub(l, 0, str_find_byte(l, ',')));
	if (l.n > 20)
		return STR("");
	return str_replace(f->a, l, STR("_"), STR("-"));
}

/* A publisher named as the author steps back for a person whom the page names under the title. */
static void prefer_person(struct facts *f)
{
	struct doc_meta *m = &f->h->meta;
	struct str site = text_fold(f->a, m->site), host = f->h->url;
	if (m->authors.n != 1)
		return;
	struct str name = text_fold(f->a, m->authors.v[0]);
	struct str flat = str_replace(f->a, name, STR(" "), STR(""));
	bool publisher =
		(site.n &&
			(str_find(name, site) != STR_NPOS || str_find(site, name) != STR_NPOS)) ||
		(flat.n > 4 && str_ifind(host, flat) != STR_NPOS);
	if (!publisher)
		return;
	struct strs before = m->authors;
	m->authors = (struct strs){0};
	find_byline(f, false);
	if (!m->authors.n)
		m->authors = before;
}

void html_read_meta(struct html_page *h)
{
	struct facts f = {.h = h, .a = h->a};
	struct doc_meta *m = &h->meta;
	collect_metas(&f);
	jsonld_read(h, &f.ld);
	read_site(&f);
	f.titles = (struct html_titles){
		.precise = meta_of(&f,
			"citation_title dc:title dc.title dcterms.title dcterm:title "
			"parsely-title"),
		.shared = meta_of(&f, "og:title twitter:title sailthru.title title"),
		.structured = f.ld.rank >= 2 ? f.ld.title : STR(""),
		.site = m->site,
	};
	f.titles.shared = text_cut(f.titles.shared, MAX_LINE);
	f.titles.structured = text_cut(f.titles.structured, MAX_LINE);
	f.titles.precise = text_cut(f.titles.precise, MAX_LINE);
	m->title = text_cut(html_title(h, &f.titles), MAX_LINE);
	m->excerpt = first_of(f.ld.rank == 3 ? f.ld.excerpt : STR(""),
		meta_of(&f,
			"dc:description dc.description dcterms.description og:description "
			"description twitter:description"));
	m->excerpt = text_cut(first_of(m->excerpt, f.ld.excerpt), MAX_EXCERPT);
	m->language = language_of(&f);
	struct str image = first_of(meta_of(&f, "og:image twitter:image"), f.ld.image);
	m->image = image.n ? html_url(h, h->a, image) : STR("");
	struct str url = first_of(link_of(h, "canonical"), meta_of(&f, "og:url"));
	m->url = h->url.n ? h->url : url;
	f.thread = html_kind_of(h) == PAGE_THREAD;
	f.first = h->posts && h->posts->main && !h->posts->talk ? &h->posts->v[0] : NULL;
	for (size_t i = 0; i < f.ld.authors.n; i++)
		add_author(&f, f.ld.authors.v[i]);
	prefer_person(&f);
	if (!m->authors.n)
		authors_of_metas(&f);
	if (!m->authors.n)
		author_of_url(&f);
	if (!m->authors.n && f.first)
		add_author(&f, f.first->name);
	if (!m->authors.n)
		find_byline(&f, true);
	read_dates(&f);
}

/* A note above the text ("For other uses see ...") or who wrote it opens no article. */
static bool opens_text(const struct html_page *h, const struct html_run *r)
{
	/* a paragraph that leads to a formula or a list has no end of its own */
	bool leads = h->dom.v[r->box].tag == TAG_P && r->n.words >= LEAD_WORDS &&
		r->n.link_words * 2 <= r->n.words;
	return (r->n.prose || leads) && !str_ieq(dom_attr(&h->dom, r->box, "role"), STR("note"));
}

void html_read_excerpt(struct html_page *h)
{
	const struct dom *d = &h->dom;
	bool any = true;
	for (size_t i = 0; i < h->n_runs && any; i++)
		any = !opens_text(h, &h->run[i]);
	for (size_t i = 0; i < h->n_runs && !h->meta.excerpt.n; i++) {
		const struct html_run *r = &h->run[i];
		if (any ? d->v[r->box].tag != TAG_P && !r->n.prose : !opens_text(h, r))
			continue;
		struct buf b = buf_make(h->a);
		for (size_t k = r->first; k <= r->last && b.n < 600; k++)
			if (d->v[k].tag == TAG_TEXT && !h->gone[k])
				buf_put(&b, d->v[k].text);
		h->meta.excerpt = text_cut(dom_collapse(h->a, buf_str(&b)), 300);
	}
}
