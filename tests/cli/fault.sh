# fault.sh - sourced behind base.sh: kb on a machine that fails (tests/fault/fault.c).
#
# fault KIND N CMD...   runs CMD with the Nth call that KIND names failing; FAULT_HIT=1 when it came to
#                       that call, FAULT_CALL is its name
# can_fault             the shared object can be made here
# changes N, twin       a base and its undisturbed twin, see below

can_fault()
{
	${CC:-cc} -shared -fPIC -O1 -o "$_dir/fault.so" "$ROOT/tests/fault/fault.c" -ldl 2>"$ERR"
}

fault()
{
	_kind=$1 _at=$2
	shift 2
	rm -f "$_dir/hit"
	(
		# a sanitizer that opens its report early would meet the object before it can work
		ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0 UBSAN_OPTIONS=exitcode=99
		LD_PRELOAD=$_dir/fault.so FAULT_ROOT=$(pwd) FAULT_KIND=$_kind FAULT_AT=$_at
		FAULT_NOTE=$_dir/hit
		export ASAN_OPTIONS UBSAN_OPTIONS LD_PRELOAD FAULT_ROOT FAULT_KIND FAULT_AT FAULT_NOTE
		exec "$@"
	) >"$OUT" 2>"$ERR"
	STATUS=$?
	FAULT_HIT=0 FAULT_CALL=
	cp "$ERR" "$_dir/fault.err"
	[ -e "$_dir/hit" ] && FAULT_HIT=1 FAULT_CALL=$(head -n 1 "$_dir/hit")
	return $STATUS
}

# FOLDER N: the Nth change of raw/, turn and turn about: words come and go, a source comes and goes,
# one is renamed, and the person writes into a page
changes()
{
	(
		cd "$1" || exit 1
		if [ $(($2 % 2)) = 1 ]; then
			printf '\nIn year %s the memex was still no machine that anybody could buy.\n' "$2" \
				>>raw/hypertext.md
			mv raw/backlinks.txt raw/links.txt
			rm raw/wiki.html
			printf '# Carrels\n\nA carrel is a desk in a library. The memex is a carrel that remembers.\n' \
				>raw/carrel.md
			printf '\nMy remark number %s on hypertext.\n' "$2" >../remark
			awk '{ print } /^# / && !d { d = 1; while ((getline line <"../remark") > 0) print line }' \
				wiki/concepts/hypertext.md >../page && cat ../page >wiki/concepts/hypertext.md
		else
			sed -e '/^In year/d' raw/hypertext.md >../page && cat ../page >raw/hypertext.md
			mv raw/links.txt raw/backlinks.txt
			cp ../wiki.html raw/wiki.html
			rm raw/carrel.md
		fi
	)
}

# a base here, its twin in ../twin; both compiled
twins()
{
	small_base && cp raw/wiki.html ../wiki.html && "$KB" -q compile >"$OUT" 2>"$ERR" &&
		mkdir ../twin && cp -R kb.yaml KB.md raw ../twin &&
		(cd ../twin && "$KB" -q compile >"$OUT" 2>"$ERR")
}

# events of the log, without their days
events()
{
	sed -n 's/^## \[[-0-9]*\] //p' "$1/wiki/log.md" | sort
}

# prints what is wrong with the base after a disturbed run and an undisturbed one, or nothing
judge()
{
	[ "$STATUS" != 99 ] || { echo "a sanitizer: $(grep -m 3 -E 'ERROR|SUMMARY|runtime error' \
		"$_dir/fault.err")"; }
	case $STATUS in 0 | 1 | 3 | 137 | 99) ;; *) echo "status $STATUS" ;; esac
	[ $STATUS != 3 ] || grep -q '^kb: ' "$_dir/fault.err" || echo "no word why"
	"$KB" compile >"$OUT" 2>"$ERR" || { echo "the next run fails: $(cat "$ERR")"; return; }
	sums . >../sums.here
	sums ../twin >../sums.twin
	cmp -s ../sums.here ../sums.twin ||
		echo "other bytes: $(diff ../sums.here ../sums.twin | grep '^[<>]' | head -n 4 | tr '\n' ';')"
	events . >../events.here
	events ../twin >../events.twin
	cmp -s ../events.here ../events.twin ||
		echo "other events: $(diff ../events.here ../events.twin | head -n 4 | tr '\n' ';')"
	find . -name '*.kb-tmp' | sed 's/^/left behind: /'
	find .kb -name '*.damaged' | sed 's/^/damaged: /'
}
