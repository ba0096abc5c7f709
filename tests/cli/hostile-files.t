#!/bin/sh
# hostile-files.t - files made to hurt (hostile.pl), and real ones cut off at every hundredth of their
# length: each is a page, a skip or a message, nothing is written outside, nothing is read from outside.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

if ! perl -MCompress::Zlib -e 1 2>/dev/null; then
	skip 'hostile files' 'no Compress::Zlib'
	done_testing
	exit
fi
make="$ROOT/tests/cli/hostile.pl"

# ingest NAME: raw/ of the base NAME holds files; each is reported, with a reason where there is no page
ingest()
{
	(cd "$1" && find . -type f ! -path './.kb/*' ! -path './wiki/*' -exec cksum {} + | sort) >before
	(cd "$1" && timeout 300 "$KB" ingest --json >report 2>said)
	_status=$?
	mv "$1/report" "$1/said" .
	(cd "$1" && find . -type f ! -path './.kb/*' ! -path './wiki/*' -exec cksum {} + | sort) >after
	case $_status in 0 | 1) _status=done ;; esac
	is "$1: ends with a report" "$_status" 'done'
	is "$1: each file is accounted for" "$(grep -c '"path": "raw/' report)" \
		"$(find "$1/raw" -type f | wc -l | tr -d ' ')"
	is "$1: what has no page has a reason" "$(awk '/"status": "(skipped|failed)"/ { want = 1 }
		/"reason": ""/ && want { n++ } /"words"/ { want = 0 } END { print n + 0 }' report)" 0
	same "$1: nothing else is written" before after
	is "$1: nothing is read from outside" "$(grep -l 'root:.*:0:0:' -r "$1/wiki" report said)" ''
}

base() # NAME: an empty base, without what init puts there
{
	mkdir "$1" && (cd "$1" && "$KB" -q init . >/dev/null 2>&1)
}

base made
perl "$make" make made/raw 6 || exit 1
ingest made
for kind in docx odt xlsx epub; do
	like "a bomb in $kind has a reason" "$(grep -A6 "raw/bomb.$kind" report)" 'times its size'
done
ok 'pages are made of the others' sh -c '"$KB" -q -C made compile; test $? -le 1'
ok '... and checked' sh -c '"$KB" -q -C made lint; test $? -le 1'

for file in "$ROOT"/raw/*.docx "$ROOT"/raw/*.epub "$ROOT"/raw/*.ipynb "$ROOT"/raw/*.vtt "$ROOT"/raw/*.png \
	"$ROOT"/raw/sqlite-*.csv "$ROOT"/raw/hypertext-*.html "$ROOT"/raw/*.pdf "$ROOT"/raw/der-*.md; do
	kind=${file##*.}
	base "$kind"
	perl "$make" cut "$file" "$kind/raw" || exit 1
	ingest "$kind"
done
done_testing
