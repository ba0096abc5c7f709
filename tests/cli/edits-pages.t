#!/bin/sh
# edits-pages.t - a person renames, moves, deletes, empties and reformats whole pages, with other
# programs than kb, and adds pages of their own. Nothing of the person's is lost.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/story.sh"
page=wiki/concepts/memex.md

story 'a page is renamed'
mv $page wiki/concepts/desk-of-bush.md
compiles
page=wiki/concepts/desk-of-bush.md
like 'a page is renamed: kb tells that it follows' "$(cat ../said)" 'memex.md: moved by hand to .*desk-of-bush.md'
ok 'a page is renamed: it is not made again' test ! -e wiki/concepts/memex.md
says wiki/concepts/hypertext.md '(desk-of-bush.md)' 'links lead to the new name'
news
compiles
says $page 'the desk that nobody built' 'kb writes there from now on'
rm -rf .kb
compiles
ok 'a page is renamed: without .kb it stays there' test ! -e wiki/concepts/memex.md
mv $page wiki/concepts/other-name.md
compiles
says wiki/concepts/hypertext.md '(other-name.md)' 'renamed again, followed again'
mv wiki/concepts/other-name.md wiki/concepts/memex.md
compiles
says wiki/concepts/hypertext.md '(memex.md)' 'renamed back'
unlike 'a page is renamed: nothing is left to remember' "$(cat wiki/decisions.yaml)" 'memex'
page=wiki/concepts/memex.md

story 'a page is renamed and edited'
edit $page '{ print } /^# / { print "\nMy own remark on the memex." }'
mv $page wiki/concepts/desk.md
news
compiles
says wiki/concepts/desk.md 'My own remark on the memex.'
says wiki/concepts/desk.md 'the desk that nobody built' 'the news of kb arrive'

story 'a page is moved to a folder'
mkdir -p wiki/concepts/machines
mv $page wiki/concepts/machines/memex.md
compiles
says wiki/concepts/hypertext.md '(machines/memex.md)' 'links lead there'
says wiki/concepts/machines/memex.md '](../hypertext.md)' 'its own links are mended'
ok 'a page is moved to a folder: it is not made again' test ! -e $page

story 'a page is moved out of its folder'
mv $page wiki/memex.md
compiles
says wiki/index.md '(memex.md)' 'links lead there'

story 'a page of a source is renamed'
mv wiki/sources/what-a-wiki-is-source.md wiki/sources/wiki-essay.md
compiles
says wiki/concepts/wiki.md '(../sources/wiki-essay.md)' 'links lead there'
printf '<p>A wiki is edited in haste and read at leisure, and its pages are never done.</p>' >>raw/wiki.html
compiles
ok 'a page of a source is renamed: it is made once' test ! -e wiki/sources/what-a-wiki-is-source.md

story 'a page is copied'
cp $page wiki/concepts/memex-copy.md
edit wiki/concepts/memex-copy.md '{ print } /^# / { print "\nA draft of mine." }'
compiles
says wiki/concepts/memex-copy.md 'A draft of mine.' 'the copy is not taken away'
news
compiles
says wiki/concepts/memex-copy.md 'A draft of mine.' 'the copy stays'
says $page 'the desk that nobody built' 'kb goes on in the first'

story 'a page is deleted'
rm $page
compiles
ok 'a page is deleted: it stays away' test ! -e $page
says_not wiki/concepts/hypertext.md '(memex.md)' 'nothing links to it'
news
compiles
ok 'a page is deleted: news do not bring it back' test ! -e $page
rm -rf .kb
compiles
ok 'a page is deleted: nor does the loss of .kb' test ! -e $page
ok 'a page is deleted: it can be brought back' "$KB" compile --restore memex
says $page 'the desk that nobody built' 'with all that kb knows by now'

story 'a page is emptied'
: >$page
compiles
says $page 'hypothetical desk' 'it is made anew'

story 'the line of kb-hash is removed'
edit $page '/^kb-hash/ { next } { print } /^# / { print "\nMine alone." }'
cp $page ../mine
news
compiles
same 'the line of kb-hash is removed: the page is the person'"'"'s' ../mine $page
like 'the line of kb-hash is removed: which is told' "$(cat ../said)" 'left alone'
ok 'the line of kb-hash is removed: restore' "$KB" compile --restore $page
says $page 'the desk that nobody built' 'restored, it is kb'"'"'s again'
like 'the line of kb-hash is removed: and the edit is kept' "$(cat .kb/kept/*)" 'Mine alone'

story 'the front matter is removed'
edit $page '/^---$/ && n < 2 { n++; next } n < 2 { next } { print }'
cp $page ../mine
news
compiles
same 'the front matter is removed: the page is left alone' ../mine $page

story 'an editor writes CRLF and a BOM'
{ printf '\357\273\277' && sed -e 's/$/\r/' $page; } >../crlf && cat ../crlf >$page
news
compiles
says $page 'the desk that nobody built' 'kb goes on'

story 'an editor writes CRLF, and the person a remark'
edit $page '{ print } /^# / { print "\nMy own remark on the memex." }'
sed -e 's/$/\r/' $page >../crlf && cat ../crlf >$page
news
compiles
says $page 'My own remark on the memex.'
says $page 'the desk that nobody built' 'kb goes on'

