#!/bin/sh
# commands: a walk through all of them as a new user makes it, and the form of what programs read.
. "$(dirname "$0")/lib.sh"

# The keys of the objects in a JSON list, or of an object (with $2 = 2), in their order.
keys()
{
	sed -n "s/^ \{${2:-4}\}\(\"[a-z_]*\"\): .*/\1/p" "$1" | tr -d '"' | awk '!seen[$0]++' | tr '\n' ' '
}

ok 'kb init' "$KB" init notes
like 'prints what it made' "$(cat "$OUT")" '^notes/kb\.yaml$'
like 'says how to go on' "$(cat "$ERR")" 'put documents into notes/raw/'
ok 'kb init again' "$KB" init notes
is 'makes nothing' "$(cat "$OUT")" ''
like 'and says so' "$(cat "$ERR")" 'nothing to do'

cat >notes/raw/lighthouse.md <<'END'
---
title: The lighthouse of Brunn
---
# The lighthouse of Brunn

The lighthouse of Brunn was built in 1874 on a rock two miles off the coast. Its Fresnel lens
was made in Paris and carries light for twenty-one miles. A Fresnel lens is a lens made of
rings of glass, so that it is thin and light.

The lighthouse keeper lived in the tower until 1961, when the lamp was made automatic.
END
cat >harbour.txt <<'END'
The harbour of Brunn

The harbour lies behind the lighthouse of Brunn. Ships steer by the Fresnel lens at night.
The harbour master keeps the log of all ships.
END
cd notes || exit 1

ok 'kb status before anything is read' "$KB" status
like 'says what waits' "$(cat "$OUT")" '^to ingest +1$'
like 'and what to do' "$(cat "$ERR")" 'run kb compile'
exits 'kb search before' 1 "$KB" search lens
like 'says what to do' "$(cat "$ERR")" 'run kb compile'

ok 'kb ingest of a file from elsewhere' "$KB" ingest ../harbour.txt
like 'copies it in' "$(cat "$OUT")" '^new +raw/harbour\.txt -> wiki/text/.*-text\.md, [0-9]+ words$'
same 'byte for byte' ../harbour.txt raw/harbour.txt
ok 'kb ingest of standard input' sh -c 'printf "# Buoys\n\nA red buoy marks the port side of the channel.\n" | "$KB" ingest --json -'
is 'its report' "$(keys "$OUT" 2)" 'items counts seconds '
is 'an item' "$(keys "$OUT" 6)" \
	'status path from page type title reason notes words passages '

ok 'kb compile --dry-run' "$KB" compile --dry-run
like 'says what it would do' "$(cat "$OUT")" '^to ingest +1 new'
is 'and writes nothing' "$(ls wiki/concepts 2>/dev/null)" ''
ok 'kb compile' "$KB" compile
like 'what was written' "$(cat "$OUT")" '^written +[0-9]+ pages?$'
like 'what is there now' "$(cat "$OUT")" '^3 sources, [0-9]+ claims?, [0-9]+ concepts?, [0-9]+ pages?$'
like 'what it took' "$(cat "$OUT")" '^[0-9.]+ s, .* 0 calls of a model \(builtin\)$'
ok 'kb compile again' "$KB" compile --json
is 'writes nothing' "$(grep -c '"written": \[\]' "$OUT")" 1
is 'its report' "$(keys "$OUT" 2)" \
	'ingest written relinked removed edited lost sources claims concepts pages staged digests articles overviews calls dropped engine seconds spent plan plan_kinds left doubts waiting explain '
ok 'kb compile --explain' "$KB" compile --explain raw/lighthouse.md
like 'says why it is as it is' "$(cat "$OUT")" 'raw/lighthouse\.md'

ok 'kb search' "$KB" search fresnel lenses
like 'title, then place' "$(cat "$OUT")" '^  wiki/text/[^ ]*#\^[a-z0-9]+$'
ok 'kb search --json' "$KB" search --json fresnel lenses
is 'its form' "$(keys "$OUT")" 'path source passage title score snippet '
like 'source is below raw/' "$(cat "$OUT")" '"source": "raw/lighthouse\.md"'
ok 'kb search -n 1' "$KB" search --json -n 1 brunn
is 'one hit' "$(grep -c '"path"' "$OUT")" 1
exits 'kb search for what is not there' 1 "$KB" search --json zyzzogeton
is 'an empty list' "$(tr -d '\n ' <"$OUT")" '[]'

