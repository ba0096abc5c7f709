#!/bin/sh
# faults.t - each call on the file system or a database fails in turn, or the process is killed there,
# or memory runs out: the next undisturbed run gives the bytes and the log of a base that was never
# disturbed. TEST_FAULTS=N tries each Nth call (1: every one), else some of each kind are tried, evenly
# spread (of the many for memory each about twice as far on as the one before); TEST_FAULT_KINDS names
# kinds.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/fault.sh"

if ! can_fault; then
	skip 'faults' 'no compiler for tests/fault/fault.c'
	done_testing
fi
# after a failure both start anew, so that the next one is told by itself; and after some turns, so that
# what the person adds in each does not make every run longer than the one before
again()
{
	rm -rf .kb wiki ../twin
	clean=$turn
	mkdir ../twin && cp -R kb.yaml KB.md raw ../twin
	"$KB" -q compile >/dev/null 2>&1
	(cd ../twin && "$KB" -q compile >/dev/null 2>&1)
	first=$((turn / 2 + turn % 2))
}

ok 'a base and its twin' twins
first=0 clean=0 turn=0
for kind in ${TEST_FAULT_KINDS:-kill enospc eio eacces alloc famine}; do
	at=0 hits=0 wrong=
	while :; do
		turn=$((turn + 1))
		case $kind${TEST_FAULTS:+-n} in
		alloc) at=$((at * 2 + 5)) ;;
		famine) at=$((at * 3 + 7)) ;;
		*) at=$((at + ${TEST_FAULTS:-11})) ;;
		esac
		changes . $turn
		changes ../twin $turn
		(cd ../twin && "$KB" -q compile >/dev/null 2>&1)
		fault $kind $at "$KB" -q compile --jobs 1
		problem=$(judge)
		[ -z "$problem" ] || {
			wrong="$wrong $at"
			note "$kind at call $at ($FAULT_CALL), status $STATUS: $problem"
			again
		}
		[ $FAULT_HIT = 1 ] || break
		[ $((turn - clean)) -lt 60 ] || again
		hits=$((hits + 1))
		[ $hits -lt 20000 ] || break
	done
	is "$kind at $hits calls: nothing lost, nothing done twice" "$wrong" ''
done
like 'the person wrote all the while, and all of it is there' \
	"$(grep -c '^My remark number' wiki/concepts/hypertext.md)" "^$(((turn + 1) / 2 - first))\$"
done_testing
