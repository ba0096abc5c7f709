/* route.c - which path means what, in which scope, with which fault.
 *
 * Paths are known by their ends, with or without /v1. A call of a model is read, counted, held for its
 * delay, then answered or spoilt. Order: settings, scopes, control, calls, dispatch. */
#include "base/err.h"
#include "base/hash.h"
#include "llmd.h"

/* --- settings ---------------------------------------------------------------------------- */

static bool read_when(struct str s, struct fault_use *use)
{
	static const char *const words[] = {
		[USE_EVERY] = "every", [USE_FROM] = "from", [USE_CALL] = "call"};
	int64_t n = 1;
	for (int i = USE_EVERY; i <= USE_CALL; i++) {
		s = str_trim(s);
		if (!str_starts(s, str_of(words[i])))
			continue;
		s = str_trim(str_from(s, str_of(words[i]).n));
		if (s.n && (s.p[0] == ':' || s.p[0] == '='))
			s = str_from(s, 1);
		if (!str_to_i64(s, &n) || n < 1)
			return false;
		use->when = i == USE_EVERY ? USE_EVERY : i == USE_FROM ? USE_FROM : USE_CALL;
		use->n = (uint64_t)n;
		return true;
	}
	return false;
}

static bool take_fault(struct arena *a, struct settings *s, struct str spec, struct err *e)
{
	size_t at = str_find_byte(spec, '@');
	if (at == STR_NPOS)
		at = str_find_byte(spec, '~');
	struct fault_use use = {.row = fault_named(str_trim(str_sub(spec, 0, at)))};
	if (!use.row)
		return err_set(e, ERR_USAGE, "no fault is called '" STR_FMT "'; see --list-faults",
			STR_ARG(spec));
	if (at != STR_NPOS && !read_when(str_from(spec, at + 1), &use))
		return err_set(e, ERR_USAGE,
			"'" STR_FMT "': after @ stands every N, from N or call N", STR_ARG(spec));
	VEC_PUSH(a, &s->faults, use);
	return true;
}

bool settings_take(
	struct arena *a, struct settings *s, struct str name, struct str value, struct err *e)
{
	int64_t n = 0;
	bool number = str_to_i64(value, &n) && n >= 0;
	if (str_eqz(name, "fault"))
		return take_fault(a, s, str_dup(a, value), e);
	if (str_eqz(name, "reword"))
		s->reword = true;
	else if (str_eqz(name, "lie"))
		s->lie = true;
	else if (str_eqz(name, "key"))
		s->key = str_dup(a, value);
	else if (str_eqz(name, "delay-ms") && number)
		s->delay_ms = (unsigned)n;
	else if (str_eqz(name, "piece-ms") && number)
		s->piece_ms = (unsigned)n;
	else if (str_eqz(name, "shuffle-delay") && number)
		s->shuffle = (uint64_t)n + 1;
	else
		return err_set(
			e, ERR_USAGE, "unknown option '" STR_FMT "' or no number", STR_ARG(name));
	return true;
}

/* --- scopes ------------------------------------------------------------------------------ */

/* "500@call1+lie+delay-ms=5" */
static bool read_spec(struct arena *a, struct settings *s, struct str spec, struct err *e)
{
	struct str part;
	while (str_cut(&spec, '+', &part)) {
		struct str rest = part, name;
		bool option = fault_named(str_sub(part, 0, str_find_byte(part, '@'))) == NULL &&
			(str_find_byte(part, '=') != STR_NPOS || str_eqz(part, "lie") ||
				str_eqz(part, "reword"));
		if (!part.n || str_eqz(part, "none"))
			continue;
		if (!option) {
			if (!take_fault(a, s, str_dup(a, part), e))
				return false;
			continue;
		}
		str_cut(&rest, '=', &name);
		if (!settings_take(a, s, name, rest, e))
			return false;
	}
	return true;
}

/* Cuts the scope off t->path. Callers hold the lock. */
static bool find_scope(struct turn *t, struct err *e)
{
	struct str name = STR(""), rest = t->path, label, spec = STR("");
	if (str_starts(rest, STR("/f/"))) {
		rest = str_from(rest, 3);
		str_cut(&rest, '/', &spec);
		if (!str_cut(&rest, '/', &label))
			label = STR("");
		name = str_printf(t->a, "/f/" STR_FMT "/" STR_FMT, STR_ARG(spec), STR_ARG(label));
		t->path = str_cat(t->a, STR("/"), rest);
	}
	t->scope = map_ptr(&t->d->scopes, name);
	if (t->scope)
		return true;
	struct settings set = t->d->set;
	set.faults.v = NULL;
	set.faults.n = set.faults.cap = 0;
	for (size_t i = 0; i < t->d->set.faults.n; i++)
		VEC_PUSH(t->d->a, &set.faults, t->d->set.faults.v[i]);
	if (!read_spec(t->d->a, &set, spec, e))
		return false;
	struct scope *c = ARENA_NEW(t->d->a, struct scope);
	*c = (struct scope){.name = str_dup(t->d->a, name), .set = set, .stats = stats_make()};
	map_add(&t->d->scopes, c->name, NULL)->ptr = c;
	t->scope = c;
	return true;
}

/* --- control ----------------------------------------------------------------------------- */

static void reset(struct scope *c)
{
	stats_free(c->stats);
	c->stats = stats_make();
	c->n_calls = 0;
	c->released = false;
}

