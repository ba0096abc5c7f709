#!/bin/sh
# A key goes into the header sent to the host that it is bound to, and nowhere else.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

key=sk-canary-7d1f-b00k
sum=$(printf %s $key | sha256sum | cut -c 1-16)
start_llmd --log "$_dir/log" --key $key --delay-ms 30
top=$(pwd)

# Runs kb and looks at the arguments of its process, and of no other, as long as it lives; $seen: looks,
# $told: those that held the key.
watch()
{
	"$@" >"$OUT" 2>"$ERR" &
	pid=$! seen=0 told=0
	while tr '\0' ' ' <"/proc/$pid/cmdline" >"$_dir/argv" 2>/dev/null && [ -s "$_dir/argv" ]; do
		seen=$((seen + 1))
		! grep -qF -e "$key" "$_dir/argv" || told=$((told + 1))
	done
	wait $pid
}

for engine in openai anthropic ollama; do
	cd "$top" && model_base $engine && service $engine none/$engine
	case $engine in openai) name=OPENAI ;; anthropic) name=ANTHROPIC ;; *) name=OLLAMA ;; esac
	eval "export ${name}_API_KEY=$key KB_LLM_API_KEY_ENV=${name}_API_KEY"
	watch "$KB" -v compile
	is "$engine: compiled" "$(ls wiki/concepts/*.md | wc -l)" 2
	is '... the key came to its host with each call' \
		"$(stats $scope | grep -o "\"$sum\": [0-9]*")" "\"$sum\": $(stat requests $scope)"
	is '... and is in no file of the base, nor in the ledger' "$(grep -rlaF $key . "$HOME")" ''
	unlike '... nor in what was printed' "$(cat "$OUT" "$ERR")" canary
	is '... nor in its arguments' "$([ $seen -gt 0 ] && echo $told)" 0
	unset ${name}_API_KEY
done
is 'nor in what was asked' "$(grep -cF $key "$_dir/log")" 0

# errors that could echo it
cd "$top" && model_base wrong && service openai none/wrong
export OPENAI_API_KEY=$key-wrong KB_LLM_API_KEY_ENV=OPENAI_API_KEY
exits 'a wrong key' 3 "$KB" -v compile
unlike '... is not told' "$(cat "$OUT" "$ERR")" canary
"$KB" -v doctor >"$OUT" 2>"$ERR"
unlike '... by doctor neither' "$(cat "$OUT" "$ERR")" canary
export OPENAI_API_KEY=$key

# a base from elsewhere
cd "$top" && model_base stranger && service openai none/stranger
url=$KB_LLM_BASE_URL
unset KB_LLM_ENGINE KB_LLM_MODEL KB_LLM_BASE_URL KB_LLM_API_KEY_ENV
perl -pi -e "s{^llm:.*}{llm:\n  engine: openai\n  model: test-1\n  base_url: $url}" kb.yaml
for command in compile doctor 'compile --batch'; do
	"$KB" $command >"$OUT" 2>"$ERR"
	is "a kb.yaml that points the key elsewhere: $command sends nothing" "$(stat requests $scope)" 0
	like '... and says what to do' "$(cat "$OUT" "$ERR")" 'kb trust'
done
exits '... compile is a matter of settings' 2 "$KB" compile
ok 'kb trust --list' "$KB" trust --list
like '... shows it' "$(cat "$OUT")" "asks to send OPENAI_API_KEY to 127.0.0.1:$llmd_port"
ok 'kb trust' "$KB" trust
ok '... lets it' "$KB" compile
is '... and pages come' "$(ls wiki/concepts/*.md | wc -l)" 2
is '... what is trusted is not in the base' "$(grep -rl "OPENAI_API_KEY 127" .)" ''
ok '... and taken back' "$KB" trust --forget OPENAI_API_KEY "127.0.0.1:$llmd_port"
echo '# More' >raw/c.md
n=$(stat requests $scope)
exits '... refused again' 2 "$KB" compile
is '... before anything is sent' "$(stat requests $scope)" "$n"
perl -pi -e "s{base_url: .*}{base_url: http://llm.example.org/v1}" kb.yaml
"$KB" trust >/dev/null
exits 'plain http off this machine' 2 "$KB" compile
like '... is refused even when trusted' "$(cat "$ERR")" 'plain http'
stop_llmd
done_testing
