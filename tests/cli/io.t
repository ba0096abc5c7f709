#!/bin/sh
# io.t - which files a compile touches, as the library below it sees (tests/fault/fault.c): a run with
# nothing to do reads no source and no page and writes nothing; pages are on disk before the index
# says that they are.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/fault.sh"

if ! can_fault; then
	skip 'what a compile reads and writes' 'no shared object can be made here'
	done_testing
	exit
fi
calls=$_dir/hit

writes='^(write|pwrite|pwrite64|fsync|fdatasync|ftruncate|ftruncate64|rename) '

# Runs until a run writes nothing: a file as young as the index's own second is read once more.
settle()
{
	_try=0
	while [ $_try -lt 300 ]; do
		rm -f "$calls"
		fault list 0 "$KB" compile
		grep -E "$writes" "$calls" | grep -qv 'index\.db-shm$' || return 0
		_try=$((_try + 1))
	done
	return 1
}

small_base
ok 'with nothing changed a run writes, syncs and renames nothing' settle
like '... and says so' "$(head -n 1 "$_dir/out")" '^nothing to do'
like '... and is seen' "$(cat "$calls")" 'index\.db'
is '... and opens no source, document or page' "$(grep -cE '/(raw|wiki)/.*\.(md|txt|html)$' "$calls")" 0

rm "$calls"
printf '\nThe memex of 1945 was a desk that remembers every trail.\n' >>raw/memex.md
fault list 0 "$KB" compile
is 'a changed source' "$STATUS" 0
sed -n 's/^rename .*\/\(wiki\/[^t].*\.md\)$/\1/p' "$calls" | grep -v '^wiki/log.md$' | sort -u >../renamed
ok 'pages were written' test -s ../renamed
late=$(awk '
	/^p?write(64)? .*index\.db-wal$/ { last = NR }
	/^rename .*\/wiki\/[^t].*\.md$/ { sub(/^.*\/wiki\//, "wiki/"); renamed[$0] = NR }
	/^fsync .*\/wiki\/.*\.md$/ { sub(/^.*\/wiki\//, "wiki/"); synced[$0] = NR }
	END {
		for (p in renamed)
			if (p != "wiki/log.md" && !(synced[p] > renamed[p] && synced[p] < last))
				print p
	}' "$calls")
is 'each is on disk before the index is committed' "$late" ''
done_testing
