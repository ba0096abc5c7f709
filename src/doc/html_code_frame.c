/* html_code_frame.c - what highlighters and editors put around code.
 *
 * Order: editors, tables of line numbers, gutters, tools, frames, tabs. */
#include "base/text.h"
#include "doc/html_code.h"

#define FRAMES 3 /* elements around a block that belong to its highlighter */
#define TOOL_WORDS 8 /* a longer text beside code is no tool */

/* --- editors ----------------------------------------------------------------------------- */

static const struct {
	struct str frame; /* class */
	const char *source; /* class of what holds the lines; "": the frame itself */
} editors[] = {
	{{"CodeMirror", 10}, "CodeMirror-code"},
	{{"cm-editor", 9}, "cm-content"},
	{{"monaco-editor", 13}, "view-lines"},
	{{"ace_editor", 10}, "ace_text-layer"},
	{{"crayon-syntax", 13}, "crayon-pre"},
	{{"enlighter-default", 17}, "enlighter"},
	{{"syntaxhighlighter", 17}, "container"},
	{{"dp-highlighter", 14}, ""},
	{{"ltx_listing", 11}, ""},
	{{"react-code-lines", 16}, ""},
};

/* The entry of a list of classes; STR_NPOS when it has none. */
static size_t editor_of(struct str class)
{
	struct str word;
	while (str_cut(&class, ' ', &word))
		for (size_t i = 0; i < sizeof editors / sizeof *editors && word.n >= 9; i++)
			if (str_eq(word, editors[i].frame))
				return i;
	return STR_NPOS;
}

size_t code_editor(const struct dom *d, size_t node)
{
	struct str class = dom_attr(d, node, "class");
	if (class.n < 9 || (d->v[node].tag != TAG_DIV && d->v[node].tag != TAG_FIGURE))
		return DOM_NONE;
	size_t i = editor_of(class);
	if (i == STR_NPOS || !editors[i].source[0])
		return i == STR_NPOS ? DOM_NONE : node;
	for (size_t k = node + 1; k < d->v[node].end; k++)
		if (d->v[k].n_attr && dom_has_class(d, k, editors[i].source))
			return k;
	return DOM_NONE;
}

/* --- tables of line numbers -------------------------------------------------------------- */

static bool is_number(struct str s)
{
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != ' ' && s.p[i] != '\n')
			return false;
	return s.n > 0;
}

/* All text of a cell is figures, and there is some. */
static bool is_numbers(const struct dom *d, size_t cell)
{
	bool any = false;
	for (size_t k = cell; k < d->v[cell].end; k++)
		if (d->v[k].tag == TAG_TEXT && !str_blank(d->v[k].text)) {
			if (!is_number(d->v[k].text))
				return false;
			any = true;
		}
	return any;
}

size_t code_cell(const struct dom *d, size_t table)
{
	size_t gutter = DOM_NONE, code = DOM_NONE, rows = 0, pre;
	for (size_t k = table + 1; k < d->v[table].end; k++) {
		enum html_tag tag = d->v[k].tag;
		rows += tag == TAG_TR;
		if (rows > 1 || tag == TAG_TABLE)
			return DOM_NONE;
		if (tag != TAG_TD)
			continue;
		if (gutter == DOM_NONE) {
			pre = dom_find(d, k, TAG_PRE);
			bool named = dom_has_class(d, k, "gutter") ||
				dom_has_class(d, k, "crayon-nums") ||
				dom_has_class(d, k, "linenos");
			if (!is_numbers(d, k) || (!named && pre == DOM_NONE))
				return DOM_NONE;
			gutter = k;
		} else if (code == DOM_NONE) {
			pre = dom_find(d, k, TAG_PRE);
			code = pre == DOM_NONE ? k : pre;
		} else {
			return DOM_NONE;
		}
		k = d->v[k].end - 1;
	}
	return code;
}

/* --- gutters ----------------------------------------------------------------------------- */

bool code_is_gutter(struct arena *a, const struct dom *d, size_t i)
{
	static const char *const classes[] = {"lineno", "linenos", "linenodiv", "line-number",
		"line-numbers", "line-numbers-rows", "gutter", "rouge-gutter", "ln", "lnt",
		"hljs-ln-numbers", "blob-num", "CodeMirror-linenumber", "CodeMirror-gutter-wrapper",
		"lineNumber", "linenumber", "code-line-number",
		"react-syntax-highlighter-line-number", "line-numbers-wrapper",
		"ltx_tag_listingline", "ace_gutter", "react-line-number"};
	struct str class = dom_attr(d, i, "class"), style = dom_attr(d, i, "style");
	bool named = false;
	for (size_t k = 0; k < sizeof classes / sizeof *classes && class.n && !named; k++)
		named = dom_has_word(class, classes[k]);
	bool unselectable = str_ifind(style, STR("user-select")) != STR_NPOS &&
		str_ifind(style, STR("none")) != STR_NPOS;
	bool counted = dom_has(d, i, "data-line-number") || dom_has(d, i, "data-lineno");
	if (!named && !unselectable && !counted)
		return false;
	struct buf b = buf_make(a);
	dom_put_text(&b, d, i);
	struct str s = buf_str(&b);
	return str_blank(s) || is_number(s) || (unselectable && s.n < 8 && !counted);
}

/* --- tools ------------------------------------------------------------------------------- */

