#!/bin/sh
# kb ask in other forms: a page, slides, a table, a chart; bound to tags and dates; asked again.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
cat >raw/memex.md <<'MD'
---
title: The memex
date: 1945-07-01
tags: [history]
---
The memex is a desk in which a person stores all books, records and letters. It was described by
Vannevar Bush in July 1945.

## Trails

A trail of the memex ties two items together, so that a trail -- once made -- can be followed again.
MD
cat >raw/memex2.md <<'MD'
---
title: The memex today
date: 2021-03-02
tags: [now]
---
The memex is a forerunner of the web, in which links lead from page to page.
MD
cat >raw/ships.md <<'MD'
---
title: Ships of the harbour
---
The harbour keeps a list of its ships with their speed.

| Ship | Speed (kn) |
|---|---|
| Alma | 9.5 |
| Clio \| Sons | 12.25 |
| Freya | 16 |
MD
for i in 1 2 3 4 5 6 7 8 9; do
	printf '# Note %s\n\nThis is a note about cats number %s and mice.\n' $i $i >raw/n$i.md
done
"$KB" -q compile >/dev/null

# what is off the matter
cat >raw/talk.md <<'MD'
# Talk

The fact that the canteen only caters to students is no surprise. the minister said in the house that
he had never invented a story and that the papers had all of it wrong from the first day on . last week
his secretary was at home when the telephone rang and a voice that nobody knew asked for the plans of
the new bridge over the river, which were in a drawer . the police came at noon and left at two, and
nothing more was heard of it until the spring, when the drawer was found empty and the bridge half built .
MD
for q in 'What is catering?' 'Who invented the telephone?' 'Why is the bridge blue?' 'What is the capital of the bridge?'; do
	exits "refused: $q" 1 "$KB" ask "$q"
done
ok 'a definition is still one' "$KB" ask 'What is the memex?'

# bounds
"$KB" ask --tag now --json 'What is the memex?' >"$OUT"
is '--tag binds' "$(sed -n 's/^ *"source": *"\(.*\)".*/\1/p' "$OUT" | sort -u)" raw/memex2.md
exits '... strictly' 1 "$KB" ask --tag history 'What leads from page to page in the forerunner of the web?'
"$KB" ask --since 2000 --json 'What is the memex?' >"$OUT"
is '--since binds' "$(sed -n 's/^ *"source": *"\(.*\)".*/\1/p' "$OUT" | sort -u)" raw/memex2.md
ok '... that very date too' "$KB" ask --since 2021-03-02 'What is the memex?'
exits '... strictly' 1 "$KB" ask --since 2021-03-03 'What is the memex?'
for date in yesterday 2021-13 2021-00-01 2021-05-32 2021-5 +021 0000; do
	exits "... no date: $date" 2 "$KB" ask --since $date 'What is the memex?'
done
exits 'no question' 2 "$KB" ask ' '
exits 'a glob that no source fits' 1 "$KB" ask --source 'papers/*' 'What is the memex?'
like '... is told of' "$(cat "$ERR")" 'no source matches papers/\*$'

# a page
ok 'md' "$KB" ask --form md 'What is the memex?'
like '... with footnotes' "$(cat "$OUT")" '^\[\^[a-z2-7]*\]: \[The memex'

# slides
ok 'marp' "$KB" ask --form marp --out deck.md 'What is the memex?'
slides=$("$KB" ask --form marp --json 'What is the memex?' | sed -n 's/^ *"slides": *\([0-9]*\).*/\1/p')
is '... slides are told' "$(($(grep -c '^---$' deck.md) - 1))" "$slides"
like '... default theme' "$(sed -n 1,8p deck.md)" '^theme: default$'
is '... a footer on each with a source' "$(grep -c '^<!-- _footer: "Source: ' deck.md)" \
	"$(grep -c '^<!--$' deck.md)"
