#!/bin/sh
# lint-defects: a vault of 300 pages with seeded defects and traps: each defect found at its line, no
# trap taken for one, the same bytes twice.
. "$(dirname "$0")/lib.sh"

LC_ALL=C awk -f "$ROOT/tests/lint/genvault.awk" -v out=.
note "$(cat counts)"

# expected: rule path line; a line "*" is any line of the page.
found()
{
	sed -E 's/^(.*):([0-9]+):[0-9]+: [a-z]+ ([a-z0-9-]+): .*/\3 \1 \2/' "$OUT" | LC_ALL=C sort -u
}

cd vault || exit 1
exits 'a vault with defects' 1 "$KB" lint .
found >../found
grep -v ' \*$' ../expected >../want
grep ' \*$' ../expected | sed 's/\*$//' | while read -r any; do
	grep -F "$any" ../found || echo "${any}not found"
done >>../want
LC_ALL=C sort -u -o ../want ../want
LC_ALL=C comm -23 ../want ../found >../missed
LC_ALL=C comm -13 ../want ../found >../false
is 'every defect is found' "$(wc -l <../missed | tr -d ' ')" 0
note "$(head -20 ../missed)"
is 'no trap is' "$(wc -l <../false | tr -d ' ')" 0
note "$(head -20 ../false)"
is 'each class of the list is there' "$(cut -d' ' -f1 ../want | sort -u | wc -l | tr -d ' ')" 46

cp "$OUT" ../first
exits 'again' 1 "$KB" lint .
same 'the same bytes twice' ../first "$OUT"
exits 'json' 1 "$KB" lint --json .
is 'as many findings in JSON' "$(grep -c '"rule":' "$OUT")" "$(wc -l <../first | tr -d ' ')"

# other words, the same defects
for n in 11 1234; do
	LC_ALL=C awk -f "$ROOT/tests/lint/genvault.awk" -v out="../v$n" -v seed_number=$n
	(cd "../v$n/vault" && "$KB" lint . >"$OUT" 2>"$ERR")
	found >../found
	{
		grep -v ' \*$' "../v$n/expected"
		grep ' \*$' "../v$n/expected" | sed 's/\*$//' | while read -r any; do
			grep -F "$any" ../found || echo "${any}not found"
		done
	} | LC_ALL=C sort -u >../want
	is "a vault made with seed $n" "$(LC_ALL=C comm -3 ../want ../found | head -5)" ''
done

exits 'one rule' 1 "$KB" lint --rule orphan .
is 'nothing else' "$(grep -vc ' orphan: ' "$OUT")" 0
exits 'one folder' 1 "$KB" lint folder-b
is 'nothing outside' "$(grep -vc '^folder-b/' "$OUT")" 0
done_testing
