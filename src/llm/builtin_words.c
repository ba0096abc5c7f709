/* builtin_words.c - see builtin_words.h. Order: language, blocks, terms, tokens, running
 * heads, zones, what is set apart. */
#include "llm/builtin_phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"

#define FRONT_MAX 300 /* words before an abstract */
#define META_MAX 700 /* words from an abstract to the introduction */
#define HEAD_WORDS 6 /* of a running head */
#define HEAD_TIMES 3 /* that it stands in a text */
#define SAMPLE_MAX ((size_t)8 << 10) /* bytes looked at for the language */

/* --- language ---------------------------------------------------------------------------- */

struct str words_language(struct arena *a, const struct builtin_document *doc)
{
	if (doc->language.n >= 2)
		return str_lower(a, str_sub(doc->language, 0, 2));
	struct buf b = buf_make(a);
	size_t step = doc->n_passages / 64 + 1;
	for (size_t i = 0; i < doc->n_passages && b.n < SAMPLE_MAX; i += step) {
		if (doc->passages[i].kind == BUILTIN_CODE)
			continue;
		buf_put(&b, str_sub(doc->passages[i].text, 0, SAMPLE_MAX));
		buf_putc(&b, '\n');
	}
	if (b.n < 40)
		buf_put(&b, doc->title);
	return text_language(buf_str(&b));
}

struct str words_last_heading(struct str path)
{
	size_t at = 0, from = 0;
	while ((at = str_find_from(path, from, STR(" > "))) != STR_NPOS)
		from = at + 3;
	return str_from(path, from);
}

/* --- blocks ------------------------------------------------------------------------------ */

/* Sections that list what others wrote. */
static const char *const back_headings[] = {"references", "bibliography", "further reading",
	"external links", "see also", "notes", "footnotes", "acknowledgements", "acknowledgments",
	"works cited", "citations", "sources", "literatur", "einzelnachweise", "weblinks",
	"quellen", "siehe auch", "literaturverzeichnis", "références", "bibliographie",
	"notes et références", "liens externes", "voir aussi", "referencias", "bibliografía",
	"enlaces externos", "véase también", "note", "bibliografia", "riferimenti",
	"collegamenti esterni", "voci correlate", "referências", "ligações externas", "ver também",
	"bronnen", "referenties", "externe links", "zie ook", "referenser", "källor",
	"externa länkar", "se även", "литература", "примечания", "ссылки", "см также", "参考文献",
	"外部链接", "外部連結", "参见", "參見", "注释", "註釋", "参考资料", "脚注", "出典",
	"外部リンク", "関連項目", "각주", "외부 링크", "같이 보기", "참고 문헌", "참고문헌"};

static bool is_back(struct arena *a, struct str heading)
{
	struct str f = text_fold(a, heading);
	while (f.n && ((f.p[0] >= '0' && f.p[0] <= '9') || f.p[0] == ' '))
		f = str_from(f, 1);
	for (size_t i = 0; i < sizeof back_headings / sizeof *back_headings; i++)
		if (str_eqz(f, back_headings[i]))
			return true;
	return false;
}

/* True when one of the headings of a path opens such a section. */
static bool path_is_back(struct arena *a, struct str path)
{
	size_t from = 0, at;
	while ((at = str_find_from(path, from, STR(" > "))) != STR_NPOS) {
		if (is_back(a, str_sub(path, from, at)))
			return true;
		from = at + 3;
	}
	return is_back(a, str_from(path, from));
}

struct reader {
	struct words w;
	VEC(struct word_block) blocks;
	VEC(struct word_term) terms;
	VEC(struct word_token) tokens;
	VEC(struct word_sentence) sentences;
	struct map by_word; /* folded word -> index of term */
	struct text_stemmer *stemmer;
};

static void add_block(
	struct reader *r, struct str text, size_t passage, enum builtin_block kind, enum zone zone)
{
	struct word_block b = {text, passage, kind, (uint8_t)zone};
	if (text.n && text.n < UINT32_MAX)
		VEC_PUSH(r->w.a, &r->blocks, b);
}

