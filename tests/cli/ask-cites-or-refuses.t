#!/bin/sh
# kb ask gives verbatim cited sentences of the documents, or says that the base does not hold it.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
cat >raw/memex.md <<'MD'
---
title: The memex
---
The memex is a desk in which a person stores all books, records and letters. It was described by
Vannevar Bush in July 1945. Bush hoped that it would ease the burden of research, because the number
of publications had grown beyond what anyone could read.

A drawing of 1945 shows 2 screens and 1 keyboard.

## Associative trails

A trail ties two items together. It can be followed again at any time.
MD
cat >raw/tide.md <<'MD'
# Tides

Tide
: The rise and fall of the sea.

Tides are caused by the pull of the moon and the sun. Spring tides come at new and full moon,
whereas neap tides come at half moon.

There are three kinds of tide:

- diurnal: one high water a day
- semidiurnal: two high waters a day
- mixed: two high waters of different height
MD
cat >raw/ebbe.md <<'MD'
# Ebbe und Flut

Die Gezeiten sind das Steigen und Fallen des Meeres. Im Jahr 1687 veröffentlichte Newton die erste
Erklärung der Gezeiten, die auf der Anziehung des Mondes beruht.
MD
cat >raw/潮.md <<'MD'
# 潮の満ち引き

潮汐とは、月と太陽の引力によって海面が上下する現象である。最初のタイドゲージは1831年に設置された。
MD
cat >raw/gauges.md <<'MD'
# Tide gauges

A tide gauge is an instrument that records the height of the sea. It was improved by Henry Palmer in
London. Gauges come in three designs:

design | records | weakness
------ | ------- | --------
float | on paper | silt
radar | from above | foam
bubbler | by pressure | salt
MD
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do
	printf '# Note %s\n\nThis is a note about harbour number %s and the ships in it.\n' $i $i >raw/n$i.md
done
"$KB" -q ingest >/dev/null

answers()
{
	exits "$1" 0 "$KB" ask "$1"
	like '... with the words' "$(tr '\n' ' ' <"$OUT")" "$2"
}

answers 'What is the memex?' 'The memex is a desk'
answers 'Who described the memex?' 'Vannevar Bush'
answers 'When was the memex described?' '1945'
answers 'How many screens does the drawing show?' '2 screens'
answers 'Why did Bush hope it would ease research?' 'because the number'
answers 'What causes tides?' 'pull of the moon'
answers 'What is the difference between spring tides and neap tides?' 'whereas neap tides'
answers 'Was sind die Gezeiten?' 'Die Gezeiten sind das Steigen'
answers 'Wann veröffentlichte Newton die Erklärung der Gezeiten?' '1687'
answers '潮汐とは何ですか?' '海面が上下する現象'
answers '最初のタイドゲージはいつ設置されましたか?' '1831'
answers 'Who improved the tide gauge?' 'A tide gauge is an instrument.* It was improved by Henry Palmer'
answers 'Which designs do gauges come in?' 'three designs.*float.*radar.*bubbler'
unlike '... without the head of the table' "$(cat "$OUT")" 'design \| records'

for q in 'What is the capital of France?' 'When was the memex sold?' 'Who built the moon?' \
	'How many people live in Paris?' 'Is quantum gravity renormalizable?' \
	'Wann starb Goethe?' '東京タワーはいつ建てられましたか?' 'What is a tide table?' \
	'Why did Henry Palmer leave London?'; do
	exits "refused: $q" 1 "$KB" ask "$q"
	like '... and says so' "$(cat "$OUT")" 'not in the base'
done

ok 'as JSON' "$KB" ask --json 'When was the memex described?'
like '... the outcome' "$(cat "$OUT")" '"outcome": *"answered"'
id=$(sed -n 's/.*"passage": *"\([a-z2-7]*\)".*/\1/p' "$OUT" | head -n 1)
like '... the passage stands in the page' "$(cat wiki/text/*memex*-text.md)" "\\^$id\$"

