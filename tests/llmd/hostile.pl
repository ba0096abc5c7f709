# hostile.pl - requests that are no requests: perl hostile.pl PORT COUNT; prints "done" when each was
# answered or closed within three seconds.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $count) = @ARGV;
srand(7);
my $say = '"model":"m","max_tokens":9,"messages":[{"role":"user","content":"[p:a] One two three four five."}]';
my @paths = (qw(/v1/chat/completions /v1/messages /api/chat /v1/embeddings /api/embed /v1/files /v1/batches
	/v1/messages/batches /f/none/z/control /f/ /f/500 /f/500/a /f/xx@/a/v1/messages /f/+++/a/api/chat
	/f/lie+reword/a/v1/chat/completions /f/none//api/chat /v1/batches/ /v1/files//content /stats
	/f/lie=1/a/api/chat));
my @seeds = ("{$say}", "{$say,\"stream\":true}", '{"input":["a",""],"dimensions":5}',
	"{$say,\"format\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{}}}}}",
	"{$say,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}}]}",
	"{\"requests\":[{\"custom_id\":\"a\",\"params\":{$say}}]}",
	"--XX\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--XX\r\nContent-Disposition: "
	. "form-data; name=\"file\"; filename=\"b\"\r\n\r\n{\"custom_id\":\"a\",\"body\":{$say}}\r\n--XX--\r\n");
my @bits = ('{', '}', '[', ']', '"', ':', ',', 'null', '1e999', '-1', '{"role":"user","content":', '"\u0000"',
	'"\ud800"', "\xff\xfe", '[p:a]', '[x:1] a', '[c:] || ||', '[k:]', '"$ref":"#"',
	'"anyOf":[{"$ref":"#"}]', '"properties":{"a":{"$ref":"#"}}', '"type":"array","minItems":49', "\r\n--");

for my $i (1 .. $count) {
	my $body = $seeds[rand @seeds];
	for (1 .. rand 6) {
		my $at = int rand(length($body) + 1);
		substr($body, $at, rand() < .4 ? int rand 9 : 0) = $bits[rand @bits];
	}
	my $n = length($body) + (rand() < .05 ? int(rand 5) : 0);
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 2)
		or die "gone at request $i\n";
	my $method = rand() < .1 ? 'GET' : 'POST';
	my $path = $paths[rand @paths];
	print $s "$method $path HTTP/1.1\r\nHost: x\r\nanthropic-version: 1\r\nConnection: close\r\n"
		. "Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: $n\r\n\r\n$body";
	shutdown $s, 1;
	my $got = '';
	eval {
		local $SIG{ALRM} = sub { die };
		alarm 3;
		1 while sysread $s, $got, 65536, length $got;
		alarm 0;
	};
	print "no end of request $i, $path\n" if $@;
}
print "done\n";
