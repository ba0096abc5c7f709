/* reply_pack.c - replies as bytes for the index: each text behind its length, each list behind its
 * number of items, in the order of the table.
 *
 * A number is written in groups of seven bits, lowest first, the top bit set on all but the last. In
 * front of a text stands its length plus one, or 0 for "as the text before", which a quote often is.
 * Order: writing, reading. */
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "llm/reply_shape.h"

/* --- writing ----------------------------------------------------------------------------- */

struct packer {
	struct buf out;
	struct arena *scratch;
	struct str last;
};

static void put_n(struct buf *b, size_t n)
{
	for (; n > 0x7f; n >>= 7)
		buf_putc(b, (char)((n & 0x7f) | 0x80));
	buf_putc(b, (char)n);
}

/* Most texts are clean as they are. */
static bool is_line(struct str s)
{
	if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < ' ' || c >= 0x7f || (c == ' ' && s.p[i + 1] == ' '))
			return false;
	}
	return true;
}

static void pack_text(struct packer *p, struct str s)
{
	if (!is_line(s))
		s = reply_line(p->scratch, s);
	if (s.n && str_eq(s, p->last)) {
		put_n(&p->out, 0);
		return;
	}
	put_n(&p->out, s.n + 1);
	buf_put(&p->out, s);
	p->last = s;
}

static void pack_texts(struct packer *p, struct any_list l)
{
	const struct str *v = l.v;
	size_t n = 0;
	for (size_t i = 0; i < l.n; i++)
		n += !str_blank(v[i]);
	put_n(&p->out, n);
	for (size_t i = 0; i < l.n; i++)
		if (!str_blank(v[i]))
			pack_text(p, v[i]);
}

static void pack_shape(struct packer *p, const struct shape *shape, const char *in)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		struct any_list l;
		struct str s;
		switch (f->kind) {
		case FIELD_TEXT:
		case FIELD_ID:
			memcpy(&s, in + f->offset, sizeof s);
			pack_text(p, s);
			break;
		case FIELD_TEXTS:
			memcpy(&l, in + f->offset, sizeof l);
			pack_texts(p, l);
			break;
		case FIELD_LIST:
			memcpy(&l, in + f->offset, sizeof l);
			put_n(&p->out, l.n);
			for (size_t k = 0; k < l.n; k++)
				pack_shape(p, f->of, (const char *)l.v + k * f->of->size);
			break;
		}
	}
}

struct str reply_pack(struct arena *a, enum reply_kind k, const void *reply)
{
	struct packer p = {.out = buf_make(a), .scratch = arena_make()};
	pack_shape(&p, reply_shape(k), reply);
	arena_free(p.scratch);
	return buf_str(&p.out);
}

/* --- reading ----------------------------------------------------------------------------- */

struct unpacker {
	struct arena *a;
	const unsigned char *p, *end;
	struct str last;
	bool bad;
};

static size_t get_n(struct unpacker *u)
{
	size_t n = 0;
	for (unsigned shift = 0; u->p < u->end && shift < 35; shift += 7) {
		unsigned char c = *u->p++;
		n |= (size_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return n;
	}
	u->bad = true;
	return 0;
}

/* What stands behind each item takes a byte at least. */
static size_t get_count(struct unpacker *u)
{
	size_t n = get_n(u);
	if (n > (size_t)(u->end - u->p))
		u->bad = true;
	return u->bad ? 0 : n;
}

static struct str unpack_text(struct unpacker *u)
{
	size_t n = get_n(u);
	if (u->bad || n == 0)
		return u->last;
	if (--n > (size_t)(u->end - u->p)) {
		u->bad = true;
		return STR("");
	}
	u->last = str_make((const char *)u->p, n);
	u->p += n;
	return u->last;
}

static void unpack_shape(struct unpacker *u, const struct shape *shape, char *out)
{
	for (size_t i = 0; i < shape->n && !u->bad; i++) {
		const struct field *f = &shape->fields[i];
		struct any_list l = {0};
		if (f->kind == FIELD_TEXT || f->kind == FIELD_ID) {
			struct str s = unpack_text(u);
			memcpy(out + f->offset, &s, sizeof s);
			continue;
		}
		l.n = get_count(u);
		l.v = arena_array(
			u->a, l.n, f->kind == FIELD_LIST ? f->of->size : sizeof(struct str));
		for (size_t k = 0; k < l.n && !u->bad; k++) {
			if (f->kind == FIELD_LIST)
				unpack_shape(u, f->of, (char *)l.v + k * f->of->size);
			else
				((struct str *)l.v)[k] = unpack_text(u);
		}
		memcpy(out + f->offset, &l, sizeof l);
	}
}

bool reply_unpack(struct arena *a, enum reply_kind k, struct str packed, void **out, struct err *e)
{
	struct unpacker u = {.a = a,
		.p = (const unsigned char *)packed.p,
		.end = (const unsigned char *)packed.p + packed.n,
		.last = {"", 0}};
	*out = arena_alloc(a, reply_size(k));
	unpack_shape(&u, reply_shape(k), *out);
	if (!u.bad && u.p == u.end)
		return true;
	return err_set(e, ERR_DB,
		"%s: the index holds what kb did not write; run kb compile --force", reply_name(k));
}
