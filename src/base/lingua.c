/* lingua.c - the doors of libstemmer and iconv. */
#include <errno.h>
#include <iconv.h>
#include <libstemmer.h>
#include <string.h>

#include "base/text.h"

/* libstemmer objects are costly to make and not thread-safe: the caller makes one a language and
 * thread and keeps it in an arena of its own. */
struct text_stemmer {
	struct sb_stemmer *sb;
};

static void close_stemmer(void *ctx)
{
	sb_stemmer_delete(ctx);
}

struct text_stemmer *text_stemmer_make(struct arena *a, struct str lang)
{
	struct text_stemmer *s = ARENA_NEW(a, struct text_stemmer);
	errno = 0;
	s->sb = lang.n == 2 ? sb_stemmer_new(str_z(a, lang), "UTF_8") : NULL;
	if (!s->sb && errno == ENOMEM)
		arena_exhausted();
	if (s->sb)
		arena_defer(a, close_stemmer, s->sb);
	return s;
}

struct str text_stem(struct text_stemmer *s, struct arena *a, struct str word)
{
	if (!s->sb || word.n > 100)
		return word;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] >= '0' && word.p[i] <= '9')
			return word; /* identifiers and figures stay as they are */
	const sb_symbol *p = sb_stemmer_stem(s->sb, (const sb_symbol *)word.p, (int)word.n);
	if (!p)
		arena_exhausted();
	return str_dup(a, str_make((const char *)p, (size_t)sb_stemmer_length(s->sb)));
}

static void decode_all(iconv_t cd, struct str bytes, struct buf *b)
{
	char *in = (char *)(uintptr_t)bytes.p;
	size_t left = bytes.n;
	while (left) {
		buf_reserve(b, left * 2 + 16);
		char *out = b->p + b->n;
		size_t room = b->cap - b->n - 1;
		size_t r = iconv(cd, &in, &left, &out, &room);
		b->n = (size_t)(out - b->p);
		if (r != (size_t)-1 || errno == E2BIG)
			continue;
		buf_puts(b, "\xEF\xBF\xBD");
		in++;
		left--;
		iconv(cd, NULL, NULL, NULL, NULL);
	}
}

bool text_decode(struct arena *a, struct str bytes, struct str encoding, struct str *out)
{
	errno = 0;
	iconv_t cd = iconv_open("UTF-8", str_z(a, encoding));
	if (cd == (iconv_t)-1 && errno == ENOMEM)
		arena_exhausted();
	if (cd == (iconv_t)-1)
		return false;
	struct buf b = buf_make(a);
	decode_all(cd, bytes, &b);
	iconv_close(cd);
	*out = text_clean(a, buf_str(&b));
	return true;
}