ok 'bound to a source' "$KB" ask --source 'tide.md' 'What causes tides?'
exits '... strictly' 1 "$KB" ask --source 'tide.md' 'What is the memex?'

ok 'saved' "$KB" ask --save 'What is the memex?'
like '... as an answer that nobody reviewed' "$(cat wiki/answers/*-answer.md)" '^type: answer$'
like '... with its question' "$(cat wiki/answers/*-answer.md)" '^title: .*What is the memex'
like '... and its status' "$(cat wiki/answers/*-answer.md)" '^status: unreviewed$'
like '... and its proof' "$(cat wiki/answers/*-answer.md)" \
	'^\[\^[a-z2-7]*\]: \[.*\]\(\.\./text/.*#\^[a-z2-7]*\): ".*memex is a desk'
like '... and in the log' "$(cat wiki/log.md)" '\] answer \| What is the memex'
ok 'the same question again' "$KB" ask --save 'What is the memex?'
is '... is the same page' "$(ls wiki/answers | wc -l | tr -d ' ')" 1
echo 'A note of mine.' >>wiki/answers/what-is-the-memex-answer.md
ok 'an edited answer' "$KB" ask --save 'What is the memex?'
like '... is never written over' "$(cat wiki/answers/what-is-the-memex-answer.md)" 'A note of mine'
exits 'a refusal is not saved' 1 "$KB" ask --save 'What is the capital of France?'
is '... as a page' "$(ls wiki/answers | grep -c france)" 0

sed 's/is a desk in which/is a box in which/' wiki/text/the-memex-text.md >x && mv x wiki/text/the-memex-text.md
"$KB" ask --json 'What is the memex?' >"$OUT" 2>&1
unlike 'a quote that its page no longer has is not given' "$(cat "$OUT")" '"quote": *".*is a desk'
# what defines, what a stemmer takes for the word asked, figures whose document is all about the question
cat >raw/buoys.md <<'MD'
---
title: How much to pay at a mooring buoy
---
The Buoy Office provides a register of all moorings. More of it can be found in the Harbour Guide of the
Buoy Office.

Paying at a mooring buoy is not hard. The usual amount to pay at a mooring buoy is 12 crowns.

A mooring of rope, a mooring of chain, and a mooring of wire are to be looked at. A mooring is let by the
year, by the month, and by the day. The mooring at the pier, the mooring at the mole, and the mooring at
the wall are taken. The mooring is lit, numbered, and dry. The mooring costs light, watch, and care. Who
takes a mooring pays for the mooring, the light, and the watch. Each mooring falls into one of three
categories.
MD
"$KB" -q ingest >/dev/null
ok 'a thing is what it provides' "$KB" ask 'What is the Buoy Office?'
like '... is told' "$(tr '\n' ' ' <"$OUT")" '^The Buoy Office provides a register'
exits '"found" is not "founded"' 1 "$KB" ask 'Who founded the Buoy Office?'
ok 'a figure in a document of that title' "$KB" ask 'How much should I pay at a mooring buoy?'
like '... is told' "$(cat "$OUT")" '12 crowns'
ok 'asked for types' "$KB" ask 'What are the types of mooring?'
like '... the categories are told' "$(tr '\n' ' ' <"$OUT")" 'one of three categories'
rm raw/buoys.md && "$KB" -q ingest >/dev/null
cat >raw/rigging.md <<'MD'
---
title: Rigging a small sailing boat
---
Tell three friends of this show on sailing. Is it time to rig your boat anew? A small boat is rigged from the
mast down, shrouds first. The show was brought to you by a boat of friends.
MD
"$KB" -q ingest >/dev/null
ok 'asked how' "$KB" ask 'How is a small sailing boat rigged?'
like '... by what tells how' "$(tr '\n' ' ' <"$OUT")" 'rigged from the mast down'
unlike '... and not by any sentence of a page of that title' "$(cat "$OUT")" 'friends'
rm raw/rigging.md && "$KB" -q ingest >/dev/null

done_testing
