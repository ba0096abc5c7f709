# llmd.sh - sourced behind lib.sh: the test double of the model services (tests/llmd).
#
# start_llmd OPTION...   starts it; $llmd_port, $llmd_url, $llmd_trap (the port that nothing may reach)
# stop_llmd              ends it; the test's end does so too
# stats [SCOPE]          its counters, JSON
# stat NAME [SCOPE]      one of them; "all.NAME" summed over the scopes, "trap.requests"
# raw METHOD PATH        a request with the body of stdin; the body and a line "status N"
# probe CALL...          what it says to calls written "SCOPE PROTOCOL STREAM FORM" (probe.pl)

LLMD=${LLMD:-${KB%/*}/llmd}
[ -x "$LLMD" ] || LLMD=$ROOT/build/debug-asan/llmd
llmd_pid=

start_llmd()
{
	rm -f "$_dir/llmd.port"
	mkfifo "$_dir/llmd.port"
	"$LLMD" --port-file "$_dir/llmd.port" "$@" 2>"$_dir/llmd.err" &
	llmd_pid=$!
	{ read -r llmd_port && read -r llmd_trap; } <"$_dir/llmd.port"
	llmd_url=http://127.0.0.1:$llmd_port
	trap 'kill $llmd_pid 2>/dev/null; cd / && chmod -R u+rwx "$_dir" 2>/dev/null; rm -rf "$_dir"' EXIT
}

stop_llmd()
{
	kill "$llmd_pid"
	wait "$llmd_pid"
}

stats()
{
	raw GET "${1-}/stats" </dev/null
}

stat()
{
	case $1 in
	*.*) stats "${2-}" | sed -n "/^  \"${1%%.*}\": {/,/^  }/s/^    \"${1#*.}\": \([^,]*\),*\$/\1/p" ;;
	*) stats "${2-}" | sed -n "s/^  \"$1\": \([^,]*\),*\$/\1/p" ;;
	esac
}

raw()
{
	perl "$ROOT/tests/llmd/probe.pl" "$llmd_port" raw "$@"
}

probe()
{
	perl "$ROOT/tests/llmd/probe.pl" "$llmd_port" "$@"
}
