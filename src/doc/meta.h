/* meta.h - the door of libyaml: front matter of pages and the trees of kb.yaml and decisions.yaml.
 *
 * Hostile input: size, depth and nodes are counted while events come in; aliases, duplicate keys,
 * keys that are no text and a second document are errors that name the line. Tags are ignored, but
 * for !!str, which makes a scalar text. Obsidian's unquoted [[x]] is a list in a list.
 * Order: trees, front matter, writing. */
#ifndef DOC_META_H
#define DOC_META_H

#include "base/str.h"
#include "kb_types.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	struct str key; /* its name when it is a member of a map */
	struct str value; /* scalar */
	bool quoted; /* scalar: was quoted or a block, so it is text whatever it looks like */
	size_t line; /* from 1, in the text given */
	size_t start,
		end; /* bytes of a top-level member: whole lines from its key's up to the next key's */
	struct yaml *child; /* list, map */
	struct yaml *next; /* sibling */
	size_t n; /* children */
};

#define YAML_MAX_TEXT ((size_t)1 << 20)
#define YAML_MAX_DEPTH 20
#define YAML_MAX_NODES 100000

/* An empty text gives an empty map. ERR_INPUT "line 3: ...". */
bool yaml_parse(struct arena *a, struct str text, struct yaml **out, struct err *e);
struct yaml *yaml_get(const struct yaml *map, struct str key); /* NULL when absent */
struct str yaml_str(const struct yaml *map, struct str key); /* "" when absent or no scalar */
/* The first of a list's scalars, or the scalar; "" when there is none. */
struct str yaml_first(const struct yaml *map, struct str key);
/* A list's scalars; a scalar gives a list of one; absent gives none. */
struct strs yaml_strs(struct arena *a, const struct yaml *map, struct str key);

/* Splits a page into front matter (between its "---" lines, not included) and body (all after the
 * closing line). Without front matter: fm is empty and body is text. False when text starts a front
 * matter that never ends (then body is text). BOM is dropped. */
bool meta_split(struct str text, struct str *fm, struct str *body);

/* One line "key: value\n", quoted when YAML 1.1 or 1.2 would read it as anything but this text; line
 * breaks become blanks, invalid UTF-8 U+FFFD. An empty value writes nothing. */
void meta_put(struct buf *b, const char *key, struct str value);
/* The same for a value that is to keep its type: a plain number or an ISO date (with time) is written
 * bare; anything else as meta_put does. */
void meta_put_raw(struct buf *b, const char *key, struct str value);
/* "key:\n  - x\n" for each; an empty list writes nothing. */
void meta_put_list(struct buf *b, const char *key, struct strs l);
/* The same for names of files: line breaks in them are written as escapes and stay what they are. */
void meta_put_paths(struct buf *b, const char *key, struct strs l);

#endif
