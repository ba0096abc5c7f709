#!/bin/sh
# Vectors of passages from a service: compile fills them, search asks for the question's, nothing is
# sent twice, and neither fails for want of them.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
. "$ROOT/tests/cli/model.sh"

start_llmd --log "$_dir/log"
top=$(pwd)
export no_proxy=127.0.0.1

# ENGINE SCOPE
vectors()
{
	vscope=/f/none/$2
	url=$llmd_url$vscope
	[ "$1" != openai ] || url=$url/v1
	export KB_EMBEDDING_ENGINE=$1 KB_EMBEDDING_MODEL=vec-1 KB_EMBEDDING_BASE_URL=$url
}

# texts that were sent to $vscope
sent()
{
	perl -MJSON::PP -ne '
		BEGIN { $scope = shift @ARGV }
		my $j = decode_json($_);
		next unless index($j->{path}, $scope) == 0 && $j->{path} =~ /embed/;
		my $b = ref $j->{body} ? $j->{body} : decode_json($j->{body});
		my $in = $b->{input};
		$n += ref $in ? @$in : 1;
		END { print $n + 0 }' "$vscope/" "$_dir/log"
}

for engine in openai ollama; do
	cd "$top" && model_base $engine
	vectors $engine $engine
	ok "$engine: compile" "$KB" compile --json
	is '... tells of the calls' "$(sed -n '/"spent"/,/}/s/.*"calls": *\([0-9]*\).*/\1/p' "$OUT")" 2
	first=$(sent)
	is '... of all passages' "$([ "$first" -gt 5 ] && echo yes)" yes
	ok '... again' "$KB" compile
	is '... sends nothing' "$(sent)" "$first"
	rm .kb/index.db
	ok '... nor does a new index' "$KB" compile
	is '... as vectors were paid for' "$(sent)" "$first"
	printf '\nA gated unit forgets with a gate of its own making.\n' >>raw/b.md
	ok '... a new passage' "$KB" compile
	is '... is sent, and little else' "$([ $(($(sent) - first)) -ge 1 ] && [ $(($(sent) - first)) -lt "$first" ] && echo yes)" yes
	first=$(sent)
	ok '... a search' "$KB" search --json 'forgetting gates'
	is '... asks for one vector' "$(sent)" "$((first + 1))"
	is '... and says nothing' "$(cat "$ERR")" ''
	ok '... the book has them' "$KB" log -v
	like '... by name' "$(cat "$OUT")" 'vectors'
done

# --- without the service -----------------------------------------------------------------------

KB_EMBEDDING_BASE_URL=http://127.0.0.1:9/v1 KB_EMBEDDING_ENGINE=openai
cd "$top/openai"
"$KB" search attention --json >before
ok 'a search, the service down' "$KB" search attention
is '... one line' "$(wc -l <"$ERR" | tr -d ' ')" 1
like '... says so' "$(cat "$ERR")" 'by words alone'
like '... and it finds' "$(cat "$OUT")" 'attention'
cd "$top" && model_base down
ok 'a compile, the service down' "$KB" compile
is '... one line' "$(grep -c 'by words alone' "$ERR")" 1
is '... and all pages' "$(ls wiki/sources/*.md | wc -l)" 2
vectors openai down
ok '... with the service back' "$KB" compile
is '... the vectors come' "$([ "$(sent)" -gt 5 ] && echo yes)" yes

# --- settings ----------------------------------------------------------------------------------

cd "$top" && model_base limits
ok 'a cost limit that vectors do not fit in' "$KB" compile --max-cost 0.0000001
like '... is told' "$(cat "$ERR")" 'cost limit has no room for vectors'
KB_EMBEDDING_MODEL=
export KB_EMBEDDING_MODEL
exits 'no model of vectors' 2 "$KB" compile
like '... names the setting' "$(cat "$ERR")" 'embedding.model'
KB_EMBEDDING_ENGINE=none
ok 'none is wanted' "$KB" compile
stop_llmd
done_testing
