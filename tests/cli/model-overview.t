#!/bin/sh
# model-overview.t - what a model writes about several concepts: the overview on the index, introductions of
# categories in their tree, comparisons. Each is a node of its own, cited like every other text.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd --log "$_dir/llmd.log"

sources()
{
	"$KB" init . >/dev/null 2>&1 && rm -f KB.md
	cat >raw/a.md <<-'END'
	# Presses of the harbour
	The Kelp Press is a tool that prints 40 pages an hour. The Moss Press is a tool that prints 25 pages an hour. The Kelp Press is larger than the Moss Press by 12 inches.

	The Reed Loom is a tool that weaves 8 mats a day. The Rush Loom is a tool that weaves 6 mats a day. The Reed Loom and the Rush Loom were kept in one store of the harbour.
	END
	cat >raw/b.md <<-'END'
	# A visit to the printers
	The Kelp Press weighs more than the Moss Press by 30 pounds. The printers of the harbour oil the Moss Press on 3 days of the week. The Reed Loom was sold with the Rush Loom in the spring of 1901.

	The Harbour Gazette is a book that was printed in 1902 by the town. The Tide Tables is a book that lists 365 days.
	END
}

# lines of a page before its first heading of level 2, without those of the front matter
opening()
{
	sed -n '/^# /,/^## /p' "$1" | grep -v '^#'
}

index=wiki/index.md tools=wiki/categories/tools-category.md
page=wiki/comparisons/kelp-press-vs-moss-press-comparison.md
KB_COMPILE_MIN_SOURCES=1
export KB_COMPILE_MIN_SOURCES
use_model /f/none/overview
mkdir base && cd base && sources
ok 'kb compile --dry-run' "$KB" compile --dry-run
like '... tells calls by what they are for' "$(cat "$OUT")" '^  2 for digests, 6 for articles, 1 for categories, 1 for overviews$'
ok 'a compile' "$KB" compile
like '... counts them apart' "$(cat "$OUT")" '6 articles, 5 overviews, 5 calls'
first=$(calls)

# the overview
like 'the index has an overview in two paragraphs' "$(opening $index | grep -c '\[\^[a-z2-7]\{8\}\]')" '^2$'
like '... whose notes quote' "$(cat $index)" '^\[\^[a-z2-7]{8}\]: \[A visit to the printers\]\(text/.*\): "The Harbour Gazette is a book'
like '... and is the model'"'"'s' "$(cat $index)" '^generated: openai test-1$'
like 'a prompt asks for it' "$(cat "$_dir/llmd.log")" '\[k:[0-9]\] Overview \(knowledge base\)'

# categories
like 'a category has an introduction, cited' "$(opening $tools)" 'Kelp Press.*\[\^[a-z2-7]{8}\]'
like '... and tells what it is part of' "$(cat $tools)" '^Part of: \[Made things\]\(made-things-category\.md\)$'
like 'its parent lists it' "$(cat wiki/categories/made-things-category.md)" '^- \[Tools\]\(tools-category\.md\)'
like '... and so does the index, one level down' "$(cat $index)" '^### \[Tools\]\(categories/tools-category\.md\)$'
like 'a small one has its description' "$(opening wiki/categories/works-category.md)" '^A part of the alphabet\.$'

# comparisons
ok 'what two sources compare has a page' test -f $page
like '... with a table of the names' "$(cat $page)" '^\| Property \| \[Kelp Press\]\(.*\) \| \[Moss Press\]\(.*\)\[\^.*\] \|$'
like '... cited' "$(cat $page)" '^\| size \| .*12 inches\.\[\^[a-z2-7]{8}\]'
like '... and prose' "$(cat $page)" '30 pounds\.\[\^[a-z2-7]{8}\] '
like '... that the things link to' "$(cat wiki/concepts/kelp-press.md)" '^Compared: \[Kelp Press vs. Moss Press\]\('
like '... and the index' "$(cat $index)" '^- \[Kelp Press vs. Moss Press\]\(comparisons/'
like 'the model was asked about another pair' "$(cat "$_dir/llmd.log")" 'Reed Loom vs\. Rush Loom \(comparison\): Reed Loom; Rush Loom'
is '... and declined' "$(ls wiki/comparisons)" kelp-press-vs-moss-press-comparison.md
ok 'lint finds nothing' "$KB" lint

# nodes
like '--explain tells of the index' "$("$KB" compile --explain wiki/index.md)" '^overview: key .*known: not run'
like '... of a category' "$("$KB" compile --explain $tools)" '^introduction: key .*known: not run'
like '... of a comparison' "$("$KB" compile --explain $page)" '^comparison: key .*known: not run'
like '... and of its claims' "$("$KB" compile --explain $page)" '^ +[a-z2-7]{8}  The Kelp Press weighs more'
exits '... not of what is no page' 1 "$KB" compile --explain wiki/categories/none.md
sums . >../before
reset_model
ok 'a wiki from scratch' sh -c 'rm -r wiki .kb/index.db* && "$KB" compile'
is '... takes no call' "$(calls)" 0
sums . >../after
same '... and is the same' ../before ../after

