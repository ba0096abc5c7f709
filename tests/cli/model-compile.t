#!/bin/sh
# Compile with a model (the double): what is paid for is what changed, nothing is paid twice, and the
# order of replies does not matter. Twenty sources of 3 KB that share concepts, and the same as a chain.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/base.sh"
. "$ROOT/tests/cli/llmd.sh"
start_llmd

base() # KIND SCOPE [N]: a base with that corpus, its model below that scope
{
	"$KB" -q init "$1" >/dev/null && cd "$1" || exit 1
	awk -f "$ROOT/tests/llmd/gen.awk" -v kind="${1%%-*}" -v n="${3-20}" -v out=raw
	printf 'llm:\n  engine: openai\n  base_url: %s%s/v1\n  model: llmd-1\n  concurrency: 8\n' \
		"$llmd_url" "$2" >kb.yaml
	printf 'compile:\n  min_sources: 1\n' >>kb.yaml
}
spent() # SCOPE: calls and KB of prompts since the last time
{
	echo "$(stat calls "$1") $(($(stat prompt_bytes "$1") / 1000))"
	raw POST "$1/reset" </dev/null >/dev/null
}
at_most() # NAME GOT MOST
{
	[ "$2" -le "$3" ]
	_result $? "$1" || note "$2, more than $3"
}
compile() # NAME
{
	ok "$1" "$KB" compile
}
add_sentence()
{
	printf '\nThe Harbour Office keeps %s spare lamps in its cellar for the winter.\n' "$2" >>"$1"
}

for kind in overlap chain; do
	scope=/f/none/$kind
	base $kind $scope
	compile "$kind: all of it"
	at_most '... pages of concepts: as many as there are' "$(grep -h '^## ' raw/*.md | sort -u | wc -l)" \
		"$(ls wiki/concepts | wc -l)"
	is '... each with footnotes' "$(grep -Lc '^\[^[a-z2-7]*\]: .*"$' wiki/concepts/*.md)" ''
	is '... no prompt twice' "$(stat repeated $scope)" 0
	most=$([ $kind = overlap ] && echo 100 || echo 110)
	at_most '... calls' "$(stat calls $scope)" "$most"
	spent $scope >/dev/null
	ok '... no finding of lint' "$KB" lint
	compile "$kind: nothing changed"
	is '... nothing was asked' "$(spent $scope)" '0 0'
	mv raw/s004.md raw/renamed.md
	compile "$kind: a source renamed"
	is '... nothing was asked' "$(spent $scope)" '0 0'
	rm .kb/index.db*
	compile "$kind: the index lost"
	is '... nothing was asked' "$(spent $scope)" '0 0'
	add_sentence raw/s007.md 41
	compile "$kind: one sentence added"
	got=$(spent $scope)
	at_most '... calls' "${got% *}" 6
	at_most '... KB' "${got#* }" 40
	cd ..
done

# --- the order of replies ---------------------------------------------------------------------

for seed in 1 2 3; do
	base overlap-$seed "/f/shuffle-delay=$seed+delay-ms=20/order" 8
	"$KB" compile >/dev/null 2>&1
	sums . >../order-$seed
	cd ..
done
same 'replies in another order, one wiki' order-1 order-2
same '... and another' order-1 order-3

# --- a model that words each claim anew at each call --------------------------------------------

base overlap-reworded /f/reword/reworded 8
compile 'reworded: all of it'
spent /f/reword/reworded >/dev/null
compile 'reworded: nothing changed'
is '... nothing was asked' "$(spent /f/reword/reworded)" '0 0'
add_sentence raw/s007.md 41
compile 'reworded: one sentence added'
got=$(spent /f/reword/reworded)
at_most '... calls' "${got% *}" 6
at_most '... KB' "${got#* }" 40
cd ..

# --- a process that dies ----------------------------------------------------------------------

for after in 3 12 30; do
	scope=/f/delay-ms=2/dies-$after
	base overlap-dies-$after $scope 8
	"$KB" compile >/dev/null 2>&1 &
	child=$!
	while [ "$(stat calls $scope)" -lt $after ]; do :; done
	kill -9 $child
	wait $child 2>/dev/null
	ok "killed after $after calls: the next run ends" "$KB" compile
	at_most '... what is asked again was in flight' "$(stat repeated $scope)" 8
	cd ..
	sums overlap-dies-$after >dies
	same '... the same wiki' dies order-1
done

# --- a service that fails midway --------------------------------------------------------------

scope='/f/500@from20/fails'
base overlap-fails "$scope" 8
exits 'errors from call 20 on' 3 "$KB" --set llm.retries=0 compile
at_most '... finished pages are on disk' 5 "$(ls wiki/concepts | wc -l)"
printf '' | raw POST "$scope/control" >/dev/null
compile '... the next run goes on'
is '... with nothing asked again that had been answered' "$(stat repeated "$scope")" 0
cd ..
sums overlap-fails >fails
same '... to the same wiki' fails order-1
done_testing
