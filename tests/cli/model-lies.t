#!/bin/sh
# A model that lies (llmd --lie): wrong quotes and passages, invented claims and names, links, images,
# HTML, front matter, names of files. None of it reaches wiki/; what is true does.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
start_llmd --lie

"$KB" -q init base >/dev/null && cd base || exit 1
awk -f "$ROOT/tests/llmd/gen.awk" -v kind=overlap -v n=6 -v out=raw
printf 'llm:\n  engine: openai\n  base_url: %s/v1\n  model: llmd-1\n  concurrency: 8\n' "$llmd_url" >kb.yaml
printf 'compile:\n  min_sources: 1\n' >>kb.yaml
"$KB" compile >"$OUT" 2>&1
like 'the compile says what it dropped' "$(cat "$OUT")" 'dropped'
ok 'true statements are on pages' grep -rq '^\[^[a-z2-7]*\]: ' wiki/concepts
quoted=$(grep -rhoE '\]: \[.*\): "[^"]+"' wiki | sed 's/.*): "\(.*\)"/\1/' | sort -u)
is 'each quote stands in a source' "$(printf '%s\n' "$quoted" | while IFS= read -r q; do
	cat raw/*.md | grep -qF -e "$q" || echo "$q"; done)" ''
is 'no invented statement' "$(grep -rlE 'Moriarty|1666|7777' wiki)" ''
is 'no link, picture or address' "$(grep -rnE '\]\([^)]*evil|!\[[^]]*\]\(|\[\[evil' wiki)" ''
html=$(grep -rnE '(^|[^\\`])<(script|img|b)[ >]' wiki | grep -i evil)
is 'no live HTML' "$html" ''
is 'no footnote of that name' "$(grep -rnE '\[\^evil' wiki)" ''
is 'no file of that name' "$(find . ! -path './.kb/*' -name '*evil*'; ls .. | grep -i evil)" ''
is 'no front matter of its own' "$(grep -rnE 'title: +evil|^x: y$' wiki)" ''
is 'categories that are said to be part of each other in a ring make a tree' \
	"$(grep -c '^Part of: ' wiki/categories/*.md | sed 's/.*://' | sort | tr '\n' ' ')" '0 0 1 1 '
like '... and all of them are listed' "$(grep -c '^##* .*categories/' wiki/index.md)" '^4$'
ok 'no error of lint' "$KB" lint
done_testing
