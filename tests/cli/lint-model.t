#!/bin/sh
# kb lint --model: opinions of a model (the double) as findings with evidence, paid for once, dismissed
# for good; what the evidence does not bear out is dropped.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
start_llmd

# a source: NAME DATE, its sentences from stdin
source_of()
{
	{ printf -- '---\ntitle: Report %s\ndate: %s\n---\n\n# Report %s\n\n' "$1" "$2" "$1"; cat; } >"raw/$1.md"
}

"$KB" -q init base >/dev/null && cd base || exit 1
source_of north 1998-04-01 <<'END'
The Larkspur Engine is a machine that crushes slate. The Larkspur Engine weighs 40 tons in full. The
Larkspur Engine is now the pride of 12 quarries. Who built the Larkspur Engine remains unknown to all.

The Kelp Press is a machine that dries weed. The Kelp Press is kept in the north harbour.
The Salt Press is a machine that dries brine. The Salt Press is kept in the north harbour.
END
source_of south 2016-09-30 <<'END'
The Larkspur Engine weighs 60 tons in full. The Larkspur Engine is now the pride of 3 quarries. The
Larkspur Engine was painted green by its owners.

The Old Kelp Press is a machine that dries weed. The Old Kelp Press is kept in the south harbour.
The Salt Press was sold in the south harbour.
END
printf 'compile:\n  min_sources: 1\n' >kb.yaml
exits 'without a model: said so' 2 "$KB" lint --model
like '... with the remedy' "$(cat "$ERR")" 'no model is configured; set llm\.engine'
model()
{
	printf 'llm:\n  engine: openai\n  base_url: %s/v1\n  model: llmd-1\n' "$1" >kb.yaml
	printf 'compile:\n  min_sources: 1\n' >>kb.yaml
}
model "$llmd_url"
exits '--max-cost without --model' 2 "$KB" lint --max-cost 1
exits 'a rule of the model without it' 2 "$KB" lint --rule gap
like '... is said' "$(cat "$ERR")" 'add --model'
exits 'a limit that is no number' 2 "$KB" lint --model --max-cost much
ok 'compiled' "$KB" -q compile
before=$(stat calls)

# --- the opinions
exits 'contradictions are warnings' 1 "$KB" lint --model
cp "$OUT" ../first
cp "$ERR" ../told
page='wiki/concepts/larkspur-engine\.md:[0-9]*:1:'
like 'a contradiction: both quotes, dates, which is newer' "$(cat ../first)" \
	"$page warning contradiction: The sources .*\"[^\"]* 40 tons[^\"]*\" \[\^[a-z2-7]*\] \(Report north, 1998-04-01\) against \"[^\"]* 60 tons[^\"]*\" \[\^[a-z2-7]*\] \(Report south, 2016-09-30; the newer\) \[[a-z2-7]{8}\]$"
like 'an outdated claim, the old one first' "$(cat ../first)" \
	"$page warning outdated-claim: .*\"[^\"]* 12 quarries[^\"]*\" .*1998-04-01\) replaced by \"[^\"]* 3 quarries"
like 'a gap with its question' "$(cat ../first)" "$page info gap: .* To ask: What is known: .*unknown to all"
like 'two to merge' "$(cat ../first)" 'info merge-candidate: .*Kelp Press \(wiki/concepts/kelp-press\.md\), Old Kelp Press \(wiki/concepts/old-kelp-press\.md\)'
like 'an article with its outline' "$(cat ../first)" 'info article-candidate: .*outline: Kelp Press / Old Kelp Press / Salt Press'
is 'no error among them' "$(grep -c ' error ' ../first)" 0
asked=$(($(stat calls) - before))
like 'how many were asked' "$(cat ../told)" "$asked questions to the model, 0 paid for before"

# --- remembered
exits 'again' 1 "$KB" lint --model
same 'the same opinions' "$OUT" ../first
is '... and no call' "$(stat calls)" "$((before + asked))"
like '... as it says' "$(cat "$ERR")" "$asked questions to the model, $asked paid for before"
exits 'lint without --model' 0 "$KB" lint
is 'has no opinion' "$(grep -c 'contradiction\|gap' "$OUT")" 0
ok 'infos alone are no failure' "$KB" lint --model --rule gap --rule merge-candidate
is '... nor does that cost' "$(stat calls)" "$((before + asked))"
ok 'one page alone' "$KB" lint --model --rule gap wiki/concepts/salt-press.md
is '... has no gap' "$(cat "$OUT")" ''
ok 'an opinion is never an error' "$KB" lint --model --severity contradiction=error --max-warnings 9
printf 'The Salt Press was moved in the west harbour.\n' | source_of west 2020-01-01
ok 'a new source' "$KB" -q compile
was=$(stat calls)
exits '... looked at' 1 "$KB" lint --model
is '... is asked about where it says something' "$(($(stat calls) - was))" "$(printf '%s' \
	"$(sed -n 's/^\([0-9]*\) questions to the model, \([0-9]*\) paid.*/\1 \2/p' "$ERR" |
		awk '{print $1 - $2}')")"
like '... and not about all' "$(cat "$ERR")" 'model, [1-9][0-9]* paid for before'

# --- formats and dismissal
exits 'as JSON' 1 "$KB" lint --model --json
id=$(tr -d '\n' <"$OUT" | sed 's/.*"rule": *"gap"[^}]*"opinion": *"\([a-z2-7]*\)".*/\1/')
like 'an opinion has its id' "$id" '^[a-z2-7]{8}$'
exits 'an id that never was' 1 "$KB" lint --dismiss aaaaaaaa
like '... is told' "$(cat "$ERR")" "no opinion 'aaaaaaaa' was shown"
ok 'dismissed' "$KB" lint --dismiss "$id"
like '... by the person, in plain text' "$(cat wiki/decisions.yaml)" "opinion $id: gap in wiki/concepts/larkspur-engine\.md"
rm -f .kb/index.db*
ok 'compiled anew' "$KB" -q compile
exits 'then' 1 "$KB" lint --model
is 'it is gone' "$(grep -c ' gap:' "$OUT")" 0
like '... and counted' "$(cat "$ERR")" '1 dismissed before'
like 'the others stay' "$(cat "$OUT")" 'warning contradiction:'
baseline=../known
ok 'a baseline takes opinions' "$KB" lint --model --write-baseline "$baseline"
ok '... and knows them again' "$KB" lint --model --baseline "$baseline"

# --- a wall, a service that is out, lies
model "$llmd_url/f/500/out"
sed -i.bak 's/llmd-1/llmd-9/' kb.yaml
exits 'a service that is out' 3 "$KB" lint --model
like '... is told, page by page' "$(cat "$ERR")" 'larkspur-engine\.md: '
model "$llmd_url"
printf 'prices:\n  llmd-1: {input: 1000, output: 1000}\n' >>kb.yaml
sed -i.bak 's/llmd-1/llmd-2/' kb.yaml
was=$(stat calls)
exits 'a limit below the first question' 3 "$KB" lint --model --max-cost 0.0001
is '... is a wall' "$(stat calls)" "$was"
like '... and said' "$(cat "$ERR")" 'cost'
stop_llmd
start_llmd --lie
model "$llmd_url"
sed -i.bak 's/llmd-1/llmd-3/' kb.yaml
"$KB" lint --model >"$OUT" 2>"$ERR"
like 'lies are dropped' "$(cat "$ERR")" '[1-9][0-9]* opinions* dropped'
is '... and never shown' "$(grep -c 'evil\|Moriarty\|7777' "$OUT")" 0
like 'what holds is' "$(cat "$OUT")" 'merge-candidate:'
done_testing
