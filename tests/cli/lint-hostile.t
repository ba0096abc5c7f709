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
mkdir large && truncate -s 300M large/a.md
exits 'nor is a page past the ceiling' 1 "$KB" lint --rule unreadable large
like 'and it says which' "$(cat "$OUT")" '^large/a\.md:1:1: error unreadable: .*256'
mkdir long && repeat '[[gone]] ' 100000 >long/a.md
exits '100,000 links on a line' 1 timeout 60 "$KB" lint --rule broken-link long
is 'each is a finding' "$(wc -l <"$OUT" | tr -d ' ')" 100000
like 'at its column' "$(tail -n 1 "$OUT")" '^long/a\.md:1:899992: '
mkdir big
{ repeat 'A line of words with [[b]] and `code` in *it*, so that there is work.

' 40000; repeat 'x' 7000000; } >big/a.md
echo '[[a]]' >big/b.md
exits 'a page of 10 MB' 0 timeout 120 "$KB" lint --severity error big
# a page that no writer makes: its links are looked at, no more; half a gigabyte is enough for it
mkdir dense
{ repeat 'a

' 120000; printf '```\n[[not a link]]\n```\n\n[[gone]]\n# Head\n'; repeat '- b
' 120000; echo '[[a]] [[also gone]]'; } >dense/a.md
printf '[[a#Head]]\n' >dense/b.md
exits 'a page of 360,000 lines' 1 timeout 120 "$KB" lint --severity error dense
is 'its links, at their lines; nothing is said of its headings' "$(cut -d ' ' -f 1-3 <"$OUT")" "$(printf '%s\n' \
	'dense/a.md:1:1: error unreadable:' 'dense/a.md:240005:1: error broken-link:' \
	'dense/a.md:360007:7: error broken-link:')"
like 'and that no more was looked at' "$(head -n 1 "$OUT")" 'past 200000 lines'
exits 'no such folder' 3 "$KB" lint nowhere
done_testing
