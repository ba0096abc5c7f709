#!/bin/sh
# kb search finds documents by their words, after kb ingest alone; one entry a document; any text is
# a query; what is gone is not served.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
exits 'without an index search is no success' 1 "$KB" search memex
like '... and says what to do' "$(cat "$ERR")" 'kb compile'

cat >raw/trails.md <<'MD'
# Associative trails

A memex is a device in which a person keeps books and letters.

## Trails

Two items are tied together by an associative trail, which can be followed again years later.
MD
cat >raw/rice.md <<'MD'
# Cooking rice

Boil the water, add the rice and wait for twelve minutes. The naïve cook uses getWaterLevel() first.
MD
cat >raw/index.txt <<'TXT'
An index of words is older than the memex. The index lists each word with its pages.
TXT
cat >raw/zh.md <<'MD'
# 知识库

知识库把文档变成相互链接的页面。
MD
"$KB" -q ingest >/dev/null

path()
{
	"$KB" search --json "$@" | tr ',' '\n' | sed -n 's/.*"source": *"\([^"]*\)".*/\1/p' | tr '\n' ' '
}

is 'words in other forms are found' "$(path associated trails)" 'raw/trails.md '
is 'accents do not matter' "$(path naive)" 'raw/rice.md '
is 'part of an identifier finds it' "$(path water level)" 'raw/rice.md '
is '... and all of it' "$(path getwaterlevel)" 'raw/rice.md '
is 'two Chinese characters' "$(path 文档)" 'raw/zh.md '
is 'one Chinese character' "$(path 链)" 'raw/zh.md '
is 'a Chinese question' "$(path 什么是知识库)" 'raw/zh.md '
is 'the page with more of it comes first' "$(path index memex)" 'raw/index.txt raw/trails.md '
is 'a word can be left out' "$(path 'memex -index')" 'raw/trails.md '
is 'a word can be demanded' "$(path '+rice memex')" 'raw/rice.md '
is 'a phrase stands together' "$(path '"associative trail"')" 'raw/trails.md '
is '... in that order' "$(path '"trail associative"')" ''
is 'the start of a word' "$(path 'assoc*')" 'raw/trails.md '
is 'a path' "$(path 'memex path:index')" 'raw/index.txt '
is 'a title' "$(path 'title:rice')" 'raw/rice.md '
is 'documents only' "$(path --in text memex)" 'raw/index.txt raw/trails.md '
is 'the wiki only: not compiled yet' "$(path --in wiki memex)" ''
is 'so many and no more' "$(path -n 1 memex)" 'raw/index.txt '

ok 'the passage is named and shown' "$KB" search --json followed again
id=$(sed -n 's/.*"passage": *"\([a-z2-7]*\)".*/\1/p' "$OUT")
like '... and stands in the page' "$(cat wiki/text/*trails*-text.md)" "\\^$id\$"
like '... the snippet holds the words' "$(cat "$OUT")" 'snippet.*followed again'

exits 'nothing found is status 1' 1 "$KB" search zebra
exits 'a slip of the hand' 1 "$KB" search associatve
like '... is noticed' "$(cat "$ERR")" 'did you mean .associative'
# shorter words that a part of it resembles stand in the base too
printf 'The memex and me: a memo of Mem and Me on the Zettelkasten, the zettel and the hypertext of hyper.\n' >raw/near.txt
for slip in memxe:memex zettelkastn:zettelkasten hypertxt:hypertext; do
	"$KB" search "${slip%:*}" >"$OUT" 2>"$ERR"
	like "... ${slip%:*}" "$(cat "$ERR")" "did you mean '${slip#*:}'"
done
rm raw/near.txt

n=0
for q in '"' '""' 'AND' 'OR NOT' 'NEAR(a b' '(((' '*' 'a* *' '^a' '{a}: b' 'col:x' 'a + b' "'; DROP TABLE x" \
	'-' '+' '-"' 'title:' 'tag:"' '🙂' 'שלום עולם' '\' '%' '--' 'a"b"c' "$(printf 'a\377b')"; do
	"$KB" search --json -- "$q" >"$OUT" 2>"$ERR"
	case $? in 0 | 1) ;; *) note "status for: $q" && n=$((n + 1)) ;; esac
	[ "$(head -c 1 "$OUT")" = '[' ] || { note "no list for: $q"; n=$((n + 1)); }
done
is 'any text is a query' "$n" 0

sed 's/rice/barley/g' raw/rice.md >x && mv x raw/rice.md
is 'what changed is read again' "$(path barley water)" 'raw/rice.md '
is '... and no more served by its old words' "$(path rice)" ''

rm raw/trails.md
is 'what is gone is not served' "$(path memex)" 'raw/index.txt '
done_testing
