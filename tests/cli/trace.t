#!/bin/sh
# kb trace follows each cited sentence to its quote, the passage and the source, and looks now whether
# the quote stands there.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
mkdir -p wiki/concepts wiki/text
cat >wiki/text/tides-text.md <<'MD'
---
type: text
title: On Tides
sources: [raw/tides.html]
---

Everywhere the water rises twice a day, as sailors know. ^p1p1p1p1

| place | metres |
|---|---|
| Fundy | 16.3 |

^t1t1t1t1
MD
cat >wiki/concepts/tide.md <<'MD'
---
type: concept
title: Tide
---

# Tide

The water rises twice a day.[^aaaaaaaa] It is 16.3 m at
Fundy, says Dr. Smith.[^bbbbbbbb][^cccccccc] Nobody cites this.

- In a list, too: the water rises.[^aaaaaaaa]
- This one is broken.[^dddddddd] And this has no definition.[^eeeeeeee]

> Quoted.[^aaaaaaaa]

| a | b |
|---|---|
| Fundy[^bbbbbbbb] | 16.3 |

`code [^zzzzzzzz]` and a note of one's own.[^mine]

[^aaaaaaaa]: [On Tides](../text/tides-text.md#^p1p1p1p1): "the water rises twice a day"
[^bbbbbbbb]: [On Tides](../text/tides-text.md#^t1t1t1t1): "16.3"
[^cccccccc]: [Gone](../text/gone-text.md#^xxxxxxxx): "words of a page that went away"
[^dddddddd]: [On Tides](../text/tides-text.md#^p1p1p1p1): "the water falls twice a day"
[^mine]: see the atlas
MD

# line, label, verified, sentence: one row an item
rows()
{
	"$KB" trace --json "$@" 2>/dev/null | tr -d '\n' | sed 's/} *, *{/}\n{/g' | sed -n \
		's/.*"sentence": *"\([^"]*\)".*"line": *\([0-9]*\).*"label": *"\([^"]*\)".*"verified": *\([a-z]*\).*/\2 \3 \4 \1/p'
}

exits 'a page with broken citations' 1 "$KB" trace tide
is 'every cited sentence, in order, with line and verdict' "$(rows tide)" \
'8 aaaaaaaa true The water rises twice a day.
8 bbbbbbbb true It is 16.3 m at Fundy, says Dr. Smith.
8 cccccccc false It is 16.3 m at Fundy, says Dr. Smith.
11 aaaaaaaa true In a list, too: the water rises.
12 dddddddd false This one is broken.
12 eeeeeeee false And this has no definition.
14 aaaaaaaa true Quoted.
18 bbbbbbbb true Fundy | 16.3'
is 'a line' "$(rows tide:11)" '11 aaaaaaaa true In a list, too: the water rises.'
ok 'a line whose quotes stand' "$KB" trace tide:11
is 'a line inside a sentence' "$(rows wiki/concepts/tide.md:9)" \
'8 bbbbbbbb true It is 16.3 m at Fundy, says Dr. Smith.
8 cccccccc false It is 16.3 m at Fundy, says Dr. Smith.'
is 'a line of a table' "$(rows tide:18)" '18 bbbbbbbb true Fundy | 16.3'
exits 'a line that cites nothing' 1 "$KB" trace tide:6
is 'no index was made for it' "$(ls -A .kb 2>/dev/null)" ''

"$KB" trace --json tide:11 >json
for want in '"quote": *"the water rises twice a day"' '"path": *"wiki/text/tides-text\.md"' \
	'"passage": *"p1p1p1p1"' '"text": *"Everywhere the water rises' '"source": *"raw/tides\.html"'; do
	like "JSON has $want" "$(cat json)" "$want"
done
like 'text has the quote' "$("$KB" trace tide:11)" 'the water rises twice a day'
like '... the source' "$("$KB" trace tide:11)" 'raw/tides\.html'

sed -i 's/water rises/sea swells/' wiki/text/tides-text.md
is 'what changed on disk shows at once' "$(rows tide:11)" \
	'11 aaaaaaaa false In a list, too: the water rises.'

# No definition leads out of the wiki.
mkdir ../other && echo 'The water rises twice a day. ^p1p1p1p1' >../other/x.md
printf 'A claim of this page.[^aaaaaaaa]\n\n[^aaaaaaaa]: [X](../../other/x.md#^p1p1p1p1): "the water rises twice a day"\n' \
	>wiki/out.md
is 'a citation outside the wiki is not verified' "$(rows out)" \
	'1 aaaaaaaa false A claim of this page.'

printf -- '---\ntitle: "Ratio 3:1"\n---\n\nNothing.\n' >wiki/ratio.md
exits 'a title that ends like a line' 1 "$KB" trace 'Ratio 3:1'
like '... is found' "$(cat "$OUT")" 'wiki/ratio\.md'
exits 'a page that is none' 1 "$KB" trace tyde:3
like '... gets the nearest' "$(cat "$ERR")" 'nearest: Tide'

# One paragraph of many sentences: the work grows with its size, not with its square.
{
	awk 'BEGIN { for (i = 0; i < 20000; i++) printf "Sentence number %d is here.[^aaaaaaaa] ", i }'
	printf '\n\n[^aaaaaaaa]: [On Tides](text/tides-text.md#^p1p1p1p1): "as sailors know"\n'
} >wiki/long.md
is 'a long paragraph' "$(rows long | tail -n 1)" '1 aaaaaaaa true Sentence number 19999 is here.'
done_testing