static void read_blocks(struct reader *r, const struct builtin_document *doc)
{
	struct str path = {0};
	bool back = false;
	add_block(r, doc->title, (size_t)-1, BUILTIN_PARAGRAPH, ZONE_TITLE);
	for (size_t i = 0; i < doc->n_passages; i++) {
		const struct builtin_passage *p = &doc->passages[i];
		if (!str_eq(path, p->heading)) {
			struct str last = words_last_heading(p->heading);
			path = p->heading;
			back = path_is_back(r->w.a, path);
			if (!back && !str_eq(last, doc->title))
				add_block(r, last, (size_t)-1, BUILTIN_PARAGRAPH, ZONE_HEADING);
		}
		if (p->kind != BUILTIN_CODE)
			add_block(r, p->text, i, p->kind, back ? ZONE_BACK : ZONE_BODY);
	}
}

/* --- terms ------------------------------------------------------------------------------- */

/* "state-of-the-art" and "state of the art" have one stem. */
static struct str stem_parts(struct reader *r, struct str folded)
{
	struct buf b = buf_make(r->w.a);
	size_t from = 0;
	for (size_t i = 0; i <= folded.n; i++) {
		if (i < folded.n && folded.p[i] != '-' && folded.p[i] != '_')
			continue;
		if (i > from) {
			if (b.n)
				buf_putc(&b, ' ');
			buf_put(&b, text_stem(r->stemmer, r->w.a, str_sub(folded, from, i)));
		}
		from = i + 1;
	}
	return b.n ? buf_str(&b) : folded;
}

static uint32_t term_of(struct reader *r, struct str folded)
{
	bool added;
	struct map_entry *e = map_add(&r->by_word, folded, &added);
	if (added) {
		struct word_term t = {.folded = folded, .stem = stem_parts(r, folded)};
		t.classes = lexicon_classes(r->w.lexicon, folded, r->w.lang);
		e->num = r->terms.n;
		r->w.has_stops |= (t.classes & WORD_STOP) != 0;
		VEC_PUSH(r->w.a, &r->terms, t);
	}
	return (uint32_t)e->num;
}

/* --- tokens ------------------------------------------------------------------------------ */

static size_t apostrophe(struct str s, size_t *n)
{
	size_t i = str_find_byte(s, '\'');
	*n = 1;
	if (i != STR_NPOS)
		return i;
	*n = 3;
	return str_find(s, STR("\xE2\x80\x99"));
}

/* Takes "l'", "qu'", "dell'" off the front in French and Italian, "'s" off the end in English. */
static struct str bare_word(struct reader *r, struct text_word *w, struct word_token *t)
{
	size_t n, at = apostrophe(w->folded, &n);
	if (at == STR_NPOS)
		return w->folded;
	struct str tail = str_from(w->folded, at + n);
	bool romance = str_eqz(r->w.lang, "fr") || str_eqz(r->w.lang, "it");
	if (romance && at <= 7 && tail.n > 1) {
		t->start = w->end - (uint32_t)tail.n;
		t->joined = false;
		return tail;
	}
	if (str_eqz(tail, "s")) {
		t->possessive = true;
		t->end = w->start + (uint32_t)at;
		return str_sub(w->folded, 0, at);
	}
	return w->folded;
}

static bool is_acronym(struct str s)
{
	size_t upper = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return i + 1 == s.n && s.p[i] == 's' && upper > 1;
		upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
	}
	return upper > 1;
}

static void add_token(struct reader *r, struct str text, struct text_word *w, uint32_t gap_from)
{
	struct word_token t = {.start = w->start, .end = w->end, .upper = w->upper};
	t.cjk = w->cjk;
	t.number = w->number;
	struct word_sentence *s = &r->sentences.v[r->sentences.n - 1];
	t.sentence = (uint32_t)(r->sentences.n - 1);
	t.zone = r->blocks.v[s->block].zone;
	if (s->n) {
		size_t gap = w->start - gap_from;
		bool cjk = t.cjk || r->tokens.v[r->tokens.n - 1].cjk;
		t.joined = (gap == 1 && text.p[gap_from] == ' ' && !(t.cjk && cjk)) ||
			(gap == 0 && cjk) || (gap == 2 && r->tokens.v[r->tokens.n - 1].initial);
	}
	t.initial = w->upper && w->end - w->start == 1 && w->end < text.n && text.p[w->end] == '.';
	struct str folded = bare_word(r, w, &t);
	t.acronym = is_acronym(str_sub(text, t.start, t.end));
	t.term = term_of(r, folded);
	s->n++;
	VEC_PUSH(r->w.a, &r->tokens, t);
}

