/* html_code.c - code blocks out of what highlighters make of them.
 *
 * Order: which elements are code blocks, language, lines, writing. Highlighters
 * whose markup is known: Prism, highlight.js, Pygments (Sphinx, Hugo's Chroma, Jekyll's Rouge),
 * Shiki, rehype-pretty-code, CodeMirror, SyntaxHighlighter, GitHub, Docusaurus, Verso. What they
 * share decides: line numbers are numeric columns or marked as such, lines are elements. What stands
 * around the code is left to html_code_frame.c. */
#include "base/text.h"
#include "doc/html_code.h"

/* --- which elements ---------------------------------------------------------------------- */

static bool style_pre(const struct dom *d, size_t i)
{
	struct str s = dom_attr(d, i, "style");
	size_t at = str_ifind(s, STR("white-space"));
	return at != STR_NPOS && str_find_from(s, at, STR("pre")) != STR_NPOS;
}

/* Verso: a command, or what it prints. */
static bool is_verso(const struct dom *d, size_t i)
{
	return dom_has_class(d, i, "hl") &&
		(dom_has_class(d, i, "block") || dom_has_class(d, i, "lean-output"));
}

bool code_is_block(const struct html_page *h, size_t node)
{
	const struct dom *d = &h->dom;
	enum html_tag tag = d->v[node].tag;
	if (tag == TAG_PRE || tag == TAG_LISTING || tag == TAG_XMP || tag == TAG_PLAINTEXT)
		return true;
	if (tag == TAG_CODE) {
		if (is_verso(d, node))
			return true;
		if (!style_pre(d, node) && !html_has_blocks(h, node))
			return false;
		struct buf b = buf_make(h->a);
		dom_put_text(&b, d, node);
		return str_find_byte(str_trim(buf_str(&b)), '\n') != STR_NPOS ||
			html_has_blocks(h, node);
	}
	if ((tag == TAG_DIV || tag == TAG_FIGURE) && d->v[node].n_attr &&
		code_editor(d, node) != DOM_NONE)
		return true;
	if (tag == TAG_DIV && d->v[node].n_attr && dom_attr(d, node, "data-lang").n &&
		str_ifind(dom_attr(d, node, "class"), STR("code")) != STR_NPOS)
		return dom_find(d, node, TAG_PRE) == DOM_NONE &&
			dom_find(d, node, TAG_P) == DOM_NONE;
	if (tag == TAG_TABLE) /* code | its line numbers, side by side */
		return dom_has_class(d, node, "highlighttable") ||
			dom_has_class(d, node, "rouge-table") ||
			dom_has_class(d, node, "lntable") || dom_has_class(d, node, "code-table") ||
			dom_has_class(d, node, "js-file-line-container") ||
			code_cell(d, node) != DOM_NONE;
	return false;
}

/* --- language ---------------------------------------------------------------------------- */

static const struct {
	const char *alias, *name;
} aliases[] = {
	{"text", ""},
	{"plain", ""},
	{"plaintext", ""},
	{"none", ""},
	{"nohighlight", ""},
	{"txt", ""},
	{"default", ""},
	{"undefined", ""},
	{"auto", ""},
	{"c++", "cpp"},
	{"c#", "csharp"},
	{"f#", "fsharp"},
	{"ipython3", "python"},
	{"ipython", "python"},
	{"generic", ""},
};

static struct str spell(struct arena *a, struct str lang)
{
	lang = str_lower(a, str_trim(lang));
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (str_eqz(lang, aliases[i].alias))
			return str_of(aliases[i].name);
	if (lang.n > 24)
		return STR("");
	for (size_t i = 0; i < lang.n; i++) {
		char c = lang.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
			c == '-' || c == '#' || c == '_' || c == '.';
		if (!good)
			return STR("");
	}
	return lang;
}

