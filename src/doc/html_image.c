/* html_image.c - the best source of an image, and links for what is embedded.
 *
 * Order: what is no picture, candidates and their scores, images, embeds. */
#include "base/text.h"
#include "doc/image.h"
#include "doc/html_write.h"

#define ICON_PIXELS 33 /* smaller in both directions is decoration */
#define LINE_PIXELS 2 /* smaller in one is a line or keeps a distance */
#define DATA_MAX 100000 /* bytes of an address that is the picture itself */
#define DATA_MIN 300 /* bytes; a smaller drawing of no size holds a place */

/* --- what is no picture ------------------------------------------------------------------ */

static bool is_placeholder(struct str url)
{
	static const char *const words[] = {"blank.gif", "spacer", "placeholder", "lazyload.",
		"1x1", "transparent.", "pixel.gif", "loading.gif", "lazy-load.", "clear.gif",
		"trans.gif", "cleardot.gif", "grey.gif", "empty.gif", "loader.gif"};
	if (!url.n || str_istarts(url, STR("data:")) || str_istarts(url, STR("about:")) ||
		str_istarts(url, STR("javascript:")) || str_istarts(url, STR("blob:")))
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ifind(url, str_of(words[i])) != STR_NPOS)
			return true;
	return false;
}

static double number_of(struct str s)
{
	double v = 0, unit = 1;
	bool point = false;
	for (size_t i = 0; i < s.n && i < 12; i++) {
		if (s.p[i] == '.') {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9')
			break;
		v = v * 10 + (s.p[i] - '0');
		unit *= point ? 10 : 1;
	}
	return v / unit;
}

static bool is_icon(const struct dom *d, size_t img)
{
	struct str width = dom_attr(d, img, "width"), height = dom_attr(d, img, "height");
	if (!width.n || !height.n || str_ends(width, STR("%")) || str_ends(height, STR("%")))
		return false;
	double x = number_of(width), y = number_of(height);
	bool line = (x >= 1 && x <= LINE_PIXELS) || (y >= 1 && y <= LINE_PIXELS);
	return line || (x < ICON_PIXELS && y < ICON_PIXELS);
}

/* --- candidates -------------------------------------------------------------------------- */

struct best {
	struct str url;
	double score;
};

static void offer(struct best *b, struct str url, double score)
{
	url = str_trim(url);
	if (is_placeholder(url))
		return;
	if (score > b->score) {
		b->url = url;
		b->score = score;
	}
}

/* "a.jpg 400w, b.jpg 2x": commas inside a URL are not followed by a blank. */
static void offer_set(struct best *b, struct str set, double base)
{
	while (set.n) {
		size_t i = 0;
		while (i < set.n &&
			(set.p[i] == ' ' || set.p[i] == ',' || set.p[i] == '\n' ||
				set.p[i] == '\t'))
			i++;
		set = str_from(set, i);
		for (i = 0; i < set.n && set.p[i] != ' ' && set.p[i] != '\n' && set.p[i] != '\t';)
			i++;
		struct str url = str_sub(set, 0, i);
		bool ends = url.n && url.p[url.n - 1] == ',';
		if (ends)
			url = str_sub(url, 0, url.n - 1);
		set = str_from(set, i);
		double size = 1;
		if (!ends) {
			size_t comma = str_find_byte(set, ',');
			struct str hint = str_trim(str_sub(set, 0, comma));
			set = comma == STR_NPOS ? STR("") : str_from(set, comma + 1);
			size = number_of(hint);
			size = str_ends(hint, STR("x")) ? size * 1000 : size;
		}
		if (url.n)
			offer(b, url, base + (size > 1 ? size / 1e6 : 0));
	}
}

static void offer_image(const struct dom *d, size_t img, struct best *b)
{
	static const char *const attrs[] = {"data-src", "data-original", "data-lazy-src",
		"data-lazy", "data-url", "data-actualsrc", "data-hi-res-src", "data-full-src",
		"data-image", "data-img-src", "data-orig-file", "data-large-file",
		"data-src-large"};
	offer(b, dom_attr(d, img, "src"), 1);
	for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
		if (str_find_byte(dom_attr(d, img, attrs[i]), '{') == STR_NPOS &&
			str_find_byte(dom_attr(d, img, attrs[i]), '.') != STR_NPOS)
			offer(b, dom_attr(d, img, attrs[i]), 1.5);
	offer_set(b, dom_attr(d, img, "srcset"), 2);
	offer_set(b, dom_attr(d, img, "data-srcset"), 2);
	offer_set(b, dom_attr(d, img, "data-lazy-srcset"), 2);
}

/* The sources of a <picture>, what a figure says its picture is, and the image that a <noscript>
 * right behind holds. */
static void offer_around(const struct dom *d, size_t img, struct best *b)
{
	size_t up = d->v[img].parent;
	if (str_ieq(dom_name(d, up), STR("picture")))
		for (size_t k = up + 1; k < d->v[up].end; k++)
			if (d->v[k].tag == TAG_SOURCE) {
				offer_set(b, dom_attr(d, k, "srcset"), 1.8);
				offer_set(b, dom_attr(d, k, "data-srcset"), 1.8);
			}
	if (b->score > 0)
		return;
	size_t figure = dom_up(d, img, TAG_FIGURE);
	if (figure != DOM_NONE && !dom_has(d, img, "src"))
		offer(b, dom_attr(d, figure, "itemid"), 1);
	size_t next = dom_next_element(d, img);
	if (next == DOM_NONE && up)
		next = dom_next_element(d, up);
	if (next == DOM_NONE || d->v[next].tag != TAG_NOSCRIPT)
		return;
	size_t twin = dom_find(d, next, TAG_IMG);
	if (twin != DOM_NONE)
		offer_image(d, twin, b);
}

bool image_best(const struct html_page *h, struct arena *a, size_t img, struct str *url)
{
	struct best b = {.score = 0};
	offer_image(&h->dom, img, &b);
	offer_around(&h->dom, img, &b);
	*url = b.score > 0 ? html_url(h, a, b.url) : STR("");
	return url->n > 0;
}

/* --- images ------------------------------------------------------------------------------ */

static void put_image(
	struct buf *b, struct arena *a, struct str alt, struct str url, enum escape_in where)
{
	buf_puts(b, "![");
	bool cell = where == ESCAPE_CELL || where == ESCAPE_LINK_CELL;
	escape_inline(b, dom_collapse(a, alt), cell ? ESCAPE_LINK_CELL : ESCAPE_LINK);
	buf_puts(b, "](");
	escape_dest(b, url);
	buf_putc(b, ')');
}

struct str image_file(struct str url)
{
	url = str_sub(url, 0, str_find_byte(url, '?'));
	size_t slash = str_rfind_byte(url, '/');
	return slash == STR_NPOS ? url : str_from(url, slash + 1);
}

/* A small version that the real picture of the same name follows, in one figure. */
static bool is_preview(struct writer *w, size_t img, struct str url)
{
	const struct dom *d = &w->h->dom;
	size_t figure = dom_up(d, img, TAG_FIGURE);
	struct str name = image_file(url), other;
	for (size_t k = img + 1; figure != DOM_NONE && name.n > 4 && k < d->v[figure].end; k++)
		if (d->v[k].tag == TAG_IMG && !html_is_gone(w->h, k) &&
			image_best(w->h, w->a, k, &other) && str_eq(image_file(other), name))
			return true;
	return false;
}

/* A picture that stands in its own address and is no placeholder. Where none can be taken out, a small
 * one stays as it is. */
static bool take_data(struct writer *w, size_t img, struct str *url)
{
	struct str bytes = STR(""), src = str_trim(dom_attr(&w->h->dom, img, "src"));
	struct image m;
	bool stays = w->h->keep_data && src.n <= DATA_MAX && str_find_byte(src, ' ') == STR_NPOS &&
		str_find(src, STR(";base64,")) != STR_NPOS;
	if (w->h->images || stays)
		bytes = image_data(w->a, src);
	if (!bytes.n || !image_read(w->a, bytes, &m) ||
		(m.width < ICON_PIXELS && m.height < ICON_PIXELS &&
			(m.width || bytes.n < DATA_MIN)))
		return false;
	*url = w->h->images ? images_add(w->h->images, bytes) : src;
	return url->n > 0;
}

bool image_put(struct writer *w, struct buf *b, size_t img, enum escape_in where)
{
	const struct dom *d = &w->h->dom;
	struct str alt = dom_attr(d, img, "alt"), url;
	struct str class = dom_attr(d, img, "class");
	if (alt.n && alt.n <= 16 && str_ifind(class, STR("emoji")) != STR_NPOS) {
		escape_inline(b, alt, where);
		return true;
	}
	if (is_icon(d, img))
		return false;
	if (!image_best(w->h, w->a, img, &url)) {
		if (!take_data(w, img, &url))
			return false;
	} else if (is_preview(w, img, url)) {
		return false;
	}
	put_image(b, w->a, alt, url, where);
	return true;
}

/* --- embeds ------------------------------------------------------------------------------ */

static const struct {
	const char *host, *before, *page; /* the id stands after `before`; the page it names */
} players[] = {
	{"youtube.com/embed/", "/embed/", "https://www.youtube.com/watch?v="},
	{"youtube-nocookie.com/embed/", "/embed/", "https://www.youtube.com/watch?v="},
	{"youtube.com/v/", "/v/", "https://www.youtube.com/watch?v="},
	{"player.vimeo.com/video/", "/video/", "https://vimeo.com/"},
	{"dailymotion.com/embed/video/", "/video/", "https://www.dailymotion.com/video/"},
	{"platform.twitter.com/embed", "?id=", "https://x.com/i/status/"},
	{"open.spotify.com/embed/", "/embed/", "https://open.spotify.com/"},
	{"player.bilibili.com/player.html", "bvid=", "https://www.bilibili.com/video/"},
	{"archive.org/embed/", "/embed/", "https://archive.org/details/"},
	{"embed.ted.com/talks/", "/talks/", "https://www.ted.com/talks/"},
	{"loom.com/embed/", "/embed/", "https://www.loom.com/share/"},
};

/* Frames that show a work of their own: a link by their title. */
static const char *const works[] = {"codepen.io/", "jsfiddle.net/", "codesandbox.io/",
	"stackblitz.com/", "datawrapper.dwcdn.net/", "flo.uri.sh/", "flourish.studio/",
	"infogram.com/", "public.tableau.com/", "observablehq.com/", "docs.google.com/",
	"google.com/maps/", "soundcloud.com/player/", "bandcamp.com/EmbeddedPlayer",
	"instagram.com/p/", "tiktok.com/embed", "geogebra.org/", "desmos.com/calculator",
	"figma.com/embed", "gist.github.com/", "slideshare.net/slideshow/embed",
	"speakerdeck.com/player/"};

static bool embed_frame(struct writer *w, struct buf *b, struct str src, enum escape_in where)
{
	for (size_t i = 0; i < sizeof players / sizeof *players; i++) {
		if (str_ifind(src, str_of(players[i].host)) == STR_NPOS)
			continue;
		size_t at = str_find(src, str_of(players[i].before));
		if (at == STR_NPOS)
			continue;
		struct str id = str_from(src, at + str_of(players[i].before).n);
		size_t end = 0;
		while (end < id.n && str_find_byte(STR("?&#\"' "), id.p[end]) == STR_NPOS)
			end++;
		if (!end)
			continue;
		struct str url = str_cat(w->a, str_of(players[i].page), str_sub(id, 0, end));
		put_image(b, w->a, STR(""), url, where);
		return true;
	}
	return false;
}

static bool embed_work(
	struct writer *w, struct buf *b, size_t node, struct str src, enum escape_in where)
{
	bool known = false;
	for (size_t i = 0; i < sizeof works / sizeof *works && !known; i++)
		known = str_ifind(src, str_of(works[i])) != STR_NPOS;
	struct str url = known ? html_url(w->h, w->a, src) : STR("");
	if (!url.n || url.p[0] == '#' || where == ESCAPE_LINK || where == ESCAPE_LINK_CELL)
		return false;
	struct str title = dom_collapse(w->a, dom_attr(&w->h->dom, node, "title"));
	if (!title.n) { /* the host says what it is */
		size_t from = str_find(url, STR("://"));
		title = from == STR_NPOS ? url : str_from(url, from + 3);
		title = str_sub(title, 0, str_find_byte(title, '/'));
	}
	buf_putc(b, '[');
	escape_inline(b, title, where == ESCAPE_CELL ? ESCAPE_LINK_CELL : ESCAPE_LINK);
	buf_puts(b, "](");
	escape_dest(b, url);
	buf_putc(b, ')');
	return true;
}

/* <lite-youtube videoid>: a player that is loaded when it is clicked. */
static bool embed_lite(struct writer *w, struct buf *b, size_t node, enum escape_in where)
{
	struct str id = dom_attr(&w->h->dom, node, "videoid"), name = dom_name(&w->h->dom, node);
	if (!id.n || id.n > 40)
		return false;
	const char *page = str_eqz(name, "lite-vimeo") ? "https://vimeo.com/"
						       : "https://www.youtube.com/watch?v=";
	put_image(b, w->a, STR(""), str_cat(w->a, str_of(page), id), where);
	return true;
}

bool embed_put(struct writer *w, struct buf *b, size_t node, enum escape_in where)
{
	const struct dom *d = &w->h->dom;
	enum html_tag tag = d->v[node].tag;
	if (tag == TAG_OTHER)
		return embed_lite(w, b, node, where);
	struct str src = dom_attr(d, node, tag == TAG_OBJECT ? "data" : "src");
	if (!src.n)
		src = dom_attr(d, node, "data-src");
	if (!src.n && (tag == TAG_VIDEO || tag == TAG_AUDIO)) {
		size_t source = dom_find(d, node, TAG_SOURCE);
		if (source != DOM_NONE)
			src = dom_attr(d, source, "src");
	}
	if (!src.n)
		return false;
	if (tag != TAG_VIDEO && tag != TAG_AUDIO)
		return embed_frame(w, b, src, where) || embed_work(w, b, node, src, where);
	struct str url = html_url(w->h, w->a, src);
	if (!url.n)
		return false;
	put_image(b, w->a, dom_attr(d, node, "title"), url, where);
	return true;
}
