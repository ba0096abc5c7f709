#!/bin/sh
# kill.t - kb is killed at random calls of ingest and compile, again and again, while sources change and
# the person writes: no half page is ever seen, and a run that is let alone gives the bytes and the log
# of a base that was never disturbed. Only a call that writes, syncs or names a file changes what a kill
# leaves behind, so each kill lands on one of these (tests/fault/fault.c), a write half done.
# TEST_KILLS and TEST_SEED set how many kills, and another row.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/fault.sh"

if ! can_fault; then
	skip 'kills' 'no compiler for tests/fault/fault.c'
	done_testing
fi
kills=${TEST_KILLS:-12} seed=${TEST_SEED:-3}

# a number from 1 to $1 of the row that the seed gives
rnd()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	R=$((seed / 65536 % $1 + 1))
}

# files that hold less than a whole page
half_pages()
{
	find wiki -name '*.md' ! -name log.md | while IFS= read -r f; do
		[ "$(head -n 1 "$f")" = --- ] && grep -q '^kb-hash: ' "$f" &&
			[ "$(tail -c 1 "$f" | od -An -c | tr -d ' ')" = '\n' ] || echo "$f"
	done
}

# COMMAND MOST: runs it until it is killed once; a run that has fewer calls than the one that was drawn
# comes to its end, and leaves the next one less to do
kill_once()
{
	most=$2
	while [ "$most" -gt 0 ] && [ $killed -lt "$kills" ]; do
		rnd "$most"
		fault kill $R "$KB" -q "$1"
		halves=$halves$(half_pages)
		[ $FAULT_HIT = 1 ] && killed=$((killed + 1)) && return
		most=$((R - 1))
	done
}

ok 'a base and its twin' twins
turn=0 killed=0 wrong= halves= STATUS=0
while [ $killed -lt "$kills" ] && [ $turn -lt $((kills * 2)) ]; do
	turn=$((turn + 1))
	changes . $turn
	changes ../twin $turn
	(cd ../twin && "$KB" -q compile >/dev/null 2>&1)
	kill_once ingest 60
	kill_once compile 300
	kill_once compile 300
	problem=$(judge)
	[ -z "$problem" ] || { wrong="$wrong $turn" && note "turn $turn: $problem" && break; }
done 2>/dev/null
note "$killed runs were killed in $turn turns"
is 'every kill that was asked for hit' "$killed" "$kills"
is 'no half page' "$halves" ''
is 'nothing lost, nothing done twice' "$wrong" ''
ok 'the index is whole' "$KB" compile --force
ok 'lint finds every link and every quote' "$KB" lint --rule broken-link --rule broken-block \
	--rule quote-mismatch
is 'the person wrote all the while, and all of it is there' \
	"$(grep -c '^My remark number' wiki/concepts/hypertext.md)" "$(((turn + 1) / 2))"
done_testing
