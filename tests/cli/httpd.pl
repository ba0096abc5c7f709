# httpd.pl - a small web server for tests, and a proxy that answers for every host.
#
#	perl httpd.pl PORTFILE LOG
#
# Listens on 127.0.0.1, writes its port to PORTFILE (a fifo will do) and each request line to LOG;
# answers one request at a time, a connection each. %page holds what it serves.
use strict;
use warnings;
use IO::Compress::Gzip qw(gzip);
use IO::Socket::INET;

my ($portfile, $logfile) = @ARGV;
my $server = IO::Socket::INET->new(
	LocalAddr => '127.0.0.1', Listen => 16, ReuseAddr => 1) or die "cannot listen: $!";
my $port = $server->sockport;
my $here = "http://127.0.0.1:$port";
$SIG{PIPE} = 'IGNORE';

my $html = "<!DOCTYPE html><html><head><title>Tides &amp; Moons</title></head><body><article>"
	. "<h1>Tides &amp; Moons</h1><p>The moon pulls the water of the seas towards itself, and "
	. "twice a day the water rises.</p></article></body></html>\n";
my $zeros = "0" x (4 << 20);
gzip(\$zeros => \my $bomb);

my %page = (
	'/tides' => ['200 OK', 'Content-Type: text/html; charset=utf-8', $html],
	'/again/' => ['200 OK', 'Content-Type: text/html', $html],
	'/notes.md' => ['200 OK', 'Content-Type: text/plain', "# Notes\n\nOne line.\n"],
	'/paper/1706.03762' => ['200 OK', 'Content-Type: application/octet-stream', "%PDF-1.4\n"],
	'/data.csv?x=1' => ['200 OK', 'Content-Type: text/csv', "a,b\n1,2\n"],
	'/moved' => ['301 Moved', 'Location: /tides', ''],
	'/loop' => ['302 Found', 'Location: /loop', ''],
	'/to-file' => ['302 Found', 'Location: file:///etc/passwd', ''],
	'/to-login' => ['302 Found', "Location: http://me:secret\@127.0.0.1:$port/tides", ''],
	'/to-loopback' => ['302 Found', "Location: $here/tides", ''],
	'/to-metadata' => ['302 Found', 'Location: http://169.254.169.254/latest', ''],
	'/empty' => ['200 OK', 'Content-Type: text/html', ''],
	'/bomb' => ['200 OK', "Content-Type: text/html\r\nContent-Encoding: gzip", $bomb],
	'/big' => ['200 OK', 'Content-Type: text/html', $zeros],
	'/cut' => ['200 OK', "Content-Type: text/html\r\nContent-Length: 9999", $html],
	'/secret' => ['401 Unauthorized', 'WWW-Authenticate: Basic', 'no'],
	'/broken' => ['503 Service Unavailable', 'Content-Type: text/plain', 'no'],
	'/evil' => ['200 OK', 'Content-Type: text/html',
		'<title>../../etc/.passwd: "x" | y</title><p>words enough for a page of text.</p>'],
);

open(my $p, '>', $portfile) or die "$portfile: $!";
print $p "$port\n";
close $p;

while (my $client = $server->accept) {
	my $request = <$client> // next;
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
	}
	open(my $log, '>>', $logfile) or die "$logfile: $!";
	print $log $request;
	close $log;
	my ($path) = $request =~ m{^GET (?:http://[^/ ]+)?(/[^ ]*)};
	my ($status, $headers, $body) = @{$page{$path // ''} // ['404 Not Found', 'X: y', 'no']};
	my $length = $headers =~ /Content-Length/ ? '' : "Content-Length: " . length($body) . "\r\n";
	print $client "HTTP/1.1 $status\r\n$headers\r\n${length}Connection: close\r\n\r\n$body";
	close $client;
}
