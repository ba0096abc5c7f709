/* findings.c - see findings.h. Order: text, JSON, GitHub's workflow commands, SARIF 2.1.0 (OASIS),
 * JUnit's XML, the table. */
#include "front/findings.h"

#include <string.h>

const char *const findings_formats[] = {"text", "json", "sarif", "github", "junit", NULL};
const char *const findings_severity[KB_ERROR + 1] = {
	[KB_OFF] = "off",
	[KB_INFO] = "info",
	[KB_WARNING] = "warning",
	[KB_ERROR] = "error",
};

/* --- text --------------------------------------------------------------------------------- */

/* The message; of a known finding with a mark. */
static struct str with_mark(struct arena *a, const struct kb_finding *v)
{
	struct str message = term_line(a, v->message);
	return v->known ? str_cat(a, message, STR(" (known)")) : message;
}

static void text_one(struct front *f, const struct kb_finding *v, struct str prefix)
{
	static const enum out_style styles[KB_ERROR + 1] = {
		[KB_INFO] = OUT_DIM, [KB_WARNING] = OUT_WARN, [KB_ERROR] = OUT_BAD};
	struct out *o = &f->out;
	struct str place = str_printf(f->a, STR_FMT STR_FMT ":%zu:%zu:", STR_ARG(prefix),
		STR_ARG(v->path), v->line, v->column);
	struct str head = str_printf(f->a, STR_FMT " " STR_FMT " " STR_FMT,
		STR_ARG(out_styled(o, OUT_BOLD, place)),
		STR_ARG(out_styled(o, v->known ? OUT_DIM : styles[v->severity],
			str_of(findings_severity[v->severity]))),
		STR_ARG(out_styled(o, OUT_DIM, str_cat(f->a, str_of(v->rule), STR(":")))));
	struct str message = with_mark(f->a, v);
	bool apart = o->term.tty && term_width(head) + 1 + term_width(message) > o->term.width;
	out_raw(o, head);
	out_raw(o, apart ? STR("\n    ") : STR(" "));
	if (apart)
		out_line(o, 4, 4, message);
	else
		out_printf(o, STR_FMT "\n", STR_ARG(message));
}

static void text(struct front *f, const struct kb_findings *r, struct str prefix)
{
	for (size_t i = 0; i < r->n; i++)
		text_one(f, &r->v[i], prefix);
}

/* --- JSON --------------------------------------------------------------------------------- */

static void json(struct front *f, const struct kb_findings *r, struct str prefix)
{
	struct json_out *j = out_json_begin(&f->out, '[');
	(void)prefix;
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_finding *v = &r->v[i];
		json_open(j, NULL, '{');
		json_put_str(j, "rule", str_of(v->rule));
		json_put_str(j, "severity", str_of(findings_severity[v->severity]));
		json_put_str(j, "path", v->path);
		json_put_int(j, "line", (int64_t)v->line);
		json_put_int(j, "column", (int64_t)v->column);
		json_put_str(j, "message", v->message);
		json_put_bool(j, "fixable", v->fixable);
		json_put_str(j, "fingerprint", v->fingerprint);
		json_put_bool(j, "known", v->known);
		if (v->opinion.n)
			json_put_str(j, "opinion", v->opinion);
		json_close(j, '}');
	}
	out_json_end(&f->out, '[');
}

/* --- GitHub ------------------------------------------------------------------------------- */

/* The escapes of workflow commands: % and line ends, in properties also : and comma. */
static void github_text(struct buf *b, struct str s, bool property)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%' || c == '\n' || c == '\r' || (property && (c == ':' || c == ',')))
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
		else
			buf_putc(b, c);
	}
}

static void github(struct front *f, const struct kb_findings *r, struct str prefix)
{
	static const char *const level[KB_ERROR + 1] = {[KB_OFF] = "notice",
		[KB_INFO] = "notice",
		[KB_WARNING] = "warning",
		[KB_ERROR] = "error"};
	struct buf *b = &f->out.b;
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_finding *v = &r->v[i];
		buf_printf(b, "::%s file=", level[v->known ? KB_INFO : v->severity]);
		github_text(b, str_cat(f->a, prefix, v->path), true);
		buf_printf(b, ",line=%zu,col=%zu,title=%s::", v->line, v->column, v->rule);
		github_text(b, with_mark(f->a, v), false);
		buf_putc(b, '\n');
	}
}

/* --- SARIF -------------------------------------------------------------------------------- */

static const char *sarif_level(enum kb_severity s)
{
	static const char *const level[KB_ERROR + 1] = {[KB_OFF] = "none",
		[KB_INFO] = "note",
		[KB_WARNING] = "warning",
		[KB_ERROR] = "error"};
	return level[s];
}

/* A path as a relative reference (RFC 3986): what is no unreserved character is escaped. */
static struct str uri(struct arena *a, struct str path)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < path.n; i++) {
		char c = path.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || (c && strchr("-._~/", c));
		if (plain)
			buf_putc(&b, c);
		else
			buf_printf(&b, "%%%02X", (unsigned)(unsigned char)c);
	}
	return buf_str(&b);
}

