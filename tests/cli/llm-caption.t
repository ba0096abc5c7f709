#!/bin/sh
# A picture under raw/ is looked at by a model that sees, once, and what it says can be cited.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd
top=$(pwd)
png() # of 40 x 50 pixels
{
	printf '%s' iVBORw0KGgoAAAANSUhEUgAAACgAAAAyCAAAAAAL2MZMAAAAHklEQVR42mMIJRIwjCocVTiqcFThqMJRhaMKh49CAHvfmC+x9HIVAAAAAElFTkSuQmCC |
		base64 -d
}

for engine in openai anthropic ollama; do
	cd "$top" && model_base $engine && service $engine none/$engine
	png >raw/crane.png
	ok "$engine: without llm.vision" "$KB" compile
	is '... no picture is sent' "$(stat images $scope)" 0
	export KB_LLM_VISION=true
	n=$(stat calls $scope)
	ok '... a dry run with it' "$KB" compile --dry-run --json
	is '... sends nothing' "$(stat calls $scope)" "$n"
	ok '... with it' "$KB" compile
	is '... one is' "$(stat images $scope)" 1
	like '... its page says what the model saw' "$(cat wiki/sources/crane-source.md)" '\[\^[a-z0-9]{8}\]'
	like '... by whom' "$("$KB" cost --by purpose)" 'caption'
	ok '... and its quote is found' "$KB" lint --rule quote-mismatch --rule broken-block
	rm .kb/index.db
	ok '... again, from nothing' "$KB" compile
	is '... it is not sent again' "$(stat images $scope)" 1
	unset KB_LLM_VISION
done

export KB_LLM_VISION=true
cd "$top" && model_base kinds && service openai none/kinds
{ png && head -c 5000000 /dev/zero; } >raw/large.png
printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>' >raw/drawn.svg
ok 'pictures that no service takes' "$KB" compile
is '... are not sent' "$(stat images $scope)" 0
cd "$top" && model_base spoilt && service openai refusal/spoilt
rm raw/*.md && png >raw/crane.png
exits 'a picture that the model refuses' 3 "$KB" compile
like '... is left' "$(cat "$OUT")" 'caption raw/crane\.png'
service openai none/spoilt
ok '... and asked for again' "$KB" compile
is '... once' "$(stat images $scope)" 1
cd "$top" && model_base batch && service openai none/batch
png >raw/crane.png
ok 'in a batch' "$KB" compile --batch --wait
is '... it is seen too' "$(stat images $scope)" 1
stop_llmd
done_testing
