#!/bin/sh
# kb ask with a model (the double): it looks around with tools, within bounds, and nothing that it cites
# wrongly, quotes wrongly or makes up is printed. A scope of the double is a model, so that no answer
# comes from the ledger where it should not.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/llmd.sh"
start_llmd

"$KB" -q init base >/dev/null && cd base || exit 1
mkdir raw/tower
cat >raw/tower/lamps.md <<'MD'
---
title: The lamps of the harbour
date: 2021-03-01
tags: [light]
---
# The lamps of the harbour

The harbour keeps 41 spare lamps in its cellar. Each lamp burns whale oil for nine hours.

## History

The first lamp was lit by Ada Brandt in 1874. The cellar was dug two years later by the town.
MD
cat >raw/boats.md <<'MD'
---
title: Boats and pilots
date: 2019-05-01
tags: [boat]
---
# Boats and pilots

A pilot brings each boat through the narrow channel. The pilots of the harbour have 6 boats.
MD
cat >raw/fog.md <<'MD'
---
title: Fog signals
date: 2022-08-01
tags: [sound]
---
# Fog signals

The fog horn sounds twice a minute when the lamps cannot be seen. It is heard at 12 miles.
MD
for i in 1 2 3 4 5 6 7 8 9; do
	printf '# Note %s\n\nThis is a note about gulls number %s and the nests they build.\n' $i $i >raw/n$i.md
done
printf 'llm: {engine: openai, model: llmd-1}\nprices: {llmd-1: {input: 1, output: 2}}\n' >kb.yaml
"$KB" -q compile >/dev/null 2>&1 || "$KB" -q ingest >/dev/null

