/* test_sentence.c - where sentences end, language by language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"

/* The sentences of text, joined by "|", are want. */
static void splits(const char *lang, const char *text, const char *want)
{
	struct arena *a = arena_make();
	struct str s = str_of(text);
	struct text_spans l = text_sentences(a, s, str_of(lang));
	struct buf b = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_putc(&b, '|');
		buf_put(&b, str_sub(s, l.v[i].start, l.v[i].end));
	}
	assert_string_equal(b.n ? buf_str(&b).p : "", want);
	arena_free(a);
}

static void abbreviations_and_initials_stay_inside(void **state)
{
	(void)state;
	splits("en", "Dr. Hill met J. R. Ray in the U.S. in 1999. He left.",
		"Dr. Hill met J. R. Ray in the U.S. in 1999.|He left.");
	splits("en", "Use tools, e.g. Make. See Fig. 3. It works.",
		"Use tools, e.g. Make.|See Fig. 3.|It works.");
	splits("en", "He said no. Then he went home.", "He said no.|Then he went home.");
	splits("en", "Hill et al. The next one.", "Hill et al.|The next one.");
	splits("en", "It opens at 5 p.m. The bus is late.", "It opens at 5 p.m.|The bus is late.");
	splits("de", "Das ist z. B. gut. Prof. Dr. Klein lehrt.",
		"Das ist z. B. gut.|Prof. Dr. Klein lehrt.");
	splits("fr", "M. Petit vient. Il a env. 3 kg.", "M. Petit vient.|Il a env. 3 kg.");
	splits("es", "El Sr. Gil vino. Nada.", "El Sr. Gil vino.|Nada.");
	splits("ru", "А. С. Иванов жил в 1999 г. в Твери, и т. д. Он уехал.",
		"А. С. Иванов жил в 1999 г. в Твери, и т. д.|Он уехал.");
}

static void figures_and_dates_stay_whole(void **state)
{
	(void)state;
	splits("en", "It costs $3.50 in v2.0. Cheap.", "It costs $3.50 in v2.0.|Cheap.");
	splits("de", "Am 3. März kam er. Das 19. Jahrhundert war lang.",
		"Am 3. März kam er.|Das 19. Jahrhundert war lang.");
	splits("de", "Auf Zettel 21 folgt Zettel 22. Er liegt oben.",
		"Auf Zettel 21 folgt Zettel 22.|Er liegt oben.");
	splits("en", "1. Start here.\n2. Go on.", "1. Start here.|2. Go on.");
	splits("en", "It fell in October.1 As the year went on, it rose.",
		"It fell in October.|As the year went on, it rose.");
	splits("en", "See Fig.1 The end came. Use libfoo.so.2 here.",
		"See Fig.1 The end came.|Use libfoo.so.2 here.");
	splits("en", "Node.js is fast. macOS too.", "Node.js is fast.|macOS too.");
}

static void quotes_and_brackets_are_not_torn(void **state)
{
	(void)state;
	splits("en", "“I came. I saw,” he said. Then he left.",
		"“I came. I saw,” he said.|Then he left.");
	splits("en", "(One note. Two notes.) Next.", "(One note. Two notes.)|Next.");
	splits("en", "It holds.[12] So does that.", "It holds.[12]|So does that.");
	splits("fr", "« C'est bon. » Il part.", "« C'est bon. »|Il part.");
	splits("de", "Er rief: „Halt. Wer da?“ Stille.", "Er rief: „Halt. Wer da?“|Stille.");
	splits("en", "Wait... and see. Really?! Yes.", "Wait... and see.|Really?!|Yes.");
}

static void texts_without_blanks(void **state)
{
	(void)state;
	splits("zh", "他说：“你好。”然后走了。真的吗？是。",
		"他说：“你好。”|然后走了。|真的吗？|是。");
	splits("ja", "「本当ですか？」と聞いた。はい。GPT-4は速い。",
		"「本当ですか？」と聞いた。|はい。|GPT-4は速い。");
	splits("ko", "나는 간다. 너는 온다.", "나는 간다.|너는 온다.");
}

