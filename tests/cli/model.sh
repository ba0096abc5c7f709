# model.sh - sourced behind lib.sh and llmd.sh: bases that a model of the double compiles.
#
# use_model [SCOPE]      the environment for kb: engine openai at the double; SCOPE as of llmd ("/f/...")
# corpus KIND [N [FROM]] kb init and raw/ of gen.awk here, a page for each concept with one source
# calls, bytes           what the scope in use has counted since reset_model
# reset_model            sets its counters to naught

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
