/* identity_int.h - names on their way to concepts: what identity.c, identity_decided.c and
 * identity_twin.c share. */
#ifndef ENGINE_IDENTITY_INT_H
#define ENGINE_IDENTITY_INT_H

#include "base/map.h"
#include "base/vec.h"
#include "engine/attach.h"
#include "engine/identity_model.h"
#include "engine/mention.h"
#include "engine/model.h"

struct variant {
	struct str name, lang;
	size_t n; /* claims that carry it */
};

struct tally { /* of a kind */
	struct str kind;
	size_t n; /* digests that say so */
};

struct group { /* names that are one thing */
	size_t parent; /* of the union-find */
	struct str key;
	struct str twin; /* key that other things have too, "" for most (identity_twin.c) */
	struct str called; /* what the person calls it, or "" */
	bool alone, ignored; /* by the person's decision */
	VEC(struct variant) names;
	VEC(struct variant) aliases;
	VEC(struct tally) kinds; /* in the order that digests have them */
	size_t n_named; /* digests that name it */
	VEC(size_t) defines;
	double weight;
};

struct identity {
	struct model *m;
	struct arena *a; /* of all that is forgotten when concepts are made */
	struct mention_names *keys; /* stems only: no name is added */
	VEC(struct group) groups;
	struct map by_key; /* key -> index + 1 */
	struct map twins; /* keys that several things have, before their groups are made */
	struct judge_parts parts; /* what contains what, by group */
	struct attach_counts counts;
};

size_t identity_root(const struct identity *d, size_t i);
/* Nothing joins what the person keeps alone. */
void identity_join(struct identity *d, size_t x, size_t y);
struct variant identity_best(
	struct arena *a, const struct group *g); /* name, as it is called most */
/* Words of the definition with the smallest claim id, or "": it stays when sources come and change. */
struct str identity_known(const struct model *m, const struct group *g);

/* identity_decided.c: the person's decisions. First what joins and parts, when all names are in groups and
 * before anything else joins them; lines that name nothing in this base are told. */
void identity_decide(struct identity *d);

/* identity_twin.c: one name for several things. Finds keys whose kinds exclude each other. */
void identity_find_twins(struct identity *d);
/* The group key of a name of this kind. */
struct str identity_twin_key(struct identity *d, struct str key, struct str kind, struct str *twin);
/* Before the model is asked: twins of which nothing is known are no twins. */
void identity_join_unknown(struct identity *d);
/* When all is joined: names of the twins that are left, "Mercury" and "Mercury (element)". */
void identity_name_twins(struct identity *d);

#endif
