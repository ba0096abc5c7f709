#!/bin/sh
# ingest.t - sources become documents; what cannot be used is said and stops nothing.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

small_base
ok 'all of raw/' "$KB" ingest --json
like 'a report an item' "$(cat "$OUT")" '"path": ?"raw/wiki.html"'
text=wiki/text/what-a-wiki-is-text.md
ok 'a page is named by its title, the site cut off' test -s "$text"
like 'it names its source' "$(cat "$text")" '^  - raw/wiki.html$'
like 'it has the date' "$(cat "$text")" '^published: 2020-06-01'
unlike 'navigation and footer are gone' "$(cat "$text")" 'About|Copyright'
is 'each paragraph has an id' "$(grep -c ' \^[a-z2-7]\{8\}$' "$text")" 3

# ids come from the words
id=$(sed -n 's/.*readers fix.* \^\([a-z2-7]*\)$/\1/p; s/^Readers of a wiki.* \^\([a-z2-7]*\)$/\1/p' "$text")
sed 's/<p>Every/<p>Quite new words stand here now, before all the others.<\/p><p>Every/' raw/wiki.html >x
mv x raw/wiki.html
ok 'a changed source' "$KB" ingest
like 'a passage keeps its id when its neighbours change' "$(cat "$text")" "Readers of a wiki.* \\^$id\$"

# copies, unreadable things, other formats
cp raw/backlinks.txt raw/copy.txt
: >raw/empty.md
printf 'MZ\000\000\001\002' >raw/tool.exe
ln -s /etc/passwd raw/passwd.txt
mkdir -p 'raw/sub folder'
printf 'Caf\351 society met in the cafe every day of the week.\n' >'raw/sub folder/latin "1".txt'
exits 'bad files do not stop the run' 0 "$KB" ingest --json
like 'a copy is skipped and named' "$(cat "$OUT")" 'same bytes as raw/backlinks.txt'
like 'an empty file is skipped' "$(tr -d '\n ' <"$OUT")" '"raw/empty.md"'
unlike 'a link is never followed' "$(cat wiki/text/*)" 'root:'
like 'a legacy encoding is decoded' "$(cat wiki/text/latin*)" 'Café society'

# the copy takes over when the first goes
rm raw/backlinks.txt
ok 'the first of two copies goes' "$KB" ingest
like 'the other stands for it' "$(cat wiki/text/*backlinks*-text.md wiki/text/copy-text.md 2>/dev/null)" \
	'raw/copy.txt'

# a path from elsewhere, and standard input
mkdir ../away && printf '# Away\n\nThis file stood outside the base until it was brought in.\n' >../away/away.md
ok 'a path outside raw/ is copied in' "$KB" ingest ../away/away.md
same 'byte for byte' ../away/away.md raw/away.md
ok 'once' "$KB" ingest ../away/away.md
ok 'not twice' test ! -e raw/away-2.md
printf '# Piped\n\nThese words came in through standard input, as a pipe does.\n' | "$KB" ingest - >/dev/null
ok 'standard input is a source' test -s wiki/text/piped-text.md
exits 'a missing file is named' 3 "$KB" ingest nowhere.md
like '... with its name' "$(cat "$ERR")" 'nowhere.md'

# a side file
printf 'title: A better title\ntags: [extra]\n' >raw/wiki.html.kb.yaml
ok 'a side file' "$KB" ingest
ok '... gives the title' test -s wiki/text/a-better-title-text.md
ok '... and the old page is gone' test ! -e "$text"

# two sources of one title
printf '# Away\n\nQuite another text that happens to have the title of its neighbour.\n' >raw/again.md
ok 'two sources with one title' "$KB" ingest
is '... have two pages' "$(ls wiki/text | grep -c '^away')" 2

# evidence that somebody edits
printf '\nA line that nobody wrote in the source.\n' >>wiki/text/piped-text.md
ok 'an edited document' "$KB" ingest --json
like '... is reported' "$(cat "$OUT")" 'kept as .kb/kept/'
unlike '... made anew' "$(cat wiki/text/piped-text.md)" 'nobody wrote'
like '... and kept' "$(cat .kb/kept/*)" 'nobody wrote'
ok 'the kept version is adopted' "$KB" adopt .kb/kept/piped-text.*.md
ok '... as a source' sh -c 'ls raw/*.fixed.md'
ok '... that stands for the old one' "$KB" ingest
like '... from now on' "$(cat wiki/text/piped-text.md)" 'nobody wrote'

# a program that is missing is no fault of the source: it is tried again, and what was read before stays
mkdir ../bin ../none
printf '{\\rtf1 The memex is a desk.}\n' >raw/desk.rtf
printf '#!/bin/sh\ncat >/dev/null\nprintf "<body>\\n<h2>Desk</h2>\\n<p>The memex is a desk with a lid.</p>\\n"\n' >../bin/pandoc
chmod +x ../bin/pandoc
PATH=../none exits 'a source whose converter is missing' 1 "$KB" compile
like '... fails with the remedy' "$(cat "$OUT")" 'raw/desk.rtf: .*apt-get install pandoc'
PATH="$_dir/bin:$PATH" ok 'with the converter there it is read' "$KB" compile
like '... and has a page' "$(cat wiki/text/desk-text.md)" 'a desk with a lid'
PATH=../none exits 'the converter goes again, all is made anew' 1 "$KB" ingest --force
like '... and what was read before stays' "$(cat wiki/text/desk-text.md)" 'a desk with a lid'
done_testing