/* Names that may stand alone in a class list. */
static bool is_language(struct str s)
{
	static const char known[] =
		" bash c cpp csharp css diff go graphql haskell html http java javascript js json jsx "
		"julia kotlin latex lua make markdown matlab objc ocaml perl php powershell python py r "
		"ruby rb rust scala sh shell sql swift toml ts tsx typescript vim xml yaml yml zig lean "
		"lean4 nix elixir erlang clojure dart docker dockerfile ini nasm asm fortran scheme lisp "
		"racket cmake console terraform hcl svelte vue solidity wasm prolog ipython3 python3 ";
	char key[24];
	if (!s.n || s.n > sizeof key - 2)
		return false;
	key[0] = ' ';
	for (size_t i = 0; i < s.n; i++)
		key[i + 1] = s.p[i];
	key[s.n + 1] = ' ';
	return str_find(str_of(known), str_make(key, s.n + 2)) != STR_NPOS;
}

static struct str language_of_class(struct str list)
{
	static const char *const prefixes[] = {"language-", "lang-", "highlight-source-",
		"highlight-text-", "highlight-", "brush:", "code-", "syntax-", "sourceCode-",
		"src-", "hl-", "type-", "enlighter-l-", "mw-highlight-lang-",
		"lang:", "ltx_lst_language_"};
	enum { N_ANY = 3, BRUSH = 5, FROM_ANY = 12 }; /* those before and from here name any */
	struct str word, rest = list;
	while (str_cut(&rest, ' ', &word)) {
		for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
			struct str p = str_of(prefixes[i]);
			if (!str_istarts(word, p))
				continue;
			struct str lang = str_from(word, p.n);
			if (!lang.n && str_ends(p, STR(":")) && str_cut(&rest, ' ', &lang) &&
				lang.n && lang.p[lang.n - 1] == ';')
				lang.n--;
			if (i < N_ANY || i == BRUSH || i >= FROM_ANY || is_language(lang) ||
				(str_eqz(p, "src-") && dom_has_word(list, "src")))
				return lang;
		}
	}
	for (rest = list; str_cut(&rest, ' ', &word);)
		if (is_language(word) &&
			(str_ifind(list, STR("hljs")) != STR_NPOS ||
				str_ifind(list, STR("code")) != STR_NPOS ||
				str_ifind(list, STR("highlight")) != STR_NPOS ||
				str_ifind(list, STR("src")) != STR_NPOS ||
				dom_has_word(list, "hl")))
			return word;
	return STR("");
}

static struct str language_at(const struct dom *d, size_t i)
{
	static const char *const attrs[] = {"data-lang", "data-language", "data-code-lang",
		"data-code-language", "language", "lang", "data-syntax", "syntax",
		"data-enlighter-language", "data-code-block-lang", "data-mode-id", "xml:lang"};
	struct str class = dom_attr(d, i, "class"), l = language_of_class(class);
	bool code = d->v[i].tag == TAG_CODE || d->v[i].tag == TAG_PRE;
	if (!l.n && code && is_language(class))
		l = class;
	if (!l.n && code)
		l = language_of_class(dom_attr(d, i, "data-syntaxhighlighter-params"));
	for (size_t k = 0; k < sizeof attrs / sizeof *attrs && !l.n; k++) {
		/* lang="en" is a human's */
		bool is_lang = str_ends(str_of(attrs[k]), STR("lang")) && attrs[k][0] != 'd';
		struct str v = dom_attr(d, i, attrs[k]);
		l = !is_lang || is_language(v) ? v : STR("");
	}
	return l;
}

/* The node that ends right before node among its siblings; DOM_NONE when it is the first. */
static size_t sibling_before(const struct dom *d, size_t node)
{
	size_t up = d->v[node].parent, k = node - 1;
	while (k > up && d->v[k].parent != up)
		k = d->v[k].parent;
	return k > up ? k : DOM_NONE;
}

