#!/bin/sh
# compile.t - raw/ becomes a cited wiki; a second run does nothing; what changes is what must.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

here=$(pwd)
small_base
ok 'a first compile' "$KB" compile
for f in wiki/index.md wiki/log.md wiki/text/the-memex-of-vannevar-bush-text.md \
	wiki/sources/the-memex-of-vannevar-bush-source.md wiki/concepts/memex.md \
	wiki/concepts/hypertext.md; do
	ok "it made $f" test -s "$f"
done
is 'no temporary file stays' "$(find . -name '*.kb-tmp')" ''

page=$(cat wiki/concepts/memex.md)
like 'a concept page says what it is' "$page" '^type: concept$'
like '... cites with footnotes' "$page" '\[\^[a-z2-7]{8}\]'
like '... whose definitions quote a passage' "$page" \
	'^\[\^[a-z2-7]{8}\]: \[.*\]\(\.\./text/.*-text\.md#\^[a-z0-9]+\): ".*"$'
like '... has backlinks' "$page" '^## Backlinks$'
ok 'lint finds nothing wrong' "$KB" lint

body=$(awk 'f && /^---$/ { b = 1; next } /^---$/ { f = 1 } b' wiki/text/the-memex-of-vannevar-bush-text.md |
	sed -e 's/ \^[a-z2-7]\{8\}$//' | awk '/^\^[a-z2-7]+$/ { skip = 1; next } { print }' | cat -s)
want=$(awk 'f >= 2 { print } /^---$/ { f++ }' raw/memex.md | cat -s)
is 'a clipping keeps its body but for passage ids' "$body" "$want"
like 'its front matter is mapped' "$(cat wiki/text/the-memex-of-vannevar-bush-text.md)" \
	'^  - .?Ada Writer.?$'

sums . >../first
ok 'a second compile' "$KB" compile
sums . >../second
same '... changes no byte' ../first ../second
is '... and logs no event' "$(grep -c '^## \[' wiki/log.md)" 4
like '... and says so' "$("$KB" compile 2>&1)" 'up to date|nothing'

# from scratch, without the index
rm -r .kb/index.db*
ok 'a compile without the index' "$KB" compile
sums . >../third
same '... gives the same bytes' ../first ../third
is '... and logs no event' "$(grep -c '^## \[' wiki/log.md)" 4

mkdir ../other && cp -R kb.yaml KB.md raw ../other && (cd ../other && "$KB" compile >/dev/null)
sums ../other >../fourth
same 'another folder gives the same bytes' ../first ../fourth

# one sentence more in one source
printf '\nThe memex was never built, and no museum shows a memex.\n' >>raw/memex.md
ok 'a compile after one added sentence' "$KB" compile --json
like '... digests one source' "$(cat "$OUT")" '"digests": ?1\b'
like '... whose words reach the concept page' "$(cat wiki/concepts/memex.md)" 'never built'
ok 'lint still finds nothing' "$KB" lint
(cd ../other && cp "$here/raw/memex.md" raw/ && rm -rf wiki .kb && "$KB" compile >/dev/null)
sums . >../sixth
sums ../other >../seventh
same 'incremental equals from scratch' ../sixth ../seventh

# a source renamed is the same source
mv raw/memex.md raw/moved.md
ok 'a compile after a rename' "$KB" compile --json
like '... runs no engine' "$(cat "$OUT")" '"digests": ?0\b'
like '... keeps the pages and points to the new path' \
	"$(cat wiki/text/the-memex-of-vannevar-bush-text.md)" 'raw/moved.md'
ok 'lint after the rename' "$KB" lint

# a source deleted
rm raw/moved.md
ok 'a compile after a deletion' "$KB" compile
like '... lists the sentences that went' "$(cat "$OUT")" 'never built'
ok '... removes its pages' test ! -e wiki/text/the-memex-of-vannevar-bush-text.md
is '... and no page cites it' "$(grep -rl 'the-memex-of-vannevar-bush' wiki --include='*.md' |
	grep -v log.md)" ''
ok 'lint after the deletion' "$KB" lint
rm -rf ../other/raw/memex.md ../other/wiki ../other/.kb
(cd ../other && "$KB" compile >/dev/null)
sums . >../eighth
sums ../other >../ninth
same 'what is left equals a build from scratch' ../eighth ../ninth

# a source that is there still, and no document any more
for how in 'it is emptied' 'its bytes are another one'"'"'s' 'it cannot be read'; do
	printf '# Card files\n\nA card file is a box of cards, and hypertext is a card file.\n' >raw/zz.md
	"$KB" -q compile >/dev/null
	ok "a source with pages ($how)" test -e wiki/sources/card-files-source.md
	case $how in
	*emptied) : >raw/zz.md ;;
	*another*) cp raw/hypertext.md raw/zz.md ;;
	*) printf '\000\001\002no text\000\377' >raw/zz.md ;;
	esac
	exits "a compile when $how" "$([ "$how" = 'it cannot be read' ] && echo 1 || echo 0)" "$KB" compile
	is '... removes its pages and links' "$(grep -rl 'card-files' wiki --include='*.md' | grep -v log.md)" ''
	rm raw/zz.md
	"$KB" -q compile >/dev/null
	sums . >../eighth
	same '... and is as if it had never been' ../eighth ../ninth
done

ok 'a dry run' "$KB" compile --dry-run
printf 'new\n' >raw/new.txt
sums . >../before
ok 'a dry run with a new source' "$KB" compile --dry-run
sums . >../after
same '... writes nothing' ../before ../after

# A time from which no change can be told: only the bytes can.
touch -d tomorrow raw/new.txt
"$KB" -q compile >/dev/null
ok 'a dry run with a source too young to tell by its times' "$KB" compile --dry-run
like '... has read it' "$(cat "$OUT")" '^nothing to do$'
touch -r raw/new.txt ../time
printf 'old\n' >raw/new.txt
touch -r ../time raw/new.txt
ok 'a dry run after a change that its times do not tell' "$KB" compile --dry-run
like '... sees it' "$(cat "$OUT")" '^to ingest +1 changed'
done_testing
