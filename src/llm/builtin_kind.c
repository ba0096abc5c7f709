/* builtin_kind.c - what kind of thing a concept is, by its own words, by what a definition calls it
 * and by the word before it. Order: words, look-up, concept_kind. */
#include "base/text.h"
#include "llm/builtin_concept.h"

struct kind_words {
	const char *kind;
	const char *last; /* a name that ends in one of these (or holds it, for signs) */
	const char *said; /* "X is a ... one of these" */
};

static const struct kind_words kinds[] = {
	{"person", "",
		"engineer|scientist|mathematician|physicist|inventor|author|writer|poet|philosopher|"
		"historian|sociologist|psychologist|economist|politician|president|professor|researcher|"
		"programmer|developer|designer|artist|painter|composer|musician|singer|actor|actress|"
		"director|entrepreneur|businessman|lawyer|journalist|librarian|scholar|theologian|"
		"botanist|biologist|chemist|astronomer|explorer|general|king|queen|emperor|minister|"
		"ingenieur|wissenschaftler|mathematiker|soziologe|schriftsteller|erfinder|philosoph|"
		"politiker|informatiker|ingénieur|scientifique|mathématicien|écrivain|ingeniero|"
		"científico|escritor|matemático|ingegnere|scrittore|инженер|учёный|писатель|математик"},
	{"organization",
		"university|institute|inc|corp|corporation|company|foundation|association|committee|"
		"laboratory|laboratories|labs|agency|ministry|society|college|school|bureau|council|"
		"consortium|press|ltd|gmbh|ag|universität|institut|stiftung|verein|université|"
		"fondation|universidad|fundación|università|universiteit|universitet|университет|"
		"институт|大学|大學|公司|研究所|协会|協会|財団|기업|대학교|library of congress|library",
		"company|organization|organisation|institution|university|foundation|agency|nonprofit|"
		"non-profit|consortium|publisher|startup|firm|corporation|unternehmen|organisation|"
		"entreprise|empresa|azienda|компания|организация"},
	{"event",
		"war|conference|festival|summit|workshop|olympics|revolution|election|symposium|krieg|"
		"guerre|guerra|konferenz|война|战争|会议|大会",
		"conference|war|battle|festival|event|meeting|revolution|crisis|disaster|earthquake|"
		"competition"},
	{"place",
		"city|river|mountain|lake|island|county|street|park|province|valley|ocean|sea|desert",
		"city|town|village|country|river|mountain|region|state|province|capital|island|stadt|"
		"land|ville|pays|ciudad|país|città|paese|город|страна"},
	{"dataset", "dataset|datasets|data set|corpus|benchmark|test collection|treebank",
		"dataset|data set|corpus|benchmark"},
	{"work", "book|essay|novel|film|album|act|treaty|manifesto",
		"book|essay|novel|film|movie|article|paper|poem|play|song|album|magazine|newspaper|"
		"journal|painting|memo|report|buch|aufsatz|roman|livre|libro|livro|книга"},
	{"tool",
		"language|software|library|framework|tool|toolkit|editor|browser|database|app|plugin|"
		"engine|compiler|server|platform|operating system|linux|client|package|api|sdk|wiki",
		"software|library|framework|tool|toolkit|editor|browser|database|program|application|"
		"app|plugin|extension|compiler|interpreter|server|platform|service|website|machine|"
		"device|programming language|markup language|query language|language|operating system|"
		"file format|format|search engine|engine|package|script|utility|protocol|werkzeug|"
		"programm|bibliothek|logiciel|outil|programa|herramienta|strumento|программа"},
	{"method",
		"algorithm|algorithms|method|methods|technique|techniques|procedure|approach|strategy|"
		"heuristic|protocol|learning|analysis|clustering|regression|classification|search|"
		"indexing|ranking|retrieval|sampling|optimization|optimisation|verfahren|methode|"
		"algorithmus|méthode|algorithme|método|algoritmo|metodo|metod|метод|алгоритм|算法|方法|"
		"手法|アルゴリズム",
		"algorithm|method|technique|procedure|approach|strategy|heuristic|process|practice|"
		"methodology|function|formula|model|verfahren|methode|algorithmus|méthode|algorithme|"
		"método|algoritmo|metodo|метод|алгоритм"},
};

