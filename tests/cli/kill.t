#!/bin/sh
# kill.t - kb is killed at random moments of ingest and compile, again and again, while sources change
# and the person writes: no half page is ever seen, and a run that is let alone gives the bytes and
# the log of a base that was never disturbed. TEST_KILLS and TEST_SEED set how often, and another row.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/fault.sh"

kills=${TEST_KILLS:-12} seed=${TEST_SEED:-3}

# a number below $1 from the row that the seed gives
rnd()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	R=$((seed / 65536 % $1))
}

# files that hold less than a whole page
half_pages()
{
	find wiki -name '*.md' ! -name log.md | while IFS= read -r f; do
		[ "$(head -n 1 "$f")" = --- ] && grep -q '^kb-hash: ' "$f" &&
			[ "$(tail -c 1 "$f" | od -An -c | tr -d ' ')" = '\n' ] || echo "$f"
	done
}

ok 'a base and its twin' twins
turn=0 killed=0 wrong= halves= STATUS=0
while [ $turn -lt "$kills" ]; do
	turn=$((turn + 1))
	changes . $turn
	changes ../twin $turn
	(cd ../twin && "$KB" -q compile >/dev/null 2>&1)
	for what in ingest compile compile; do
		rnd 180
		timeout -s KILL "$(printf '0.%03d' $((R + 5)))" "$KB" -q $what >"$OUT" 2>"$ERR"
		[ $? = 137 ] && killed=$((killed + 1))
		halves=$halves$(half_pages)
	done
	problem=$(judge)
	[ -z "$problem" ] || { wrong="$wrong $turn" && note "turn $turn: $problem" && break; }
done 2>/dev/null
note "$killed runs were killed"
is 'no half page' "$halves" ''
is 'nothing lost, nothing done twice' "$wrong" ''
ok 'the index is whole' "$KB" compile --force
ok 'lint finds every link and every quote' "$KB" lint --rule broken-link --rule broken-block \
	--rule quote-mismatch
is 'the person wrote all the while, and all of it is there' \
	"$(grep -c '^My remark number' wiki/concepts/hypertext.md)" "$(((turn + 1) / 2))"
done_testing
