#!/bin/sh
# kb chart takes its numbers from tables of the base, to the digit, and draws them.
. "$(dirname "$0")/lib.sh"

"$KB" -q init >/dev/null
cat >raw/harvest.csv <<'CSV'
Year,Region,Wheat (kt),Barley (kt),Price
2019,North,"1,234.5",310.25,4.10
2020,North,"1,301.0",295.75,4.35
2021,North,"1,199.25",n/a,5.05
2019,South,980.5,410.0,4.00
2020,South,1002.25,398.5,4.20
2021,South,875.75,455.25,4.90
CSV
cat >raw/ships.md <<'MD'
# Ships

The Alma made 9.5 knots on her trials in the spring.

| Ship | Launched | Broken up | Speed (kn) | Tons |
|---|---|---|---|---|
| Alma | 1855-03-02 | 1872 | 9.5 | 1200 |
| Clio & Sons "x" | July 1862 |  | 12.25 | 3100 |
| Freya | 1885 | 1912 | 16 | 6100 |
| Hilda | 1901 | 1934 | 21 | −12500 |
MD
"$KB" -q ingest >/dev/null
D='"data":{"source":"raw/harvest.csv"}'
S='"data":{"source":"raw/ships.md","table":1}'

# chart NAME JSON: draws it, leaves the data in $OUT
chart()
{
	printf '%s' "$2" >"$1.json"
	ok "$1: drawn" "$KB" chart "$1.json"
	like '... as a picture with a title' "$(cat "$1.svg")" '^<title>.*</title>$'
	if command -v xmllint >/dev/null; then
		ok '... well formed' xmllint --noout "$1.svg"
	else
		skip '... well formed' 'no xmllint'
	fi
	unlike '... with nothing that runs or loads' "$(cat "$1.svg")" '<script|href|url\(|onload|@import'
	"$KB" chart --table "$1.json" >"$OUT" 2>"$ERR"
}

chart bar "{\"type\":\"bar\",\"title\":\"Wheat\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Wheat (kt)\",\"unit\":\"kt\"},\"aggregate\":\"sum\"}"
want=$(sed 1d raw/harvest.csv | sed 's/"\([0-9]*\),\([0-9.]*\)"/\1\2/' |
	awk -F, '{ s[$1] += $3 * 1000 } END { for (y in s) printf "%s %d\n", y, s[y] }' | sort)
is '... sums are exact' "$(sed -n 's/^| \(2[0-9]*\) | \([0-9.]*\) |$/\1 \2/p' "$OUT" |
	awk '{ printf "%s %.0f\n", $1, $2 * 1000 }' | sort)" "$want"
like '... with the places of the source' "$(cat "$OUT")" '^\| 2020 \| 2303\.25 \|$'
like '... and a note of the source' "$(cat "$OUT")" '^\[\^[a-z2-7]*\]: \[[Hh]arvest\]\(../../raw/harvest.csv\)$'
is '... a bar a year' "$(grep -c '<rect class="s0" x' bar.svg)" 3
like '... the unit on the axis' "$(cat bar.svg)" '>Wheat \(kt\) \(kt\)<'
like '... light and dark' "$(cat bar.svg)" '@media \(prefers-color-scheme:dark\)'
ok '... or one of them' "$KB" chart --theme dark -o dark.svg bar.json
unlike '... alone' "$(cat dark.svg)" '@media'
cp bar.svg first.svg
ok 'drawn again' "$KB" chart bar.json
same '... the same bytes' first.svg bar.svg
sed 's/875.75/876.75/' raw/harvest.csv >x && mv x raw/harvest.csv
"$KB" chart --table bar.json >"$OUT"
like 'a changed source is drawn anew' "$(cat "$OUT")" '^\| 2021 \| 2076\.00 \|$'

chart grouped "{\"type\":\"grouped\",\"title\":\"G\",$D,\"x\":{\"column\":\"Region\"},\"y\":{\"columns\":[\"Wheat (kt)\",\"Barley (kt)\"]},\"aggregate\":\"max\"}"
like '... the cell as the source has it' "$(cat "$OUT")" '^\| North \| 1,301\.0 \| 310\.25 \|$'
like '... what is no figure is counted' "$(cat "$OUT")" '1 cell without a figure left out'

chart stacked "{\"type\":\"stacked\",\"title\":\"S\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Barley (kt)\"},\"series\":\"Region\"}"
like '... a gap is no zero' "$(cat "$OUT")" '^\| 2021 \|  \| 455\.25 \|$'

chart line "{\"type\":\"line\",\"title\":\"L\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Price\"},\"aggregate\":\"mean\"}"
like '... means' "$(cat "$OUT")" '^\| 2020 \| 4\.275 \|$'
chart median "{\"type\":\"line\",\"title\":\"L\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Price\"},\"aggregate\":\"count\"}"
like '... counts' "$(cat "$OUT")" '^\| 2020 \| 2 \|$'

