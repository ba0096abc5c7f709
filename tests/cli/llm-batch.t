#!/bin/sh
# kb compile --batch: questions go into the service's batches, are remembered across processes, and are
# paid for once and at half the price, whatever becomes of the batch.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd --log "$_dir/log"
top=$(pwd)
# a base of its own for each case
fresh()
{
	cd "$top" && model_base "$1" && service "$2" "$3"
}

# --- across processes --------------------------------------------------------------------------

fresh direct openai none/direct
ok 'without a batch' "$KB" compile --json
direct=$(field usd)

for engine in openai anthropic; do
	fresh across-$engine $engine none/across-$engine
	ok "$engine: submitting" "$KB" compile --batch --json
	is '... says how many wait' "$(field questions)" 2
	is '... and asked for digests' "$(stat calls $scope)" 2
	is '... the wiki has no page of it yet' "$(ls wiki/concepts wiki/sources 2>/dev/null | grep -c md)" 0
	rm .kb/index.db
	ok '... collected by another process, without the index' "$KB" compile --batch
	like '... which goes on to the articles' "$(cat "$OUT")" '^waiting +[1-9][0-9]* questions? in batch'
	ok '... and by a third, which is not told of batches' "$KB" compile
	is '... the pages are there' "$(grep -c '^type: concept' wiki/concepts/*.md | grep -c ':1')" 2
	ok '... nothing is left to do' "$KB" compile --batch
	is '... and nothing was asked twice' "$(stat repeated $scope)" 0
	ok '... or is waiting' "$KB" compile --batch --json
	is '... any more' "$(field questions)" 0
done

fresh wait openai none/wait
ok '--wait does it in one go' "$KB" compile --batch --wait --json
is '... with as many calls' "$(stat calls $scope)" "$(stat calls /f/none/direct)"
like '... for little more than half' "$(perl -e "print $(field usd) / $direct")" '^0\.5'
ok '... and the same pages' diff -r wiki/concepts ../direct/wiki/concepts
ok '... the book has it' "$KB" cost --json
like '... to the cent' "$(perl -e "print abs($(field usd) - 0.5 * $direct) < 0.1 * $direct")" 1

# --- what becomes of batches -------------------------------------------------------------------

for fault in batch-partial batch-expired; do
	for engine in openai anthropic; do
		fresh $fault-$engine $engine $fault/$engine
		ok "$fault, $engine: submitting" "$KB" compile --batch
		ok '... what came is kept, the rest is submitted again' "$KB" compile --batch
		is '... alone' "$(stat calls $scope)" 2
		ok '... until it is whole' "$KB" compile --batch --wait
		is '... each answer once' "$(stat repeated $scope)" 0
		is '... and the pages are there' "$(ls wiki/concepts/*.md | wc -l)" 2
	done
done

fresh elsewhere anthropic batch-elsewhere/x
ok 'results on another host' \
	env ANTHROPIC_API_KEY=sk-canary-batch KB_LLM_API_KEY_ENV=ANTHROPIC_API_KEY "$KB" compile --batch --wait
is '... are asked of the one that is configured' "$(ls wiki/concepts/*.md | wc -l)" 2
is '... the other gets nothing' "$(stat trap.requests)" 0
is '... the key is in no file' "$(grep -rl sk-canary-batch . "$_dir/log")" ''

fresh failed openai batch-failed/x
exits 'a batch that is refused as a whole' 3 "$KB" compile --batch --wait
like '... is told' "$(cat "$ERR")" 'batch_[0-9]+ was not run'
service openai none/failed
ok '... and its questions are free again' "$KB" compile
is '... all of them' "$(ls wiki/concepts/*.md | wc -l)" 2

# --- stops and limits --------------------------------------------------------------------------

fresh slow openai batch-slow/x
exits 'Ctrl-C while waiting' 130 interrupted "$KB" compile --batch --wait
like '... says how to go on' "$(cat "$ERR")" 'stopped; what was paid for is kept'
ok '... and the batch is kept' "$KB" compile --batch --json
is '... with its questions' "$(field questions)" 2
is '... none of which is asked again' "$(stat calls $scope)" 2
ok '... nor without --batch' "$KB" compile
is '... as long as it waits' "$(stat calls $scope)" 2

fresh wall openai none/wall
exits 'a cost limit without room' 3 "$KB" compile --batch --max-cost 0.01
like '... says so' "$(cat "$OUT" "$ERR")" 'raise --max-cost'
is '... and nothing is sent' "$(stat requests $scope)" 0
ok 'with room for one of two' "$KB" compile --batch --max-cost 0.12 --json
is '... one is sent' "$(field questions)" 1

fresh ollama ollama none/ollama
exits 'a service without batches' 2 "$KB" compile --batch
like '... is told from the start' "$(cat "$ERR")" 'ollama has no batches'
fresh plan openai none/plan
plan_usd()
{
	tr -d '\n' <"$OUT" | sed 's/.*"plan": *{[^}]*"usd": *\([0-9.e-]*\).*/\1/'
}
"$KB" compile --dry-run --json >"$OUT" && usd=$(plan_usd)
ok 'a dry run' "$KB" compile --batch --dry-run --json
is '... reckons with half the price' "$(perl -e "printf '%.3f', $(plan_usd) / $usd")" 0.500
is '... and sends nothing' "$(stat requests $scope)" 0
stop_llmd
done_testing
