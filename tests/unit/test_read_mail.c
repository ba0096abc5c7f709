/* test_read_mail.c - mail, boxes of mail, and what pandoc is asked to read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/err.h"
#include "base/fs.h"
#include "readers.h"

static void a_mail_shows_its_plain_part(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct str bytes =
		STR("From: =?utf-8?Q?Ad=C3=A9le_L=2E?= <a@x.org>\r\n"
		    "Subject: =?utf-8?B?SGVsbG8=?=\r\n =?utf-8?B?IHdvcmxk?=\r\n"
		    "Date: Tue, 3 Mar 2020 10:00:00 +0100\r\n"
		    "Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\n"
		    "Content-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\n"
		    "Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\n"
		    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		    "caf=E9 is \r\nopen=\r\ned.\r\n\r\n> What?\r\n\r\n--b2\r\n"
		    "Content-Type: text/html\r\n\r\n<p>rich</p>\r\n--b2--\r\n--b1\r\n"
		    "Content-Type: application/pdf\r\n"
		    "Content-Disposition: attachment; filename=\"a.pdf\"\r\n\r\nxxx\r\n--b1--\r\n");
	(void)state;
	reads_as(a, "a.eml", bytes, "caf\xc3\xa9 is opened.\n\n> What?\n", &d);
	same_str(d.meta.title, "Hello world");
	same_str(d.meta.authors.v[0], "Ad\xc3\xa9le L.");
	same_str(d.meta.published, "2020-03-03");
	same_str(d.notes.v[0], "attachments left out: a.pdf");
	survives_damage("a.eml", bytes);
	arena_free(a);
}

static void html_is_shown_when_nothing_else_has_words(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.eml",
		STR("Subject: x\nContent-Type: text/html; charset=utf-8\n"
		    "Content-Transfer-Encoding: base64\n\nPHA+PGI+Ym9sZDwvYj4gd29yZHM8L3A+\n"),
		"**bold** words\n", &d);
	arena_free(a);
}

static void a_box_has_a_heading_a_mail(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct str bytes = STR("From a@x.org Tue Mar  3 10:00:00 2020\nSubject: One\nFrom: Ada\n\n"
			       "first\n\nFrom b@x.org Wed Mar  4 10:00:00 2020\nSubject: Two\n\n"
			       "second\n");
	(void)state;
	reads_as(a, "a.mbox", bytes, "## One\n\n**Ada**\n\nfirst\n\n## Two\n\nsecond\n", &d);
	survives_damage("a.mbox", bytes);
	arena_free(a);
}

static void words_of_headers_may_be_cut_anywhere(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.eml",
		STR("Subject: =?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?= and\n =?utf-8?q?more=C3?=\n"
		    "\t=?UTF-8?Q?=A9?=\nFrom: =?iso-2022-jp?B?GyRCOzNFRBsoQg==?= <y@x.jp>\n"
		    "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B;3ED\x1b(B\n"),
		"\xe5\xb1\xb1\xe7\x94\xb0\n", &d);
	same_str(d.meta.title,
		"Gr\xc3\xbc\xc3\x9f"
		"e and more\xc3\xa9");
	same_str(d.meta.authors.v[0], "\xe5\xb1\xb1\xe7\x94\xb0");
	arena_free(a);
}

static void attached_texts_are_shown_others_named(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct str bytes = STR(
		"Subject: x\nContent-Type: multipart/mixed; boundary=\"b\\\"c\"\n\n--b\"c\n\nSee:\n"
		"--b\"c\nContent-Type: text/x-diff\nContent-Transfer-Encoding: quoted-printable\n"
		"Content-Disposition: attachment; filename*0*=utf-8''f%C3%BC; filename*1=r.diff\n\n"
		"-a=\t \nb\n+c =3D 1\n--b\"c\nContent-Type: application/zip\n"
		"Content-Disposition: attachment; filename*=UTF-8''na%C3%AFve%20file.zip\n\nAAAA\n"
		"--b\"c--\n");
	(void)state;
	reads_as(a, "a.eml", bytes, "See:\n\n**f\xc3\xbcr.diff**\n\n```diff\n-ab\n+c = 1\n```\n",
		&d);
	same_str(d.notes.v[0], "attachments left out: na\xc3\xafve file.zip");
	survives_damage("a.eml", bytes);
	arena_free(a);
}

static void a_stub_gives_way_to_the_page_beside_it(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.eml",
		STR("Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
		    "Content-Type: text/plain\n\nSee it online.\n--b\nContent-Type: text/html\n\n"
		    "<p>One two three four five six seven eight nine ten eleven twelve thirteen.</p>\n"
		    "--b--\n"),
		"One two three four five six seven eight nine ten eleven twelve thirteen.\n", &d);
	arena_free(a);
}

static void a_digest_holds_messages(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.eml",
		STR("Subject: x\nContent-Type: multipart/digest; boundary=d\n\n--d\n\nFrom: Ann <a@x.org>\n"
		    "Subject: First\n\none\n--d--\n"),
		"## First\n\n**Ann**\n\none\n", &d);
	arena_free(a);
}

static void a_box_of_one_subject_is_a_thread(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.mbox",
		STR("From a@x.org Tue Mar  3 10:00:00 2020\nFrom: Ann\nSubject: Roof\n"
		    "Date: Tue, 3 Mar 2020 10:00:00 +0100\n\nMend it.\n\n>From my window I see it.\n\n"
		    "From here it looks bad.\nFrom b@x.org Wed Mar  4 10:00:00 2020\nFrom: Bob\n"
		    "Subject: RE: Re: roof\n\n> Mend it.\n\nYes.\n"),
		"## Roof\n\n**Ann, 2020-03-03**\n\nMend it.\n\nFrom my window I see it.\n\n"
		"From here it looks bad.\n\n## RE: Re: roof\n\n**Bob**\n\n> Mend it.\n\nYes.\n",
		&d);
	same_str(d.meta.title, "Roof");
	same_str(d.meta.published, "2020-03-03");
	assert_int_equal(d.meta.authors.n, 2);
	arena_free(a);
}

static void endless_parts_end(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct buf b = buf_make(a);
	struct convert_opt opt = {.name = STR("a.eml")};
	struct err e = {0};
	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_puts(&b, "Content-Type: multipart/mixed; boundary=b\n\n--b\n");
	assert_true(convert(a, buf_str(&b), &opt, &d, &e));
	arena_free(a);
}

static void pandoc_reads_the_rest_or_is_named(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct convert_opt opt = {.name = STR("a.rst")};
	struct err e = {0};
	(void)state;
	if (fs_have_program("pandoc")) {
		assert_true(convert(a, STR("Head\n====\n\n*word*\n"), &opt, &d, &e));
		assert_true(str_find(d.body, STR("*word*")) != STR_NPOS);
		/* as pages look: a list of terms, a note, a callout, an equation, a language */
		assert_true(convert(a,
			STR("T\n=\n\nText.\n\nTerm\n  Said [1]_ so.\n\n.. note:: Beware.\n\n:math:`a<b`\n\n"
			    ".. code-block:: python\n\n   x = 1\n\n.. image:: img/a.png\n   :alt: A\n\n"
			    "`o <o.rst>`_\n\n.. [1] A foot.\n"),
			&opt, &d, &e));
		same_str(d.meta.title, "T");
		same_str(d.body,
			"Text.\n\n**Term**\n\nSaid[^1] so.\n\n> [!note]\n> Beware.\n\n$a<b$\n\n```python\nx = 1\n"
			"```\n\n![A](img/a.png)\n\no\n\n[^1]: A foot.\n");
		/* what it includes is not read */
		opt.name = STR("a.tex");
		if (convert(a, STR("x \\input{/etc/passwd} y\n"), &opt, &d, &e))
			assert_true(str_find(d.body, STR("root:")) == STR_NPOS);
		opt.name = STR("a.rst");
		err_clear(&e);
	}
	setenv("PATH", "/nowhere", 1);
	assert_false(convert(a, STR("Head\n====\n"), &opt, &d, &e));
	assert_int_equal(e.code, ERR_IO); /* the machine lacks it, the source is sound */
	assert_true(str_find(str_of(e.text), STR("needs pandoc")) != STR_NPOS);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_shows_its_plain_part),
		cmocka_unit_test(html_is_shown_when_nothing_else_has_words),
		cmocka_unit_test(a_box_has_a_heading_a_mail),
		cmocka_unit_test(words_of_headers_may_be_cut_anywhere),
		cmocka_unit_test(attached_texts_are_shown_others_named),
		cmocka_unit_test(a_stub_gives_way_to_the_page_beside_it),
		cmocka_unit_test(a_digest_holds_messages),
		cmocka_unit_test(a_box_of_one_subject_is_a_thread),
		cmocka_unit_test(endless_parts_end),
		cmocka_unit_test(pandoc_reads_the_rest_or_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
