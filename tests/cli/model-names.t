#!/bin/sh
# model-names.t - which names are one thing: spellings, look-alikes, homonyms, and what the person decides.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd
use_model /f/none/names
corpus identity
ok 'ten concepts in two spellings each, six look-alikes' "$KB" compile
for name in neural-network tidal-lock feed-forward-layer cross-entropy-loss backlink-index harbour-gauge \
	threshold-logic-unit random-access-store night-compass slow-engine; do
	like "one page of two sources: $name" \
		"$(sed -n '/^sources:/,/^[a-z]/p' "wiki/concepts/$name.md" | grep -c raw/)" '^2$'
done
for name in gpt-3 gpt-4 tide-table tide-tablet mercury mercury-element; do
	is "apart: $name" \
		"$(sed -n '/^sources:/,/^[a-z]/p' "wiki/concepts/$name.md" | grep -c raw/)" 1
done
is 'no other page' "$(ls wiki/concepts | wc -l)" 16
like 'a homonym says which one it is' "$(cat wiki/concepts/mercury-element.md)" '^title: Mercury \(element\)$'
like '... and names the other' "$(cat wiki/concepts/mercury-element.md)" 'Of the same name: \[Mercury\]'
like '... which tells of its own' "$(cat wiki/concepts/mercury.md)" 'planet of 67 known parts'
unlike '... alone' "$(cat wiki/concepts/mercury.md)" 'element of [0-9]+ known parts'
like 'a source links to the one it means' "$(cat wiki/sources/report-26-of-the-harbour-office-source.md)" \
	'\(\.\./concepts/mercury-element\.md\)'
ok 'lint finds nothing' "$KB" lint
reset_model
"$KB" compile --force >/dev/null
is 'what was judged is not asked again' "$(calls)" 0
sums . >../before

# the person decides
ok 'kb concepts merge' "$KB" concepts merge 'Tide Table' 'tide tablet'
like '... is a line of text' "$(cat wiki/decisions.yaml)" '^  - \["Tide Table", "tide tablet"\]$'
exits 'a name that the base does not know' 1 "$KB" concepts merge 'Tide Table' 'Slow Engin'
like '... is told with the nearest' "$(cat "$ERR")" "'Slow Engin'.*Slow Engine"
ok 'kb concepts split' "$KB" concepts split 'Marden Engine'
ok 'kb concepts rename' "$KB" concepts rename 'Harbour Gauge' 'Quay Gauge'
ok 'kb concepts ignore' "$KB" concepts ignore 'Backlink Index'
exits 'one name is no merge' 2 "$KB" concepts merge 'Tide Table'
ok 'a compile obeys' "$KB" compile
is '... merged: one page goes' "$(ls wiki/concepts/tide*)" wiki/concepts/tide-table.md
like '... the other name is an alias' "$(cat wiki/concepts/tide-table.md)" '^  - Tide Tablet$'
like '... and both sources are told' "$(cat wiki/concepts/tide-table.md)" 'Tide Tablet is a program of 54'
ok '... split: two pages' test -f wiki/concepts/marden-engine.md -a -f wiki/concepts/slow-engine.md
unlike '... and no alias' "$(cat wiki/concepts/slow-engine.md)" '^  - Marden'
ok '... renamed: a page of that name' test -f wiki/concepts/quay-gauge.md -a ! -f wiki/concepts/harbour-gauge.md
like '... the old name is an alias' "$(cat wiki/concepts/quay-gauge.md)" '^  - [Hh]arbour [Gg]auge$'
ok '... ignored: no page' test ! -f wiki/concepts/backlink-index.md
is '... and nothing links to a page that went' \
	"$(grep -rlE 'concepts/(tide-tablet|harbour-gauge|backlink-index)\.md' wiki)" ''
ok 'lint finds nothing' "$KB" lint

printf 'merge:\n  - [Tide Table, No Such Thing]\n' >wiki/decisions.yaml
exits 'a decision that names nothing is a finding' 1 "$KB" compile
like '... with its line' "$(cat "$OUT")" "wiki/decisions.yaml:2: merge: no concept is called 'No Such Thing'"
printf 'ignor:\n  - Tide Table\n' >wiki/decisions.yaml
exits 'an unknown key is an error' 2 "$KB" compile
like '... with its line and the nearest' "$(cat "$ERR")" "wiki/decisions.yaml:1: unknown key 'ignor'; did you mean ignore"
reset_model
rm wiki/decisions.yaml
ok 'without the lines' "$KB" compile
is '... nothing is asked' "$(calls)" 0
sums . >../after
same '... all is as it was' ../before ../after

# what is a part or a kind of another thing stays a thing of its own
KB_COMPILE_MIN_SOURCES=1
use_model /f/none/parts
mkdir ../parts && cd ../parts && "$KB" init . >/dev/null 2>&1 && rm -f KB.md
printf '# Mills\n\nThe Tide Mill is a tool that grinds 40 sacks a day.\n' >raw/a.md
printf '# More mills\n\nThe Great Tide Mill is a tool that grinds 90 sacks a day.\n' >raw/b.md
ok 'a thing and a kind of it' "$KB" compile
is '... are two pages' "$(ls wiki/concepts | tr '\n' ' ')" 'great-tide-mill.md tide-mill.md '
like '... of which one is part of the other' "$(cat wiki/concepts/great-tide-mill.md)" '^Part of: \[Tide Mill\]\(tide-mill\.md\)$'
like '... that tells so' "$(cat wiki/concepts/tide-mill.md)" '^Includes: \[Great Tide Mill\]\(great-tide-mill\.md\)$'
unlike '... and knows no other name' "$(cat wiki/concepts/tide-mill.md)" '^aliases:'
unlike '... nor what is said of the other' "$(cat wiki/concepts/tide-mill.md)" '90 sacks'
reset_model
"$KB" compile --force >/dev/null
is 'the verdict is remembered' "$(calls)" 0
like '... and holds' "$(cat wiki/concepts/great-tide-mill.md)" '^Part of: \[Tide Mill\]'
ok 'the person merges them' "$KB" concepts merge 'Tide Mill' 'Great Tide Mill'
ok '... and a compile obeys' "$KB" compile
is '... one page is left' "$(ls wiki/concepts)" tide-mill.md
unlike '... that is no part of itself' "$(cat wiki/concepts/tide-mill.md)" '^(Part of|Includes)'

# the builtin engine obeys too
mkdir ../builtin && cd ../builtin
unset KB_LLM_ENGINE KB_LLM_MODEL KB_LLM_BASE_URL KB_COMPILE_MIN_SOURCES
small_base 2>/dev/null
"$KB" compile >/dev/null
"$KB" concepts rename memex 'Memory desk' && "$KB" concepts merge hypertext backlink 2>/dev/null
ok 'the builtin engine obeys' "$KB" compile
like '... a rename' "$(cat wiki/concepts/memory-desk.md)" '^  - [Mm]emex$'
ok '... a merge' test -f wiki/concepts/hypertext.md -a ! -f wiki/concepts/backlink.md
ok 'lint finds nothing' "$KB" lint

done_testing
