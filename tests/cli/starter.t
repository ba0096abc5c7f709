#!/bin/sh
# The starter base of this repository: wiki/ is what kb makes of raw/, and each sentence is borne out.
# The proof of the quotes is an awk program of its own, so that kb does not judge itself.
. "$(dirname "$0")/lib.sh"

# Fails when a file but the log differs, or is missing on one side.
same_wiki()
{
	(cd "$2" && find . -type f ! -name log.md | sort) >"$TMPDIR/list.a"
	(cd "$3" && find . -type f ! -name log.md | sort) >"$TMPDIR/list.b"
	same "$1: the same files" "$TMPDIR/list.a" "$TMPDIR/list.b"
	differ=
	while read -r file; do
		cmp -s "$2/$file" "$3/$file" || differ="$differ $file"
	done <"$TMPDIR/list.a"
	is "$1: the same bytes" "$differ" ''
}

for dir in scratch kept; do
	mkdir $dir
	cp -R "$ROOT/raw" "$ROOT/kb.yaml" "$ROOT/KB.md" $dir
done
cp -R "$ROOT/wiki" kept

ok 'the starter base compiles from nothing' "$KB" -C scratch compile
same_wiki 'from nothing' "$ROOT/wiki" scratch/wiki
ok 'it compiles over the committed pages' "$KB" -C kept compile
same_wiki 'over the committed pages' "$ROOT/wiki" kept/wiki
unlike 'no committed page counts as edited' "$(cat "$OUT")" '^edited'
ok 'and once more' "$KB" -C kept compile
like 'a second compile finds nothing to do' "$(cat "$OUT")" '^nothing to do'

is 'every source is in' "$("$KB" -C kept status --json | tr -d ' \n' |
	sed 's/.*"failed":\([0-9]*\).*/\1/')" 0
