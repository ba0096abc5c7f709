#!/bin/sh
# research: gaps become queries of a web search, finds become candidates, accepted ones sources; keys go
# to the host they are bound to; no reply can do harm.
. "$(dirname "$0")/lib.sh"

mkfifo port
perl "$ROOT/tests/cli/searchd.pl" port requests 2>searchd.err &
server=$!
trap 'kill $server 2>/dev/null; cd / && rm -rf "$_dir"' EXIT
read -r port <port
at=http://127.0.0.1:$port
: >requests
log=../requests

"$KB" -q init base >/dev/null
cd base || exit 1
cat >raw/lever.md <<'END2'
# The lever

A lever is a bar that turns on a pin. The lever of the desk of drawers moves the film one page at a
time. Every lever of the desk of drawers is made of brass and painted black. Who built the lever?
END2
printf 'compile: {min_sources: 1}\n' >kb.yaml
"$KB" -q compile >/dev/null
for n in 1 2 3; do
	printf -- '---\ntype: note\ntitle: Note %s\n---\nOn [[Brass wheels]] and [[lever]].\n' $n >wiki/note-$n.md
done
printf -- '---\ntype: note\ntitle: Asked\n---\n## Open questions\n\n- Who painted the desk black?\n' >wiki/asked.md

exits 'without a service' 2 "$KB" lint --research
like 'the remedy' "$(cat "$ERR")" 'set research\.engine to searxng, brave or tavily'
ok 'what would be asked' "$KB" lint --research --dry-run
like 'a wanted page' "$(cat "$OUT")" '^Brass wheels$'
like 'with the pages that ask' "$(cat "$OUT")" '3 pages ask for'
like 'an open question' "$(cat "$OUT")" '^Who painted the desk black\?$'
is 'nothing is sent' "$(cat $log)" ''

export KB_RESEARCH_ENGINE=searxng KB_RESEARCH_BASE_URL=$at/good
exits 'nothing remembered' 1 "$KB" lint --research --accept 1
exits 'no private address is offered' 1 "$KB" lint --research
is 'none' "$(cat "$OUT")" ''
printf 'compile: {min_sources: 1}\ningest: {allow_private: true}\n' >kb.yaml
ok 'searxng' "$KB" lint --research
is 'three candidates, each once' "$(grep -c "$at/page/" "$OUT")" 3
like 'numbered, without tags' "$(cat "$OUT")" '^  1  Found page 1$'
like 'with the gap' "$(cat "$OUT")" "3 pages ask for 'Brass wheels'"
like 'the query is escaped' "$(cat $log)" '^GET /good/search\?format=json&q=Brass%20wheels HTTP'
is 'nothing enters the wiki' "$(ls raw)" lever.md
ok 'as JSON' "$KB" lint --research --json
like 'the same' "$(cat "$OUT")" '"url": "http://127\.0\.0\.1:[0-9]+/page/1"'

printf 'compile: {min_sources: 1}\n' >kb.yaml
exits 'a private address is refused when it is fetched too' 1 "$KB" lint --research --accept 1
printf 'compile: {min_sources: 1}\ningest: {allow_private: true}\n' >kb.yaml
: >$log
ok 'accepted' "$KB" lint --research --accept 1,3
is 'fetched into the inbox' "$(ls raw/inbox | grep -v yaml | tr '\n' ' ')" 'found-page-1.html found-page-3.html '
like 'with its address' "$(cat raw/inbox/found-page-1.html.kb.yaml)" "^url: $at/page/1$"
is 'no second search' "$(grep -c /good/ $log)" 0
is 'it has a document' "$(ls wiki/text | grep -c found)" 2
exits 'and is not fetched twice' 0 "$KB" lint --research --accept 1
is 'once' "$(grep -c /page/1 $log)" 1
"$KB" -q compile >/dev/null
is 'compiled as one source each' "$("$KB" status --json | sed -n 's/^  "sources": \([0-9]*\),/\1/p')" 3

ok 'dismissed' "$KB" lint --research --dismiss 2
like 'for good' "$(cat wiki/decisions.yaml)" "$at/page/2"
exits 'neither sources nor dismissed ones are offered again' 1 "$KB" lint --research
like 'and that is said' "$(cat "$ERR")" 'nothing new was found'
ok 'the base compiles with the decision' "$KB" -q compile
exits 'no such candidate' 1 "$KB" lint --research --accept 9
exits 'no number' 2 "$KB" lint --research --accept 1-x
exits 'not without --research' 2 "$KB" lint --accept 1
sed '/page/d' wiki/decisions.yaml >new && mv new wiki/decisions.yaml
rm -r raw/inbox