story 'an editor trims blanks and the last line end'
sed -e 's/[ \t]*$//' $page >../trim && printf '%s' "$(cat ../trim)" >$page
news
compiles
says $page 'the desk that nobody built' 'kb goes on'

story 'an editor wraps long lines'
fold -s -w 60 $page | sed -e 's/ $//' >../fold
awk 'FNR == NR { if (!b) fm = fm $0 "\n"; if (/^---$/ && ++n == 2) b = 1; next } { if (k >= 2) print; if (/^---$/) k++ }
	END { }' $page ../fold >../body
{ awk '{ print } /^---$/ && ++n == 2 { exit }' $page && cat ../body; } >../wrapped
cat ../wrapped >$page
news
ok "$STORY: kb compiles" "$KB" compile
like 'an editor wraps long lines: kb goes on' "$(tr '\n' ' ' <$page | tr -s ' ')" 'the desk that nobody built'

story 'Obsidian formats the front matter'
edit $page '/^sources:/ { print "sources: [raw/hypertext.md, raw/memex.md, raw/wiki.html]"; skip = 1; next }
	skip && /^  - / { next } { skip = 0; sub(/^title: memex/, "title: \"memex\""); print }'
news
compiles
says $page 'the desk that nobody built' 'kb goes on'
is 'Obsidian formats the front matter: keys stand there once' "$(grep -c '^sources:' $page)" 1

story 'Obsidian writes lists with stars'
edit $page '{ sub(/^- /, "* "); print }'
news
compiles
says $page 'the desk that nobody built' 'kb goes on'

story 'index and category are edited'
printf '\nMy pages: all of them.\n' >>wiki/index.md
printf '\nA category of mine.\n' >>wiki/categories/memex-category.md
compiles
says_not wiki/index.md 'My pages' 'the index is always made anew'
like 'index and category are edited: what the person wrote is kept' "$(cat .kb/kept/*)" 'My pages: all of them'
like 'index and category are edited: both' "$(cat .kb/kept/*)" 'A category of mine'
like 'index and category are edited: and told' "$(cat ../said)" 'index.md.*made anew'

story 'a page of the own with a name that kb wants'
printf '# Punched cards\n\nCards with holes, which I collect.\n' >wiki/concepts/punched-card.md
printf '\nA punched card is a card with holes. A punched card feeds a machine. The punched card came before the memex.\n' >>raw/memex.md
printf '\nA punched card is a card that a loom reads. Every punched card holds a row of holes.\n' >>raw/hypertext.md
cp wiki/concepts/punched-card.md ../cards
compiles
same 'a page of the own with a name that kb wants: it is never written' ../cards wiki/concepts/punched-card.md

story 'a page of the own'
printf '%s\naliases: [slanted screens]\n%s\n# My notes\n\nOn [memex](concepts/memex.md) and others.\n' --- --- >wiki/notes.md
cp wiki/notes.md ../notes
news
compiles
same 'a page of the own: it is never written' ../notes wiki/notes.md
says wiki/index.md '(notes.md)' 'it is listed'
says $page '[slanted screens](../notes.md)' 'it is linked to by its other name'
rm -rf .kb && "$KB" -q compile >/dev/null 2>&1
says $page '[slanted screens](../notes.md)' 'and still is without the index'
news && "$KB" -q compile >/dev/null 2>&1
says $page '[slanted screens](../notes.md)' 'and after a further compile'
rm wiki/notes.md
compiles
says_not $page 'notes.md' 'gone, it is linked to no more'

story 'a link to a page that kb renames'
printf '# My notes\n\nSee [it](sources/the-memex-of-vannevar-bush-source.md).\n' >wiki/notes.md
sed -e 's/^title: .*/title: "The desk of Bush"/' raw/memex.md >../m && cat ../m >raw/memex.md
cp wiki/notes.md ../notes
ok "$STORY: kb compiles" "$KB" compile
same 'a link to a page that kb renames: the page of the person is not touched' ../notes wiki/notes.md
exits 'a link to a page that kb renames: lint tells of the link' 1 "$KB" lint --rule broken-link

story 'an edited document'
text=wiki/text/a-short-history-of-hypertext-text.md
edit $text '{ sub(/in 1965/, "in 1963, I think"); print }'
compiles
says_not $text 'I think' 'a document is evidence and made anew'
like 'an edited document: the edit is kept' "$(cat .kb/kept/*)" '1963, I think'
ok 'an edited document: it can be adopted' "$KB" adopt "$(ls .kb/kept/*)"
compiles
says $text '1963, I think' 'and then is the document'
rm raw/*.fixed.md
compiles
says_not $text 'I think' 'until the person takes it back'

story 'kb is told to give up an edit'
edit $page '{ print } /^# / { print "\nMy own remark on the memex." }'
compiles
ok 'kb is told to give up an edit: restore' "$KB" compile --restore $page
says_not $page 'My own remark'
like 'kb is told to give up an edit: it is kept' "$(cat .kb/kept/*)" 'My own remark'
done_testing
