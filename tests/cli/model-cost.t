#!/bin/sh
# model-cost.t - what a compile with a model costs: of a base, of a sentence more, of nothing new.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd

at_most()
{
	[ -n "$2" ] && [ "$2" -le "$3" ]
	_result $? "$1" && return 0
	note "$2, at most $3 expected"
}

# articles that the last compile wrote anew
written()
{
	sed -n '/^written/,/^[a-z0-9]/s/^  \(wiki[^ ]*\).*says.*/\1/p' "$OUT" | grep -v -e /sources/ -e /categories/ -e index.md
}

# SOURCE NAME: a sentence about NAME at the end of a source
add_sentence()
{
	printf '\nUntil the end of the war the %s weighed 41 grams in every book.\n' "$2" >>"raw/$1"
}

# the title of the nth section of a source
section()
{
	sed -n 's/^## //p' "raw/$1" | sed -n "$2p"
}

# 20 sources that share concepts
use_model /f/none/overlap
mkdir overlap && cd overlap && corpus overlap
ok 'twenty sources that overlap' "$KB" compile
at_most '... take 100 calls' "$(calls)" 100
at_most '... and 300 KB of prompts' "$(bytes)" 300000
is '... none of them twice' "$(stat repeated "$model_scope")" 0
n=$(grep -lE '^\[\^[a-z2-7]{8}\]: .*\.md#\^[a-z2-7]{8}\): "' wiki/concepts/*.md | wc -l)
ok '... for 70 pages that cite' test "$n" -ge 70
ok '... more than half of it a prefix that was sent before' \
	test "$(stat shared_bytes "$model_scope")" -gt $(($(bytes) / 2))
ok '... which is longer than 4 KiB for a third of the calls' \
	awk -v share="$(stat long_prefix_share "$model_scope")" 'BEGIN { exit !(share > 1 / 3) }'
ok 'lint finds nothing' "$KB" lint
sums . >../overlap.1

reset_model
ok 'nothing changed' "$KB" compile
is '... no call' "$(calls)" 0
mv raw/s003.md raw/quarter-three.md
ok 'a source gets another name' "$KB" compile
is '... no call' "$(calls)" 0
mv raw/quarter-three.md raw/s003.md
page=$(ls wiki/concepts/*.md | head -n 1)
sed -i 's/is a method that keeps/is a way that keeps/' "$page"
ok 'a page is edited by hand' "$KB" compile
is '... no call' "$(calls)" 0
ok '... and the words stay' grep -q 'is a way that keeps' "$page"
"$KB" compile --restore "$page" >/dev/null
"$KB" compile >/dev/null
sums . >../overlap.2
same '... and go with their page' ../overlap.1 ../overlap.2

name=$(section s005.md 4)
add_sentence s005.md "$name"
ok "a sentence more about a shared concept ($name)" "$KB" compile
at_most '... at most 6 calls' "$(calls)" 6
at_most '... and 40 KB' "$(bytes)" 40000
slug=$(printf '%s' "$name" | tr 'A-Z ' 'a-z-')
is '... writes the page of that concept alone' "$(written)" "wiki/concepts/$slug.md"
ok '... which says it' grep -q 'weighed 41 grams' "wiki/concepts/$slug.md"
sums . >../overlap.3
rm -r wiki .kb/index.db*
reset_model
ok 'a wiki from scratch, by the same ledger' "$KB" compile
is '... no call' "$(calls)" 0
sums . >../overlap.4
same '... and the same bytes' ../overlap.3 ../overlap.4

# an unrelated source asks for no more than it would in a base of its own
reset_model
awk -f "$ROOT/tests/llmd/gen.awk" -v kind=disjoint -v n=1 -v from=300 -v out=raw
ok 'an unrelated source more' "$KB" compile
there=$(calls) there_bytes=$(bytes)
is '... writes no page anew' "$(written)" ''
is '... but its five articles' "$(sed -n 's/^  \(wiki.concepts[^ ]*\)  new$/\1/p' "$OUT" | wc -l)" 5
use_model /f/none/alone
mkdir ../alone && cd ../alone && corpus disjoint 1 300
ok 'the same source alone' "$KB" compile
at_most '... takes no less calls' "$there" "$(calls)"
at_most '... and prompts, but for the names of the categories' $((there_bytes - $(bytes))) 400
cd ../overlap && use_model /f/none/overlap

rm raw/s007.md
ok 'a source goes' "$KB" compile
like '... the sentences that went are told' "$(cat "$OUT")" '^went +[0-9]+ sentences whose sources are gone'
is '... and none is left that cites it' "$(grep -l 'report-7-of-the-harbour-office-text' -r wiki | grep -v log.md)" ''
ok 'lint finds nothing' "$KB" lint
cd ..

# the same as a chain
use_model /f/none/plain
mkdir plain && cd plain && corpus chain
ok 'twenty sources in a chain' "$KB" compile
at_most '... take 100 calls' "$(calls)" 100
at_most '... and 300 KB of prompts' "$(bytes)" 300000
ok '... more than half of it a prefix that was sent before' \
	test "$(stat shared_bytes "$model_scope")" -gt $(($(bytes) / 2))
cd ..

# by a model that words everything anew at each call
use_model /f/none/chain
mkdir chain && cd chain && corpus chain
echo reword | raw POST "$model_scope/control" >/dev/null
ok 'twenty sources in a chain, reworded at each call' "$KB" compile
reset_model
name=$(section s005.md 5)
add_sentence s005.md "$name"
ok 'a sentence more about a shared concept' "$KB" compile
at_most '... at most 6 calls' "$(calls)" 6
at_most '... and 40 KB' "$(bytes)" 40000
slug=$(printf '%s' "$name" | tr 'A-Z ' 'a-z-')
is '... writes the page of that concept alone' "$(written)" "wiki/concepts/$slug.md"
cd ..

done_testing
