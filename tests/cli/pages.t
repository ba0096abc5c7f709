#!/bin/sh
# pages.t - a PDF's pages: named in its text, and by the footnotes that quote it.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
if ! command -v pdftohtml >/dev/null 2>&1; then
	skip 'the pages of a PDF' 'no poppler-utils'
	done_testing
	exit
fi

# pdf <pages: one a line of input, sentences parted by "|", each a line of that page
pdf()
{
	awk 'function object(s) { n++; body = body n " 0 obj\n" s "\nendobj\n" }
	{
		lines = split($0, line, "|")
		stream = "BT /F1 12 Tf 72 720 Td "
		for (i = 1; i <= lines; i++)
			stream = stream "(" line[i] ") Tj 0 " (line[i] ~ /,$/ ? -14 : -40) " Td "
		stream = stream "ET"
		object("<< /Length " length(stream) " >>\nstream\n" stream "\nendstream")
		streams[++pages] = n
	}
	END {
		object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
		font = n
		root = n + pages + 1
		for (i = 1; i <= pages; i++) {
			object("<< /Type /Page /Parent " root " 0 R /MediaBox [0 0 612 792] /Contents " streams[i] \
				" 0 R /Resources << /Font << /F1 " font " 0 R >> >> >>")
			kids = kids " " n " 0 R"
		}
		object("<< /Type /Pages /Count " pages " /Kids [" kids " ] >>")
		object("<< /Type /Catalog /Pages " root " 0 R >>")
		printf "%%PDF-1.4\n%strailer\n<< /Root %d 0 R >>\n", body, n
	}'
}

"$KB" -q init . >/dev/null 2>&1
cat <<'END' | pdf >'raw/on lights.pdf'
The first page opens with words on ships that need help at night near the coast.
A lighthouse is a tower that shows a light to ships at night.|This sentence has no end on its own page and goes on over the edge of it,
to the third page, where it ends with the harbour.|A harbour is a place on the coast where ships find shelter from storms.
END
printf '# Coast\n\nA lighthouse is a tower with a lamp on top. A harbour is a place where ships lie at anchor.\n' >raw/coast.md
ok 'a PDF of three pages' "$KB" -q compile
is 'each page is named where its first block starts' "$(sed 's/ \^[a-z2-7]*$//' wiki/text/the-first*.md |
	awk '/^<!-- page/ { print; getline; getline; print substr($0, 1, 22) }')" \
	"$(printf '<!-- page 1 -->\nThe first page opens w\n<!-- page 2 -->\nA lighthouse is a towe\n<!-- page 3 -->\nA harbour is a place o')"
like 'a footnote names the page' "$(cat wiki/sources/*.md)" \
	'^\[\^[a-z2-7]{8}\]: \[The first.*, p\. 2\]\(\.\./text/.*#\^[a-z2-7]{8}\): "A lighthouse is'
like '... that of a later page its own' "$(cat wiki/sources/*.md)" ', p\. 3\]\(.*\): "A harbour is'
like 'so does that of a concept' "$(cat wiki/concepts/*.md)" '^\[\^.*, p\. [23]\]\('
"$KB" lint --format text >../lint 2>&1
unlike 'lint finds every quote and every link' "$(cat ../lint)" 'broken|quote|citation|missing-source'
ok 'a line is traced to its quote' "$KB" trace wiki/sources/the-first*.md
like '...' "$(cat "$OUT")" 'A lighthouse is a tower'
ok 'an answer' "$KB" ask --json 'What is a lighthouse?'
like '... has the page' "$(cat "$OUT")" '"page": 2'
ok '... and as Markdown' "$KB" ask --form md 'What is a lighthouse?'
like '... it is named' "$(cat "$OUT")" '^\[\^[a-z2-7]*\]: \[.*, p\. 2\]\(.*\): "A lighthouse is'

# the same words on other pages
{ echo 'A new cover that says a little of what follows in this text about lights.'; cat <<'END'; } | pdf >'raw/on lights.pdf'
The first page opens with words on ships that need help at night near the coast.
A lighthouse is a tower that shows a light to ships at night.|This sentence has no end on its own page and goes on over the edge of it,
to the third page, where it ends with the harbour.|A harbour is a place on the coast where ships find shelter from storms.
END
printf 'title: On lights\n' >'raw/on lights.pdf.kb.yaml'
ok 'with a new cover' "$KB" -q compile
like 'footnotes follow' "$(cat wiki/concepts/*.md)" ', p\. 3\]\([^)]*\): "A lighthouse is'
cp -R wiki ../incremental
rm -rf wiki .kb && ok 'made from scratch' "$KB" -q compile
like '... they say the same' "$(cat wiki/concepts/*.md)" ', p\. 3\]\([^)]*\): "A lighthouse is'

# one page; words that look like a page's name
echo 'A lonely page says that a buoy is a float that marks a channel for ships.|<!-- page 9 -->' | pdf >raw/one.pdf
printf '# Notes\n\n<!-- page 7 -->\n\nA jetty is a wall that runs out into the sea from the land.\n' >raw/notes.md
ok 'other sources' "$KB" -q compile
unlike 'of one page nobody asks which' "$(cat wiki/sources/*lonely*.md)" ', p\. '
unlike 'a comment in a note is no page' "$(cat wiki/sources/notes*.md)" ', p\. '
done_testing