static void newlines_end_and_wordless_parts_go(void **state)
{
	(void)state;
	splits("en", "one\ntwo | three\n\n- - -\nfour.", "one|two | three|four.");
	splits("", "", "");
	splits("en", "...", "");
}

/* All words are covered in order, whatever the bytes; the time is linear. */
static void any_bytes(void **state)
{
	struct arena *a = arena_make();
	size_t n = 400000;
	char *p = arena_alloc(a, n);
	uint32_t x = 7;
	(void)state;
	for (size_t i = 0; i < n; i++) {
		static const char signs[] = ".(\"[ aA1\n\xE2\x80\x9C\xFF!)";
		x = x * 1664525u + 1013904223u;
		p[i] = signs[(x >> 24) % (sizeof signs - 1)];
	}
	struct str s = {p, n};
	struct text_spans l = text_sentences(a, s, STR("en"));
	size_t at = 0;
	for (size_t i = 0; i < l.n; i++) {
		assert_true(l.v[i].start >= at && l.v[i].end > l.v[i].start && l.v[i].end <= n);
		assert_int_equal(text_count_words(str_sub(s, at, l.v[i].start)), 0);
		at = l.v[i].end;
	}
	assert_int_equal(text_count_words(str_from(s, at)), 0);
	memset(p, '(', n);
	assert_int_equal(text_sentences(a, s, STR("en")).n, 0);
	arena_free(a);
}

/* Hard cases of each language: the sentences as they have to come out, "|" between them; the text is the
 * same with a blank (nothing in Chinese and Japanese) for each bar. */
struct hard {
	const char *lang, *want;
};

