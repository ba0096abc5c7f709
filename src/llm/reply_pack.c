/* reply_pack.c - replies as bytes for the index: each text behind its length, each list behind its
 * number of items, in the order of the table.
 *
 * In front of a text stands its length plus one, or 0 for "as the text before", which a quote often
 * is. Numbers as in base/pack.h.
 * Order: writing, reading. */
#include <string.h>

#include "base/err.h"
#include "base/pack.h"
#include "base/text.h"
#include "llm/reply_shape.h"

/* --- writing ----------------------------------------------------------------------------- */

struct packer {
	struct buf out;
	struct arena *scratch;
	struct str last;
};

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
		pack_n(&p->out, 0);
		return;
	}
	pack_n(&p->out, s.n + 1);
	buf_put(&p->out, s);
	p->last = s;
}

static void pack_texts(struct packer *p, struct any_list l)
{
	const struct str *v = l.v;
	size_t n = 0;
	for (size_t i = 0; i < l.n; i++)
		n += !str_blank(v[i]);
	pack_n(&p->out, n);
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
			pack_n(&p->out, l.n);
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
	struct unpack in;
	struct str last;
};

static struct str unpack_text(struct unpacker *u)
{
	size_t n = (size_t)unpack_n(&u->in);
	if (n)
		u->last = unpack_bytes(&u->in, n - 1);
	return u->last;
}

static void unpack_shape(struct unpacker *u, const struct shape *shape, char *out)
{
	for (size_t i = 0; i < shape->n && !u->in.bad; i++) {
		const struct field *f = &shape->fields[i];
		struct any_list l = {0};
		if (f->kind == FIELD_TEXT || f->kind == FIELD_ID) {
			struct str s = unpack_text(u);
			memcpy(out + f->offset, &s, sizeof s);
			continue;
		}
		l.n = unpack_count(&u->in);
		l.v = arena_array(
			u->a, l.n, f->kind == FIELD_LIST ? f->of->size : sizeof(struct str));
		for (size_t k = 0; k < l.n && !u->in.bad; k++) {
			if (f->kind == FIELD_LIST)
				unpack_shape(u, f->of, (char *)l.v + k * f->of->size);
			else
				((struct str *)l.v)[k] = unpack_text(u);
		}
		memcpy(out + f->offset, &l, sizeof l);
	}
}

size_t reply_packed_count(struct str packed)
{
	struct unpack u = unpack_make(packed);
	return unpack_count(&u);
}

bool reply_unpack(struct arena *a, enum reply_kind k, struct str packed, void **out, struct err *e)
{
	struct unpacker u = {.a = a, .in = unpack_make(packed), .last = {"", 0}};
	*out = arena_alloc(a, reply_size(k));
	unpack_shape(&u, reply_shape(k), *out);
	if (!u.in.bad && u.in.p == u.in.end)
		return true;
	return err_set(e, ERR_DB,
		"%s: the index holds what kb did not write; run kb compile --force", reply_name(k));
}
