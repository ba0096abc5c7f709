/* kept.h - versions of the person's that kb set aside, under .kb/kept/. */
#ifndef ENGINE_KEPT_H
#define ENGINE_KEPT_H

#include "engine/engine.h"

/* Saves text as a version of page; the same text is saved once. *path is below the base. */
bool kept_save(struct kb *kb, struct arena *a, struct str page, struct str text, struct str *path,
	struct err *e);

#endif
