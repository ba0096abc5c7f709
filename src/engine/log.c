/* log.c - wiki/log.md. Order: one entry, the entries of a run, reading.
 *
 * An entry goes into the ledger together with the length that the log has before it, then to the end
 * of the log: whoever finds it in the ledger can tell how much of it has arrived. */
#include "engine/log.h"

#include <time.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/vec.h"
#include "doc/md.h"
#include "doc/page.h"
#include "store/ledger.h"

#define LOG_PATH "wiki/log.md"
#define HEAD                                                                                       \
	"---\ntype: log\ntitle: Log\ndescription: What changed in this base, newest last\n---\n# Log\n"

static struct str today(struct kb *kb, struct arena *a)
{
	time_t t = (time_t)engine_now(kb);
	struct tm tm = {0};
	gmtime_r(&t, &tm);
	return str_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* One line of text: a title from outside must not start an entry of its own, nor be read as markup. */
static void put_line(struct buf *b, struct str s)
{
	struct buf line = buf_make(b->a);
	for (size_t i = 0; i < s.n; i++)
		buf_putc(&line, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
	buf_put(b, md_escape(b->a, buf_str(&line)));
}

static void put_entry(struct kb *kb, struct arena *a, struct buf *b, const char *kind,
	struct str title, struct str detail)
{
	buf_printf(b, "\n## [" STR_FMT "] %s | ", STR_ARG(today(kb, a)), kind);
	put_line(b, title);
	buf_putc(b, '\n');
	if (detail.n) {
		buf_putc(b, '\n');
		put_line(b, detail);
		buf_putc(b, '\n');
	}
}

static bool append(struct kb *kb, struct arena *a, struct str text, struct err *e)
{
	char *path = engine_path(kb, a, STR(LOG_PATH));
	struct buf b = buf_make(a);
	if (!fs_exists(path))
		buf_puts(&b, HEAD);
	buf_put(&b, text);
	return fs_mkdirs(engine_path(kb, a, STR("wiki")), e) && fs_append(path, buf_str(&b), e);
}

bool log_append(struct kb *kb, const char *kind, struct str title, struct str detail, struct err *e)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	put_entry(kb, a, &b, kind, title, detail);
	bool good = append(kb, a, buf_str(&b), e);
	arena_free(a);
	return good;
}

/* --- the entries of a run ---------------------------------------------------------------- */

static struct str event_key(struct arena *a, struct str path, struct str sha, struct str kind)
{
	return str_printf(
		a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(kind), STR_ARG(sha), STR_ARG(path));
}

bool log_start(struct log_run *r, struct kb *kb, struct arena *a, struct err *e)
{
	struct ledger_events l;
	*r = (struct log_run){.kb = kb, .a = a, .before = map_make(a)};
	if (!ledger_events(kb->ledger, a, &l, e))
		return false;
	for (size_t i = 0; i < l.n; i++)
		map_add(&r->before, event_key(a, l.v[i].path, l.v[i].sha, l.v[i].kind), NULL)->ptr =
			&l.v[i];
	return true;
}

bool log_plan(struct log_run *r, const struct log_entry *v, size_t n, struct err *e)
{
	if (n == 0)
		return true;
	bool good = db_begin(r->kb->ledger, e);
	for (size_t i = 0; good && i < n; i++) {
		struct ledger_event ev = {v[i].path, v[i].sha, str_of(v[i].kind), false};
		good = ledger_put_event(r->kb->ledger, &ev, e);
	}
	r->planned = true;
	good = good && db_commit(r->kb->ledger, e);
	if (!good)
		db_rollback(r->kb->ledger);
	return good;
}

void log_add(struct log_run *r, struct log_entry entry)
{
	const struct ledger_event *ev =
		map_ptr(&r->before, event_key(r->a, entry.path, entry.sha, str_of(entry.kind)));
	if (ev ? !ev->logged : !entry.seen)
		VEC_PUSH(r->a, &r->entries, entry);
}

bool log_flush(struct log_run *r, struct err *e)
{
	struct buf b = buf_make(r->a);
	struct fs_stat st;
	struct db *ledger = r->kb->ledger;
	if (r->entries.n == 0)
		return true;
	for (size_t i = 0; i < r->entries.n; i++) {
		const struct log_entry *x = &r->entries.v[i];
		put_entry(r->kb, r->a, &b, x->kind, x->title, x->detail);
	}
	if (!fs_stat(engine_path(r->kb, r->a, STR(LOG_PATH)), &st, e) || !db_begin(ledger, e))
		return false;
	int64_t at = st.exists ? st.size : (int64_t)sizeof HEAD - 1;
	if (!ledger_put_entry(ledger, at, buf_str(&b), e) || !db_commit(ledger, e)) {
		db_rollback(ledger);
		return false;
	}
	return append(r->kb, r->a, buf_str(&b), e) && ledger_clear_entry(ledger, e);
}

bool log_done(struct kb *kb, struct err *e)
{
	return ledger_clear_events(kb->ledger, e);
}

bool log_recover(struct kb *kb, struct err *e)
{
	struct arena *a = arena_make();
	struct str text, there = {"", 0};
	int64_t at = 0;
	struct err first = {0};
	bool good = true;
	char *path = engine_path(kb, a, STR(LOG_PATH));
	if (ledger_entry(kb->ledger, a, &at, &text, &first)) {
		good = !fs_exists(path) || fs_read(a, path, PAGE_MAX, &there, e);
		struct str tail = str_from(there, (size_t)at < there.n ? (size_t)at : there.n);
		if (str_starts(text, tail)) /* nothing or a part of it is there */
			text = str_from(text, tail.n);
		else if (str_find(there, text) != STR_NPOS)
			text = STR("");
		if (there.n < (size_t)at && str_starts(STR(HEAD), there))
			good = good && fs_remove(path, e); /* its first lines were cut short */
		good = good && (text.n == 0 || append(kb, a, text, e)) &&
			ledger_clear_entry(kb->ledger, e);
	} else if (first.code != ERR_NONE) {
		good = err_set(e, first.code, "%s", first.text);
	}
	arena_free(a);
	return good;
}

/* --- reading ----------------------------------------------------------------------------- */

/* "## [date] kind | title" */
static bool parse_entry(struct str line, struct kb_event *out)
{
	if (!str_starts(line, STR("## [")))
		return false;
	size_t close = str_find_byte(line, ']');
	if (close == STR_NPOS)
		return false;
	struct str rest = str_trim(str_from(line, close + 1));
	size_t bar = str_find(rest, STR(" | "));
	*out = (struct kb_event){
		.date = str_sub(line, 4, close),
		.kind = str_sub(rest, 0, bar == STR_NPOS ? rest.n : bar),
		.title = bar == STR_NPOS ? STR("") : str_from(rest, bar + 3),
		.detail = STR(""),
	};
	return true;
}

bool kb_log(struct kb *kb, struct arena *a, struct kb_events *out, struct err *e)
{
	VEC(struct kb_event) found = {0};
	struct str text, line;
	*out = (struct kb_events){0};
	char *path = engine_path(kb, a, STR(LOG_PATH));
	if (!fs_exists(path))
		return true;
	if (!fs_read(a, path, PAGE_MAX, &text, e))
		return false;
	while (str_line(&text, &line)) {
		struct kb_event ev;
		if (parse_entry(line, &ev))
			VEC_PUSH(a, &found, ev);
		else if (found.n && found.v[found.n - 1].detail.n == 0 && !str_blank(line))
			found.v[found.n - 1].detail = line;
	}
	for (size_t i = 0; i < found.n; i++) {
		found.v[i].title = md_plain(a, found.v[i].title);
		found.v[i].detail = md_plain(a, found.v[i].detail);
	}
	*out = (struct kb_events){found.v, found.n};
	return true;
}
