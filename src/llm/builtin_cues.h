/* builtin_cues.h - words by which a sentence leans on another one, defines, asks or advertises. */
#ifndef LLM_BUILTIN_CUES_H
#define LLM_BUILTIN_CUES_H

#include "base/str.h"

enum cue {
	CUE_LEANS, /* opens a sentence that needs the one before: "However", "These" */
	CUE_SELF, /* speaks of the text itself: "this section" */
	CUE_FIRST_PERSON, /* "we", "our", "I" */
	CUE_CAPTION, /* "Figure 3" */
	CUE_JUNK, /* cookie banners, copyright, navigation: anywhere in a sentence */
	CUE_REPORT, /* says what the text brings, anywhere: "we propose", "this paper" */
	CUE_OPINION, /* anywhere */
	CUE_FORECAST, /* anywhere */
	CUE_IS_A, /* between a name and what it is: "is a" */
	CUE_MEANS, /* the same, only ever used to define: "refers to" */
	CUE_CALLED, /* before a name that is being given: "is called" */
	CUE_ARTICLE /* may stand before a name that opens a sentence */
};

/* folded is text_fold's form. Bytes of the longest cue of that kind that opens it, or 0. */
size_t cue_at_start(struct str folded, struct str lang, enum cue what);
/* Bytes of the cue that ends folded, or 0. */
size_t cue_at_end(struct str folded, struct str lang, enum cue what);
bool cue_anywhere(struct str folded, struct str lang, enum cue what);

#endif
