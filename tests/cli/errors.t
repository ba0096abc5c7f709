#!/bin/sh
# errors: what goes wrong around kb is said in one line on stderr, with the remedy, in the right status.
. "$(dirname "$0")/lib.sh"

one_line()
{
	is "$1: one line" "$(wc -l <"$ERR" | tr -d ' ')" 1
	is "$1: nothing on stdout" "$(cat "$OUT")" ''
}

# --- no base

for line in 'ingest' 'compile' 'ask why' 'search why' 'lint' 'show x' 'trace x' 'adopt x' 'concepts' \
	'status' 'log'; do
	# shellcheck disable=SC2086
	exits "kb $line without a base" 2 "$KB" $line
	like 'says what is missing and what to do' "$(cat "$ERR")" 'no kb\.yaml here.*kb init'
	one_line "kb $line"
done

# --- a wrong flag, for each command

for name in $("$KB" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'); do
	exits "kb $name --wrong-flag" 2 "$KB" "$name" --wrong-flag
	like 'command and flag are named' "$(cat "$ERR")" "^kb $name: unknown option '--wrong-flag'"
	one_line "kb $name --wrong-flag"
done

# --- files

mkdir folder
for line in 'convert' 'summarize' 'concepts'; do
	exits "kb $line of a file that is not there" 3 "$KB" "$line" nothing.md
	like 'the file is named' "$(cat "$ERR")" '^kb: nothing\.md: .*no such file'
	one_line "kb $line"
	exits "kb $line of a folder" 3 "$KB" "$line" folder
	like 'the folder is named' "$(cat "$ERR")" '^kb: folder: is a folder'
done
exits 'kb lint of what is not there' 3 "$KB" lint nothing
like 'it is named' "$(cat "$ERR")" '^kb: nothing: no such file or directory$'

# --- names that would upset a terminal

exits 'a control character in a name' 3 "$KB" convert "$(printf 'a\033[31mb')"
is 'does not reach the terminal' "$(tr -d '\n -~' <"$ERR" | LC_ALL=C tr -d '\200-\377')" ''

# --- a base that is in the way

mkdir broken
printf 'llm:\n  modle: x\n' >broken/kb.yaml
exits 'an unknown key' 2 "$KB" -C broken status
like 'file, line and the nearest key' "$(cat "$ERR")" "kb\.yaml:2: unknown key .*modle.*llm\.model"
exits 'kb doctor finds it' 1 "$KB" -C broken doctor
like 'and says it' "$(cat "$OUT")" '^wrong +base: .*modle'

exits 'a folder that cannot be made' 3 "$KB" init /dev/null/base
like 'is named' "$(cat "$ERR")" '^kb: .*/dev/null'
if [ "$(id -u)" != 0 ]; then
	mkdir readonly
	chmod a-w readonly
	exits 'a read-only folder' 3 "$KB" init readonly
	like 'is named' "$(cat "$ERR")" '^kb: .*readonly.*permission denied'
else
	skip 'a read-only folder' 'root may write everywhere'
fi

ok 'kb doctor without a base' "$KB" doctor
like 'looks at the machine' "$(cat "$OUT")" 'sqlite'

done_testing
