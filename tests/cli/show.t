#!/bin/sh
# kb show prints a page, the document of a source, or one passage; from the files, without an index.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
mkdir -p wiki/concepts wiki/text wiki/sources
echo x >raw/tides.html
cat >wiki/concepts/tide.md <<'MD'
---
type: concept
title: Tide
aliases:
  - high water
---

# Tide

The water rises twice a day.[^aaaaaaaa]

[^aaaaaaaa]: [On Tides](../text/tides-text.md#^p1p1p1p1): "the water rises twice a day"
MD
cat >wiki/text/tides-text.md <<'MD'
---
type: text
title: On Tides
sources: [raw/tides.html]
---

# On Tides

Everywhere the water rises twice a day. ^p1p1p1p1

- one
- two

^l1l1l1l1
MD
cat >wiki/text/tides-text-2.md <<'MD'
---
type: text
title: On Tides
sources: [raw/tides.html]
---

The second part. ^p2p2p2p2
MD

ok 'a page by its path' "$KB" show wiki/concepts/tide.md
is 'the front matter is left out' "$(head -n 1 "$OUT")" '# Tide'
like 'the citations are not' "$(cat "$OUT")" '^\[\^aaaaaaaa\]: .*the water rises'
cp "$OUT" page
for name in tide Tide tide.md concepts/tide 'High Water' "$PWD/wiki/concepts/tide.md"; do
	ok "by the name '$name'" "$KB" show "$name"
	same '... the same page' "$OUT" page
done
cd wiki/concepts || exit 1
ok 'from a folder below, as the shell completes it' "$KB" show tide.md
same '... the same page' "$OUT" ../../page
cd ../.. || exit 1
is 'no index was made for it' "$(ls -A .kb 2>/dev/null)" ''

ok 'a source gives its document' "$KB" show raw/tides.html
like '... the first part' "$(cat "$OUT")" '^Everywhere the water'
ok 'a passage' "$KB" show 'raw/tides.html#p1p1p1p1'
is '... is its text, without the id' "$(cat "$OUT")" 'Everywhere the water rises twice a day.'
ok 'as Obsidian writes it' "$KB" show 'tides-text#^P1P1P1P1'
is '... the same' "$(cat "$OUT")" 'Everywhere the water rises twice a day.'
ok 'a list' "$KB" show 'tides-text#l1l1l1l1'
is '... as it stands' "$(cat "$OUT")" '- one
- two'
ok 'a passage of a later part, by the source' "$KB" show 'raw/tides.html#p2p2p2p2'
is '... is found' "$(cat "$OUT")" 'The second part.'

"$KB" show --json 'tides-text#p1p1p1p1' >json
for want in '"path": *"wiki/text/tides-text\.md"' '"title": *"On Tides"' '"text": *"Everywhere'; do
	like "JSON has $want" "$(cat json)" "$want"
done

exits 'a name that is none' 1 "$KB" show tyde
like '... gets the nearest' "$(cat "$ERR")" "'tyde'; nearest: Tide \(wiki/concepts/tide\.md\)"
exits 'a passage that is none' 1 "$KB" show 'tide#nothere'
like '... is named with its page' "$(cat "$ERR")" "tide\.md: has no passage 'nothere'"
echo new >raw/new.txt
exits 'a source without document' 1 "$KB" show raw/new.txt
like '... says what to do' "$(cat "$ERR")" 'raw/new\.txt: .*kb ingest'
echo secret >../secret.md
ln -s "$(cd .. && pwd)/secret.md" wiki/leak.md
for name in ../secret.md wiki/../../secret.md wiki/leak.md leak /etc/passwd kb.yaml; do
	exits "no way out: $name" 1 "$KB" show "$name"
	unlike '... nothing of it is shown' "$(cat "$OUT" "$ERR")" '^secret|root:'
done
printf -- '---\ntitle: X\n---\n\nred \033[31m and \007 bell\n' >wiki/esc.md
ok 'a page with control characters' "$KB" show esc
is '... shows none' "$(tr -d '\n -~' <"$OUT" | wc -c)" 0
mkdir ../empty && cd ../empty && "$KB" -q init >/dev/null
exits 'an empty wiki' 1 "$KB" show tide
like '... says how to fill it' "$(cat "$ERR")" 'the wiki is empty.*kb compile'
exits 'a name is needed' 2 "$KB" show
done_testing
