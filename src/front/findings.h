/* findings.h - what lint found, in the forms that people and tools read. */
#ifndef FRONT_FINDINGS_H
#define FRONT_FINDINGS_H

#include "front/cmd.h"

enum findings_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMAT_GITHUB, FORMAT_JUNIT };
extern const char *const findings_formats[]; /* names, NULL at the end */
extern const char *const findings_severity[KB_ERROR + 1]; /* "off", "info", "warning", "error" */

/* prefix leads from the current folder to the linted one ("", "vault/"); all formats but JSON name
 * files with it, so that an editor or a forge finds them. */
void findings_print(struct front *f, const struct kb_findings *r, enum findings_format format,
	struct str prefix);

#endif