is 'as many documents as sources' "$(find kept/wiki/text -name '*.md' | wc -l)" \
	"$(find kept/raw -type f ! -path "*/assets/*" | wc -l)"

# --- lint ----------------------------------------------------------------------------------------

ok 'lint finds each quote in its passage, each link whole' "$KB" -C kept lint \
	--rule quote-mismatch --rule missing-source --rule edited-evidence \
	--rule broken-link --rule broken-heading --rule broken-block --rule missing-image \
	--rule duplicate-footnote --rule frontmatter --rule missing-field --rule duplicate-title

# --- footnotes against passages ------------------------------------------------------------------

# Pages of documents to lines: base name, passage id, words. A passage is a block of lines; its id
# stands at its end or on a line of its own behind it. Letters and digits alone are compared.
cat >fold.awk <<'EOT'
function fold(s) {
	gsub(/\]\([^)]*\)/, "", s)
	gsub(/[^0-9A-Za-z\200-\377]/, "", s)
	return s
}
EOT
cat >passages.awk <<'EOT'
function block() {
	if (text != "" && match(text, /\^[a-z0-9-]+[ \n]*$/)) {
		id = substr(text, RSTART)
		gsub(/[ \n]/, "", id)
		text = substr(text, 1, RSTART - 1)
		if (fold(text) == "")
			text = last
		print name "#" id "\t" fold(text)
	}
	last = text
	text = ""
}
FNR == 1 {
	if (name != "")
		block()
	name = FILENAME
	sub(/.*\//, "", name)
	fence = text = last = ""
	head = $0 == "---"
	next
}
head { head = $0 != "---"; next }
/^ *(```|~~~)/ { fence = !fence }
$0 == "" && !fence { block(); next }
{ text = text $0 "\n" }
END { block() }
EOT
cat >notes.awk <<'EOT'
NR == FNR { split($0, part, "\t"); words[part[1]] = part[2]; next }
/^\[\^[a-z0-9]+\]: / {
	n++
	at = $0
	sub(/^[^(]*\(([^)]*\/)?/, "", at)
	quote = at
	sub(/\).*/, "", at)
	if (!sub(/^[^)]*\): "/, "", quote) || !sub(/"$/, "", quote)) {
		print FILENAME ": no quote: " $0
	} else if (!(at in words)) {
		print FILENAME ": no passage: " at
	} else if (length(fold(quote)) < 8 || !index(words[at], fold(quote))) {
		print FILENAME ": not in " at ": " quote
	}
}
END { print n + 0 > "n_notes" }
EOT
LC_ALL=C awk -f fold.awk -f passages.awk kept/wiki/text/*.md >passages
LC_ALL=C awk -f fold.awk -f notes.awk passages kept/wiki/concepts/*.md kept/wiki/sources/*.md >bad
is 'each footnote quotes words of its passage' "$(cat bad)" ''
n_notes=$(cat n_notes)
ok "there are many of them: $n_notes" test "$n_notes" -ge 300

sed 's/^\(\[^[a-z0-9]*]: .*: "\)/\1forged /' kept/wiki/concepts/memex.md >forged.md
LC_ALL=C awk -f fold.awk -f notes.awk passages forged.md >bad
like 'a forged quote would be noticed' "$(cat bad)" 'not in'

# --- sentences without a footnote ----------------------------------------------------------------

# What stands between the title and kb's own sections. A line ends in a footnote, and so does each
# sentence inside it (a full stop behind a word of three letters, so that initials do not count).
cat >body.awk <<'EOT'
FNR == 1 { head = 1; on = 0; next }
head { head = $0 != "---"; next }
/^# / { on = 1; next }
/^## (Related|Sources|Backlinks)$/ || /^\[\^/ { on = 0 }
!on || $0 == "" || /^#/ || /^> \[!/ || /^\|[-: |]*$/ { next }
{
	n++
	line = $0
	gsub(/\]\([^)]*\)/, "]", line)
	if (line !~ /\[\^[a-z0-9]+\]( \|)?$/)
		print FILENAME ": no footnote at the end: " line
	if (line ~ /[a-z][a-z][a-z][.!?]["')]* +[A-Z]/ && line !~ /^>/)
		print FILENAME ": a sentence without footnote: " line
}
END { print n + 0 > "n_lines" }
EOT
awk -f body.awk kept/wiki/concepts/*.md >bad
is 'each sentence of a concept page carries a footnote' "$(cat bad)" ''
ok 'and there are sentences' test "$(cat n_lines)" -ge 60
sed 's/^\(The memex is .*\)\[^[a-z0-9]*]$/\1/' kept/wiki/concepts/memex.md >bare.md
awk -f body.awk bare.md >bad
like 'a bare sentence would be noticed' "$(cat bad)" 'no footnote'

is 'trace agrees' "$(for page in kept/wiki/concepts/*.md; do
	"$KB" -C kept trace "${page#kept/}" | grep -B 1 'no citation'
done)" ''

# --- what must not be missing --------------------------------------------------------------------

for name in memex wiki backlink bm25 zettelkasten markdown provenance link-rot inverted-index \
	build-system full-text-search language-model; do
	ok "there is a page on $name" test -f "$ROOT/wiki/concepts/$name.md"
done
like 'a page draws on several sources' "$(sed -n '/^sources:/,/^[a-z]*: /p' \
	"$ROOT/wiki/concepts/bm25.md" | grep -c '^  - raw/')" '^[3-9]'

# --- README --------------------------------------------------------------------------------------

for picture in $(sed -n 's/.*](\(doc\/[^)]*\.png\)).*/\1/p' "$ROOT/README.md"); do
	ok "README: $picture is there" test -s "$ROOT/$picture"
	ok '... and small' test "$(wc -c <"$ROOT/$picture")" -lt 200000
done
ok 'README shows a picture' test -n "${picture-}"
awk -f "$ROOT/doc/bm25-saturation.awk" >curves.svg
same 'the curves in raw/ are those that their program draws' \
	"$ROOT/raw/assets/bm25-saturation.svg" curves.svg

like 'README shows an excerpt' "$(grep -c '^\[^.*: \[.*text.md#^' "$ROOT/README.md")" '^[1-9]'
awk '/^```markdown/ { on = 1; next } /^```/ { on = 0 } on && $0 != ""' "$ROOT/README.md" >excerpt
page=$ROOT/$(sed -n 's|.*(\(wiki/concepts/[a-z-]*\.md\)), compiled.*|\1|p' "$ROOT/README.md")
is '... that stands in the page it names' "$(while IFS= read -r text; do
	grep -qF -e "$text" "$page" || printf '%s\n' "$text"
done <excerpt)" ''
done_testing
