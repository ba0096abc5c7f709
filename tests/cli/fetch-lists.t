#!/bin/sh
# fetch-lists.t - kb ingest of lists of URLs, bookmarks, feeds and clippings; the images of articles;
# turns of hosts, further tries, known URLs.
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
printf 'ingest:\n  allow_private: true\n' >kb.yaml

# a failure is an item, the rest of the run goes on
printf '# what to read\n\n%s/p/1\n  %s/nope\n%s/p/1#part\n%s/p/2\n' "$at" "$at" "$at" "$at" >../urls.txt
exits 'a list with one URL that fails' 1 "$KB" ingest ../urls.txt --json
like 'the failure has URL and reason' "$(tr -d '\n' <"$OUT")" \
	"\"failed\", *\"path\": *\"$at/nope\"[^}]*\"reason\": *\"status 404: there is no such page"
is 'the others are in' "$(ls raw/*.html | tr '\n' ' ')" 'raw/article-1.html raw/article-2.html '
ok '... and read' test -s wiki/text/article-2-text.md
ok 'the list itself is no source' test ! -e raw/urls.txt
is 'each is asked for once' "$(grep -c /p/1 $log)" 1
exits 'again' 1 "$KB" ingest ../urls.txt
is 'what is known is not asked for' "$(grep -c '/p/[12]' $log)" 2
exits 'a URL alone that fails reads nothing else' 1 "$KB" ingest "$at/nope" --json
unlike '... not all of raw/' "$(cat "$OUT")" 'raw/'

printf '%s/p/5\n' "$at" | "$KB" ingest - >/dev/null
ok 'a list on standard input' test -s raw/article-5.html
cat >../marks.html <<END
<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<DL><p>
    <DT><H3>Folder</H3>
    <DL><p>
        <DT><A HREF="$at/p/6" ADD_DATE="1">Six &amp; more</A>
        <DT><A HREF="javascript:alert(1)">no</A>
        <DT><A HREF="$at/data.csv?x=1&amp;y=2">none</A>
    </DL><p>
</DL><p>
END
exits 'a bookmarks export' 1 "$KB" ingest ../marks.html
ok '... is fetched' test -s raw/article-6.html
like '... entities are read' "$(cat $log)" 'GET /data\.csv\?x=1&y=2 '
ok 'a feed by its URL' "$KB" ingest "$at/feed.xml"
is '... gives its pages' "$(ls raw | grep -c 'article-[34].html$')" 2
is '... and is not saved' "$(ls raw | grep -c feed)" 0
cat >../atom.xml <<END
<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="$at/nope"/>
<entry><link rel="edit" href="$at/nope"/><link href="$at/p/7"/><id>urn:x</id></entry></feed>
END
ok 'an Atom file' "$KB" ingest ../atom.xml
ok '... gives its pages' test -s raw/article-7.html
printf 'See %s/p/8\n\nfor more of what boats are about.\n' "$at" >../note.txt
ok 'a note with a URL is no list' "$KB" ingest ../note.txt
ok '... but a source' test -s raw/note.txt
printf '%s/p/8\n' "$at" >raw/inside.txt
ok 'a list inside raw/ is a source like any other' "$KB" ingest raw/inside.txt
unlike '... nothing is fetched for it' "$(cat $log)" /p/8

# a clipping knows its URL, read or not
printf -- '---\ntitle: Clip\nsource: "%s/p/9"\n---\nThe clipping has words of its own about boats.\n' "$at" >raw/clip.md
ok 'the source of a clipping' "$KB" ingest "$at/p/9" --json
like '... is the clipping' "$(cat "$OUT")" 'raw/clip.md'
unlike '... and is not fetched' "$(cat $log)" '/p/9'
ok '... nor once it is read' "$KB" ingest "$at/p/9"
unlike '... at all' "$(cat $log)" '/p/9'

# images of an article
ok 'an article with images' "$KB" ingest "$at/article" --json
like '... says what it could not get' "$(cat "$OUT")" '2 images could not be fetched'
is 'one file for two addresses of one picture' "$(ls raw/assets | wc -l | tr -d ' ')" 1
asset=$(ls raw/assets)
like 'named by content' "$asset" '^[a-z2-7]{16}\.png$'
text=wiki/text/article-with-images-text.md
like 'the page shows it' "$(cat $text)" "^!\\[A boat\\]\\(\\.\\./\\.\\./raw/assets/$asset\\)"
like '... under both addresses' "$(cat $text)" "!\\[Again\\]\\(\\.\\./\\.\\./raw/assets/$asset\\)"
like 'one that failed stays where it was' "$(cat $text)" "!\\[None\\]\\($at/img/none.png\\)"
like 'the side file knows them' "$(cat raw/article-with-images.html.kb.yaml)" "raw/assets/$asset $at/img/a.png"
ok 'a compile' "$KB" -q compile
is 'the asset has no page of its own' "$(ls wiki/text | grep -c "${asset%.png}")" 0
rm raw/article-with-images.html*
ok 'the article goes' "$KB" -q compile
ok '... the bytes of its images stay' test -s "raw/assets/$asset"

# trouble and turns
ok 'a busy server is asked again' "$KB" ingest "$at/busy"
is '... as often as it takes' "$(grep -c /busy $log)" 3
exits 'one that wants hours' 1 "$KB" ingest "$at/later"
like '... is not waited for' "$(cat "$OUT")" 'asks to wait 7200 s'
is '... nor asked again' "$(grep -c /later $log)" 1
ok 'one host' "$KB" ingest "$at/turn/1" "$at/turn/2" "$at/turn/3" "$at/turn/4"
is '... is asked one at a time' "$(grep -c crowded $log)" 0
ok 'two hosts' timeout 30 "$KB" ingest "$at/meet/1" "http://localhost:$port/meet/2"
is '... at once' "$(ls raw | grep -c '^article-meeting-[12].html$')" 2
exits 'a hostile list' 1 sh -c "printf 'http://10.0.0.1/x\nhttp://127.0.0.1:$port/p/1\n' >../h.txt; '$KB' --set ingest.allow_private=false ingest ../h.txt"
like '... does not reach private addresses' "$(cat "$OUT")" '10\.0\.0\.1 is no public address'

# refresh
ok 'a page that changes' "$KB" ingest "$at/new"
sum=$(cksum <raw/article-version-1.html)
printf 'tags: [mine]\n' >>raw/article-version-1.html.kb.yaml
ok 'is not fetched again' "$KB" ingest "$at/new"
is '...' "$(cksum <raw/article-version-1.html)" "$sum"
ok 'but with --refresh' "$KB" ingest --refresh "$at/new"
like '... it is' "$(cat raw/article-version-1.html)" 'version 2'
is '... under its name' "$(ls raw | grep -c '^article-version')" 2
is '... the old version is kept' "$(cksum <"$(ls .kb/kept/article-version-1.*.html)")" "$sum"
like '... and so is what the person noted' "$(cat raw/article-version-1.html.kb.yaml)" '^tags: \[mine\]'
done_testing
