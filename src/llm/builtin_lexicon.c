/* builtin_lexicon.c - the word lists of builtin_lexicon.h and the endings that stand for more.
 *
 * Invariant: lists are sorted in byte order (a test looks each word up). Forms of English verbs are
 * found by taking endings off. Order: lists, look-up, English endings, classes. */
#include "llm/builtin_lexicon.h"

#include <string.h>

#include "base/text.h"
#include "llm/builtin.h"

/* --- lists ------------------------------------------------------------------------------- */

struct word_list {
	char lang[3];
	enum word_class what;
	const char *words;
	size_t n; /* bytes */
};

#define WORDS(s) s, sizeof(s) - 1

static const struct word_list lists[] = {
	{"en", WORD_VERB,
		WORDS("accept accompany accomplish achieve acknowledge acquire adhere adjust admit "
		      "adopt advocate affect afford aim alleviate allow alter analyse analyze "
		      "announce appear apply appreciate argue arise arrive ask assert assess assist "
		      "assume assure attain attend attract augment avoid await become begin behave "
		      "believe belong borrow bring build carry categorize characterise characterize "
		      "choose cite clarify classify collaborate combine commence compare compensate "
		      "comprise concentrate conclude confirm conform confront consider consist "
		      "constitute consult contain continue convey cope correspond create deal "
		      "decide declare deduce deem define deliver demonstrate denote depend depict "
		      "derive describe deserve detect determine develop devise devote differ "
		      "differentiate disappear discover discuss dominate draw elaborate eliminate "
		      "emerge emphasise emphasize employ enable encounter encourage enhance enjoy "
		      "ensure entail enter establish evaluate evolve examine exceed exemplify exist "
		      "expand expect explain exploit explore expose extend facilitate fail feel "
		      "fill find finish follow foresee formalize formulate foster fulfil fulfill "
		      "gather generate grow guarantee handle happen hinder hypothesize identify "
		      "ignore illustrate imagine impede implement imply impose improve include "
		      "incorporate incur indicate induce infer inform inherit initiate inspect "
		      "inspire integrate intend introduce investigate invoke involve join justify "
		      "lend lie listen locate lose maintain make manage meet mention minimise "
		      "minimize mitigate modify motivate neglect observe obtain occur operate "
		      "organise organize outperform overcome owe participate perceive permit "
		      "persist pose possess possible postulate precede predict prefer prepare "
		      "preserve prevent proceed prohibit promote propose prove provide publish "
		      "purport pursue raise react realise realize receive recognise recognize "
		      "recommend recover reduce refer reflect refuse regard reject relate rely "
		      "remain remember remind remove render repeat replace reply require reside "
		      "resolve respond restrict resume retain retrieve reuse reveal revise satisfy "
		      "seek send serve settle shed show simplify solve speak specify spend stand "
		      "stay strengthen strive submit succeed suffer suggest suit summarise "
		      "summarize suppose surround survive sustain tackle talk teach tell tend think "
		      "transform treat undergo underlie understand undertake unify utilise utilize "
		      "validate vary verify violate wait warrant weaken wonder worry write")},
	{"en", WORD_VERB_NOUN,
		WORDS("access account address aid answer approach attack attempt attribute base "
		      "benefit call capture cause change check claim complement complete concern "
		      "conduct connect construct contribute control convert cost cover decrease "
		      "demand deploy design detail display download estimate exchange exhibit "
		      "experience express fall fit focus force form gain guess guide help highlight "
		      "hold hope increase index influence install interest lack lead learn list "
		      "load look manifest mean measure mine model move need note notice object "
		      "offer outline pass perform plan point present process produce project "
		      "promise prompt purchase query rank reach read record report represent "
		      "request resort result return review run sample schedule search select "
		      "separate start state stem stop store stress study subject supply support "
		      "survey test track train transfer turn update use value view visit watch work "
		      "yield")},
	{"en", WORD_ING_NOUN,
		WORDS("advertising auctioning bargaining bidding branching broadcasting building "
		      "caching clustering coding computing crawling decoding encoding engineering "
		      "filtering finding forecasting hashing imaging indexing learning lighting "
		      "listening manufacturing mapping marketing matching measuring meeting mining "
		      "modeling modelling monitoring networking parsing planning pricing processing "
		      "programming publishing purchasing ranking reading reasoning recording "
		      "rendering reporting routing sampling scheduling screening searching sensing "
		      "sharing smoothing stemming streaming switching tagging teaching testing "
		      "thinking tracking trading training understanding watermarking writing")},
	{"en", WORD_BREAK,
		WORDS("able above-mentioned acceptable accurate actual addition additional adequate "
		      "aforementioned al amount another appropriate approximately april article "
		      "attention attractive august author authors automatically available basically "
		      "became began begun best better bought brought built came carefully certain "
		      "chose chosen clear clearly com commonly completely considerable considerably "
		      "corresponding dealt december desired detailed different difficult directly "
		      "dr drawn drew due earlier early easily easy effectively efficiently eg "
		      "entire entirely eq essentially et etc evident exactly example examples "
		      "existing extra extremely fact february fell felt fig figure figures finally "
		      "firstly following former found frequently friday fully further furthermore "
		      "gave generally good grew growing grown hard held highly htm html http https "
		      "ie important impossible increasing increasingly interesting january july "
		      "june kept kind kinds knew known laid largely lastly later latter least led "
		      "left lent less likely lost lot main major many march meant mentioned met "
		      "monday month months more most mr mrs ms much necessary new newly novel "
		      "november nowadays numerous o'clock obtained obvious october often order org "
		      "originally overall paid paper papers particular partly past percent php "
		      "plausible possible potentially precisely presented previous previously prof "
		      "promising proper proposed proved proven purpose put quickly ran rapidly "
		      "rarely reason reasonable reasons recent relatively relevant respect "
		      "respective risen rose roughly said same satisfactory saturday saw secondly "
		      "section seen sent separately september several shown significant "
		      "significantly simultaneously sir slowly so-called sort specific spent spoke "
		      "spoken state-of-the-art stood straightforward sub substantial substantially "
		      "successful successfully such sufficient suitable sunday sup table tables "
		      "taken taught thing things thirdly thought thursday today together told took "
		      "true tuesday typically unable understood underwent unknown useful usual "
		      "variety various very vs way ways wednesday week weeks well well-known went "
		      "whole wide written wrote www year years")},
	{"en", WORD_NUMERAL,
		WORDS("dozen eight fifth first five four fourth half hundred million nine one "
		      "second seven six ten third thousand three two")},
	{"en", WORD_GENERIC,
		WORDS("ability administration advantage afternoon age agency algorithm "
		      "american amount analysis ancestor answer application approach "
		      "architecture area aspect attachment author availability average basic "
		      "basics basis beginner behavior behaviour belonging benefit book bottom "
		      "box british business capability case center chance change chapter "
		      "characteristic child children chinese choice city class client "
		      "colleague collecting color community company comparison complexity "
		      "concept condition consideration content context copy cost country crowd "
		      "data date day degree demand descendant design desire desk destination "
		      "detail development difference direction discussion distance document "
		      "domain doubt dozen drawback ease edge effect element end english entry "
		      "environment error european evaluation evening event example expectation "
		      "experience experiment expert eye face facility factor fall fan fashion "
		      "favor fear feature feeling field figure file finger floor food foot "
		      "form format framework french friend front function future game gap "
		      "german girl glance goal government greek ground group growth guest half "
		      "hand handle head heading health height help history hole home hour "
		      "house idea impact implementation importance influence information input "
		      "instrument interest issue italian item japanese job kid kind knowledge "
		      "land language latin law layer layout lecture length letter level life "
		      "limit line lines literature look loss luck machine man mark material "
		      "matter meaning measure mechanism member members memory men message "
		      "method methodology middle mind minister minute mistake model moment "
		      "money month morning mother mouth move movement name names nation need "
		      "news night noise note nothing number object office official officials "
		      "opinion opportunity option order organisation organization output "
		      "overview owner page pair paper paradigm paragraph parameter part "
		      "participant pattern pause peace pen pencil people percent performance "
		      "person phrase picture piece pile place plan plate player pleasure point "
		      "position possibility potential power practice preference presence "
		      "president price pride principle problem procedure process product "
		      "professional profit program progress promise proof property purpose "
		      "quality quantity question quote range rate reach reader reading reality "
		      "record reference region relation relationship reply report request "
		      "requirement research resource response responsibility rest result "
		      "review rise risk road role room root row rule russian scale scene "
		      "scheme school science score screen seat second secret section sense "
		      "sentence series service set shape share shop side sight sign signal "
		      "silence simulation situation size skill sleep software solution sort "
		      "sound source space spanish speech speed spirit spokesman spot staff "
		      "stage standard start state statement station step stone stop store "
		      "story stranger strategy stream street strength stress strip structure "
		      "student study stuff style subject success suggestion sum support "
		      "surface surprise survey symbol system table takeaway talk target task "
		      "taste teacher team technique tension term test text theory thing time "
		      "tip title today tool top touch town trade tradition train travel tree "
		      "trend trick trip trouble truth type unit update usage use user value "
		      "variable version view village visit visitor visual voice wall war waste "
		      "water way weakness weather web week weight wish woman women wonder word "
		      "words work world writer writing year youth")},
	{"en", WORD_WEAK,
		WORDS("able acceptable actual addition additional adequate aim aims al amount "
		      "amounts another approach approaches appropriate approximately article "
		      "articles aspect aspects attention attractive author authors automatically "
		      "available bad based basic basically basis best better big carefully case "
		      "cases certain chapter clear clearly close closely common commonly complete "
		      "completely comprehensive concept concepts conclusion conclusions "
		      "considerable considerably contribution contributions conventional correct "
		      "corresponding critical crucial current day days degree detailed different "
		      "difficult directly discussion distinct dozen due earlier early easier easily "
		      "easy effective effectively efficient efficiently effort efforts eg eight "
		      "entire entirely eq equation essential essentially et etc everyone evident "
		      "exactly example examples existing extensive extent extra extremely fact "
		      "facts false fifth fig figure figures final finally first firstly five "
		      "following four fourth frequently full fully fundamental fundamentally "
		      "further general generally goal goals good great greater greatest growing "
		      "half hard high higher highest highly hundred idea ideas ie ill important "
		      "incorrect increasing increasingly independently indirectly initial "
		      "interesting issue issues key kind kinds known lack large largely larger "
		      "largest last lastly late later least less light like long lot low lower "
		      "lowest main major many means million modern month months more most much "
		      "naturally necessary need needs new newly next nine notion notions novel "
		      "nowadays number numbers numerous obvious often old one order original "
		      "originally others overall paper papers part particular partly parts people "
		      "person place point points popular possible potential potentially powerful "
		      "precisely previous previously primarily primary principal prior promising "
		      "proper purpose purposes question questions quickly range rapidly rarely real "
		      "reason reasonable reasons recent related relatively relevant research "
		      "respect respective rest result results right role roles roughly same second "
		      "secondary secondly section sections separately set sets seven several short "
		      "significant significantly similar simple simpler simply simultaneously six "
		      "slowly small smaller smallest someone sort special specific step steps "
		      "strong studies study subsequent substantial substantially successful "
		      "successfully such sufficient suitable table tables ten term terms thing "
		      "things third thirdly thousand three time times today together total "
		      "traditional true turn two type types typical typically unable unique unknown "
		      "unlike usage use useful user users uses usual variety various very via view "
		      "vital vs way ways weak week weeks well whole work works worse worst wrong "
		      "year years")},
	{"en", WORD_NO_END,
		WORDS("account advantage advantages artificial basic case cases central class "
		      "classical commercial common competitive complex continuous conventional "
		      "course critical digital discrete double dynamic effective electronic fashion "
		      "final finite form forms future fuzzy general generic global high human "
		      "hybrid independent infinite initial key large limited linear literature "
		      "local long low lower main major manner minor mobile modern multiple natural "
		      "nature need non-linear nonlinear number numerical off-line offline on-line "
		      "online optimal original pace parallel part partial past perspective "
		      "practical primary random rapid real real-time result results robust role "
		      "secondary set sets short simple single small smart special stable standard "
		      "static strong systematic theoretical total traditional type types upper "
		      "value virtual visual way weak")},
	{"en", WORD_NOUN,
		WORDS("adaptive alternative anomaly archive assembly binomial derivative "
		      "differential directive drive embed executive exponential family feed five "
		      "functional hive incentive individual initiative interval journal library "
		      "live manual material monopoly multinomial narrative native need objective "
		      "observable perspective polynomial potential primitive proposal rational "
		      "reply retrieval seed signal speed supply table trial tutorial variable "
		      "visual wireless")},
	{"de", WORD_BREAK,
		WORDS("abbildung abschnitt anfang april art arten august autor autoren beispiel "
		      "beispiele bekannt bekannte benutzt bestehen besteht bestimmte bestimmten "
		      "bieten bietet bleiben bleibt dezember dienen dienstag dient donnerstag "
		      "dritte dritten ende enthalten enthält entsprechende entsprechenden entstehen "
		      "entsteht entwickelt entwickelte erhalten erhält erschien erste ersten euro "
		      "fall februar finden findet freitag fälle führen führt gab geben gegründet "
		      "gehen geht gehören gehört gekommen gelten gemacht genannt genannte gibt gilt "
		      "ging grosse grossen grosser grosses heissen heisst jahr jahre jahren jahres "
		      "januar juli juni kapitel kommen lassen letzte letzten liegen liegt machen "
		      "macht mai mittwoch montag märz nennen nennt neu neue neuen neuer neues "
		      "november nutzt oktober prozent samstag schreibt schrieb seite seiten "
		      "september sogenannte sogenannten sonntag stehen steht tabelle tag tage tagen "
		      "teil teile uhr verschiedene verschiedenen verwenden verwendet veröffentlicht "
		      "veröffentlichte weise wichtig wichtige wichtigen wobei zeigen zeigt zweite "
		      "zweiten")},
	{"fr", WORD_BREAK,
		WORDS("an année années ans août appelé appelée appelées appelés auteur auteurs "
		      "avril cas chapitre consiste contient dernier dernière devenir devient "
		      "différent différentes différents dimanche dit dite donne donner décembre "
		      "exemple exemples existe exister façon figure fois février grand grande "
		      "grandes grands important importante importantes importants janvier jeudi "
		      "jour jours juillet juin lundi mai manière mardi mars mercredi montre montrer "
		      "nombre nouveau nouveaux nouvelle nouvelles novembre octobre page pages "
		      "partie parties permet permettent permettre petit petite petites petits "
		      "premier premiers première premières présente présenter samedi second seconde "
		      "section septembre sorte tableau trouve trouver type types utilise utiliser "
		      "utilisé utilisée vendredi")},
	{"es", WORD_BREAK,
		WORDS("abril agosto autor autores año años capítulo caso casos consiste contiene "
		      "diciembre diferentes distintas distinto distintos domingo día días ejemplo "
		      "ejemplos encuentra encuentran enero existe existen febrero figura forma gran "
		      "grande grandes importante importantes jueves julio junio llamada llamado "
		      "llamados lunes manera martes marzo mayo miércoles muestra muestran noviembre "
		      "nueva nuevas nuevo nuevos número octubre parte partes pequeña pequeño "
		      "permite permiten permitir presenta presentan primer primera primero primeros "
		      "página páginas sección segunda segundo septiembre sábado tabla tipo tipos "
		      "usa usan usar utiliza utilizada utilizado utilizan utilizar vez viernes "
		      "última último")},
	{"it", WORD_BREAK,
		WORDS("agosto anni anno aprile autore autori capitolo casi caso chiamata chiamato "
		      "consiste contiene detta detto dicembre diverse diversi diverso domenica "
		      "esempi esempio esiste esistono febbraio figura gennaio giorni giorno giovedì "
		      "giugno grande grandi importante importanti luglio lunedì maggio martedì "
		      "marzo mercoledì modi modo mostra mostrano novembre numero nuova nuove nuovi "
		      "nuovo ottobre pagina pagine parte parti permette permettono piccola piccolo "
		      "presenta presentano prima prime primi primo sabato secondo settembre sezione "
		      "tabella tipi tipo trova trovano ultima ultimo usa usano utilizza utilizzano "
		      "utilizzata utilizzato venerdì volta")},
	{"pt", WORD_BREAK,
		WORDS("abril agosto ano anos apresenta apresentam autor autores capítulo caso casos "
		      "chamada chamado consiste contém dezembro dia dias diferente diferentes "
		      "domingo encontra encontram exemplo exemplos existe existem fevereiro figura "
		      "forma grande grandes importante importantes janeiro julho junho maio março "
		      "modo mostra mostram nova novas novembro novo novos número outubro parte "
		      "partes pequena pequeno permite permitem primeira primeiro página páginas "
		      "secção segunda setembro seção sábado tabela tipo tipos usa usam utiliza "
		      "utilizada utilizado utilizam vez última último")},
	{"nl", WORD_BREAK,
		WORDS("aantal april augustus auteur auteurs belangrijk belangrijke bestaan bestaat "
		      "bevat bevatten blijft blijven dag dagen december deel delen derde dinsdag "
		      "donderdag eerste februari figuur gebruik gebruiken gebruikt geeft genoemd "
		      "geval gevallen geven groot grote hoofdstuk jaar januari jaren juli juni "
		      "klein kleine laatste maandag maart manier mei nieuw nieuwe november oktober "
		      "pagina sectie september soort soorten tabel tonen toont tweede verschillende "
		      "vinden vindt voorbeeld voorbeelden vrijdag wijze woensdag zaterdag zondag")},
	{"sv", WORD_BREAK,
		WORDS("andra antal användas använder används april augusti avsnitt består dag dagar "
		      "december del delar exempel fall februari figur finns fredag författare "
		      "första ger innehåller januari juli juni kallad kallas kapitel liten lördag "
		      "maj mars måndag november ny nya nytt oktober onsdag september sida sidor "
		      "sista små stor stora stort sätt söndag tabell tisdag torsdag tredje typ "
		      "typer viktig viktiga visa visar år")},
	{"ru", WORD_BREAK,
		WORDS("августа автор авторы апреля большая большие большое большой важная важные "
		      "важный вид виды вторая второй глава год года году годы декабря день дни дня "
		      "использует используется используют июля июня лет марта мая называется "
		      "называют новая новое новые новый ноября октября первая первое первые первый "
		      "показывает последний последняя представляет пример примеры раз раздел "
		      "различные разные рисунок сентября случае случаи случай содержит состоит "
		      "способ способы страница существует существуют таблица тип типы февраля части "
		      "часть число января")},
	{"en", WORD_ACT,
		WORDS("abandon absorb abuse act add age agree alarm appeal appoint argue arm "
		      "arrange arrest assign ate attack back balance ban bark bear beat became beg "
		      "began begun bend bind bite blame bleed bless block blow boil book boost "
		      "border bother bought bounce break breathe breed brought built burn burst "
		      "bury buy calculate came cancel care carve cast catch caught cease celebrate "
		      "challenge chase chat cheat cheer chose chosen circle claim clean clear climb "
		      "cling close coin collapse color command comment commit communicate compete "
		      "complain confess confirm confuse cook cool cost count crash crawl credit "
		      "criticize cross crush cry cure cut damage dance dare date dealt decay "
		      "decline decorate dedicate defeat defend delay delete deny depart desire "
		      "destroy die dig dip direct disagree dissolve distribute disturb dive divide "
		      "double drag drank drawn dream dress drew drift drink drive drop drove drown "
		      "dry dug dump earn eat edit elect embrace emit end endure enforce engage "
		      "enlarge escape estimate exchange excite excuse execute exercise export "
		      "express face fade fasten favor fear fed feed fell felt fetch fight file fire "
		      "fix flash fled flee flew float flood flow fly fold fool forbid forget "
		      "forgive forgot fought found frame free freeze froze fuel function fund gave "
		      "glow govern grab grant greet grew grind grip group grown guard guess hang "
		      "happen harm hate haul haunt heal hear heard heat held hid hide hire hit hung "
		      "hunt hurry hurt ignite import impress include inhabit injure insert insist "
		      "insult invade invent invest invite jail join joke judge jump kept kick kill "
		      "kiss knelt knew knit knock known label laid land last laugh launch lay leak "
		      "lean leap led left lent lick lift light limit link lit live load lock log "
		      "lose lost love lower mail march mark marry master match matter meant melt "
		      "merge met mine miss mix monitor mount murder nail name narrow need nod note "
		      "number obey object observe occupy open oppose order orient own pack paid "
		      "paint park part paste pause pay peel permit phone pick pile place plan plant "
		      "play plead please plug pop pour praise pray preach predate press pretend "
		      "print prioritize procure program proof protect protest proved proven publish "
		      "pull pump punch punish push put qualify quarrel question quit quote race "
		      "rain ran rang rank rate reach read recall recycle refer register reign rely "
		      "rent repair request rescue resemble resign rest retire retreat ride ring "
		      "ripen rise risen roar rob rock rode roll rose rot rub ruin rule rush said "
		      "sail sang sank sat save saw scan scare scatter score scrape scratch scream "
		      "seal seem seen seize sell sent serve set sew shake shape share shave shelter "
		      "shift shine shook shoot shop shot shout shown shrink shut sign sing sink sit "
		      "skip slap sleep slept slid slide slip slow smash smell smile smoke snow sold "
		      "sort sound spare spark spell spent spill spin split spoil spoke spoken "
		      "sprang spread spring squeeze stack stain stamp stare steal steer step stick "
		      "sting stir stole stood store strand stretch strike strip struck stuck "
		      "succeed suck surprise suspect swallow swam swear sweep swell swept swim "
		      "swing switch swore tag taken tame tap taste taught tax tear tempt terrify "
		      "test thank thought threw throw tie time tip tire told took tore touch tour "
		      "tow trace trade train transport trap travel trick trip trust tug twist type "
		      "understood underwent unite unlock untie use vanish vote walk wander want "
		      "warm warn wash waste wave wear weave weigh welcome went wept whip whisper "
		      "win wind wipe wish woke won wore wound wrap wreck written wrote yell")},
	{"en", WORD_MODAL,
		WORDS("can cannot could didnt doesnt dont i may might must should they we which who "
		      "will would you")},
	{"de", WORD_GENERIC,
		WORDS("anwendung art aufgabe autor begriff beispiel bereich beziehung bild buch "
		      "dokument ergebnis form frage funktion grund gruppe idee inhalt jahr kind "
		      "land leben liste mann mensch menschen methode mittel name nummer ort person "
		      "problem programm punkt sache satz seite stelle system teil text thema titel "
		      "unterschied wert wort zahl zeit ziel")},
	{"fr", WORD_GENERIC,
		WORDS("auteur cas chose document données exemple fonction forme groupe homme idée "
		      "information lieu liste livre monde mot méthode nom nombre page partie "
		      "personne problème projet question raison résultat système temps texte titre "
		      "travail type utilisateur valeur vie")},
	{"es", WORD_GENERIC,
		WORDS("autor caso cosa datos documento ejemplo forma función grupo hombre idea "
		      "información libro lista lugar manera mundo método nombre número palabra "
		      "parte persona problema proyecto página razón resultado sistema texto tiempo "
		      "tipo trabajo título usuario valor vida")},
	{"it", WORD_GENERIC,
		WORDS("autore caso cosa dati documento esempio forma funzione gruppo idea "
		      "informazione lavoro libro lista luogo metodo mondo nome numero pagina parola "
		      "parte persona problema progetto risultato sistema tempo testo tipo titolo "
		      "uomo utente valore vita")},
	{"fr", WORD_LINK, WORDS("d de des du")},
	{"es", WORD_LINK, WORDS("de del")},
	{"it", WORD_LINK, WORDS("dei del della delle di")},
	{"pt", WORD_LINK, WORDS("da das de do dos")},
};

