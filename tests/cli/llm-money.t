#!/bin/sh
# What calls may cost, what stops a run at once, and how it goes on.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd --delay-ms 15
top=$(pwd)
fresh()
{
	cd "$top" && model_base "$1" && service openai "$2"
}
cost()
{
	"$KB" cost --json --by model >"$OUT"
	perl -MJSON::PP -0777 -ne 'my $n = 0; $n += $_->{usd} for @{decode_json($_)}; print $n' "$OUT"
}

# --- a cost limit of 1.00 with calls of about 0.03, 8 in flight ----------------------------------

fresh wall none/wall
turn=0
while [ $turn -lt 44 ]; do
	turn=$((turn + 1))
	printf '# Part %s\nThe Part %s is a piece of the Machine that was made in 18%s. Its weight is %s kilograms.\n' \
		$turn $turn $((turn + 20)) $turn >raw/part-$turn.md
done
perl -pi -e 's/test-1: .*/test-1: {input: 20, output: 20}/' kb.yaml
export KB_LLM_CONCURRENCY=8
exits 'a limit of 1.00' 3 "$KB" compile --max-cost 1.00
like '... is told, with the remedy' "$(cat "$OUT" "$ERR")" 'raise --max-cost'
first=$(cost)
note "spent $first in $(stat calls $scope) calls"
is '... and never passed' "$(perl -e "print $first <= 1 ? 'yes' : 'no'")" yes
is '... though nearly reached' "$(perl -e "print $first > 0.4 ? 'yes' : 'no'")" yes
is '... with several in flight' "$([ "$(stat most_in_flight $scope)" -ge 2 ] && echo yes)" yes
exits 'the next run goes on' 3 "$KB" compile --max-cost 0.50
is '... within its own limit' "$(perl -e "print $(cost) - $first <= 0.5 ? 'yes' : 'no'")" yes
ok 'without a limit it ends' "$KB" compile
is '... and nothing was paid for twice' "$(stat repeated $scope)" 0
unset KB_LLM_CONCURRENCY
fresh price none/price
perl -ni -e 'print unless /test-1:/' kb.yaml
export KB_LLM_BASE_URL=https://llm.example.invalid/v1 # not asked; what runs here costs nothing
exits 'no price, no limit' 2 "$KB" compile --max-cost 1
like '... says where to give one' "$(cat "$ERR")" 'prices:'

# --- what stops at once ------------------------------------------------------------------------

stops() # FAULT REMEDY
{
	fresh "stop-$1" "$1/stop"
	exits "$1 stops the run" 3 "$KB" compile
	is '... after one call' "$(stat calls $scope)" 1
	like '... with the remedy' "$(cat "$OUT" "$ERR")" "$2"
	is '... and no page is half made' "$(ls wiki/concepts wiki/sources 2>/dev/null | grep -c '\.md$')" 0
	service openai none/"stop-$1"
	ok '... and the next goes on' "$KB" compile
}
stops 401 'check the key and llm.api_key_env'
stops 402 'add credit'
stops 429-quota 'add credit'
stops 404-model 'set llm.model'

# --- Ctrl-C ------------------------------------------------------------------------------------

fresh ctrl-c 429-ms@call3/x
exits 'Ctrl-C' 130 interrupted "$KB" -v compile
like '... says how to go on' "$(cat "$ERR")" 'what was paid for is kept, the same command goes on'
ok '... which it does' "$KB" compile
is '... and nothing is asked twice' "$(stat repeated $scope)" 0
is '... the pages are there' "$(ls wiki/concepts/*.md | wc -l)" 2
stop_llmd
done_testing
