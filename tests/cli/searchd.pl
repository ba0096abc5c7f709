# searchd.pl - a web search for tests: answers as SearXNG, Brave and Tavily do, and as none should.
#
#	perl searchd.pl PORTFILE LOG
#
# Listens on 127.0.0.1, writes its port to PORTFILE (a fifo will do), and to LOG for each request its
# first line, the headers that carry a key, and the body. The first part of the path chooses what is
# answered: good, none, html, huge, moved, evil; /page/N are pages to be found.
use strict;
use warnings;
use IO::Socket::INET;

my ($portfile, $logfile) = @ARGV;
my $server = IO::Socket::INET->new(
	LocalAddr => '127.0.0.1', Listen => 16, ReuseAddr => 1) or die "cannot listen: $!";
my $port = $server->sockport;
my $here = "http://127.0.0.1:$port";
$SIG{PIPE} = 'IGNORE';
open(my $p, '>', $portfile) or die "$portfile: $!";
print $p "$port\n";
close $p;

sub page {
	my ($n) = @_;
	return "<!DOCTYPE html><html><head><title>Found page $n</title></head><body><article>"
		. "<h1>Found page $n</h1><p>The lever of page $n turns a wheel of brass, and the wheel "
		. "turns the film of the desk.</p></article></body></html>\n";
}

sub results {
	my ($text) = @_;
	return join(',', map {
		qq({"url":"$here/page/$_","title":"Found <strong>page</strong> $_","$text":"About levers $_"})
	} 1 .. 3);
}

my $evil = join(',', map { qq({"url":"$_","title":"t","content":"c"}) } 'javascript:alert(1)',
	'file:///etc/passwd', 'ftp://example.org/x', 'http://169.254.169.254/latest',
	'http://10.0.0.1/', 'http://me:secret@example.org/', "https://example.org/" . 'x' x 5000, '', 'no url');
my $fine = qq({"url":"https://example.org/ok?a=1#part","title":"\\u001b[31mred\\u0000\\u202e<script>x","content":7});

my %answer = (
	good => sub { ['200 OK', '{"query":"q","results":[' . results('content') . ']}'] },
	none => sub { ['200 OK', '{"results":[]}'] },
	html => sub { ['200 OK', '<!DOCTYPE html><html><body>results</body></html>'] },
	huge => sub { ['200 OK', '{"results":[' . ('"x",' x (1 << 20)) . '0]}'] },
	deep => sub { ['200 OK', '[' x 100000] },
	odd => sub { ['200 OK', '{"results":{"url":1}}'] },
	moved => sub { ["302 Found\r\nLocation: $here/good/search", ''] },
	evil => sub { ['200 OK', "{\"results\":[$evil,$fine,$fine,[],null,{\"url\":{}}]}"] },
	brave => sub {
		$_[0] =~ /^X-Subscription-Token: key-1\r$/mi or return ['401 Unauthorized', '{}'];
		['200 OK', '{"web":{"results":[' . results('description') . ']}}'];
	},
	tavily => sub {
		$_[0] =~ /^Authorization: Bearer key-1\r$/mi or return ['401 Unauthorized', '{}'];
		$_[1] =~ /"query"/ or return ['400 Bad Request', '{}'];
		['200 OK', '{"results":[' . results('content') . ']}'];
	},
);

while (my $client = $server->accept) {
	my $request = <$client> // next;
	my ($headers, $body, $length) = ('', '', 0);
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
		$headers .= $line;
		$length = $1 if $line =~ /^Content-Length: (\d+)/i;
	}
	read($client, $body, $length) if $length;
	open(my $log, '>>', $logfile) or die "$logfile: $!";
	print $log $request, (map { "$_\n" } grep { /token|authorization/i } split /\r\n/, $headers), "$body\n";
	close $log;
	my ($kind, $rest) = $request =~ m{^[A-Z]+ /([a-z]+)/?([^ ]*)};
	my ($status, $text, $type) = ('404 Not Found', 'no', 'text/plain');
	if (($kind // '') eq 'page') {
		($status, $text, $type) = ('200 OK', page($rest), 'text/html');
	} elsif ($kind && $answer{$kind}) {
		($status, $text) = @{$answer{$kind}->($headers, $body)};
		$type = $kind eq 'html' ? 'text/html' : 'application/json';
	}
	print $client "HTTP/1.1 $status\r\nContent-Type: $type\r\nContent-Length: "
		. length($text) . "\r\nConnection: close\r\n\r\n$text";
	close $client;
}
