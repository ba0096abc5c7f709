#!/bin/sh
# version: at once, anywhere, whatever is broken around it.
. "$(dirname "$0")/lib.sh"

ok 'kb --version' "$KB" --version
like 'name and number' "$(cat "$OUT")" '^kb [0-9]+\.[0-9]+\.[0-9]+$'
is 'nothing on stderr' "$(cat "$ERR")" ''
cp "$OUT" want

ok 'with a command behind it' "$KB" --version search
same 'the same line' want "$OUT"

printf 'llm: [\n' >kb.yaml
ok 'in a broken base with a broken environment' env KB_NOW=never "$KB" --version
same 'the same line there' want "$OUT"

done_testing
