#!/bin/sh
# make install puts binary, man page and completions in their places; uninstall takes them away.
. "$(dirname "$0")/lib.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES O V WERROR CFLAGS CPPFLAGS LDFLAGS DESTDIR PREFIX

# The binary at hand is what is installed: an object folder that holds it, newer than all sources.
put="make -C $ROOT O=$PWD/o DESTDIR=$PWD/x PREFIX=/usr -o $PWD/o/release/kb"
mkdir -p o/release && cp "$KB" o/release/kb

ok 'make install' $put install
is 'five files' "$(cd x && find . -type f | LC_ALL=C sort | tr '\n' ' ')" \
	'./usr/bin/kb ./usr/share/bash-completion/completions/kb ./usr/share/fish/vendor_completions.d/kb.fish ./usr/share/man/man1/kb.1 ./usr/share/zsh/site-functions/_kb '
same 'the binary' x/usr/bin/kb "$KB"
ok '... can be run' x/usr/bin/kb --version
is 'the man page is for everybody' "$(ls -l x/usr/share/man/man1/kb.1 | cut -c1-10)" '-rw-r--r--'
like 'it is one' "$(cat x/usr/share/man/man1/kb.1)" '^\.TH KB 1'
like 'bash completion' "$(cat x/usr/share/bash-completion/completions/kb)" '^complete .* kb$'
like 'zsh completion' "$(cat x/usr/share/zsh/site-functions/_kb)" '^#compdef kb'
like 'fish completion' "$(cat x/usr/share/fish/vendor_completions.d/kb.fish)" '^complete -c kb'
ok 'bash reads its completion' sh -c 'command -v bash >/dev/null || exit 0; bash -n "$1"' - \
	x/usr/share/bash-completion/completions/kb

ok 'make uninstall' $put uninstall
is 'nothing is left' "$(find x -type f)" ''
ok 'a second uninstall' $put uninstall
done_testing
