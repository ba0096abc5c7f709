#!/bin/sh
# The test double itself: three protocols, streamed or not, give one answer; faults are what they are
# called; what it counts is right. Its clients here share no code with kb.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"

exits 'an option that nobody knows' 2 "$LLMD" --port-file x --nonsense 1
exits 'a fault that nobody knows' 2 "$LLMD" --port-file x --fault nonsense
like '... is named' "$(cat "$ERR")" "no fault is called 'nonsense'"
exits 'a rule that nobody knows' 2 "$LLMD" --port-file x --fault '500@soon 3'

start_llmd --log log --fault '500@call 99'

# --- answers ----------------------------------------------------------------------------------

obj='"type":"object","additionalProperties":false'
props() # NAME...: a schema with these lists
{
	_p= _r=
	for _name in "$@"; do
		_p="$_p,\"$_name\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"
		_r="$_r,\"$_name\""
	done
	printf '{%s,"properties":{%s},"required":[%s]}' "$obj" "${_p#,}" "${_r#,}"
}
every()
{
	probe '' openai 0 schema '' openai 1 schema '' openai 0 prompt '' openai 1 json \
		'' anthropic 0 schema '' anthropic 1 schema '' anthropic 0 tool '' anthropic 1 tool \
		'' ollama 0 schema '' ollama 1 schema '' ollama 1 prompt
}
# the answers alone; a tool's input is the answer too, its members in another order
answers()
{
	sed -e 's/^[a-z]* [01] [a-z]*: //' -e 's/^reply \(.*\);$/\1/' |
		perl -MJSON::PP -ne 'print JSON::PP->new->utf8->canonical->encode(decode_json($_)), "\n"'
}

cat >digest.txt <<'EOF'
Draw claims. Instructions name no [p:zzzzzzzz] passage.
<source>
[p:aaaa2222] A memex is a hypothetical desk, also called memory extender, of microfilm. Vannevar Bush wrote about the Association of Data (AOD) in 1945 – naïvely.
[p:bbbb3333] - Frank Rosenblatt built the Mark I Perceptron in 1958.
- Too short.
- Marvin Minsky argues that perceptrons are limited in "deep ways".

</source>
[p:cccc4444] Is the memex older than the first computer?
EOF
PROBE_SCHEMA=$(props claims concepts summary questions)
export PROBE_SCHEMA
every <digest.txt >said
is 'eleven ways to ask' "$(wc -l <said | tr -d ' ')" 11
is '... one answer' "$(answers <said | sort -u | wc -l | tr -d ' ')" 1
answers <said | head -n 1 >digest
field() # FILE, Perl expression over $j
{
	perl -MJSON::PP -e 'local $/; open my $f, "<", $ARGV[0]; our $j = decode_json(<$f>);
		binmode STDOUT, ":utf8"; print join("\n", eval $ARGV[1]), "\n"' "$1" "$2"
}
is 'a claim a sentence of five words' "$(field digest 'map { $_->{passage} } @{$j->{claims}}' |
	tr '\n' ' ')" 'aaaa2222 aaaa2222 bbbb3333 bbbb3333 cccc4444 '
is 'quotes stand in the prompt' "$(field digest 'map { $_->{quote} } @{$j->{claims}}' |
	while IFS= read -r quote; do grep -qF -e "$quote" digest.txt || echo "$quote"; done)" ''
is 'names by the rules' "$(field digest 'map { $_->{name} } @{$j->{concepts}}')" \
	"$(printf '%s\n' memex 'Vannevar Bush' Association 'Data' 'Frank Rosenblatt' \
		'Mark I Perceptron' 'deep ways' 'Marvin Minsky')"
is 'aliases' "$(field digest 'map { @{$_->{aliases}} } @{$j->{concepts}}')" \
	"$(printf '%s\n' 'memory extender' AOD)"
is 'a definition' "$(field digest '$j->{concepts}[0]{definition}')" c1
is 'an opinion and who has it' "$(field digest '@{$j->{claims}[3]}{"stance", "by"}')" \
	"$(printf '%s\n' opinion 'Marvin Minsky')"
is 'a question' "$(field digest '@{$j->{questions}}')" \
	'Is the memex older than the first computer?'