static void read_block(struct reader *r, uint32_t block)
{
	struct str text = r->blocks.v[block].text;
	struct text_spans spans = text_sentences(r->w.a, text, r->w.lang);
	struct text_words words = text_words(r->w.a, text);
	size_t k = 0;
	for (size_t i = 0; i < spans.n; i++) {
		struct word_sentence s = {.block = block,
			.start = spans.v[i].start,
			.end = spans.v[i].end,
			.first = (uint32_t)r->tokens.n};
		VEC_PUSH(r->w.a, &r->sentences, s);
		for (; k < words.n && words.v[k].start < s.end; k++)
			if (words.v[k].start >= s.start)
				add_token(r, text, &words.v[k], k ? words.v[k - 1].end : 0);
	}
}

/* --- running heads ----------------------------------------------------------------------- */

/* "The Sixth Intl. Joint Conf. on Autonomous Agents", again and again inside the text of a paper. */
static bool may_stand_in_head(const struct reader *r, size_t i)
{
	const struct word_token *t = &r->tokens.v[i];
	return t->zone == ZONE_BODY &&
		(t->upper || t->number || (r->terms.v[t->term].classes & WORD_STOP));
}

/* Hash of the words i..i+HEAD_WORDS when they may be a running head; 0 when not. */
static uint64_t head_at(const struct reader *r, size_t i)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	size_t upper = 0;
	if (i + HEAD_WORDS > r->tokens.n)
		return 0;
	for (size_t k = i; k < i + HEAD_WORDS; k++) {
		if (!may_stand_in_head(r, k))
			return 0;
		upper += r->tokens.v[k].upper;
		hash = (hash ^ r->tokens.v[k].term) * UINT64_C(1099511628211);
	}
	return upper * 2 > HEAD_WORDS ? hash | 1 : 0;
}

static void find_running_heads(struct reader *r)
{
	struct map seen = map_make(r->w.a);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < r->tokens.n; i++) {
			uint64_t hash = head_at(r, i);
			struct str key = str_make((const char *)&hash, sizeof hash);
			if (!hash)
				continue;
			if (pass == 0)
				map_add(&seen, str_dup(r->w.a, key), NULL)->num++;
			else if (map_find(&seen, key)->num >= HEAD_TIMES)
				for (size_t k = i; k < i + HEAD_WORDS; k++)
					r->tokens.v[k].head = true;
		}
}

/* --- zones ------------------------------------------------------------------------------- */

static bool token_is(const struct reader *r, size_t i, const char *word)
{
	return i < r->tokens.n && str_eqz(r->terms.v[r->tokens.v[i].term].folded, word);
}

static bool is_text(const struct reader *r, size_t i)
{
	return r->tokens.v[i].zone == ZONE_BODY;
}

static void set_zone(struct reader *r, size_t from, size_t to, enum zone z)
{
	for (size_t i = from; i < to; i++)
		if (is_text(r, i))
			r->tokens.v[i].zone = (uint8_t)z;
}

/* Papers whose headings were lost: ABSTRACT, the classification block, REFERENCES. */
static size_t find_paper_zones(struct reader *r)
{
	size_t n = r->tokens.n, start = 0, meta = 0;
	const struct word_token *t = r->tokens.v;
	for (size_t i = 0; i + 1 < n && i < FRONT_MAX && !start; i++)
		if (is_text(r, i) && token_is(r, i, "abstract") && t[i].upper &&
			(t[i].acronym || t[i + 1].upper))
			start = i + 1;
	for (size_t i = start; start && i + 3 < n && i < start + META_MAX; i++) {
		if (token_is(r, i, "categories") && token_is(r, i + 2, "subject"))
			meta = i;
		if (meta && token_is(r, i, "introduction")) {
			set_zone(r, meta, i + 1, ZONE_META);
			break;
		}
	}
	for (size_t i = n / 2; i + 1 < n; i++) {
		if (!token_is(r, i, "references") && !token_is(r, i, "bibliography"))
			continue;
		if (t[i].acronym || (t[i].upper && (t[i + 1].number || token_is(r, i + 1, "a")))) {
			set_zone(r, i, n, ZONE_BACK);
			break;
		}
	}
	set_zone(r, 0, start, ZONE_FRONT);
	return start;
}

