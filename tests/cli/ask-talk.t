#!/bin/sh
# kb ask --session goes on where it left off; kb ask -i asks at a prompt, in a pipe and on a terminal.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
cat >raw/memex.md <<'MD'
# The memex

The memex is a desk in which a person stores all books. The memex was described by Vannevar Bush in
July 1945. The memex was never built.
MD
cat >raw/tide.md <<'MD'
# Tides

A tide is the rise and fall of the sea. Tides are caused by the pull of the moon.
MD
for i in 1 2 3 4 5 6 7 8 9; do
	printf '# Note %s\n\nThis is a note about cats number %s and mice.\n' $i $i >raw/n$i.md
done
"$KB" -q ingest >/dev/null

# what a person sees
say() { "$KB" ask --session reading "$@" >"$OUT" 2>"$ERR"; tr '\n' ' ' <"$OUT"; }

like 'a first question' "$(say 'What is the memex?')" 'memex is a desk'
like 'what "it" is' "$(say 'Who described it?')" 'Vannevar Bush'
like '... goes on' "$(say 'And when was it described?')" '1945'
like 'another matter' "$(say 'What is a tide?')" 'rise and fall'
like '... is "it" from then on' "$(say 'What causes it?')" 'pull of the moon'
"$KB" ask --session other 'Who described it?' >"$OUT" 2>"$ERR"
like 'a new session knows of nothing' "$(cat .kb/sessions/other.jsonl)" '"question":"Who described it\?"'
file=.kb/sessions/reading.jsonl
is 'a line a turn' "$(wc -l <$file | tr -d ' ')" 5
like '... what was understood' "$(sed -n 2p $file)" '"question":"Who described memex\?"'
like '... with its evidence' "$(sed -n 2p $file)" '"evidence":\[\{"path":"wiki/text/'
printf 'no JSON\n{"question":\n' >>$file
like 'damaged lines are left out' "$(say 'Why does it rise?')" '.'
is '... and kept' "$(wc -l <$file | tr -d ' ')" 8
for name in '' .. a/b '../x' '.hidden' 'a b'; do
	exits "no name: '$name'" 2 "$KB" ask "--session=$name" 'What is the memex?'
done

# in a pipe
printf 'What is the memex?\n\nWho described it?\nWhat is the capital of France?\n' |
	"$KB" ask -i --session pipe >"$OUT" 2>"$ERR"
is 'a pipe of questions' $? 0
like '... the first is answered' "$(cat "$OUT")" 'memex is a desk'
like '... the second too' "$(tr '\n' ' ' <"$OUT")" 'Vannevar Bush'
like '... the third is refused' "$(cat "$OUT")" 'not in the base: '
unlike '... no prompt' "$(cat "$OUT" "$ERR")" 'kb> '
printf 'What is the memex?' | "$KB" ask -i --json >"$OUT" 2>"$ERR"
like 'a last line without newline' "$(cat "$OUT")" '"outcome": *"answered"'
exits 'a question and a prompt' 2 "$KB" ask -i 'What is the memex?'

# on a terminal
if script -qec true /dev/null >/dev/null 2>&1; then
	printf 'What is the memex?\nexit\n' | TERM=xterm timeout 20 script -qec "'$KB' ask -i" /dev/null >"$OUT" 2>/dev/null
	like 'on a terminal there is a prompt' "$(cat "$OUT")" 'kb> '
	like '... and an answer' "$(cat "$OUT")" 'memex'
	like '... and history' "$(cat .kb/questions 2>/dev/null)" 'What.*is.*the.*memex'
else
	skip 'on a terminal there is a prompt' 'no terminal to be had'
fi
done_testing
