#!/bin/sh
# kb ask prints a model's answer while the reply is still coming: each sentence once it is checked, the same
# bytes as an answer that is printed at once. What was printed stays, whatever becomes of the reply.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
start_llmd

"$KB" -q init base >/dev/null && cd base || exit 1
cat >raw/lamps.md <<'MD'
# The lamps of the harbour

The harbour keeps 41 spare lamps in its cellar. The lamps of the harbour burn whale oil for nine hours.
The lamps of the harbour were lit by Ada Brandt in 1874. Gulls are not afraid of the lamps of the harbour.
MD
for i in 1 2 3 4 5 6; do
	printf '# Note %s\n\nThis is a note about gulls number %s and the nests they build.\n' $i $i >raw/n$i.md
done
printf 'llm: {engine: openai, model: llmd-1}\nprices: {llmd-1: {input: 1, output: 2}}\n' >kb.yaml
"$KB" -q ingest

LAMPS='What is told of the lamps of the harbour?'
at() # FAULTS [ENGINE [LABEL]]: which model is asked
{
	scope=/f/$1/${3-s}-${2-openai}
	KB_LLM_BASE_URL=$llmd_url$scope KB_LLM_ENGINE=${2-openai} KB_LLM_MODEL=m-$1-${3-s}-${2-openai}
	export KB_LLM_BASE_URL KB_LLM_ENGINE KB_LLM_MODEL
}

# --- the same bytes ------------------------------------------------------------------------------

at not-stream
ok 'an answer that comes in one piece' "$KB" ask "$LAMPS"
cp "$OUT" whole
is '... has four sentences' "$(grep -o '\[[0-9]\]' whole | wc -l)" 4
for engine in openai anthropic ollama; do
	for how in none drip sse-split sse-comments think reasoning; do
		at $how $engine
		ok "$engine, $how: a stream" "$KB" ask "$LAMPS"
		same '... prints the same bytes' "$OUT" whole
	done
	ok "$engine: from the ledger" "$KB" ask "$LAMPS"
	same '... too' "$OUT" whole
done
for how in prose fences commas; do
	at $how
	ok "$how around the answer" "$KB" ask "$LAMPS"
	same '... which then is printed at once' "$OUT" whole
done
at not-stream+lie
ok 'a model that lies, in one piece' "$KB" ask "$LAMPS"
cp "$OUT" lies
at lie
ok '... and in a stream' "$KB" ask "$LAMPS"
same '... the same bytes' "$OUT" lies
unlike '... without a lie' "$(cat lies)" 'evil|Moriarty|1666|7777'

if script -qec true /dev/null >/dev/null 2>&1; then
	for how in not-stream drip; do
		at $how openai tty
		TERM=xterm COLUMNS=50 script -qec "'$KB' -q ask '$LAMPS'" /dev/null >$how.tty 2>/dev/null
	done
	same 'on a terminal, wrapped: the same bytes' drip.tty not-stream.tty
	like '... with colours' "$(cat drip.tty)" "$(printf '\033')"'\[2m\[1\]'
else
	skip 'on a terminal, wrapped: the same bytes' 'no terminal to be had'
fi

# --- before the end ------------------------------------------------------------------------------

# A search, a read, no more, the answer: of that the double holds the second half until it is told to go on.
FIRST='The harbour keeps 41 spare lamps in its cellar.[1]'
first_sentence()
{
	dd bs=1 count=${#FIRST} 2>/dev/null <&3
}
begin() # as at: asks, and reads the first sentence of the answer
{
	at "$@"
	"$KB" ask "$LAMPS" >answer 2>"$ERR" &
	child=$!
	exec 3<answer
	first=$(first_sentence)
}
finish() # reads the rest; its status
{
	{ printf '%s' "$first" && cat <&3; } >all
	exec 3<&-
	wait $child
}

mkfifo answer
for engine in openai anthropic ollama; do
	begin hold@call4 $engine
	is "$engine: a sentence is there" "$first" "$FIRST"
	is '... while the reply is coming' "$(stat in_flight $scope)" 1
	raw POST "$scope/release" </dev/null >/dev/null
	finish
	is '... the answer ends well' $? 0
	same '... as the same bytes' all whole
done
at hold@call4 openai json
"$KB" ask --json "$LAMPS" >json 2>"$ERR" &
child=$!
while [ "$(stat calls $scope)" != 4 ]; do :; done
is 'JSON waits for the end' "$(cat json)" ''
raw POST "$scope/release" </dev/null >/dev/null
wait $child
is '... and is one value' "$(grep -c '^{' json)$(tail -n 1 json)" '1}'

# --- replies that come to nothing ----------------------------------------------------------------

for how in eof reset-body cut length half-json no-finish sse-error; do
	at $how@call4
	ok "$how: after half of the answer another one is asked for" "$KB" ask "$LAMPS"
	same '... which says the same: the same bytes' "$OUT" whole
	at $how@call4+reword
	ok "$how: ... or says it in other words" "$KB" ask "$LAMPS"
	is '... each quote is told once' "$(grep -c '^  *[0-9]  "' "$OUT")" 4
	is '... by one sentence' "$(sed '/^$/,$d' "$OUT" | grep -o '\[[0-9]\]' | tr -d '\n')" '[1][2][3][4]'
	like '... the first of which was printed before' "$(cat "$OUT")" 'in words of kind'
done
at eof@from4
exits 'a service that breaks off each time' 3 "$KB" --set llm.retries=1 ask "$LAMPS"
is '... leaves what was said' "$(head -c ${#FIRST} "$OUT")" "$FIRST"
like '... said to be no whole answer' "$(cat "$OUT")" '^the answer breaks off here$'
is '... with its quotes' "$(grep -c '^  *[0-9]  "' "$OUT")" \
	"$(sed '/^$/,$d' "$OUT" | grep -o '\[[0-9]\]' | wc -l | tr -d ' ')"
like '... and why' "$(cat "$ERR")" '^kb: '

# --- readers that leave, and Ctrl-C ---------------------------------------------------------------

begin hold@call4 openai gone
exec 3<&- # nobody reads any more
raw POST "$scope/release" </dev/null >/dev/null
wait $child
is 'a reader that leaves ends it as other filters' $? 141
before=$(stat calls $scope)
ok '... the reply is kept all the same' "$KB" ask "$LAMPS"
is '... and costs nothing again' "$(stat calls $scope)" "$before"
same '... the whole answer' "$OUT" whole

at hold@call4 openai stop
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$KB" ask "$LAMPS" >answer 2>"$ERR" &
child=$!
exec 3<answer
first=$(first_sentence)
kill -INT $child
raw POST "$scope/release" </dev/null >/dev/null
finish
is 'Ctrl-C between two sentences ends it' $? 130
is '... after the first' "$first" "$FIRST"
like '... which is said to be no whole answer' "$(cat all)" '^the answer breaks off here$'
like '... with its quote' "$(cat all)" '^  1  "'
unlike '... and without the rest' "$(cat all)" '^  4  "'
ok '... the same command goes on' "$KB" ask "$LAMPS"
same '... to the whole answer' "$OUT" whole
is '... which was paid for' "$(stat calls $scope)" 4
done_testing