/* --- look-up ----------------------------------------------------------------------------- */

struct lexicon_entry {
	struct str word;
	char lang[2];
	unsigned classes; /* 0: a free slot */
};

struct lexicon {
	struct lexicon_entry *v;
	size_t n; /* a power of two, at least twice the words */
};

static struct lexicon_entry *slot(const struct lexicon *l, struct str w, const char *lang)
{
	uint64_t hash =
		str_hash64(w) ^ (uint64_t)((unsigned)lang[0] << 16 | (unsigned)lang[1] << 8);
	size_t i = (size_t)(hash ^ hash >> 32) & (l->n - 1);
	while (l->v[i].classes && !(str_eq(l->v[i].word, w) && memcmp(l->v[i].lang, lang, 2) == 0))
		i = (i + 1) & (l->n - 1);
	return &l->v[i];
}

struct lexicon *lexicon_make(struct arena *a)
{
	struct lexicon *l = ARENA_NEW(a, struct lexicon);
	size_t n_words = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (size_t k = 0; k <= lists[i].n; k++)
			n_words += k == lists[i].n || lists[i].words[k] == ' ';
	for (l->n = 64; l->n < n_words * 2; l->n *= 2)
		;
	l->v = ARENA_ARRAY(a, struct lexicon_entry, l->n);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct str rest = str_make(lists[i].words, lists[i].n), w;
		while (str_cut(&rest, ' ', &w)) {
			struct lexicon_entry *e = slot(l, w, lists[i].lang);
			e->word = w;
			memcpy(e->lang, lists[i].lang, sizeof e->lang);
			e->classes |= (unsigned)lists[i].what;
		}
	}
	return l;
}

