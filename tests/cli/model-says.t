#!/bin/sh
# model-says.t - what an article says beside its text: disagreements, open questions; and what is said of
# pages that say nothing.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd
use_model /f/none/says
corpus twins
sed -i '1i---\ndate: 2019-05-04\n---' raw/s001.md
printf '\nHow many of the steps can be left out by a clerk?\n' >>raw/s002.md
html()
{
	printf '<html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>' "$2" "$2" "$3" >"raw/$1"
}
: >raw/empty.md
html missing.html '404 Not Found' 'The page you requested could not be found on this server.'
html bare.html '403 Forbidden' nginx
html login.html 'Log in' 'Please log in to continue reading the Harbour Times. You have to be a subscriber.'
html robot.html 'Just a moment...' 'Checking your browser before you can access the Harbour Times. Enable JavaScript.'
html note.html 'How sites say 404' 'The Harbour Office is a service that answers 404 in 12 of its pages, and nobody knows why it does so.'
ok 'a compile' "$KB" compile
for page in empty.md missing.html bare.html login.html robot.html; do
	like "$page is no document" "$(cat "$OUT")" "skipped +raw/$page: "
done
like 'a page about errors is one' "$(cat "$OUT")" '^  new +raw/note.html '
is 'no page is about a login' "$(grep -li 'harbour times' -r wiki)" ''
page=$(grep -l 'method of 12 steps' wiki/concepts/*.md)
like 'sources that disagree have a section' "$(cat "$page")" '^## What the sources disagree on$'
like '... with the words of one side and its date' "$(cat "$page")" \
	'^> - "The .* method of 12 steps .*"\[\^[a-z2-7]{8}\] \(\[Report 1.*\]\(.*\), 2019-05-04\)$'
like '... and of the other' "$(cat "$page")" '^> - "The .* method of 14 steps .*"\[\^[a-z2-7]{8}\] \(\[Report 2'
like 'a question that a source leaves open is told' \
	"$(cat wiki/sources/report-2-of-the-harbour-office-source.md)" '^## Open questions$'
ok 'lint finds nothing' "$KB" lint

# the person knows better
printf 'title: The login page of the Times\n' >raw/login.html.kb.yaml
ok 'a page that the person gives a title' "$KB" compile
like '... is a document' "$(cat "$OUT")" '^  new +raw/login.html '

done_testing
