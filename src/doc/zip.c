/* zip.c - see zip.h. Order: the library, one member, all of them, looking up, kinds, names. */
#include "doc/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "base/dl.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"

#define ZIP_CALLS(X)                                                                               \
	X(archive_read_new)                                                                        \
	X(archive_read_support_format_zip)                                                         \
	X(archive_read_open_memory)                                                                \
	X(archive_read_next_header)                                                                \
	X(archive_read_data_block)                                                                 \
	X(archive_read_free)                                                                       \
	X(archive_errno)                                                                           \
	X(archive_entry_pathname)                                                                  \
	X(archive_entry_pathname_utf8)                                                             \
	X(archive_entry_filetype)                                                                  \
	X(archive_entry_is_encrypted)

struct zip_calls {
	ZIP_CALLS(DL_MEMBER)
};

static const char *const names[] = {ZIP_CALLS(DL_NAME)};

struct reader {
	bool pictures; /* wanted beside what want() asks for */
	struct zip_calls lib;
	struct archive *archive;
	struct arena *a;
	struct buf unpacked; /* of one member */
	size_t n_in, n_out, n_members; /* bytes */
	bool encrypted;
};

/* --- one member -------------------------------------------------------------------------- */

static bool check(const struct reader *r, size_t n, struct err *e)
{
	size_t all = r->n_out + n;
	if (n > ZIP_MAX_MEMBER)
		return err_set(e, ERR_LIMIT, "a part has more than %zu MB unpacked; split it",
			ZIP_MAX_MEMBER >> 20);
	if (all > ZIP_MAX_BYTES)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB unpacked; split it", ZIP_MAX_BYTES >> 20);
	if (all > ZIP_FREE_BYTES && all / ZIP_MAX_RATIO > r->n_in)
		return err_set(e, ERR_LIMIT, "unpacks to more than %d times its size; save it anew",
			ZIP_MAX_RATIO);
	return true;
}

/* Block by block: those before a fault count. *whole is false when the member ends early. */
static bool read_member(struct reader *r, struct str *out, bool *whole, struct err *e)
{
	struct buf *b = &r->unpacked;
	const void *block;
	size_t n;
	la_int64_t at;
	int status;
	b->n = 0;
	while ((status = r->lib.archive_read_data_block(r->archive, &block, &n, &at)) ==
		ARCHIVE_OK) {
		if (!check(r, b->n + n, e))
			return false;
		buf_put(b, str_make(block, n));
	}
	*whole = status == ARCHIVE_EOF;
	r->n_out += b->n;
	*out = str_dup(r->a, buf_str(b));
	return true;
}

static struct str name_of(struct reader *r, struct archive_entry *entry)
{
	const char *z = r->lib.archive_entry_pathname_utf8(entry);
	if (!z)
		z = r->lib.archive_entry_pathname(entry);
	return text_clean(r->a, str_of(z));
}

static bool is_picture(struct str name)
{
	static const char *const ends[] = {".png", ".jpg", ".jpeg", ".jpe", ".gif", ".svg", ".webp",
		".bmp", ".tif", ".tiff", ".avif", ".heic"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_iends(name, str_of(ends[i])))
			return true;
	return false;
}

/* --- all of them ------------------------------------------------------------------------- */

static bool read_all(
	struct reader *r, bool (*want)(struct str name), struct zip *out, struct err *e)
{
	struct archive_entry *entry;
	int status;
	while ((status = r->lib.archive_read_next_header(r->archive, &entry)) == ARCHIVE_OK ||
		status == ARCHIVE_WARN || status == ARCHIVE_RETRY) {
		if (++r->n_members > ZIP_MAX_MEMBERS)
			return err_set(
				e, ERR_LIMIT, "more than %d parts; split it", ZIP_MAX_MEMBERS);
		if (status == ARCHIVE_RETRY)
			continue;
		struct str name = name_of(r, entry), bytes;
		if (!name.n || r->lib.archive_entry_filetype(entry) == AE_IFDIR ||
			!(want(name) || (r->pictures && is_picture(name))))
			continue;
		if (r->lib.archive_entry_is_encrypted(entry)) {
			r->encrypted = true;
			continue;
		}
		bool whole, added;
		if (!read_member(r, &bytes, &whole, e))
			return false;
		out->damaged = out->damaged || !whole;
		if (!bytes.n)
			continue;
		struct map_entry *m = map_add(&out->members, name, &added);
		if (!added)
			continue; /* the first of two members with one name */
		struct str *kept = ARENA_NEW(r->a, struct str);
		*kept = bytes;
		m->ptr = kept;
	}
	out->damaged = out->damaged || status != ARCHIVE_EOF;
	return true;
}