static const struct hard hard_cases[] = {
	/* abbreviations and titles */
	{"en", "Mr. and Mrs. Gray met Sgt. Pike at St. Anne's.|They talked."},
	{"en", "The firm, Hill & Co. Ltd., was sold in Sept. 1999.|It closed."},
	{"en", "Add salt, pepper, etc. to the pot.|Stir it."},
	{"en", "See Smith et al. (2004) for more.|It is long."},
	{"en", "He lives in Washington, D.C. with two cats.|They sleep."},
	{"en", "The U.S. Army Corps of Engineers built it.|It holds."},
	{"en", "J. S. Bach and C. P. E. Bach wrote music.|Both played."},
	{"en", "Henry Wright Jr. came first.|Louis XIV. is no English form."},
	{"en", "It is approx. 3.5 km, i.e. 2.2 miles, away.|Walk."},
	{"en", "Jan. 5 was cold.|Feb. 6 was colder."},
	/* quotes, brackets, ellipses, lists, numbers */
	{"en", "\"Where?\" she asked.|\"Here.\"|He waited."},
	{"en", "He said, \"I know. I saw it.\"|Nobody spoke."},
	{"en", "The end (see Sect. 4.2) is near.|So it goes."},
	{"en", "He paused . . . and went on.|Then he stopped."},
	{"en", "I wonder… maybe not.|We shall see."},
	{"en", "It grew by 3.2% to 1,204.50.|In 2004 it fell."},
	{"en", "Visit example.org or mail a.b@example.org.|Both work."},
	{"en", "Use v. 2.1.3 of libfoo.so.1 here.|It is new."},
	{"en", "Is it No. 5?|No.|It is No. 6!"},
	{"en", "The class is called Foo.Bar and the file a.txt.|It is small."},
	{"de", "Herr Dr. med. Kurz u. Frau Prof. Lang kamen.|Sie blieben."},
	{"de", "Das kostet ca. 3,50 Euro bzw. 4 Franken.|Teuer."},
	{"de", "Am 24. Dez. 1999 war es kalt.|Am 1. Mai auch."},
	{"de", "Im 18. und 19. Jh. wuchs die Stadt.|Dann nicht mehr."},
	{"de", "Kaiser Wilhelm II. regierte lange.|Er ging 1918."},
	{"de", "Er sagte: „Ich komme. Warte!“|Dann ging er."},
	{"de", "Es gab Äpfel, Birnen usw. im Keller.|Sie faulten."},
	{"de", "Das sind z.B. Hunde, d.h. Tiere.|Und u.a. auch Katzen."},
	{"de", "Vgl. Abb. 3 auf S. 12.|Dort steht es."},
	{"de", "»Wo ist er?« fragte sie.|»Weg.«"},
	{"de", "Die Str. ist gesperrt, s. o. im Text.|Fahren Sie um."},
	{"fr", "M. Dupont et Mme Petit sont là.|Ils parlent."},
	{"fr", "Il est né en 52 av. J.-C. à Rome.|Il y resta."},
	{"fr", "« Où vas-tu ? » dit-elle.|« Là-bas. »"},
	{"fr", "Le prix est de 3,50 €, c.-à-d. peu.|Achetez."},
	{"fr", "Voir fig. 3 et p. 12.|C'est clair."},
	{"fr", "Des pommes, des poires, etc. sont tombées.|Il pleut."},
	{"fr", "L'O.N.U. siège à New York.|Elle vote."},
	{"fr", "Attention !|Est-ce vrai ?|Oui."},
	{"fr", "Il hésite… puis il part.|Elle reste."},
	{"es", "El Dr. Ruiz y la Sra. Gil llegaron.|Hablaron."},
	{"es", "¿Qué hora es?|Son las tres.|¡Vamos!"},
	{"es", "Cuesta 3,50 € aprox. en EE. UU. y México.|Es caro."},
	{"es", "Véase el art. 5 y la pág. 12.|Está claro."},
	{"es", "Nació en el 44 a. C. en Roma.|Murió joven."},
	{"es", "Dijo: «Ya voy. Espera.»|Y se fue."},
	{"es", "Hay peras, manzanas, etc. en la mesa.|Coma."},
	{"es", "Bueno… no sé.|Tal vez."},
	{"it", "Il sig. Rossi e la dott.ssa Bianchi sono qui.|Parlano."},
	{"it", "Costa 3,50 euro ca. al kg.|È caro."},
	{"it", "Nacque nel 44 a.C. a Roma.|Morì giovane."},
	{"it", "Disse: «Vengo. Aspetta!»|E partì."},
	{"it", "Vedi fig. 3 a pag. 12.|È chiaro."},
	{"it", "Mele, pere, ecc. sono cadute.|Piove."},
	{"it", "Davvero?|Sì!|Va bene…|Andiamo."},
	{"pt", "O Sr. Silva e a Dra. Costa chegaram.|Falaram."},
	{"pt", "Custa R$ 3,50 aprox. por kg.|É caro."},
	{"pt", "Nasceu em 44 a.C. em Roma.|Morreu cedo."},
	{"pt", "Ver fig. 3 e pág. 12.|É claro."},
	{"pt", "“Onde está?” perguntou ela.|Ninguém sabia."},
	{"pt", "Peras, maçãs etc. caíram.|Chove."},
	{"pt", "O prof. Lima mora na av. Brasil.|Ele ensina."},
	{"nl", "Dhr. de Vries en mevr. Bakker kwamen.|Zij bleven."},
	{"nl", "Het kost ca. 3,50 euro, d.w.z. weinig.|Koop het."},
	{"nl", "Er zijn dieren, bijv. honden, o.a. hier.|Zij blaffen."},
	{"nl", "Zie blz. 12 en fig. 3.|Dat is duidelijk."},
	{"nl", "In 44 v.Chr. stierf hij.|Rome rouwde."},
	{"nl", "‘Waar is hij?’ vroeg ze.|Niemand wist het."},
	{"nl", "Prof. dr. J. Jansen schreef het.|Het is lang."},
	{"sv", "Det kostar ca 3,50 kr. per kg.|Det är dyrt."},
	{"sv", "Djur, t.ex. hundar, bl.a. här, finns.|De skäller."},
	{"sv", "Äpplen, päron m.m. föll ner.|Det regnar."},
	{"sv", "Se s. 12 och fig. 3.|Det är klart."},
	{"sv", "”Var är han?” frågade hon.|Ingen visste."},
	{"sv", "Prof. A. B. Lind skrev den år 44 f.Kr. på latin.|Den är lång."},
	{"ru", "Проф. И. П. Павлов жил на ул. Мира, д. 5.|Он работал."},
	{"ru", "Цена 3,50 руб. за кг.|Это дорого."},
	{"ru", "Яблоки, груши и т. п. упали.|Идёт дождь."},
	{"ru", "См. рис. 3 на стр. 12.|Всё ясно."},
	{"ru", "«Где он?» — спросила она.|Никто не знал."},
	{"ru", "В 44 г. до н. э. он умер.|Рим скорбел."},
	{"ru", "В XIX в. город вырос.|Потом нет."},
	{"ru", "Это т. е. почти 5 млн. человек.|Много."},
	{"zh", "价格是3.50元。|他说：“我来了。等等！”|然后走了。"},
	{"zh", "真的吗？！|是的……我们走吧。"},
	{"zh", "（这是注。还有。）|下一句。"},
	{"zh", "《红楼梦》很长。|GPT-4.5很快。|我用Node.js。"},
	{"zh", "「你好。」|他走了。"},
	{"ja", "価格は3.50円です。|高いですね！|本当？"},
	{"ja", "彼は「行く。待って。」と言った。|そして消えた。"},
	{"ja", "（注。二つある。）|次の文。"},
	{"ja", "Node.jsは速い。|v2.0も速い。|まあ……そうだ。"},
	{"ja", "『本。』という本だ。|面白い。"},
	{"ko", "가격은 3.50원이다.|비싸다!|정말?"},
	{"ko", "\"간다. 기다려.\"라고 그가 말했다.|그리고 떠났다."},
	{"ko", "Node.js는 빠르다.|v2.0도 빠르다."},
	{"ko", "그는 갔다…|그리고 왔다."},
	{"ko", "(주. 둘이다.)|다음 문장이다."},
};

