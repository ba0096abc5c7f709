#!/bin/sh
# edits-sources.t - sources go while a person has edited what was written from them, pages change while
# kb runs, and a hundred rounds of edits and compiles lose no sentence. TEST_ROUNDS sets how many.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/story.sh"
. "$ROOT/tests/cli/fault.sh"
page=wiki/concepts/memex.md

story 'a source goes that an edited sentence cites'
edit $page '{ sub(/Readers of a \[wiki\]\(wiki\.md\) fix small errors at once/, "Readers of a wiki, I am told, fix small errors at once"); print }'
"$KB" -q compile >/dev/null 2>&1
rm raw/wiki.html
compiles
says $page 'Readers of a wiki, I am told, fix small errors at once'
says $page 'never offered that. (source removed)' 'its citation says what became of it'
says_not $page 'what-a-wiki-is' 'nothing leads to the source'

story 'a source goes that a sentence of the person cites'
label=$(sed -n 's/^\[^\([a-z2-7]*\)\]: .*what-a-wiki-is.*/\1/p' $page | head -n 1)
edit $page "/^## Related/ { print \"I say so too.[^$label]\\n\" } { print }"
"$KB" -q compile >/dev/null 2>&1
rm raw/wiki.html
compiles
says $page 'I say so too. (source removed)'

story 'every source of an edited page goes'
page=wiki/concepts/ward-cunningham.md
edit $page '{ print } /^# / { print "\nI met him once." }'
"$KB" -q compile >/dev/null 2>&1
rm raw/wiki.html raw/backlinks.txt
compiles
says $page 'I met him once.' 'the words of the person stay in their place'
says_not $page 'first wiki' 'those of kb go'
like 'every source of an edited page goes: which is told' "$(cat ../said)" 'what you wrote stays'
compiles
says $page 'I met him once.' 'and stay'
cp -R ../seed/raw/. raw
compiles
says $page 'I met him once.' 'the sources come back, the words are there'
says $page 'first wiki' 'and those of kb again'
page=wiki/concepts/memex.md

story 'every source of an edited page goes, and .kb'
edit wiki/concepts/ward-cunningham.md '{ print } /^# / { print "\nI met him once." }'
rm -rf .kb raw/wiki.html raw/backlinks.txt
ok "$STORY: kb compiles" "$KB" compile
says wiki/concepts/ward-cunningham.md 'I met him once.' 'an edit that kb cannot tell from its own words is left alone'

story 'every source of a page goes'
rm raw/wiki.html raw/backlinks.txt
compiles
ok 'every source of a page goes: the page goes' test ! -e wiki/concepts/ward-cunningham.md
is 'every source of a page goes: nothing cites it' "$(grep -rl 'what-a-wiki-is' wiki --include='*.md' | grep -v log.md)" ''

story 'every source of a page goes whose title the person changed'
edit wiki/sources/what-a-wiki-is-source.md '/^title:/ { $0 = "title: Wikis as I see them" } { print }'
rm raw/wiki.html
compiles
like "$STORY: the words are kept" "$(find .kb/kept -type f -exec cat {} + 2>/dev/null)" 'Wikis as I see them'

story 'a source is renamed under an edited page'
edit $page '{ print } /^# / { print "\nMy own remark on the memex." }'
mv raw/memex.md raw/bush.md
compiles
says $page 'My own remark on the memex.'
says $page 'raw/bush.md'

story 'a title changes under an edited page'
edit wiki/sources/the-memex-of-vannevar-bush-source.md '/^## / && !d { d = 1; print "I own this issue.\n" } { print }'
"$KB" -q compile >/dev/null 2>&1
sed -e 's/^title: .*/title: "The desk of Bush"/' raw/memex.md >../m && cat ../m >raw/memex.md
ok "$STORY: kb compiles" "$KB" compile
like 'a title changes under an edited page: the words are in the base' \
	"$(cat wiki/sources/*.md)" 'I own this issue'

