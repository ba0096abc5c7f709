#!/bin/sh
# model-long.t - a source of any length is read to its end: the page of what its last paragraph alone names
# cites that paragraph. (Here 600 KB, two parts; tests/bench has 2 MB.)
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd
use_model /f/none/long
corpus long 6
size=$(wc -c <raw/s001.md)
ok 'a source longer than a part of a document' test "$size" -gt 600000
ok 'a compile' "$KB" compile
page=wiki/concepts/zephyr-ledger.md
ok 'the last paragraph has a page' test -f $page
like '... that says what it says' "$(cat $page)" 'survived the flood of the winter with 12 pages\.\[\^[a-z2-7]{8}\]'
note=$(perl -ne 'print "$1 $2\n" if m{^\[\^\w+\]: \[.*\]\(\.\./text/(\S+\.md)#(\^\w{8})\): "The Zephyr Ledger is}' $page)
is '... by a quote out of the last part of the document' "${note% *}" report-1-of-the-harbour-office-text-2.md
ok '... where the passage stands' grep -qF "book that survived the flood of the winter with 12 pages. ${note#* }" "wiki/text/${note% *}"
ok 'more calls than one read it' test "$(calls)" -gt 5
at_least=$((size * 9 / 10))
ok '... all of it' test "$(bytes)" -gt $at_least
reset_model
printf '\nThe Zephyr Ledger was sold for 31 coins in the market.\n' >>raw/s001.md
ok 'a sentence more at its end' "$KB" compile
ok '... takes few calls' test "$(calls)" -le 6
like '... and is told' "$(cat $page)" '31 coins'
ok 'lint finds no error' "$KB" lint --severity error

done_testing
