#!/bin/sh
# run.sh - runs each fuzz target given for FUZZ_SECONDS; status 1 when one finds something.
#
# tests/fuzz/fuzz_NAME.c is a libFuzzer target: LLVMFuzzerTestOneInput, linked with all of src but
# main.c, with the address and undefined-behaviour sanitizers. Files in tests/fuzz/seeds/NAME, if
# there are any, start its corpus; the grown corpus and what it finds stay in $O/fuzz/corpus/NAME.
set -u
status=0
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
for program in "$@"; do
	name=${program##*/fuzz_}
	corpus=$O/fuzz/corpus/$name
	seeds=tests/fuzz/seeds/$name
	mkdir -p "$corpus"
	[ -d "$seeds" ] || seeds=
	if "$program" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 -rss_limit_mb=2048 \
		-max_len=65536 -artifact_prefix="$corpus/found-" -print_final_stats=1 \
		"$corpus" $seeds >"$corpus.log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$corpus.log")
		echo "  FUZZ  $name: $runs inputs, nothing found"
	else
		status=1
		echo "  FUZZ  $name: FOUND SOMETHING"
		tail -n 40 "$corpus.log"
	fi
done
exit $status
