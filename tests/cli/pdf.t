#!/bin/sh
# pdf.t - PDFs: text with its pages, locked and broken ones, what their reader leaves behind.
. "$(dirname "$0")/lib.sh"

if ! command -v pdftohtml >/dev/null; then
	skip 'PDFs are read' 'poppler-utils is not installed'
	done_testing
	exit
fi

# Objects that a reader finds without a table of their places. $1 is what the page draws.
tiny()
{
	printf '%%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n'
	printf '2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n'
	printf '3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources'
	printf '<</Font<</F1 5 0 R/F2 6 0 R>>>>>> endobj\n4 0 obj <</Length %d>>\nstream\n' "${#1}"
	printf '%s\nendstream endobj\n' "$1"
	printf '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n'
	printf '6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Courier>> endobj\n'
}

# The passwords are "secret" of the owner and, in the second one, "open" of the reader; copying is not
# allowed.
locked()
{
	tiny ''
	printf '7 0 obj <</Filter/Standard/V 1/R 2/P -3904/O<%s>/U<%s>>> endobj\n' "$1" "$2"
	printf 'trailer <</Size 8/Root 1 0 R/Encrypt 7 0 R/ID[<6b62><6b62>]>>\n%%%%EOF\n'
}

lines='BT /F1 12 Tf 14 TL 72 700 Td (A loop in this language is written with three words, and reads) Tj
T* (like this one here:) Tj /F2 12 Tf T* T* (for i in x:) Tj T* (    print i) Tj
/F1 12 Tf T* T* (It ends where the indentation does, as many people like it.) Tj ET'
{
	tiny "$lines"
	printf 'trailer <</Size 7/Root 1 0 R>>\n%%%%EOF\n'
} >code.pdf
ok 'a page with code is read' "$KB" convert code.pdf
is '... in a block with its indentation' "$(sed -n '/^```/,/^```/p' "$OUT")" '```
for i in x:
    print i
```'
like '... between paragraphs' "$(cat "$OUT")" '^A loop .* and reads like this one here:$'

locked f9bdd4743612b62ef96d7398bbb43ad76d5c2fe47a6a6564607b0aaee7122278 \
	1b9a69eff3b6d328377fc4eecb2e0f1c79d84df8d24c5b12ea6c4673a05f1781 >locked.pdf
exits 'a file with a password is refused' 1 "$KB" convert locked.pdf
like '... with a remedy' "$(cat "$ERR")" 'encrypted; save a copy without password'

locked be72ff4450d87231d318b78f204e7589bc882e5a842c5b529f1f9dd0ac4de2fc \
	d9b754ae1b3c29f86ea01b0dffea4e0bb5520472ccbb1e6b4a0254ad5fd52285 >owned.pdf
exits 'a file whose owner forbids copying is refused' 1 "$KB" convert owned.pdf
like '... and not called damaged' "$(cat "$ERR")" 'forbids copying'

{
	tiny ''
	printf 'trailer <</Size 7/Root 1 0 R>>\n%%%%EOF\n'
} >scan.pdf
ok 'a page without text is no failure' "$KB" convert scan.pdf
like '... and is named' "$(cat "$OUT" "$ERR")" 'ocrmypdf'

# 20,000 marks in one place, a size and places beyond all bounds
{
	tiny "$(printf 'BT /F1 6 Tf '
	awk 'BEGIN { for (i = 0; i < 20000; i++) printf "1 0 0 1 %d 99 Tm (x%d) Tj\n", i % 7, i }'
	printf '/F1 999999999 Tf -99999999999 999999999999 Td (y) Tj ET')"
	printf 'trailer <</Size 7/Root 1 0 R>>\n%%%%EOF\n'
} >heap.pdf
ok 'a heap of marks ends' "$KB" convert heap.pdf

printf '<!DOCTYPE html><p>Words of a page.' >page.pdf
ok 'a name that is wrong' "$KB" convert page.pdf
like '... is not believed' "$(cat "$OUT")" '^Words of a page'

is 'nothing is left beside the files' "$(find "$TMPDIR" -type f -newer code.pdf ! -path '*/work/*' \
	! -path '*/out' ! -path '*/err' | wc -l | tr -d ' ')" 0
done_testing
