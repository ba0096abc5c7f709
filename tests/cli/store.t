#!/bin/sh
# store.t - the two databases of .kb: the index may be lost, cut or of another kb and is made anew; the
# ledger is saved row by row; one kb writes at a time and says which; who only reads never waits.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/fault.sh"

page=wiki/concepts/memex.md
small_base
"$KB" -q compile >/dev/null 2>&1
"$KB" -q compile >/dev/null 2>&1
sums . >../want
events . >../events

# whole again: same bytes, no event told twice
whole()
{
	ok "$1: a compile" "$KB" compile
	sums . >../now
	same "$1: the same bytes" ../want ../now
	events . >../events.now
	same "$1: no event told twice" ../events ../events.now
	ok "$1: search works" "$KB" search microfilm
	is "$1: then there is nothing to do" "$("$KB" compile 2>/dev/null | head -n 1)" 'nothing to do'
}

rm -f .kb/index.db*
exits 'without an index a search says what to do' 1 "$KB" search microfilm
like '... in words' "$(cat "$ERR")" 'no index yet; run kb compile'
whole 'the index is deleted'

for keep in 0 100 5000 60000; do
	rm -f .kb/index.db-wal .kb/index.db-shm
	head -c $keep .kb/index.db >../cut && cat ../cut >.kb/index.db
	rm -rf .kb/*.damaged*
	# a cut index that still answers is found out when all of it is read
	[ $keep = 60000 ] && "$KB" compile --force >/dev/null 2>"$ERR"
	whole "the index is cut to $keep bytes"
done
printf 'this is no database, but a letter to a friend\n%.0s' 1 2 3 4 5 6 7 8 >.kb/index.db
exits 'a search in what is no index fails' 3 "$KB" search microfilm
like '... and says what to do' "$(cat "$ERR")" 'damaged or no kb file; run kb compile to rebuild'
whole 'the index is no database'
ok 'what stood there is set aside' test -s .kb/index.db.damaged

# the middle of the index: zeros over pages behind the first
rm -f .kb/*.damaged
size=$(wc -c <.kb/index.db)
dd if=/dev/zero of=.kb/index.db bs=4096 seek=3 count=$((size / 4096 - 4)) conv=notrunc 2>/dev/null
whole 'the middle of the index is wiped'

if command -v sqlite3 >/dev/null; then
	sqlite3 .kb/index.db 'PRAGMA user_version=999999' >/dev/null
	exits 'an index of a newer kb is refused' 3 "$KB" compile
	like '... in words' "$(cat "$ERR")" 'index is of a newer kb; update kb, or delete this file to have it made anew'
	sqlite3 .kb/index.db 'PRAGMA user_version=1' >/dev/null
	whole 'an index of an older kb'
	sqlite3 .kb/ledger.db 'PRAGMA user_version=999' >/dev/null
	printf '\nOne more sentence on the memex stands in this source.\n' >>raw/hypertext.md
	exits 'a ledger of a newer kb is refused' 3 "$KB" compile
	like '... in words' "$(cat "$ERR")" 'ledger is of a newer kb; update kb'
	sqlite3 .kb/ledger.db 'PRAGMA user_version=4' >/dev/null
	ok '... and as good as ever with the right kb' "$KB" compile
	sqlite3 .kb/ledger.db 'DROP TABLE event;DROP TABLE entry;DROP TABLE call;DROP TABLE reply;DROP TABLE text;DROP TABLE passage;DROP TABLE verdict;DROP TABLE quirk;DROP TABLE batch;DROP TABLE batch_item;DROP TABLE vector;PRAGMA user_version=1' >/dev/null
	printf '\nAnother sentence on the memex stands in this source.\n' >>raw/hypertext.md
	ok 'a ledger of an older kb is taken on' "$KB" compile
	is '... with all that it holds' "$(sqlite3 .kb/ledger.db 'SELECT count(*)>5 FROM base')" 1
fi

# the ledger, damaged in the middle: what the person wrote can still be told from kb's words
awk '{ print } /^# / && !d { d = 1; print "\nMy own remark on the memex.\n" }' $page >../p && cat ../p >$page
"$KB" -q compile >/dev/null 2>&1
rm -f .kb/*.damaged
pages=$(($(wc -c <.kb/ledger.db) / 4096))
dd if=/dev/zero of=.kb/ledger.db bs=4096 seek=3 count=$((pages - 6)) conv=notrunc 2>/dev/null
printf '\nA third sentence on the memex stands in this source.\n' >>raw/hypertext.md
ok 'a compile with a damaged ledger' "$KB" compile
like '... is told' "$(cat "$ERR")" 'ledger.db was damaged: [0-9]+ rows saved'
ok '... keeps the damaged file' test -s .kb/ledger.db.damaged
like '... and the remark' "$(cat $page .kb/kept/* 2>/dev/null)" 'My own remark'
if command -v sqlite3 >/dev/null; then
	like '... and rows of it' "$(sqlite3 .kb/ledger.db 'SELECT count(*) FROM base')" '^([1-9]|1[0-9])$'
fi
printf 'no database at all' >.kb/ledger.db
printf '\nA fourth sentence on the memex stands in this source.\n' >>raw/hypertext.md
ok 'a compile with a ledger that is none' "$KB" compile
like '... is told too' "$(cat "$ERR")" 'ledger.db was damaged'
like '... and the remark is there' "$(cat $page .kb/kept/* 2>/dev/null)" 'My own remark'

# one writer
if can_fault; then
	"$KB" search --json microfilm >../found
	printf '\nA fifth sentence on the memex stands in this source.\n' >>raw/hypertext.md
	(ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0 UBSAN_OPTIONS=exitcode=99 \
		LD_PRELOAD=$_dir/fault.so FAULT_ROOT=$(pwd) FAULT_KIND=stop FAULT_AT=60 \
		FAULT_NOTE=$_dir/hit exec "$KB" -q compile >/dev/null 2>&1) &
	holder=$!
	while [ ! -s "$_dir/hit" ] && kill -0 $holder 2>/dev/null; do :; done
	ok 'who reads does not wait for a writer' timeout 4 "$KB" search --json microfilm
	same '... and gets what was committed last' "$OUT" ../found
	ok '... nor does status' timeout 4 "$KB" status
	exits 'a second writer waits and gives up' 3 "$KB" compile
	like '... and says who writes' "$(cat "$ERR")" "another kb \(process $holder\) is writing"
	kill -CONT $holder
	wait $holder
	is 'the first one ends well' $? 0
	whole_after=$("$KB" compile 2>&1)
	ok 'then the second gets through' "$KB" compile

	# media that cannot be written
	rm -f .kb/index.db-wal .kb/index.db-shm
	for what in 'search microfilm' status 'show memex' 'trace memex' log concepts; do
		fault readonly 0 "$KB" $what
		is "kb $what works where nothing can be written" "$STATUS" 0
	done
	fault readonly 0 "$KB" compile
	is 'a compile with nothing to do too' "$STATUS" 0
	printf '\nA sixth sentence on the memex stands in this source.\n' >>raw/hypertext.md
	fault readonly 0 "$KB" compile
	is 'a compile with something to do fails' "$STATUS" 3
	like '... and says why' "$(cat "$ERR")" 'cannot write: read-only file system'
else
	skip 'one writer, read-only media' 'no compiler for tests/fault/fault.c'
fi

# nowhere to put temporary files
printf '\nA seventh sentence on the memex stands in this source.\n' >>raw/hypertext.md
TMPDIR=/nonexistent exits 'no folder for temporary files is no matter' 0 "$KB" compile
like '... the page is made' "$(cat wiki/text/a-short-history-of-hypertext-text.md)" 'A seventh sentence'
if can_fault; then
	printf '\nAn eighth sentence on the memex stands in this source.\n' >>raw/hypertext.md
	mkdir ../full
	ok 'a full folder for temporary files is no matter' env TMPDIR="$_dir/full" FAULT_ON=1 \
		FAULT_ROOT="$_dir/full" FAULT_KIND=enospc FAULT_AT=1 LD_PRELOAD="$_dir/fault.so" \
		ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0 "$KB" compile
	like '... the page is made' "$(cat wiki/text/a-short-history-of-hypertext-text.md)" 'An eighth sentence'
fi

# a machine that loses its power: files are on the disk before the index says so
text=wiki/text/a-short-history-of-hypertext-text.md
if can_fault; then
	printf '\nThe memex is a museum piece that readers of hypertext came to see in 1999.\n' >>raw/hypertext.md
	fault list 0 "$KB" -q compile
	awk '$2 !~ /\/wiki\/.*\.md$/ && !/index\.db-wal/ { next }
		$1 == "rename" { waits[$2]; n++ }
		$1 == "fsync" { delete waits[$2] }
		/^pwrite64/ { for (f in waits) print "not synced: " f; commits = 1 }
		END { print (n > 1 && commits ? "written and committed" : "nothing seen") }' \
		"$_dir/hit" | sort -u >../order
	is 'each document and page is synced before the index commits' "$(cat ../order)" \
		'written and committed'
fi
"$KB" -q compile 2>/dev/null
cp "$text" ../text
for keep in 0 300; do
	head -c $keep ../text >"$text"
	ok "a document of which $keep bytes are left: a compile" "$KB" -q compile
	same '... makes it anew' ../text "$text"
done
rm "$text"
ok 'a document that is gone: a compile' "$KB" -q compile
same '... makes it anew' ../text "$text"
done_testing