is '... notes hold quotes' "$(grep -c '^- ".*(wiki/text/.*#^[a-z2-7]*)"$' deck.md)" \
	"$("$KB" ask --form marp --json 'What is the memex?' | grep -c '^ *"quote"')"
is '... no comment is left open' "$(grep -c '<!--' deck.md)" "$(grep -c -e '-->' deck.md)"
awk '/^- / { n = length($0); lines += int(n / 65) + 1 } /^---$/ { if (lines > 11) bad++; lines = 0 }
	END { exit bad > 0 }' deck.md
is '... none is too high by our count' $? 0
marp=$(command -v marp || ls /usr/lib/node_modules/.bin/marp 2>/dev/null)
if [ -n "$marp" ]; then
	"$marp" deck.md -o deck.html >/dev/null 2>&1
	is '... marp-cli makes as many' "$(grep -o '<section' deck.html | wc -l | tr -d ' ')" "$slides"
else
	skip '... marp-cli makes as many' 'no marp'
fi

# pictures and emoji
mkdir -p raw/assets
printf '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>\n' >raw/assets/whale.svg
cat >raw/whale.md <<'MD'
---
title: The whale 🐋 at :sea:
---
## Size

The whale 🐋 of the bay is as long as a bus, see :whale: below.

![A whale](assets/whale.svg)

![Another](assets/gone.svg)
MD
"$KB" -q ingest >/dev/null
mkdir -p talks
ok 'a deck with a picture' "$KB" ask --form marp --out talks/whale.md 'What is the whale of the bay as long as?'
like '... beside its section' "$(cat talks/whale.md)" '^!\[bg contain right:60%\]\(\.\./raw/assets/whale\.svg\)$'
is '... that is there, as seen from the deck' "$(cd talks && sed -n 's/^!.*](\(.*\))$/\1/p' whale.md |
	while IFS= read -r f; do [ -s "$f" ] || echo "no $f"; done)" ''
is '... and so are the sources' "$(cd talks && sed -n 's/^- \[.*](\(.*\))$/\1/p' whale.md |
	while IFS= read -r f; do [ -s "$f" ] || echo "no $f"; done)" ''
unlike '... one that is not there is left out' "$(cat talks/whale.md)" 'gone'
unlike '... no emoji that Marp would fetch' "$(sed '/^<!--$/,/^-->$/d' talks/whale.md)" '🐋|:sea:|:whale:'
like '... but as a character' "$(cat talks/whale.md)" '&#x1F40B;'
if [ -n "$marp" ]; then
	"$marp" --no-stdin talks/whale.md -o whale.html >/dev/null 2>&1
	is '... nothing is fetched' "$(grep -c 'cdn' whale.html)" 0
	like '... the whale is shown' "$(cat whale.html)" '🐋 of the bay'
else
	skip '... nothing is fetched' 'no marp'
	skip '... the whale is shown' 'no marp'
fi
rm raw/whale.md && "$KB" -q ingest >/dev/null

