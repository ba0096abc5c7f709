#!/bin/sh
# completion: the scripts are made from the tables; bash's is run, the others are parsed where there
# is a shell to do it.
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
	ok "kb --completion $shell" "$KB" --completion $shell
	cp "$OUT" script.$shell
	if command -v $shell >/dev/null; then
		ok "$shell can parse it" $shell -n script.$shell
	else
		skip "$shell can parse it" "no $shell"
	fi
done
exits 'a shell that it does not know' 2 "$KB" --completion tcsh
like 'those it knows are named' "$(cat "$ERR")" 'bash, zsh, fish'

if ! command -v bash >/dev/null; then
	skip 'words that bash offers' 'no bash'
	done_testing
fi

cat >complete.bash <<'END'
. ./script.bash
compopt() { echo "$2"; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_kb
echo "${COMPREPLY[*]}"
END
offers()
{
	want=$1
	shift
	is "after: $*" "$(bash complete.bash "$@" | tr '\n' ' ' | sed 's/ *$//')" "$want"
}
offers 'search show status summarize' kb s
offers 'lint log ledger' kb -C some/where -q l
offers 'lint log ledger' kb --set links=wiki l
offers '--count' kb search --co
offers '--count' kb search tide --co
offers '--no-color' kb search --no
offers 'all wiki text' kb search --in ''
offers 'wiki' kb search --in = w
offers 'compile chart concepts cost convert' kb help c
offers 'broken-link' kb lint --rule broken-l
offers 'text json sarif github junit' kb lint --format ''
offers 'nospace links=' kb --set link
offers 'dirnames' kb -C ''
offers 'default' kb convert ''
offers '' kb status ''
offers '' kb search --zebra

done_testing
