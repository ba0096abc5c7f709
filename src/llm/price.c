/* price.c - what common models cost, as their services' pages or two independent readers of them said
 * at price_date; `prices:` in kb.yaml and the service's own figure win over it.
 *
 * Standard tier. Where a price changes with the hour (DeepSeek's peak) or ends at a date (Gemini
 * 3.6 to 3.8 Flash, half until the end of 2026), the higher stands here: an estimate that guards a limit
 * must not be low. Prices for very long prompts (Claude Haiku 5.5 past 100k tokens, Gemini Pro past
 * 200k, GPT-6 past 272k) are not in it: no call of kb is that long. A model that is not in the table has
 * no price; none is made up. */
#include "llm/client.h"

#define SAME (-1.0) /* as input */

static const struct {
	const char *model;
	double input, output, cached, written; /* USD per million tokens */
} table[] = {
	{"claude-fable-5-1", 10, 50, 0.25, 12.5}, {"claude-opus-5-5", 4, 20, 0.2, 5},
	{"claude-opus-5", 5, 25, 0.5, 6.25}, {"claude-opus-4-8", 5, 25, 0.5, 6.25},
	{"claude-opus-4-7", 5, 25, 0.5, 6.25}, {"claude-opus-4-6", 5, 25, 0.5, 6.25},
	{"claude-opus-4-5", 5, 25, 0.5, 6.25}, {"claude-opus-4-1", 15, 75, 1.5, 18.75},
	{"claude-sonnet-5-5", 2, 10, 0.1, 2.5}, {"claude-sonnet-5", 2, 10, 0.2, 2.5},
	{"claude-haiku-5-5", 0.1, 0.5, 0.01, 0.125}, {"claude-haiku-4-5", 1, 5, 0.1, 1.25},

	{"gpt-6.1-sol", 2, 10, 0.1, 2.5}, {"gpt-6-astra", 10, 50, 1, SAME},
	{"gpt-6-sol", 2, 10, 0.2, 2.5}, {"gpt-6-luna", 0.1, 0.5, 0.01, 0.125},
	{"gpt-5.6-terra", 2, 12, 0.2, SAME}, {"gpt-5.6-luna", 0.2, 1.2, 0.02, SAME},
	{"gpt-5.5", 5, 30, 0.5, SAME}, {"gpt-5.4", 2.5, 15, 0.25, SAME},
	{"gpt-5.4-mini", 0.75, 4.5, 0.075, SAME}, {"gpt-5.4-nano", 0.2, 1.25, 0.02, SAME},
	{"gpt-5.2", 1.75, 14, 0.175, SAME}, {"gpt-5.1", 1.25, 10, 0.125, SAME},
	{"gpt-5", 1.25, 10, 0.125, SAME}, {"gpt-5-mini", 0.25, 2, 0.025, SAME},
	{"gpt-5-nano", 0.05, 0.4, SAME, SAME}, {"gpt-4.1", 2, 8, 0.5, SAME},
	{"gpt-4.1-mini", 0.4, 1.6, SAME, SAME}, {"gpt-4.1-nano", 0.1, 0.4, SAME, SAME},
	{"gpt-4o", 2.5, 10, 1.25, SAME}, {"gpt-4o-mini", 0.15, 0.6, 0.075, SAME},

	{"gemini-3.8-flash", 1.5, 7.5, 0.15, SAME}, {"gemini-3.6-flash", 1.5, 7.5, 0.15, SAME},
	{"gemini-3.5-flash", 1.5, 9, SAME, SAME}, {"gemini-3.5-flash-lite", 0.3, 2.5, 0.03, SAME},
	{"gemini-3.1-pro", 2, 12, SAME, SAME}, {"gemini-3.1-flash-lite", 0.25, 1.5, SAME, SAME},
	{"gemini-3-flash", 0.5, 3, SAME, SAME}, {"gemini-2.5-pro", 1.25, 10, SAME, SAME},
	{"gemini-2.5-flash", 0.3, 2.5, SAME, SAME}, {"gemini-2.5-flash-lite", 0.1, 0.4, SAME, SAME},

	{"deepseek-flash", 0.3, 1.2, 0.006, SAME}, {"deepseek-v4-pro", 1.32, 3.96, 0.044, SAME},
	{"mistral-medium-3.5", 1.5, 7.5, SAME, SAME},
	{"mistral-medium-latest", 1.5, 7.5, SAME, SAME},
	{"gpt-oss-120b", 0.15, 0.6, SAME, SAME}, /* Groq, Together */
};

const char *price_date(void)
{
	return "2026-11-06";
}

/* What may follow a name of the table: nothing, a date, "latest", "preview". */
static bool is_edition(struct str rest)
{
	if (!rest.n)
		return true;
	if (rest.p[0] != '-' && rest.p[0] != '@')
		return false;
	rest = str_from(rest, 1);
	if (str_starts(rest, STR("latest")) || str_starts(rest, STR("preview")))
		return is_edition(str_from(rest, rest.p[0] == 'l' ? 6 : 7));
	size_t digits = 0;
	for (size_t i = 0; i < rest.n; i++) {
		bool digit = rest.p[i] >= '0' && rest.p[i] <= '9';
		if (!digit && rest.p[i] != '-')
			return false;
		digits += digit;
	}
	return digits >= 4; /* "-5" behind "claude-opus" is another model */
}

/* Dots and hyphens are one: "claude-opus-4.5" is how gateways write it. */
static bool begins(struct str name, struct str with)
{
	if (name.n < with.n)
		return false;
	for (size_t i = 0; i < with.n; i++) {
		char x = name.p[i] == '.' ? '-' : name.p[i], y = with.p[i] == '.' ? '-' : with.p[i];
		if (x != y)
			return false;
	}
	return true;
}

struct client_price price_known(struct str model)
{
	size_t slash = str_rfind_byte(model, '/');
	if (slash != STR_NPOS) /* "openai/gpt-5", "models/gemini-2.5-pro" */
		model = str_from(model, slash + 1);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct str name = str_of(table[i].model);
		if (begins(model, name) && is_edition(str_from(model, name.n)))
			return (struct client_price){
				table[i].input, table[i].output, table[i].cached, table[i].written};
	}
	return (struct client_price){-1, -1, -1, -1};
}
