#!/bin/sh
# The helpers of lib.sh fail when they should: a test of tests.
. "$(dirname "$0")/lib.sh"

mkdir -p t/cli
cp "$ROOT/tests/cli/lib.sh" t/cli/

# A test written on the spot: its TAP in $OUT.
run()
{
	{ echo '. "$(dirname "$0")/lib.sh"' && cat; } >t/cli/x.t
	env KB=/bin/echo KB_MODEL=x OPENAI_API_KEY=secret sh t/cli/x.t >out 2>&1
}

run <<'T'
ok a true
exits b 3 sh -c 'exit 3'
is c 'x y' 'x y'
like d 'one
two' '^two$'
unlike e one two
printf x >f && printf x >g && same f f g
skip g 'no reason'
done_testing
T
is 'tests that pass end with status 0' $? 0
is 'each is ok' "$(grep -c '^ok' out)" 7
like 'the plan is last' "$(tail -n 1 out)" '^1\.\.7$'

run <<'T'
ok a false
exits b 3 true
is c x y
like d one two
unlike e one on
printf x >f && printf y >g && same f f g
done_testing
T
is 'tests that fail end with status 1' $? 1
is 'none is ok' "$(grep -c '^not ok' out)" 6

run <<'T'
note "$KB_MODEL$OPENAI_API_KEY|$(ls -A | wc -l | tr -d ' ')|$KB|$LC_ALL"
note "$(pwd)"
ok 'stdin is empty' sh -c '! read -r x'
is 'HOME is not here' "$(dirname "$HOME")" "$(dirname "$(pwd)")"
mkdir no && : >no/file && chmod 0 no
done_testing
T
is 'a test starts clean' "$(sed -n 's/^# |/|/p' out)" '|0|/bin/echo|C.UTF-8'
ok '... its folder is gone afterwards' test ! -e "$(sed -n 's,^# /,/,p' out)"
is '... it passes' "$(grep -c '^ok' out)" 2

run <<'T'
ok 'a status that hides it' sh -c 'echo "ERROR: AddressSanitizer" >"${ASAN_OPTIONS##*log_path=}.1"; exit 0'
done_testing
T
is 'a report of a sanitizer fails the test' $? 1
like '... by name' "$(cat out)" '^not ok 2 - no report of a sanitizer'
done_testing
