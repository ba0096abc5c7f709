# lib.sh - what a black-box test of kb (tests/cli/NAME.t) is written with.
#
#	#!/bin/sh
#	. "$(dirname "$0")/lib.sh"
#	"$KB" init . >/dev/null
#	ok   'status works in a new base' "$KB" status
#	is   'it has no source' "$("$KB" status --json | grep -c raw/)" 0
#	exits 'an unknown command is a usage error' 2 "$KB" nonsense
#	like '... that names the word' "$(cat "$ERR")" 'nonsense'
#	done_testing
#
# A test starts in an empty scratch folder, with HOME and XDG_CONFIG_HOME in another, no KB_* and no
# key in the environment, no stdin, C.UTF-8; all of it is removed at the end. It leans on nothing
# but the binary: no network, no git, no sleep, no other test.
#
# ok NAME CMD...            CMD ends with status 0
# exits NAME STATUS CMD...  CMD ends with STATUS
# is NAME GOT WANT          the two strings are equal
# like NAME TEXT REGEX      a line of TEXT matches the extended REGEX; unlike: none does
# same NAME FILE FILE       the bytes are equal
# skip NAME WHY             a test that cannot be made on this machine
# note TEXT                 a line for the reader of a failure
# done_testing              the last line of each test: prints the plan
#
# $KB    absolute path of the binary   $ROOT  the repository
# $OUT   file: stdout of the last ok or exits   $ERR  file: its stderr
# A report of a sanitizer fails the test, whichever command made it and whatever became of its status.

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
KB=${KB:-$ROOT/build/kb}
case $KB in /*) ;; *) KB=$(pwd)/$KB ;; esac

for _name in $(env | sed -n -e 's/^\(KB_[A-Za-z0-9_]*\)=.*/\1/p' \
	-e 's/^\([A-Z_]*_API_KEY\)=.*/\1/p' -e 's/^\([A-Za-z]*_[Pp][Rr][Oo][Xx][Yy]\)=.*/\1/p'); do
	unset "$_name"
done
unset NO_COLOR SOURCE_DATE_EPOCH CDPATH

_dir=$(mktemp -d "${TMPDIR:-/tmp}/kb-test.XXXXXX") || exit 1
_dir=$(cd "$_dir" && pwd -P) || exit 1
trap 'cd / && chmod -R u+rwx "$_dir" 2>/dev/null; rm -rf "$_dir"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$_dir/home" "$_dir/home/.config" "$_dir/work" "$_dir/reports"
OUT=$_dir/out ERR=$_dir/err
HOME=$_dir/home XDG_CONFIG_HOME=$_dir/home/.config TMPDIR=$_dir
LC_ALL=C.UTF-8 LANGUAGE= TZ=UTC
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99:log_path=$_dir/reports/asan
UBSAN_OPTIONS=${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}print_stacktrace=1:exitcode=99:log_path=$_dir/reports/ub
export KB ROOT HOME XDG_CONFIG_HOME TMPDIR LC_ALL LANGUAGE TZ ASAN_OPTIONS UBSAN_OPTIONS
exec </dev/null
cd "$_dir/work" || exit 1

_n=0 _failed=0

note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# 0 or 1, then the test's name
_result()
{
	_n=$((_n + 1))
	[ "$1" = 0 ] && echo "ok $_n - $2" && return 0
	_failed=$((_failed + 1))
	echo "not ok $_n - $2"
	return 1
}

exits()
{
	_name=$1 _want=$2
	shift 2
	"$@" >"$OUT" 2>"$ERR"
	_got=$?
	[ "$_got" = "$_want" ]
	_result $? "$_name" && return 0
	note "$*"
	note "status $_got, expected $_want"
	[ -s "$OUT" ] && note "stdout:" && head -n 30 "$OUT" | sed 's/^/#   /'
	[ -s "$ERR" ] && note "stderr:" && head -n 30 "$ERR" | sed 's/^/#   /'
	return 1
}

ok()
{
	_name=$1
	shift
	exits "$_name" 0 "$@"
}

is()
{
	[ "$2" = "$3" ]
	_result $? "$1" && return 0
	note "got:      $2"
	note "expected: $3"
	return 1
}

like()
{
	printf '%s\n' "$2" | grep -Eq -e "$3"
	_result $? "$1" && return 0
	note "no line matches: $3"
	note "$(printf '%s\n' "$2" | head -n 30)"
	return 1
}

unlike()
{
	! printf '%s\n' "$2" | grep -Eq -e "$3"
	_result $? "$1" && return 0
	note "should match no line: $3"
	note "$(printf '%s\n' "$2" | grep -E -e "$3" | head -n 10)"
	return 1
}

same()
{
	cmp -s "$2" "$3"
	_result $? "$1" && return 0
	note "$(diff -u "$2" "$3" 2>&1 | head -n 30)"
	return 1
}

skip()
{
	_n=$((_n + 1))
	echo "ok $_n - $1 # SKIP $2"
}

done_testing()
{
	for _report in "$_dir"/reports/*; do
		[ -e "$_report" ] || continue
		_result 1 'no report of a sanitizer'
		note "$(head -n 40 "$_report")"
	done
	echo "1..$_n"
	[ "$_failed" = 0 ]
	exit
}