static void find_zones(struct reader *r)
{
	size_t lead = 0;
	r->w.lead = str_eqz(r->w.lang, "en") ? find_paper_zones(r) : 0;
	for (size_t i = 0; i < r->tokens.n; i++) {
		struct word_token *t = &r->tokens.v[i];
		if (t->zone == ZONE_BODY) {
			r->w.n_counted++;
			if (i >= r->w.lead && lead++ < WORDS_LEAD)
				t->zone = ZONE_LEAD;
		}
		if (!words_counts(t))
			continue;
		struct word_term *term = &r->terms.v[t->term];
		term->n++;
		term->in_title |= t->zone == ZONE_TITLE;
		if (i != r->sentences.v[t->sentence].first && t->zone > ZONE_HEADING) {
			term->n_inner++;
			term->n_upper += t->upper;
		}
	}
	for (size_t i = 0; i < r->sentences.n; i++) {
		struct word_sentence *s = &r->sentences.v[i];
		s->zone = s->n ? r->tokens.v[s->first].zone : (uint8_t)ZONE_META;
	}
}

static void count_stems(struct reader *r)
{
	struct map stems = map_make(r->w.a);
	for (size_t i = 0; i < r->terms.n; i++)
		map_add(&stems, r->terms.v[i].stem, NULL)->num += r->terms.v[i].n;
	for (size_t i = 0; i < r->terms.n; i++)
		r->terms.v[i].n_stem = (uint32_t)map_find(&stems, r->terms.v[i].stem)->num;
}

/* --- set apart --------------------------------------------------------------------------- */

static int by_hash(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return a < b ? -1 : a > b;
}

static void read_apart(struct reader *r, struct strs apart)
{
	r->w.apart = ARENA_ARRAY(r->w.a, uint64_t, apart.n + 1);
	for (size_t i = 0; i < apart.n; i++) {
		struct text_words l = text_words(r->w.a, apart.v[i]);
		uint64_t hash = phrase_hash_start();
		size_t from = 0; /* behind the articles */
		while (from < l.n &&
			(lexicon_classes(r->w.lexicon, l.v[from].folded, r->w.lang) & WORD_STOP))
			from++;
		for (size_t k = from; k < l.n; k++)
			hash = phrase_hash_add(hash, stem_parts(r, l.v[k].folded));
		if (l.n > from)
			r->w.apart[r->w.n_apart++] = hash;
	}
	if (r->w.n_apart)
		qsort(r->w.apart, r->w.n_apart, sizeof *r->w.apart, by_hash);
}

bool words_set_apart(const struct words *w, uint64_t hash)
{
	return w->n_apart && bsearch(&hash, w->apart, w->n_apart, sizeof hash, by_hash) != NULL;
}

struct words words_read(struct arena *a, const struct builtin_document *doc)
{
	struct reader r = {.w = {.a = a}};
	r.w.lang = words_language(a, doc);
	r.w.lexicon = doc->lexicon ? doc->lexicon : lexicon_make(a);
	r.by_word = map_make(a);
	r.stemmer = text_stemmer_make(a, r.w.lang);
	read_blocks(&r, doc);
	for (uint32_t i = 0; i < r.blocks.n; i++)
		read_block(&r, i);
	read_apart(&r, doc->apart);
	find_running_heads(&r);
	find_zones(&r);
	count_stems(&r);
	r.w.blocks = r.blocks.v;
	r.w.n_blocks = r.blocks.n;
	r.w.terms = r.terms.v;
	r.w.n_terms = r.terms.n;
	r.w.tokens = r.tokens.v;
	r.w.n_tokens = r.tokens.n;
	r.w.sentences = r.sentences.v;
	r.w.n_sentences = r.sentences.n;
	return r.w;
}
