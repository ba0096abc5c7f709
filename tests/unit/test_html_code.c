/* test_html_code.c - code as many highlighters and editors leave it: its lines, its language, no frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/convert.h"
#include "html_pairs.h"

static void editors(void **state)
{
	static const struct pair v[] = {
		{"<div class='CodeMirror cm-s-x' data-lang=js><div class=CodeMirror-code><div><div "
		 "class=CodeMirror-gutter-wrapper><div class=CodeMirror-linenumber>1</div></div><pre "
		 "class=CodeMirror-line><span>var a;</span></pre></div><div><div "
		 "class=CodeMirror-gutter-wrapper><div class=CodeMirror-linenumber>2</div></div><pre "
		 "class=CodeMirror-line><span> b;</span></pre></div></div></div>",
			"```js\nvar a;\n b;\n```"},
		{"<div class=cm-editor><div class=cm-gutters><div>1</div><div>2</div></div><div "
		 "class=cm-content data-language=python><div class=cm-line>import a</div><div "
		 "class=cm-line><br></div><div class=cm-line>b()</div></div></div>",
			"```python\nimport a\n\nb()\n```"},
		{"<div class=monaco-editor data-mode-id=go><div class=margin><div>1</div></div><div "
		 "class=view-lines><div class=view-line>a</div><div class=view-line>&nbsp;b</div>"
		 "</div></div>",
			"```go\na\n b\n```"},
		{"<div class='syntaxhighlighter php'><table><tr><td class=gutter><div "
		 "class=line>1</div><div class=line>2</div></td><td class=code><div "
		 "class=container><div class=line><code>echo 1;</code></div><div class=line>"
		 "<code>&nbsp;</code><code>b();</code></div></div></td></tr></table></div>",
			"```php\necho 1;\n b();\n```"},
		{"<div class=crayon-syntax><div class=crayon-toolbar><span "
		 "class=crayon-language>PHP</span></div><table><tr><td class=crayon-nums><div>1</div>"
		 "</td><td class=crayon-code><div class=crayon-pre><div class=crayon-line>echo "
		 "1;</div></div></td></tr></table></div>",
			"```php\necho 1;\n```"},
		{"<div class='enlighter-default enlighter-l-js'><div class=enlighter><div><div>var "
		 "a</div></div><div><div>b</div></div></div><pre class=enlighter-raw>var a</pre></div>",
			"```js\nvar a\nb\n```"},
	};
	(void)state;
	CHECK(v);
}

static void frames(void **state)
{
	static const struct pair v[] = {
		{"<div class=code-toolbar><pre class=language-css><code class=language-css>a "
		 "{}</code></pre><div class=toolbar><div><span>CSS</span></div></div></div>",
			"```css\na {}\n```"},
		{"<div class='language-js line-numbers-mode'><button class=copy></button><span "
		 "class=lang>js</span><pre><code>a</code></pre><div class=line-numbers-wrapper><span "
		 "class=line-number>1</span><br></div></div>",
			"```js\na\n```"},
		{"<figure class='highlight js'><figcaption><span>a.js</span><a href=/a.js>view raw</a>"
		 "</figcaption><table><tr><td class=gutter><pre><span>1</span><br></pre></td><td "
		 "class=code><pre><span class=line>a</span><br><span "
		 "class=line>b</span></pre></td></tr></table></figure>",
			"a.js\n\n```js\na\nb\n```"},
		{"<div class=gist><div class=gist-file><div class='data type-python'><table "
		 "class='highlight js-file-line-container'><tr><td data-line-number=1></td><td>import "
		 "x</td></tr><tr><td data-line-number=2></td><td> y()</td></tr></table></div><div "
		 "class=gist-meta><a href=/raw>view raw</a> hosted by X</div></div></div>",
			"```python\nimport x\n y()\n```"},
		{"<div class=code-block><div><span>C++</span><span>Copy code</span></div><pre>"
		 "<code>int a;</code></pre></div>",
			"```cpp\nint a;\n```"},
		{"<pre><code class='hljs language-js'>a</code><small "
		 "class=shcb-language>Code language: JavaScript</small></pre>",
			"```js\na\n```"},
	};
	(void)state;
	CHECK(v);
}

static void languages(void **state)
{
	static const struct pair v[] = {
		{"<pre class='src src-emacs-lisp'>(a)</pre>", "```emacs-lisp\n(a)\n```"},
		{"<pre class='lang:python decode:true'>a</pre>", "```python\na\n```"},
		{"<pre data-enlighter-language=java>a</pre>", "```java\na\n```"},
		{"<pre data-enlighter-language=generic>a</pre>", "```\na\n```"},
		{"<div class='mw-highlight mw-highlight-lang-ada'><pre>a</pre></div>",
			"```ada\na\n```"},
		{"<pre><code class=rust>a</code></pre>", "```rust\na\n```"},
		{"<pre class=content>a</pre>", "```\na\n```"},
		{"<pre data-syntaxhighlighter-params='brush: bash; gutter: false'>a</pre>",
			"```bash\na\n```"},
		{"<div class='highlight hl-ipython3'><pre>a</pre></div>", "```python\na\n```"},
		{"<pre lang=en>a</pre>", "```\na\n```"},
	};
	(void)state;
	CHECK(v);
}

/* A table of figures is no code with line numbers. */
static void other_tables_stay(void **state)
{
	static const struct pair v[] = {
		{"<table><tr><td>1</td><td>one</td></tr></table>", "| 1 | one |\n| --- | --- |"},
		{"<table><tr><td>1<td>a<tr><td>2<td>b</table>",
			"| 1 | a |\n| --- | --- |\n| 2 | b |"},
	};
	(void)state;
	CHECK(v);
}

#define PARAGRAPH                                                                                  \
	"<p>Tides are raised by the pull of the moon, which is stronger on the near side of the "  \
	"earth than on the far side, and so two bulges of water travel around the globe.</p>"

static void hidden_tabs_of_code_are_kept(void **state)
{
	struct convert_opt opt = {.name = STR("page.html"), .url = STR("https://example.org/a")};
	struct document d;
	struct err e = {0};
	(void)state;
	if (!convert(a,
		    STR("<title>Tides</title><article><h1>Tides</h1>" PARAGRAPH PARAGRAPH
			"<div role=tabpanel><pre class=language-sh>npm i tide</pre></div><div "
			"role=tabpanel hidden><pre class=language-sh>yarn add tide</pre></div><div "
			"role=tabpanel hidden><p>Nothing to see.</p></div>" PARAGRAPH "</article>"),
		    &opt, &d, &e))
		fail_msg("%s", e.text);
	assert_true(str_find(d.body, STR("```sh\nyarn add tide\n```")) != STR_NPOS);
	assert_true(str_find(d.body, STR("Nothing")) == STR_NPOS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(editors, setup, teardown),
		cmocka_unit_test_setup_teardown(frames, setup, teardown),
		cmocka_unit_test_setup_teardown(languages, setup, teardown),
		cmocka_unit_test_setup_teardown(other_tables_stay, setup, teardown),
		cmocka_unit_test_setup_teardown(hidden_tabs_of_code_are_kept, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
