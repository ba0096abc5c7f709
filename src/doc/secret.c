/* secret.c - see secret.h. Order: the list, one candidate, finding, masking. */
#include "doc/secret.h"

#include <string.h>

/* --- the list ---------------------------------------------------------------------------- */

static const struct shape {
	const char *start, *what;
	size_t least, most; /* characters behind the start */
	const char *more; /* beyond letters and digits */
} shapes[] = {
	{"AKIA", "AWS access key", 16, 16, ""},
	{"ASIA", "AWS access key", 16, 16, ""},
	{"ghp_", "GitHub token", 36, 36, ""},
	{"gho_", "GitHub token", 36, 36, ""},
	{"ghu_", "GitHub token", 36, 36, ""},
	{"ghs_", "GitHub token", 36, 36, ""},
	{"ghr_", "GitHub token", 36, 76, ""},
	{"github_pat_", "GitHub token", 22, 255, "_"},
	{"glpat-", "GitLab token", 20, 40, "-_"},
	{"sk-ant-", "Anthropic key", 20, 200, "-_"},
	{"sk-proj-", "OpenAI key", 20, 200, "-_"},
	{"sk-", "OpenAI key", 20, 100, ""},
	{"sk_live_", "Stripe key", 16, 120, ""},
	{"rk_live_", "Stripe key", 16, 120, ""},
	{"AIza", "Google key", 35, 35, "-_"},
	{"hf_", "Hugging Face token", 30, 40, ""},
	{"npm_", "npm token", 36, 36, ""},
	{"xoxb-", "Slack token", 20, 200, "-"},
	{"xoxp-", "Slack token", 20, 200, "-"},
	{"xoxa-", "Slack token", 20, 200, "-"},
	{"xoxs-", "Slack token", 20, 200, "-"},
};

/* --- one candidate ----------------------------------------------------------------------- */

static bool is_token_byte(char c, const char *more)
{
	bool digit = c >= '0' && c <= '9', letter = (c | 32) >= 'a' && (c | 32) <= 'z';
	return digit || letter || (c && strchr(more, c));
}

/* Looks like a key and not like a placeholder. */
static bool is_random(struct str body)
{
	bool seen[256] = {false};
	size_t kinds = 0, digits = 0, run = 1;
	for (size_t i = 0; i < body.n; i++) {
		unsigned char c = (unsigned char)body.p[i];
		kinds += !seen[c];
		seen[c] = true;
		digits += c >= '0' && c <= '9';
		run = i && body.p[i] == body.p[i - 1] ? run + 1 : 1;
		if (run >= 5)
			return false;
	}
	return kinds >= 8 && digits > 0 && str_ifind(body, STR("example")) == STR_NPOS &&
		str_ifind(body, STR("your")) == STR_NPOS;
}

static bool is_shape(struct str text, size_t at, const struct shape *k, struct secret *out)
{
	struct str start = str_of(k->start);
	if (!str_starts(str_from(text, at), start))
		return false;
	size_t end = at + start.n;
	while (end < text.n && end - at - start.n <= k->most && is_token_byte(text.p[end], k->more))
		end++;
	struct str body = str_sub(text, at + start.n, end);
	if (body.n < k->least || body.n > k->most || !is_random(body))
		return false;
	*out = (struct secret){k->what, start, at, end, false};
	return true;
}

/* A key in its frame, up to the line that ends it or the last line that may be part of it. */
static bool is_private_key(struct str text, size_t at, struct secret *out)
{
	struct str begin = STR("-----BEGIN "), rest = str_from(text, at);
	if (!str_starts(rest, begin))
		return false;
	struct str line = str_sub(rest, 0, str_find_byte(str_sub(rest, 0, 200), '\n'));
	size_t name = str_find(str_sub(line, 0, 64), STR("PRIVATE KEY-----"));
	struct str behind = str_trim(str_sub(rest, line.n, line.n + 40));
	if (name == STR_NPOS || name >= 32 || behind.n < 20 || behind.p[0] == '.')
		return false;
	size_t end = line.n;
	while (end < rest.n) {
		size_t next = str_find_from(str_sub(rest, 0, end + 202), end + 1, STR("\n"));
		struct str one = str_sub(rest, end, next == STR_NPOS ? end + 202 : next);
		if (str_find(one, STR("-----END")) != STR_NPOS) {
			end += one.n;
			break;
		}
		one = str_trim(one);
		if (str_find_byte(one, ' ') != STR_NPOS && str_find_byte(one, ':') == STR_NPOS &&
			str_find_byte(one, '>') == STR_NPOS)
			break; /* prose */
		if (next == STR_NPOS) {
			end = rest.n < end + 202 ? rest.n : end + 202;
			break;
		}
		end = next;
	}
	*out = (struct secret){"private key", begin, at, at + end, true};
	return true;
}

/* --- finding ----------------------------------------------------------------------------- */

bool secret_find(struct str text, size_t from, struct secret *out)
{
	/* the bytes that can follow one that a shape starts with */
	static const char *const seconds[256] = {['A'] = "KSI",
		['g'] = "hil",
		['h'] = "f",
		['s'] = "k",
		['r'] = "k",
		['n'] = "p",
		['x'] = "o",
		['-'] = "-"};
	for (size_t at = from; at + 1 < text.n; at++) {
		char c = text.p[at], next = text.p[at + 1];
		const char *second = seconds[(unsigned char)c];
		if (!second || !next || !strchr(second, next))
			continue;
		if (c == '-' && is_private_key(text, at, out))
			return true;
		if (c == '-' || (at && is_token_byte(text.p[at - 1], "-_")))
			continue;
		for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
			if (shapes[i].start[0] == c && is_shape(text, at, &shapes[i], out))
				return true;
	}
	return false;
}

/* --- masking ----------------------------------------------------------------------------- */

struct str secret_mask(struct arena *a, struct str text, struct strs *found)
{
	struct secret s;
	struct buf b = buf_make(a);
	size_t at = 0;
	while (secret_find(text, at, &s)) {
		buf_put(&b, str_sub(text, at, s.start));
		if (s.is_block)
			buf_puts(&b, "(private key masked)");
		else
			buf_printf(&b, STR_FMT "(masked)", STR_ARG(s.mark));
		if (!strs_has(*found, str_of(s.what)))
			strs_add(a, found, str_of(s.what));
		at = s.end;
	}
	if (!at)
		return text;
	buf_put(&b, str_from(text, at));
	return buf_str(&b);
}
