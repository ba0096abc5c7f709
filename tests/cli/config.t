#!/bin/sh
# Settings: where they come from, and that a mistake stops every command with file, line and remedy.
. "$(dirname "$0")/lib.sh"

exits 'no base' 2 "$KB" status
like '... says how to start one' "$(cat "$ERR")" 'no kb\.yaml .*kb init'
"$KB" -q init >/dev/null

printf 'llm:\n  engine: builtin\n  modle: gpt\n' >kb.yaml
exits 'an unknown key' 2 "$KB" status
like '... with line and nearest' "$(cat "$ERR")" \
	"kb\.yaml:3: unknown key 'llm\.modle'; did you mean 'llm\.model'\?"
mkdir -p wiki/deep
exits 'from a folder below' 2 "$KB" -C wiki/deep status
like '... the file is named whole' "$(cat "$ERR")" "/kb\.yaml:3: unknown key"

printf 'llm:\n  timeout: soon\n' >kb.yaml
exits 'a value of the wrong kind' 2 "$KB" status
like '... says what is expected' "$(cat "$ERR")" \
	"kb\.yaml:2: 'llm\.timeout' takes a whole number from 1 to 86400, not 'soon'"
printf 'links: html\n' >kb.yaml
exits 'a word that is none of the choices' 2 "$KB" status
like '... lists them' "$(cat "$ERR")" "'links' takes markdown or wiki, not 'html'"
printf 'links: wiki\nlinks: markdown\n' >kb.yaml
exits 'a key given twice' 2 "$KB" status
like '... with its line' "$(cat "$ERR")" 'kb\.yaml:2: '
printf 'links: [wiki\n' >kb.yaml
exits 'no YAML' 2 "$KB" status
like '... with its line' "$(cat "$ERR")" 'kb\.yaml:[0-9]+: '
printf '\377\376\000' >kb.yaml
exits 'no text' 2 "$KB" status
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print "" }' >kb.yaml
exits 'depth is bounded' 2 "$KB" status
rm kb.yaml && mkdir kb.yaml
exits 'a folder of that name' 3 "$KB" status
rmdir kb.yaml

printf 'ingest:\n  ignore: ["*.tmp"]\n' >kb.yaml
exits 'a variable is checked' 2 env KB_LINKS=html "$KB" status
like '... and named' "$(cat "$ERR")" 'KB_LINKS: '
ok 'an empty one is unset' env KB_LINKS= "$KB" status
mkdir -p "$XDG_CONFIG_HOME/kb"
printf 'llm:\n  modle: x\n' >"$XDG_CONFIG_HOME/kb/config.yaml"
exits "the user's file is checked" 2 "$KB" status
like '... and named' "$(cat "$ERR")" 'home/\.config/kb/config\.yaml:2: '
printf 'links: wiki\n' >"$XDG_CONFIG_HOME/kb/config.yaml"
ok 'a good one is fine' "$KB" status
: >kb.yaml
ok 'an empty kb.yaml is fine' "$KB" status

"$KB" -q init whole >/dev/null
ok 'the file that init writes is fine' "$KB" -C whole status
sed 's/^  # \([a-z_]*:\)/  \1/; s/^# links:/links:/' whole/kb.yaml >all && mv all whole/kb.yaml
ok '... with every key uncommented too' "$KB" -C whole status
printf 'links: wiki\n' >kb.yaml
exits 'a flag is checked' 2 "$KB" --set links=html status
like '... and its value named' "$(cat "$ERR")" "'links' takes markdown or wiki, not 'html'"
exits 'its key too' 2 "$KB" --set llm.modle=x status
like '... with the nearest' "$(cat "$ERR")" "unknown key 'llm\.modle'; did you mean 'llm\.model'"
ok 'a good one is fine' "$KB" --set llm.model=x --set ingest.ignore='*.a,*.b' status

"$KB" --man >man
missing=$(sed -n 's/^  \([a-z]*\): *$/\1/p; s/^\([a-z]*\): *$/group \1/p; s/^  \([a-z_]*\): .*/key \1/p' \
	whole/kb.yaml | while read -r kind name; do
	case $kind in
	group) group=$name ;;
	key) grep -Fq "$group.$name" man || echo "$group.$name" ;;
	esac
done)
is 'every key of the template stands in the manual' "$missing" ''
done_testing