PROBE_SCHEMA=$(props pairs)
cat >pairs <<'EOF'
[x:1] Neural Network || neural-networks
[x:2] GPT-3 || GPT-4
[x:3] TLU || Threshold logic unit
[x:4] Mercury (planet): near the sun || Mercury (element): a metal
[x:5] network || neural network
EOF
is 'identity' "$(probe '' openai 0 schema <pairs | grep -o '"verdict":"[a-z_]*"' | cut -d '"' -f 4 |
	tr '\n' ' ')" 'same different same different first_contains_second '
PROBE_SCHEMA=$(props description blocks)
printf '[k:Alpha]\n[c:aa] Alpha has 12 parts. || "Alpha has 12"\n[c:bb] Alpha has 14 parts.\n' |
	probe '' ollama 0 schema >said
like 'an article cites its claims' "$(cat said)" \
	'"text":"Alpha has 12 parts\.","claims":\["aa"\]\},\{"text":"Alpha has 14 parts\.","claims":\["bb"\]'
like '... and shows where they disagree' "$(cat said)" '"disagreements":\[.*"claims":\["aa","bb"\]'
PROBE_SCHEMA=$(props categories placements)
like 'places' "$(printf '[k:Alpha]\n[k:Zeta]\n' | probe '' anthropic 1 schema)" \
	'"concept":"Zeta","category":"Things s to z"'
PROBE_SCHEMA='{"type":"object","additionalProperties":false,"required":["ok","n","kind","parts"],
	"properties":{"ok":{"type":"boolean"},"n":{"type":"integer","minimum":3},
	"kind":{"type":"string","enum":["x","y"]},"parts":{"type":"array","items":{"type":"object",
	"additionalProperties":false,"required":["text","ids"],"properties":{"text":{"type":"string"},
	"ids":{"type":"array","items":{"type":"string"}}}}}}}'
like 'another schema gets an instance' "$(printf '[e:e1] Some words.\n' | probe '' openai 0 schema)" \
	'"ids":\["e1"\].*"text":"Some words\."|"text":"Some words\.","ids":\["e1"\]'
unset PROBE_SCHEMA
printf 'What is a memex?' | probe '' openai 0 use '' openai 1 use '' anthropic 0 use \
	'' anthropic 1 use '' ollama 0 use '' ollama 1 use >said
is 'offered tools are called' "$(sed 's/.*: //' said | sort -u)" 'search {"query":"What is a memex?"};' ||
	note "$(cat said)"

# --- requests that are wrong ------------------------------------------------------------------

say='"messages":[{"role":"user","content":"x"}]'
while read -r path body; do
	like "refused: $body" "$(printf '%s' "$body" | sed "s/SAY/$say/" | raw POST "$path")" '^status 400'
done <<'EOF'
/v1/chat/completions {"model":"m"
/v1/chat/completions {"model":"m","messages":[]}
/v1/chat/completions {SAY}
/v1/chat/completions {"model":"m",SAY,"max_tokens":1,"max_completion_tokens":1}
/v1/chat/completions {"model":"m",SAY,"stream_options":{"include_usage":true}}
/v1/chat/completions {"model":"m",SAY,"response_format":{"type":"json_object"}}
/v1/chat/completions {"model":"m",SAY,"response_format":{"type":"json_schema","json_schema":{"name":"a b","schema":{"type":"object"}}}}
/v1/chat/completions {"model":"m",SAY,"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}},"required":[]}}}}
/v1/chat/completions {"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]}
/v1/chat/completions {"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/x.png"}}]}]}
/v1/messages {"model":"m",SAY}
/v1/messages {"model":"m","max_tokens":9,SAY,"temperature":0}
/v1/messages {"model":"m","max_tokens":9,"messages":[{"role":"system","content":"x"}]}
/v1/messages {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}
/v1/messages {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"{"}]}
/v1/messages {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"no","content":"x"}]}]}
/api/chat {"model":"m","max_tokens":5,SAY}
EOF
like 'another path' "$(raw GET /v2 </dev/null)" '^status 404'

# --- faults -----------------------------------------------------------------------------------

