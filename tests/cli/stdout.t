#!/bin/sh
# stdout: an answer that cannot be written is an error, but a reader that has enough is none.
. "$(dirname "$0")/lib.sh"

message='^kb: cannot write to standard output: '
for what in 'help' '--version' '--man' 'help search' 'doctor'; do
	exits "kb $what with stdout closed" 3 sh -c '"$KB" '"$what"' >&-'
	like 'says so' "$(cat "$ERR")" "$message"
done

if [ -c /dev/full ]; then
	exits 'a full disk' 3 sh -c '"$KB" help >/dev/full'
	like 'says so' "$(cat "$ERR")" "${message}no space left"
else
	skip 'a full disk' 'no /dev/full'
fi

mkfifo pipe
exec 3<>pipe 4>pipe 3<&- # a pipe that nobody reads
exits 'a pipe that nobody reads ends kb as it ends other filters' 141 sh -c '"$KB" help >&4; exit $?'
is 'without a word' "$(cat "$ERR")" ''
exec 4>&-

exits 'stdin closed' 3 sh -c '"$KB" convert - <&-'
like 'names it' "$(cat "$ERR")" '^kb: standard input: cannot read'
exits 'stderr closed' 2 sh -c '"$KB" nonsense 2>&-'
is 'its message is not on stdout' "$(cat "$OUT")" ''

"$KB" -q init . >/dev/null
printf 'Sea ice forms when the surface of the ocean freezes in winter.\n' >raw/ice.txt
exits 'all streams closed: the work is done, the report is not' 3 \
	sh -c '"$KB" compile <&- >&- 2>&-'
ok 'the index took no harm' "$KB" search ice
like 'and has the document' "$(cat "$OUT")" 'wiki/text/ice-text\.md'

done_testing