ok 'kb ask' "$KB" ask 'When was the lighthouse of Brunn built?'
like 'a sentence with its number' "$(cat "$OUT")" '1874.*\[1\]|\[1\]$'
like 'the quote' "$(cat "$OUT")" '^  1  "'
like 'its place' "$(cat "$OUT")" '^     wiki/text/[^ ]*#\^[a-z0-9]+$'
place=$(sed -n 's/^     \(wiki.*\)$/\1/p' "$OUT" | head -n 1)
ok 'kb show of that place' "$KB" show "$place"
like 'is the passage' "$(cat "$OUT")" 'lighthouse of Brunn'
ok 'kb ask --json' "$KB" ask --json 'When was the lighthouse of Brunn built?'
is 'its form' "$(keys "$OUT" 2)" 'outcome sentences evidence missing wanted next outside engine dropped usd nearest markdown saved '
is 'its evidence' "$(sed -n '/^  "evidence"/,$p' "$OUT" >part; keys part 6)" \
	'label path passage quote title source '
exits 'kb ask what the base does not say' 1 "$KB" ask 'Who won the chess olympiad in Dresden?'
like 'says so' "$(cat "$OUT")" '^not in the base:'

page=$(cd wiki/concepts && ls | head -n 1)
ok 'kb show of a page by its name' "$KB" show "${page%.md}"
ok 'kb show --json' "$KB" show --json "wiki/concepts/$page"
is 'its form' "$(keys "$OUT" 2)" 'path title text '
exits 'kb show of what is not there' 1 "$KB" show no such page
like 'is named' "$(cat "$ERR")" 'no such page'

ok 'kb trace' "$KB" trace "wiki/concepts/$page"
like 'a check mark and a quote' "$(cat "$OUT")" '^      ✓ "'
like 'the passage' "$(cat "$OUT")" '^        wiki/text/[^ ]*#\^[a-z0-9]+$'
like 'the source' "$(cat "$OUT")" '^        raw/'
ok 'kb trace --json' "$KB" trace --json "wiki/concepts/$page"
is 'its form' "$(keys "$OUT")" 'sentence line label quote path passage text source verified '
unlike 'every quote stands in its passage' "$(cat "$OUT")" '"verified": false'

ok 'kb lint' "$KB" lint
ok 'kb concepts' "$KB" concepts
ok 'kb concepts --json' "$KB" concepts --json
is 'its form' "$(keys "$OUT")" 'name kind path description aliases claims sources '
ok 'kb concepts FILE' "$KB" concepts --json raw/lighthouse.md
is 'its form' "$(keys "$OUT")" 'term score '
ok 'kb summarize' "$KB" summarize --words 20 raw/lighthouse.md
like 'words of the text' "$(cat "$OUT")" 'Brunn|Fresnel|keeper'
ok 'kb convert' "$KB" convert raw/lighthouse.md
like 'front matter' "$(cat "$OUT")" '^title: "?The lighthouse of Brunn"?$'
ok 'kb convert of standard input' sh -c '"$KB" convert --type text - <raw/harbour.txt'
like 'its text' "$(cat "$OUT")" 'harbour master'

ok 'kb log' "$KB" log
like 'a source' "$(cat "$OUT")" '^[0-9]{4}-[0-9]{2}-[0-9]{2}  ingest +'
ok 'kb log --json' "$KB" log --json -n 1
is 'its form' "$(keys "$OUT")" 'date kind title detail '
is 'the last one' "$(grep -c '"date"' "$OUT")" 1
ok 'kb status' "$KB" status --json
like 'sources' "$(cat "$OUT")" '"sources": 3,'
like 'nothing waits' "$(cat "$OUT")" '"to_ingest": 0,'
ok 'kb doctor' "$KB" doctor --json
is 'its form' "$(keys "$OUT")" 'name ok needed state remedy '

# -q: the answer stays, the talk goes.
ok 'kb -q status' "$KB" -q status
is 'says nothing else' "$(cat "$ERR")" ''
ok 'kb compile -q' "$KB" compile -q
is 'says nothing else' "$(cat "$ERR")" ''

done_testing
