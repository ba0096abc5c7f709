#!/bin/sh
# The client and the double against a mock of the services that none of us wrote: aimock (npm
# @copilotkit/aimock) records what the double says in each protocol, and plays it back in each, streamed
# and not. It is used where it is installed (`npm install -g @copilotkit/aimock`, or $AIMOCK names its
# llmock); nothing is fetched.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
DRIVE=${DRIVE:-${KB%/*}/drive}
[ -x "$DRIVE" ] || DRIVE=$ROOT/build/debug-asan/drive
AIMOCK=${AIMOCK:-$(command -v llmock)}
why=
command -v node >/dev/null || why='there is no node'
[ "$why" ] || [ -f "$AIMOCK" ] || why='@copilotkit/aimock is not installed'
if [ "$why" ]; then
	skip 'against aimock' "$why"
	done_testing
fi

start_aimock() # OPTION...
{
	rm -f said && mkfifo said
	node "$AIMOCK" -p 0 "$@" >said 2>&1 &
	aimock_pid=$!
	exec 3<said
	while read -r line <&3; do
		case $line in *'listening on '*) aimock_url=${line##* } && break ;; esac
	done
	cat <&3 >>aimock.log &
	exec 3<&-
	trap 'kill $llmd_pid $aimock_pid 2>/dev/null; cd / && rm -rf "$_dir"' EXIT
}

stop_aimock()
{
	kill "$aimock_pid"
	wait "$aimock_pid" 2>/dev/null
}

drive() # NAME PROTOCOL MODE
{
	case $2 in openai) _base=/v1 ;; *) _base= ;; esac
	ok "$1" "$DRIVE" --url "$aimock_url$_base" --protocol "$2" --mode "$3" --calls 5 --in-flight 3 \
		--retries 0
	like '... five good answers' "$(cat "$OUT")" '"good":5,"faults":\{\},"sent":5,'
}

start_llmd
for protocol in openai anthropic ollama; do
	mkdir $protocol
	start_aimock -f $protocol --record --provider-openai "$llmd_url" \
		--provider-anthropic "$llmd_url" --provider-ollama "$llmd_url"
	drive "recorded, $protocol" $protocol stream
	stop_aimock
	is '... all of it' "$(ls $protocol/recorded | wc -l | tr -d ' ')" 5
	cat $protocol/recorded/*.json | grep '"content":' | sed 's/,$//' | sort >$protocol.said
done
is 'the double says the same in each protocol' "$(cat anthropic.said ollama.said)" \
	"$(cat openai.said openai.said)"
stop_llmd

start_aimock -f openai --strict --validate-on-load
for protocol in openai anthropic ollama; do
	for mode in stream whole; do
		drive "played back, $protocol, $mode" $protocol $mode
	done
done
stop_aimock
start_aimock -f openai --strict --chunk-size 3
drive 'in small pieces' anthropic stream
stop_aimock

# --- kb itself: a compile and an ask ------------------------------------------------------------

base() # DIR: the same sources each time, so that the questions are the same
{
	"$KB" -q init "$1" >/dev/null 2>&1 && cd "$1" || exit 1
	cat >raw/lamps.md <<-'END'
	# Lamps of the harbour
	The Lamp Office is a house on the quay that keeps 41 spare lamps in its cellar. The Lamp Office was built by Ada Quill in 1871. A Storm Lantern is a lamp that burns in strong wind.
	END
}

at_aimock() # ENGINE
{
	KB_LLM_ENGINE=$1 KB_LLM_MODEL=test-1 KB_LLM_BASE_URL=$aimock_url KB_LLM_CONTEXT=32768
	[ "$1" != openai ] || KB_LLM_BASE_URL=$aimock_url/v1
	KB_COMPILE_MIN_SOURCES=1 no_proxy=127.0.0.1
	export KB_LLM_ENGINE KB_LLM_MODEL KB_LLM_BASE_URL KB_LLM_CONTEXT KB_COMPILE_MIN_SOURCES no_proxy
}

whole() # ENGINE: a compile and an ask, all the way
{
	at_aimock "$1"
	ok "$2: a compile" "$KB" compile
	ok '... writes the page of the concept' test -s wiki/concepts/lamp-office.md
	like '... by the model' "$(cat wiki/concepts/lamp-office.md)" "^generated: $1 test-1"
	ok '... in which lint finds no error' "$KB" lint
	ok "$2: an answer" "$KB" ask 'How many spare lamps does the Lamp Office keep?'
	like '... with its figure and passage' "$(cat "$OUT")" '41 spare lamps'
	like '... and its passage' "$(cat "$OUT")" 'lamps-of-the-harbour-text\.md#\^[a-z2-7]{8}'
}

top=$(pwd)
start_llmd
mkdir kb-said
start_aimock -f kb-said --record --provider-openai "$llmd_url" \
	--provider-anthropic "$llmd_url" --provider-ollama "$llmd_url"
base first
whole openai recorded
cd "$top" || exit 1
stop_aimock
stop_llmd
start_aimock -f kb-said --strict
for engine in openai anthropic ollama; do
	cd "$top" && base "$engine-base"
	whole $engine "played back, $engine"
done
cd "$top" || exit 1
stop_aimock
done_testing
