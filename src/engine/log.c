/* log.c - writing and reading wiki/log.md. */
#include "engine/log.h"

#include <time.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/vec.h"
#include "doc/page.h"

#define LOG_PATH "wiki/log.md"

static struct str today(struct kb *kb, struct arena *a)
{
	time_t t = (time_t)engine_now(kb);
	struct tm tm = {0};
	gmtime_r(&t, &tm);
	return str_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* One line of text: a title from outside must not start an entry of its own. */
static void put_line(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_putc(b, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
}

bool log_append(struct kb *kb, const char *kind, struct str title, struct str detail, struct err *e)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	char *path = engine_path(kb, a, STR(LOG_PATH));
	if (!fs_exists(path))
		buf_puts(&b,
			"---\ntype: log\ntitle: Log\ndescription: What changed in this base, "
			"newest last\n---\n# Log\n");
	buf_printf(&b, "\n## [" STR_FMT "] %s | ", STR_ARG(today(kb, a)), kind);
	put_line(&b, title);
	buf_putc(&b, '\n');
	if (detail.n) {
		buf_putc(&b, '\n');
		put_line(&b, detail);
		buf_putc(&b, '\n');
	}
	bool good =
		fs_mkdirs(engine_path(kb, a, STR("wiki")), e) && fs_append(path, buf_str(&b), e);
	arena_free(a);
	return good;
}

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
	*out = (struct kb_events){found.v, found.n};
	return true;
}
