#!/bin/sh
# run.sh - runs tests/bench/*.bench and prints one table; status 1 when a bar is missed.
# BENCH=NAME runs NAME.bench alone.
#
# A speed is told as a ratio against something run beside it on the same machine. A NAME.bench is
# POSIX sh that runs in an empty scratch folder with $KB and $ROOT set, and calls
#
#	beside NAME RUNS COMMAND ARG... -- COMMAND ARG...
#		runs both in turn: sets ms, kb (of the first), beside_ms, beside_kb (of the second)
#	row NAME VALUE BESIDE UNIT BAR
#		a line of the table; BAR is the most that VALUE may be, or "" where there is none;
#		a BAR like 3x is the most that the ratio may be
set -u
export LC_ALL=C
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
export ROOT KB
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
table=$scratch/table

beside()
{
	what=$1
	shift
	"$MEASURE" "$@" >"$scratch/figures" || { echo "$what: cannot be measured" >&2; exit 1; }
	{ read -r ms _ kb _; read -r beside_ms _ beside_kb _; } <"$scratch/figures"
}

row()
{
	awk -v name="$1" -v value="$2" -v with="$3" -v unit="$4" -v bar="$5" 'BEGIN {
		ratio = with > 0 ? value / with : 0
		missed = bar ~ /x$/ ? ratio > bar + 0 : bar != "" && value > bar + 0
		printf "%s|%.4g %s|%.4g %s|%.2f|%s|%s\n", name, value, unit, with, unit, ratio,
			bar == "" ? "-" : "< " bar (bar ~ /x$/ ? "" : " " unit),
			bar == "" ? "" : missed ? "MISSED" : "ok"
	}' >>"$table"
}

for bench in "$ROOT"/tests/bench/${BENCH:-*}.bench; do
	echo "  BENCH ${bench##*/}" >&2
	mkdir "$scratch/work" && cd "$scratch/work" || exit 1
	HOME=$scratch/work
	. "$bench" || exit 1
	cd "$ROOT" && chmod -R u+w "$scratch/work" && rm -rf "$scratch/work" || exit 1
done

{ echo 'what|kb|beside|ratio|bar|'; cat "$table"; } | awk -F'|' '
	{ for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > wide[i]) wide[i] = length($i) } }
	END {
		for (r = 1; r <= NR; r++) {
			line = ""
			for (i = 1; i <= 6; i++) line = line sprintf("%-*s  ", wide[i], cell[r, i])
			sub(/ +$/, "", line)
			print line
		}
	}'
! grep -q '|MISSED$' "$table"
