#!/bin/sh
# color: only on a terminal, and not when it is not wanted; foreign text cannot colour anything.
. "$(dirname "$0")/lib.sh"

escape=$(printf '\033')
ok 'into a file' "$KB" doctor
unlike 'no colours' "$(cat "$OUT")" "$escape"

if ! script -qec true /dev/null >/dev/null 2>&1; then
	skip 'on a terminal' 'no script(1) of util-linux'
	done_testing
fi
on_terminal()
{
	TERM=${TERM_IS:-xterm} script -qec "$1" /dev/null </dev/null 2>/dev/null
}
like 'on a terminal there are' "$(on_terminal '"$KB" doctor')" "$escape\\["
unlike 'not with --no-color' "$(on_terminal '"$KB" --no-color doctor')" "$escape"
unlike 'not with --no-color behind' "$(on_terminal '"$KB" doctor --no-color')" "$escape"
unlike 'not with NO_COLOR' "$(on_terminal 'NO_COLOR=1 "$KB" doctor')" "$escape"
like 'an empty NO_COLOR is none' "$(on_terminal 'NO_COLOR= "$KB" doctor')" "$escape\\["
unlike 'not on a dumb terminal' "$(TERM_IS=dumb on_terminal '"$KB" doctor')" "$escape"
unlike 'JSON never' "$(on_terminal '"$KB" -q doctor --json')" "$escape"
like 'messages on a terminal' "$(on_terminal '"$KB" nonsense')" "$escape\\["
unlike 'and without' "$(on_terminal '"$KB" --no-color status')" "$escape"

mkdir vault
printf 'See [x](gone%s[31m.md).\n' "$escape" >vault/a.md
unlike 'a colour in a link' "$(on_terminal '"$KB" --no-color lint vault')" "$escape"

done_testing
