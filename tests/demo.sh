#!/bin/sh
# demo.sh - kb at work on the starter base, in a scratch copy; `make demo` calls it.
#
# Takes the binary from $KB. Compiles raw/ of this repository from nothing, then shows five things
# and checks each: where one does not hold, the demo says so and ends with status 1. Needs the
# binary, coreutils, grep, awk and sed. Order: helpers, the compile, five beats, what to do next.

set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
KB=${KB:-$root/build/kb}
case $KB in /*) ;; *) KB=$(pwd)/$KB ;; esac
[ -x "$KB" ] || { echo "demo: $KB: no such program; run make first" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/kb-demo.XXXXXX") || exit 1
trap 'cd / && rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
# The engine that needs no key and the base's own settings, whatever this machine is set up for.
for name in $(env | sed -n 's/^\(KB_[A-Za-z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done
HOME=$work/home XDG_CONFIG_HOME=$work/home/.config LC_ALL=C.UTF-8
export HOME XDG_CONFIG_HOME LC_ALL
mkdir -p "$work/home/.config" "$work/base"
cp -R "$root/raw" "$root/kb.yaml" "$root/KB.md" "$work/base" || exit 1
cd "$work/base" || exit 1

# --- helpers -----------------------------------------------------------------------------------

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
	bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi

beat()
{
	printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

say()
{
	printf '%s\n' "$*"
}

prompt()
{
	printf '\n%s$ %s%s\n' "$dim" "$*" "$plain"
}

# Lines of stdin set in by two; long ones wrapped for a terminal, those of lists with a hanging margin.
show()
{
	awk 'length($0) < 78 { print $0 == "" ? "" : "  " $0; next }
	{
		match($0, /^ */)
		margin = substr($0, 1, RLENGTH) "  "
		hang = RLENGTH || /^- / ? "  " : ""
		n = split(substr($0, RLENGTH + 1), word, " ")
		line = margin word[1]
		for (i = 2; i <= n; i++) {
			if (length(line) + 1 + length(word[i]) < 80) {
				line = line " " word[i]
			} else {
				print line
				line = margin hang word[i]
			}
		}
		print line
	}'
}

fail()
{
	printf '\ndemo: %s\n' "$*" >&2
	[ -s "$work/out" ] && sed 's/^/  | /' "$work/out" >&2
	exit 1
}

# kb's answer goes to $work/out.
kb()
{
	"$KB" "$@" >"$work/out" 2>"$work/err"
}

compile()
{
	kb compile -v || fail "kb compile failed: $(cat "$work/err")"
}

# The part of kb compile's report under heading $1 with at most $2 of its lines.
part()
{
	awk -v head="$1" -v most="$2" '
		/^[^ ]/ { on = $1 == head; n = 0 }
		on && n++ <= most
		on && n == most + 2 { print "  ..." }' "$work/out" | show
}

effort()
{
	tail -n 1 "$work/out" | show
}

sums()
{
	find wiki -name '*.md' ! -name log.md -exec cksum {} + | sort -k 3
}

# Replaces $2 by $3 in file $1, which must hold it.
edit()
{
	grep -qF "$2" "$1" || fail "$1 does not say: $2"
	awk -v old="$2" -v new="$3" '{
		if (i = index($0, old))
			$0 = substr($0, 1, i - 1) new substr($0, i + length(old))
		print
	}' "$1" >"$work/new" && cat "$work/new" >"$1"
}

# Links as a reader sees them: their names alone.
names()
{
	sed 's/\[\([^]^[]*\)]([^)]*)/\1/g'
}

# --- the compile -------------------------------------------------------------------------------

printf '%skb: a folder of documents becomes a wiki that cites them%s\n' "$bold" "$plain"
say 'A scratch copy of the starter base; no key, no network. In raw/:'
(cd raw && ls) | sed 's/^/  /'
prompt 'kb compile'
compile
tail -n 2 "$work/out" | show
[ "$(find wiki/concepts -name '*.md' | wc -l)" -ge 10 ] || fail 'too few concept pages'

# --- 1 -----------------------------------------------------------------------------------------

page=wiki/concepts/memex.md
beat '1. Each sentence of a page stands on words of a source'
[ -f $page ] || fail "$page was not made"
prompt 'kb show memex'
kb show memex || fail 'kb show memex failed'
awk '/^## / && ++n == 2 { exit } n < 2 && NR < 9' "$work/out" | names | show
line=$(awk '/\[\^/ { print NR; exit }' $page)
label=$(sed -n "${line}s/^[^^]*\[^\([a-z0-9]*\)].*/\1/p" $page)
[ -n "$label" ] || fail "$page cites nothing in line $line"
say "
The mark [^$label] leads to the passage behind the first sentence:"
prompt "kb trace --passages $page:$line"
kb trace --passages "$page:$line" || fail 'a quote does not stand in its passage'
sed 1,2d "$work/out" | sed -n 1,16p
grep -q '^ *wiki/text/the-memex.*#^' "$work/out" || fail 'trace names no passage'

