#!/bin/sh
# images.t - images of documents and images as sources: saved by content, linked so that they show, with
# the words of the page that embeds them.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

png() # a PNG of 40 x 50 pixels
{
	printf '%s' iVBORw0KGgoAAAANSUhEUgAAACgAAAAyCAAAAAAL2MZMAAAAHklEQVR42mMIJRIwjCocVTiqcFThqMJRhaMKh49CAHvfmC+x9HIVAAAAAElFTkSuQmCC
}
"$KB" -q init . >/dev/null 2>&1
mkdir raw/deep "raw/Saved page_files"
png | base64 -d >raw/old-harbour_crane.png
png | base64 -d >"raw/Saved page_files/x 1.png"
printf 'alert(1)\n' >"raw/Saved page_files/script.txt"
{
	echo '<html><body><article><h1>Saved page</h1><p>A page that was saved with its parts, which stand in a folder beside it.</p>'
	echo '<img src="Saved%20page_files/x%201.png" alt="Part"><p>More words of the page so that it is an article of some length.</p></article></body></html>'
} >'raw/Saved page.html'
ok 'an image without a note' "$KB" ingest --json
page=wiki/text/old-harbour-crane-text.md
like 'is titled by its name' "$(cat $page)" '^title: Old harbour crane$'
like '... says what it is' "$(cat $page)" '^PNG image, 40 × 50 pixels\.'
like '... and shows itself' "$(cat $page)" '^!\[\]\(\.\./\.\./raw/old-harbour_crane\.png\)'
is 'parts of a saved page are no sources' "$(grep -c '_files' "$OUT")" 0
like '... but shown by it' "$(cat wiki/text/saved-page-text.md)" \
	'^!\[Part\]\(\.\./\.\./raw/Saved%20page_files/x%201\.png\)'

# the page that embeds it says what it shows
cat >raw/deep/note.md <<END
# Cranes

Cranes lift boats out of the water.

![The crane in 1890|300](../old-harbour_crane.png)

*The crane by the harbour, before the fire.*

![inside](data:image/png;base64,$(png)) ![[old-harbour_crane.png]]

![away](../../outside.png) ![root](/etc/passwd.png)
END
ok 'a note that embeds it' "$KB" ingest
note=wiki/text/cranes-text.md
like 'its links hold from the text page' "$(cat $note)" '^!\[The crane in 1890\|300\]\(\.\./\.\./raw/old-harbour_crane\.png\)'
like 'a link out of raw/ is left alone' "$(cat $note)" '!\[away\]\(\.\./\.\./outside\.png\) !\[root\]\(/etc/passwd\.png\)'
like 'bytes in an address become a file' "$(cat $note)" '!\[inside\]\(\.\./\.\./raw/assets/[a-z2-7]{16}\.png\)'
same '... of the same bytes' raw/old-harbour_crane.png raw/assets/*.png
like 'the image says what the note says of it' "$(cat $page)" '^The crane by the harbour, before the fire\.'
like '... and has its alt text' "$(cat $page)" '^!\[The crane in 1890\]'
ok 'it can be compiled' "$KB" -q compile
source=wiki/sources/old-harbour-crane-source.md
like 'its source page shows it' "$(cat $source)" '^!\[The crane in 1890\]\(\.\./\.\./raw/old-harbour_crane\.png\)'
like '... with its words' "$(cat $source)" 'before the fire'
is 'no asset is a source' "$("$KB" status --json | grep -c 'raw/assets')" 0
ok 'every link holds' "$KB" lint --rule broken-link --rule missing-image raw/assets wiki/sources \
	$page wiki/text/saved-page-text.md
ok 'once more' "$KB" ingest
like '... nothing changes' "$(cat "$OUT")" 'nothing changed'
mkdir ../fresh && cp -R raw ../fresh/ && rm -r ../fresh/raw/assets &&
	(cd ../fresh && "$KB" -q init . >/dev/null 2>&1 && "$KB" -q compile >/dev/null)
"$KB" -q compile >/dev/null
sums . >../here
sums ../fresh >../there
same 'all is as if it had been made at once' ../here ../there
sed 's/before the fire/after the fire/' raw/deep/note.md >../n && cp ../n raw/deep/note.md
ok 'the note changes' "$KB" ingest
like '... and so does the page of the image' "$(cat $page)" 'after the fire'
rm raw/deep/note.md
ok 'the note goes' "$KB" ingest
unlike '... and its words with it' "$(cat $page)" 'fire'
ok '... the bytes that it brought stay' test -s raw/assets/*.png

# secrets
printf '# Keys\n\nThe key of the door is ghp_abcdefghij0123456789ABCDEFGHIJ012345 and under the mat.\n' >raw/keys.md
ok 'a source with a secret' "$KB" ingest
like '... is reported' "$(cat "$OUT")" 'masked what looks like a secret \(GitHub token\)'
unlike '... the secret is not in the wiki' "$(cat wiki/text/*)" 'abcdefghij0123456789'

# raw/assets that is no folder
rm -r raw/assets && mkdir ../trap && ln -s ../../trap raw/assets
printf '# Trap\n\nWords of the trap and ![inside](data:image/png;base64,%s) of it.\n' "$(png)" >raw/trap.md
ok 'raw/assets is a link' "$KB" ingest
like '... is told' "$(cat "$OUT")" 'its images are not saved: raw/assets is no folder'
is '... and not followed' "$(ls ../trap)" ''
done_testing
