/* test_html_math.c - formulas out of what many renderers leave: TeX where it stands, glyphs last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html_pairs.h"

static void mathjax(void **state)
{
	static const struct pair v[] = {
		/* 2: what is drawn and its TeX behind */
		{"<p>A <span class=MathJax_Preview>[a]</span><span class=MathJax><math><mi>a</mi>"
		 "</math></span><script type='math/tex'>a_1</script> b",
			"A $a_1$ b"},
		{"<p><span class=MathJax data-mathml='<math><msup><mi>q</mi><mn>2</mn></msup>"
		 "</math>'>q2</span>",
			"$q^{2}$"},
		/* 4: an attribute */
		{"<p><mjx-container jax=SVG data-latex='\\alpha+1'><svg></svg></mjx-container>",
			"$\\alpha+1$"},
		/* 3: glyphs alone, as characters of a font and as paths */
		{"<p><mjx-container jax=CHTML><mjx-math><mjx-msubsup><mjx-mi><mjx-c "
		 "class='mjx-c1D465 TEX-I'></mjx-c></mjx-mi><mjx-script><mjx-mn><mjx-c "
		 "class=mjx-c32></mjx-c></mjx-mn><mjx-spacer></mjx-spacer><mjx-mi><mjx-c "
		 "class=mjx-c1D456></mjx-c></mjx-mi></mjx-script></mjx-msubsup><mjx-mo><mjx-c "
		 "class=mjx-c2208></mjx-c></mjx-mo><mjx-mi><mjx-c class='mjx-c52 TEX-A'></mjx-c>"
		 "</mjx-mi></mjx-math></mjx-container>",
			"$x_{i}^{2} \\in \\mathbb{R}$"},
		{"<p><mjx-container jax=SVG><svg><g data-mml-node=math><g data-mml-node=mfrac><g "
		 "data-mml-node=mn><use data-c=31></use></g><g data-mml-node=msqrt><g><g "
		 "data-mml-node=mi><use data-c=1D466></use></g></g><g data-mml-node=mo><use "
		 "data-c=221A></use></g></g></g></g></svg></mjx-container>",
			"$\\frac{1}{\\sqrt{y}}$"},
	};
	(void)state;
	CHECK(v);
}

static void katex_without_mathml_keeps_its_characters(void **state)
{
	static const struct pair v[] = {
		{"<p><span class=katex><span class=katex-html><span>E</span><span>=m</span></span>"
		 "</span>",
			"$E=m$"},
	};
	(void)state;
	CHECK(v);
}

static void accents(void **state)
{
	static const struct pair v[] = {
		{"<p>a <math><mover><mi>x</mi><mo>\xcb\x99</mo></mover></math>", "a $\\dot{x}$"},
	};
	(void)state;
	CHECK(v);
}

static void scripts_that_have_not_run(void **state)
{
	static const struct pair v[] = {
		{"<p>Let \\(a_b * c_d\\) be.", "Let $a_b * c_d$ be."},
		{"<p>Then $$z^*_1 = \\frac{a}{b}$$ and \\[q_*\\].",
			"Then $$z^*_1 = \\frac{a}{b}$$ and $$q_*$$."},
		{"<p>For $\\alpha$ at $5 and $6.", "For $\\alpha$ at $5 and $6."},
		{"<p>Set $HOME_DIR/$USER.", "Set \\$HOME_DIR/$USER."},
		{"<p>A \\(group\\) of a regular expression.",
			"A \\\\(group\\\\) of a regular expression."},
		{"<script>MathJax={tex:{inlineMath:[['$','$']]}}</script><p>Here $x_1$ is math, $5 "
		 "and $6 are not.",
			"Here $x_1$ is math, $5 and $6 are not."},
		{"<script src=/mathjax.js></script><p>\\begin{align} a &= b \\end{align}",
			"$$\\begin{align} a &= b \\end{align}$$"},
		{"<p><span class='math inline'>\\(p_1\\)</span> <span class='math inline'>p_2</span> "
		 "<span class='math inline'><em>p</em></span>",
			"$p_1$ $p_2$ *p*"},
		{"<div class='math notranslate'>\\[x_1 = *2*\\]</div>", "$$\nx_1 = *2*\n$$"},
		{"<p><code data-math-style=inline>g_1</code>", "$g_1$"},
		{"<math-renderer class=js-display-math>$$h_2$$</math-renderer>", "$$\nh_2\n$$"},
		{"<p><code>\\(a_b\\)</code>", "`\\(a_b\\)`"},
	};
	(void)state;
	CHECK(v);
}

static void pictures_of_formulas(void **state)
{
	static const struct pair v[] = {
		{"<p>a <img src='https://latex.codecogs.com/png.image?\\dpi{110}\\frac{a}{b}'>",
			"a $\\frac{a}{b}$"},
		{"<p>a <img src='https://www.zhihu.com/equation?tex=e%5E%7Bi%7D'>", "a $e^{i}$"},
		{"<p>a <img alt='c^2' src='https://s0.wp.com/latex.php?latex=c%5E2&bg=fff'>",
			"a $c^2$"},
		{"<div class=latex-rendered data-attrs='{\"persistentExpression\":\"E = \\\\frac "
		 "12\",\"id\":\"X\"}'></div>",
			"$$\nE = \\frac 12\n$$"},
		{"<p><span class=math-inline data-math=n_1>n</span> <i data-math=n_1>n</i>",
			"$n_1$ *n*"},
	};
	(void)state;
	CHECK(v);
}

static void a_picture_of_a_formula_alone_is_set_apart(void **state)
{
	static const struct pair v[] = {
		{"<p><img alt='x_{1}' src=a.png></p>", "$$\nx_{1}\n$$"},
		{"<p>a <img alt='x_{1}' src=a.png></p>", "a $x_{1}$"},
		{"<ul><li><img alt='x_{1}' src=a.png></ul>", "- $x_{1}$"},
		{"<p><span class=katex><math><mi>x</mi></math></span></p>", "$x$"},
	};
	(void)state;
	CHECK(v);
}

static void formulas_that_touch_and_stand_in_cells(void **state)
{
	static const struct pair v[] = {
		{"<p><span data-tex=a_1></span><span data-tex=b_1></span>", "$a_1$ $b_1$"},
		{"<table><tr><th>a<th>b<tr><td><span data-tex='|x|'></span><td>2</table>",
			"| a | b |\n| --- | --- |\n| $\\vert x\\vert$ | 2 |"},
	};
	(void)state;
	CHECK(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(mathjax, setup, teardown),
		cmocka_unit_test_setup_teardown(accents, setup, teardown),
		cmocka_unit_test_setup_teardown(
			katex_without_mathml_keeps_its_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(scripts_that_have_not_run, setup, teardown),
		cmocka_unit_test_setup_teardown(pictures_of_formulas, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_picture_of_a_formula_alone_is_set_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(
			formulas_that_touch_and_stand_in_cells, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