static void hard_cases_of_each_language(void **state)
{
	size_t failed = 0;
	(void)state;
	for (size_t i = 0; i < sizeof hard_cases / sizeof *hard_cases; i++) {
		struct arena *a = arena_make();
		const struct hard *h = &hard_cases[i];
		bool blank = strcmp(h->lang, "zh") && strcmp(h->lang, "ja");
		struct str text =
			str_replace(a, str_of(h->want), STR("|"), blank ? STR(" ") : STR(""));
		struct text_spans l = text_sentences(a, text, str_of(h->lang));
		struct buf b = buf_make(a);
		for (size_t k = 0; k < l.n; k++) {
			buf_puts(&b, k ? "|" : "");
			buf_put(&b, str_sub(text, l.v[k].start, l.v[k].end));
		}
		if (!str_eqz(buf_str(&b), h->want)) {
			print_error("%s: want %s\n     got  " STR_FMT "\n", h->lang, h->want,
				STR_ARG(buf_str(&b)));
			failed++;
		}
		arena_free(a);
	}
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hard_cases_of_each_language),
		cmocka_unit_test(abbreviations_and_initials_stay_inside),
		cmocka_unit_test(figures_and_dates_stay_whole),
		cmocka_unit_test(quotes_and_brackets_are_not_torn),
		cmocka_unit_test(texts_without_blanks),
		cmocka_unit_test(newlines_end_and_wordless_parts_go),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
