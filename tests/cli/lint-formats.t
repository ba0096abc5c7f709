#!/bin/sh
# lint-formats: one finding in the five forms; the exit status; which files are looked at.
. "$(dirname "$0")/lib.sh"

mkdir -p 'vault/sub folder'
cat >vault/index.md <<'END'
---
type: index
title: Index
description: An index.
---
# Index

[one](sub%20folder/one.md)
END
cat >'vault/sub folder/one.md' <<'END'
---
type: concept
title: One
description: A page.
---
# One

Back to [the index](../index.md), on to [nowhere](gone%25.md).
END

only='--rule broken-link'
# shellcheck disable=SC2086
{
exits 'a broken link' 1 "$KB" lint $only vault
like 'place, severity, rule, message' "$(cat "$OUT")" \
	'^vault/sub folder/one\.md:8:[0-9]+: error broken-link: .*gone'
is 'one line a finding' "$(wc -l <"$OUT" | tr -d ' ')" 1
is 'counts on stderr' "$(cat "$ERR")" '1 error, 0 warnings, 0 info in 2 pages'

exits 'json' 1 "$KB" lint $only --format json vault
is 'its keys' "$(sed -n 's/^    \("[a-z]*"\): .*/\1/p' "$OUT" | tr '\n' ' ')" \
	'"rule" "severity" "path" "line" "column" "message" "fixable" "fingerprint" "known" '
like 'its path is below the folder' "$(cat "$OUT")" '"path": "sub folder/one\.md"'
cp "$OUT" want
exits '--json' 1 "$KB" lint $only --json vault
same 'is the same' want "$OUT"

exits 'sarif' 1 "$KB" lint $only --format sarif vault
like 'version' "$(cat "$OUT")" '"version": "2\.1\.0"'
like 'its place is a URI' "$(cat "$OUT")" '"uri": "vault/sub%20folder/one\.md"'
like 'its rule' "$(cat "$OUT")" '"ruleId": "broken-link"'

exits 'github' 1 "$KB" lint $only --format github vault
like 'an annotation' "$(cat "$OUT")" \
	'^::error file=vault/sub folder/one\.md,line=8,col=[0-9]+,title=broken-link::.*gone%25'

exits 'junit' 1 "$KB" lint $only --format junit vault
like 'one failure' "$(cat "$OUT")" '<testsuite name="kb lint" tests="1" failures="1" skipped="0">'
like 'its case' "$(cat "$OUT")" '<testcase classname="vault/sub folder/one\.md" name="broken-link:8:'

exits 'off' 0 "$KB" lint $only --severity broken-link=off vault
exits 'info does not fail' 0 "$KB" lint $only --severity broken-link=info vault
like 'but is told' "$(cat "$OUT")" ': info broken-link: '
exits 'another rule' 0 "$KB" lint --rule broken-block vault
is 'nothing to print' "$(cat "$OUT")" ''
is 'and that is said' "$(cat "$ERR")" 'no findings in 2 pages'
exits 'ignored' 0 "$KB" lint $only --ignore 'sub folder/**' vault

exits 'a file without fault' 0 "$KB" lint $only vault/index.md
exits 'a file with one' 1 "$KB" lint $only 'vault/sub folder/one.md'
cd 'vault/sub folder' || exit 1
exits 'from inside' 1 "$KB" lint $only ..
like 'the place leads there from here' "$(cat "$OUT")" '^\.\./sub folder/one\.md:8:'
cd ../..
}

exits 'no findings as json' 0 "$KB" lint --rule broken-block --json vault
is 'is an empty list' "$(tr -d '\n ' <"$OUT")" '[]'
exits 'no findings as junit' 0 "$KB" lint --rule broken-block --format junit vault
like 'is one case that passed' "$(cat "$OUT")" 'tests="1" failures="0"'

ok 'kb lint --rules' "$KB" lint --rules
for rule in broken-link broken-heading broken-block missing-image orphan frontmatter missing-field \
	duplicate-title duplicate-footnote missing-source quote-mismatch edited-evidence; do
	like "$rule" "$(cat "$OUT")" "^$rule  (error|warning|info)"
done

done_testing
