#!/bin/sh
# lint-baseline: known findings are marked and do not fail, through renames and moved lines; levels,
# a number of warnings, severities by folder, comments that switch a rule off.
. "$(dirname "$0")/lib.sh"

page() # file, title, lines...
{
	file=$1
	printf -- '---\ntype: concept\ntitle: %s\ndescription: d\n---\n# %s\n\n' "$2" "$2" >"$file"
	shift 2
	printf '%s\n\n' "$@" >>"$file"
}
mkdir -p vault/sub
page vault/one.md One 'To [[Nowhere]] and back.' 'See [[Missing]].'
page vault/sub/two.md Two 'To [[one]] and [[Gone]].'

only='--rule broken-link'
# shellcheck disable=SC2086
{
exits 'broken links' 1 "$KB" lint $only vault
is 'three' "$(wc -l <"$OUT" | tr -d ' ')" 3
exits 'writing a baseline does not fail' 0 "$KB" lint $only --write-baseline known vault
is 'a line for each, and a heading' "$(wc -l <known | tr -d ' ')" 4
cp known first
exits 'again' 0 "$KB" lint $only --write-baseline known vault
same 'the same bytes' first known
exits 'all are known' 0 "$KB" lint $only --baseline known vault
is 'they are still told' "$(grep -c ' (known)$' "$OUT")" 3
like 'and counted apart' "$(cat "$ERR")" '^0 errors, 0 warnings, 0 info in 2 pages; 3 more in the baseline$'

mv vault/one.md vault/renamed.md
mkdir vault/moved && mv vault/sub/two.md vault/moved/two.md
{ cat vault/moved/two.md; } | sed 's/^# Two/# Two\
\
A line more.\
/' >new && mv new vault/moved/two.md
page vault/one.md Other 'No links but [[renamed]].'
exits 'renamed files and moved lines are known still' 0 "$KB" lint $only --baseline known vault
sed 's/$/\r/' vault/renamed.md >new && mv new vault/renamed.md
exits 'so are other line ends' 0 "$KB" lint $only --baseline known vault

printf 'And [[Nowhere]] once more.\n' >>vault/moved/two.md
exits 'a new one fails' 1 "$KB" lint $only --baseline known vault
is 'and is the only one' "$(grep -vc ' (known)$' "$OUT")" 1
exits 'as JSON' 1 "$KB" lint $only --baseline known --json vault
is 'marked' "$(grep -c '"known": true' "$OUT")" 3
exits 'as SARIF' 1 "$KB" lint $only --baseline known --format sarif vault
is 'suppressed, not dropped' "$(grep -c '"kind": "external"' "$OUT")" 3
is 'each with a fingerprint' "$(grep -c '"kbFinding/v1": "[a-z2-7]*"' "$OUT")" 4
exits 'as JUnit' 1 "$KB" lint $only --baseline known --format junit vault
like 'known ones are skipped' "$(cat "$OUT")" 'tests="4" failures="1" skipped="3"'
exits 'as annotations' 1 "$KB" lint $only --baseline known --format github vault
is 'known ones are notices' "$(grep -c '^::notice' "$OUT")" 3

printf '\nAnd [[Nowhere]] once more.\n' >>vault/moved/two.md
exits 'a second on an equal line' 1 "$KB" lint $only --baseline known vault
is 'is another finding' "$(grep -vc ' (known)$' "$OUT")" 2
sed 's/\[\[Gone\]\]/gone/' vault/moved/two.md >new && mv new vault/moved/two.md
exits 'what was mended' 1 "$KB" lint $only --baseline known vault
like 'can leave the baseline' "$(cat "$ERR")" 'of the baseline are gone'
exits 'no such baseline' 2 "$KB" lint $only --baseline nothing vault
}

# --- levels ---
rm -rf vault && mkdir -p vault/sub
page vault/one.md One 'See [[Two]].' 'Self [[one]].'
page vault/sub/two.md Two 'To [[one]].'
page vault/three.md Three 'To [[one]].'
exits 'a warning' 1 "$KB" lint --rule orphan --rule self-link vault
like 'and an info' "$(cat "$OUT")" 'info self-link'
exits 'errors only' 0 "$KB" lint --severity error --rule orphan --rule self-link vault
is 'nothing below is told' "$(cat "$OUT")" ''
exits 'warnings and above' 1 "$KB" lint --severity warning --rule orphan --rule self-link vault
is 'one' "$(wc -l <"$OUT" | tr -d ' ')" 1
exits 'info fails when it is asked for' 1 "$KB" lint --severity info --rule self-link vault
exits 'one warning is allowed' 0 "$KB" lint --max-warnings 1 --rule orphan vault
exits 'two are not' 1 "$KB" lint --max-warnings 1 --rule orphan --rule stub --severity stub=warning vault
exits 'an error is no warning' 1 "$KB" lint --max-warnings 9 --rule orphan --severity orphan=error vault
exits 'no such level' 2 "$KB" lint --severity loud vault

# --- severities by folder ---
mkdir base && cd base || exit 1
"$KB" -q init >/dev/null
mkdir wiki/drafts
page wiki/drafts/a.md A '[[Nowhere]]'
page wiki/b.md B '[[Nowhere]]'
exits 'both fail' 1 "$KB" lint --rule broken-link
is 'two' "$(wc -l <"$OUT" | tr -d ' ')" 2
printf 'lint:\n  paths:\n    "wiki/drafts/**": {broken-link: off}\n' >kb.yaml
exits 'off in a folder' 1 "$KB" lint --rule broken-link
is 'one is left' "$(cut -d: -f1 "$OUT")" wiki/b.md
printf 'lint:\n  rules: {broken-link: off}\n  paths:\n    "wiki/drafts/": {broken-link: info}\n' >kb.yaml
exits 'on in a folder' 0 "$KB" lint --rule broken-link
like 'with its severity' "$(cat "$OUT")" '^wiki/drafts/a\.md:8:1: info broken-link'
exits 'a flag is stronger' 1 "$KB" lint --rule broken-link --severity broken-link=error
is 'everywhere' "$(grep -c ': error ' "$OUT")" 2
printf 'lint:\n  ignore: [wiki/drafts/]\n' >kb.yaml
exits 'ignored by kb.yaml' 1 "$KB" lint --rule broken-link
is 'one is left' "$(cut -d: -f1 "$OUT")" wiki/b.md
printf 'lint:\n  paths:\n    "wiki/**": {broken-lnk: off}\n' >kb.yaml
exits 'an unknown rule in kb.yaml' 2 "$KB" lint
like 'is named with the nearest' "$(cat "$ERR")" 'kb\.yaml:3: .*broken-lnk.*broken-link'
: >kb.yaml
printf '\n%%%% kb-lint-disable broken-link %%%%\n' >>wiki/b.md
exits 'a comment switches a rule off' 1 "$KB" lint --rule broken-link
is 'on its page alone' "$(cut -d: -f1 "$OUT")" wiki/drafts/a.md
done_testing
