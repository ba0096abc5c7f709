#!/bin/sh
# The build: the same bytes wherever it runs, nothing done twice, a clear word when a library lacks.
. "$(dirname "$0")/lib.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES O V WERROR CFLAGS CPPFLAGS LDFLAGS DESTDIR PREFIX

copy()
{
	mkdir -p "$1" && cp -R "$ROOT/Makefile" "$ROOT/include" "$ROOT/src" "$1" &&
		mkdir "$1/tests" && cp "$ROOT/tests/deps.sh" "$1/tests"
}

# -O0 is enough to see a path or a clock in the binary, and quick.
copy one && copy other/and/longer
ok 'builds in one folder' make -j2 -C one CFLAGS='-O0 -g' all
ok 'builds in another, with another object folder' \
	make -j2 -C other/and/longer O="$PWD/objects" CFLAGS='-O0 -g' all
same 'the binaries are the same' one/build/kb objects/kb
is 'no path of the machine is in it' "$(grep -c "$PWD" objects/kb)" 0
ok 'it runs' one/build/kb --version

ok 'a second make' make -C one CFLAGS='-O0 -g' all
unlike '... compiles nothing' "$(cat "$OUT")" '^  (CC|LD|GEN) '
touch one/src/base/embed.h
ok 'a make after a header changed' make -C one CFLAGS='-O0 -g' objects
like '... compiles what includes it' "$(cat "$OUT")" 'CC +src/base/embed.c'
unlike '... and not the rest' "$(cat "$OUT")" 'CC +src/base/str.c'

ok 'make help' make -C one help
for target in all demo check house bench fuzz wiki fmt install uninstall clean help; do
	like "... lists $target" "$(cat "$OUT")" "^  make $target  +[a-z]"
done
ok 'make clean' make -C one clean
ok '... leaves no object folder' test ! -e one/build

# No library: one line that names the packages, and no installation.
mkdir fake
printf '#!/bin/sh\nexit 1\n' >fake/pkg-config
printf '#!/bin/sh\nexit 1\n' >fake/dpkg-query
printf '#!/bin/sh\ntouch "%s/installed"\n' "$PWD" >fake/apt-get
chmod +x fake/*
exits 'make without the libraries fails' 2 env PATH="$PWD/fake:$PATH" make -C one all
like '... names the packages' "$(cat "$ERR")" 'apt-get install .* libsqlite3-dev .*make demo'
is '... in one line' "$(wc -l <"$ERR" | tr -d ' ')" 1
ok '... and installs nothing' test ! -e installed
done_testing
