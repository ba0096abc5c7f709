/* html_byline.c - who and when, by the words that pages use in their markup.
 *
 * Order: names, elements that name people, elements that hold dates. */
#include "doc/html_byline.h"

#include "base/text.h"
#include "doc/convert.h"

/* --- names ------------------------------------------------------------------------------- */

static struct str cut_prefix(struct str s, const char *prefixes)
{
	struct str rest = str_of(prefixes), p;
	while (str_cut(&rest, '|', &p))
		if (str_istarts(s, p))
			return str_trim(str_from(s, p.n));
	return s;
}

/* "Jane Doe March 3, 2021" to "Jane Doe": cut at the last word that a date still starts at. */
static struct str without_date(struct arena *a, struct str s)
{
	struct str date = date_iso(a, s);
	size_t end = STR_NPOS;
	for (size_t i = 0; date.n && i < s.n; i++)
		if ((i == 0 || s.p[i - 1] == ' ') && str_eq(date_iso(a, str_from(s, i)), date))
			end = i;
	return end == STR_NPOS ? s : str_trim(str_sub(s, 0, end));
}

struct str byline_name(struct arena *a, struct str s)
{
	static const char *const stops[] = {"|", " \xe2\x80\xa2", " \xc2\xb7", "\xe2\x80\x94",
		" - ", " on ", "Published", "Updated", "Posted", "published", " at ", "Last ",
		"Follow", " Edited by"};
	s = dom_collapse(a, s);
	for (int i = 0; i < 2; i++)
		s = cut_prefix(s,
			"by: |by |written by |posted by |author: |authors: |author |story by "
			"|words by |text by |von |par |por |di |door |av ");
	s = cut_prefix(s, ":");
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		size_t at = str_find(s, str_of(stops[i]));
		if (at != STR_NPOS && at > 1)
			s = str_trim(str_sub(s, 0, at));
	}
	while (s.n && str_find_byte(STR(",;:.|-"), s.p[s.n - 1]) != STR_NPOS && s.n > 1 &&
		!str_ends(s, STR("r.")))
		s = str_trim(str_sub(s, 0, s.n - 1));
	s = without_date(a, s);
	bool url = str_find(s, STR("://")) != STR_NPOS || str_starts(s, STR("www."));
	bool initials = s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' &&
		s.p[1] <= 'Z'; /* of a portrait that is not there */
	if (url || initials || (s.n && s.p[0] >= '0' && s.p[0] <= '9') || s.n > 100 ||
		text_count_words(s) > 9 || s.n < 2)
		return STR("");
	static const char *const never[] = {"admin", "author", "by", "unknown", "guest",
		"anonymous", "staff", "editor", "user", "about the author", "view all posts",
		"none", "null", "wpengine", "administrator", "read more", "share", "members",
		"member list", "users", "main menu", "the author", "log in", "login", "sign in",
		"register", "profile", "memberlist", "user", "posted on", "posted by", "published",
		"name"};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (str_ieq(s, str_of(never[i])))
			return STR("");
	return s;
}

/* --- people -------------------------------------------------------------------------------- */

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* One of the words, which are of small letters, stands in a list of class names, at the borders of
 * its parts. */
static bool names_any(struct str list, const char *const *words, size_t n)
{
	uint32_t first = 0; /* letters that a word starts with */
	for (size_t k = 0; k < n; k++)
		first |= UINT32_C(1) << (words[k][0] & 31);
	for (size_t i = 0; i < list.n; i++) {
		if (!(first >> (list.p[i] & 31) & 1) || (i && is_small(list.p[i - 1])))
			continue;
		for (size_t k = 0; k < n; k++) {
			if ((list.p[i] | 0x20) != words[k][0])
				continue;
			struct str rest = str_from(list, i), word = str_of(words[k]);
			char after = rest.n > word.n ? rest.p[word.n] : ' ';
			if ((!is_small(after) || after == 's') && str_istarts(rest, word))
				return true;
		}
	}
	return false;
}
#define ANY(list, words) names_any(list, words, sizeof words / sizeof *words)

