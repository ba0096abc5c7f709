#!/bin/sh
# edits-words.t - a person changes words, lists, notes and keys of pages that kb writes; then kb has
# something new to write. Nothing of the person's is lost, and kb's news arrive.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/story.sh"
page=wiki/concepts/memex.md

# news, a compile, and the page has the news of kb
goes_on()
{
	news
	compiles
	says $page 'the desk that nobody built' 'the news of kb arrive'
}

story 'a paragraph below the title'
edit $page '{ print } /^# / { print "\nMy own remark on the memex." }'
goes_on
says $page 'My own remark on the memex.'
rests $page

story 'a paragraph at the very end'
printf '\nA last word of mine.\n' >>$page
goes_on
says $page 'A last word of mine.'
rests $page

story 'a section of the own'
edit $page '/^## Related/ { print "## My reading\n\nI read it twice, once in each tongue.\n" } { print }'
goes_on
says $page '## My reading  I read it twice'

story 'a reworded sentence'
edit $page '{ sub(/stores books, records and letters on microfilm\./, "would have kept a whole library on film."); print }'
goes_on
says $page 'would have kept a whole library on film.'
says_not $page 'desk that stores books, records and letters on microfilm.[^'

story 'words added within a sentence'
edit $page '{ sub(/described the memex in July 1945/, "described the memex (as I see it, first) in July 1945"); print }'
goes_on
says $page '(as I see it, first)'

story 'a deleted sentence'
edit $page '{ sub(/The memex stores documents on microfilm\.\[\^[a-z2-7]+\] /, ""); print }'
goes_on
says_not $page 'The memex stores documents on microfilm.[^'
says $page 'two documents side by side'

story 'a deleted paragraph'
edit $page '/^The memex is a hypothetical/ { next } { print }'
goes_on
says_not $page 'letters on microfilm.[^'

story 'a deleted item of a list'
edit $page '/^- .*most histories/ { next } { print }'
goes_on
says_not $page '- The memex of Vannevar Bush is the ancestor'

story 'an item added to a list'
edit $page '{ print } /^- .*July 1945/ { print "- It also stood in a magazine that my uncle kept." }'
goes_on
says $page '- It also stood in a magazine that my uncle kept.'

story 'a deleted section'
edit $page '/^## Trails/ { off = 1 } /^## (More|Related)/ { off = 0 } !off { print }'
goes_on
says_not $page '## Trails'

story 'a renamed heading'
edit $page '{ sub(/^## Trails/, "## Paths through the stacks"); print }'
goes_on
says $page '## Paths through the stacks'
says_not $page '## Trails'

story 'a moved paragraph'
edit $page '/^The memex is a hypothetical/ { kept = $0; next } { print } /^## Trails/ { print "\n" kept }'
goes_on
is 'a moved paragraph: it is there once' "$(grep -c 'hypothetical desk that stores.*\]$' $page)" 1

story 'a sentence marked as doubtful'
edit $page '{ sub(/The memex shows two/, "==The memex shows two"); sub(/slanted screens\./, "slanted screens.=="); print }'
goes_on
says $page '==The memex shows two'

story 'two sentences joined to one'
edit $page '{ sub(/on microfilm\.\[\^[a-z2-7]+\] The memex shows two/, "on microfilm and shows two"); print }'
goes_on
says $page 'stores documents on microfilm and shows two documents'

story 'a paragraph cut in two'
edit $page '{ sub(/ The memex stores documents/, "\n\nThe memex stores documents"); print }'
goes_on
says $page 'The memex stores documents on microfilm.'

story 'a note in a comment'
edit $page '/^## Related/ { print "<!-- ask the archive -->\n" } { print }'
goes_on
says $page '<!-- ask the archive -->'

story 'a task, a table and a callout'
edit $page '/^## Related/ { print "- [ ] find the photograph\n\n| a | b |\n| --- | --- |\n| mine | too |\n\n> [!note] Mine\n> A callout of mine.\n" } { print }'
goes_on
says $page '- [ ] find the photograph'
says $page '| mine | too |'
says $page '> A callout of mine.'

story 'a footnote of the own'
edit $page '/^## Related/ { print "It was never patented.[^mine]\n" } { print }'
printf '\n[^mine]: I asked the patent office.\n' >>$page
goes_on
says $page 'It was never patented.[^mine]'
says $page '[^mine]: I asked the patent office.'

story 'a footnote of kb, used once more'
label=$(sed -n 's/^\[^\([a-z2-7]*\)\]: .*July 1945.*/\1/p' $page)
edit $page "/^## Related/ { print \"That was in the last summer of the war.[^$label]\\n\" } { print }"
goes_on
says $page "the last summer of the war.[^$label]"
is 'a footnote of kb, used once more: it is defined once' "$(grep -c "^\[^$label\]: " $page)" 1

story 'a sentence of another page, footnote and all'
label=$(sed -n 's/^\[^\([a-z2-7]*\)\]: .*Ted Nelson.*/\1/p' wiki/sources/a-short-history-of-hypertext-source.md)
edit $page "/^## Related/ { print \"Compare what is said elsewhere.[^$label]\\n\" } { print }"
goes_on
says $page "Compare what is said elsewhere.[^$label]"
like 'a sentence of another page, footnote and all: kb defines it' "$(cat $page)" "^\[\^$label\]: .*Ted Nelson"

story 'a definition of kb is rewritten'
edit $page '{ if (/^\[\^[a-z2-7]+\]: .*slanted/) sub(/: ".*/, ": \"my own quote\""); print }'
goes_on
says_not $page 'my own quote' 'quotes come from the source'

story 'keys of the front matter'
edit $page '/^kind:/ { print "rating: 5\nread: 2024-03-01\ncssclasses:\n  - wide" } { print }'
goes_on
says $page 'rating: 5'
says $page 'read: 2024-03-01'
says $page 'cssclasses:   - wide'

story 'tags and aliases'
edit $page '/^kind:/ { print "tags:\n  - mine\naliases:\n  - Bush desk" } { print }'
goes_on
says $page '- mine'
says $page '- Bush desk'

story 'a title of kb is changed'
edit $page '{ sub(/^title: memex/, "title: The Memex"); print }'
goes_on
says $page 'title: memex' 'the front matter of kb is made anew'

story 'a link of the own'
edit $page '/^## Related/ { print "Compare [Hypertext](hypertext.md) and [[backlink]].\n" } { print }'
goes_on
says $page 'Compare [Hypertext](hypertext.md) and [[backlink]].'

story 'lines of Backlinks'
printf '\nSomething of mine behind all backlinks.\n' >>$page
edit $page '/^- .*wiki\.md\): Readers/ { next } { print }'
goes_on
says $page 'Something of mine behind all backlinks.'
says $page 'Readers of a wiki fix small errors at once'

story 'both sides change one sentence'
edit $page '{ sub(/desk that stores books, records and letters on microfilm/, "desk with a mind of its own"); print }'
sed -e 's/stores books, records and letters on microfilm/stores books, records, letters and photographs on microfilm/' \
	raw/memex.md >../m && cat ../m >raw/memex.md
ok "$STORY: kb compiles" "$KB" compile
says $page 'desk with a mind of its own' 'the words of the person stay'
story_kept=$(cat .kb/kept/* 2>/dev/null)
like 'both sides change one sentence: kb keeps its own aside' "$story_kept" 'photographs'

story 'a page of a source'
page=wiki/sources/a-short-history-of-hypertext-source.md
edit $page '/^## / && !d { d = 1; print "I doubt the year.\n" } { print }'
goes_on
says $page 'I doubt the year.'
rests $page
done_testing
