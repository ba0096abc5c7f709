#!/bin/sh
# options: what a good command line takes, and what it refuses with a reason.
. "$(dirname "$0")/lib.sh"

mkdir -p base/sub
"$KB" -q init base >/dev/null
printf 'The tide turns twice a day because the moon pulls at the sea.\n' >base/raw/tide.txt
"$KB" -q -C base compile >/dev/null

# The same question in all its spellings gives the same bytes.
"$KB" -C base search --json --count 3 --in text tide moon >want 2>&1
like 'there is an answer' "$(cat want)" '"path": "wiki/text/tide-text.md"'
cd base || exit 1
while IFS= read -r line; do
	eval "set -- $line"
	ok "kb $line" "$KB" "$@"
	same 'the same answer' ../want "$OUT"
done <<'END'
search --json --count=3 --in=text tide moon
search -n3 --json --in text tide moon
search tide moon --json -n 3 --in text
search --json --in wiki --in text -n 9 -n 3 tide moon
search --json -n 3 --in text -- tide moon
search --json -qn3 --in text 'tide moon'
-C . search --json -n 3 --in text tide moon
--dir=. --no-color -q search --json -n 3 --in text tide moon
search -C . -v --json -n 3 --in text tide moon
-C sub search --json -n 3 --in text tide moon
-- search --json -n 3 --in text tide moon
END
cd ..

bad()
{
	message=$1
	shift
	exits "kb $*" 2 "$KB" -C base "$@"
	is 'the reason' "$(cat "$ERR")" "$message"
}
bad "kb search: unknown option '--jsn'; did you mean '--json'?" search --jsn tide
bad "kb search: unknown option '--js'; did you mean '--json'?" search --js tide
bad "kb search: unknown option '--zebra'; --help lists them" search --zebra tide
bad "kb search: unknown option '-json'; did you mean '--json'?" search -json tide
bad "kb search: unknown option '-x' in '-qx'" search -qx tide
bad "kb search: option '--json' takes no value, got 'yes'" search --json=yes tide
bad "kb search: option '--count' needs a value: --count N" search tide --count
bad "kb search: option '-n' wants a number from 1 to 10000, not 'all'" search -n all tide
bad "kb search: option '-n' wants a number from 1 to 10000, not '0'" search -n0 tide
bad "kb search: option '--in' wants one of all, wiki, text, not 'raw'" search --in raw tide
bad "kb search: QUERY is missing; see kb search --help" search
bad "kb status: one argument too many: 'now'; see kb status --help" status now
bad "kb: unknown command 'serach'; did you mean 'search'?" serach
bad "kb: unknown command 'frobnicate'; kb help lists them" frobnicate
bad "kb: unknown command ''; kb help lists them" ''
bad "kb status: option '--set' wants KEY=VALUE, not 'links'" status --set links
bad "kb lint: unknown rule 'brokenlink'; did you mean 'broken-link'?" lint --rule brokenlink
bad "kb lint: option '--severity' wants a level or RULE=LEVEL, not 'orphan'" lint --severity orphan
bad "kb lint: option '--severity' wants error, warning, info or off, not 'loud'" \
	lint --severity orphan=loud

exits 'a folder that is not there' 3 "$KB" -C nowhere status
is 'is named' "$(cat "$ERR")" 'kb: cannot go to folder nowhere: no such file or directory'

# A flag is stronger than the environment, that than kb.yaml.
printf 'links: nonsense\n' >base/kb.yaml
exits 'a wrong value in kb.yaml' 2 "$KB" -C base status
like 'its place is named' "$(cat "$ERR")" 'kb\.yaml:1:.*nonsense'
printf 'links: wiki\n' >base/kb.yaml
exits 'a wrong value in a flag' 2 "$KB" -C base -c links=nonsense status
like 'the flag holds' "$(cat "$ERR")" 'nonsense'
exits 'a wrong value in the environment' 2 env KB_LINKS=nonsense "$KB" -C base status
printf 'llm: {engine: openai}\n' >base/kb.yaml
engine()
{
	"$KB" -q -C base "$@" status | sed -n 's/^engine *//p'
}
is 'kb.yaml' "$(engine)" openai
is 'the environment over it' "$(KB_LLM_ENGINE=ollama engine)" ollama
is 'a flag over both' "$(KB_LLM_ENGINE=ollama engine --set llm.engine=builtin)" builtin
is 'the last flag holds' "$(engine -c llm.engine=ollama -c llm.engine=builtin)" builtin
exits 'a key that does not exist' 2 "$KB" -C base --set link=wiki status
like 'the nearest is named' "$(cat "$ERR")" "'link'; did you mean 'links'"

exits 'a clock that is no number' 2 env KB_NOW=yesterday "$KB" -C base status
is 'is named' "$(cat "$ERR")" "kb: KB_NOW is 'yesterday'; it wants a number of seconds since 1970"

done_testing