bool byline_is_person_link(struct str href)
{
	static const char *const folders[] = {"/author/", "/authors/", "/user/", "/users/", "/u/",
		"/member/", "/members/", "/profile/", "/~", "/people/"};
	static const char *const scripts[] = {
		"user.php", "profile.php", "memberlist.php", "member.php"};
	if (str_find(href, STR("/settings")) != STR_NPOS)
		return false;
	for (size_t i = 0; i < href.n; i++)
		for (size_t k = 0; href.p[i] == '/' && k < sizeof folders / sizeof *folders; k++)
			if (str_starts(str_from(href, i), str_of(folders[k])))
				return true;
	bool php = str_find(href, STR(".php")) != STR_NPOS;
	for (size_t k = 0; php && k < sizeof scripts / sizeof *scripts; k++)
		if (str_find(href, str_of(scripts[k])) != STR_NPOS)
			return true;
	return false;
}

/* What an element says of itself, in one look at its attributes. */
struct hints {
	struct str class, id, rel, prop, part, href, name, title;
	bool email;
};

static struct hints hints_of(const struct dom *d, size_t i)
{
	struct hints x = {0};
	for (size_t k = d->v[i].attr; k < d->v[i].attr + d->v[i].n_attr; k++) {
		const struct dom_attr *at = &d->attr[k];
		switch (at->name.n) {
		case 2: x.id = str_eq(at->name, STR("id")) ? at->value : x.id; break;
		case 3: x.rel = str_eq(at->name, STR("rel")) ? at->value : x.rel; break;
		case 4:
			x.href = str_eq(at->name, STR("href")) ? at->value : x.href;
			x.name = str_eq(at->name, STR("name")) ? at->value : x.name;
			break;
		case 5:
			x.title = str_eq(at->name, STR("title")) ? at->value : x.title;
			x.class = str_eq(at->name, STR("class")) ? at->value : x.class;
			x.email = x.email || (str_eq(at->name, STR("email")) && at->value.n);
			break;
		case 8: x.prop = str_eq(at->name, STR("itemprop")) ? at->value : x.prop; break;
		case 11: x.part = str_eq(at->name, STR("data-testid")) ? at->value : x.part; break;
		default:;
		}
	}
	return x;
}

int byline_rank(const struct dom *d, size_t i)
{
	static const char *const authors[] = {"byline", "author"};
	static const char *const users[] = {"username", "poster", "postauthor", "user-name",
		"nickname", "creator", "user", "hnuser", "u-name", "postername", "bigusername",
		"postleft", "postprofile"};
	struct hints x = hints_of(d, i);
	if ((x.rel.n && dom_has_word(x.rel, "author")) || ANY(x.prop, authors))
		return 3;
	if (ANY(x.class, authors) || ANY(x.id, authors) || ANY(x.part, authors))
		return 2;
	if (x.email && x.name.n)
		return 2; /* of a mail */
	if (d->v[i].tag == TAG_A && byline_is_person_link(x.href))
		return 2;
	return ANY(x.class, users) || ANY(x.part, users) ? 1 : 0;
}

/* --- dates --------------------------------------------------------------------------------- */

/* 2024-08-03..., as programs write it */
static bool is_time(struct str s)
{
	static const char form[] = "0000-00-00";
	for (size_t i = 0; form[i]; i++)
		if (i >= s.n || (form[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != form[i]))
			return false;
	return true;
}

bool byline_is_date(const struct dom *d, size_t i)
{
	static const char *const dates[] = {
		"date", "published", "timestamp", "pubdate", "time", "posted"};
	if (d->v[i].tag == TAG_TIME)
		return true;
	if (!d->v[i].n_attr || d->v[i].tag == TAG_TEXT)
		return false;
	struct hints x = hints_of(d, i);
	return is_time(x.title) || str_ieq(x.prop, STR("datePublished")) ||
		str_ieq(x.prop, STR("dateCreated")) || ANY(x.class, dates);
}