LAMPS='How many spare lamps does the harbour keep in its cellar?'
at() # SCOPE [ENGINE]: which model is asked
{
	KB_LLM_BASE_URL=$llmd_url/f/$1/ask KB_LLM_ENGINE=${2-openai} KB_LLM_MODEL=m-$1-${2-openai}
	export KB_LLM_BASE_URL KB_LLM_ENGINE KB_LLM_MODEL
	scope=/f/$1/ask
}
ask() # NAME STATUS ARGUMENT...
{
	_what=$1 _status=$2
	shift 2
	exits "$_what" "$_status" "$KB" ask "$@"
}
calls()
{
	stat calls "$scope"
}
# What the answer of $OUT (JSON) cites wrongly: quotes that do not stand in the passage they name.
false_quotes()
{
	perl -MJSON::PP -e 'my $j = decode_json(do { local $/; <STDIN> });
		my $words = sub { my $s = shift; $s =~ s/\[([^\]]*)\]\([^)]*\)/$1/g;
			$s =~ s/[*_`\\]//g; $s =~ s/[>|\s]+/ /g; $s };
		for my $v (@{$j->{evidence}}) {
			open my $f, "<", $v->{path} or print "no $v->{path}\n" and next;
			my $text = do { local $/; <$f> };
			$text =~ s/\n\n(\^[a-z2-7]{8})$/\n$1/mg; # behind a list or table
			my ($p) = grep { /\^\Q$v->{passage}\E$/m } split /\n\n/, $text;
			utf8::encode(my $q = $v->{quote});
			print "$v->{path}#$v->{passage}: $q\n"
				if index($words->($p // ""), $words->($q)) < 0;
		}
		print "uncited: $_->{text}\n" for grep { !@{$_->{evidence}} } @{$j->{sentences}};' <"$OUT"
}

# --- the three outcomes, in three protocols -----------------------------------------------------

for engine in openai anthropic ollama; do
	at none $engine
	raw POST "$scope/reset" </dev/null >/dev/null
	ask "$engine: answered" 0 "$LAMPS"
	like '... with the sentence' "$(cat "$OUT")" 'keeps 41 spare lamps in its cellar\.\[1\]'
	like '... and its passage' "$(cat "$OUT")" 'the-lamps-of-the-harbour-text\.md#\^[a-z2-7]{8}'
	unlike '... nothing is missing' "$(cat "$OUT")" 'not in the base|would answer'
	like '... what it does is told' "$(cat "$ERR")" '^searches: How many spare lamps'
	like '... step by step' "$(cat "$ERR")" '^reads: the-lamps-of-the-harbour-text$'
	like '... a question to go on with' "$(cat "$ERR")" '^next: What else'
	is '... a search, a read, no more, the answer' "$(calls)" 4
	ask "$engine: the same again" 0 "$LAMPS"
	is '... costs nothing' "$(calls)" 4
	ask "$engine: partly" 0 'Who lit the first lamp, in which uniform?'
	like '... what there is' "$(cat "$OUT")" 'lit by Ada Brandt in 1874'
	like '... what is missing' "$(cat "$OUT")" '^not in the base: uniform$'
	like '... and what would say it' "$(cat "$OUT")" '^what would answer it: a text'
	ask "$engine: not in the base" 1 'Which bishop owned the lighthouse of Alexandria?'
	like '... says so' "$(cat "$OUT")" '^not in the base: .*alexandria.*bishop'
	unlike '... and nothing else' "$(cat "$OUT")" '\[1\]'
done
at none
ask 'nearest pages of what is not there' 1 'Which gulls sank the town of Alexandria in battle?'
like '... are given' "$(cat "$OUT")" 'nearest pages'

# --- lies ---------------------------------------------------------------------------------------

at lie
ask 'a model that lies' 0 "$LAMPS"
like '... the true sentence is told' "$(cat "$OUT")" 'keeps 41 spare lamps in its cellar\.\[1\]'
unlike '... no lie is' "$(cat "$OUT")" 'evil|Moriarty|1666|7777|https?:|<'
unlike '... nor among the questions' "$(cat "$ERR")" 'evil|https?:|<'
like '... what was dropped is counted' "$(cat "$ERR")" \
	'^[1-9][0-9]* sentences or citations did not stand and were left out$'
ask '... as JSON' 0 --json "$LAMPS"
is '... every sentence cites, every quote stands' "$(false_quotes)" ''
like '... it is no whole answer then' "$(cat "$OUT")" '"outcome": "partly"'
like '... one wrong citation, and seven in the false sentences' "$(cat "$OUT")" '"dropped": 8,'
ask '... as a page' 0 --form md --save "$LAMPS"
is '... nothing of it is filed' "$(grep -rliE 'evil|Moriarty|7777' wiki)" ''
rm -f wiki/answers/*

# --- tools that are used wrongly ----------------------------------------------------------------

for engine in openai anthropic ollama; do
	at calls-forever $engine
	raw POST "$scope/reset" </dev/null >/dev/null
	ask "$engine: tools for ever" 0 "$LAMPS"
	like '... the answer comes' "$(cat "$OUT")" '41 spare lamps'
	is '... after so many steps' "$(calls)" 9
	at calls-odd $engine
	raw POST "$scope/reset" </dev/null >/dev/null
	ask "$engine: tools that there are not, broken arguments" 0 "$LAMPS"
	like '... the answer comes' "$(cat "$OUT")" '41 spare lamps'
	unlike '... without what is not the base'"'"'s' "$(cat "$OUT" "$ERR")" 'root:'
	is '... nothing was run' "$(find . -name evil)" ''
	at calls-many $engine
	ask "$engine: 40 tools at once" 0 "$LAMPS"
	like '... some of them' "$(grep -c '^searches: ' "$ERR")" '^[1-9]$'
	at calls-always $engine
	raw POST "$scope/reset" </dev/null >/dev/null
	ask "$engine: tools even when the answer is due" 3 "$LAMPS"
	is '... nothing is printed' "$(cat "$OUT")" ''
	like '... but what happened' "$(cat "$ERR")" 'form'
	[ "$(calls)" -le 11 ]
	_result $? '... and it ends'
done
for engine in openai ollama; do
	at param-tools $engine
	raw POST "$scope/reset" </dev/null >/dev/null
	ask "$engine: a model without tools" 0 "$LAMPS"
	like '... answers from what kb found' "$(cat "$OUT")" '41 spare lamps'
	unlike '... without a step of its own' "$(cat "$ERR")" '^searches: '
	raw POST "$scope/reset" </dev/null >/dev/null
	ask '... and is asked at once from then on' 1 'Which bishop owned the lighthouse?'
	is '... in one call' "$(calls)" 1
done
at calls-forever
before=$(stat prompt_bytes $scope)
ask 'a small context' 0 --set llm.context=4096 'How long does each lamp burn whale oil?'
[ $(($(stat prompt_bytes $scope) - before)) -le $((10 * 4096 * 5)) ]
_result $? '... is not overrun'

# --- bounds -------------------------------------------------------------------------------------

at none
HORN='How often does the fog horn sound, and how many spare lamps are in the cellar?'
for bound in '--source fog.md' '--source raw/f*' '--tag sound' '--tag SOUND' '--since 2022'; do
	ask "bound by $bound" 0 --json $bound "$HORN"
	is '... to that source alone' "$(sed -n 's/.*"source": *"\([^"]*\)".*/\1/p' "$OUT" |
		sort -u | grep -v '^$')" 'raw/fog.md'
	ask '... strictly' 1 $bound "$LAMPS"
done

ask 'bound to a folder below raw/' 0 --source 'tower/*' "$LAMPS"
like '... its source is read' "$(cat "$OUT")" '41 spare lamps'
ask 'bound to no source' 1 --source 'twoer/*' "$LAMPS"
like '... that is told' "$(cat "$ERR")" 'no source matches twoer/\*$'

# --- what was said before, and what is kept ------------------------------------------------------

KB_LLM_MODEL=m-session
ask 'a session' 0 --session s 'Who lit the first lamp?'
before=$(stat prompt_bytes $scope)
ask '... goes on' 0 --session s --json 'When was it lit?'
like '... knowing what was asked' "$(cat "$OUT")" '"question": "When was .*lamp'
like '... and answered' "$(sed -n 1p .kb/sessions/s.jsonl)" '"answer":"The first lamp was lit by Ada'
ok '... the ledger as lines' "$KB" ledger export
cp "$OUT" ledger.jsonl
like '... which the model is told' "$(cat ledger.jsonl)" 'What was said before:.*Question: Who lit the first lamp.*Answer: The first lamp was lit by Ada'
KB_LLM_MODEL=llmd-1
ask 'saved' 0 --save "$LAMPS"
saved=$(cat wiki/answers/*-answer.md)
like '... with the engine' "$saved" '^generated: openai llmd-1$'
like '... what it cost' "$saved" '^cost: 0\.0[0-9]* USD$'
like '... unreviewed' "$saved" '^status: unreviewed$'
like '... and its evidence' "$saved" '^\[\^[a-z2-7]{8}\]: \[The lamps of the harbour\]\(\.\./text/.*"The harbour keeps 41'
ok 'kb cost knows of it' "$KB" cost
like '... as an answer' "$(cat "$OUT")" 'ask'

rm .kb/ledger.db*
ok 'the ledger lost, and read from its lines' "$KB" ledger import ledger.jsonl
KB_LLM_MODEL=m-session
before=$(calls)
ask '... what was asked' 0 'Who lit the first lamp?'
is '... is known' "$(calls)" "$before"
KB_LLM_MODEL=llmd-1

# --- knowledge from elsewhere -------------------------------------------------------------------

ask 'knowledge from elsewhere, allowed' 0 --allow-outside 'Who lit the first lamp?'
like '... is marked' "$(cat "$OUT")" '^Outside of it, .* \(not from the base\)$'
like '... behind what is cited' "$(cat "$OUT")" 'Ada Brandt in 1874\.\[1\]'
ask '... as JSON' 0 --allow-outside --json 'Who lit the first lamp?'
like '... apart from the sentences' "$(tr -d '\n' <"$OUT")" '"outside": *\[ *"Outside of it'
is '... which all cite' "$(false_quotes)" ''
ask '... does not make an answer of a refusal' 1 --allow-outside 'Which bishop owned Alexandria?'
like '... but is told' "$(cat "$OUT")" '\(not from the base\)$'
ask 'never without being asked for' 0 'Who lit the first lamp?'
unlike '... so it is not there' "$(cat "$OUT")" 'Outside of it'

# --- Ctrl-C -------------------------------------------------------------------------------------

at delay-ms=1000
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$KB" ask "$LAMPS" >"$OUT" 2>"$ERR" &
child=$!
while [ "$(stat in_flight $scope)" != 1 ]; do :; done
kill -INT $child
kill -INT $child 2>/dev/null
wait $child
is 'Ctrl-C ends it' $? 130
is '... with nothing printed' "$(cat "$OUT")" ''
# --- the starter base, with a model that lies ----------------------------------------------------

cd .. && "$KB" -q init starter >/dev/null && cd starter && cp -R "$ROOT/raw" . || exit 1
"$KB" -q ingest >/dev/null
at lie
raw POST "$scope/reset" </dev/null >/dev/null
wrong=0
cut -f 1 "$ROOT/tests/cli/ask-questions.tsv" | cat - "$ROOT/tests/cli/ask-refusals.txt" |
	awk -v every="${ASK_EVERY:-8}" 'NR % every == 0' >questions
while read -r question; do
	"$KB" ask --json "$question" >"$OUT" 2>"$ERR"
	_status=$?
	case $(grep '^  "outcome"' "$OUT") in *not-in-base*) _want=1 ;; *) _want=0 ;; esac
	[ "$_status" = "$_want" ] || note "status $_status: $question"
	[ "$_status" = "$_want" ] || wrong=$((wrong + 1))
	false_quotes >found
	grep -iE 'evil|Moriarty|7777|1666' "$OUT" "$ERR" >>found
	[ ! -s found ] || note "$question: $(cat found)"
	[ ! -s found ] || wrong=$((wrong + 1))
done <questions
is 'questions to the starter base: no wrong citation, quote or figure, the right status' "$wrong" 0
is '... within four calls each' "$(($(calls) <= 4 * $(wc -l <questions)))" 1
done_testing
