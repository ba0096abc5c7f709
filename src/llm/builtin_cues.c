/* builtin_cues.c - the cues of builtin_cues.h, one list a language and kind. Order: lists, matching. */
#include "llm/builtin_cues.h"

#include "base/text.h"

struct cue_list {
	const char *lang; /* "" for every language */
	enum cue what;
	const char *cues; /* folded, "|" between */
};

static const struct cue_list lists[] = {
	/* leaning openings */
	{"en", CUE_LEANS,
		"this|these|those|that|it|its|it s|they|their|them|he|she|his|her|such|so|thus|hence|"
		"therefore|however|moreover|furthermore|also|but|and|or|nor|yet|then|instead|"
		"otherwise|consequently|accordingly|similarly|likewise|nevertheless|nonetheless|"
		"besides|meanwhile|still|again|additionally|finally|alternatively|conversely|"
		"subsequently|afterwards|indeed|rather|especially|specifically|in particular|for "
		"example|for instance|for this|in contrast|in addition|in other words|in this|in these|"
		"in that|in such|in turn|in fact|in short|in both|in each|in either|as a result|as "
		"such|as well|as above|as before|as mentioned|as shown|as in|as can|on the other|on the "
		"contrary|of these|of those|of course|at this|at that|at the same|by contrast|by "
		"doing|from this|from these|to this|to do|with this|with these|under this|the former|the "
		"latter|the same|the above|the following|another|other|others|both|neither|either|here|"
		"now|next|firstly|secondly|third|thirdly|fourth|lastly|one such|"
		"some of|most of|many of|all of|each of|one of these|one of them|because of|because|"
		"due to|despite|which|who|whose|where|whereas|while this|when this|if so|if this|note|"
		"recall|see|let|given this|after this|after that|before this|since then|again|more "
		"precisely|more generally|more specifically|that is|i e|e g|namely|not only|this is|"
		"what is more|to that end|to this end|even so|even then|only then|only this|overall|"
		"unfortunately|fortunately|interestingly|surprisingly|importantly|actually|clearly|"
		"obviously|naturally|of them|its|perhaps|maybe|you|your|my|me|hers|ours|mine|yes|no|"
		"before that|after all|until then|since then|by then|okay|ok|well|sure|please|thanks|thank|hi|hello|step|"
		"suppose|imagine"},
	{"de", CUE_LEANS,
		"dies|diese|dieser|dieses|diesem|diesen|das ist|das war|es|er|sie|ihr|ihre|ihren|ihm|"
		"sein|seine|seiner|solche|solch|so|daher|deshalb|deswegen|darum|somit|folglich|jedoch|"
		"allerdings|aber|doch|und|oder|denn|dann|danach|davor|dabei|dafür|dagegen|damit|daran|"
		"darauf|daraus|darin|darüber|davon|dazu|hierbei|hierzu|hierfür|außerdem|ausserdem|zudem|"
		"ferner|auch|ebenso|ebenfalls|stattdessen|andererseits|einerseits|zum beispiel|"
		"beispielsweise|etwa|im gegensatz dazu|darüber hinaus|schließlich|schliesslich|zunächst|"
		"erstens|zweitens|drittens|weiterhin|dennoch|trotzdem|hier|dort|dadurch|letztere|"
		"letzterer|erstere|ersterer|deren|dessen|welche|welcher|beide|beides|weitere|andere|"
		"insbesondere|also|nun|jetzt|wobei|während dies|siehe|man|wir|ich|du"},
	{"fr", CUE_LEANS,
		"ce|cet|cette|ces|cela|ceci|c est|il|elle|ils|elles|son|sa|ses|leur|leurs|celui ci|"
		"celle ci|ceux ci|ainsi|donc|cependant|toutefois|néanmoins|pourtant|mais|et|ou|or|car|"
		"puis|ensuite|enfin|de plus|en outre|par ailleurs|par exemple|en effet|en revanche|au "
		"contraire|par conséquent|c est pourquoi|d autre part|d une part|dans ce|dans cette|"
		"de même|également|aussi|ici|là|y|en|on|nous|je|premièrement|deuxièmement|d abord|"
		"finalement|autrement|notamment|tous deux|l un|l autre|les deux|voir"},
	{"es", CUE_LEANS,
		"este|esta|estos|estas|esto|ese|esa|esos|esas|eso|él|ella|ellos|ellas|su|sus|así|por "
		"tanto|por lo tanto|por eso|por ello|sin embargo|no obstante|pero|y|o|además|también|"
		"entonces|luego|después|finalmente|por ejemplo|en cambio|por el contrario|en "
		"consecuencia|por otro lado|por otra parte|en este|en esta|en estos|en estas|asimismo|"
		"aquí|allí|primero|segundo|de hecho|es decir|ambos|ambas|otro|otra|otros|otras|dicho|"
		"dicha|véase|nosotros|yo|lo cual|lo que"},
	{"it", CUE_LEANS,
		"questo|questa|questi|queste|quello|quella|esso|essa|essi|egli|ella|lui|lei|loro|suo|sua|"
		"suoi|sue|il suo|la sua|i suoi|le sue|così|quindi|dunque|pertanto|perciò|tuttavia|però|ma|"
		"e|o|inoltre|anche|allora|poi|infine|ad esempio|per esempio|invece|al contrario|di "
		"conseguenza|d altra parte|in questo|in questa|infatti|qui|lì|innanzitutto|cioè|ovvero|"
		"entrambi|entrambe|altro|altri|altre|tale|tali|vedi|noi|io"},
	{"pt", CUE_LEANS,
		"este|esta|estes|estas|isto|esse|essa|esses|essas|isso|ele|ela|eles|elas|seu|sua|seus|"
		"suas|o seu|a sua|assim|portanto|por isso|no entanto|porém|contudo|todavia|mas|e|ou|além "
		"disso|também|então|depois|finalmente|por exemplo|pelo contrário|por outro lado|neste|"
		"nesta|nesse|nessa|aqui|ali|primeiro|segundo|de fato|ou seja|ambos|ambas|outro|outra|"
		"outros|outras|tal|tais|ver|nós|eu"},
	{"nl", CUE_LEANS,
		"dit|deze|dat|die|het is|hij|zij|ze|hun|zijn|haar|zo|dus|daarom|daardoor|echter|maar|en|"
		"of|want|dan|daarna|daarbij|daarnaast|bovendien|ook|toch|verder|tenslotte|ten slotte|"
		"bijvoorbeeld|daarentegen|hier|daar|hierdoor|hierbij|ten eerste|ten tweede|eerst|"
		"vervolgens|anderzijds|beide|andere|zulke|dergelijke|zie|men|we|wij|ik"},
	{"sv", CUE_LEANS,
		"detta|denna|dessa|det är|den är|det|han|hon|de|dem|deras|hans|hennes|dess|så|därför|"
		"dock|men|och|eller|sedan|därefter|dessutom|även|också|till exempel|exempelvis|däremot|"
		"här|där|först|slutligen|å andra sidan|båda|andra|sådana|sådan|emellertid|alltså|således|"
		"se|man|vi|jag"},
	{"ru", CUE_LEANS,
		"это|этот|эта|эти|этого|этому|он|она|оно|они|его|её|ее|их|такой|такая|такие|таким|так|"
		"поэтому|однако|но|а|и|или|затем|потом|кроме того|также|тоже|например|напротив|следовательно|"
		"здесь|там|тогда|во первых|во вторых|наконец|с другой стороны|при этом|в этом|в том|оба|"
		"другие|другой|то есть|таким образом|ведь|итак|см|мы|я"},
	{"zh", CUE_LEANS,
		"这|這|那|此|该|該|其|他|她|它|但|因此|所以|然而|而且|并且|並且|而|另外|此外|例如|比如|同时|同時|"
		"于是|於是|不过|不過|即|可见|可見|首先|其次|最后|最後|总之|總之|我们|我們|我|你"},
	{"ja", CUE_LEANS,
		"これ|それ|あれ|この|その|あの|ここ|そこ|こう|そう|しかし|そして|また|さらに|ただし|したがって|"
		"そこで|だが|なお|つまり|例えば|たとえば|一方|ところが|彼|彼女|同|まず|次に|最後に|よって|および|"
		"なぜなら|すなわち|とはいえ|私|僕"},
	{"ko", CUE_LEANS,
		"이것|그것|저것|이는|그는|그녀는|이 |그 |이런|그런|이러한|그러한|그러나|하지만|그래서|따라서|또한|"
		"그리고|즉|예를 들어|한편|먼저|다음으로|마지막으로|우리|나는"},
	/* the text itself */
	{"en", CUE_SELF,
		"this paper|this article|this section|this chapter|this book|this page|this post|this "
		"document|this work|this report|this tutorial|this guide|this study|in this|the rest of "
		"this|the remainder|section|chapter|appendix|the paper is|we organize|our paper"},
	{"en", CUE_FIRST_PERSON, "we|our|i|my|us|let us|let s|in our"},
	{"de", CUE_FIRST_PERSON, "wir|unser|unsere|ich|mein|meine"},
	{"fr", CUE_FIRST_PERSON, "nous|notre|nos|je|mon|ma|mes"},
	{"es", CUE_FIRST_PERSON, "nosotros|nuestro|nuestra|yo|mi"},
	{"", CUE_CAPTION,
		"figure|fig|table|tab|photo|image|picture|source|credit|illustration|listing|algorithm|"
		"abbildung|abb|tabelle|bild|foto|quelle|tableau|photographie|figura|tabla|tabella|"
		"tabela|afbeelding|tabel|bron|figur|tabell|рис|рисунок|таблица|фото"},
	{"", CUE_JUNK,
		"all rights reserved|rights reserved|copyright|©|cookie|cookies|privacy policy|terms of "
		"use|terms of service|terms and conditions|sign up|signup|sign in|log in|login|subscribe|"
		"newsletter|click here|read more|learn more|share this|follow us|download the app|"
		"advertisement|permission to make digital|for personal or classroom use|copies bear this "
		"notice|prior specific permission|javascript|your browser|skip to|table of contents|edit "
		"this page|back to top|last updated|page not found|add to cart|free shipping|licensed "
		"under|creative commons|isbn|issn|doi org|http|https|www|datenschutz|impressum|alle "
		"rechte vorbehalten|tous droits réservés|mentions légales|todos los derechos|tutti i "
		"diritti|todos os direitos|alle rechten voorbehouden|все права защищены|版权所有|隐私政策|"
		"無断転載|プライバシーポリシー"},
	{"en", CUE_REPORT,
		"this paper|this article|this work|in this study|this report|our approach|our method|our "
		"results|we propose|we present|we introduce|we describe|we show|we develop|we "
		"demonstrate|we study|we investigate|we consider|we evaluate|we find|we found|we "
		"conclude|we argue|results show|results indicate|experiments show|experimental results|"
		"is proposed|are proposed|is presented|are presented|in summary|in conclusion"},
	{"de", CUE_REPORT,
		"diese arbeit|dieser artikel|dieser beitrag|dieser aufsatz|wir zeigen|wir stellen|"
		"zusammenfassend|die ergebnisse zeigen"},
	{"fr", CUE_REPORT,
		"cet article|ce travail|ce mémoire|cette étude|nous proposons|nous présentons|nous "
		"montrons|les résultats montrent|en conclusion"},
	{"es", CUE_REPORT,
		"este artículo|este trabajo|este estudio|proponemos|presentamos|mostramos|los resultados "
		"muestran|en conclusión"},
	{"en", CUE_OPINION,
		"i think|i believe|i feel|in my opinion|in my view|i would argue|we believe|arguably|"
		"should|ought to|the best|the worst|unfortunately|beautiful|terrible|awful"},
	{"de", CUE_OPINION,
		"ich glaube|ich denke|meiner meinung|meines erachtens|sollte|sollten|leider"},
	{"fr", CUE_OPINION,
		"je pense|je crois|à mon avis|selon moi|devrait|devraient|malheureusement"},
	{"es", CUE_OPINION, "creo que|pienso que|en mi opinión|debería|deberían|lamentablemente"},
	{"en", CUE_FORECAST,
		"is expected to|are expected to|is likely to|are likely to|will likely|will probably|"
		"forecast|forecasts|predicted to|projected to|by 2030|by 2035|by 2040|by 2050|in the "
		"future"},
	{"de", CUE_FORECAST, "voraussichtlich|in zukunft|künftig|wird erwartet|prognose"},
	{"fr", CUE_FORECAST, "à l avenir|devrait atteindre|prévoit|prévisions"},
	{"es", CUE_FORECAST, "en el futuro|se espera que|se prevé|pronóstico"},
	/* definitions */
	{"en", CUE_IS_A,
		"is a|is an|is the|is any|is one of|are a|are an|are the|are any|was a|was an|was the|"
		"were a|were the|is a kind of|is a type of|is defined as|are defined as|is when|are "
		"those|are|is"},
	{"en", CUE_MEANS,
		"refers to|refer to|means|denotes|describes|stands for|is short for|is called|is known "
		"as|is defined as|are defined as|may be defined as|can be defined as|consists of|is an "
		"abbreviation"},
	{"en", CUE_CALLED,
		"called|called a|called an|called the|known as|known as the|known as a|termed|named|"
		"referred to as|referred to as the|we call this|we call|dubbed|defined as"},
	{"en", CUE_ARTICLE, "a|an|the|in computing a|in computing|in general a"},
	{"de", CUE_IS_A,
		"ist ein|ist eine|ist der|ist die|ist das|sind|war ein|war eine|war der|war die|war das|"
		"waren|ist|sind die"},
	{"de", CUE_MEANS,
		"bezeichnet|bezeichnet man|bezeichnen|versteht man|bedeutet|steht für|heißt|heisst|nennt "
		"man|beschreibt"},
	{"de", CUE_CALLED,
		"genannt|genannte|genannten|namens|als|unter|sogenannte|sogenannten|sogenannter|heißt|"
		"heisst"},
	{"de", CUE_ARTICLE,
		"ein|eine|der|die|das|als|unter|unter einem|unter einer|als ein|als eine"},
	{"fr", CUE_IS_A,
		"est un|est une|est le|est la|est l|sont des|sont les|était un|était une|fut un|fut une|"
		"est|sont"},
	{"fr", CUE_MEANS, "désigne|désignent|signifie|se définit comme|consiste en|consiste à"},
	{"fr", CUE_CALLED,
		"appelé|appelée|appelés|appelées|nommé|nommée|dit|dite|on appelle|connu sous le nom de"},
	{"fr", CUE_ARTICLE, "un|une|le|la|les|l|des"},
	{"es", CUE_IS_A,
		"es un|es una|es el|es la|son los|son las|fue un|fue una|era un|era una|es|son"},
	{"es", CUE_MEANS, "se refiere a|significa|se define como|designa|consiste en"},
	{"es", CUE_CALLED,
		"llamado|llamada|llamados|llamadas|denominado|denominada|se denomina|conocido como|"
		"conocida como|se llama"},
	{"es", CUE_ARTICLE, "un|una|el|la|los|las"},
	{"it", CUE_IS_A,
		"è un|è una|è il|è la|è lo|è l|sono i|sono le|sono gli|era un|era una|fu un|fu una|è|sono"},
	{"it", CUE_MEANS, "indica|significa|si riferisce a|designa|consiste in|si intende"},
	{"it", CUE_CALLED,
		"chiamato|chiamata|chiamati|detto|detta|denominato|denominata|noto come|nota come|si "
		"chiama"},
	{"it", CUE_ARTICLE, "un|una|uno|il|la|lo|l|i|gli|le|per"},
	{"pt", CUE_IS_A, "é um|é uma|é o|é a|são os|são as|foi um|foi uma|era um|era uma|é|são"},
	{"pt", CUE_MEANS, "refere se|significa|designa|define se como|consiste em"},
	{"pt", CUE_CALLED,
		"chamado|chamada|chamados|denominado|denominada|denomina se|conhecido como|conhecida como"},
	{"pt", CUE_ARTICLE, "um|uma|o|a|os|as"},
	{"nl", CUE_IS_A, "is een|is de|is het|zijn de|was een|was de|was het|waren de|is|zijn"},
	{"nl", CUE_MEANS, "betekent|verwijst naar|staat voor|houdt in"},
	{"nl", CUE_CALLED, "genaamd|genoemd|heet|noemt men|bekend als"},
	{"nl", CUE_ARTICLE, "een|de|het"},
	{"sv", CUE_IS_A, "är en|är ett|är den|är det|var en|var ett|är|var"},
	{"sv", CUE_MEANS, "innebär|betyder|avser|syftar på|står för"},
	{"sv", CUE_CALLED, "kallas|kallad|kallat|kallade|benämns|känd som"},
	{"sv", CUE_ARTICLE, "en|ett|den|det|de"},
	{"ru", CUE_IS_A, "это|является|был|была|было|есть"},
	{"ru", CUE_MEANS, "означает|обозначает|называется|называют"},
	{"ru", CUE_CALLED, "называется|называемый|называемая|называемое|называют|известный как"},
	{"zh", CUE_IS_A, "是一种|是一種|是一个|是一個|是一|是指|是"},
	{"zh", CUE_MEANS, "指的是|是指|指|意思是|意为"},
	{"zh", CUE_CALLED, "所谓|所謂|称为|稱為|叫做|叫作|称作|被称为|名为"},
	{"ja", CUE_IS_A, "は"},
	{"ja", CUE_MEANS, "とは|というのは"},
	{"ja", CUE_CALLED, "いわゆる"},
	{"ko", CUE_IS_A, "은|는"},
	{"ko", CUE_MEANS, "란|이란|이라는 것은"},
};

