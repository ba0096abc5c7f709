/* doctor_model.h - what doctor finds out about the model of a base, by trying it. */
#ifndef ENGINE_DOCTOR_MODEL_H
#define ENGINE_DOCTOR_MODEL_H

#include "engine/engine.h"

struct doctor { /* doctor.c */
	struct kb *kb; /* NULL: the machine alone */
	struct arena *a;
	struct kb_checks *out;
	size_t cap;
};
void doctor_add(struct doctor *d, const char *name, bool ok, bool needed, struct str state,
	struct str remedy);

/* Settings, key and trust; then, when these are in order, one small call. */
void doctor_model(struct doctor *d);

#endif
