#!/bin/sh
# The tool that embeds files keeps each byte, whatever the order of its arguments.
. "$(dirname "$0")/lib.sh"

CC=${CC:-gcc}
mkdir -p src/web
printf 'You "?\?=\\ \0 \377\n' >src/web/b.md
: >src/web/a.md
awk 'BEGIN { for (i = 0; i < 100000; i++) print i }' >src/web/c.md
cat >print.c <<'C'
#include "base/embed.h"
#include <stdio.h>
int main(int argc, char **argv)
{
	const struct embed_file *f = embed_find(argc > 1 ? argv[1] : "");
	return f ? fwrite(f->bytes, 1, f->n, stdout) != f->n || f->bytes[f->n] : 4;
}
C
ok 'the tool builds' $CC -std=c11 -o embed "$ROOT/src/tool/embed.c"
./embed src/ src/web/a.md src/web/b.md src/web/c.md >one.c
./embed src/ src/web/c.md src/web/a.md src/web/b.md >two.c
same 'the order of the arguments does not show' one.c two.c
ok 'the table compiles' $CC -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Werror -I"$ROOT/src" \
	-I"$ROOT/include" -o print one.c print.c "$ROOT/src/base/embed.c"
for f in a b c; do
	./print web/$f.md >got
	same "$f.md comes back" got src/web/$f.md
done
exits 'a name that is not there' 4 ./print web/d.md
exits 'a file that is not there' 1 ./embed src/ src/web/none.md
like '... is named' "$(cat "$ERR")" 'src/web/none.md'
./embed src/ >none.c
ok 'no file at all' $CC -std=c11 -Wpedantic -Werror -I"$ROOT/src" -I"$ROOT/include" -c none.c
done_testing