bool code_is_tool(const struct dom *d, size_t i)
{
	static const char *const classes[] = {"copy", "clipboard", "copybtn", "copy-button",
		"code-copy", "toolbar", "code-toolbar-item", "btn-clipboard", "code-header",
		"sr-only", "buttonGroup", "copy-code-button", "shcb-language",
		"twoslash-popup-container", "ltx_listing_data", "zeroclipboard-container",
		"jp-InputPrompt", "input_prompt"};
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_BUTTON || tag == TAG_STYLE || tag == TAG_SCRIPT || tag == TAG_SVG ||
		str_ieq(dom_name(d, i), STR("clipboard-copy")))
		return true;
	struct str class = dom_attr(d, i, "class");
	for (size_t k = 0; k < sizeof classes / sizeof *classes && class.n; k++)
		if (dom_has_word(class, classes[k]))
			return true;
	return false;
}

bool code_says_copy(struct arena *a, const struct dom *d, size_t i)
{
	static const char *const says[] = {"copy", "copy code", "copied", "copied!", "copy snippet",
		"copy to clipboard", "view raw", "raw", "expand", "wrap", "wrap text", "edit",
		"run"};
	if (d->v[i].tag == TAG_TEXT || d->v[i].end - i > 6)
		return false;
	struct arena_mark m = arena_mark(a);
	struct str s = dom_line(a, d, i);
	bool found = false;
	for (size_t k = 0; k < sizeof says / sizeof *says && s.n <= 20 && !found; k++)
		found = str_ieq(s, str_of(says[k]));
	arena_release(a, m);
	return found;
}

/* --- frames ------------------------------------------------------------------------------ */

static bool is_frame(const struct dom *d, size_t i)
{
	static const char *const words[] = {"code", "highlight", "language-", "lang-", "snippet",
		"prism", "shiki", "syntax", "jp-", "gist"};
	struct str class = dom_attr(d, i, "class");
	for (size_t k = 0; k < sizeof words / sizeof *words && class.n; k++)
		if (str_ifind(class, str_of(words[k])) != STR_NPOS)
			return true;
	return d->v[i].tag == TAG_FIGURE || d->v[i].tag == TAG_FIGCAPTION;
}

/* Line numbers, buttons and the like among the children of a frame; not the blocks themselves. */
static void clear(struct html_page *h, size_t frame)
{
	const struct dom *d = &h->dom;
	for (size_t k = frame + 1; k < d->v[frame].end; k = d->v[k].end) {
		if (d->v[k].tag == TAG_TEXT || h->gone[k] || d->v[k].tag == TAG_PRE ||
			dom_find(d, k, TAG_PRE) != DOM_NONE || code_is_block(h, k))
			continue;
		struct arena_mark m = arena_mark(h->a);
		bool few = text_count_words(dom_line(h->a, d, k)) <= TOOL_WORDS;
		arena_release(h->a, m);
		if ((few && (code_is_tool(d, k) || code_says_copy(h->a, d, k))) ||
			code_is_gutter(h->a, d, k))
			h->gone[k] = GONE_FORM;
		else if (d->v[k].tag == TAG_FIGCAPTION)
			clear(h, k);
	}
}

void code_frames(struct html_page *h)
{
	const struct dom *d = &h->dom;
	uint8_t *cleared = ARENA_ARRAY(h->a, uint8_t, d->n);
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		enum html_tag tag = d->v[i].tag;
		if (tag == TAG_DIV && d->v[i].n_attr && dom_has_class(d, i, "gist-meta") &&
			dom_has_class(d, d->v[i].parent, "gist-file"))
			h->gone[i] = h->gone[i] ? h->gone[i] : GONE_META; /* "hosted by" */
		bool block = tag == TAG_PRE || tag == TAG_TABLE || tag == TAG_DIV;
		if (!block || h->gone[i] || (tag != TAG_PRE && !code_is_block(h, i)))
			continue;
		struct str lang;
		size_t up = d->v[i].parent;
		size_t label = tag == TAG_PRE ? code_label(h, i, &lang) : DOM_NONE;
		if (label != DOM_NONE) /* the name of the language goes to the fence */
			h->gone[label] = GONE_MOVED;
		for (int level = 0; level < FRAMES && up > h->body && is_frame(d, up); level++) {
			if (!cleared[up])
				clear(h, up);
			cleared[up] = 1;
			up = d->v[up].parent;
		}
		i = d->v[i].end - 1;
	}
}

/* --- tabs -------------------------------------------------------------------------------- */

static bool is_panel(const struct dom *d, size_t i)
{
	return d->v[i].tag != TAG_TEXT && d->v[i].n_attr &&
		str_eqz(dom_attr(d, i, "role"), "tabpanel");
}

/* A panel of code that is shown stands among the children of up. */
static bool has_shown(const struct html_page *h, size_t up)
{
	const struct dom *d = &h->dom;
	for (size_t k = up + 1; k < d->v[up].end; k = d->v[k].end)
		if (!h->gone[k] && is_panel(d, k) && html_sum_of(h, k).words &&
			dom_find(d, k, TAG_PRE) != DOM_NONE)
			return true;
	return false;
}

void code_tabs(struct html_page *h)
{
	const struct dom *d = &h->dom;
	size_t last = DOM_NONE; /* the parent that was asked last */
	bool changed = false, shown = false;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		size_t up = d->v[i].parent;
		if (h->gone[i] != GONE_HIDDEN || !is_panel(d, i) || html_is_gone(h, up) ||
			dom_find(d, i, TAG_PRE) == DOM_NONE)
			continue;
		if (up != last)
			shown = has_shown(h, up);
		last = up;
		if (shown) {
			h->gone[i] = GONE_KEPT;
			html_explain_back(h, i, "a tab of code");
			changed = true;
		}
	}
	if (changed)
		html_count(h);
}
