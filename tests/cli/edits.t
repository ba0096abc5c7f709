#!/bin/sh
# edits.t - what a person writes into a page stays.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

page=wiki/concepts/memex.md
small_base
"$KB" compile >/dev/null 2>&1
cp "$page" ../generated

# a paragraph of the person's
awk '{ print } /^# / && !done { print "\nMy own remark on the memex, with no footnote.\n"; done = 1 }' \
	../generated >"$page"
ok 'a compile after a hand edit' "$KB" compile
like 'the paragraph is there' "$(cat "$page")" 'My own remark'
like 'it is reported' "$(cat "$OUT" "$ERR")" 'memex'
printf '\nThe memex never left the drawing board of Vannevar Bush.\n' >>raw/hypertext.md
ok 'new claims arrive' "$KB" compile
like 'the paragraph is still there' "$(cat "$page")" 'My own remark'
like 'and so are the new words' "$(cat "$page")" 'drawing board'
ok 'lint finds no error' "$KB" lint --rule broken-link --rule broken-block --rule quote-mismatch \
	--rule duplicate-footnote --rule undefined-footnote
cp "$page" ../merged
ok 'another compile' "$KB" compile
same 'changes nothing' ../merged "$page"

# without the index, and without the merge bases
rm -f .kb/index.db*
ok 'the index is lost' "$KB" compile
same 'the page is not' ../merged "$page"
rm -rf .kb
ok 'all of .kb is lost' "$KB" compile
like 'the paragraph is there' "$(cat "$page")" 'My own remark'

# front matter
sed 's/^type: concept/type: concept\nrating: 5/' "$page" >x && mv x "$page"
ok 'a key of the person' "$KB" compile
printf '\nNo memex was ever sold to any customer of any company.\n' >>raw/hypertext.md
ok 'and new claims' "$KB" compile
like 'the key stays' "$(cat "$page")" '^rating: 5$'

# restore
ok 'restore' "$KB" compile --restore "$page"
unlike 'gives the page back to kb' "$(cat "$page")" 'My own remark'
like 'and keeps the edited version' "$(cat .kb/kept/memex.*)" 'My own remark'

# deleted pages stay deleted
rm wiki/concepts/hypertext.md
ok 'a page is deleted by hand' "$KB" compile
ok 'it stays away' test ! -e wiki/concepts/hypertext.md
like 'the decision is written down' "$(cat wiki/decisions.yaml)" 'wiki/concepts/hypertext.md'
ok 'nothing links to it' "$KB" lint
ok 'restore brings it back' "$KB" compile --restore wiki/concepts/hypertext.md
ok 'there it is' test -s wiki/concepts/hypertext.md

# pages of the person's own
printf '# My reading list\n\nBooks on the memex and other machines.\n' >wiki/reading.md
cp wiki/reading.md ../reading.md
ok 'a page of the person' "$KB" compile
same 'is never written' ../reading.md wiki/reading.md
like 'is listed' "$(cat wiki/index.md)" '\(reading.md\)'
like 'and found' "$("$KB" search --json 'reading list books')" 'wiki/reading.md'

# a source goes, the person's words stay
awk '{ print } /^# / && !done { print "\nA wiki page of mine says more.\n"; done = 1 }' \
	wiki/concepts/wiki.md >x && mv x wiki/concepts/wiki.md
"$KB" compile >/dev/null 2>&1
rm raw/wiki.html raw/backlinks.txt
ok 'the sources of an edited page go' "$KB" compile
like 'its words are somewhere' "$(cat wiki/concepts/wiki.md .kb/kept/wiki.* 2>/dev/null)" 'page of mine'
done_testing