static bool read_zip(struct arena *a, struct str bytes, bool (*want)(struct str name),
	bool pictures, struct zip *out, struct err *e)
{
	struct arena *scratch = arena_make();
	struct reader r = {
		.pictures = pictures, .a = a, .unpacked = buf_make(scratch), .n_in = bytes.n};
	*out = (struct zip){.members = map_make(a)};
	if (!dl_load(&dl_archive, names, sizeof names / sizeof *names, (void **)&r.lib, e)) {
		arena_free(scratch);
		return false;
	}
	r.archive = r.lib.archive_read_new();
	if (!r.archive)
		arena_exhausted();
	r.lib.archive_read_support_format_zip(r.archive);
	bool ok = true;
	if (r.lib.archive_read_open_memory(r.archive, bytes.p, bytes.n) == ARCHIVE_OK)
		ok = read_all(&r, want, out, e);
	if (r.lib.archive_errno(r.archive) == ENOMEM)
		arena_exhausted();
	r.lib.archive_read_free(r.archive);
	arena_free(scratch);
	if (!ok)
		return false;
	if (!out->members.n)
		return err_set(e, ERR_INPUT, "%s",
			r.encrypted
				? "encrypted; save a copy without password"
				: "damaged zip container; open it where it was made and save it "
				  "again");
	return true;
}

bool zip_read(struct arena *a, struct str bytes, bool (*want)(struct str name), bool pictures,
	struct zip *out, struct err *e)
{
	struct err first = {0};
	struct arena_mark m = arena_mark(a);
	if (read_zip(a, bytes, want, pictures, out, &first))
		return true;
	if (pictures && first.code == ERR_LIMIT) {
		arena_release(a, m);
		return read_zip(a, bytes, want, false, out, e);
	}
	return err_set(e, first.code, "%s", first.text);
}

/* --- looking up -------------------------------------------------------------------------- */

bool zip_get(const struct zip *z, struct str name, struct str *bytes)
{
	const struct str *found = map_ptr(&z->members, name);
	for (size_t i = 0; i < z->members.n && !found && name.n; i++)
		if (str_ieq(z->members.v[i].key, name))
			found = z->members.v[i].ptr;
	*bytes = found ? *found : STR("");
	return found != NULL;
}

/* --- kinds ------------------------------------------------------------------------------- */

const char *zip_kind(struct str bytes)
{
	static const struct {
		const char *sign, *kind;
	} signs[] = {
		{"mimetypeapplication/epub+zip", "epub"},
		{"mimetypeapplication/vnd.oasis.opendocument.", "odt"},
		{"word/document", "docx"},
		{"ppt/presentation", "pptx"},
		{"xl/workbook", "xlsx"},
		{"META-INF/container.xml", "epub"},
		{"word/", "docx"},
		{"ppt/slides", "pptx"},
		{"xl/worksheets", "xlsx"},
	};
	struct str head = str_sub(bytes, 0, 1 << 16);
	struct str tail = bytes.n > head.n
		? str_from(bytes,
			  bytes.n - (bytes.n - head.n < 1 << 16 ? bytes.n - head.n : 1 << 16))
		: STR("");
	if (!str_starts(bytes, STR("PK\003\004")))
		return NULL;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_find(head, str_of(signs[i].sign)) != STR_NPOS ||
			str_find(tail, str_of(signs[i].sign)) != STR_NPOS)
			return signs[i].kind;
	return NULL;
}

/* --- names ------------------------------------------------------------------------------- */

static int hex(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : -1;
}

struct str zip_resolve(struct arena *a, struct str from, struct str reference)
{
	struct buf b = buf_make(a);
	reference = str_sub(reference, 0, str_find_byte(reference, '#'));
	if (str_starts(reference, STR("/"))) {
		reference = str_from(reference, 1);
	} else if (fs_dir_name(from).n) {
		buf_put(&b, fs_dir_name(from));
		buf_putc(&b, '/');
	}
	for (size_t i = 0; i < reference.n; i++) {
		int x = i + 2 < reference.n ? hex(reference.p[i + 1]) : -1,
		    y = i + 2 < reference.n ? hex(reference.p[i + 2]) : -1;
		if (reference.p[i] == '%' && x >= 0 && y >= 0 && x + y > 0) {
			buf_putc(&b, (char)(x * 16 + y));
			i += 2;
		} else {
			buf_putc(&b, reference.p[i]);
		}
	}
	return fs_clean(a, buf_str(&b));
}
