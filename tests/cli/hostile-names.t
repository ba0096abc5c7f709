#!/bin/sh
# hostile-names.t - names that mean something to a shell, a terminal, Markdown, YAML or a file system;
# things that are no files. Each is a page, a skip or a message; nothing runs, nothing is written outside.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

"$KB" -q init . >/dev/null 2>&1
mark=0
note() # NAME: a source of that name with words of its own
{
	mark=$((mark + 1))
	printf 'The note with the mark m%s is about nothing but its own hostile name.\n' $mark >"raw/$1"
}
png() # NAME
{
	printf '%s' iVBORw0KGgoAAAANSUhEUgAAACgAAAAyCAAAAAAL2MZMAAAAHklEQVR42mMIJRIwjCocVTiqcFThqMJRhaMKh49CAHvfmC+x9HIVAAAAAElFTkSuQmCC |
		base64 -d >"raw/$1"
	printf '%s' "$1" >>"raw/$1" # other bytes for each name
}
long=$(printf 'n%.0s' $(seq 1 251))
bidi=$(printf 'a\342\200\256gnp.b')
note "it's \"quoted\".md"
note '$(touch pwned).md'
note '`touch pwned`.md'
note ';touch pwned;.md'
note "$(printf 'new\nline.md')"
note "$(printf 'tab\there.md')"
note "$(printf 'esc\033[31mred.md')"
note "$bidi.md"
note "$(printf 'zero\342\200\213width.md')"
note "$long.md"
note CON.md
note aux.txt
note 'nul.md'
note 'a|b[c](d)*e*_f_#g^h.md'
note '- item: "yaml" {x} &a *b !c %d @e.md'
note '..md'
note 'trailing dot..md'
note ' leading blank.md'
note '%2e%2e%2fescape.md'
png 'pic $(touch pwned) "q" (1).png'
png "$(printf 'pic\nline].png')"
png "$bidi.png"
ok 'names of every kind' timeout 60 "$KB" ingest --json
is 'each is a source' "$(grep -c '"status": *"new"' "$OUT")" 21
is 'nothing was run' "$(find .. -name 'pwned*')" ''
is 'nothing was written outside' "$(ls ..)" "$(ls .. | grep -v escape)"
is 'every page has a plain name' "$(ls wiki/text | LC_ALL=C tr -d 'a-z0-9.\n\200-\377-')" ''
is 'no page is a device' "$(ls wiki/text | grep -icE '^(con|aux|nul|prn)(-text)?\.')" 0
is 'no name is longer than a file system takes' "$(ls wiki/text | awk 'length($0) > 200' | wc -l | tr -d ' ')" 0
ok 'it compiles' timeout 60 "$KB" -q compile
ok 'every link leads to its source' "$KB" lint --rule broken-link --rule missing-image --rule missing-source
ok 'the output is plain text' sh -c '"$KB" status >st && "$KB" ingest raw >>st'
is '... no escape of a terminal' "$(LC_ALL=C grep -c "$(printf '\033')" st)" 0
is '... no direction is turned around' "$(grep -c "$(printf '\342\200\256')" st)" 0
ok 'once more' "$KB" ingest
like '... nothing changes' "$(cat "$OUT")" 'nothing changed'

# no files at all
mkfifo raw/fifo.md
ln -s /dev/zero raw/zero.png
ln -s / raw/root
ln -s ../../../../../../etc/passwd raw/passwd.md
ln -s nowhere raw/dangling.md
mkdir 'raw/folder.md'
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "raw/socket.md", Listen => 1)' 2>/dev/null
mknod raw/device.md c 1 5 2>/dev/null # only root can
ok 'fifos, devices, sockets and links' timeout 60 "$KB" ingest --json
unlike '... are never read' "$(cat wiki/text/*)" 'root:'
is '... each link is told' "$(grep -c 'a symbolic link; put the file itself into raw/' "$OUT")" 4
exits 'a fifo by name' 0 timeout 20 "$KB" ingest raw/fifo.md
exits 'a device from outside' 3 timeout 20 "$KB" ingest /dev/zero
done_testing