/* Sorted in byte order. */
static const char given_names[] =
	"aaron|ada|adam|adele|agnes|akira|alan|alastair|albert|albrecht|alex|"
	"alexander|alexei|alfred|alice|allen|alonzo|amanda|amy|andrea|andreas|andrei|"
	"andrew|andrey|andy|angela|anna|anne|annie|anthony|antonio|arnold|arthur|"
	"audrey|barack|barbara|bart|beatrice|ben|benjamin|bernard|bertrand|bill|bjarne|"
	"bob|brad|brenda|brendan|brent|brian|bruce|camille|carl|carlos|caroline|"
	"carolus|catherine|cecil|chad|charles|charlie|chester|chris|christian|"
	"christine|christopher|clara|clark|claude|claudia|clay|clive|colin|conrad|cory|"
	"craig|dale|damian|dan|dana|daniel|daphne|darwin|dave|david|dean|deborah|"
	"dennis|derek|desmond|diana|dieter|dmitri|donald|donna|doris|dorothy|doug|"
	"douglas|dylan|ed|edgar|edith|edmund|edward|edwin|eelco|eileen|eleanor|elena|"
	"eli|elisabeth|elizabeth|ella|ellen|elon|emanuel|emil|emily|emma|emmanuel|eric|"
	"erich|erik|ernest|ernst|ethan|eugene|eva|evan|evelyn|felix|fernando|fiona|"
	"florence|francesca|francis|francisco|frank|franz|françois|fred|frederick|"
	"friedrich|gabriel|gary|geoff|geoffrey|georg|george|gerald|gerard|gerd|gerhard|"
	"gertrude|gilbert|giovanni|giulia|giuseppe|glen|glenn|gordon|gottfried|grace|"
	"graham|grant|greg|gregory|guido|gustav|guy|hal|hannah|hans|harold|harriet|"
	"harry|haruki|harvey|heinrich|helen|henri|henry|herbert|hilary|hiroshi|holly|"
	"howard|hubert|hugh|hugo|ian|igor|ilia|ilse|ilya|immanuel|ingrid|irene|iris|"
	"irving|isaac|ivan|jack|jacob|jacques|jake|james|jan|jane|janet|jason|javier|"
	"jay|jean|jeff|jennifer|jeremy|jerome|jerry|jessica|jill|jim|jimmy|joachim|"
	"joan|joanna|joe|joel|johann|johannes|john|jon|jonas|jonathan|jorge|jose|"
	"joseph|joshua|josé|joyce|juan|judith|julia|julie|juliette|justin|jörg|jürgen|"
	"kai|karen|karin|karl|kate|katherine|kathleen|katrin|keith|ken|kenji|kenneth|"
	"kent|kevin|kim|kirk|klaus|konrad|kurt|kyle|larry|lars|laura|lawrence|lee|leo|"
	"leon|leonard|leonardo|leslie|lewis|liam|linda|linus|lionel|lisa|lloyd|logan|"
	"lorenzo|louis|louise|luc|luca|lucas|lucy|ludwig|luigi|luis|luke|lutz|lynn|"
	"malcolm|manfred|manuel|marc|marcel|marco|marcus|margaret|margot|maria|marie|"
	"marina|mario|marion|mark|markus|marshall|marta|martha|martin|marvin|mary|"
	"mathias|matt|matthew|matthias|maurice|max|megan|melanie|melvin|mia|michael|"
	"michel|mick|miguel|mike|mikhail|miles|mitchell|mohamed|monica|morris|muhammad|"
	"murray|nancy|naomi|natalie|nathan|ned|neil|nelson|nicholas|nick|nicole|niels|"
	"nigel|niklas|nikola|nikolai|nils|nina|noah|noam|nora|norbert|norman|octavia|"
	"olaf|ole|olga|oliver|olivia|orson|oscar|oskar|oswald|otto|owen|pablo|paolo|"
	"pascal|patricia|patrick|paul|paula|pavel|pedro|percy|perry|peter|petra|phil|"
	"philip|philippe|phillip|pia|pierre|pjotr|rachel|rafael|rainer|ralf|ralph|"
	"ramón|randall|randy|raphael|ray|raymond|raúl|rebecca|regina|reinhard|rené|"
	"ricardo|richard|rick|rita|rob|robert|roberto|rodney|roger|roland|rolf|roman|"
	"ron|ronald|ronan|rosa|ross|roy|rudolf|rupert|russ|russell|ruth|ryan|sabine|"
	"sally|sam|samantha|samuel|sandra|sara|sarah|satya|saul|scott|sean|sebastian|"
	"sergei|sergey|sergio|seth|shannon|sheila|sidney|siegfried|silvia|simon|simone|"
	"sofia|sophie|stan|stanley|stefan|stella|stephen|steve|steven|stewart|stuart|"
	"sue|sundar|susan|sven|sylvia|sönke|takashi|tanya|ted|teresa|terry|theodor|"
	"theodore|thierry|thomas|thorsten|tianyi|tim|timothy|tina|tobias|todd|tom|tony|"
	"tristan|udo|ulrich|ursula|valentin|vannevar|vera|veronica|vicky|victor|viktor|"
	"vincent|vincenzo|vint|vinton|virginia|vladimir|walter|ward|warren|wayne|wendy|"
	"werner|wesley|wilhelm|will|willard|william|willy|wolfgang|xavier|yann|yoshua|"
	"yukihiro|yuri|yves|zoe";

