/* html_url.c - links made absolute (RFC 3986, 5.2) and spelled the way a browser would. */
#include "base/text.h"
#include "doc/html_page.h"

struct url {
	struct str scheme, host, path, query,
		fragment; /* host with "//"; query, fragment with sign */
};

static struct url split(struct str s)
{
	struct url u = {0};
	size_t i = 0;
	while (i < s.n &&
		((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
			(i &&
				((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '+' ||
					s.p[i] == '-' || s.p[i] == '.'))))
		i++;
	if (i && i < s.n && s.p[i] == ':') {
		u.scheme = str_sub(s, 0, i + 1);
		s = str_from(s, i + 1);
	}
	size_t hash = str_find_byte(s, '#');
	if (hash != STR_NPOS) {
		u.fragment = str_from(s, hash);
		s = str_sub(s, 0, hash);
	}
	size_t query = str_find_byte(s, '?');
	if (query != STR_NPOS) {
		u.query = str_from(s, query);
		s = str_sub(s, 0, query);
	}
	if (str_starts(s, STR("//"))) {
		size_t slash = str_find_from(s, 2, STR("/"));
		u.host = str_sub(s, 0, slash);
		s = slash == STR_NPOS ? STR("") : str_from(s, slash);
	}
	u.path = s;
	return u;
}

/* RFC 3986, 5.2.4, for a path that starts with "/". */
static struct str remove_dots(struct arena *a, struct str path)
{
	struct buf b = buf_make(a);
	struct str rest = path, part;
	bool slash = false;
	while (str_cut(&rest, '/', &part)) {
		slash = str_eqz(part, ".") || str_eqz(part, "..");
		if (str_eqz(part, "..")) {
			while (b.n && b.p[b.n - 1] != '/')
				b.n--;
			b.n -= b.n > 0;
		} else if (!str_eqz(part, ".") && (b.n || part.n || rest.p != path.p + 1)) {
			buf_putc(&b, '/');
			buf_put(&b, part);
		}
	}
	if (slash || (str_ends(path, STR("/")) && (!b.n || b.p[b.n - 1] != '/')))
		buf_putc(&b, '/');
	return buf_str(&b);
}

static void put_encoded(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '`') {
			buf_putc(b, '%');
			buf_putc(b, hex[c >> 4]);
			buf_putc(b, hex[c & 15]);
		} else {
			buf_putc(b, (char)c);
		}
	}
}

static struct str join(struct arena *a, const struct url *u)
{
	struct buf b = buf_make(a);
	bool web = str_ieq(u->scheme, STR("http:")) || str_ieq(u->scheme, STR("https:"));
	buf_put(&b, u->scheme);
	buf_put(&b, u->host);
	put_encoded(&b, web && u->host.n && !u->path.n ? STR("/") : u->path);
	put_encoded(&b, u->query);
	put_encoded(&b, u->fragment);
	return buf_str(&b);
}

static struct str resolve(struct arena *a, struct str base, struct str ref)
{
	struct url b = split(base), r = split(ref);
	if (r.scheme.n)
		return join(a, &r);
	r.scheme = b.scheme;
	if (r.host.n)
		return join(a, &r);
	r.host = b.host;
	if (!r.path.n) {
		r.path = b.path;
		if (!r.query.n)
			r.query = b.query;
	} else if (r.path.p[0] == '/') {
		r.path = remove_dots(a, r.path);
	} else {
		size_t slash = str_rfind_byte(b.path, '/');
		struct str dir = slash == STR_NPOS ? STR("/") : str_sub(b.path, 0, slash + 1);
		r.path = remove_dots(a, str_cat(a, dir, r.path));
	}
	return join(a, &r);
}

/* Line breaks and tabs inside a URL are dropped, as browsers do. */
static struct str without_breaks(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	s = str_trim(s);
	if (str_find_byte(s, '\n') == STR_NPOS && str_find_byte(s, '\t') == STR_NPOS)
		return s;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\n' && s.p[i] != '\t' && s.p[i] != '\r')
			buf_putc(&b, s.p[i]);
	return buf_str(&b);
}

struct str html_url(const struct html_page *h, struct arena *a, struct str url)
{
	static const char *const useless[] = {
		"javascript:", "data:", "vbscript:", "about:", "blob:", "file:"};
	url = without_breaks(a, url);
	for (size_t i = 0; i < sizeof useless / sizeof *useless; i++)
		if (str_istarts(url, str_of(useless[i])))
			return STR("");
	if (!url.n || str_eqz(url, "#"))
		return STR("");
	if (url.p[0] == '#')
		return url;
	struct str full = h->base.n ? resolve(a, h->base, url) : url;
	size_t hash = str_find_byte(full, '#'), own = str_find_byte(h->url, '#');
	if (hash != STR_NPOS && hash + 1 < full.n && h->url.n &&
		str_eq(str_sub(full, 0, hash), str_sub(h->url, 0, own)))
		return str_from(full, hash);
	return full;
}
