#!/bin/sh
# model-edits.t - hand edits, when a model writes: kept word for word, shown to the model where they are
# whole paragraphs, and free of charge where they are not.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd --log "$_dir/llmd.log"
use_model /f/none/edits
corpus overlap 4
ok 'four sources' "$KB" compile
page=$(ls wiki/concepts/*.md | head -n 1)
other=$(ls wiki/concepts/*.md | tail -n 1)
sums . >../before

# elsewhere than in a paragraph of its own
reset_model
sed -i 's/is a method that keeps/is a way that keeps/' "$page"
printf '\nMy own page on quays.\n' >wiki/quays.md
printf '\nI doubt this report.\n' >>wiki/sources/report-1-of-the-harbour-office-source.md
ok 'words changed, a page of mine, a line on a source' "$KB" compile
is '... cost no call' "$(calls)" 0
ok '... and stay' grep -q 'is a way that keeps' "$page"

# a paragraph of the person's
sed -i "s/^## Sources/The lamps were counted twice, says my grandfather.\n\n&/" "$other"
: >"$_dir/llmd.log"
ok 'a paragraph of mine on an article' "$KB" compile
is '... one call' "$(calls)" 1
like '... that shows it as mine' "$(cat "$_dir/llmd.log")" 'Own: The lamps were counted twice, says my grandfather\.'
is '... and names no other article' "$(grep -o '\[k:[0-9]*\]' "$_dir/llmd.log" | sort -u)" '[k:1]'
ok '... it stays word for word' grep -qx 'The lamps were counted twice, says my grandfather.' "$other"
reset_model
ok 'once more' "$KB" compile
is '... no call' "$(calls)" 0

name=$(sed -n 's/^title: //p' "$other")
source=$(sed -n 's/^  - \(raw.*\)/\1/p' "$other" | head -n 1)
printf '\nUntil the end of the war the %s weighed 41 grams in every book.\n' "$name" >>"$source"
ok 'the article is written anew' "$KB" compile
ok '... with the new claim' grep -q '41 grams' "$other"
ok '... and my paragraph as it was' grep -qx 'The lamps were counted twice, says my grandfather.' "$other"
ok 'lint finds no error' "$KB" lint --severity error

done_testing
