#!/bin/sh
# help: one table, so the ways to ask give one text; it fits a narrow terminal.
. "$(dirname "$0")/lib.sh"

exits 'kb alone is a usage error' 2 "$KB"
is 'stdout stays empty' "$(cat "$OUT")" ''
like 'a short help goes to stderr' "$(cat "$ERR")" '^usage: kb '
like 'it says where to start' "$(cat "$ERR")" 'kb init'
like 'and where there is more' "$(cat "$ERR")" 'kb help'

ok 'kb help' "$KB" help
cp "$OUT" all
is 'nothing on stderr' "$(cat "$ERR")" ''
ok 'kb --help' "$KB" --help
same 'the same text' all "$OUT"
ok 'kb -h' "$KB" -h
same 'the same text' all "$OUT"
is 'at most 80 columns' "$(grep -E '^.{81}' all)" ''

commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p' all)
for name in init ingest convert compile ask search lint show trace adopt review concepts summarize \
	status log doctor help; do
	like "$name is listed" "$commands" "^$name\$"
done

for name in $commands; do
	ok "kb help $name" "$KB" help "$name"
	cp "$OUT" one
	like "$name: its usage" "$(cat one)" "^usage: kb $name"
	is "$name: at most 80 columns" "$(grep -E '^.{81}' one)" ''
	"$KB" "$name" --help >two
	same "kb $name --help is the same" one two
	"$KB" --help "$name" >two
	same "kb --help $name is the same" one two
	"$KB" "$name" --nonsense-before -h >two 2>&1
	like "$name: a wrong option is told all the same" "$(cat two)" "unknown option '--nonsense-before'"
done

exits 'help of what does not exist' 2 "$KB" help serach
like 'names the nearest' "$(cat "$ERR")" "^kb help: unknown command 'serach'; did you mean 'search'\?$"

done_testing
