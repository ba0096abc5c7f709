/* nothing.c - see nothing.h. One phrase alone proves nothing: a note may be about error pages. */
#include "doc/nothing.h"

#include "base/text.h"

#define WORDS_MAX 120 /* a page of more words has something to say */
#define WORDS_BARE 12 /* with so few its title alone tells */

enum what { GONE, LOGIN, ROBOT, N_WHAT };

static const char *const names[N_WHAT] = {
	[GONE] = "an error page",
	[LOGIN] = "a page to log in or to pay",
	[ROBOT] = "a check for robots",
};

struct phrase {
	const char *text; /* folded: small letters, single blanks */
	enum what what;
};

static const struct phrase titles[] = {{"400", GONE}, {"401", GONE}, {"403", GONE}, {"404", GONE},
	{"410", GONE}, {"500", GONE}, {"502", GONE}, {"503", GONE}, {"504", GONE}, {"error", GONE},
	{"page not found", GONE}, {"not found", GONE}, {"forbidden", GONE},
	{"access denied", ROBOT}, {"seite nicht gefunden", GONE}, {"fehler", GONE},
	{"page introuvable", GONE}, {"página no encontrada", GONE}, {"pagina non trovata", GONE},
	{"log in", LOGIN}, {"login", LOGIN}, {"sign in", LOGIN}, {"sign up", LOGIN},
	{"subscribe", LOGIN}, {"anmelden", LOGIN}, {"anmeldung", LOGIN}, {"connexion", LOGIN},
	{"iniciar sesión", LOGIN}, {"just a moment", ROBOT}, {"attention required", ROBOT},
	{"are you a robot", ROBOT}, {"security check", ROBOT}, {"one moment please", ROBOT}};

static const struct phrase phrases[] = {{"page not found", GONE}, {"404 not found", GONE},
	{"page you are looking for", GONE}, {"page you requested", GONE},
	{"page does not exist", GONE}, {"page doesn t exist", GONE}, {"could not be found", GONE},
	{"403 forbidden", GONE}, {"permission to access", GONE}, {"internal server error", GONE},
	{"bad gateway", GONE}, {"service unavailable", GONE}, {"temporarily unavailable", GONE},
	{"seite nicht gefunden", GONE}, {"nicht gefunden werden", GONE}, {"page introuvable", GONE},
	{"n existe pas", GONE}, {"página no encontrada", GONE}, {"log in to", LOGIN},
	{"please log in", LOGIN}, {"sign in to", LOGIN}, {"please sign in", LOGIN},
	{"forgot your password", LOGIN}, {"forgot password", LOGIN}, {"create an account", LOGIN},
	{"already a subscriber", LOGIN}, {"be a subscriber", LOGIN},
	{"subscribe to continue", LOGIN}, {"subscribe to read", LOGIN},
	{"subscription to read", LOGIN}, {"continue reading", LOGIN}, {"bitte melden sie", LOGIN},
	{"passwort vergessen", LOGIN}, {"mot de passe oublié", LOGIN},
	{"checking your browser", ROBOT}, {"enable javascript", ROBOT},
	{"verify you are human", ROBOT}, {"verify that you are human", ROBOT},
	{"not a robot", ROBOT}, {"unusual traffic", ROBOT}, {"cloudflare", ROBOT},
	{"complete the security check", ROBOT}, {"have been blocked", ROBOT}};

static bool begins(struct str s, struct str with)
{
	return str_starts(s, with) && (s.n == with.n || s.p[with.n] == ' ');
}

/* Words in a row, whole ones. */
static bool holds(struct arena *a, struct str s, const char *phrase)
{
	struct str padded = str_printf(a, " %s ", phrase);
	return str_find(s, padded) != STR_NPOS;
}

const char *nothing_said(struct arena *a, const struct document *d)
{
	bool of_web = str_eqz(str_of(d->type), "html") || d->meta.url.n;
	size_t n_words = of_web ? text_count_words(text_cut(d->body, 4000)) : 0, n[N_WHAT] = {0};
	if (!of_web || n_words > WORDS_MAX)
		return NULL;
	struct str title = text_fold(a, d->meta.title);
	struct str body = str_printf(a, " " STR_FMT " ", STR_ARG(text_fold(a, d->body)));
	bool named[N_WHAT] = {false};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		if (begins(title, str_of(titles[i].text)))
			named[titles[i].what] = true;
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		n[phrases[i].what] += holds(a, body, phrases[i].text);
	for (size_t i = 0; i < N_WHAT; i++)
		if (named[i] ? n[i] > 0 || n_words < WORDS_BARE : n[i] > 1)
			return names[i];
	return NULL;
}
