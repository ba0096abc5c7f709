#!/bin/sh
# parts.t - a document over 500 KB has several pages, and each quote is found in the right one.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

"$KB" -q init . >/dev/null 2>&1
perl -e 'print "# A long book\n\nThe first words refer to a note.[^n]\n\n";
for $c (1 .. 14) {
	print "## Chapter $c\n\n";
	for $s (1 .. 8) {
		print "### Section $c.$s\n\n", "Row $c-$s holds words $_ that make it long. " x 115, "\n\n"
			for 1;
	}
}
print "A lighthouse is a tower that shows a light to ships at night.[^n]\n\n[^n]: The note itself.\n"' >raw/book.md
ok 'a long book' "$KB" -q compile
is 'has two pages' "$(ls wiki/text | tr '\n' ' ')" 'a-long-book-text-2.md a-long-book-text.md '
one=wiki/text/a-long-book-text.md two=wiki/text/a-long-book-text-2.md
is 'none is over 500 KB' "$(find wiki/text -size +510k)" ''
like 'the first leads to the second' "$(cat $one)" '^Part 1 of 2 . \[part 2\]\(a-long-book-text-2\.md\)$'
like '... and back' "$(cat $two)" '^Part 2 of 2 . \[part 1\]\(a-long-book-text\.md\)$'
like 'it is cut at a chapter' "$(sed -n '/^Part/,$p' $two | sed -n 3p)" '^## Chapter '
is 'both have the note that they refer to' "$(cat $one $two | grep -c '^\[^n]: ')" 2
is 'every passage has one id' "$(cat $one $two | grep -o '\^[a-z2-7]\{8\}$' | sort | uniq -d)" ''
is '... and no row is lost' "$(cat $one $two | grep -c '^Row ')" 112
like 'a quote leads to its part' "$(cat wiki/sources/*.md)" \
	'text-2\.md#\^[a-z2-7]*\): "A lighthouse is a tower'
ok 'lint finds each quote' "$KB" lint --rule broken-link --rule quote-mismatch
id=$(sed -n 's/^A lighthouse.* \^//p' $two)
ok 'a passage of the second part' "$KB" show "raw/book.md#$id"
like '... is shown by its source' "$(cat "$OUT")" 'A lighthouse is a tower'
ok 'search' "$KB" search --json 'lighthouse tower'
like '... names the part' "$(cat "$OUT")" '"path": ?"wiki/text/a-long-book-text-2\.md"'
is '... once for a document' "$("$KB" search --json 'Row 1-1 Row 14-8 words' | grep -c '"source": *"raw/book.md"')" 1
ok 'nothing is left to do' "$KB" ingest
like '...' "$(cat "$OUT")" 'nothing changed'

# an edit of a part
printf '\nA line that nobody wrote.\n' >>$two
exits 'a part is not adopted' 2 "$KB" adopt $two
like '... with a remedy' "$(cat "$ERR")" 'part of a long document; mend its source'
ok 'an edited part' "$KB" ingest
unlike '... is made anew' "$(cat $two)" 'nobody wrote'
like '... and kept' "$(cat .kb/kept/*)" 'nobody wrote'

# another source takes the name
i=0
while :; do
	i=$((i + 1))
	printf '# A long book\n\nAnother text of that title, number %s, with quite other words in it.\n' $i >raw/b.md
	sum=$(sha256sum raw/b.md raw/book.md | sort | head -n 1)
	case $sum in *raw/b.md) break ;; esac
done
ok 'a source with the same title and a smaller hash' "$KB" -q compile
is 'takes the name' "$(ls wiki/text | sed 's/-[0-9a-f]\{6\}-/-HASH-/' | tr '\n' ' ')" \
	'a-long-book-HASH-text-2.md a-long-book-HASH-text.md a-long-book-text.md '
mkdir ../fresh && cp -R raw ../fresh/ && (cd ../fresh && "$KB" -q init . >/dev/null 2>&1 && "$KB" -q compile >/dev/null)
sums . | grep -v index.md >../here
sums ../fresh | grep -v index.md >../there
same 'all is as if it had been made at once' ../here ../there
rm raw/book.md
ok 'the book goes' "$KB" -q compile
is '... with both pages' "$(ls wiki/text)" a-long-book-text.md
done_testing
