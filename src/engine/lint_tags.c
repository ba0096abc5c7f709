/* lint_tags.c - the lists of Obsidian's own: tags, aliases, cssclasses.
 *
 * They must be lists; their singular names are dead since 1.9. A tag holds letters, digits and _ - /
 * and at least one of them is no digit. Order: names, tags, mending, the check. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

/* --- names ------------------------------------------------------------------------------- */

static const char *const singular[][2] = {
	{"tag", "tags"}, {"alias", "aliases"}, {"cssclass", "cssclasses"}};

const char *lint_plural(struct str name)
{
	for (size_t i = 0; i < sizeof singular / sizeof *singular; i++)
		if (str_eqz(name, singular[i][0]))
			return singular[i][1];
	return NULL;
}

bool lint_is_template(const struct yaml *y)
{
	return y->kind == YAML_SCALAR &&
		(str_find(y->value, STR("{{")) != STR_NPOS ||
			str_find(y->value, STR("<%")) != STR_NPOS);
}

/* --- tags -------------------------------------------------------------------------------- */

static const char *tag_fault(struct str tag)
{
	bool letter = false;
	if (str_starts(tag, STR("#")))
		return "is written without '#' in front matter";
	for (size_t i = 0; i < tag.n;) {
		uint32_t cp = text_next(tag, &i);
		if (text_is_space(cp))
			return "holds a blank; join the words by '-'";
		if (cp < 0x80 && !text_is_letter(cp) && !text_is_digit(cp) &&
			!strchr("_-/", (int)cp))
			return "holds a character that no tag may have";
		letter = letter || !text_is_digit(cp);
	}
	return letter || tag.n == 0 ? NULL : "is a number; a tag needs a letter";
}

/* --- mending ----------------------------------------------------------------------------- */

/* Is everything in a member's lines part of its value: no comment that a rewrite would lose? */
static bool is_plain(struct str member)
{
	struct str rest = member, line;
	while (str_line(&rest, &line))
		if (str_starts(str_trim(line), STR("#")) || str_find(line, STR(" #")) != STR_NPOS)
			return false;
	return true;
}

/* What a tag was meant to be, itself when that cannot be told. */
static struct str mended_tag(struct arena *a, struct str tag)
{
	struct str out = str_starts(tag, STR("#")) ? str_from(tag, 1) : tag;
	out = str_replace(a, str_trim(out), STR(" "), STR("-"));
	return tag_fault(out) || out.n == 0 ? tag : out;
}

/* The values of a member as a list; tags mended. False when there is none or one is no text. */
static bool list_of(struct lint_scan *s, const struct yaml *y, bool tags, struct strs *out)
{
	if (y->kind == YAML_SCALAR && tags) {
		struct str rest = str_replace(s->a, y->value, STR(","), STR(" ")), tag;
		while (str_cut(&rest, ' ', &tag))
			if (tag.n)
				strs_add(s->a, out, mended_tag(s->a, tag));
		return out->n > 0;
	}
	if (y->kind == YAML_SCALAR)
		strs_add(s->a, out, str_trim(y->value));
	for (const struct yaml *c = y->kind == YAML_LIST ? y->child : NULL; c; c = c->next) {
		if (c->kind != YAML_SCALAR)
			return false;
		strs_add(s->a, out, tags ? mended_tag(s->a, str_trim(c->value)) : c->value);
	}
	return out->n > 0;
}

void lint_mend_list(struct lint_scan *s, const struct yaml *y, enum lint_rule rule)
{
	const char *plural = lint_plural(y->key);
	struct str name = plural ? str_of(plural) : y->key;
	bool taken = !str_eq(name, y->key) && yaml_get(s->meta, name);
	size_t fm_at = (size_t)(s->fm.p - s->text.p);
	struct str member = str_trim_right(str_sub(s->fm, y->start, y->end));
	struct strs values = {0};
	if (taken || !is_plain(member) || lint_is_template(y) ||
		!list_of(s, y, str_eqz(name, "tags"), &values))
		return;
	struct buf b = buf_make(s->keep);
	meta_put_list(&b, str_z(s->a, name), values);
	buf_trim_right(&b);
	if (!str_eq(buf_str(&b), member))
		lint_mend(s->keep, s->page, rule, fm_at + y->start, fm_at + y->start + member.n,
			buf_str(&b));
}

/* --- the check --------------------------------------------------------------------------- */

void lint_check_tags(struct lint_scan *s, const struct yaml *y)
{
	const struct yaml *first = y->kind == YAML_LIST ? y->child : y;
	for (const struct yaml *t = first; t; t = y->kind == YAML_LIST ? t->next : NULL) {
		if (t->kind != YAML_SCALAR || lint_is_template(t) ||
			lint_type_of(t) == LINT_T_EMPTY)
			continue;
		/* one text of several tags is a matter of its type, not of the tags */
		if (y->kind == YAML_SCALAR && strpbrk(str_z(s->a, t->value), " ,"))
			continue;
		struct str tag = str_trim(t->value);
		const char *fault = tag_fault(tag);
		struct str shown = lint_shown(s->a, tag);
		size_t line = lint_fm_line(s, t->line);
		if (fault)
			lint_say(s->keep, s->page, LINT_BAD_TAG, line, lint_column_of(s, line, tag),
				"tag '" STR_FMT "' %s", STR_ARG(shown), fault);
		if (fault && !str_eq(mended_tag(s->a, tag), tag))
			lint_mend_list(s, y, LINT_BAD_TAG);
	}
}
