#!/bin/sh
# lint-health: figures of a base, their trend by day, and an unchanged base that is not read again;
# neither a locked nor a read-only index keeps lint from its work.
. "$(dirname "$0")/lib.sh"

mkdir base && cd base || exit 1
"$KB" -q init >/dev/null
cat >raw/desk.md <<'END2'
# The desk of drawers

The desk of drawers is a machine for reading film. The desk of drawers holds nine drawers of film
and two screens that stand side by side. A reader pulls a lever and the desk turns a page.
END2
cat >raw/lever.md <<'END2'
# The lever

A lever is a bar that turns on a pin. The lever of the desk of drawers moves the film one page at a
time. Every lever of the desk of drawers is made of brass and painted black.
END2
ok 'health before anything is compiled' "$KB" lint --health
"$KB" -q compile >/dev/null
figure() # key
{
	sed -n "s/^  \"$1\": \([^,]*\),*\$/\1/p" "$OUT"
}
KB_NOW=1767225600 ok 'health' "$KB" lint --health --json
export KB_NOW=1767225600
is 'all sentences of concept pages cite' "$(figure citation_coverage)" 1
is 'all quotes stand' "$(figure verified_quotes)" 1
is 'all documents are fresh' "$(figure freshness)" 1
is 'no link is broken' "$(figure broken)" 0
like 'some pages' "$(figure pages)" '^[1-9]'
like 'the trend has the day' "$(cat "$OUT")" '"day": "2026-01-01"'
is 'once' "$("$KB" lint --health --json | grep -c '"day"')" 1

page=$(ls wiki/concepts/*.md | head -1)
cp "$page" ../page
sed 's/\[^[a-z0-9]*\]$//' "$page" >new && mv new "$page"
sed 's/^\(\[^[a-z0-9]*\]: .*: "\)/\1Invented words in front /' "$page" >new && mv new "$page"
echo 'More.' >>raw/desk.md
printf -- '---\ntype: note\ntitle: Mine\n---\n[[Nowhere]]\n' >wiki/mine.md
KB_NOW=1767312000 ok 'the next day' "$KB" lint --health --json
like 'a citation less' "$(figure citation_coverage)" '^0\.'
like 'quotes that do not stand' "$(figure verified_quotes)" '^0'
is 'a document is old' "$(figure freshness)" 0.5
is 'a broken link' "$(figure broken)" 1
is 'two days' "$(grep -c '"day"' "$OUT")" 2
KB_NOW=1767312000 ok 'for people' "$KB" lint --health
like 'figures' "$(cat "$OUT")" '^fresh +50 % \(1 of 2 documents'
like 'and the days' "$(cat "$OUT")" '^2026-01-01 '
ok 'status has them too' "$KB" status
like 'figures' "$(cat "$OUT")" '^fresh +50 %'
ok 'as JSON' "$KB" status --json
like 'in an object' "$(cat "$OUT")" '"health": \{'

# --- what is kept is never wrong ---
touch -d '2 days ago' wiki/*.md wiki/*/*.md raw/*.md
"$KB" lint >first 2>/dev/null
"$KB" lint >second 2>/dev/null
same 'the same from the index' first second
printf '[[Elsewhere]]\n' >>wiki/mine.md
"$KB" lint >third 2>/dev/null
like 'a change is seen' "$(cat third)" "mine\.md:6:1: error broken-link: 'Elsewhere'"
touch -d '2 days ago' wiki/*.md
"$KB" lint >third 2>/dev/null
touch Elsewhere.md
"$KB" lint >fourth 2>/dev/null
unlike 'so is a file beside the vault' "$(cat fourth)" 'Elsewhere'
rm Elsewhere.md
"$KB" lint >fifth 2>/dev/null
like 'and that it went' "$(cat fifth)" 'Elsewhere'
"$KB" lint --rule orphan >sixth 2>/dev/null
unlike 'another question has another answer' "$(cat sixth)" 'broken-link'
printf 'lint:\n  rules: {broken-link: off}\n' >kb.yaml
"$KB" lint >sixth 2>/dev/null
unlike 'other settings too' "$(cat sixth)" 'broken-link'
: >kb.yaml
printf 'junk' >.kb/index.db
"$KB" lint >seventh 2>/dev/null
same 'a damaged index changes nothing' fifth seventh

# --- not writable, not free ---
rm -r .kb/index.db*
"$KB" -q compile >/dev/null
touch -d '2 days ago' wiki/*.md wiki/*/*.md raw/*.md
"$KB" lint --rule broken-link >first 2>/dev/null
if [ "$(id -u)" != 0 ]; then
	chmod a-w .kb .kb/*
	"$KB" lint --rule broken-link >second 2>/dev/null
	same 'read-only' first second
	ok 'health, read-only' "$KB" lint --health
	chmod u+w .kb .kb/*
else
	skip 'read-only' 'root writes everywhere'
fi
done_testing
