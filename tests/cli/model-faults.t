#!/bin/sh
# model-faults.t - a compile with a model that is killed, that the service fails, whose replies come in
# any order: nothing is paid for twice, nothing finished is lost.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd

control()
{
	printf '%s\n' "$@" | raw POST "$model_scope/control" >/dev/null
}

# what a compile that nothing befalls makes of six sources
concurrency=1
use_model /f/none/calm
mkdir calm && cd calm && corpus overlap 6
ok 'six sources' "$KB" compile
all=$(calls)
sums . >../calm.sums
cd ..

# killed while each of several calls hangs
for at in 1 4 $((all - 1)) "$all"; do
	use_model "/f/none/kill$at"
	mkdir "kill$at" && cd "kill$at" && cp -R ../calm/kb.yaml ../calm/raw .
	control "fault hang@call $at"
	"$KB" compile >/dev/null 2>&1 &
	pid=$!
	until [ "$(calls)" -ge "$at" ]; do :; done
	kill -9 $pid
	wait $pid 2>/dev/null
	control ''
	ok "killed at call $at, a compile goes on" "$KB" compile
	is '... pays for nothing twice' "$(stat repeated "$model_scope")" 0
	is '... and for all of it once' "$(stat whole "$model_scope")" "$all"
	sums . >../kill.sums
	same '... to the same wiki' ../calm.sums ../kill.sums
	cd ..
done

# the service fails from a call on
use_model /f/none/fails
mkdir fails && cd fails && cp -R ../calm/kb.yaml ../calm/raw .
at=$((all - 3))
control "fault 500-no-retry@from $at"
exits 'the service fails before the end' 3 "$KB" compile
like '... what is left is told' "$(cat "$OUT")" '^left +[0-9]+ things? to do again'
n=$(grep -l 'generated: openai' wiki/concepts/*.md | wc -l)
ok '... finished pages are there' test "$n" -gt 0
control ''
ok 'when it is well again, the rest is done' "$KB" compile
is '... nothing paid for twice' "$(stat repeated "$model_scope")" 0
sums . >../fails.sums
same '... to the same wiki' ../calm.sums ../fails.sums
cd ..

# replies in any order
concurrency=8
i=0 same_all=yes
while [ $i -lt 20 ]; do
	i=$((i + 1))
	use_model "/f/none/shuffle$i"
	mkdir -p shuffle/raw && cd shuffle && cp ../calm/kb.yaml . && cp ../calm/raw/s00[123].md raw
	control "delay-ms 2" "shuffle-delay $i"
	"$KB" -q compile >/dev/null 2>&1 || same_all=no
	sums . >../shuffle.sums
	[ $i = 1 ] && cp ../shuffle.sums ../first.sums
	cmp -s ../first.sums ../shuffle.sums || same_all="no, seed $i"
	cd .. && rm -rf shuffle
done
is 'replies in twenty orders make one wiki' "$same_all" yes

done_testing