/* Its words but those of buttons, if they are few. */
static struct str short_text(struct arena *a, const struct dom *d, size_t i)
{
	struct buf b = buf_make(a);
	for (size_t k = i; k < d->v[i].end; k++) {
		if (d->v[k].tag == TAG_BUTTON || (html_tag_flags(d->v[k].tag) & IS_SILENT) ||
			code_says_copy(a, d, k))
			k = d->v[k].end - 1;
		else if (d->v[k].tag == TAG_TEXT)
			buf_put(&b, d->v[k].text);
		if (b.n > 200)
			return STR("?");
	}
	return dom_collapse(a, buf_str(&b));
}

size_t code_label(const struct html_page *h, size_t node, struct str *lang)
{
	const struct dom *d = &h->dom;
	size_t up = node;
	for (int level = 0; level < 4 && up > h->body; level++) {
		size_t k = sibling_before(d, up);
		struct str text = STR("");
		for (int tries = 0; k != DOM_NONE && tries < 4; tries++) {
			text = short_text(h->a, d, k);
			if (text.n)
				break;
			k = sibling_before(d, k);
		}
		if (k == DOM_NONE) {
			up = d->v[up].parent;
			continue;
		}
		enum html_tag tag = d->v[k].tag;
		bool prose = tag == TAG_TEXT || tag == TAG_P || tag == TAG_PRE || tag == TAG_CODE ||
			tag == TAG_LI || tag == TAG_TD || (tag >= TAG_H1 && tag <= TAG_H6);
		*lang = prose ? STR("") : spell(h->a, text);
		return is_language(*lang) ? k : DOM_NONE;
	}
	return DOM_NONE;
}

static struct str find_language(struct arena *a, const struct html_page *h, size_t node)
{
	const struct dom *d = &h->dom;
	struct str l = STR("");
	size_t source = code_editor(d, node);
	for (size_t k = node; k < d->v[node].end && !l.n && k < node + 40; k++)
		if (d->v[k].tag == TAG_CODE || d->v[k].tag == TAG_PRE || k == node || k == source)
			l = language_at(d, k);
	for (size_t k = node + 1; source != DOM_NONE && k < source && !l.n; k++)
		if (d->v[k].n_attr && dom_has_class(d, k, "crayon-language"))
			l = dom_line(a, d, k);
	size_t up = node;
	for (int level = 0; level < 4 && !l.n && up; level++) {
		up = d->v[up].parent;
		if (d->v[up].tag == TAG_BODY || d->v[up].tag == TAG_ARTICLE ||
			d->v[up].tag == TAG_MAIN || d->v[up].tag == TAG_SECTION)
			break;
		l = language_at(d, up);
	}
	struct str label;
	if (!l.n && code_label(h, node, &label) != DOM_NONE)
		l = label;
	return spell(a, l);
}

/* --- lines ------------------------------------------------------------------------------- */

struct lines {
	const struct html_page *h;
	struct buf b;
	bool due; /* a line element has ended: the next text starts a line */
	int64_t number; /* of the last line number seen; 0 for none */
};

static void end_line(struct lines *l)
{
	if (l->due || (l->b.n && l->b.p[l->b.n - 1] != '\n'))
		buf_putc(&l->b, '\n');
	l->due = false;
}

/* Elements that are a line each: blocks, table rows, spans that all hold one line and no break. */
static bool is_line(const struct dom *d, size_t i)
{
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_TD || tag == TAG_TH || tag == TAG_TBODY || tag == TAG_TABLE ||
		tag == TAG_CODE || tag == TAG_PRE)
		return false;
	if (html_shows_block(d, i)) {
		/* beside its line number: part of a row */
		size_t up = d->v[i].parent, first = dom_first_element(d, up);
		return !(first != i && first != DOM_NONE && dom_next_element(d, first) == i &&
			!html_shows_block(d, first) && d->v[first].end - first <= 3 &&
			d->v[i].tag == TAG_DIV);
	}
	return dom_has(d, i, "data-line") || dom_has_class(d, i, "line") ||
		dom_has_class(d, i, "cl") || dom_has_class(d, i, "code-line") ||
		dom_has_class(d, i, "view-line") || dom_has_class(d, i, "token-line");
}

