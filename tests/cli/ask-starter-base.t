#!/bin/sh
# The questions of ask-questions.tsv (question, what a cited quote must say) and those of
# ask-refusals.txt, which the starter base cannot answer, put to it. The bars leave room for a base
# that grows: four of five cited, 13 of 15 refused.
. "$(dirname "$0")/lib.sh"
here=$ROOT/tests/cli

"$KB" -q init >/dev/null
cp -R "$ROOT/raw" .
ok 'the starter base is read' "$KB" -q ingest

n=0 cited=0
while IFS='	' read -r question quote; do
	n=$((n + 1))
	"$KB" ask --json "$question" >"$OUT" 2>"$ERR"
	if sed -n 's/^ *"quote": //p' "$OUT" | grep -Eq "$quote"; then
		cited=$((cited + 1))
	else
		note "not cited: $question"
	fi
done <"$here/ask-questions.tsv"
ok "at least four of five are answered by the right words ($cited of $n)" \
	[ "$((cited * 5))" -ge "$((n * 4))" ]

n=0 refused=0
while read -r question; do
	n=$((n + 1))
	"$KB" ask --json "$question" >"$OUT" 2>"$ERR"
	if [ $? = 1 ] && grep -q '"outcome": *"not-in-base"' "$OUT"; then
		refused=$((refused + 1))
	else
		note "not refused: $question"
	fi
done <"$here/ask-refusals.txt"
ok "at least 13 of 15 are refused ($refused of $n)" [ "$((refused * 15))" -ge "$((n * 13))" ]
done_testing
