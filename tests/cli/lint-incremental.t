#!/bin/sh
# lint-incremental: what the index keeps of pages never shows. After any edit, a lint that reads only
# what changed says what one from scratch says; damage to what is kept, and a writer that holds the
# lock, cost time and nothing else.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"

mkdir base && cd base || exit 1
small_base >/dev/null 2>&1
"$KB" -q compile >/dev/null 2>&1
LC_ALL=C awk -f "$ROOT/tests/lint/genvault.awk" -v out=..
mkdir wiki/notes
(cd ../vault && find . -name '*.md' | LC_ALL=C sort | awk 'NR % 4 == 0') | while IFS= read -r f; do
	mkdir -p "wiki/notes/$(dirname "$f")" && cp "../vault/$f" "wiki/notes/$f"
done
cp .kb/index.db ../pristine.db # as compiled: lint has kept nothing yet

# from scratch: beside an index that knows nothing of lint
scratch()
{
	mkdir ../aside && mv .kb/index.db* ../aside/
	cp ../pristine.db .kb/index.db
	"$KB" lint "$@"
	rm -f .kb/index.db*
	mv ../aside/* .kb/ && rmdir ../aside
}

# equal NAME [OPTION...]
equal()
{
	_what=$1
	shift
	"$KB" lint "$@" >../kept.out 2>../kept.err
	scratch "$@" >../scratch.out 2>../scratch.err
	same "$_what" ../scratch.out ../kept.out
	same "$_what: the summary too" ../scratch.err ../kept.err
}

"$KB" -v lint >/dev/null 2>"$ERR"
like 'all is parsed at first' "$(cat "$ERR")" '^([0-9]+) of \1 pages had to be parsed$'
printf '\n[[nowhere at all]]\n' >>wiki/notes/"$(ls wiki/notes | grep '\.md$' | head -n 1)"
"$KB" -v lint >"$OUT" 2>"$ERR"
like 'then what changed' "$(cat "$ERR")" '^1 of [0-9]+ pages had to be parsed$'
like 'and its finding is there' "$(cat "$OUT")" "error broken-link: 'nowhere at all'"
equal 'a page with one more link'

# Rounds of edits by a seed; each prints shell commands.
edits()
{
	(find wiki -name '*.md' | LC_ALL=C sort) | awk -v seed="$1" '
	function rnd(n) { s = (s * 16807) % 2147483647; return int(s / 7) % n }
	function any() { return page[1 + rnd(NR)] }
	function name(p) { sub(/.*\//, "", p); sub(/\.md$/, "", p); return p }
	function q(t) { gsub(/\047/, "\047\\\047\047", t); return "\047" t "\047" }
	BEGIN { s = seed * 7919 + 1 }
	{ page[NR] = $0 }
	END {
		for (i = 0; i < 9; i++) {
			p = any(); o = any()
			what = (i + seed) % 9
			if (what == 0)
				print "printf \"%s\\n\" " q("") " " q("[[" name(o) "]] and [[" name(o) "#Heading " rnd(5) "]]") " >>" q(p)
			if (what == 1)
				print "rm " q(p)
			if (what == 2)
				print "mv " q(p) " " q("wiki/notes/moved-" seed "-" i ".md")
			if (what == 3)
				print "printf \"%s\\n\" --- " q("title: New " seed) " " q("aliases: [\"" name(o) " too\"]") " --- " q("# Heading 1") " " q("Text [[" name(o) " too]] ^b" seed) " >" q("wiki/notes/new-" seed "-" i ".md")
			if (what == 4)
				print "sed " q("s/^#\\{1,3\\} .*/& changed/") " " q(p) " >../new && mv ../new " q(p)
			if (what == 5)
				print "sed " q(1 + rnd(9) "d") " " q(p) " >../new && mv ../new " q(p)
			if (what == 6)
				print "cp " q(p) " " q("wiki/notes/copy-" seed "-" i ".md")
			if (what == 7)
				print "touch " q(p)
			if (what == 8)
				print "mkdir -p wiki/notes/deep; mv " q(p) " wiki/notes/deep/"
		}
	}'
}
for round in 1 2 3 4; do
	edits $round >../edits.sh
	sh -e ../edits.sh || note 'an edit failed'
	equal "round $round of edits"
done
equal 'as JSON' --json

text=$(ls wiki/text/*.md | head -n 1)
sed 's/ the / that /' "$text" >../new && mv ../new "$text"
equal 'a cited document with other words' --rule quote-mismatch --rule number-mismatch
like 'the quotes are looked for anew' "$(cat ../kept.out)" ': error quote-mismatch: '
echo 'More.' >>raw/memex.md
rm raw/hypertext.md
equal 'a source that changed, one that went'
printf 'lint: {ignore: ["wiki/notes/**"]}\n' >kb.yaml
equal 'pages that do not count any more'
printf 'lint: {ignore: []}\n' >kb.yaml
equal 'and count again, with suggestions' --suggest

# --- damage ---
perl -e '
	local $/;
	open my $f, "+<", $ARGV[0] or die;
	my $s = <$f>;
	my $n = 0;
	for (my $at = index($s, "nowhere at all"); $at >= 0; $at = index($s, "nowhere at all", $at + 1)) {
		substr($s, $at, 7) = "NOWHERE";
		$n++;
	}
	seek $f, 0, 0;
	print $f $s;
	print "$n\n";' .kb/index.db >"$OUT"
unlike 'bytes are changed in what is kept' "$(cat "$OUT")" '^0$'
printf '\n' >>wiki/index.md
equal 'damaged facts are not believed'

# --- a writer ---
perl -e '
	use Fcntl;
	$| = 1;
	open my $f, "+<", ".kb/lock" or die;
	my $lock = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0);
	fcntl($f, F_SETLK, $lock) or die "no lock: $!";
	print "held\n";
	sleep 60;' >../held &
holder=$!
trap 'kill $holder 2>/dev/null; cd / && rm -rf "$_dir"' EXIT
while ! grep -q held ../held && kill -0 $holder 2>/dev/null; do :; done
printf '\n' >>wiki/index.md
cp ../scratch.out ../want
"$KB" lint >"$OUT" 2>"$ERR"
same 'findings while another kb writes' ../want "$OUT"
like 'what is not kept is told' "$(cat "$ERR")" "^kb: warning: another kb is at work here \\(process $holder\\): .* not kept"
kill $holder
wait $holder 2>/dev/null
: >.kb/lock
"$KB" -v lint >"$OUT" 2>"$ERR"
like 'nothing was' "$(cat "$ERR")" '^1 of [0-9]+ pages had to be parsed$'

# --- no place to keep it ---
cp -R wiki/notes ../plain
(cd ../plain && "$KB" lint >/dev/null 2>&1)
is 'a plain folder is left as it is' "$(ls -A ../plain | grep -c '^\.')" 0
echo 'no database' >.kb/index.db
rm -f .kb/index.db-*
"$KB" lint >"$OUT" 2>"$ERR"
like 'an index that is none: findings' "$(cat "$OUT")" ': error broken-link: '
like 'and a word on it' "$(cat "$ERR")" '^kb: warning: what lint reads is not kept: .*run kb compile'
done_testing
