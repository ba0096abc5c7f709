#!/bin/sh
# model-review.t - kb compile --review leaves wiki/ alone; kb review shows, accepts, rejects.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd --log "$_dir/llmd.log"
use_model /f/none/review
corpus overlap 3
cp -R . ../plain
ok 'a compile for review' "$KB" compile --review
is '... makes no page in wiki/' "$(find wiki -name '*.md' ! -path '*/text/*' ! -name log.md)" ''
ok 'kb review lists what waits' "$KB" review
like '... by path' "$(cat "$OUT")" '^new +wiki/concepts/'
first=$(sed -n 's/^new *\(wiki.concepts.*\)/\1/p' "$OUT" | head -n 1)
ok 'a page that waits can be read' "$KB" review diff "$first"
like '... as a diff' "$(cat "$OUT")" '^\+# '
exits 'a page that does not wait' 1 "$KB" review diff no-such-page
ok 'all are accepted' "$KB" review accept
exits '... none waits any more' 1 "$KB" review
reset_model
ok 'a compile' "$KB" compile
is '... asks nothing' "$(calls)" 0
is '... and writes no page' "$(grep -c '^written' "$OUT")" 0
sums . >../reviewed
(cd ../plain && "$KB" compile >/dev/null)
sums ../plain >../plain.sums
same 'the wiki is the one that a plain compile makes' ../reviewed ../plain.sums

name=$(sed -n 's/^## //p' raw/s001.md | sed -n 1p)
page=wiki/concepts/$(printf '%s' "$name" | tr 'A-Z ' 'a-z-').md
printf '\nUntil the end of the war the %s weighed 41 grams in every book.\n' "$name" >>raw/s001.md
ok 'a change, for review' "$KB" compile --review
unlike '... wiki/ stays as it is' "$(cat "$page")" '41 grams'
like '... the change waits' "$("$KB" review)" "^changed +$page\$"
like '... and can be read' "$("$KB" review diff "$page")" '^\+.*41 grams'
: >"$_dir/llmd.log"
ok 'it is rejected' "$KB" review reject "$page" 'say nothing of the war'
unlike '... and waits no more' "$("$KB" review)" "$page"
like '... the reason is kept' "$(cat wiki/decisions.yaml)" "$page -> say nothing of the war"
ok 'it is written again' "$KB" compile --review
like '... by a prompt with the reason' "$(cat "$_dir/llmd.log")" 'Refused: say nothing of the war'
printf '\nMine.\n' >>"$page"
ok 'a page that was edited meanwhile' "$KB" review accept "$page"
like '... is left and told' "$(cat "$ERR")" "$page: edited since"
unlike '... as it is' "$(cat "$page")" '41 grams'
ok 'staged again' "$KB" compile --review
ok '... it is accepted' "$KB" review accept "$page"
like '... with both' "$(cat "$page")" '41 grams'
like '... words' "$(cat "$page")" '^Mine\.$'

rm raw/s002.md
ok 'a source goes, for review' "$KB" compile --review
gone=$("$KB" review | sed -n 's/^to remove *//p')
like '... its pages wait to be removed' "$gone" '^wiki/sources/report-2-'
ok '... and stand' test -f wiki/sources/report-2-of-the-harbour-office-source.md
ok 'accepted' "$KB" review accept
ok '... they go' test ! -f wiki/sources/report-2-of-the-harbour-office-source.md
ok 'a compile' "$KB" compile
unlike '... takes none of it as a wish of mine' "$(cat wiki/decisions.yaml)" 'deleted'
ok 'lint finds no error' "$KB" lint --severity error

exits 'a word that is none' 2 "$KB" review approve

done_testing
