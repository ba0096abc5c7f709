/* read_image.c - a picture as a source of its own: its page shows it and says what it is.
 *
 * What it shows cannot be read here: the words come from its name, its own data and the page that
 * embeds it. */
#include "doc/image.h"

#include "base/err.h"
#include "base/fs.h"
#include "doc/md.h"

struct str image_line(struct arena *a, const struct image *m)
{
	struct buf b = buf_make(a);
	buf_printf(&b, "%s image", m->name);
	if (m->width && m->height)
		buf_printf(&b, ", %u \xc3\x97 %u pixels", (unsigned)m->width, (unsigned)m->height);
	if (m->date.n)
		buf_printf(&b, ", taken on " STR_FMT, STR_ARG(str_sub(m->date, 0, 10)));
	return buf_str(&b);
}

static void put_words(struct buf *b, struct str words)
{
	struct buf line = buf_make(b->a);
	if (str_blank(words))
		return;
	escape_inline(&line, str_replace(b->a, str_trim(words), STR("\n"), STR(" ")), ESCAPE_TEXT);
	buf_put(b, escape_lines(b->a, buf_str(&line)));
	buf_puts(b, "\n\n");
}

struct str image_body(
	struct arena *a, const struct image *m, struct str address, const struct image_shown *shown)
{
	struct buf b = buf_make(a);
	struct str line = image_line(a, m);
	struct str alt = str_replace(a, shown->alt, STR("\n"), STR(" "));
	buf_puts(&b, "![");
	escape_inline(&b, str_trim(alt), ESCAPE_LINK);
	buf_puts(&b, "](");
	buf_put(&b, address);
	buf_puts(&b, ")\n\n");
	if (!str_eq(shown->caption, shown->alt))
		put_words(&b, shown->caption);
	put_words(&b, str_cat(a, line, STR(".")));
	buf_trim_right(&b);
	buf_putc(&b, '\n');
	return buf_str(&b);
}

bool read_picture(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	const struct image_shown none = {{"", 0}, {"", 0}};
	struct image m;
	if (!image_read(a, bytes, &m))
		return err_set(e, ERR_INPUT,
			"no picture that can be shown; save it as PNG, JPEG, WebP or SVG");
	struct str address = opt->self.n ? opt->self : md_escape_dest(a, fs_base_name(opt->name));
	out->body = image_body(a, &m, address, &none);
	out->meta.excerpt = image_line(a, &m);
	out->meta.published = str_sub(m.date, 0, 10);
	return true;
}

void image_retell(struct arena *a, struct str bytes, const struct convert_opt *opt,
	const struct image_shown *shown, struct document *doc)
{
	struct image m;
	if (!image_read(a, bytes, &m))
		return;
	doc->body = image_body(a, &m, opt->self, shown);
	if (shown->alt.n || shown->caption.n)
		doc->meta.excerpt = shown->caption.n ? shown->caption : shown->alt;
}
