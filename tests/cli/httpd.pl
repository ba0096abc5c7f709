# httpd.pl - a small web server for tests, and a proxy that answers for every host.
#
#	perl httpd.pl PORTFILE LOG
#
# Listens on 127.0.0.1, writes its port to PORTFILE (a fifo will do) and each request line to LOG;
# answers one request at a time, a connection each. %page holds what it serves: status, headers, body,
# or a sub that gives them. /meet is answered when two ask for it at once; /turn/N says in the log when
# another connection waits meanwhile.
use strict;
use warnings;
use IO::Compress::Gzip qw(gzip);
use IO::Select;
use IO::Socket::INET;
use MIME::Base64;

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

# --- lists, images, trouble ---

sub article {
	my ($n, $more) = @_;
	return "<!DOCTYPE html><html><head><title>Article $n</title></head><body><article><h1>Article $n"
		. "</h1><p>Article number $n is about boats, and boats are what carries people over the "
		. "water of number $n since long ago.</p>" . ($more // '') . "</article></body></html>\n";
}
my $png = decode_base64('iVBORw0KGgoAAAANSUhEUgAAACgAAAAyCAAAAAAL2MZMAAAAHklEQVR42mMIJRIwjCocVTiqcFThq'
	. 'MJRhaMKh49CAHvfmC+x9HIVAAAAAElFTkSuQmCC');
$page{"/p/$_"} = ['200 OK', 'Content-Type: text/html', article($_)] for 1 .. 9;
$page{'/article'} = ['200 OK', 'Content-Type: text/html', article('with images',
	'<figure><img src="/img/a.png" alt="A boat"></figure><p>Words between the one picture and the '
	. 'other one, so that they stand apart.</p><img src="img/again.png" alt="Again"><img '
	. 'src="/img/none.png" alt="None"><img src="/img/fake.png" alt="Fake">')];
$page{'/img/a.png'} = $page{'/img/again.png'} = ['200 OK', 'Content-Type: image/png', $png];
$page{'/img/fake.png'} = ['200 OK', 'Content-Type: image/png', '<html>no picture</html>'];
$page{'/feed.xml'} = ['200 OK', 'Content-Type: application/rss+xml', "<?xml version='1.0'?>\n"
	. "<rss version='2.0'><channel><link>$here/</link><item><link>$here/p/3</link></item><item>"
	. "<guid>$here/p/4</guid></item><item><link>ftp://x/y</link></item></channel></rss>\n"];
my %asked;
$page{'/busy'} = sub {
	return $asked{busy}++ < 2
		? ['503 Busy', "Content-Type: text/plain\r\nRetry-After: 0", 'no']
		: ['200 OK', 'Content-Type: text/html', article('busy')];
};
$page{'/later'} = ['429 Slow', "Content-Type: text/plain\r\nRetry-After: 7200", 'no'];
$page{'/new'} = sub {
	return ['200 OK', 'Content-Type: text/html', article('version ' . ++$asked{new})];
};

open(my $p, '>', $portfile) or die "$portfile: $!";
print $p "$port\n";
close $p;

sub answer {
	my ($client, $answer) = @_;
	my ($status, $headers, $body) = @$answer;
	my $length = $headers =~ /Content-Length/ ? '' : "Content-Length: " . length($body) . "\r\n";
	print $client "HTTP/1.1 $status\r\n$headers\r\n${length}Connection: close\r\n\r\n$body";
	close $client;
}

sub note {
	open(my $log, '>>', $logfile) or die "$logfile: $!";
	print $log @_;
	close $log;
}

my $waiting;
while (my $client = $server->accept) {
	my $request = <$client> // next;
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
	}
	note($request);
	my ($path) = $request =~ m{^GET (?:http://[^/ ]+)?(/[^ ]*)};
	$path //= '';
	my $answer = $page{$path} // ['404 Not Found', 'X: y', 'no'];
	$answer = $answer->() if ref $answer eq 'CODE';
	if ($path =~ m{^/turn/(.*)}) {
		note("crowded\n") if IO::Select->new($server)->can_read(0.05);
		$answer = ['200 OK', 'Content-Type: text/html', article("turn $1")];
	}
	if ($path =~ m{^/meet/(.*)}) {
		my $mine = ['200 OK', 'Content-Type: text/html', article("meeting $1")];
		($waiting, $client) = ([$client, $mine], undef) if !$waiting;
		next if !$client;
		answer(@$waiting);
		undef $waiting;
		$answer = $mine;
	}
	answer($client, $answer);
}
