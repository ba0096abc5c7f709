#!/bin/sh
# Many calls of a model through the client: what they may cost, where the key goes, what a stop leaves.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"

DRIVE=${KB%/*}/drive
[ -x "$DRIVE" ] || DRIVE=$ROOT/build/debug-asan/drive
key=sk-canary-0451-f00d

figure() # NAME: of the last output
{
	sed -n "s/.*\"$1\":\([a-z0-9.e-]*\).*/\1/p" "$OUT"
}

start_llmd --log log --delay-ms 5

# --- money: 106 tokens of output a call, 0.03 USD ------------------------------------------------

wall='--calls 60 --in-flight 8 --price 283 --max-output 120 --max-cost 1.00'
ok 'a run with a cost limit' "$DRIVE" $wall --key $key --url "$llmd_url/f/none/wall/v1"
is '... does not pass it' "$(awk "BEGIN { print $(figure cost) <= 1 }")" 1
is '... and comes near to it' "$(awk "BEGIN { print ($(figure cost) > 0.94) }")" 1
is '... each call that was sent is answered' "$(figure sent)" "$(figure good)"
is '... the others say why' "$(figure LLM_WALL)" "$((60 - $(figure good)))"
is '... the service counts as many' "$(stat calls /f/none/wall)" "$(figure good)"
ok 'lost answers count as paid' "$DRIVE" $wall --url "$llmd_url/f/reset-body@every2/lost/v1" --fast 100
is '... so that the limit holds' "$(awk "BEGIN { print 0.03 * $(stat calls /f/reset-body@every2/lost) <= 1 }")" 1
exits 'no price, no limit' 2 "$DRIVE" --price 0 --max-cost 1 --url "$llmd_url/v1"
like '... says where to give one' "$(cat "$ERR")" 'prices:'

# --- the key -----------------------------------------------------------------------------------

for protocol in openai anthropic ollama; do
	for fault in none redirect 401 500; do
		echo "$fault $protocol stream digest $llmd_url/f/$fault/$protocol"
	done
done >cells
ok 'faults of all kinds' "$DRIVE" --cells cells --key $key --fast 100 --retries 1
is '... one line each' "$(grep -c '"label"' "$OUT")" 12
unlike '... none of which holds the key' "$(cat "$OUT" "$ERR")" "$key"
unlike '... and no body that was sent does' "$(cat log)" "$key"
is '... a redirect is not followed' "$(stats | tr -d '\n' | sed 's/.*"trap": *{ *"requests": \([0-9]*\).*/\1/')" 0

# --- a stop ------------------------------------------------------------------------------------

ok 'a stop in the middle' "$DRIVE" --calls 100 --in-flight 8 --stop-after 10 --url "$llmd_url/f/none/stop/v1"
is '... all calls end' "$(figure done)" 100
is '... what was sent is kept' "$(figure sent)" "$(figure good)"
is '... and no more was sent' "$([ "$(figure good)" -le 18 ] && echo yes)" yes
is '... the others say why' "$(figure LLM_HALTED)" "$((100 - $(figure good)))"
stop_llmd
done_testing