/* The wanted classes whose lists have w. */
static unsigned listed(const struct lexicon *l, struct str w, struct str lang, unsigned wanted)
{
	return lang.n == 2 ? slot(l, w, lang.p)->classes & wanted : 0;
}

/* --- English endings --------------------------------------------------------------------- */

#define VERB_MAX 24 /* bytes */

struct ending {
	const char *ending, *instead;
	bool inflects; /* -ed and -ing: a verb even where the base may be a noun */
};

static const struct ending endings[] = {
	{"", "", false},
	{"s", "", false},
	{"es", "", false},
	{"ies", "y", false},
	{"d", "", true},
	{"ed", "", true},
	{"ied", "y", true},
	{"ing", "", true},
	{"ing", "e", true},
};

static unsigned verb_base(const struct lexicon *l, struct str base)
{
	return base.n < 2 ? 0 : listed(l, base, STR("en"), WORD_VERB | WORD_VERB_NOUN | WORD_ACT);
}

/* WORD_VERB, WORD_VERB_NOUN or nothing for a form of a verb. */
static unsigned verb_form(const struct lexicon *l, struct str w)
{
	char base[VERB_MAX + 4];
	unsigned found = 0;
	if (w.n > VERB_MAX)
		return 0;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		const struct ending *e = &endings[i];
		struct str tail = str_of(e->ending);
		if (!str_ends(w, tail))
			continue;
		size_t n = w.n - tail.n;
		memcpy(base, w.p, n);
		memcpy(base + n, e->instead, strlen(e->instead));
		unsigned c = verb_base(l, str_make(base, n + strlen(e->instead)));
		bool doubled = e->inflects && n > 2 && base[n - 1] == base[n - 2];
		if (!c && doubled)
			c = verb_base(l, str_make(base, n - 1));
		found |= c & (WORD_VERB_NOUN | WORD_ACT);
		if (c & WORD_VERB || (c & WORD_VERB_NOUN && e->inflects))
			return found | WORD_VERB;
	}
	return found;
}