static void sarif_rules(struct json_out *j)
{
	json_open(j, "rules", '[');
	for (size_t i = 0; i < kb_n_rules; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "id", str_of(kb_rules[i].id));
		json_open(j, "shortDescription", '{');
		json_put_str(j, "text", str_of(kb_rules[i].text));
		json_close(j, '}');
		json_open(j, "defaultConfiguration", '{');
		json_put_bool(j, "enabled", kb_rules[i].severity != KB_OFF);
		json_put_str(j, "level", str_of(sarif_level(kb_rules[i].severity)));
		json_close(j, '}');
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void sarif_result(struct front *f, const struct kb_finding *v, struct str prefix)
{
	struct json_out *j = &f->out.j;
	json_open(j, NULL, '{');
	json_put_str(j, "ruleId", str_of(v->rule));
	json_put_str(j, "level", str_of(sarif_level(v->severity)));
	json_open(j, "message", '{');
	json_put_str(j, "text", v->message);
	json_close(j, '}');
	json_open(j, "locations", '[');
	json_open(j, NULL, '{');
	json_open(j, "physicalLocation", '{');
	json_open(j, "artifactLocation", '{');
	json_put_str(j, "uri", uri(f->a, str_cat(f->a, prefix, v->path)));
	json_close(j, '}');
	json_open(j, "region", '{');
	json_put_int(j, "startLine", v->line ? (int64_t)v->line : 1);
	json_put_int(j, "startColumn", v->column ? (int64_t)v->column : 1);
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, ']');
	json_open(j, "partialFingerprints", '{');
	json_put_str(j, "kbFinding/v1", v->fingerprint);
	json_close(j, '}');
	if (v->known) {
		json_open(j, "suppressions", '[');
		json_open(j, NULL, '{');
		json_put_str(j, "kind", STR("external"));
		json_put_str(j, "justification", STR("in the baseline"));
		json_close(j, '}');
		json_close(j, ']');
	}
	json_close(j, '}');
}

static void sarif(struct front *f, const struct kb_findings *r, struct str prefix)
{
	struct json_out *j = out_json_begin(&f->out, '{');
	json_put_str(j, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
	json_put_str(j, "version", STR("2.1.0"));
	json_open(j, "runs", '[');
	json_open(j, NULL, '{');
	json_open(j, "tool", '{');
	json_open(j, "driver", '{');
	json_put_str(j, "name", STR("kb"));
	json_put_str(j, "version", STR(KB_VERSION));
	sarif_rules(j);
	json_close(j, '}');
	json_close(j, '}');
	json_put_str(j, "columnKind", STR("unicodeCodePoints"));
	json_open(j, "results", '[');
	for (size_t i = 0; i < r->n; i++)
		sarif_result(f, &r->v[i], prefix);
	json_close(j, ']');
	json_close(j, '}');
	json_close(j, ']');
	out_json_end(&f->out, '{');
}

/* --- JUnit -------------------------------------------------------------------------------- */

static void xml_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '&': buf_puts(b, "&amp;"); break;
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '"': buf_puts(b, "&quot;"); break;
		default: buf_putc(b, s.p[i]);
		}
}

/* A finding is a case that failed; an opinion (info) is one that was skipped. */
static void junit_case(struct front *f, const struct kb_finding *v, struct str prefix)
{
	struct buf *b = &f->out.b;
	struct str message = with_mark(f->a, v);
	bool fails = v->severity >= KB_WARNING && !v->known;
	const char *kind = fails ? "failure" : "skipped";
	buf_puts(b, "    <testcase classname=\"");
	xml_text(b, term_line(f->a, str_cat(f->a, prefix, v->path)));
	buf_printf(b, "\" name=\"%s:%zu:%zu\">\n      <%s%s%s message=\"", v->rule, v->line,
		v->column, kind, fails ? " type=\"" : "",
		fails ? str_printf(f->a, "%s\"", findings_severity[v->severity]).p : "");
	xml_text(b, message);
	buf_puts(b, "\"/>\n    </testcase>\n");
}

static void junit(struct front *f, const struct kb_findings *r, struct str prefix)
{
	struct buf *b = &f->out.b;
	size_t failures = 0;
	for (size_t i = 0; i < r->n; i++)
		failures += r->v[i].severity >= KB_WARNING && !r->v[i].known;
	buf_printf(b,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
		"  <testsuite name=\"kb lint\" tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n",
		r->n ? r->n : 1, failures, r->n - failures);
	if (r->n == 0)
		buf_puts(b, "    <testcase classname=\"kb lint\" name=\"all pages\"/>\n");
	for (size_t i = 0; i < r->n; i++)
		junit_case(f, &r->v[i], prefix);
	buf_puts(b, "  </testsuite>\n</testsuites>\n");
}

/* --- the table ---------------------------------------------------------------------------- */

void findings_print(struct front *f, const struct kb_findings *r, enum findings_format format,
	struct str prefix)
{
	static void (*const print[])(struct front *, const struct kb_findings *, struct str) = {
		[FORMAT_TEXT] = text,
		[FORMAT_JSON] = json,
		[FORMAT_SARIF] = sarif,
		[FORMAT_GITHUB] = github,
		[FORMAT_JUNIT] = junit,
	};
	print[format](f, r, prefix);
}