/* A number that opens a line and counts on from the one before. */
static bool counts_lines(struct lines *l, size_t i)
{
	const struct dom *d = &l->h->dom;
	int64_t v;
	size_t up = d->v[i].parent;
	if (d->v[i].end - i > 4 || dom_first_element(d, up) != i ||
		dom_next_element(d, i) == DOM_NONE ||
		(l->b.n && l->b.p[l->b.n - 1] != '\n' && !l->due))
		return false;
	struct buf b = buf_make(l->b.a);
	dom_put_text(&b, d, i);
	if (!str_to_i64(str_trim(buf_str(&b)), &v) || v < 1 || v > 99999 ||
		(l->number ? v != l->number + 1 : v != 1))
		return false;
	l->number = v;
	return true;
}

static void put_raw(struct lines *l, struct str s)
{
	if (!s.n)
		return;
	if (l->due && s.p[0] != '\n')
		buf_putc(&l->b, '\n');
	l->due = false;
	buf_put(&l->b, s);
}

static void put_code(struct lines *l, size_t node)
{
	const struct dom *d = &l->h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k = d->v[k].end) {
		const struct dom_node *n = &d->v[k];
		if (n->tag == TAG_TEXT) {
			put_raw(l, n->text);
			continue;
		}
		if (n->tag == TAG_BR) {
			put_raw(l, STR("\n"));
			continue;
		}
		if (code_is_tool(d, k) || code_is_gutter(l->b.a, d, k) ||
			(html_tag_flags(n->tag) & IS_SILENT) || counts_lines(l, k))
			continue;
		bool line = is_line(d, k);
		if (line)
			end_line(l);
		size_t at = l->b.n;
		put_code(l, k);
		if (line) {
			bool ended = l->b.n > at && l->b.p[l->b.n - 1] == '\n';
			l->due = !ended || l->b.n - at == 0;
		}
	}
}

/* Blank lines at both ends go, and what all lines are indented by. */
static struct str trim_code(struct arena *a, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t'); i++)
		if (s.p[i] == '\n')
			from = i + 1;
	s = str_trim_right(str_from(s, from));
	struct buf b = buf_make(a);
	struct str line;
	for (bool first = true; str_line(&s, &line); first = false) {
		if (!first)
			buf_putc(&b, '\n');
		for (size_t i = 0; i < line.n;) {
			size_t at = i;
			uint32_t cp = text_next(line, &i);
			if (cp == 0xa0)
				buf_putc(&b, ' ');
			else if (cp != 0x200b && cp != 0xfeff && cp != '\r')
				buf_put(&b, str_sub(line, at, i));
		}
	}
	return buf_str(&b);
}

/* Of a table of line numbers and code, or of an editor: the part with the code. */
static size_t source_of(const struct dom *d, size_t node)
{
	size_t best = d->v[node].tag == TAG_TABLE ? code_cell(d, node) : code_editor(d, node);
	return best == DOM_NONE ? node : best;
}

void code_write(struct writer *w, size_t node)
{
	const struct dom *d = &w->h->dom;
	struct str lang = find_language(w->a, w->h, node);
	struct lines l = {.h = w->h, .b = buf_make(w->a)};
	put_code(&l, source_of(d, node));
	/* commands and their output that stand side by side are one program */
	size_t next = is_verso(d, node) ? dom_next_element(d, node) : DOM_NONE;
	for (; next != DOM_NONE && is_verso(d, next) && !w->h->gone[next];
		next = dom_next_element(d, next)) {
		buf_putc(&l.b, '\n');
		put_code(&l, next);
		w->h->gone[next] = GONE_MOVED;
	}
	struct str text = trim_code(w->a, buf_str(&l.b));
	if (str_blank(text))
		return;
	struct buf fence = buf_make(w->a);
	escape_fence(&fence, text, lang);
	writer_begin(w, OUT_OTHER);
	writer_lines(w, buf_str(&fence));
}
