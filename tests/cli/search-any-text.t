#!/bin/sh
# Any text is a query: those of search-hostile.txt (each a format of printf) and long ones give a list
# in valid JSON, and none fails.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
printf '# Memex\n\nA memex holds an associative trail. AND so does NEAR the desk.\n' >raw/memex.md
printf '# 知识库\n\n知识库把文档变成页面。日本語も。\n' >raw/zh.md
"$KB" -q ingest >/dev/null

n=0 bad=0
: >all
ask()
{
	n=$((n + 1))
	"$KB" search --stale-ok --json - >one 2>"$ERR"
	status=$?
	[ $status -le 1 ] && [ "$(head -c 1 one)" = '[' ] && [ "$(tail -c 2 one)" = ']' ] || {
		bad=$((bad + 1))
		note "status $status for query $n: $1 $(head -n 1 "$ERR")"
	}
	cat one >>all
}
while IFS= read -r query; do
	printf -- "$query" >query
	ask "$query" <query
done <"$ROOT/tests/cli/search-hostile.txt"

zeros() { head -c "$1" /dev/zero; }
zeros 1048576 | tr '\0' 'a' >query && ask '1 MB of a letter' <query
zeros 524288 | sed 's/\x00/a /g' >query && ask '1 MB of words' <query
zeros 1048576 | tr '\0' '"' >query && ask '1 MB of quotes' <query
zeros 1048576 | tr '\0' '(' >query && ask '1 MB of brackets' <query
zeros 1048576 >query && ask '1 MB of NUL' <query
zeros 262144 | sed 's/\x00/-x +y/g' >query && ask '1 MB of signs' <query
zeros 100000 | sed 's/\x00/知识库/g' >query && ask '1 MB of Chinese' <query
head -c 1048576 "$KB" >query && ask '1 MB of a program' <query
i=0
while [ $i -lt 3000 ]; do printf 'w%d "p%d q%d" ' $i $i $i; i=$((i + 1)); done >query
ask 'thousands of phrases' <query

note "$n queries"
ok 'there are 200 and more' [ "$n" -ge 200 ]
is 'each gives a list and none fails' "$bad" 0
if command -v jq >/dev/null; then
	is 'all lists are valid JSON' "$(jq -c type all | sort | uniq -c | tr -s ' ')" " $n \"array\""
elif command -v python3 >/dev/null; then
	ok 'all lists are valid JSON' python3 -c 'import json, sys
s, at, n, d = open(sys.argv[1]).read(), 0, 0, json.JSONDecoder()
while s[at:].strip():
	v, at = d.raw_decode(s, at + len(s[at:]) - len(s[at:].lstrip())); n += isinstance(v, list)
sys.exit(n != int(sys.argv[2]))' all "$n"
else
	skip 'all lists are valid JSON' 'neither jq nor python3'
fi
ok 'found all the same' "$KB" search --stale-ok 'NEAR AND "memex'
done_testing