/* --- matching ---------------------------------------------------------------------------- */

static bool spaced(struct str lang)
{
	return !str_eqz(lang, "zh") && !str_eqz(lang, "ja") && !str_eqz(lang, "ko");
}

static bool applies(const struct cue_list *l, struct str lang, enum cue what)
{
	return l->what == what && (!*l->lang || str_eqz(lang, l->lang));
}

size_t cue_at_start(struct str folded, struct str lang, enum cue what)
{
	size_t best = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (!applies(&lists[i], lang, what))
			continue;
		struct str rest = str_of(lists[i].cues), c;
		while (str_cut(&rest, '|', &c))
			if (c.n > best && str_starts(folded, c) &&
				(folded.n == c.n || !spaced(lang) || folded.p[c.n] == ' '))
				best = c.n;
	}
	return best;
}

size_t cue_at_end(struct str folded, struct str lang, enum cue what)
{
	size_t best = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (!applies(&lists[i], lang, what))
			continue;
		struct str rest = str_of(lists[i].cues), c;
		while (str_cut(&rest, '|', &c))
			if (c.n > best && str_ends(folded, c) &&
				(folded.n == c.n || !spaced(lang) ||
					folded.p[folded.n - c.n - 1] == ' '))
				best = c.n;
	}
	return best;
}

static bool contains(struct str folded, struct str c, bool words)
{
	for (size_t at = 0; (at = str_find_from(folded, at, c)) != STR_NPOS; at++) {
		size_t end = at + c.n;
		if (!words ||
			((at == 0 || folded.p[at - 1] == ' ') &&
				(end == folded.n || folded.p[end] == ' ')))
			return true;
	}
	return false;
}

/* A cue stands where a word begins, or anywhere in a script without blanks: most are ruled out by
 * their first byte. */
bool cue_anywhere(struct str folded, struct str lang, enum cue what)
{
	bool begins[256] = {false};
	for (size_t i = 0; i < folded.n; i++) {
		unsigned char c = (unsigned char)folded.p[i];
		begins[c] = begins[c] || c >= 0xE0 || i == 0 || folded.p[i - 1] == ' ';
	}
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (!applies(&lists[i], lang, what))
			continue;
		struct str rest = str_of(lists[i].cues), c;
		while (str_cut(&rest, '|', &c))
			if (begins[(unsigned char)c.p[0]] &&
				contains(folded, c, (unsigned char)c.p[0] < 0xE0))
				return true;
	}
	return false;
}