"$KB" prompts export article >/dev/null && echo 'Be brief.' >>.kb/prompts/article.md
ok 'with another prompt, a dry run' "$KB" compile --dry-run
like '... tells what would be asked' "$(cat "$OUT")" '^  1 for articles, 1 for overviews$'
unlike '... and does not say that there is nothing to do' "$(cat "$OUT")" 'nothing to do'
rm -r .kb/prompts

printf '\nThe printers gave the Tide Tables 7 more sheets in the autumn.\n' >>raw/b.md
ok 'a sentence about another thing' "$KB" compile
is '... leaves the comparison and the introduction as they are' \
	"$(sed -n '/^written/,/^[a-z0-9]/p' "$OUT" | grep -e comparisons -e tools-)" ''

# the person
sed -i '/^The Kelp Press weighs/s/30 pounds/thirty pounds/' $page
reset_model
ok 'words of a comparison are changed by hand' "$KB" compile
is '... no call' "$(calls)" 0
ok '... and stay' grep -q '^The Kelp Press weighs .* thirty pounds' $page
awk '/^## \[/ && !done { print "My own words on this base.\n"; done = 1 } { print }' $index >new && mv new $index
reset_model
ok 'a paragraph of mine on the index' "$KB" compile
is '... one call' "$(calls)" 1
like '... that shows it' "$(tail -n 1 "$_dir/llmd.log")" 'Own: My own words on this base\.'
ok '... and it stays' grep -qx 'My own words on this base.' $index
like '... beside the overview' "$(opening $index)" '\[\^[a-z2-7]{8}\]'
like '... and the list' "$(cat $index)" '^- \[Kelp Press\]\(concepts/kelp-press\.md\)'

# review
printf '\nThe Kelp Press was cheaper than the Moss Press by 5 shillings.\n' >>raw/b.md
ok 'a compile for review' "$KB" compile --review
like '... stages the comparison' "$("$KB" review)" "^changed +$page\$"
ok '... which can be rejected' "$KB" review reject $page 'say nothing of money'
ok '... and is written again' "$KB" compile --review
like '... with the reason in the prompt' "$(tail -n 2 "$_dir/llmd.log")" 'Refused: say nothing of money'
ok 'accepted' "$KB" review accept
like '... it stands' "$(cat $page)" '5 shillings'

# deleted by the person; a source that goes
rm $page
ok 'the comparison is deleted by hand' "$KB" compile
ok '... and stays away' test ! -f $page
unlike '... with all links to it' "$(cat wiki/concepts/kelp-press.md $index)" 'kelp-press-vs'
ok 'lint finds nothing' "$KB" lint
ok 'it is restored' "$KB" compile --restore $page
ok '... and is there' test -f $page
rm raw/b.md
ok 'a source goes' "$KB" compile
is '... and no page cites it' "$(grep -l 'a-visit-to-the-printers-text' -r wiki | grep -v log.md)" ''
ok '... no comparison is left of one source' test ! -f $page
like '... the overview is of the other' "$(opening $index)" 'prints 40 pages'
ok '... my words stay' grep -qx 'My own words on this base.' $index
ok 'lint finds nothing' "$KB" lint
cd ..

# a service that fails after the articles: pages do without, the next run goes on
use_model /f/none/half
mkdir half && cd half && sources
echo "fault 500-no-retry@from $first" | raw POST "$model_scope/control" >/dev/null
exits 'the service fails before the essays' 3 "$KB" compile
ok '... pages are there' test -f $index -a -f $tools
unlike '... without' "$(cat $index)" '\[\^'
echo | raw POST "$model_scope/control" >/dev/null
ok 'when it is well again' "$KB" compile
is '... the rest is asked for alone' "$(stat whole "$model_scope")" "$first"
sums . >../half.sums
same '... to the same wiki' ../before ../half.sums

# a source that goes while the service fails takes what rests on it
echo "fault 500-no-retry@from 1" | raw POST "$model_scope/control" >/dev/null
mv raw/b.md ..
exits 'a source goes, the service fails' 3 "$KB" compile
is '... and no page cites it' "$(grep -l 'a-visit-to-the-printers-text' -r wiki | grep -v log.md)" ''
is '... or says a word of it' "$(grep -lE '30 pounds|spring of 1901|Harbour Gazette' -r wiki | grep -v log.md)" ''
like '... what is left of the introduction stays' "$(opening $tools)" '40 pages an hour\.\[\^'
like '... and of the overview' "$(opening $index)" '40 pages an hour\.\[\^'
like '... the model is told of as its writer' "$(cat $tools)" '^generated: openai test-1$'
echo | raw POST "$model_scope/control" >/dev/null
mv ../b.md raw
ok 'all is as it was' "$KB" compile
sums . >../half.sums
same '... to a byte' ../before ../half.sums

# without a model there is none of it, and nothing left over
unset KB_LLM_ENGINE KB_LLM_MODEL KB_LLM_BASE_URL
ok 'the builtin engine takes over' "$KB" compile
is '... and no essay stays' "$(ls wiki/comparisons 2>/dev/null; grep -c '\[\^' $index)" 0
like '... --explain says why' "$("$KB" compile --explain $index)" '^overview: none: only a model writes one'
cd ..

done_testing
