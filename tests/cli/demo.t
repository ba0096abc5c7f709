#!/bin/sh
# The demo runs, checks its own claims, and leaves nothing behind.
. "$(dirname "$0")/lib.sh"

sums()
{
	(cd "$ROOT" && find raw wiki kb.yaml KB.md -type f -exec cksum {} + 2>/dev/null | sort)
}

before=$(sums)
ok 'the demo ends well' sh "$ROOT/tests/demo.sh"
out=$(cat "$OUT")
for n in 1 2 3 4 5; do
	like "beat $n is shown" "$out" "^$n\\. "
done
like 'it ends with what to do next' "$(tail -n 4 "$OUT")" 'Your own documents'
is 'no colours where there is no terminal' "$(tr -d '\n' <"$OUT" | tr -cd '\033' | wc -c | tr -d ' ')" 0
is 'nothing is said on stderr' "$(cat "$ERR")" ''
is 'the repository is as it was' "$(sums)" "$before"
is 'the scratch copy is gone' "$(find "$TMPDIR" -maxdepth 1 -name 'kb-demo.*')" ''
exits 'a demo without a binary fails' 1 env KB=/nonexistent sh "$ROOT/tests/demo.sh"
like '... and names it' "$(cat "$ERR")" '/nonexistent'
printf '#!/bin/sh\nexit 0\n' >mute
chmod +x mute
exits 'a kb that shows nothing does not pass' 1 env KB="$PWD/mute" sh "$ROOT/tests/demo.sh"
done_testing