static bool ends_any(struct str w, const char *endings_list)
{
	struct str rest = str_of(endings_list), x;
	while (str_cut(&rest, ' ', &x))
		if (w.n > x.n + 1 && str_ends(w, x))
			return true;
	return false;
}

/* "methods" is as general as "method". */
static unsigned generic_plural(const struct lexicon *l, struct str w)
{
	if (w.n < 4 || w.n > VERB_MAX || !str_ends(w, STR("s")))
		return 0;
	char base[VERB_MAX];
	size_t n = w.n - 1;
	memcpy(base, w.p, n);
	if (str_ends(w, STR("ies"))) {
		base[n - 2] = 'y';
		n -= 1;
	} else if (listed(l, str_make(base, n - 1), STR("en"), WORD_GENERIC)) {
		return WORD_GENERIC; /* processes */
	}
	return listed(l, str_make(base, n), STR("en"), WORD_GENERIC);
}

static unsigned english(const struct lexicon *l, struct str w, unsigned classes)
{
	classes |= generic_plural(l, w);
	if (!(classes & WORD_ING_NOUN))
		classes |= verb_form(l, w);
	if (str_ends(w, STR("ing")) && w.n > 5 && !(classes & WORD_ING_NOUN))
		classes |= WORD_GERUND;
	if (!(classes & WORD_NOUN) &&
		ends_any(w, "ly ed ous ful less able ible ical ional ial ual ive"))
		classes |= WORD_NO_END;
	return classes;
}

/* --- classes ----------------------------------------------------------------------------- */

unsigned lexicon_classes(const struct lexicon *l, struct str folded, struct str lang)
{
	unsigned classes = listed(l, folded, lang, ~0u);
	if (text_is_stop(folded, lang))
		classes |= WORD_STOP;
	if (str_eqz(lang, "en"))
		return english(l, folded, classes);
	if (ends_any(folded, "mente") ||
		(str_eqz(lang, "fr") && ends_any(folded, "ment") &&
			ends_any(folded, "lement ement amment emment")))
		classes |= WORD_NO_END;
	return classes;
}

bool lexicon_is_verb_base(const struct lexicon *l, struct str folded, struct str lang)
{
	return str_eqz(lang, "en") && (verb_base(l, folded) & (WORD_VERB | WORD_VERB_NOUN));
}
