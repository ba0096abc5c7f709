/* prompt.h - what models are told: files of the binary (src/prompts/NAME.md) that a file of the base,
 * .kb/prompts/NAME.md, takes the place of. Their hashes are part of the keys of what is made with them. */
#ifndef ENGINE_PROMPT_H
#define ENGINE_PROMPT_H

#include "engine/engine.h"
#include "llm/call.h"

#define PROMPT_MAX ((size_t)256 << 10)

extern const char *const prompt_names[]; /* "article", "digest" ..., sorted */
extern const size_t prompt_n_names;

struct prompt {
	struct str text;
	struct str version; /* hash of the text, and of KB.md where it is part of it */
	bool own; /* the base's own file */
};
/* name: "digest". guided: KB.md, the person's words on what this base is about, follows the text. */
bool prompt_read(struct kb *kb, struct arena *a, const char *name, bool guided, struct prompt *out,
	struct err *e);
/* A request with that prompt as its constant part and text as the user's message. */
void prompt_request(
	struct arena *a, const struct prompt *p, struct str text, struct llm_request *out);
/* Text out of a document for a prompt: it can neither close the fence it stands in nor look like one
 * of the marks ("[p:") that kb sets at the start of a line. */
void prompt_put(struct buf *b, struct str text);
/* The same on one line. */
void prompt_put_line(struct buf *b, struct str text);
/* The language that kb writes in: the setting, or what most of the sources are in. */
struct str prompt_language(struct arena *a, struct str code); /* "en" -> "English" */

#endif
