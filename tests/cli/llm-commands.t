#!/bin/sh
# What people look at and do around a model: cost, log, ledger, gc, prompts, doctor, a dry run, settings.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd
top=$(pwd)
model_base base && service openai none/base

# --- a dry run ---------------------------------------------------------------------------------

ok 'a dry run before anything is read' "$KB" compile --dry-run
like '... guesses calls, tokens and money' "$(cat "$OUT")" \
	'^would spend: [0-9]+ calls, [0-9]+ tokens in, [0-9]+ out, about [0-9.]+ USD; .* a guess'
is '... and sends nothing' "$(stat requests $scope)" 0
ok 'compile' "$KB" compile --json
calls=$(field calls) usd=$(sed -n '/"spent"/,/}/s/.*"usd": *\([0-9.]*\).*/\1/p' "$OUT")
is '... counts its calls' "$calls" "$(stat calls $scope)"

# --- cost and log ------------------------------------------------------------------------------

ok 'kb cost' "$KB" cost
like '... by day, command and model' "$(cat "$OUT")" '^[0-9]{4}-[0-9]{2}-[0-9]{2} +compile +test-1 +[0-9]'
ok '... by purpose' "$KB" cost --by purpose --json
is '... sums up to what compile said' \
	"$(perl -MJSON::PP -0777 -ne 'my $n = 0; $n += $_->{usd} for @{decode_json($_)}; printf "%.6f", $n' "$OUT")" \
	"$(printf %.6f "$usd")"
like '... names the steps' "$(cat "$OUT")" '"digest"'
"$KB" cost --since 2099-01-01 --json >"$OUT"
is '... since a day to come: none' "$(tr -d ' \n' <"$OUT")" '[]'
ok 'kb log -v' "$KB" -v log
like '... has each call' "$(cat "$OUT")" 'digest.*raw/a\.md'

# --- ledger ------------------------------------------------------------------------------------

ok 'kb ledger export' "$KB" ledger export
cp "$OUT" "$top/ledger.jsonl"
is '... JSON, a row a line' "$(perl -MJSON::PP -ne 'decode_json($_); $n++; END { print $n > 10 ? "yes" : $n }' "$OUT")" yes
cd "$top" && model_base other && service openai none/other
ok '... into another base' "$KB" ledger import ../ledger.jsonl
ok '... which is compiled' "$KB" compile
is '... for nothing' "$(stat calls $scope)" 0
ok '... to the same pages' diff -r wiki/concepts ../base/wiki/concepts
"$KB" ledger import ../ledger.jsonl >/dev/null && "$KB" ledger export >"$OUT"
is '... and a second import adds nothing' "$(sort "$OUT" | uniq -d | wc -l | tr -d ' ')" 0
echo '{"table":"reply","row":' >broken.jsonl
exits '... broken lines are refused' 1 "$KB" ledger import broken.jsonl
like '... by number' "$(cat "$ERR")" 'line 1'

# --- gc ----------------------------------------------------------------------------------------

cd "$top/base" && service openai none/base
ok 'kb gc --dry-run --days 0' "$KB" gc --dry-run --days 0
like '... would forget them all' "$(cat "$OUT")" "^would forget $calls replies"
ok '... of ninety days: none' "$KB" gc
like '... as they are new' "$(cat "$OUT")" '^forgot 0 replies'
ok '... all' "$KB" gc --days 0
"$KB" ledger export >"$OUT"
is '... replies are gone' "$(grep -c '"table": *"reply"' "$OUT")" 0
is '... the book stays' "$(grep -c '"table": *"call"' "$OUT")" "$calls"
is '... claims stay' "$([ "$(grep -c '"table": *"passage"' "$OUT")" -gt 0 ] && echo yes)" yes
ok '... and nothing is to be done' "$KB" compile
is '... nor asked' "$(stat calls $scope)" "$calls"

# --- prompts -----------------------------------------------------------------------------------

ok 'kb prompts' "$KB" prompts list
for name in article ask digest identity sort; do
	like "... has $name" "$(cat "$OUT")" "^ *$name"
done
ok '... export' "$KB" prompts export digest
exits '... once' 1 "$KB" prompts export digest
echo 'Be brief.' >>.kb/prompts/digest.md
ok '... diff' "$KB" prompts diff
like '... shows what was changed' "$(cat "$OUT")" '^\+Be brief\.'
ok '... and compile asks anew' "$KB" compile
is '... with it' "$([ "$(stat calls $scope)" -gt "$calls" ] && echo yes)" yes

# --- doctor ------------------------------------------------------------------------------------

for engine in openai anthropic ollama; do
	service $engine none/doctor-$engine
	"$KB" doctor >"$OUT" 2>"$ERR"
	for line in engine key service 'a call' structured usage price context; do
		like "doctor, $engine: $line" "$(cat "$OUT")" "$line"
	done
	like '... what the call was like' "$(cat "$OUT")" 'answered in [0-9]+ ms'
done
service openai 401/doctor
"$KB" doctor >"$OUT" 2>"$ERR"
is 'doctor, a refused key: not well' $? 1
like '... says what to do' "$(cat "$OUT")" 'check the key'
KB_LLM_BASE_URL=http://127.0.0.1:9/v1 "$KB" doctor >"$OUT" 2>"$ERR"
like 'doctor, nobody there' "$(cat "$OUT")" 'check llm.base_url'

# --- settings ----------------------------------------------------------------------------------

cd "$top" && model_base settings && service openai none/settings
wrong() # NAME PATTERN ENV...
{
	_what=$1 _pattern=$2
	shift 2
	exits "$_what" 2 env "$@" "$KB" compile
	like '... is told' "$(cat "$ERR")" "$_pattern"
	unlike '... and no password is' "$(cat "$ERR")" hush
}
wrong 'no model' 'llm.model' KB_LLM_MODEL=
wrong 'no such engine' 'openai' KB_LLM_ENGINE=opanai
wrong 'no address' 'llm.base_url' KB_LLM_BASE_URL=ftp://x
wrong 'a password in the address' 'user name or password' KB_LLM_BASE_URL=https://user:hush@example.org/v1
wrong 'a key that is not set' 'KEY_OF_NOBODY is not set' KB_LLM_BASE_URL=https://llm.example.org/v1 \
	KB_LLM_API_KEY_ENV=KEY_OF_NOBODY
wrong 'OpenAI without a key' 'OPENAI_API_KEY' KB_LLM_BASE_URL=
wrong 'a cost that is no number' 'max_cost' KB_LLM_MAX_COST=much
is 'nothing was sent' "$(stat requests $scope)" 0
stop_llmd
done_testing