/* Options a line, in place of those that were given. */
static bool control(struct turn *t, struct err *e)
{
	struct settings set = {.key = STR("")};
	struct str rest = t->body, line, name;
	while (str_line(&rest, &line)) {
		if (str_blank(line))
			continue;
		str_cut(&line, ' ', &name);
		if (!settings_take(t->d->a, &set, name, str_trim(line), e))
			return false;
	}
	t->scope->set = set;
	return true;
}

static void answer_text(struct turn *t, unsigned status, struct str s)
{
	t->out.status = status;
	out_header(t, STR("content-type: application/json"));
	out_piece(t, s);
}

/* Paths of the double itself; they are not counted. Callers hold the lock. */
static bool own_path(struct turn *t)
{
	struct err e = {0};
	if (str_eqz(t->path, "/stats"))
		answer_text(t, 200, stats_json(t->a, t->d, t->scope));
	else if (str_eqz(t->path, "/reset"))
		reset(t->scope);
	else if (str_eqz(t->path, "/release"))
		t->scope->released = true;
	else if (!str_eqz(t->path, "/control"))
		return false;
	else if (!control(t, &e))
		answer_text(t, 400, str_printf(t->a, "%s\n", e.text));
	if (!t->out.status)
		answer_text(t, 200, STR("{}\n"));
	t->scope = NULL;
	return true;
}

/* --- calls ------------------------------------------------------------------------------- */

static bool has_member(const struct json *j, struct str path)
{
	size_t dot = str_find_byte(path, '.');
	const struct json *v = json_get(j, str_sub(path, 0, dot));
	if (dot == STR_NPOS)
		return v && (json_kind(v) != JSON_T_BOOL || json_bool(v));
	return str_eq(json_str(json_get(v, STR("type"))), str_from(path, dot + 1));
}

static bool holds_mark(const struct turn *t)
{
	return str_find(t->body, STR("\"cache_control\"")) != STR_NPOS;
}

static bool fires(const struct turn *t, const struct fault_use *use)
{
	const char *param = use->row->param;
	if (use->when == USE_EVERY && t->call % use->n)
		return false;
	if ((use->when == USE_FROM && t->call < use->n) ||
		(use->when == USE_CALL && t->call != use->n))
		return false;
	if (!param)
		return true;
	if (str_eqz(str_of(param), "cache_control"))
		return holds_mark(t);
	if (str_eqz(str_of(param), "max_tokens") && t->ask.protocol == ANTHROPIC)
		return false;
	return has_member(t->ask.j, str_of(param));
}

static void count_call(struct turn *t)
{
	struct scope *c = t->scope;
	pthread_mutex_lock(&t->d->lock);
	t->call = ++c->n_calls;
	t->set = c->set;
	t->counter = ++t->d->n_words;
	for (size_t i = 0; !t->fault && i < t->set.faults.n; i++)
		if (fires(t, &t->set.faults.v[i]))
			t->fault = t->set.faults.v[i].row;
	stats_begin(c->stats, t);
	pthread_mutex_unlock(&t->d->lock);
}

static unsigned delay_of(const struct turn *t)
{
	unsigned most = t->set.delay_ms ? t->set.delay_ms : 20;
	if (!t->set.shuffle)
		return t->set.delay_ms;
	struct sha h = sha_of(str_printf(
		t->a, "%llu " STR_FMT, (unsigned long long)t->set.shuffle, STR_ARG(t->body)));
	return ((unsigned)h.b[0] << 8 | h.b[1]) % (most + 1);
}

static void call(struct turn *t, enum protocol protocol)
{
	t->ask.protocol = protocol;
	bool good = ask_read(t);
	count_call(t);
	serve_wait(t, delay_of(t));
	if (t->set.key.n && !str_eq(t->key, t->set.key)) {
		say_error(t, 401, "authentication_error", "invalid_api_key", NULL,
			STR("Incorrect API key provided"));
		return;
	}
	if (t->fault && t->fault->status) {
		fault_error(t);
		return;
	}
	if (!good)
		return;
	answer(t);
	if (t->fault && t->fault->say)
		t->fault->say(t);
	say_write(t);
	t->whole = !t->fault || t->fault->good == FAULT_GOOD;
	if (t->fault && t->fault->wire)
		t->fault->wire(t);
}

void call_in_batch(struct turn *t, enum protocol protocol)
{
	t->ask.protocol = protocol;
	bool good = ask_read(t);
	count_call(t);
	t->fault = NULL;
	t->ask.stream = false;
	if (good) {
		answer(t);
		say_write(t);
	}
	pthread_mutex_lock(&t->d->lock);
	stats_end(t->scope->stats, t);
	pthread_mutex_unlock(&t->d->lock);
}

/* --- dispatch ---------------------------------------------------------------------------- */

void route(struct turn *t)
{
	static const struct {
		const char *end;
		enum protocol protocol;
	} calls[] = {
		{"/chat/completions", OPENAI}, {"/messages", ANTHROPIC}, {"/api/chat", OLLAMA}};
	struct err e = {0};
	pthread_mutex_lock(&t->d->lock);
	bool good = find_scope(t, &e), own = good && own_path(t);
	pthread_mutex_unlock(&t->d->lock);
	if (!good)
		answer_text(t, 400, str_printf(t->a, "%s\n", e.text));
	if (!good || own)
		return;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (str_ends(t->path, str_of(calls[i].end)) && str_eqz(t->method, "POST")) {
			call(t, calls[i].protocol);
			return;
		}
	pthread_mutex_lock(&t->d->lock);
	stats_begin(t->scope->stats, t);
	t->set = t->scope->set;
	pthread_mutex_unlock(&t->d->lock);
	if (!extra_route(t))
		say_error(t, 404, "not_found_error", NULL, NULL, STR("no such path"));
}
