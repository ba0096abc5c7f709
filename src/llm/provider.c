/* provider.c - the protocols by name, and errors of requests that are no call of a model. */
#include "llm/provider.h"

#include "llm/wire.h"

const struct llm_provider *provider_named(struct str name)
{
	static const struct llm_provider *const all[] = {
		&provider_openai, &provider_anthropic, &provider_ollama};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_eqz(name, all[i]->name))
			return all[i];
	return NULL;
}

void provider_fault(const struct llm_endpoint *ep, const struct llm_answer_head *head,
	struct str body, struct llm_failure *f)
{
	wire_fault(ep, NULL, &(struct llm_quirks){0}, head, body, f);
}
