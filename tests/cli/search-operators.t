#!/bin/sh
# What those who ask for more can say in a query, each alone; the forms in which hits are printed.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
cat >raw/memex.md <<'MD'
---
title: The memex
date: 1945-07-01
tags: [history, machine]
---
A memex is a desk. An associative trail joins two items.

The desk has screens of glass.

It was never built.
MD
cat >raw/trail.md <<'MD'
---
title: Trails in the hills
date: 2021-05-12
tags: [walking]
---
A trail leads over the hills. The memex is not known there; a desk neither.
MD
cat >raw/desk.md <<'MD'
---
title: Desk work
date: 2021-06-03
---
The associated trail of papers on a desk is long. Deskwork tires.
MD
mkdir raw/de
cat >raw/de/pult.md <<'MD'
# Das Pult

Die Schreibpulte der Häuser standen unter den Fenstern, und die Katzen schliefen auf ihnen.
MD
"$KB" -q compile >/dev/null

path()
{
	"$KB" search --in text --json "$@" | sed -n 's/^ *"source": *"raw\/\([^"]*\)".*/\1/p' | sort | tr '\n' ' '
}

is 'words: any of them' "$(path screens hills)" 'memex.md trail.md '
is '+must' "$(path 'trail +hills')" 'trail.md '
is '-not' "$(path 'trail -memex')" 'desk.md '
is '-not as a word of its own' "$(path trail -memex)" 'desk.md '
is '... with options behind it' "$(path trail -memex -n 5 --in text)" 'desk.md '
is '... and -n5' "$(path desk -n1 | wc -w | tr -d ' ')" 1
is '-"a phrase"' "$(path 'desk -"memex is a desk"')" 'desk.md trail.md '
is '"a phrase"' "$(path '"associative trail"')" 'desk.md memex.md '
is '... in order' "$(path '"trail associative"')" ''
is 'prefix*' "$(path 'deskw*')" 'desk.md '
is 'title:' "$(path 'title:memex')" 'memex.md '
is 'path: by words' "$(path 'trail path:hill')" 'trail.md '
is '... by part of a name' "$(path 'trail path:desk.md')" 'desk.md '
is '... by a glob' "$(path 'path:raw/de/*')" 'de/pult.md '
is 'tag:' "$(path 'tag:walking')" 'trail.md '
is '... with words' "$(path 'desk tag:history')" 'memex.md '
is 'before:' "$(path 'desk before:2000')" 'memex.md '
is 'after:' "$(path 'desk after:2021-05-20')" 'desk.md '
is 'both' "$(path 'desk after:2000 before:2021-06')" 'trail.md '
is 'type:' "$("$KB" search --json 'desk type:source' | grep -c '"path": "wiki/sources/')" 3
is '--in wiki' "$("$KB" search --in wiki --json desk | grep -c '"path": "wiki/text/')" 0
exits 'an option that is none is told before the first word' 2 "$KB" search -x desk
exits '... and a long one always' 2 "$KB" search desk --exclude

# forms
ok '--files' "$KB" search --in text --files trail
is '... paths and nothing else' "$(sort "$OUT" | tr '\n' ' ')" \
	'wiki/text/desk-work-text.md wiki/text/the-memex-text.md wiki/text/trails-in-the-hills-text.md '
ok '... with NUL between them' "$KB" search --in text --files -0 trail
is '... as xargs reads them' "$(xargs -0 cat <"$OUT" | grep -c '^title: ')" 3
is '... seen from where one stands' "$(cd raw/de && "$KB" search --files pult)" \
	"$(printf '../../wiki/text/das-pult-text.md')"
ok '--md' "$KB" search --in text --md '"memex is a desk"'
like '... links to the passage' "$(cat "$OUT")" \
	'^1\. \[The memex\]\(wiki/text/the-memex-text\.md#\^[a-z2-7]{8}\)$'
like '... quotes it' "$(cat "$OUT")" '^   > A memex is a desk'
exits 'one form at a time' 2 "$KB" search --md --json desk
ok '--expand' "$KB" search --in text --json --expand 1 screens glass
like '... brings the neighbours' "$(cat "$OUT")" \
	'"text": "A memex is a desk.*items\.\\n\\nThe desk has.*glass\.\\n\\nIt was never built\."'
printf 'associative\0 "trail' | "$KB" search --json - >"$OUT"
like 'a query from standard input' "$(cat "$OUT")" '"source": "raw/memex.md"'

# words are marked in the language of the document
if script -qec true /dev/null >/dev/null 2>&1; then
	script -qec "TERM=xterm '$KB' search katze" /dev/null >"$OUT" 2>/dev/null
	like 'an inflected German word is marked' "$(cat "$OUT")" "$(printf '\033')\[1mKatzen"
	unlike '... and no other' "$(cat "$OUT")" "$(printf '\033')\[1m(und|die|Die)"
else
	skip 'an inflected German word is marked' 'no terminal to be had'
fi
exits 'a slip of the hand' 1 "$KB" search asociative
like '... is noticed' "$(cat "$ERR")" 'did you mean .associative.'
done_testing
