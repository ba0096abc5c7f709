#!/bin/sh
# Draws doc/page.png: the head of a concept page as a Markdown viewer shows it, with the card that
# comes up over a footnote: the cited words and the passage they stand in.
# usage: sh doc/page-picture.sh [PAGE]     needs awk, cmark-gfm, chromium (optipng when there)
set -eu
cd "$(dirname "$0")/.."
page=${1:-wiki/concepts/link-rot.md}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The body without front matter, up to the second heading; [^id] becomes a number, the definition of
# the first one a card.
awk '
FNR == 1 { head = 0; if (NR != FNR) second = 1 }
$0 == "---" && head < 2 { head++; next }
head < 2 { next }
!second {
	if (match($0, /^\[\^[a-z0-9]+\]: /)) {
		id = substr($0, 3, RLENGTH - 5)
		note[id] = substr($0, RLENGTH + 1)
	}
	next
}
/^\[\^/ { next }
/^## / && ++n_headings > 1 { exit }
{
	line = $0
	while (match(line, /\[\^[a-z0-9]+\]/)) {
		id = substr(line, RSTART + 2, RLENGTH - 3)
		if (!(id in number)) {
			number[id] = ++n
			if (n == 1) first = id
		}
		line = substr(line, 1, RSTART - 1) "<sup class=\"n" number[id] "\">" number[id] \
			"</sup>" substr(line, RSTART + RLENGTH)
	}
	sub(/^> \[!warning\] /, "> **", line)
	if (line ~ /^> \*\*/) line = line "**\\"
	print line
}
END {
	card = note[first]
	quote = title = anchor = card
	sub(/^[^"]*: "/, "", quote); sub(/"$/, "", quote)
	sub(/\].*/, "", title); sub(/^\[/, "", title)
	sub(/\).*/, "", anchor); sub(/.*#/, "", anchor)
	printf "\n<div class=\"card\"><p>\342\200\234%s\342\200\235</p><p class=\"from\">%s <code>%s</code></p></div>\n", \
		quote, title, anchor
}' "$page" "$page" >"$dir/body.md"

{
	cat <<'END'
<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #fff; color: #222; font: 16px/1.5 "DejaVu Sans", sans-serif; }
main { width: 760px; margin: 0 auto; padding: 18px 40px 10px; position: relative; }
h1 { font-size: 28px; margin: 6px 0 10px } h2 { font-size: 20px; margin: 20px 0 8px }
p { margin: 8px 0 } a { color: #7852c9; text-decoration: none }
sup { color: #7852c9; font-size: 11px; line-height: 0; margin-left: 1px }
table { border-collapse: collapse; margin: 12px 0; font-size: 14.5px }
td, th { border: 1px solid #ddd; padding: 4px 12px; text-align: left }
blockquote { margin: 14px 0; padding: 8px 16px; background: #fdf3e4; border-left: 4px solid #e5972b;
	border-radius: 4px; font-size: 14.5px }
blockquote strong { color: #b26a00 }
.n1 { background: #e8defa; border-radius: 3px; padding: 0 4px }
.card { position: absolute; left: 420px; top: 104px; width: 350px; background: #fff;
	border: 1px solid #cfc6e6; border-radius: 8px; box-shadow: 0 6px 22px #0003; padding: 6px 16px;
	font-size: 14px }
.card .from { color: #666; font-size: 12.5px; margin-top: 0 } code { color: #7852c9 }
</style><main>
END
	cmark-gfm --unsafe -e table "$dir/body.md"
	echo '</main>'
} >"$dir/page.html"

chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=840,706 \
	--screenshot="$dir/page.png" "file://$dir/page.html" >/dev/null 2>&1
if command -v optipng >/dev/null; then optipng -quiet -o5 "$dir/page.png"; fi
mv "$dir/page.png" doc/page.png
ls -l doc/page.png
