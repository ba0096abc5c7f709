#!/bin/sh
# random.t - after each of a row of random changes of raw/ (sources are added, changed, deleted, moved,
# renamed, copied, split, merged), the wiki is the one that a build from scratch gives.
# TEST_STEPS and TEST_SEED set another length and another row.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

steps=${TEST_STEPS:-12} seed=${TEST_SEED:-7}

# N: a number below N from the row that the seed gives
rnd()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	R=$((seed / 65536 % $1))
}

# sets FILE to a random source
any_source()
{
	set -- $(find raw -type f | LC_ALL=C sort)
	rnd $#
	shift "$R"
	FILE=$1
}

# the lines of FILE from the middle on become a source of their own
split_source()
{
	any_source
	half=$(($(wc -l <"$FILE") / 2 + 1))
	[ $half -gt 1 ] || return
	sed -e "1,$((half - 1))d" "$FILE" >"raw/split-$1.${FILE##*.}"
	sed -e "$half,\$d" "$FILE" >../x && cat ../x >"$FILE"
}

# FILE takes in another source
merge_sources()
{
	any_source
	one=$FILE
	any_source
	[ "$one" = "$FILE" ] || { printf '\n' && cat "$one" && rm "$one"; } >>"$FILE"
}

change()
{
	rnd 10
	what=$R
	case $what in
	0) printf '# Note %s\n\nThe memex of note %s leads to hypertext, and a wiki shows backlinks of it.\n' \
		"$1" "$1" >"raw/note-$1.md" ;;
	1) any_source && printf '\nSentence %s says that the memex is older than any wiki.\n' "$1" >>"$FILE" ;;
	2) any_source && [ "$(find raw -type f | wc -l)" -gt 3 ] && rm "$FILE" ;;
	3) any_source && mkdir -p "raw/box-$1" && mv "$FILE" "raw/box-$1" ;;
	4) any_source && sed -e '/memex/d' "$FILE" >../x && cat ../x >"$FILE" ;;
	5) any_source && cp "$FILE" "raw/copy-$1.${FILE##*.}" ;;
	6) any_source && sed -e "s/^# .*/# Title $1/" "$FILE" >../x && cat ../x >"$FILE" ;;
	7) any_source && mv "$FILE" "raw/renamed-$1.${FILE##*.}" ;;
	8) split_source "$1" ;;
	9) merge_sources ;;
	esac
	DID="change $what${FILE:+ of $FILE}"
}

small_base
"$KB" compile >/dev/null 2>&1
i=0
while [ $i -lt "$steps" ]; do
	i=$((i + 1)) FILE=
	change $i
	"$KB" compile >/dev/null 2>../errors || note "$(cat ../errors)"
	rm -rf ../scratch && mkdir ../scratch && cp -R kb.yaml KB.md raw ../scratch
	(cd ../scratch && "$KB" compile >/dev/null 2>&1)
	sums . >../incremental
	sums ../scratch >../whole
	same "step $i ($DID)" ../incremental ../whole
done
ok 'lint at the end' "$KB" lint --rule broken-link --rule broken-block --rule quote-mismatch
done_testing