if can_fault; then
	# stopped at a call, the person writes, kb goes on
	meanwhile() # AT PROGRAM
	{
		rm -f "$_dir/hit"
		(ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0 UBSAN_OPTIONS=exitcode=99 \
			LD_PRELOAD=$_dir/fault.so FAULT_ROOT=$(pwd) FAULT_KIND=stop FAULT_AT=$1 \
			FAULT_NOTE=$_dir/hit exec "$KB" -q compile >/dev/null 2>../stopped) &
		while [ ! -s "$_dir/hit" ] && kill -0 $! 2>/dev/null; do :; done
		edit $page "$2"
		kill -CONT $!
		wait $!
		is "$STORY: kb ends well (call $1)" $? 0
	}
	lost=
	for at in 40 70 100 130 160 190 220 250; do
		story "an edit while kb runs"
		edit $page '{ print } /^# / { print "\nAn edit from before." }'
		news
		meanwhile $at '{ print } /^# / { print "\nAn edit from meanwhile." }'
		"$KB" -q compile >/dev/null 2>&1
		grep -q 'An edit from before' $page && grep -q 'An edit from meanwhile' $page &&
			grep -q 'nobody built' $page || lost="$lost $at"
	done
	is 'an edit while kb runs: never lost, wherever kb is' "$lost" ''
	story 'a page is made while kb runs'
	rm -rf wiki .kb
	rm -f "$_dir/hit"
	(ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0 UBSAN_OPTIONS=exitcode=99 \
		LD_PRELOAD=$_dir/fault.so FAULT_ROOT=$(pwd) FAULT_KIND=stop FAULT_AT=100 \
		FAULT_NOTE=$_dir/hit exec "$KB" -q compile >/dev/null 2>../stopped) &
	while [ ! -s "$_dir/hit" ] && kill -0 $! 2>/dev/null; do :; done
	mkdir -p wiki/concepts && printf '# Wiki\n\nA page that I made just now.\n' >wiki/concepts/wiki.md
	kill -CONT $!
	wait $!
	"$KB" -q compile >/dev/null 2>&1
	says wiki/concepts/wiki.md 'A page that I made just now.'
fi

# a hundred rounds
story 'a hundred rounds'
rounds=${TEST_ROUNDS:-25} seed=${TEST_SEED:-5} i=0
: >../wrote
rnd()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	R=$((seed / 65536 % $1))
}
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	set -- wiki/concepts/*.md wiki/sources/*.md
	rnd $#
	shift "$R"
	rnd 5
	line="Round $i is where I wrote number $((i * 7))."
	case $R in
	0) edit "$1" "{ print } /^# / { print \"\\n$line\" }" ;;
	1) printf '\n%s\n' "$line" >>"$1" ;;
	2) edit "$1" "!d && /\\]\$/ && !/^\\[\\^/ && !/^- / { d = 1; \$0 = \$0 \" $line\" } { print }" ;;
	3) edit "$1" "!d && /^- / { d = 1; print \"- $line\" } { print }" ;;
	4) edit "$1" "/^## / && !d { d = 1; print \"## Round $i\\n\\n$line\\n\" } { print }" ;;
	esac
	grep -qF "$line" "$1" && printf '%s\n' "$line" >>../wrote
	rnd 6
	case $R in
	0 | 1) news ;;
	2) sed -e '/^In report/d' raw/hypertext.md >../h && cat ../h >raw/hypertext.md ;;
	3) if [ -e raw/wiki.html ]; then rm raw/wiki.html; else cp ../seed/raw/wiki.html raw; fi ;;
	4) if [ -e raw/backlinks.txt ]; then mv raw/backlinks.txt raw/b2.txt; else mv raw/b2.txt raw/backlinks.txt; fi ;;
	5) printf '# Note %s\n\nThe memex of note %s leads to hypertext, and a wiki shows backlinks of it.\n' $i $i >raw/note-$i.md ;;
	esac
	"$KB" -q compile >/dev/null 2>../errors || note "$(cat ../errors)"
done
cat wiki/concepts/*.md wiki/sources/*.md wiki/*.md .kb/kept/* 2>/dev/null | tr '\n' ' ' >../all
missing=
while IFS= read -r line; do
	grep -qF "$line" ../all || missing="$missing[$line]"
done <../wrote
# only a line written into Backlinks, which kb always makes anew, may be in .kb/kept alone
is "$(wc -l <../wrote | tr -d ' ') sentences in $rounds rounds: each is there" "$missing" ''
ok 'a hundred rounds: links and blocks are whole' "$KB" lint --rule broken-link --rule broken-block \
	--rule duplicate-footnote --rule undefined-footnote
done_testing
