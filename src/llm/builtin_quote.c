/* builtin_quote.c - see builtin_quote.h. */
#include "llm/builtin_quote.h"

#include "base/text.h"

static bool ends_clause(uint32_t cp)
{
	return cp == ',' || cp == ';' || cp == ':' || cp == ')' || cp == 0x2014 || cp == 0x3001 ||
		cp == 0xFF0C || cp == 0xFF1B || cp == 0x3002;
}

static bool enough(struct str s)
{
	size_t cjk = 0;
	for (size_t i = 0; i < s.n;)
		cjk += text_is_cjk(text_next(s, &i));
	return cjk >= CLAIM_QUOTE_MIN_CJK || text_count_words(s) - cjk >= CLAIM_QUOTE_MIN_WORDS;
}

struct str quote_of(struct str sentence)
{
	size_t i = 0, n = 0, clause = 0;
	while (i < sentence.n && n < CLAIM_QUOTE_MAX_CP) {
		size_t at = i;
		uint32_t cp = text_next(sentence, &i);
		n++;
		bool next_blank = i >= sentence.n || sentence.p[i] == ' ' || cp >= 0x3000;
		if (ends_clause(cp) && next_blank)
			clause = cp == ')' ? i : at;
	}
	if (i < sentence.n) {
		if (clause > i / 2)
			sentence = str_sub(sentence, 0, clause);
		else
			sentence = text_cut(sentence, CLAIM_QUOTE_MAX_CP);
	}
	return enough(sentence) ? str_trim(sentence) : STR("");
}
