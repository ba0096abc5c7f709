#!/bin/sh
# kb ingest URL: saved under raw/ with a side file, once; nothing but public addresses unless allowed,
# on every hop; ceilings hold.
. "$(dirname "$0")/lib.sh"

mkfifo port
perl "$ROOT/tests/cli/httpd.pl" port requests 2>httpd.err &
server=$!
trap 'kill $server 2>/dev/null; cd / && rm -rf "$_dir"' EXIT
read -r port <port
at=http://127.0.0.1:$port
: >requests

"$KB" -q init base >/dev/null
cd base || exit 1
log=../requests
export KB_NOW=1775088000

exits 'a loopback address' 1 "$KB" ingest "$at/tides"
like '... is refused with the remedy' "$(cat "$ERR" "$OUT")" \
	'127\.0\.0\.1 is no public address; set ingest\.allow_private: true'
for host in localhost 2130706433 0x7f.1 '[::1]' '[::ffff:127.0.0.1]' 10.0.0.1 169.254.169.254 0.0.0.0; do
	exits "$host" 1 "$KB" ingest "http://$host:$port/tides"
	like '... is refused' "$(cat "$ERR" "$OUT")" 'is no public address'
done
is 'nothing was asked for' "$(cat $log)" ''
is 'nothing was saved' "$(ls raw)" ''
for url in http:// 'http://u:p@example.org/' http://exa\ mple.org/; do
	exits "no URL to fetch: $url" 1 "$KB" ingest "$url"
done
unlike 'a password is not repeated' "$(cat "$ERR" "$OUT")" 'u:p'

printf 'ingest:\n  allow_private: true\n  max_file: 1 MB\n  retries: 0\n' >kb.yaml
ok 'fetched once it is allowed' "$KB" ingest "$at/tides#part"
ok 'saved by its title' test -f raw/tides-moons.html
is 'the side file' "$(cat raw/tides-moons.html.kb.yaml)" "$(
	printf 'url: %s/tides\nfetched: "2026-04-02"\ncontent-type: text/html; charset=utf-8' "$at")"
is 'asked for once' "$(grep -c /tides $log)" 1
ok 'a second time' "$KB" ingest "$at/tides"
is 'it is not asked for again' "$(grep -c /tides $log)" 1
ok 'nor by another spelling of the URL' "$KB" ingest "HTTP://127.0.0.1:0$port/tides#x"
is '... of scheme and port' "$(grep -c /tides $log)" 1

ok 'a redirect is followed' "$KB" ingest "$at/moved"
like 'the side file has both URLs' "$(cat raw/tides-moons-*.kb.yaml)" "^final-url: .*/tides"
like '... the one asked for first' "$(head -n 1 raw/tides-moons-*.kb.yaml)" "^url: .*/moved"
is 'the first file is untouched' "$(head -n 1 raw/tides-moons.html.kb.yaml)" "url: $at/tides"
ok 'Markdown served as text' "$KB" ingest "$at/notes.md"
ok '... keeps its extension' test -f raw/notes.md
ok 'a table' "$KB" ingest "$at/data.csv?x=1"
ok '... is named by the URL' test -f raw/data.csv
"$KB" ingest "$at/paper/1706.03762" >/dev/null 2>&1
ok 'a PDF is known by its bytes' test -f raw/1706-03762.pdf
"$KB" ingest "$at/evil" >/dev/null 2>&1
is 'a hostile title names a plain file' "$(ls raw | grep passwd | head -n 1)" 'etc-passwd-x-y.html'
is '... under raw/' "$(find . -name '*passwd*' ! -path './raw/*' ! -path './wiki/*' ! -path './.kb/*')" ''

# each: path, what the message says
while read -r path want; do
	exits "$path fails" 1 "$KB" ingest "$at/$path"
	like '... and says why' "$(cat "$ERR" "$OUT")" "$want"
	like '... naming the URL' "$(cat "$ERR" "$OUT")" 'http://|the URL'
done <<'ROWS'
nope status 404
secret status 401
broken status 503
loop redirects more than 10 times
to-file only http and https
to-login holds a user name or password
empty the page is empty
cut the answer broke off
big larger than 1048576 bytes
bomb larger than 1048576 bytes
ROWS
unlike 'no password is repeated' "$(cat "$ERR" "$OUT")" 'secret@'
is 'what failed left no file' "$(ls raw | grep -c -e nope -e secret -e broken -e big -e bomb)" 0

# Orphan of a crash between the two writes: the next fetch takes the same name.
rm raw/data.csv
ok 'a file that went is fetched again' "$KB" ingest "$at/data.csv?x=1"
ok '... under its name' test -f raw/data.csv

# A proxy may stand on a private address; what it leads to may not.
: >kb.yaml
ok 'a proxy is used' env http_proxy="127.0.0.1:$port" "$KB" ingest http://example.org/again/
like '... for the whole URL' "$(cat $log)" '^GET http://example\.org/again/'
for path in to-loopback to-metadata; do
	exits "$path" 1 env http_proxy="127.0.0.1:$port" "$KB" ingest "http://example.org/$path"
	like '... is refused at the second hop' "$(cat "$ERR" "$OUT")" \
		'redirected from .*/to-.*: http://(127|169).* is no public address'
done
before=$(cat $log)
exits 'HTTP_PROXY in capitals is not read' 1 env HTTP_PROXY="127.0.0.1:$port" \
	"$KB" --set ingest.allow_private=true ingest http://127.0.0.1:1/x
is '... nothing was asked of it' "$(cat $log)" "$before"

kill $server
wait $server 2>/dev/null
exits 'a server that is not there' 1 "$KB" --set ingest.allow_private=true ingest "$at/other"
like '... is said' "$(cat "$ERR" "$OUT")" 'nobody answers'
is 'nothing temporary is left' "$(find . -name '*kb-tmp*')" ''
done_testing
