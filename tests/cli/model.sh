# model.sh - sourced behind lib.sh and llmd.sh: bases that a model of the double compiles.
#
# use_model [SCOPE]      the environment for kb: engine openai at the double; SCOPE as of llmd ("/f/...")
# corpus KIND [N [FROM]] kb init and raw/ of gen.awk here, a page for each concept with one source
# calls, bytes           what the scope in use has counted since reset_model
# reset_model            sets its counters to naught
# model_base DIR           makes it, with a price for the model test-1 (10 and 40 USD a million tokens)
# service ENGINE SCOPE     that engine at "/f/SCOPE/..." of llmd, by environment; "" is no scope
# scope                    the path of it, for stat
# field NAME               a number of the JSON report in $OUT: "calls", "usd" ... (the first)
# interrupted CMD...       runs CMD, sends SIGINT once its stderr has a line, fails unless it ends

use_model()
{
	model_scope=${1-}
	KB_LLM_ENGINE=openai KB_LLM_MODEL=test-1 KB_LLM_BASE_URL=$llmd_url$model_scope/v1
	KB_LLM_CONCURRENCY=${concurrency-4} KB_LLM_CONTEXT=32768 no_proxy=127.0.0.1
	export KB_LLM_ENGINE KB_LLM_MODEL KB_LLM_BASE_URL KB_LLM_CONCURRENCY KB_LLM_CONTEXT no_proxy
}

corpus()
{
	"$KB" init . >/dev/null 2>&1 && mkdir -p raw || return 1
	rm -f KB.md
	KB_COMPILE_MIN_SOURCES=1
	export KB_COMPILE_MIN_SOURCES
	awk -f "$ROOT/tests/llmd/gen.awk" -v kind="$1" -v n="${2-20}" -v from="${3-1}" -v out=raw
}

calls()
{
	stat calls "$model_scope"
}

bytes()
{
	stat prompt_bytes "$model_scope"
}

reset_model()
{
	raw POST "$model_scope/reset" </dev/null >/dev/null
}

model_base()
{
	"$KB" -q init "$1" >/dev/null 2>&1 && cd "$1" || exit 1
	cat >raw/a.md <<-'END'
	# Attention
	The Transformer is a model architecture that relies on an attention mechanism. The Transformer was proposed by Ashish Vaswani in 2017. Attention draws global dependencies between input and output.
	END
	cat >raw/b.md <<-'END'
	# Recurrence
	The Transformer replaced recurrent networks in machine translation in 2018. A recurrent network is a model that reads one word after the other. The Attention mechanism is used by the Transformer in 2019.
	END
	perl -pi -e 's/^prices:.*/prices:\n  test-1: {input: 10, output: 40}\n  vec-1: {input: 1, output: 0}/' kb.yaml
}

service()
{
	scope=${2:+/f/$2}
	KB_LLM_ENGINE=$1 KB_LLM_MODEL=test-1 KB_LLM_BASE_URL=$llmd_url$scope no_proxy=127.0.0.1
	[ "$1" != openai ] || KB_LLM_BASE_URL=$KB_LLM_BASE_URL/v1
	export KB_LLM_ENGINE KB_LLM_MODEL KB_LLM_BASE_URL no_proxy
}

field()
{
	sed -n "s/.*\"$1\": *\([0-9.e+-]*\).*/\1/p" "$OUT" | head -n 1
}

interrupted()
{
	perl -e '
		use strict;
		pipe my $r, my $w or die;
		my $pid = fork;
		if (!$pid) { open STDERR, ">&", $w; close $r; close $w; $SIG{INT} = "DEFAULT"; exec @ARGV; }
		close $w;
		my $line = <$r>;
		print STDERR $line // "";
		kill INT => $pid;
		print STDERR $_ while <$r>;
		waitpid $pid, 0;
		exit($? & 127 ? 128 + ($? & 127) : $? >> 8);' "$@"
}