# --- 2 -----------------------------------------------------------------------------------------

old='introduced at TREC-3 in 1994' new='introduced at TREC-3 in November 1994'
beat '2. A sentence of a source is edited: what depends on it is rewritten'
say "In raw/ranking-with-bm25.md:
  - BM25 was $old ...
  + BM25 was $new ..."
sums >"$work/before"
edit raw/ranking-with-bm25.md "$old" "$new"
prompt 'kb compile'
compile
sums >"$work/after"
n_all=$(($(wc -l <"$work/after")))
n_new=$(($(awk 'NR == FNR { old[$3] = $1; next } old[$3] != $1' "$work/before" "$work/after" |
	wc -l)))
part written 6
effort
say "$n_new of $n_all pages differ from before; the others were not touched."
grep -q "$new" wiki/concepts/bm25.md || fail 'the new sentence is not on the page'
! grep -rq "$old" wiki || fail 'the old sentence is still on a page'
[ $((n_new * 3)) -lt "$n_all" ] || fail 'a third of the wiki was rewritten for one sentence'
grep -q ' 0 calls' "$work/out" || fail 'a model was called'

# --- 3 -----------------------------------------------------------------------------------------

gone=link-rot-and-what-slows-it
beat '3. A source is deleted: its sentences go, and kb lists them'
prompt "rm raw/$gone.html; kb compile"
rm raw/$gone.html
compile
grep -q '^went ' "$work/out" || fail 'no sentence went with its source'
part went 5 | names
part removed 2
effort
! grep -rq "$gone" wiki/concepts wiki/sources wiki/index.md || fail 'a page still names the source'
kb lint --rule broken-link --rule broken-block --rule quote-mismatch --rule missing-source ||
	fail 'the deletion left something broken'
say 'No link, footnote or quote points to it any more (kb lint).'

# --- 4 -----------------------------------------------------------------------------------------

beat '4. A question is answered with quotes, or refused'
question="How many slips did Luhmann's Zettelkasten hold?"
prompt "kb ask \"$question\""
kb ask "$question" || fail 'a question that the base answers was refused'
cat "$work/out"
grep -q '67,000' "$work/out" && grep -q '90,000' "$work/out" || fail 'the answer misses a source'
say '
The sources disagree, and both are quoted. A question that none answers:'
question='Which typewriter did Luhmann use?'
prompt "kb ask \"$question\""
kb ask "$question"
status=$?
sed -n '1,/^nearest/p' "$work/out" | sed '/^$/d'
grep '^  wiki/' "$work/out" | head -n 2
[ $status = 1 ] || fail "a question that the base cannot answer ended with status $status"
grep -q '^not in the base' "$work/out" || fail 'a question that the base cannot answer was answered'

# --- 5 -----------------------------------------------------------------------------------------

mine='Our library shows a replica.' old='desk-sized machine' new='machine of the size of a desk'
beat '5. What you write into a page stays, though kb rewrites the page'
say "By hand, behind the first sentence of $page:
  + $mine
And in raw/memex-and-its-descendants.md:
  - ... a hypothetical $old ...
  + ... a hypothetical $new ..."
awk -v mine="$mine" -v at="$line" 'NR == at { sub(/]/, "] " mine) } { print }' $page \
	>"$work/new" && cat "$work/new" >$page
grep -q "$mine" $page || fail 'the sentence was not added'
edit raw/memex-and-its-descendants.md "$old" "$new"
prompt 'kb compile'
compile
part edited 3
effort
prompt "sed -n ${line}p $page"
sed -n "${line}p" $page | names | show
grep -q "$mine" $page || fail 'the hand edit was lost'
grep -q "hypothetical $new.*$mine" $page || fail 'the page was not brought up to date'
compile
grep -q "$mine" $page || fail 'a second compile lost the hand edit'

# --- what to do next ---------------------------------------------------------------------------

beat 'Your own documents'
cat <<'END'
  kb init ~/notes; cp FILES ~/notes/raw; cd ~/notes; kb compile; kb ask "..."
  Without a model: all of the above. ~/notes is an Obsidian vault, too.
  With a model: three lines of kb.yaml; see "With a model" in README.md.
END