# Each fault in six ways; what a client without tolerance makes of it.
tab=$(printf '\t')
cat >want <<EOF
^(429|529|40.|413|422|500|503).*	status 4..|status 5..
^context	status 400
^(empty|null|filter|only-reasoning)	
^(length|half-json)	\\{"a":"
^refusal	.*I cannot help with that\\.
^(odd-finish|no-finish|reasoning|not-stream|drip|chunks|sse-comments|sse-crlf|sse-cr|sse-data-lines|sse-split)	\\{"a":"text"\\}
^wrong-schema	\\{"unexpected":\\[1,2,3\\]\\}
^deep	\\[+
^prose	Here is .*\\{"a":"text"\\}.*
^fences	\`\`\`json\\\\n\\{"a":"text"\\}\\\\n\`\`\`\\\\n
^commas	\\{"a":"text",\\\\n\\}
^think	<think>.*</think>\\\\n\\\\n\\{"a":"text"\\}
^(bad-utf8|surrogate|cut|html-200)	broken
^(reset|reset-body|eof|hang|hang-body|hold)	status 599
^sse-error	error .*
^html-502	status 502
^array-error	status 400
^redirect	status 307
EOF
"$LLMD" --list-faults | cut -f 1 | grep -Ev '^(param|calls|tools|batch|gzip|huge|nul|drip-endless)' >faults
set --
while read -r fault; do
	for protocol in openai anthropic ollama; do
		set -- "$@" "/f/$fault/a" $protocol 0 schema "/f/$fault/a" $protocol 1 schema
	done
done <faults
echo 'Nothing – naïve.' | PROBE_TIMEOUT=0.1 probe "$@" >said
perl -e 'open my $w, "<", "want"; my @want = map { chomp; [split /\t/, $_, 2] } <$w>;
	open my $f, "<", "faults"; my @faults = map { chomp; $_ } <$f>;
	open my $s, "<", "said"; my $i = 0;
	while (my $said = <$s>) {
		chomp $said;
		my $fault = $faults[$i++ / 6];
		my ($row) = grep { $fault =~ /$_->[0]$/ } @want;
		my ($text) = $said =~ /^\w+ \d \w+: (.*)/;
		print "$fault: $said\n" if !$row || $text !~ /^(?:$row->[1])$/;
	}
	print "$i calls\n"' >odd
is 'each fault is what its name says' "$(cat odd)" "$(($(wc -l <faults) * 6)) calls"
is 'nothing reached the second port' "$(stat trap.requests)" 0
set --
for fault in max-tokens:openai:200 response-format:openai:400 json-object:openai:200 \
	output-config:anthropic:400 format:ollama:400 stream:ollama:400 stream-options:openai:200; do
	protocol=${fault#*:}
	set -- "$@" "/f/param-${fault%%:*}/a" "${protocol%:*}" 1 schema
done
is 'parameters are refused where they stand' "$(echo x | probe "$@" | sed 's/.*: //' | tr '\n' ' ')" \
	'{"a":"text"} status 400 {"a":"text"} status 400 status 400 status 400 {"a":"text"} '
echo x | probe /f/tools-order/a openai 1 use /f/tools-no-id/a openai 0 use >said
is 'two calls, pieces in turn' "$(sed 's/.*: //' said | sort -u)" 'search {"query":"x"};search {"query":"x"};'
is 'rules of when' "$(echo x | probe /f/500@call2+529@every3/a openai 0 text \
	/f/500@call2+529@every3/a openai 0 text /f/500@call2+529@every3/a openai 0 text \
	/f/500@call2+529@every3/a openai 0 text | grep -o 'status.*' | tr '\n' ' ')" 'status 500 status 529 '

# --- counting ---------------------------------------------------------------------------------

perl -e 'print "The same beginning of a prompt. " x 200, $ARGV[0]' one >one
perl -e 'print "The same beginning of a prompt. " x 200, $ARGV[0]' two >two
for prompt in one two one; do
	probe /f/none/count openai 1 text <$prompt >/dev/null
done
probe /f/none/count openai 0 text <one >/dev/null
probe /f/none/count ollama 0 text <one >/dev/null
is 'calls' "$(stat calls /f/none/count)" 5
is 'answered whole' "$(stat whole /f/none/count)" 5
is 'repeated ones: equal to the last byte' "$(stat repeated /f/none/count)" 1
is 'long prefixes' "$(stat long_prefix_share /f/none/count)" 0.8
is 'shared bytes, in blocks' "$(stat shared_bytes /f/none/count)" $((6 * 1024 * 4))
is 'one scope is not the other' "$(stat calls /f/none/other)" 0
echo x | probe /f/500@call1/again openai 0 text /f/500@call1/again openai 0 text \
	/f/500@call1/again openai 0 text >/dev/null
is 'what failed may be sent again' "$(stat repeated /f/500@call1/again)" 1
raw POST /f/none/count/reset </dev/null >/dev/null
is 'reset' "$(stat calls /f/none/count)" 0
printf 'fault 529\nlie\n' | raw POST /f/none/count/control >/dev/null
is 'control' "$(echo x | probe /f/none/count openai 0 text)" 'openai 0 text: status 529'
is 'one line a call in the log, each JSON' "$(perl -MJSON::PP -ne 'decode_json($_); $n++;
	END { print $n > 300 ? "many\n" : "$n\n" }' log 2>&1)" many
is 'no more in flight' "$(stat all.in_flight)" 0

# --- beside calls -----------------------------------------------------------------------------

like 'models' "$(raw GET /v1/models </dev/null)" '"id":"llmd-1"'
like 'what Ollama has' "$(raw GET /api/tags </dev/null)" '"llmd-1:latest"'
like 'embeddings' "$(echo '{"model":"e","input":["a b","a c"],"dimensions":4}' | raw POST /v1/embeddings)" \
	'"index":1,"embedding":\[.*"index":0,"embedding":\['
like '... of Ollama' "$(echo '{"model":"e","input":["a b","a c"]}' | raw POST /api/embed)" \
	'"embeddings":\[\[.*\],\[.*\]\]'
like '... an empty text is refused' "$(echo '{"model":"e","input":[""]}' | raw POST /v1/embeddings)" \
	'^status 400'

one='{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"first"}]}'
{
	printf -- '--XX\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
	printf -- '--XX\r\nContent-Disposition: form-data; name="file"; filename="b.jsonl"\r\n\r\n'
	for id in a b; do
		printf '{"custom_id":"%s","method":"POST","url":"/v1/chat/completions","body":%s}\n' \
			$id "$one"
	done
	printf -- '\r\n--XX--\r\n'
} >form
file=$(raw POST /f/none/batch/v1/files 'multipart/form-data; boundary=XX' <form |
	sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
batch=$(printf '{"input_file_id":"%s","endpoint":"/v1/chat/completions","completion_window":"24h"}' \
	"$file" | raw POST /f/none/batch/v1/batches | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
raw GET "/f/none/batch/v1/batches/$batch" </dev/null >said
like 'a batch completes' "$(cat said)" '"status":"completed"'
out=$(sed -n 's/.*"output_file_id":"\([^"]*\)".*/\1/p' said)
is '... its results last first' "$(raw GET "/f/none/batch/v1/files/$out/content" </dev/null |
	sed -n 's/.*"custom_id":"\(.\)".*"status_code":200.*"choices".*/\1/p' | tr '\n' ' ')" 'b a '
batch=$(printf '{"requests":[{"custom_id":"a","params":%s},{"custom_id":"b","params":%s}]}' "$one" "$one" |
	raw POST /f/batch-expired/batch/v1/messages/batches | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
like 'the other kind ends' "$(raw GET "/f/batch-expired/batch/v1/messages/batches/$batch" </dev/null)" \
	'"processing_status":"ended","results_url":"http://127\.0\.0\.1:[0-9]*/f/batch-expired/batch/v1/'
like '... half of it expired' "$(raw GET "/f/batch-expired/batch/v1/messages/batches/$batch/results" \
	</dev/null | tr '\n' ' ')" '"custom_id":"b".*"type":"expired".*"custom_id":"a".*"type":"succeeded"'

is 'requests that are none' "$(perl "$ROOT/tests/llmd/hostile.pl" "$llmd_port" 600 2>&1)" 'done'
mkdir overlap
awk -f "$ROOT/tests/llmd/gen.awk" -v kind=overlap -v out=overlap
is 'the corpus that overlaps has 70 names' "$(cat overlap/*.md | grep '^## ' | sort -u | wc -l | tr -d ' ')" 70
PROBE_SCHEMA=$(props claims concepts summary questions)
export PROBE_SCHEMA
grep -v '^#' overlap/s001.md | sed -e '/^$/d' -e 's/^/[p:x] /' | probe '' openai 0 schema |
	sed 's/^[a-z]* 0 schema: //' >digest
is '... of which the double sees five in a source' \
	"$(field digest 'map { $_->{name} } @{$j->{concepts}}' | sort)" \
	"$(sed -n 's/^## //p' overlap/s001.md | sort)"

ok 'it ends when it is told to' stop_llmd
done_testing
