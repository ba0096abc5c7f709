/* research.h - kb lint --research: candidates from a web search, and what is decided about them. */
#ifndef FRONT_RESEARCH_H
#define FRONT_RESEARCH_H

#include "front/cmd.h"

struct research_words {
	struct strs accept, dismiss; /* "1,3-5" */
	bool dry_run, json;
	bool talk; /* ask about each candidate */
};

/* dir: in or above which the base is. The exit status: 1 when nothing was found or a fetch failed. */
int research_run(
	struct front *f, const char *dir, const struct research_words *words, struct err *e);

#endif
