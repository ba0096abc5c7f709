#!/bin/sh
# kb is killed at random moments of compiles with a model, directly and through batches, while sources
# come: no reply that was committed is asked for again, at most what was in flight is sent twice, and
# the pages are those of a base that was never disturbed. TEST_KILLS, TEST_SEED and
# TEST_KILL_MS, the longest that a run is let live (100 and 250 with the plain binary take a minute).
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

kills=${TEST_KILLS:-8} seed=${TEST_SEED:-7} most_ms=${TEST_KILL_MS:-180}
start_llmd --delay-ms 40
top=$(pwd)

rnd()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	R=$((seed / 65536 % $1))
}

# every turn brings a source to the base, and to its twin
source_of()
{
	cat >"raw/turn-$1.md" <<-END
	# Engine $1
	The Engine $1 is a machine that was built by Builder $1 in 18$(($1 % 90 + 10)). The Lever $1 is a part of the Engine $1 that weighs $1 kilograms.
	END
}

# OPTION...: as often as told, and longer runs where the machine is too busy for any answer to come;
# $n: kills, $turns: runs
killed_at_random()
{
	turn=0 n=0 most=$most_ms
	while [ $turn -lt "$kills" ] || { [ "$(stat whole $scope)" -le 2 ] && [ $turn -lt 40 ]; }; do
		turn=$((turn + 1))
		source_of $turn
		[ $turn -le "$kills" ] || most=$((most * 2 < 20000 ? most * 2 : 20000))
		rnd "$most"
		timeout -s KILL "$(printf '%d.%03d' $(((R + 40) / 1000)) $(((R + 40) % 1000)))" \
			"$KB" -q compile "$@" >/dev/null 2>&1
		[ $? = 137 ] && n=$((n + 1))
	done 2>/dev/null
	turns=$turn
}

# good calls in the book
booked()
{
	"$KB" cost --json --by model >"$OUT" && echo $(($(field calls) - $(field failed)))
}

replies()
{
	"$KB" ledger export >"$OUT" && grep -c '"table": *"reply"' "$OUT"
}

for way in direct batch; do
	set --
	[ $way = direct ] || set -- --batch --wait
	cd "$top" && model_base $way && service openai none/$way
	export KB_LLM_CONCURRENCY=4
	killed_at_random "$@"
	note "$way: $n of $turns runs were killed"
	is "$way: runs were killed" "$([ $n -gt 0 ] && echo yes)" yes
	is '... some of them after answers had come' "$([ "$(stat whole $scope)" -gt 2 ] && echo yes)" yes
	ok '... the run after goes on' "$KB" compile "$@"
	whole=$(stat whole $scope) repeated=$(stat repeated $scope)
	note "$whole answers, $repeated of them again, $(booked) booked"
	is '... each reply that was kept was paid for once' "$(booked)" "$(replies)"
	is '... and all answers were kept, but those that a kill cut off' \
		"$([ $((whole - repeated - $(booked))) -le "$n" ] && echo yes)" yes
	[ $way = batch ] || is '... at most what was in flight was asked again' \
		"$([ "$repeated" -le $((4 * n)) ] && echo yes)" yes
	ok '... nothing is left to do' "$KB" compile "$@"
	is '... and nothing more was asked' "$(stat whole $scope)" "$whole"
	cd "$top" && model_base $way-twin && service openai none/$way-twin
	turn=0
	while [ $turn -lt "$turns" ]; do turn=$((turn + 1)) && source_of $turn; done
	ok '... a base that nobody disturbed' "$KB" compile
	is '... has the same concepts' "$(cd ../$way/wiki/concepts && ls)" "$(cd wiki/concepts && ls)"
	ok '... and lint finds every quote' "$KB" -C ../$way lint --rule broken-link --rule quote-mismatch
done
stop_llmd
done_testing
