#!/bin/sh
# lint-hostile: pages made to hurt end in findings or a message, never in a crash or a hang.
. "$(dirname "$0")/lib.sh"

mkdir vault
repeat() # text, times
{
	awk -v s="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", s; }'
}
repeat '[[gone]] ' 20000 >vault/links.md
repeat '[[a] ' 20000 >vault/open.md
{ repeat '[' 20000; repeat ']' 20000; } >vault/brackets.md
{ repeat '# same
' 20000; repeat '[[#same#same#other]]
' 2000; } >vault/headings.md
repeat '> ' 20000 >vault/quotes.md
repeat '- ' 5000 >vault/items.md
repeat '[^a] ' 20000 >vault/notes.md
{ echo '---'; repeat 'a: b
' 20000; echo '---'; } >vault/keys.md
{ echo '---'; echo 'a: &a [x, x]'; echo 'b: &b [*a, *a]'; echo 'c: [*b, *b]'; echo '---'; } >vault/anchors.md
{ repeat '<div ' 20000; echo; repeat '<x on' 20000; } >vault/html.md
repeat '<<<<<<< a
' 20000 >vault/merge.md
repeat 'ignore ' 50000 >vault/orders.md
printf 'nul \000\000 [[gone]]\n' >vault/nul.md
printf '\377\376\355\240\200 [[gone]]\n' >vault/bytes.md
printf '\357\273\277---\r\ntitle: x\r\n---\r\n[[gone]]\r\n' >vault/crlf.md
printf '![[cycle-b]]\n' >vault/cycle-a.md
printf '![[cycle-a]]\n' >vault/cycle-b.md
: >vault/empty.md
ln -s loop vault/loop
ln -s /etc vault/etc
ln -s /etc/passwd vault/passwd.md
mkfifo vault/pipe.md

exits 'the vault is read to its end' 1 timeout 120 "$KB" lint vault
for page in links nul bytes crlf; do
	like "its findings in $page" "$(cat "$OUT")" "^vault/$page\\.md:[0-9]+:[0-9]+: error broken-link: "
done
unlike 'no link out of the vault is followed' "$(cat "$OUT")" 'vault/(etc|loop)/|root:'
like 'invalid bytes are told' "$(cat "$OUT")" '^vault/bytes\.md:1:1: error invalid-utf8: '
like 'so are line endings' "$(cat "$OUT")" '^vault/crlf\.md:1:1: warning line-endings: '

if [ "$(id -u)" = 0 ]; then
	skip 'an unreadable page is a finding' 'root reads everything'
else
	mkdir one
	echo text >one/a.md
	chmod 0 one/a.md
	exits 'an unreadable page is a finding' 1 "$KB" lint --rule unreadable one
fi
exits 'no such folder' 3 "$KB" lint nowhere
done_testing
