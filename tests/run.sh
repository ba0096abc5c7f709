#!/bin/sh
# run.sh - runs the tests given (cmocka programs and tests/cli/*.t) with prove; its summary is the
# last line. An unset or odd HOME, no stdin and root are fine.
set -eu
cd "$(dirname "$0")/.."
export CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C.UTF-8
export ASAN_OPTIONS="detect_leaks=1:detect_stack_use_after_return=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
[ $# -gt 0 ] || { echo 'no tests' >&2; exit 1; }
exec prove -j2 --failures --comments "$@" </dev/null
