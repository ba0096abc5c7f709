#!/bin/sh
# Every fault of a model service x three protocols x streamed or not: the client ends where LLM.md wants
# it, never crashes, never leaks, tells nobody the key and asks nothing again that was answered.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
DRIVE=${DRIVE:-${KB%/*}/drive}
[ -x "$DRIVE" ] || DRIVE=$ROOT/build/debug-asan/drive
key=sk-canary-0451

start_llmd

# FAULT...: a cell for each in each protocol and mode, with $RULE behind its name
cells()
{
	for fault in "$@"; do
		case $fault in tools-*) kind=tools ;; *) kind=digest ;; esac
		for at in openai:/v1 anthropic: ollama:; do
			for mode in stream whole; do
				echo "$fault/${at%%:*}/$mode ${at%%:*} $mode $kind" \
					"$llmd_url/f/$fault$RULE/${at%%:*}-$mode${at#*:}"
			done
		done
	done
}

# Rows of WANT: "FAULT PROTOCOL MODE OUTCOME TRIES WHY", patterns, the first that fits holds. OUTCOME ok:
# good, with claims; two, one: good, with so many calls of tools; else the name of the fault.
judge() # WANT RESULTS
{
	perl -MJSON::PP -e '
		open my $w, "<", $ARGV[0]; my @rows = map { chomp; [split / +/, $_, 6] } <$w>;
		open my $r, "<", $ARGV[1]; my ($n, %used) = (0);
		while (my $line = <$r>) {
			my $j = decode_json($line);
			my ($fault, $protocol, $mode) = split m{/}, $j->{label};
			my ($i) = grep { my $x = $rows[$_]; $fault =~ /^(?:$x->[0])$/
				&& $protocol =~ /^(?:$x->[1])$/ && $mode =~ /^(?:$x->[2])$/ } 0 .. $#rows;
			my $row = defined $i ? $rows[$i] : ["", "", "", "no row", 0];
			$used{$i // -1} = 1;
			$n++;
			my $got = $j->{fault} ne "LLM_NO_FAULT" ? $j->{fault} =~ s/^LLM_//r
				: $j->{text} =~ /"claims":\[\{/ ? "ok"
				: $j->{n_calls} == 2 ? "two" : $j->{n_calls} == 1 ? "one" : "empty";
			print "$j->{label}: $got, tries $j->{tries}, wanted $row->[3], $row->[4]: $j->{why}\n"
				if $got ne $row->[3] || $j->{tries} !~ /^(?:$row->[4])$/;
			print "$j->{label}: says only: $j->{why}\n"
				if $row->[5] && $j->{why} !~ /$row->[5]/;
			print "$j->{label}: kept twice or the key was told\n"
				if $j->{kept_twice} || $j->{leaks} || $line =~ /sk-canary/;
			print "$j->{label}: $j->{sent} sent, $j->{tries} tries\n"
				if $j->{sent} != $j->{tries};
		}
		print "row $_ fits nothing: @{$rows[$_]}\n" for grep { !$used{$_} } 0 .. $#rows;
		print "$n cells\n"' "$1" "$2"
}

drive() # NAME FAULTS OPTION...: drives them, and compares with the rows of stdin
{
	_what=$1 _faults=$2
	shift 2
	cat >want
	cells $_faults >cells
	ok "$_what: driven" "$DRIVE" --cells cells --jobs 4 --key $key --retries 2 --fast 50 "$@"
	cp "$OUT" results
	is "$_what: each as it must be" "$(judge want results)" "$(wc -l <cells | tr -d ' ') cells"
}

"$LLMD" --list-faults | cut -f 1 | grep -Ev '^(batch-|calls-|hang|hold|drip-endless|huge|gzip-bomb)' |
	grep -Ev '^param-(tools|tool-choice|temperature)$' >faults

# --- at every call ----------------------------------------------------------------------------

RULE=
drive 'a fault at each call' "$(cat faults)" --idle-ms 5000 --total-ms 20000 <<'END'
401|403 .* .* AUTH 1 key
402|429-quota .* .* QUOTA 1 credit|billing
404-model ollama .* MODEL 1 ollama pull
404-model .* .* MODEL 1 model
413|context .* .* CONTEXT 1
422 .* .* REQUEST 1
429-long .* .* RATE 1
429-.* .* .* RATE 3
500-no-retry .* .* SERVER 1
408|500|html-502 .* .* SERVER 3
503-loading .* .* LOADING [0-9]+ raise
529 .* .* OVERLOADED 3
array-error .* .* AUTH 1
html-200|redirect .* .* ADDRESS 1
param-max-tokens openai .* ok 2
param-json-schema openai .* ok 2
param-response-format openai .* ok 3
param-stream-options openai stream ok 2
param-output-config anthropic .* ok 2
param-cache-control anthropic .* ok 2
param-format ollama .* ok 3
param-stream .* stream ok 2
param-.* .* .* ok 1
empty|null .* .* SERVER 3
only-reasoning|length .* .* CUT 2
refusal ollama .* SCHEMA 2
refusal .* .* REFUSED 1
filter ollama .* SERVER 3
filter .* .* REFUSED 1
odd-finish .* .* SERVER 3
no-finish ollama whole ok 1
no-finish .* stream NETWORK 3
no-finish .* whole SERVER 3
wrong-schema|half-json|deep .* .* SCHEMA 2
prose|fences|commas|think|reasoning|not-stream|nul .* .* ok 1
drip|gzip|chunks|sse-(comments|crlf|cr|data-lines|split) .* .* ok 1
bad-utf8|surrogate .* .* SERVER 3
reset|reset-body|eof|cut .* .* NETWORK 3
sse-error anthropic .* OVERLOADED 3
sse-error .* .* SERVER 3
tools-broken .* .* one 1
tools-.* .* .* two 1
END

# --- at the first call only: what can be mended is, with one further request --------------------

RULE=@call1
mendable='408 429-seconds 429-float 429-ms 429-date 429-none 500 503-loading 529 html-502 empty null
	only-reasoning length odd-finish wrong-schema half-json deep bad-utf8 surrogate reset reset-body
	eof cut sse-error'
drive 'a fault at the first call' "$mendable" --idle-ms 5000 --total-ms 20000 <<'END'
.* .* .* ok 2
END

# --- what ends by the clock or a ceiling ------------------------------------------------------

drive 'silence' 'hang hang-body drip-endless' --idle-ms 300 --total-ms 900 <<'END'
.* .* .* ok 2
END
drive 'more than anybody wants' 'huge gzip-bomb' --idle-ms 20000 --total-ms 60000 <<'END'
.* .* .* LARGE 1 larger
END

# --- what the services saw --------------------------------------------------------------------

is 'nothing was asked again that had been answered whole' "$(stat all.repeated)" 0
is 'nobody followed the redirects' "$(stat trap.requests)" 0
sum=$(printf %s $key | sha256sum | cut -c 1-16)
for at in openai anthropic ollama; do
	is "the key reached the host it is for ($at)" \
		"$(stats /f/fences/$at-stream | grep -o "\"$sum\": [0-9]*")" "\"$sum\": 1"
done
is 'no more in flight' "$(stat all.in_flight)" 0
ok 'the double ends in order' stop_llmd
done_testing
