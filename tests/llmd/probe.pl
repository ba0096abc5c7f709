# probe.pl - asks a model service in its own protocol and prints what it said; shares no code with kb.
#
#	perl probe.pl PORT [SCOPE PROTOCOL STREAM FORM]... <PROMPT
#	perl probe.pl PORT raw METHOD PATH [CONTENT-TYPE] <BODY     the reply's body; its status ends it
#
# PROTOCOL openai, anthropic, ollama; STREAM 0 or 1; FORM of the reply: schema, tool, json, prompt, text
# or use (tools are offered). SCOPE "" or "/f/...". One line for each of the calls:
# "PROTOCOL STREAM FORM: " and the text, the calls of tools, "status N", "error ..." or "broken ...".
use strict;
use warnings;
use HTTP::Tiny;
use JSON::PP;

$| = 1;

my ($port, @rest) = @ARGV;
my $json = JSON::PP->new->utf8->canonical;
my $text_json = JSON::PP->new->canonical;
my $http = HTTP::Tiny->new(timeout => $ENV{PROBE_TIMEOUT} // 10, max_redirect => 0);
my $schema = $json->decode($ENV{PROBE_SCHEMA} // '{"type":"object","properties":{"a":{"type":"string"}}'
		. ',"required":["a"],"additionalProperties":false}');
my $prompt = do { local $/; <STDIN> } // '';
if (@rest && $rest[0] eq 'raw') {
	my $reply = $http->request($rest[1], "http://127.0.0.1:$port$rest[2]", {content => $prompt,
		headers => {'content-type' => $rest[3] // 'application/json', $ENV{PROBE_KEY}
			? (authorization => "Bearer $ENV{PROBE_KEY}") : (), $rest[2] =~ /messages/
			? ('anthropic-version' => '2023-06-01') : ()}});
	print $reply->{content} =~ s/\n?\z/\n/r, "status $reply->{status}\n";
	exit;
}
utf8::decode($prompt);
my $shown = "Reply with JSON of this schema: " . $text_json->encode($schema) . "\n\n$prompt";
my @tools = map { {name => $_->[0], description => $_->[0], schema => {type => 'object',
	properties => {$_->[1] => {type => 'string'}}, required => [$_->[1]]}} }
	(['search', 'query'], ['read', 'path']);

sub body_openai {
	my ($form) = @_;
	my $b = {messages => [{role => 'system', content => 'Be brief. JSON.'},
		{role => 'user', content => $form =~ /text|use/ ? $prompt : $shown}]};
	$b->{response_format} = {type => 'json_schema',
		json_schema => {name => 'x', strict => JSON::PP::true, schema => $schema}}
		if $form eq 'schema';
	$b->{response_format} = {type => 'json_object'} if $form eq 'json';
	$b->{tools} = [map { {type => 'function', function => {name => $_->{name},
		description => $_->{name}, parameters => $_->{schema}}} } @tools] if $form eq 'use';
	return ($b, '/v1/chat/completions');
}

sub body_anthropic {
	my ($form) = @_;
	my $b = {max_tokens => 4096, system => 'Be brief.', messages =>
		[{role => 'user', content => $form =~ /text|use/ ? $prompt : $shown}]};
	$b->{output_config} = {format => {type => 'json_schema', schema => $schema}}
		if $form eq 'schema';
	if ($form eq 'tool') {
		$b->{tools} = [{name => 'reply', description => 'r', input_schema => $schema}];
		$b->{tool_choice} = {type => 'tool', name => 'reply'};
	}
	$b->{tools} = [map { {name => $_->{name}, description => $_->{name},
		input_schema => $_->{schema}} } @tools] if $form eq 'use';
	return ($b, '/v1/messages');
}

sub body_ollama {
	my ($form) = @_;
	my ($b) = body_openai($form =~ /text|use/ ? $form : 'prompt');
	$b->{options} = {num_ctx => 32768};
	$b->{format} = $schema if $form eq 'schema';
	$b->{format} = 'json' if $form eq 'json';
	return ($b, '/api/chat');
}

# the objects of a stream
sub events {
	my ($text, $type) = @_;
	return map { $json->decode($_) } grep { /\S/ } split /\r?\n/, $text if $type =~ /ndjson/;
	$text =~ s/^\xEF\xBB\xBF//;
	$text =~ s/\r\n?/\n/g;
	my @l;
	for my $event (split /\n\n+/, $text) {
		my $data = join "\n", map { /^data: ?(.*)/ ? $1 : () } split /\n/, $event;
		push @l, $json->decode($data) if $data =~ /\S/ && $data ne '[DONE]';
	}
	return @l;
}

sub one_call { return "$_[0] $_[1];" }

sub read_openai {
	my ($text, %call) = ('');
	for my $e (@_) {
		return "error $e->{error}{message}" if $e->{error};
		my $c = $e->{choices}[0] or next;
		my $m = $c->{delta} // $c->{message};
		$text .= $m->{content} // '';
		$text .= "refusal $m->{refusal}" if $m->{refusal};
		my $i = 0;
		for my $t (@{$m->{tool_calls} // []}) {
			my $at = $t->{index} // $i++;
			$call{$at}{name} .= $t->{function}{name} // '';
			$call{$at}{arguments} .= $t->{function}{arguments} // '';
		}
	}
	return $text . join '', map { one_call($call{$_}{name}, $call{$_}{arguments}) } sort keys %call;
}

sub read_anthropic {
	my ($text, %call) = ('');
	for my $e (@_) {
		return "error $e->{error}{message}" if $e->{error};
		my $i = $e->{index} // 0;
		my $b = $e->{content_block} // {};
		$call{$i} = [$b->{name}, ''] if ($b->{type} // '') eq 'tool_use';
		$text .= $e->{delta}{text} // '';
		$call{$i}[1] .= $e->{delta}{partial_json} if defined $e->{delta}{partial_json};
		my $n = 0;
		for my $c (@{$e->{content} // []}) {
			$text .= $c->{text} // '';
			$call{$n++} = [$c->{name}, $text_json->encode($c->{input})] if $c->{type} eq 'tool_use';
		}
	}
	return $text . join '', map { one_call(@{$call{$_}}) } sort keys %call;
}

sub read_ollama {
	my $text = '';
	for my $e (@_) {
		return "error $e->{error}" if $e->{error};
		$text .= $e->{message}{content} // '';
		$text .= one_call($_->{function}{name}, $text_json->encode($_->{function}{arguments}))
			for @{$e->{message}{tool_calls} // []};
	}
	return $text;
}

my %how = (openai => [\&body_openai, \&read_openai], anthropic => [\&body_anthropic, \&read_anthropic],
	ollama => [\&body_ollama, \&read_ollama]);

while (my ($scope, $protocol, $stream, $form) = splice @rest, 0, 4) {
	my ($body, $path) = $how{$protocol}[0]->($form);
	$body->{model} = 'llmd-1';
	$body->{stream} = $stream ? JSON::PP::true : JSON::PP::false;
	my $reply = $http->post("http://127.0.0.1:$port$scope$path", {content => $json->encode($body),
		headers => {'content-type' => 'application/json', 'anthropic-version' => '2023-06-01'}});
	my $type = $reply->{headers}{'content-type'} // '';
	my $said = $reply->{status} == 200 ? eval {
		my @l = $type =~ /stream|ndjson/ ? events($reply->{content}, $type)
			: $json->decode($reply->{content});
		my $s = $how{$protocol}[1]->(@l);
		utf8::encode($s);
		$s;
	} // 'broken' : "status $reply->{status}";
	$said =~ s/\n/\\n/g;
	print "$protocol $stream $form: $said\n";
}
