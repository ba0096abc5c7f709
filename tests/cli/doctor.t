#!/bin/sh
# kb doctor names what is missing, says what it is for and what to do; it changes nothing.
. "$(dirname "$0")/lib.sh"

ok 'without a base it looks at the machine' "$KB" doctor
for name in sqlite libcurl4 libxml2 libarchive13 libmicrohttpd12 libedit2 pdftotext pandoc git; do
	like "$name is looked at" "$(cat "$OUT")" "(^| )$name:"
done
like 'the engine needs no key' "$(cat "$OUT")" '^ok +engine: .*no key needed'

"$KB" -q init >/dev/null
ok 'a new base is fine' "$KB" doctor
for name in kb.yaml raw wiki .kb index disk; do
	like "$name is looked at" "$(cat "$OUT")" "^ok +$name:"
done
is 'nothing was made' "$(ls -A .kb 2>/dev/null)" ''
"$KB" doctor --json >json
like 'JSON' "$(cat json)" '"name": *"index"'

PATH=/nowhere "$KB" doctor >out
like 'a program that is missing, its use and its package' "$(cat out)" \
	'^missing +pdftotext: .*PDF.*apt install poppler-utils'

mkdir .kb && echo garbage-garbage-garbage >.kb/index.db
exits 'a damaged index' 1 "$KB" doctor
like '... with the remedy' "$(cat "$OUT")" '^wrong +index: .*kb compile'
is '... which is not carried out' "$(cat .kb/index.db)" garbage-garbage-garbage
rm -r .kb

rmdir raw
exits 'raw/ is gone' 1 "$KB" doctor
like '... with the remedy' "$(cat "$OUT")" '^wrong +raw: .*mkdir .*/raw'
mkdir raw && rmdir wiki && echo x >wiki
exits 'wiki is a file' 1 "$KB" doctor
like '... with the remedy' "$(cat "$OUT")" '^wrong +wiki: no folder'
rm wiki
ok 'wiki/ that is not there yet is fine' "$KB" doctor
if [ "$(id -u)" != 0 ]; then
	mkdir -p wiki && chmod a-w wiki
	exits 'wiki/ that cannot be written' 1 "$KB" doctor
	like '... with the remedy' "$(cat "$OUT")" '^wrong +wiki: .*chmod u\+rwx'
	chmod u+w wiki
fi
exits 'a model that nobody named' 1 env -u OPENAI_API_KEY "$KB" --set llm.engine=openai doctor
like '... with the remedy' "$(cat "$OUT")" '^wrong +engine: openai: no model is named.*llm\.model'
like '... and the key that is missing' "$(cat "$OUT")" '^wrong +key: api\.openai\.com needs a key'
echo 'llm: {modle: x}' >kb.yaml
exits 'a kb.yaml with a mistake' 1 "$KB" doctor
like '... is said with its line' "$(cat "$OUT" "$ERR")" "kb\.yaml:1: unknown key"
done_testing
