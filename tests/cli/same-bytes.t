#!/bin/sh
# same-bytes.t - what a base says depends on its sources alone: not on their order, folder, times, the
# zone, locale, umask, clock, number of workers, nor on how many compiles it took or ran at once.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

small_base
for i in 1 2 3 4 5 6 7 8; do
	printf '# Desk %s\n\nDesk %s of the reading room shows the memex on Tuesday %s.\n' \
		$i $i $i >raw/desk-$i.md
	printf '\nA backlink of desk %s leads to hypertext, and Ted Nelson sat at desk %s in 19%s0.\n' \
		$i $((9 - i)) $i >>raw/desk-$i.md
done
printf '# Desk 3\n\nAnother note of the same title: desk 3 has a lamp, and the memex has none.\n' >raw/twin.md
"$KB" -q compile >/dev/null 2>&1
sums . >../want
is 'a page for each document' "$(ls wiki/text | wc -l | tr -d ' ')" 13

# FOLDER: raw/ and what the person set, without what kb made
fresh()
{
	chmod -R u+rwx "$1" 2>/dev/null
	rm -rf "$1" && mkdir -p "$1" && cp -R kb.yaml KB.md raw "$1"
}

# NAME FOLDER: the base there is compiled already and says the same
equal()
{
	sums "$2" >../got
	same "$1" ../want ../got
}

# NAME COMMAND...: in a fresh folder
with()
{
	_what=$1
	shift
	fresh ../other
	(cd ../other && "$@" >"$OUT" 2>"$ERR") || note "$(cat "$ERR")"
	equal "$_what" ../other
}

base=$(pwd)
backwards() # files made in the other order, the last one the oldest
{
	rm -rf raw && mkdir raw && _day=28
	for f in $(cd "$base/raw" && ls -r); do
		cp "$base/raw/$f" raw && touch -d "2020-02-$_day" "raw/$f"
		_day=$((_day - 1))
	done
	"$KB" -q compile
}
one_by_one()
{
	for f in $(cd raw && ls -r); do
		"$KB" -q ingest "raw/$f" || return
	done
	"$KB" -q compile
}
in_steps()
{
	mv raw all && mkdir raw
	for f in twin.md memex.md desk-7.md; do
		mv all/$f raw && "$KB" -q compile || return
	done
	mv all/* raw && rmdir all && "$KB" -q compile
}
masked()
{
	umask "$1" && "$KB" -q compile
}
with 'in another folder' "$KB" -q compile
with 'with files in another order' backwards
with 'ingested one by one, last first' one_by_one
with 'compiled as the sources came' in_steps
for n in 1 2 8 64; do
	with "with $n workers" "$KB" -q compile --jobs $n
done
for zone in Pacific/Kiritimati America/St_Johns nonsense; do
	with "in the zone $zone" env TZ=$zone "$KB" -q compile
done
for locale in C POSIX tr_TR.UTF-8 nonsense; do
	with "in the locale $locale" env LC_ALL=$locale LANG=$locale "$KB" -q compile
done
for now in 0 1 4102444800; do
	with "when the clock stands at $now" env KB_NOW=$now "$KB" -q compile
done
with 'with the umask 077' masked 077
is '... a page is for its owner' "$(ls -l ../other/wiki/index.md | cut -c1-10)" -rw-------
with 'with the umask 000' masked 000
with 'without a home' env -u HOME -u XDG_CONFIG_HOME "$KB" -q compile
fresh '../a folder/of über #1 %20' && (cd '../a folder/of über #1 %20' && "$KB" -q compile >/dev/null 2>&1)
equal 'in a folder with an odd name' '../a folder/of über #1 %20'
fresh ../other && "$KB" -C ../other -q compile >/dev/null 2>&1
equal 'from outside' ../other

# the clock goes back between two compiles
fresh ../other
(
	cd ../other && mv raw/memex.md .. && KB_NOW=1800000000 "$KB" -q compile &&
		mv ../memex.md raw && KB_NOW=900000000 "$KB" -q compile
) >"$OUT" 2>"$ERR"
equal 'when the clock went back between two compiles' ../other
like '... the log tells the day of the first' "$(cat ../other/wiki/log.md)" '^## \[2027-01-15\] '
like '... and the one that it went back to' "$(cat ../other/wiki/log.md)" '^## \[1998-07-09\] '

# several at once
fresh ../other
all=
for i in 1 2 3 4; do
	(cd ../other && exec "$KB" -q compile >/dev/null 2>"../said.$i") &
	all="$all $!"
done
status=
for pid in $all; do
	wait $pid
	status="$status $?"
done
like 'four compiles at once: each ends well or says who writes' "$status" '^( [03]){4}$'
is '... and nothing else' "$(cat ../said.? | grep -v 'another kb (process [0-9]*)')" ''
equal '... they make one wiki' ../other
is '... and tell each source once' "$(grep -c '^## \[' ../other/wiki/log.md)" 13
is '... no temporary file stays' "$(find ../other -name '*.kb-tmp')" ''
done_testing
