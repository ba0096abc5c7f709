#!/bin/sh
# concept-pages.t - which concepts get a page, and which claims stand on it.
. "$(dirname "$0")/lib.sh"

"$KB" init . >/dev/null
cat >raw/mills.md <<'END'
# Link decay

Link decay is the slow loss of the pages that links lead to. In 2013 two librarians looked at the
opinions of a court. About 29 percent of the links in opinions of the court no longer worked.

## Tools

Wavelet hashing is a method that names a picture by a hash of its waves. Canvas is a program that
draws pictures of links. Canvas was written by Mary Dole in 1999. Mary Dole had studied link decay in
Leeds. Mary Dole died in Leeds in 2004. The red barn was full, and the wet floor was cold.
END
cat >raw/court.md <<'END'
# What courts cite

About 50 percent of the links in opinions of the court no longer show what was cited, and link decay
goes on. Painters need a canvas of good linen for this work, and a plain canvas costs little. Canvas
has been used by many courts since 2001. A picture of a link is easily kept. Dole Xiang sold
his house near the court in 1950. Wavelet hashing came to the courts in the year 2007.
END
ok 'two sources compile' "$KB" compile
ok 'what one defines and the other names has a page' test -s wiki/concepts/wavelet-hashing.md
ok 'so has a person with a name of her own in three claims' test -s wiki/concepts/mary-dole.md
ok 'a word that is only used has none' test ! -e wiki/concepts/opinion.md
ok '... nor has a plain pair' test ! -e wiki/concepts/red-barn.md
decay=$(cat wiki/concepts/link-decay.md)
like 'a claim beside the definition counts by its words' "$decay" '^About 29 percent|[-] About 29 percent'
like 'two figures for one thing disagree' "$decay" '^> \[!warning\] Sources disagree$'
above=$(printf '%s\n' "$decay" | awk '/^# /{p=1} p && /^## /{exit} p')
like '... above the first heading' "$above" '50 percent.*29 percent|29 percent.*50 percent'
canvas=$(sed '/^## Backlinks/,$d' wiki/concepts/canvas.md)
unlike 'a name with a capital is no small word' "$canvas" 'linen'
unlike 'a surname before another name is someone else' "$(cat wiki/concepts/mary-dole.md)" '1950'

done_testing
