#!/bin/sh
# lint-base: a base as compiled has no errors; each kind of damage to it is found and named.
. "$(dirname "$0")/lib.sh"

mkdir base && cd base || exit 1
"$KB" init . >/dev/null 2>&1
cat >raw/desk.md <<'END'
# The desk of drawers

The desk of drawers is a machine for reading film. The desk of drawers holds nine drawers of film
and two screens that stand side by side. A reader pulls a lever and the desk turns a page.

The lever of the desk moves the film one page at a time. Nobody has opened the seventh drawer since
the long rain of that winter.
END
cat >raw/lever.md <<'END'
# The lever

A lever is a bar that turns on a pin. The lever of the desk of drawers moves the film one page at a
time. Every lever of the desk of drawers is made of brass and painted black.
END
ok 'compiles' "$KB" compile
exits 'no findings above info in what kb wrote' 0 "$KB" lint
is 'no error and no warning' "$(grep -cE ': (error|warning) ' "$OUT")" 0
cp -R . ../clean

# $1 rule, $2 place expected (a regex)
finds()
{
	"$KB" lint --rule "$1" >"$OUT" 2>"$ERR"
	like "$1" "$(cat "$OUT")" "^$2: [a-z]+ $1: "
}
again()
{
	cd ../base || exit 1
	rm -rf wiki raw .kb
	cp -R ../clean/. .
}

text=wiki/text/desk-text.md
[ -f "$text" ] || text=$(ls wiki/text/*.md | head -1)
sed 's/film/tape/g' "$text" >new && mv new "$text"
finds edited-evidence "$text:1:1"
finds quote-mismatch 'wiki/.*\.md:[0-9]+:1'

again
page=$(grep -lE '^\[\^[a-z0-9]+\]: ' wiki/concepts/*.md wiki/sources/*.md | head -1)
sed 's/^\(\[^[a-z0-9]*\]: .*: "\)/\1Invented words in front /' "$page" >new && mv new "$page"
finds quote-mismatch "$page:[0-9]+:1"
finds edited-generated "$page:1:1"

again
sed 's/#^[a-z0-9]*)/#^aaaaaaaa)/' "$page" >new && mv new "$page"
finds broken-block "$page:[0-9]+:[0-9]+"

again
rm raw/desk.md
finds missing-source 'wiki/text/.*\.md:[0-9]+:1'

again
echo 'More words than before.' >>raw/desk.md
finds stale 'wiki/text/.*\.md:[0-9]+:1'

again
cp raw/desk.md raw/new.md
echo 'Other words.' >>raw/new.md
finds uncompiled-source 'raw/new\.md:1:1'

again
rm wiki/text/*.md
finds broken-link 'wiki/.*\.md:[0-9]+:[0-9]+'

again
printf -- '---\ntitle: Mine\n---\nA page of mine to [nowhere](gone.md).\n' >wiki/mine.md
finds broken-link 'wiki/mine\.md:4:19'
finds missing-field 'wiki/mine\.md:1:1'
finds orphan 'wiki/mine\.md:1:1'

again
page=wiki/concepts/lever.md
[ -f "$page" ] || page=$(ls wiki/concepts/*.md | head -1)
sed 's/^# .*/&\
\
A sentence of mine./' "$page" >new && mv new "$page"
mkdir -p .kb/kept
echo 'Words that kb would rather have written there.' >".kb/kept/$(basename "$page" .md).abcdefgh.md"
finds edit-conflict "$page:1:1"
rm -r .kb/kept
exits 'no kept words, no conflict' 0 "$KB" lint --rule edit-conflict

again
"$KB" ask --save 'What is a lever?' >/dev/null 2>&1
exits 'a fresh answer' 0 "$KB" lint --rule stale-answer
answer=$(ls wiki/answers/*.md)
echo 'A lever is cold in winter.' >>raw/lever.md
"$KB" compile >/dev/null 2>&1
finds stale-answer "$answer:[0-9]+:1"

again
printf '[[nowhere]] in a source is its own business.\n' >raw/loose.md
exits 'links in raw/ are not judged' 0 "$KB" lint --rule broken-link
printf '[[nowhere]]\n' >.kb/hidden.md
mkdir -p wiki/.trash && printf '[[nowhere]]\n' >wiki/.trash/x.md
exits 'nor are dot folders' 0 "$KB" lint --rule broken-link
done_testing
