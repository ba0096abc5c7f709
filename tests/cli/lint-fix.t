#!/bin/sh
# lint-fix.t - kb lint --fix mends what needs no invention, once; --dry-run shows it as a diff.
. "$(dirname "$0")/lib.sh"

mkdir vault
printf -- '---\naliases:\n  - Nick\n---\n# Nicolas\n\nSee [[Other]].\n' >vault/Nicolas.md
printf '# Other\n\nAsk [[Nick]] about it.\n\n    [[Nick]] in code\n' >vault/Other.md
cp -R vault before
ok 'the diff of a dry run' "$KB" lint --fix --dry-run vault
like '... takes the bare alias away' "$(cat "$OUT")" '^-Ask \[\[Nick\]\] about it\.$'
like '... and writes the page with it' "$(cat "$OUT")" '^\+Ask \[\[Nicolas\|Nick\]\] about it\.$'
same '... without writing' vault/Other.md before/Other.md
"$KB" lint --fix vault >/dev/null 2>&1
like 'the fix' "$(cat vault/Other.md)" '^Ask \[\[Nicolas\|Nick\]\] about it\.$'
like 'leaves code alone' "$(cat vault/Other.md)" '^    \[\[Nick\]\] in code$'
cp -R vault once
ok 'nothing is left' "$KB" lint --fix vault
same 'the second time changes nothing' vault/Other.md once/Other.md
exits '--dry-run alone is a usage error' 2 "$KB" lint --dry-run vault
ok 'suggestions are no findings' "$KB" lint --suggest vault
done_testing