chart scatter "{\"type\":\"scatter\",\"title\":\"T\",$S,\"x\":{\"column\":\"Tons\"},\"y\":{\"column\":\"Speed (kn)\"},\"label\":\"Ship\"}"
like '... with a real minus' "$(cat "$OUT")" '^\| −12500 \| 21 \| Hilda \|$'
is '... a point a ship' "$(grep -c '<circle' scatter.svg)" 4
like '... names escaped' "$(cat scatter.svg)" 'Clio &amp; Sons &quot;x&quot;'

{ echo v; for i in 1 2 2 3 3 3 4 4 5 9; do echo $i; done; } >raw/values.csv
chart histogram '{"type":"histogram","title":"H","data":{"source":"raw/values.csv"},"x":{"column":"v"},"bins":2}'
is '... every value in a bin' "$(sed -n 's/^| [0-9.]* to [0-9.]* | \([0-9]*\) |$/\1/p' "$OUT" |
	awk '{ n += $1 } END { print n }')" 10

chart heatmap "{\"type\":\"heatmap\",\"title\":\"M\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Region\"},\"value\":\"Barley (kt)\"}"
like '... cells' "$(cat "$OUT")" '^\| 2019 \| 310\.25 \| 410\.0 \|$'

chart timeline "{\"type\":\"timeline\",\"title\":\"E\",$S,\"x\":{\"column\":\"Launched\"},\"label\":\"Ship\",\"end\":\"Broken up\"}"
like '... dates as written' "$(cat "$OUT")" '^\| July 1862 \|  \| Clio & Sons'

# figures of prose
page=$(ls wiki/text/ships-text.md) id=$(sed -n 's/^The Alma made.*\^\([a-z2-7]*\)$/\1/p' "$page")
prose='{"type":"bar","title":"P","y":{"label":"Speed","unit":"kn"},"points":[{"x":"Alma","y":"9.5","quote":"The Alma made 9.5 knots on her trials","passage":"'$page'#^'$id'"}]}'
chart prose "$prose"
like '... a figure with its quote' "$(cat "$OUT")" '^\| Alma \| 9\.5 \|$'
like '... cited' "$(cat "$OUT")" "#\\^$id\): \"The Alma made 9.5 knots"
echo "$prose" | sed 's/"9.5"/"9.6"/' >bad.json
exits 'a figure that its quote does not hold' 1 "$KB" chart bad.json
like '... is refused' "$(cat "$ERR")" "'9.6' does not stand in its quote"
echo "$prose" | sed 's/on her trials/on her last trials/' >bad.json
exits 'a quote that its passage does not hold' 1 "$KB" chart bad.json

# a passage that is a table
id=$(sed -n 's/^\^\([a-z2-7]*\)$/\1/p' "$page")
chart passage "{\"type\":\"bar\",\"title\":\"P\",\"data\":{\"passage\":\"$page#^$id\"},\"x\":{\"column\":\"Ship\"},\"y\":{\"column\":\"Speed (kn)\"}}"
like '... cited by its head' "$(cat "$OUT")" "#\\^$id\): \"Ship .. Launched"

# what is refused
refused() { printf '%s' "$2" >bad.json; exits "refused: $1" 1 "$KB" chart bad.json; like '... with a reason' "$(cat "$ERR")" "$3"; }
refused 'an unknown column' "{\"type\":\"bar\",$D,\"x\":{\"column\":\"Yeer\"},\"y\":{\"column\":\"Price\"}}" "no column 'Yeer'; there are: Year, Region"
refused 'an unknown member' '{"type":"bar","script":"x"}' "'script' is unknown"
refused 'two rows for one bar' "{\"type\":\"bar\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Price\"}}" "two rows for '2019'; set 'aggregate'"
refused 'a file outside' '{"type":"bar","data":{"source":"raw/../kb.yaml"},"x":{"column":"a"},"y":{"column":"b"}}' 'no file below raw/'
ln -s /etc/passwd raw/link.csv
refused 'a link' '{"type":"bar","data":{"source":"raw/link.csv"},"x":{"column":"a"},"y":{"column":"b"}}' 'no file below raw/'
refused 'no JSON' '{"type":' 'json|line|JSON'
refused 'no figures' "{\"type\":\"bar\",$D,\"x\":{\"column\":\"Year\"},\"y\":{\"column\":\"Region\"}}" 'no figure'

# PNG
if PATH=/usr/bin:$PATH python3 -c 'import matplotlib' 2>/dev/null; then
	for t in bar scatter heatmap timeline; do
		PATH=/usr/bin:$PATH "$KB" chart --png $t.json >"$OUT" 2>"$ERR" || note "$t: $(cat "$ERR")"
	done
	is 'PNG' "$(head -qc 4 ./*.png | tr -dc 'PNG' | wc -c | tr -d ' ')" 12
else
	skip 'PNG' 'no python3 with matplotlib'
fi
mkdir empty && ln -s "$(command -v sh)" empty/sh
exits 'no python3' 3 env PATH=empty "$KB" chart --png bar.json
like '... is said' "$(cat "$ERR")" 'needs python3 with matplotlib'
done_testing
