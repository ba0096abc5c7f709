#!/usr/bin/perl
# hostile.pl - files made to hurt a reader of documents.
#
#	perl hostile.pl make FOLDER [SIZE]   one of each kind; bombs hold SIZE MB each (64)
#	perl hostile.pl cut FILE FOLDER      FILE cut off at every hundredth of its length, 0.ext to 99.ext
use strict;
use warnings;
use Compress::Zlib ();

my ($verb, @args) = @ARGV;

sub write_file {
	my ($path, @parts) = @_;
	open my $f, '>:raw', $path or die "$path: $!\n";
	print $f @parts;
	close $f or die "$path: $!\n";
}

# A container of members, each [name, bytes] or [name, deflated, crc, length].
sub container {
	my ($at, $local, $central, $n) = (0, '', '', 0);
	for (@_) {
		my ($name, $bytes, $crc, $length) = @$_;
		my $method = defined $crc ? 8 : 0;
		$crc = Compress::Zlib::crc32($bytes) unless $method;
		$length = length $bytes unless $method;
		my $common = pack 'vvvvvVVVvv', 20, 0, $method, 0, 33, $crc, length $bytes, $length,
			length $name, 0;
		my $entry = "PK\3\4" . $common . $name . $bytes;
		$central .= "PK\1\2" . pack('v', 20) . $common . pack('vvvVV', 0, 0, 0, 0, $at) . $name;
		$local .= $entry;
		$at += length $entry;
		$n++;
	}
	return $local . $central . "PK\5\6" . pack 'vvvvVVv', 0, 0, $n, $n, length $central, $at, 0;
}

# A member that unpacks to head, then the piece again and again up to so many MB, then tail.
sub bomb {
	my ($name, $mb, $head, $piece, $tail) = @_;
	my $block = $piece x (int(1e6 / length $piece) + 1);
	my ($d, $out) = (Compress::Zlib::deflateInit(-WindowBits => -15), '');
	my ($crc, $length) = (undef, 0);
	for my $part ($head, ($block) x $mb, $tail) {
		$out .= $d->deflate($part);
		$crc = defined $crc ? Compress::Zlib::crc32($part, $crc) : Compress::Zlib::crc32($part);
		$length += length $part;
	}
	return [$name, $out . $d->flush, $crc, $length];
}

my $ooxml = 'http://schemas.openxmlformats.org/';
my $word = "<w:document xmlns:w='${ooxml}wordprocessingml/2006/main'><w:body>";
my $types = ['[Content_Types].xml', "<Types xmlns='${ooxml}package/2006/content-types'/>"];
my $odf = 'urn:oasis:names:tc:opendocument:xmlns:';
my $text = "<office:document-content xmlns:office='${odf}office:1.0' xmlns:text='${odf}text:1.0'>"
	. '<office:body><office:text>';
my $end = '</office:text></office:body></office:document-content>';
my $sheet = "<worksheet xmlns='${ooxml}spreadsheetml/2006/main'><sheetData>";
my $book = ['xl/workbook.xml', "<workbook xmlns='${ooxml}spreadsheetml/2006/main' xmlns:r="
	. "'${ooxml}officeDocument/2006/relationships'><sheets><sheet name='S' sheetId='1' r:id='r1'/>"
	. '</sheets></workbook>'];
my $rels = ['xl/_rels/workbook.xml.rels', "<Relationships xmlns='${ooxml}package/2006/relationships'>"
	. "<Relationship Id='r1' Type='${ooxml}officeDocument/2006/relationships/worksheet' "
	. "Target='worksheets/sheet1.xml'/></Relationships>"];
my $container = ['META-INF/container.xml', "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:"
	. "container'><rootfiles><rootfile full-path='c.opf'/></rootfiles></container>"];
my $opf = ['c.opf', "<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='a' href='a.xhtml' "
	. "media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>"];

# Entities that multiply, and one that asks for a file.
sub laughs {
	my $s = "<!DOCTYPE d [<!ENTITY e0 'lol'><!ENTITY x SYSTEM 'file:///etc/passwd'>";
	$s .= "<!ENTITY e$_ '" . ('&e' . ($_ - 1) . ';') x 10 . "'>" for 1 .. 9;
	return "$s]>";
}

