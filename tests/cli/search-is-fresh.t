#!/bin/sh
# kb search tells of the files as they are now: what is gone, changed or new since the last compile,
# in raw/ and in wiki/; and it answers from the last state when it cannot index.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
mkdir raw/deep
for i in 1 2 3 4 5 6; do
	printf '# Note %s\n\nThe lighthouse of harbour %s has a lantern.\n' $i $i >raw/n$i.md
done
echo 'A deep note on anchors.' >raw/deep/anchor.md
touch -d '2020-01-01' raw/*.md raw/deep/*.md
"$KB" -q compile >/dev/null

path()
{
	"$KB" search --json "$@" 2>"$ERR" | sed -n 's/^ *"source": *"\([^"]*\)".*/\1/p' | sort | tr '\n' ' '
}

# the next walk is due only by a folder's time: the age of the last one is set in its file
walked_now()
{
	sed "1s/^kb-walk 1 [0-9]*/kb-walk 1 $(date +%s)/" .kb/walk >x && mv x .kb/walk
}
walked_long_ago()
{
	sed '1s/^kb-walk 1 [0-9]*/kb-walk 1 1000/' .kb/walk >x && mv x .kb/walk
}

is 'all is found' "$(path lighthouse | wc -w | tr -d ' ')" 6
walked_now
"$KB" search --explain lighthouse >"$OUT" 2>"$ERR"
like 'no walk is due at once' "$(cat "$ERR")" 'freshness: [0-9.]+ ms, no walk due'
walked_long_ago
"$KB" search --explain lighthouse >"$OUT" 2>"$ERR"
like '... but later' "$(cat "$ERR")" 'freshness: [0-9.]+ ms, [0-9]+ files walked'
"$KB" search --stale-ok --explain lighthouse >"$OUT" 2>"$ERR"
like '... unless it is not wanted' "$(cat "$ERR")" 'freshness: not looked at'

echo 'A heron stands at the pier.' >raw/new.md
walked_now
is 'a new file is found by its folder' "$(path heron)" 'raw/new.md '
echo 'A deep note on bollards.' >raw/deep/bollard.md
walked_now
is '... deep down too' "$(path bollards)" 'raw/deep/bollard.md '
is '... and -n is kept' "$(path -n 1 lighthouse | wc -w | tr -d ' ')" 1

printf '# Note 3\n\nThe windmill of harbour 3 has sails.\n' >raw/n3.md
walked_long_ago
is 'a changed file is found by its new words' "$(path windmill)" 'raw/n3.md '
is '... not by its old ones' "$(path lighthouse)" 'raw/n1.md raw/n2.md raw/n4.md raw/n5.md raw/n6.md '
printf '# Note 4\n\nThe sundial of harbour 4 has no lantern.\n' >raw/n4.md
walked_now
is 'a hit that changed is read again, walk or not' "$(path lighthouse)" \
	'raw/n1.md raw/n2.md raw/n5.md raw/n6.md '

rm raw/n1.md raw/n2.md raw/n5.md
walked_now
is 'what is gone is not served' "$(path -n 1 lighthouse)" 'raw/n6.md '
is '... not even with --stale-ok' "$(path --stale-ok -n 1 lighthouse)" 'raw/n6.md '

printf '# My remark\n\nGulls steal bread.\n' >wiki/remark.md
walked_long_ago
like 'a page that a person wrote is found' "$("$KB" search --json gulls)" '"path": "wiki/remark.md"'
printf '# My remark\n\nTerns dive for fish.\n' >wiki/remark.md
walked_long_ago
like '... and as it is now' "$("$KB" search --json terns)" '"path": "wiki/remark.md"'
exits '... not as it was' 1 "$KB" search gulls
page=$(ls wiki/sources/*.md | head -n 1)
before=$(cat "$page")
printf '\nA sentence on walruses by hand.\n' >>"$page"
walked_long_ago
ok 'an edit of a page is found' "$KB" search walruses
ok '... kept by compile' "$KB" -q compile
like '... to the letter' "$(cat "$page")" 'walruses by hand'

ok 'ask looks at the files too' "$KB" ask --json 'What stands at the pier?'
echo 'An otter is a swimmer.' >raw/otter.md
walked_now
ok '... and answers from a new one' "$KB" ask --json 'What is an otter?'
like '... with its words' "$(cat "$OUT")" '"quote": *"An otter is a swimmer'

# what cannot be indexed now
if [ "$(id -u)" = 0 ]; then
	skip 'a base that cannot be written answers' 'root may write everywhere'
else
	echo 'A puffin came.' >raw/puffin.md
	chmod -R a-w .
	ok 'a base that cannot be written answers' "$KB" search lighthouse
	exits '... from the last state' 1 "$KB" search puffin
	chmod -R u+w .
	rm raw/puffin.md
fi
if command -v perl >/dev/null; then
	mkfifo "$_dir/go" "$_dir/held"
	perl -e 'use Fcntl ":DEFAULT"; use POSIX (); open(F, "+<", ".kb/lock") or die;
		my $l = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
		fcntl(F, F_SETLK, $l) or die;
		open(H, ">", $ARGV[0]); print H "held\n"; close H; open(G, "<", $ARGV[1]); <G>' \
		"$_dir/held" "$_dir/go" &
	read -r _ <"$_dir/held"
	echo 'A puffin came.' >raw/puffin.md
	ok 'with another kb at work it does not wait' timeout 4 "$KB" search lighthouse
	exits '... and answers from the last state' 1 timeout 4 "$KB" search puffin
	printf '# Note 6\n\nThe lighthouse is a wreck.\n' >raw/n6.md
	ok '... shows what changed' timeout 4 "$KB" search lighthouse
	like '... and says so' "$(cat "$ERR")" '1 of these changed'
	echo >"$_dir/go"
	wait
	is 'then all is found' "$(path puffin)" 'raw/puffin.md '
else
	skip 'with another kb at work it does not wait' 'no perl'
fi
done_testing