# --- one by one ---
"$KB" -q compile >/dev/null
: >$log
printf 'what?\nn\nD\nyes\n' | "$KB" lint --research -i >"$OUT" 2>"$ERR"
is 'each is asked about' $? 0
is 'where it is shown' "$(grep -c 'Found page' "$OUT")" 3
like 'a reply that is none is asked for again' "$(cat "$ERR")" "^y, n, d, a or q is wanted, not 'what\?'"
is 'the one accepted is fetched' "$(ls raw/inbox | grep -v yaml)" found-page-3.html
is 'no other is' "$(grep -c '^GET /page/' $log)" 1
like 'one is dismissed' "$(cat wiki/decisions.yaml)" "$at/page/2"
unlike 'one is not' "$(cat wiki/decisions.yaml)" "$at/page/1"
unlike 'no prompt in a pipe' "$(cat "$OUT" "$ERR")" 'make it a source'
printf '' | "$KB" lint --research -i >"$OUT" 2>"$ERR"
is 'no reply' $? 0
is 'changes nothing' "$(ls raw/inbox | grep -v yaml)" found-page-3.html
sed '/page/d' wiki/decisions.yaml >new && mv new wiki/decisions.yaml
rm -r raw/inbox
"$KB" -q compile >/dev/null
if script -qec true /dev/null >/dev/null 2>&1; then
	printf 'n\na\n' | TERM=xterm timeout 60 script -qec "'$KB' lint --research -i" /dev/null >"$OUT" 2>/dev/null
	like 'on a terminal there is a question' "$(cat "$OUT")" 'make it a source\? y\(es\), n\(o\)'
	is 'and all that follow are taken' "$(ls raw/inbox | grep -v yaml | tr '\n' ' ')" \
		'found-page-2.html found-page-3.html '
	rm -r raw/inbox
else
	skip 'on a terminal there is a question' 'no terminal to be had'
	skip 'and all that follow are taken' 'no terminal to be had'
fi
exits 'not with --accept' 2 "$KB" lint --research -i --accept 1
exits 'not without --research' 2 "$KB" lint -i

# --- keys ---
: >$log

export KB_RESEARCH_ENGINE=brave KB_RESEARCH_BASE_URL=$at/brave
exits 'brave needs a key' 2 "$KB" lint --research
export BRAVE_API_KEY=key-1
ok 'brave' "$KB" lint --research
like 'the key is in its header' "$(cat $log)" '^X-Subscription-Token: key-1$'
unlike 'and in no address' "$(grep -E '^(GET|POST)' $log)" 'key-1'
export KB_RESEARCH_ENGINE=tavily KB_RESEARCH_BASE_URL=$at/tavily MY_KEY=key-1 KB_RESEARCH_API_KEY_ENV=MY_KEY
: >$log
ok 'tavily' "$KB" lint --research
like 'a body' "$(cat $log)" '^\{"query":"Brass wheels","max_results":10\}$'
unlike 'without the key' "$(grep -F '{' $log)" 'key-1'
unset KB_RESEARCH_BASE_URL KB_RESEARCH_API_KEY_ENV KB_RESEARCH_ENGINE
: >$log
printf 'ingest: {allow_private: true}\nresearch: {engine: tavily, base_url: "%s/tavily", api_key_env: MY_KEY}\n' "$at" >kb.yaml
exits 'kb.yaml does not send a key where it likes' 2 "$KB" lint --research
like 'the remedy' "$(cat "$ERR")" "would send MY_KEY to 127\.0\.0\.1:$port; .* kb trust"
ok 'trust is asked for' "$KB" trust --list
like 'what for' "$(cat "$OUT")" "asks to send MY_KEY to 127\.0\.0\.1:$port \(web search\)"
ok 'trust is given' "$KB" trust
ok 'and the key goes there' "$KB" lint --research
like 'once it may' "$(cat $log)" 'Bearer key-1'
ok 'trust is taken back' "$KB" trust --forget MY_KEY "127.0.0.1:$port"
: >$log
exits 'and it does not' 2 "$KB" lint --research
printf 'research: {engine: tavily, api_key_env: MY_KEY}\n' >kb.yaml
exits 'nor another key to a known host' 2 "$KB" lint --research
printf 'research: {engine: searxng, base_url: "http://example.org"}\n' >kb.yaml
exits 'no plain http away from here' 2 "$KB" lint --research
printf 'research: {engine: searxng, base_url: "http://127.0.0.1.invalid"}\n' >kb.yaml
exits '... by whatever name' 2 "$KB" lint --research
like '... says why' "$(cat "$ERR")" 'needs https'
printf 'research: {engine: searxng, base_url: "https://10.1.2.3"}\n' >kb.yaml
exits 'no private address that kb.yaml names' 2 "$KB" lint --research
is 'nothing was asked' "$(cat $log)" ''

# --- replies ---
: >kb.yaml
unset BRAVE_API_KEY
export KB_RESEARCH_ENGINE=searxng
for kind in html huge deep moved; do
	KB_RESEARCH_BASE_URL=$at/$kind exits "a reply: $kind" 3 "$KB" lint --research
done
for kind in none odd; do
	KB_RESEARCH_BASE_URL=$at/$kind exits "a reply: $kind" 1 "$KB" lint --research
done
KB_RESEARCH_BASE_URL=$at/evil ok 'hostile results' "$KB" lint --research
is 'one address is fit' "$(grep -c '://' "$OUT")" 1
like 'without its fragment' "$(cat "$OUT")" '^     https://example\.org/ok\?a=1$'
is 'no control characters' "$(LC_ALL=C grep -c "$(printf '\033')" "$OUT")" 0
unlike 'no script, no password' "$(cat "$OUT" .kb/research.json)" 'javascript:|secret|passwd'
echo '[{"number":1,"url":"file:///etc/passwd"}]' >.kb/research.json
exits 'a list that someone changed' 1 "$KB" lint --research --accept 1
echo 'junk' >.kb/research.json
exits 'a list that is none' 1 "$KB" lint --research --accept 1
done_testing