sub pdf {
	my ($stream, $filter) = @_;
	my @objects = ('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
		'<</Length ' . length($stream) . "$filter>>stream\n$stream\nendstream",
		'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
	my ($out, @at) = ("%PDF-1.4\n");
	for (0 .. $#objects) {
		push @at, length $out;
		$out .= ($_ + 1) . " 0 obj\n$objects[$_]\nendobj\n";
	}
	my $start = length $out;
	$out .= "xref\n0 6\n0000000000 65535 f \n" . join '', map { sprintf "%010d 00000 n \n", $_ } @at;
	return "${out}trailer<</Size 6/Root 1 0 R>>\nstartxref\n$start\n%%EOF\n";
}

sub make {
	my ($dir, $mb) = @_;
	my $n = 100_000;
	my @kinds = qw(md txt html pdf docx odt pptx xlsx epub ipynb csv vtt srt eml mbox png json);
	srand 5;
	my %bytes = (
		empty => '',
		nul => "\0" x 5000,
		latin => "caf\xe9 \xff\xfe\x80 na\xefve\n" x 50,
		surrogates => "half \xed\xa0\x80 of \xed\xbf\xbf a pair \xf5\x90\x80\x80 beyond\n" x 50,
		line => 'word ' x 200_000,
		noise => join('', map { chr int rand 256 } 1 .. 65536),
	);
	for my $kind (@kinds) {
		write_file("$dir/$_.$kind", $bytes{$_}, $kind) for sort keys %bytes;
	}
	# one kind under the name of another
	my %starts = (docx => "PK\3\4", pdf => "%PDF-1.7\n", png => "\x89PNG\r\n\x1a\n", epub => "\x1f\x8b\x08");
	for my $kind (@kinds) {
		write_file("$dir/as-$_.$kind", $starts{$_}, "$kind ", $bytes{noise}) for sort keys %starts;
	}
	my %deep = (quotes => '>', brackets => '[', parens => '](', stars => '*', ticks => '`', under => '_a',
		images => '![', angle => '<', entities => '&amp', pipes => "|-", braces => '{', dashes => '- ',
		numbers => '1. ', tildes => '~~', footnotes => '[^', dollars => '$');
	write_file("$dir/deep-$_.md", $deep{$_} x $n, " end of $_\n") for sort keys %deep;
	write_file("$dir/lists.md", map { ' ' x ($_ % 3000) . "- item $_\n" } 1 .. 3000);
	write_file("$dir/refs.md", (map { "[r$_]: /x$_\n" } 1 .. 30_000), map { "[r$_] " } 1 .. 30_000);
	write_file("$dir/alias.md", "---\na0: &a0 [x, x]\n",
		(map { "a$_: &a$_ [" . join(', ', ('*a' . ($_ - 1)) x 9) . "]\n" } 1 .. 12), "---\nAliases.\n");
	write_file("$dir/twice.md", "---\ntitle: One\ntitle: Two\ntags: [a\n---\nKeys twice.\n");
	write_file("$dir/flow.md", "---\nx: ", '[' x $n, "\n---\nFlow.\n");
	write_file("$dir/endless.md", "---\ntitle: no end of this\n", "word: word\n" x $n);
	for my $tag (qw(div b span table ul blockquote svg math select font p)) {
		write_file("$dir/deep-$tag.html", "<p>Start of it.</p>", "<$tag>" x $n, "inside $tag");
	}
	write_file("$dir/attributes.html", '<p ', (map { "a$_=b " } 1 .. $n), ">Attributes.</p>");
	write_file("$dir/cells.html", '<table><tr><td colspan=1000000 rowspan=65000>one</td></tr></table>' x 50);
	write_file("$dir/unclosed.html", "<p>Words.<!-- ", 'x' x 1_000_000);
	write_file("$dir/script.html", '<script>', '<!--<script>' x $n, "</script><p>After.</p>");
	write_file("$dir/json.html", '<script type="application/ld+json">', '[' x $n, '</script><p>Deep data.</p>');
	write_file("$dir/formats.html", '<p><b><i><u><s><a href=x>' x 5000, 'end');
	write_file("$dir/notes.ipynb", '[' x $n);
	write_file("$dir/cells.ipynb", '{"cells":', '[' x 5000, ']' x 5000, ',"nbformat":4}');
	write_file("$dir/quotes.csv", '"' x $n, "\n");
	write_file("$dir/wide.csv", ',' x $n, "\n", "a,b\n" x 1000);
	write_file("$dir/ragged.tsv", map { "x\t" x ($_ % 50) . "\n" } 1 .. 5000);
	write_file("$dir/cues.vtt", "WEBVTT\n\n", "00:00:01.000 --> 00:00:00.000\n<v <v <b>\n\n" x 20_000);
	write_file("$dir/times.srt", "1\n99999999999:99:99,999 --> x\n\n" x 20_000);
	write_file("$dir/parts.eml", "MIME-Version: 1.0\n", map {
		"Content-Type: multipart/mixed; boundary=b$_\n\n--b$_\n" } 1 .. 5000);
	write_file("$dir/heads.eml", "Subject: =?utf-8?Q?", '=41' x $n, "?=\n", "X: y\n" x $n, "\nBody.\n");
	write_file("$dir/nested.eml", "Content-Type: message/rfc822\n\n" x 5000, "end\n");
	write_file("$dir/many.mbox", "From a Mon Jan  1 00:00:00 2024\nSubject: s\n\nwords\n\n" x 20_000);

	my $laughs = laughs();
	my $x = '&e9;&x;';
	write_file("$dir/laughs.docx", container($types, ['word/document.xml',
		"$laughs$word<w:p><w:r><w:t>Before. $x</w:t></w:r></w:p></w:body></w:document>"]));
	write_file("$dir/laughs.odt", container(['content.xml', "$laughs$text<text:p>Before. $x</text:p>$end"]));
	write_file("$dir/laughs.xlsx", container($types, $book, $rels, ['xl/worksheets/sheet1.xml',
		"$laughs$sheet<row><c t='inlineStr'><is><t>Before. $x</t></is></c></row></sheetData></worksheet>"]));
	write_file("$dir/laughs.epub", container($container, $opf, ['a.xhtml',
		"$laughs<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Before. $x</p></body></html>"]));
	write_file("$dir/laughs.html", "$laughs<p>Before. $x</p>");

	my $p = '<w:p><w:r><w:t>aaaa bbbb</w:t></w:r></w:p>';
	write_file("$dir/bomb.docx", container($types,
		bomb('word/document.xml', $mb, $word, $p, '</w:body></w:document>')));
	write_file("$dir/bomb.odt", container(bomb('content.xml', $mb, $text, '<text:p>aaaa bbbb</text:p>', $end)));
	write_file("$dir/bomb.xlsx", container($types, $book, $rels, bomb('xl/worksheets/sheet1.xml', $mb, $sheet,
		'<row><c><v>1</v></c></row>', '</sheetData></worksheet>')));
	write_file("$dir/bomb.epub", container($container, $opf,
		bomb('a.xhtml', $mb, '<html><body>', '<p>aaaa bbbb</p>', '</body></html>')));
	# as large, beside a member that does not shrink
	my $noise = ['noise.bin', $bytes{noise} x 10];
	write_file("$dir/heavy.docx", container($types, $noise,
		bomb('word/document.xml', $mb - 1, $word, $p, '</w:body></w:document>')));
	write_file("$dir/heavy.odt", container($noise,
		bomb('content.xml', $mb - 1, $text, '<text:p>aaaa bbbb</text:p>', $end)));
	write_file("$dir/heavy.xlsx", container($types, $noise, $book, $rels, bomb('xl/worksheets/sheet1.xml',
		$mb - 1, $sheet, '<row><c><v>1</v></c></row>', '</sheetData></worksheet>')));
	write_file("$dir/heavy.epub", container($container, $noise, $opf,
		bomb('a.xhtml', $mb - 1, '<html><body>', '<p>aaaa bbbb</p>', '</body></html>')));
	write_file("$dir/many.docx", container($types, map { ["word/x$_.xml", 'x'] } 1 .. 30_000));
	write_file("$dir/deep.docx", container($types, ['word/document.xml', $word . '<w:tbl><w:tr><w:tc>' x 20_000]));
	write_file("$dir/deep.odt", container(['content.xml', $text . '<text:list><text:list-item>' x 20_000]));
	write_file("$dir/far.xlsx", container($types, $book, $rels, ['xl/worksheets/sheet1.xml', $sheet
		. "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row><row r='1'><c r='A1'><v>2</v></c></row>"
		. '</sheetData></worksheet>']));
	write_file("$dir/outside.epub", container($container, ['c.opf', $opf->[1] =~ s/a\.xhtml/..\/..\/..\/etc\/passwd/r],
		['../../evil.xhtml', '<html><body>evil</body></html>']));

	my ($d, $stream) = (Compress::Zlib::deflateInit(), '');
	$stream .= $d->deflate("BT /F 12 Tf 72 700 Td (aaaa bbbb) Tj ET\n" x 25_000) for 1 .. $mb;
	$stream .= $d->flush;
	write_file("$dir/bomb.pdf", pdf($stream, '/Filter/FlateDecode'));
	write_file("$dir/letters.pdf", pdf('BT /F 1 Tf 1 1 Td (' . 'a' x 500_000 . ') Tj ET', ''));
	write_file("$dir/loop.pdf", pdf('BT ET', '') =~ s/Kids\[3 0 R\]/Kids[2 0 R]/r);
}

sub cut {
	my ($file, $dir) = @_;
	open my $f, '<:raw', $file or die "$file: $!\n";
	my $bytes = do { local $/; <$f> };
	my ($ext) = $file =~ /(\.[^.]+)$/;
	write_file("$dir/$_$ext", substr $bytes, 0, int(length($bytes) * $_ / 100)) for 0 .. 99;
}

if ($verb eq 'make') {
	make($args[0], $args[1] // 64);
} else {
	cut(@args);
}
