#!/bin/sh
# kb init makes the files of a base, keeps what is there, and says what it cannot do.
. "$(dirname "$0")/lib.sh"

ok 'init of the folder one stands in' "$KB" init
is 'it names what it made, kb.yaml last' "$(cat "$OUT")" 'raw/
wiki/
KB.md
AGENTS.md
.obsidian/app.json
.gitignore
kb.yaml'
for f in raw wiki KB.md AGENTS.md .obsidian/app.json .gitignore kb.yaml; do
	ok "$f is there" test -e "$f"
done
like 'git leaves .kb/ alone' "$(cat .gitignore)" '^\.kb/$'
like 'Obsidian puts attachments under raw/' "$(cat .obsidian/app.json)" \
	'"attachmentFolderPath": "raw/assets"'
ok 'the base can be opened' "$KB" status
unlike 'nothing temporary is left' "$(find . -name '*kb-tmp*')" .

find . -type f | sort | xargs cksum >before
ok 'a second init is fine' "$KB" init
is 'it makes nothing' "$(cat "$OUT")" ''
find . -type f ! -name before | sort | xargs cksum >after
grep -v ' ./before$' before >b
grep -v -e ' ./b$' -e ' ./after$' after >a
same 'and changes nothing' b a
rm -f before after a b

mkdir -p old/.obsidian old/wiki
echo mine | tee old/AGENTS.md old/.gitignore old/.obsidian/app.json >old/note.md
ln -s nowhere old/KB.md
ok 'init of a folder with content, by name' "$KB" init old
is 'what was there is not made' "$(cat "$OUT")" 'old/raw/
old/kb.yaml'
is 'nor written' "$(cat old/AGENTS.md old/.gitignore old/.obsidian/app.json old/note.md)" "$(
	for i in 1 2 3 4; do echo mine; done)"
ok 'a link that leads nowhere stays' test -L old/KB.md

ok 'init in new folders below a base' "$KB" init a/b/c
ok 'that is a base of its own' test -f a/b/c/kb.yaml
ok 'paths with blanks and other scripts' "$KB" init 'my notes/Übung'
ok '... are made' test -f 'my notes/Übung/kb.yaml'

exits 'a file in the way' 3 "$KB" init KB.md
like '... is named' "$(cat "$ERR")" 'KB\.md'
exits 'a folder that cannot be made' 3 "$KB" init /proc/kb
like '... is named' "$(cat "$ERR")" '/proc/kb'
if [ "$(id -u)" != 0 ]; then
	mkdir locked && chmod a-w locked
	exits 'a read-only folder' 3 "$KB" init locked
	like '... is named' "$(cat "$ERR")" 'locked'
fi
exits 'one folder, not two' 2 "$KB" init x y
done_testing
