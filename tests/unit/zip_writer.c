/* zip_writer.c - see zip_writer.h. APPNOTE 4.3 and RFC 1951. */
#include "zip_writer.h"

struct zip_writer zip_writer_make(struct arena *a)
{
	return (struct zip_writer){.out = buf_make(a), .directory = buf_make(a)};
}

static void put_le(struct buf *b, uint64_t v, int n_bytes)
{
	for (int i = 0; i < n_bytes; i++)
		buf_putc(b, (char)(unsigned char)(v >> (8 * i) & 0xff));
}

static uint32_t crc_next(uint32_t crc, unsigned char c)
{
	crc ^= c;
	for (int k = 0; k < 8; k++)
		crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	return crc;
}

static void put_common(
	struct buf *b, uint32_t method, uint32_t crc, size_t packed, size_t size, size_t n_name)
{
	put_le(b, 20, 2);
	put_le(b, 0, 2);
	put_le(b, method, 2);
	put_le(b, 0, 4);
	put_le(b, crc, 4);
	put_le(b, (uint32_t)packed, 4);
	put_le(b, (uint32_t)size, 4);
	put_le(b, (uint32_t)n_name, 2);
	put_le(b, 0, 2);
}

static void add(struct zip_writer *w, struct str name, uint32_t method, uint32_t crc,
	struct str packed, size_t size)
{
	uint32_t at = (uint32_t)w->out.n;
	buf_put(&w->out, STR("PK\003\004"));
	put_common(&w->out, method, crc, packed.n, size, name.n);
	buf_put(&w->out, name);
	buf_put(&w->out, packed);
	buf_put(&w->directory, STR("PK\001\002"));
	put_le(&w->directory, 20, 2);
	put_common(&w->directory, method, crc, packed.n, size, name.n);
	put_le(&w->directory, 0, 6);
	put_le(&w->directory, 0, 4);
	put_le(&w->directory, at, 4);
	buf_put(&w->directory, name);
	w->n++;
}

void zip_writer_add(struct zip_writer *w, const char *name, struct str bytes)
{
	uint32_t crc = 0xffffffffu;
	for (size_t i = 0; i < bytes.n; i++)
		crc = crc_next(crc, (unsigned char)bytes.p[i]);
	add(w, str_of(name), 0, ~crc, bytes, bytes.n);
}

struct bits {
	struct buf b;
	uint32_t hold;
	int n;
};

static void put_bits(struct bits *o, uint32_t v, int n)
{
	o->hold |= v << o->n;
	for (o->n += n; o->n >= 8; o->n -= 8, o->hold >>= 8)
		buf_putc(&o->b, (char)(unsigned char)(o->hold & 0xff));
}

/* One literal, then copies of 258 bytes from one back: 13 bits each. */
void zip_writer_add_bomb(struct zip_writer *w, const char *name, size_t n)
{
	struct bits o = {.b = buf_make(w->out.a)};
	size_t n_copies = n / 258;
	uint32_t crc = 0xffffffffu;
	put_bits(&o, 3, 3); /* last block, fixed codes */
	put_bits(&o, 0x89, 8); /* "a", its code 10010001 backwards */
	for (size_t i = 0; i < n_copies; i++) {
		put_bits(&o, 0xa3, 8); /* length 258: 11000101 backwards */
		put_bits(&o, 0, 5); /* distance 1 */
	}
	put_bits(&o, 0, 7); /* end of block */
	put_bits(&o, 0, 7);
	for (size_t i = 0; i < n_copies * 258 + 1 && i < 100; i++)
		crc = crc_next(crc, 'a');
	add(w, str_of(name), 8, ~crc, buf_str(&o.b), n_copies * 258 + 1);
}

struct str zip_writer_end(struct zip_writer *w)
{
	uint32_t at = (uint32_t)w->out.n;
	buf_put(&w->out, buf_str(&w->directory));
	buf_put(&w->out, STR("PK\005\006"));
	put_le(&w->out, 0, 4);
	put_le(&w->out, (uint32_t)w->n, 2);
	put_le(&w->out, (uint32_t)w->n, 2);
	put_le(&w->out, (uint32_t)w->directory.n, 4);
	put_le(&w->out, at, 4);
	put_le(&w->out, 0, 2);
	return buf_str(&w->out);
}
