/* read_markdown.c - Markdown notes, those of the Obsidian Web Clipper above all.
 *
 * The body stays byte for byte what it was, but for BOM, line ends and bytes that are no UTF-8.
 * The front matter becomes metadata; keys that are not known here are the source's business. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/md.h"
#include "doc/meta.h"

/* The value of the first of the keys (between blanks) that has one. */
static struct str first_of(const struct yaml *map, const char *keys)
{
	struct str rest = str_of(keys), key;
	while (str_cut(&rest, ' ', &key)) {
		struct str v = str_trim(yaml_str(map, key));
		if (v.n && !str_eqz(v, "null") && !str_eqz(v, "~"))
			return v;
	}
	return STR("");
}

static struct str one_line(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < s.n; i++) {
		bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';
		if (!blank && gap && b.n)
			buf_putc(&b, ' ');
		if (!blank)
			buf_putc(&b, s.p[i]);
		gap = blank;
	}
	return buf_str(&b);
}

/* "[[People/Ada|Ada L.]]" to "Ada L.", "[[Ada]]" to "Ada". */
static struct str unlink_name(struct str s)
{
	s = str_trim(s);
	if (!str_starts(s, STR("[[")) || !str_ends(s, STR("]]")))
		return s;
	s = str_sub(s, 2, s.n - 2);
	size_t bar = str_rfind_byte(s, '|');
	if (bar != STR_NPOS)
		return str_trim(str_from(s, bar + 1));
	size_t slash = str_rfind_byte(s, '/');
	return str_trim(slash == STR_NPOS ? s : str_from(s, slash + 1));
}

static struct strs names_of(struct arena *a, const struct yaml *map, const char *keys)
{
	struct strs out = {0};
	struct str rest = str_of(keys), key;
	while (!out.n && str_cut(&rest, ' ', &key)) {
		struct strs raw = yaml_strs(a, map, key);
		for (size_t i = 0; i < raw.n; i++) {
			struct str name = one_line(a, unlink_name(raw.v[i]));
			if (name.n && !strs_has(out, name))
				strs_add(a, &out, name);
		}
	}
	return out;
}

/* A list, or words in one line with commas; "#" in front goes. */
static struct strs tags_of(struct arena *a, const struct yaml *map)
{
	struct strs out = {0}, raw = yaml_strs(a, map, STR("tags"));
	for (size_t i = 0; i < raw.n; i++) {
		struct str rest = raw.v[i], tag;
		while (str_cut(&rest, ',', &tag)) {
			tag = str_trim(tag);
			if (str_starts(tag, STR("#")))
				tag = str_from(tag, 1);
			if (tag.n && !strs_has(out, tag))
				strs_add(a, &out, one_line(a, tag));
		}
	}
	return out;
}

static void map_meta(struct arena *a, const struct yaml *y, struct doc_meta *m)
{
	m->title = one_line(a, first_of(y, "title"));
	m->url = one_line(a, first_of(y, "source url link canonical"));
	if (str_starts(m->url, STR("[[")))
		m->url = STR("");
	m->authors = names_of(a, y, "author authors creator");
	m->published =
		date_iso(a, first_of(y, m->url.n ? "published date" : "published date created"));
	m->modified = date_iso(a, first_of(y, "modified updated lastmod"));
	m->excerpt = one_line(a, first_of(y, "description excerpt summary"));
	m->site = one_line(a, unlink_name(first_of(y, "site publisher")));
	m->language = one_line(a, first_of(y, "language lang"));
	m->image = one_line(a, first_of(y, "image cover"));
	m->tags = tags_of(a, y);
}

static struct str first_heading(struct arena *a, struct str body)
{
	struct arena *scratch = arena_make();
	struct str title = STR("");
	struct md_blocks blocks;
	struct err ignored = {0};
	(void)md_parse(scratch, body, &blocks, &ignored); /* whoever takes the text in says it */
	for (size_t i = 0; i < blocks.n && !title.n; i++)
		if (blocks.v[i].kind == MD_HEADING && blocks.v[i].level == 1)
			title = str_dup(a, one_line(scratch, blocks.v[i].plain));
	arena_free(scratch);
	return title;
}

bool read_markdown(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	(void)opt;
	const char *encoding;
	struct str text = charset_decode(a, bytes, STR(""), &encoding), fm, body;
	if (text.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	if (!meta_split(text, &fm, &body))
		strs_add(a, &out->notes, STR("front matter does not end; read as text"));
	struct yaml *map;
	struct err bad = {0};
	if (!yaml_parse(a, fm, &map, &bad))
		strs_add(a, &out->notes, str_printf(a, "front matter left out: %s", bad.text));
	else if (map && map->kind == YAML_MAP)
		map_meta(a, map, &out->meta);
	out->body = body;
	if (!out->meta.title.n)
		out->meta.title = first_heading(a, body);
	return true;
}
