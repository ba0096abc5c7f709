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

# --- names that stand for one thing, words that stand for none -----------------------------------

mkdir other && cd other && "$KB" init . >/dev/null
cat >raw/memex.md <<'END'
# Memex

The memex is a desk in which a person keeps books and letters on film. The memex was never built by
anyone. A Nash equilibrium is a state in which no player gains by a change. Small towns know the
target audience of a shop, and every shop has a target audience.
END
cat >raw/kikai.md <<'END'
---
language: ja
---
# 道具の歴史

メメックス（memex）とは、本や手紙を机の上の画面に呼び出すための想像上の機械である。
メメックスは一度も作られなかった想像上の機械である。
END
cat >raw/game.md <<'END'
# Games and prices

Nash equilibria are found by a search over all moves of the players. Many shops look for their target
audience. Where there are several Nash equilibria, the players have to agree on one of them.
END
ok 'three sources compile' "$KB" compile
ok 'a name in two scripts is one page' test -s wiki/concepts/memex.md
is '... and no second one' "$(ls wiki/concepts | grep -c 'メメ')" 0
like '... with claims of both' "$(cat wiki/concepts/memex.md)" '想像上'
ok 'a learned plural is the same thing' test -s wiki/concepts/nash-equilibrium.md
is '... and has no second page' "$(ls wiki/concepts | grep -c equilibria)" 0
ok 'what no sentence is about has no page' test ! -e wiki/concepts/target-audience.md

# --- how much of the base uses a word ------------------------------------------------------------

mkdir ../many && cd ../many && "$KB" init . >/dev/null
cat >raw/store.md <<'END'
# The cellar

A cellar is a room under a house in which things are kept cool. Each cellar has a heavy door. A crawler
is a program that fetches pages of the web. Each crawler has a list of pages to fetch.
END
cat >raw/rules.md <<'END'
# Rules for crawlers

A crawler reads the rules of a site first. The rules stand in crawler.txt at the root of the site.
END
for i in 1 2 3 4 5 6 7 8; do
	cat >raw/fruit$i.md <<END
# Keeping fruit number $i

Fruit of kind $i was kept in the cellar of farm $i for $i weeks. The cellar of farm $i was cold and dry.
END
done
ok 'ten sources compile' "$KB" compile
ok 'a subject of two sources has a page' test -s wiki/concepts/crawler.md
unlike '... without the file that has its name' "$(sed '/^\[^/d' wiki/concepts/crawler.md)" 'crawler[.]txt'
ok 'what most sources use and one defines has none' test ! -e wiki/concepts/cellar.md

done_testing
