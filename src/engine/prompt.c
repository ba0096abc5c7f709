/* prompt.c - see prompt.h. Order: files, requests, texts of strangers. */
#include "engine/prompt.h"

#include "base/embed.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"

const char *const prompt_names[] = {
	"article", "ask", "caption", "digest", "identity", "opinions", "sort", "survey"};
const size_t prompt_n_names = sizeof prompt_names / sizeof prompt_names[0];

/* --- files ------------------------------------------------------------------------------- */

static bool read_text(
	struct kb *kb, struct arena *a, const char *name, struct prompt *out, struct err *e)
{
	struct str file = str_printf(a, ".kb/prompts/%s.md", name);
	char *path = engine_path(kb, a, file);
	if (fs_exists(path)) {
		if (!fs_read(a, path, PROMPT_MAX, &out->text, e))
			return err_wrap(e, "prompt %s", name);
		out->text = text_clean(a, out->text);
		out->own = true;
		return !str_blank(out->text) ||
			err_set(e, ERR_CONFIG, STR_FMT ": empty; delete it to use kb's own",
				STR_ARG(file));
	}
	const struct embed_file *f = embed_find(str_z(a, str_printf(a, "prompts/%s.md", name)));
	if (!f)
		return err_set(e, ERR_CONFIG, "no prompt is called %s", name);
	out->text = str_make(f->bytes, f->n);
	return true;
}

bool prompt_read(struct kb *kb, struct arena *a, const char *name, bool guided, struct prompt *out,
	struct err *e)
{
	struct str guide = STR("");
	char *path = engine_path(kb, a, STR("KB.md"));
	*out = (struct prompt){0};
	if (!read_text(kb, a, name, out, e))
		return false;
	if (guided && fs_exists(path) && !fs_read(a, path, PROMPT_MAX, &guide, e))
		return err_wrap(e, "KB.md");
	guide = str_trim(text_clean(a, guide));
	if (guide.n)
		out->text = str_printf(a,
			STR_FMT "\nWhat the owner of this base says about it (KB.md):\n\n" STR_FMT
				"\n",
			STR_ARG(out->text), STR_ARG(guide));
	out->version = sha_base32(a, sha_of(out->text), 26);
	return true;
}

/* --- requests ---------------------------------------------------------------------------- */

void prompt_request(
	struct arena *a, const struct prompt *p, struct str text, struct llm_request *out)
{
	out->system = ARENA_NEW(a, struct llm_block);
	out->system[0] = (struct llm_block){p->text, true};
	out->n_system = 1;
	out->messages = ARENA_NEW(a, struct llm_message);
	out->messages[0] = (struct llm_message){.role = LLM_USER, .text = text};
	out->n_messages = 1;
}

struct str prompt_language(struct arena *a, struct str code)
{
	static const struct {
		const char *code, *name;
	} table[] = {
		{"ar", "Arabic"},
		{"cs", "Czech"},
		{"da", "Danish"},
		{"de", "German"},
		{"el", "Greek"},
		{"en", "English"},
		{"es", "Spanish"},
		{"fi", "Finnish"},
		{"fr", "French"},
		{"hu", "Hungarian"},
		{"it", "Italian"},
		{"ja", "Japanese"},
		{"ko", "Korean"},
		{"nl", "Dutch"},
		{"no", "Norwegian"},
		{"pl", "Polish"},
		{"pt", "Portuguese"},
		{"ru", "Russian"},
		{"sv", "Swedish"},
		{"tr", "Turkish"},
		{"uk", "Ukrainian"},
		{"zh", "Chinese"},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (str_eqz(code, table[i].code))
			return str_of(table[i].name);
	return code.n ? str_printf(a, "the language with the code " STR_FMT, STR_ARG(code))
		      : STR("the language of the sources");
}

/* --- texts of strangers ------------------------------------------------------------------ */

/* "[p:" and "[seen]" at the start of a line are kb's, and so is "</". */
void prompt_put(struct buf *b, struct str text)
{
	bool start = true;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (start && c == '[')
			buf_putc(b, ' ');
		buf_putc(b, c);
		if (c == '<' && i + 1 < text.n && text.p[i + 1] == '/')
			buf_putc(b, ' ');
		start = c == '\n' || (start && c == ' ');
	}
}

void prompt_put_line(struct buf *b, struct str text)
{
	size_t from = b->n;
	prompt_put(b, text);
	for (size_t i = from; i < b->n; i++)
		if ((unsigned char)b->p[i] < ' ')
			b->p[i] = ' ';
}