# a chart of the figures that a deck quotes
ok 'a deck with figures' "$KB" ask --form marp --out ships.deck.md 'Which ships with which speed does the harbour keep?'
is '... has one chart' "$(grep -c '^<!-- _backgroundImage: "url(.data:image/svg+xml,' ships.deck.md)" 1
perl -ne 'if (/svg\+xml,(.*)\x27\)" -->$/) { $_ = $1; s/%([0-9A-F]{2})/chr hex $1/ge; print }' ships.deck.md >drawn.svg
ok '... whose spec stands beside it' "$KB" chart --theme light --out again.svg ships.deck.json
same '... and draws the same' drawn.svg again.svg
is '... with the figures of the source' "$(grep -oE '>(9\.5|12\.25|16)<' drawn.svg | sort -u | tr -d '<>' | xargs)" '12.25 16 9.5'
like '... its data among the notes' "$(cat ships.deck.md)" '^- "Clio.* \| 12\.25"$'
like '... its source in the footer' "$(grep -B1 _backgroundImage ships.deck.md)" '_footer: "Source: Ships of the harbour, raw/ships.md"'
perl -ne 'if (/_backgroundSize: "(\d+)px (\d+)px"/) { exit !($1 <= 1130 && $2 <= 470) }' ships.deck.md
is '... no higher than its slide' $? 0
cat >raw/long.md <<'MD'
---
title: A very long account of the lighthouses of the northern coast, of those who kept them and of how they did it
---
The lighthouses of the northern coast were kept by the families of fishermen.
MD
"$KB" -q ingest
ok 'a deck from a document with a long title' "$KB" ask --form marp --out long.deck.md 'Who kept the lighthouses of the northern coast?'
like '... names its path all the same' "$(cat long.deck.md)" '_footer: "Source: A very long account .* …, raw/long\.md" -->$'
rm raw/long.md && "$KB" -q ingest
unlike 'a deck without figures has none' "$(cat deck.md)" 'backgroundImage'
ok 'a saved deck with a chart' "$KB" ask --form marp --save 'Which ships with which speed does the harbour keep?'
is '... has its spec beside it' "$(ls wiki/answers/*.json | wc -l | tr -d ' ')" 1
"$KB" lint wiki/answers/*.md >"$OUT" 2>"$ERR"
is '... and a page that lint finds nobody links to, no more' "$(cut -d ' ' -f 1-3 "$OUT" | sed 's/.*md:[0-9:]* //' | xargs)" 'warning orphan:'
rm -f wiki/answers/* && "$KB" -q compile >/dev/null

# a table
ok 'table' "$KB" ask --form table 'Which ships has the harbour, with what speed?'
like '... of a source' "$(cat "$OUT")" '^\| Ship \| Speed \(kn\) \|$'
like '... each row cited' "$(cat "$OUT")" '^\| Freya \| 16\[\^[a-z2-7]*\] \|$'
like '... bars escaped' "$(cat "$OUT")" '^\| Clio \\\| Sons \| 12\.25'
ok 'table of statements' "$KB" ask --form table 'What is the memex?'
like '... a row a sentence' "$(cat "$OUT")" '^\| .* \| The memex is a desk.* \| The memex\[\^'

# a chart
ok 'chart' "$KB" ask --form chart --out speed.svg 'Speed of the ships of the harbour'
like '... a picture' "$(cat speed.svg)" '^<svg xmlns='
like '... figures of the table' "$(cat speed.svg)" '12\.25'
like '... its spec beside it' "$(cat speed.json)" '"passage": *"wiki/text/ships-of-the-harbour-text\.md#\^'
cp speed.svg first.svg
ok '... drawn again from it' "$KB" chart speed.json
same '... the same' first.svg speed.svg
exits 'no figures' 1 "$KB" ask --form chart 'Letters of Vannevar Bush by year'
like '... is said' "$(cat "$ERR" "$OUT")" 'figures'
exits '--out wants a form' 2 "$KB" ask --out x 'What is the memex?'

# saved and asked again
ok 'saved: marp' "$KB" ask --form marp --save 'What is the memex?'
for form in table chart; do
	ok "saved: $form" "$KB" ask --form $form --save "Speed of the ships of the harbour, $form"
done
like '... the page shows the picture' "$(cat wiki/answers/*-chart-answer.md)" '^!\[.*\]\(.*-chart-answer\.svg\)$'
ok '... the index takes them up' "$KB" -q compile
ok '... lint is content' "$KB" lint --format json
unlike '... to the last' "$(cat "$OUT")" 'wiki/answers' 
sed 's/| Freya | 16 |/| Freya | 17 |/' raw/ships.md >x && mv x raw/ships.md
ok '--update' "$KB" ask --update speed-of-the-ships-of-the-harbour-chart
like '... draws what is so now' "$(cat wiki/answers/*-chart-answer.md)" '^\| Freya \| 17 \|$'
like '... the picture too' "$(cat wiki/answers/*-chart-answer.svg)" '>17<'
is '... in its place' "$(ls wiki/answers/*chart*.md | wc -l | tr -d ' ')" 1
exits '--update of none' 1 "$KB" ask --update no-such-answer
exits '--update of a path' 1 "$KB" ask --update ../../../../etc/passwd
done_testing
