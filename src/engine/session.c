/* session.c - see session.h. Order: names and files, subjects, follow-up questions, turns. */
#include "engine/session.h"

#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "base/vec.h"
#include "engine/ask_question.h"

#define NAME_MAX_BYTES ((size_t)100)
#define SESSION_MAX ((size_t)16 << 20)
#define FOLDER ".kb/sessions"

/* --- names and files --------------------------------------------------------------------- */

static bool good_name(struct str name)
{
	for (size_t i = 0; i < name.n;) {
		uint32_t c = text_next(name, &i);
		if (c != '-' && c != '_' && !text_is_letter(c) && !text_is_digit(c))
			return false;
	}
	return name.n > 0 && name.n <= NAME_MAX_BYTES && text_valid(name);
}

bool session_open(
	struct kb *kb, struct arena *a, struct str name, struct session *out, struct err *e)
{
	struct str text, line;
	VEC(struct session_turn) turns = {0};
	*out = (struct session){0};
	if (!good_name(name))
		return err_set(e, ERR_USAGE,
			"session '" STR_FMT "': a name has letters, digits, - and _",
			STR_ARG(text_cut(name, 60)));
	out->path = str_printf(a, FOLDER "/" STR_FMT ".jsonl", STR_ARG(name));
	char *full = engine_path(kb, a, out->path);
	if (!fs_exists(full))
		return true;
	if (!fs_read(a, full, SESSION_MAX, &text, e))
		return false;
	while (str_line(&text, &line)) {
		struct json *j;
		if (!line.n || !json_parse(a, line, &j, NULL))
			continue;
		struct session_turn t = {json_str(json_get(j, STR("question"))),
			json_str(json_get(j, STR("answer")))};
		struct str subject = json_str(json_get(j, STR("subject")));
		if (subject.n)
			out->subject = subject;
		VEC_PUSH(a, &turns, t);
	}
	out->turns = (struct session_turns){turns.v, turns.n};
	return true;
}

/* --- subjects ---------------------------------------------------------------------------- */

static bool has_matter(enum ask_type type, const struct text_word *w, struct str lang)
{
	return !text_is_stop(w->folded, lang) && ask_word_weight(type, w->folded) > 0.6;
}

/* What a question is about: what it asks to define, else its last run of words with a matter. */
static struct str subject_of(struct arena *a, struct str question)
{
	struct ask_question q;
	struct str lang = text_language(question);
	ask_question(a, question, &q);
	if (q.type == ASK_DEFINITION && q.subjects[0].n)
		return q.subjects[0];
	if (!lang.n)
		lang = STR("en");
	struct text_words w = text_words(a, question);
	struct str best = STR("");
	for (size_t i = 0; i < w.n;) {
		size_t from = i;
		while (i < w.n && has_matter(q.type, &w.v[i], lang))
			i++;
		if (i > from)
			best = str_sub(question, w.v[from].start, w.v[i - 1].end);
		i += i == from;
	}
	return best;
}

/* --- follow-up questions ----------------------------------------------------------------- */

enum pronoun { NO_PRONOUN, STANDS_FOR, BELONGS_TO };

static enum pronoun pronoun_of(struct str folded)
{
	static const char stands[] = " it he she they them him this that these those er sie es ihn "
				     "il elle ils elles él ella ";
	static const char belongs[] =
		" its his her their theirs ihr ihre sein seine son sa ses su ";
	struct str framed;
	char w[24] = " ";
	if (folded.n + 3 > sizeof w)
		return NO_PRONOUN;
	memcpy(w + 1, folded.p, folded.n);
	memcpy(w + 1 + folded.n, " ", 2);
	framed = str_of(w);
	if (str_find(str_of(stands), framed) != STR_NPOS)
		return STANDS_FOR;
	return str_find(str_of(belongs), framed) != STR_NPOS ? BELONGS_TO : NO_PRONOUN;
}

/* "And when?" is "When?". */
static struct str without_and(struct arena *a, struct str question)
{
	static const char *const words[] = {"and", "but", "so", "und", "aber", "et", "mais", "y"};
	struct text_words w = text_words(a, question);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (w.n > 1 && str_eqz(w.v[0].folded, words[i]))
			return str_from(question, w.v[1].start);
	return question;
}

struct str session_resolve(struct arena *a, const struct session *s, struct str question)
{
	question = s->subject.n ? without_and(a, question) : question;
	struct str lang = text_language(question);
	struct text_words w = text_words(a, question);
	struct buf b = buf_make(a);
	size_t at = 0, n_matter = 0, n_filled = 0;
	lang = lang.n ? lang : STR("en");
	if (!s->subject.n)
		return question;
	for (size_t i = 0; i < w.n; i++) {
		enum pronoun p = pronoun_of(w.v[i].folded);
		n_matter += p == NO_PRONOUN && has_matter(ASK_PLAIN, &w.v[i], lang);
		bool determiner = i + 1 < w.n && has_matter(ASK_PLAIN, &w.v[i + 1], lang) &&
			(str_eqz(w.v[i].folded, "this") || str_eqz(w.v[i].folded, "that") ||
				str_eqz(w.v[i].folded, "these") || str_eqz(w.v[i].folded, "those"));
		if (p == NO_PRONOUN || determiner)
			continue;
		buf_put(&b, str_sub(question, at, w.v[i].start));
		buf_put(&b, s->subject);
		buf_puts(&b, p == BELONGS_TO ? "'s" : "");
		at = w.v[i].end;
		n_filled++;
	}
	buf_put(&b, str_from(question, at));
	if (!n_filled && !n_matter)
		buf_printf(&b, " (" STR_FMT ")", STR_ARG(s->subject));
	return buf_str(&b);
}

/* --- turns ------------------------------------------------------------------------------- */

static struct str plain_answer(struct arena *a, const struct kb_answer *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->n; i++) {
		buf_puts(&b, i ? " " : "");
		buf_put(&b, r->v[i].text);
	}
	return buf_str(&b);
}

bool session_add(struct kb *kb, struct arena *a, const struct session *s, const struct kb_answer *r,
	struct err *e)
{
	static const char *const outcomes[] = {[KB_ANSWERED] = "answered",
		[KB_PARTLY] = "partly",
		[KB_NOT_IN_BASE] = "not-in-base"};
	struct buf b = buf_make(a);
	struct json_out j = json_begin(&b, false);
	struct str subject = subject_of(a, r->question);
	json_open(&j, NULL, '{');
	json_put_str(&j, "question", r->question);
	json_put_str(&j, "subject", subject.n ? subject : s->subject);
	json_put_str(&j, "outcome", str_of(outcomes[r->outcome]));
	json_put_str(&j, "answer", plain_answer(a, r));
	json_open(&j, "evidence", '[');
	for (size_t i = 0; i < r->n_evidence; i++) {
		json_open(&j, NULL, '{');
		json_put_str(&j, "path", r->evidence[i].path);
		json_put_str(&j, "passage", r->evidence[i].passage);
		json_put_str(&j, "quote", r->evidence[i].quote);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_putc(&b, '\n');
	return fs_mkdirs(engine_path(kb, a, STR(FOLDER)), e) &&
		fs_append(engine_path(kb, a, s->path), buf_str(&b), e);
}
