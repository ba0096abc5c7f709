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

/* The word stands in a list of class names, at the borders of its parts. */
static bool names_word(struct str list, const char *word)
{
	struct str w = str_of(word);
	for (size_t i = 0; i + w.n <= list.n; i++) {
		if (!str_istarts(str_from(list, i), w))
			continue;
		char after = i + w.n < list.n ? list.p[i + w.n] : ' ';
		char before = i ? list.p[i - 1] : ' ';
		bool open = !(before >= 'a' && before <= 'z');
		bool shut = !(after >= 'a' && after <= 'z') || after == 's';
		if (open && shut)
			return true;
	}
	return false;
}

bool byline_is_person_link(struct str href)
{
	static const char *const paths[] = {"/author/", "/authors/", "/user/", "/users/", "/u/",
		"/member/", "/members/", "/profile/", "user.php", "profile.php", "memberlist.php",
		"/~", "/people/", "member.php"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (str_find(href, str_of(paths[i])) != STR_NPOS)
			return true;
	return false;
}

int byline_rank(const struct dom *d, size_t i)
{
	struct str class = dom_attr(d, i, "class"), id = dom_attr(d, i, "id");
	if (dom_has_word(dom_attr(d, i, "rel"), "author") ||
		names_word(dom_attr(d, i, "itemprop"), "author"))
		return 3;
	if (names_word(class, "byline") || names_word(id, "byline") ||
		names_word(class, "author") || names_word(id, "author") ||
		names_word(dom_attr(d, i, "data-testid"), "author"))
		return 2;
	if (dom_attr(d, i, "email").n && dom_attr(d, i, "name").n)
		return 2; /* of a mail */
	struct str href = dom_attr(d, i, "href");
	if (d->v[i].tag == TAG_A && byline_is_person_link(href))
		return 2;
	static const char *const users[] = {"username", "poster", "postauthor", "user-name",
		"nickname", "creator", "user", "hnuser", "u-name", "postername", "bigusername",
		"postleft", "postprofile"};
	struct str part = dom_attr(d, i, "data-testid");
	for (size_t k = 0; k < sizeof users / sizeof *users && (class.n || part.n); k++)
		if (names_word(class, users[k]) || names_word(part, users[k]))
			return 1;
	return 0;
}

/* --- dates --------------------------------------------------------------------------------- */

bool byline_is_date(const struct dom *d, size_t i)
{
	if (d->v[i].tag == TAG_TIME)
		return true;
	if (!d->v[i].n_attr || d->v[i].tag == TAG_TEXT)
		return false;
	struct str prop = dom_attr(d, i, "itemprop"), class = dom_attr(d, i, "class");
	return str_ieq(prop, STR("datePublished")) || str_ieq(prop, STR("dateCreated")) ||
		names_word(class, "date") || names_word(class, "published") ||
		names_word(class, "timestamp") || names_word(class, "pubdate") ||
		names_word(class, "time") || names_word(class, "posted");
}
