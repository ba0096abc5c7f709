#!/bin/sh
# walk.t - odd things under raw/: names, links, twins, folders that come and go, a clock that goes back.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

text() # WORDS: a note on its own
{
	printf '# %s\n\nThe %s is a thing that this note tells of, and of nothing else in the world.\n' "$1" "$1"
}
pages()
{
	ls wiki/text 2>/dev/null | wc -l | tr -d ' '
}
# a file younger than a second is read once more; then a base is at rest
rests()
{
	_end=$(($(date +%s) + 3))
	while [ "$(date +%s)" -le $_end ]; do
		[ "$("$KB" compile 2>"$ERR" | head -n 1)" = 'nothing to do' ] && return 0
	done
	return 1
}
"$KB" init . >/dev/null

# names
newline='a
b.md' bad=$(printf 'caf\351.md')
text Newline >"raw/$newline"
text Latin >"raw/$bad" 2>/dev/null && have_bad=1 || have_bad=
text Quote >"raw/it's \"quoted\" \$HOME \`id\`.md"
text Dash >raw/-rf.md
text Percent >'raw/100% #1 [draft] (a|b)?.md'
text Accent >raw/übung.md
ok 'names of every kind' "$KB" compile
is 'all are sources but the one whose name is no UTF-8' "$(pages)" 5
[ -z "$have_bad" ] || like '... which is told' "$(cat "$OUT")" 'its name is no UTF-8; rename it'
ok 'every page is valid UTF-8' sh -c 'cat wiki/*/*.md wiki/*.md | iconv -f UTF-8 -t UTF-8 >/dev/null'
ok 'and the output too' sh -c '"$KB" status --json | iconv -f UTF-8 -t UTF-8 >/dev/null'
sums . >../first
ok 'further compiles find them again' rests
sums . >../second
same '... and changes nothing' ../first ../second
ok 'lint can follow the links to them' "$KB" lint --rule broken-link
rm -f "raw/$newline" "raw/$bad" raw/it* raw/-rf.md raw/100*
ok 'they go' "$KB" compile
is '... with their pages' "$(pages)" 1

# twins: names that are one name where case or composition is folded
text Upper >raw/Note.md
text Lower >raw/note.md
printf '# Composed\n\nThe composed note is about letters with marks and of how they are made up.\n' >"raw/$(printf 'e\314\201tude').md"
printf '# Decomposed\n\nThe decomposed note is about the same letters, in another spelling of them.\n' >"raw/$(printf '\303\251tude').md"
ok 'twins' "$KB" compile
is '... are sources of their own' "$(pages)" 5
is 'no two pages fold to one name' "$(find wiki -name '*.md' | tr 'A-Z' 'a-z' | sort | uniq -d)" ''

# two titles that fold to one
printf '# Same Title\n\nThe first of two texts that have the same title and not one word more.\n' >raw/t1.md
printf '# SAME title\n\nThe second of two texts with one title, and this one is the longer one.\n' >raw/t2.md
ok 'two titles that fold to one' "$KB" compile
is 'no two pages fold to one name' "$(find wiki -name '*.md' | tr 'A-Z' 'a-z' | sort | uniq -d)" ''

# links
mkdir ../outside && text Secret >../outside/secret.md
ln -s ../../outside raw/folder-link
ln -s ../../outside/secret.md raw/file-link.md
ln -s loop raw/loop
ln -s .. raw/up
ln -s /dev/zero raw/zero.txt
mkfifo raw/pipe.txt
ok 'links and pipes' timeout 20 "$KB" compile --json
unlike '... are never followed' "$(cat wiki/text/*)" 'Secret'
like '... and told' "$(cat "$OUT")" 'symbolic link'
mkdir -p wiki/concepts && ln -s ../../outside/secret.md wiki/concepts/secret.md
text Stranger >../outside/stranger.md
mkdir -p wiki/text && ln -s ../../../outside/stranger.md wiki/text/upper-copy-text.md
ok 'links in wiki/' "$KB" compile
is '... are never written through' "$(cat ../outside/stranger.md)" "$(text Stranger)"
rm -f raw/folder-link raw/file-link.md raw/loop raw/up raw/zero.txt raw/pipe.txt wiki/concepts/secret.md \
	wiki/text/upper-copy-text.md

# a page's place taken by a link
rm wiki/text/accent-text.md && ln -s ../../../outside/stranger.md wiki/text/accent-text.md
printf '\nOne more line.\n' >>raw/übung.md
ok 'the place of a page is taken by a link' "$KB" compile
is '... whose target is not written' "$(cat ../outside/stranger.md)" "$(text Stranger)"
ok '... and which gives way' test ! -L wiki/text/accent-text.md

# hard links and copies
ln raw/note.md raw/hard.md
ok 'a hard link' "$KB" ingest --json
like '... is a copy' "$(cat "$OUT")" 'same bytes as raw/hard.md|same bytes as raw/note.md'
ok 'a base with copies comes to rest' rests
rm raw/hard.md

# ignore
sed -e 's|^  # ignore: .*raw/.*|  ignore: ["drafts/*", "*.bak", "raw/private/*"]|' kb.yaml >../k && cat ../k >kb.yaml
mkdir raw/drafts raw/private
text Draft >raw/drafts/d.md
text Backup >raw/x.bak
text Private >raw/private/p.md
text Hidden >raw/.hidden.md
ok 'globs' "$KB" compile
unlike '... keep files out' "$(ls wiki/text)" 'draft|backup|private|hidden'
sed -e 's|"drafts/|"Note.md", "drafts/|' kb.yaml >../k && cat ../k >kb.yaml
ok 'a source that is ignored from now on' "$KB" compile
ok '... goes' test ! -e wiki/text/upper-text.md

# raw/ itself
mv raw ../raw.away
exits 'raw/ is missing' 3 "$KB" compile
like '... which is told' "$(cat "$ERR")" 'the folder of sources is gone'
ok '... and nothing is lost' test -s wiki/text/accent-text.md
ok 'what is there can be read' "$KB" show accent
mv ../raw.away raw
ok 'raw/ is back' "$KB" compile

# a folder that cannot be read is no folder without files
if [ "$(id -u)" != 0 ]; then
	mkdir raw/closed && text Closed >raw/closed/c.md && "$KB" -q compile >/dev/null 2>&1
	chmod 0 raw/closed
	exits 'a folder that cannot be read' 3 "$KB" compile
	ok '... loses nothing' test -s wiki/text/closed-text.md
	chmod 755 raw/closed
fi

# the clock goes back; times say nothing
"$KB" -q compile >/dev/null 2>&1
printf '\nA line with a time before all others.\n' >>raw/übung.md
touch -d '1999-01-01' raw/übung.md
ok 'a file of another century' "$KB" compile
like '... is read' "$(cat wiki/text/accent-text.md)" 'before all others'
touch -d '2099-01-01' raw/übung.md
ok 'a file of the next century' "$KB" compile
sed -e 's/before all others/behind all others/' raw/übung.md >../u
cat ../u >raw/übung.md && touch -d '2099-01-01' raw/übung.md
ok '... changed within the same second, by as many bytes' "$KB" compile
like '... is read' "$(cat wiki/text/accent-text.md)" 'behind all others'
KB_NOW=86400 ok 'a clock that stands at 1970' "$KB" compile
touch -d 2001-01-01 raw/übung.md
ok 'in the end nothing is to be done' rests
done_testing
