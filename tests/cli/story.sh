# story.sh - sourced behind base.sh: short stories of a person who edits pages that kb writes.
#
# story NAME      a new story: the small base, compiled, nothing edited
# says FILE WORDS   the page says so (words as they stand, over line ends); says_not: it does not
# news            a source gets a sentence on the memex, so that kb has something to write
# compiles        kb compile, which must work, and lint finds no broken link, block or quote
# edit FILE PROGRAM   rewrites FILE with awk, as an editor does that writes in place

story()
{
	STORY=$1
	chmod -R u+w . && rm -rf ./* .kb .obsidian
	if [ -d ../seed ]; then
		cp -R ../seed/. .
	else
		small_base && "$KB" -q compile >/dev/null 2>&1 && mkdir ../seed && cp -R ./. ../seed
	fi
	news_n=0
}

news()
{
	news_n=$((news_n + 1))
	printf '\nIn report %s the memex is called the desk that nobody built.\n' "$news_n" >>raw/hypertext.md
}

compiles()
{
	ok "$STORY: kb compiles" "$KB" compile
	cp "$OUT" ../said
	cat "$ERR" >>../said
	ok "$STORY: links, blocks and quotes are whole" "$KB" lint --rule broken-link --rule broken-block \
		--rule quote-mismatch --rule undefined-footnote --rule duplicate-footnote
}

_flat()
{
	tr '\n' ' ' <"$1" 2>/dev/null
}

says()
{
	case $(_flat "$1") in *"$2"*) _result 0 "$STORY: ${3:-$1 says '$2'}" ;;
	*) _result 1 "$STORY: ${3:-$1 says '$2'}"; note "$(cat "$1" 2>&1 | head -n 60)" ;; esac
}

says_not()
{
	case $(_flat "$1") in *"$2"*) _result 1 "$STORY: ${3:-$1 does not say '$2'}"; note "$(head -n 60 "$1")" ;;
	*) _result 0 "$STORY: ${3:-$1 does not say '$2'}" ;; esac
}

edit()
{
	awk "$2" "$1" >../edited && cat ../edited >"$1"
}

# a second compile finds the page as the first left it
rests()
{
	cp "$1" ../rest
	news && "$KB" -q compile >/dev/null 2>&1
	"$KB" -q compile >/dev/null 2>&1
	cp "$1" ../rest
	"$KB" -q compile >/dev/null 2>&1
	same "$STORY: then it is at rest" ../rest "$1"
}