/* --- look-up ----------------------------------------------------------------------------- */

static bool in_list(const char *list, struct str word)
{
	struct str rest = str_of(list), x;
	while (str_cut(&rest, '|', &x))
		if (x.n && str_eq(x, word))
			return true;
	return false;
}

static bool ends_in(const char *list, struct str folded)
{
	struct str rest = str_of(list), x;
	while (str_cut(&rest, '|', &x)) {
		if (!x.n || !str_ends(folded, x))
			continue;
		bool signs = (unsigned char)x.p[0] >= 0xE0;
		if (signs || folded.n == x.n || folded.p[folded.n - x.n - 1] == ' ')
			return true;
	}
	return false;
}

/* The kind whose word comes first in what a definition says, within its first words. */
static const char *kind_said(struct str folded)
{
	struct str rest = folded, word, before = {0};
	for (size_t n = 0; n < 12 && str_cut(&rest, ' ', &word); n++) {
		static const char *const ends[] = {"that", "which", "who", "of", "for", "in", "to",
			"from", "with", "by", "on", "at", "as", "whose", "der", "die", "das", "qui",
			"que", "che", "und", "and"};
		bool stop = false;
		for (size_t i = 0; i < sizeof ends / sizeof *ends && n; i++)
			stop = stop || str_eqz(word, ends[i]);
		if (stop)
			break;
		before = word;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (before.n && in_list(kinds[i].said, before))
			return kinds[i].kind;
	return "";
}

/* --- the kind ---------------------------------------------------------------------------- */

bool concept_is_given_name(struct str folded)
{
	return str_list_has(str_make(given_names, sizeof given_names - 1), '|', folded);
}

static bool is_person(struct str name, struct str folded)
{
	struct str rest = folded, first;
	size_t blanks = 0;
	for (size_t i = 0; i < name.n; i++)
		blanks += name.p[i] == ' ';
	str_cut(&rest, ' ', &first);
	if (blanks < 1 || blanks > 3)
		return false;
	if (concept_is_given_name(first))
		return true;
	/* "H. G. Wells", "George A. Miller" */
	for (size_t i = 0; i + 2 < name.n; i++)
		if (name.p[i] >= 'A' && name.p[i] <= 'Z' && name.p[i + 1] == '.' &&
			name.p[i + 2] == ' ' && (i == 0 || name.p[i - 1] == ' '))
			return true;
	return false;
}

const char *concept_kind(struct arena *a, struct str name, bool proper, struct str said,
	struct str before, struct str after)
{
	struct str folded = text_fold(a, name);
	const char *by_definition = kind_said(text_fold(a, said));
	static const char *const titles =
		"mr|mrs|ms|dr|prof|professor|sir|president|herr|frau|mme|m";
	if (*by_definition && !(str_eqz(str_of(by_definition), "person") && !proper))
		return by_definition;
	if (proper && (is_person(name, folded) || in_list(titles, before)))
		return "person";
	static const char *const does =
		"said|wrote|proposed|showed|described|introduced|published|argued|invented|coined|"
		"developed|called|built|began|born|died|founded|designed|created|reported|observed|"
		"noted|believed|thought|taught|schrieb|erfand|veröffentlichte";
	bool two = str_find_byte(name, ' ') != STR_NPOS && str_find_byte(name, '-') == STR_NPOS;
	if (proper && two && in_list(does, after) && !ends_in(kinds[1].last, folded))
		return "person";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (ends_in(kinds[i].last, folded) &&
			(proper || i >= 4)) /* people, bodies, events, places have names */
			return kinds[i].kind;
	if (proper && in_list("near|nach|aus", before))
		return "place";
	return "concept";
}
