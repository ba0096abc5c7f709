#!/bin/sh
# lint-sarif: what SARIF 2.1.0 (OASIS) asks of a log, checked by a reader of its own: required members,
# types, enumerations, references to rules, URIs; JUnit by xmllint where that is installed.
. "$(dirname "$0")/lib.sh"

LC_ALL=C awk -f "$ROOT/tests/lint/genvault.awk" -v out=.
"$KB" lint --rule broken-link --write-baseline known vault >/dev/null 2>&1
exits 'a vault of defects' 1 "$KB" lint --baseline known --suggest --format sarif vault
cp "$OUT" log.sarif
cat >check.pl <<'END2'
use strict;
use warnings;
use JSON::PP;
binmode STDOUT, ':utf8';
sub fail { print "@_\n"; exit 0 }
local $/;
my $log = eval { decode_json(<STDIN>) } or fail("no JSON: $@");
sub is_text { my ($v, $what) = @_; defined $v && !ref $v && length $v or fail("$what is no text") }
sub is_count { my ($v, $what) = @_; defined $v && !ref $v && encode_json([$v]) =~ /^\[[1-9]\d*\]$/ or fail("$what is no number from 1") }
sub only { my ($v, $what, @known) = @_; my %k = map { $_ => 1 } @known; $k{$_} or fail("$what: $_ is unknown") for keys %$v }
only($log, 'log', qw($schema version runs));
$log->{version} eq '2.1.0' or fail('version');
ref $log->{runs} eq 'ARRAY' && @{$log->{runs}} == 1 or fail('runs');
my $run = $log->{runs}[0];
only($run, 'run', qw(tool columnKind results));
$run->{columnKind} =~ /^(unicodeCodePoints|utf16CodeUnits)$/ or fail('columnKind');
my $driver = $run->{tool}{driver};
only($driver, 'driver', qw(name version rules informationUri));
is_text($driver->{name}, 'driver.name');
my %rule;
for my $r (@{$driver->{rules}}) {
	only($r, 'rule', qw(id shortDescription fullDescription help defaultConfiguration));
	is_text($r->{id}, 'rule.id');
	$rule{$r->{id}}++ and fail("rule $r->{id} stands twice");
	for my $text (grep { exists $r->{$_} } qw(shortDescription fullDescription help)) {
		only($r->{$text}, $text, qw(text markdown));
		is_text($r->{$text}{text}, "rule.$text.text");
	}
	only($r->{defaultConfiguration}, 'defaultConfiguration', qw(enabled level rank parameters));
	JSON::PP::is_bool($r->{defaultConfiguration}{enabled}) or fail('enabled');
	$r->{defaultConfiguration}{level} =~ /^(none|note|warning|error)$/ or fail('rule level');
}
my ($n, $suppressed, %print) = (0, 0);
for my $r (@{$run->{results}}) {
	only($r, 'result', qw(ruleId level message locations partialFingerprints suppressions));
	$rule{$r->{ruleId}} or fail("no rule $r->{ruleId}");
	$r->{level} =~ /^(none|note|warning|error)$/ or fail('level');
	is_text($r->{message}{text}, 'message.text');
	@{$r->{locations}} == 1 or fail('locations');
	only($r->{message}, 'message', qw(text markdown id arguments));
	only($r->{locations}[0], 'location', qw(id physicalLocation logicalLocations message));
	my $place = $r->{locations}[0]{physicalLocation};
	only($place, 'physicalLocation', qw(artifactLocation region contextRegion address));
	only($place->{artifactLocation}, 'artifactLocation', qw(uri uriBaseId index description));
	my $uri = $place->{artifactLocation}{uri};
	$uri =~ m{^(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$} or fail("no URI: $uri");
	only($place->{region}, 'region', qw(startLine startColumn));
	exists $place->{region}{startLine} or fail('a column without a line');
	is_count($place->{region}{startLine}, 'startLine');
	is_count($place->{region}{startColumn}, 'startColumn');
	for my $p (values %{$r->{partialFingerprints}}) {
		is_text($p, 'fingerprint');
		$print{$p}++ and fail("fingerprint $p stands twice");
	}
	for my $s (@{$r->{suppressions} // []}) {
		only($s, 'suppression', qw(guid kind status justification location));
		$s->{kind} =~ /^(inSource|external)$/ or fail('suppression');
		$suppressed++;
	}
	$n++;
}
print "valid $n $suppressed\n";
END2
"$KB" lint --baseline known --suggest vault >text 2>/dev/null
is 'is valid, and says what the text says' "$(perl check.pl <log.sarif)" \
	"valid $(wc -l <text | tr -d ' ') $(grep -c ' (known)$' text)"
is 'the reader would see a level that is none' \
	"$(sed 's/"level": *"error"/"level":"fatal"/' log.sarif | perl check.pl | grep -c valid)" 0
mkdir clean && printf 'text [[b]]\n' >clean/a.md && printf 'text [[a]]\n' >clean/b.md
"$KB" lint --rule broken-link --format sarif clean >log.sarif 2>/dev/null
is 'without findings too' "$(perl check.pl <log.sarif)" 'valid 0 0'

cat >junit.dtd <<'END2'
<!ELEMENT testsuites (testsuite*)>
<!ELEMENT testsuite (testcase*)>
<!ATTLIST testsuite name CDATA #REQUIRED tests NMTOKEN #REQUIRED failures NMTOKEN #REQUIRED
	skipped NMTOKEN #IMPLIED errors NMTOKEN #IMPLIED time CDATA #IMPLIED>
<!ELEMENT testcase ((failure|error|skipped)?, system-out?)>
<!ATTLIST testcase name CDATA #REQUIRED classname CDATA #REQUIRED time CDATA #IMPLIED>
<!ELEMENT failure (#PCDATA)>
<!ATTLIST failure type CDATA #REQUIRED message CDATA #IMPLIED>
<!ELEMENT error (#PCDATA)>
<!ELEMENT skipped (#PCDATA)>
<!ATTLIST skipped message CDATA #IMPLIED>
<!ELEMENT system-out (#PCDATA)>
END2
if command -v xmllint >/dev/null 2>&1; then
	"$KB" lint --baseline known --format junit vault >junit.xml 2>/dev/null
	ok 'JUnit is valid' xmllint --noout --dtdvalid junit.dtd junit.xml
	is 'its counts are those of its cases' "$(xmllint --xpath 'concat(count(//failure)," ",count(//skipped))' junit.xml)" \
		"$(xmllint --xpath 'concat(//testsuite/@failures," ",//testsuite/@skipped)' junit.xml)"
	is 'a case for each finding' "$(xmllint --xpath 'count(//testcase)' junit.xml)" \
		"$(xmllint --xpath 'string(//testsuite/@tests)' junit.xml)"
else
	skip 'JUnit is valid' 'no xmllint'
	skip 'its counts are those of its cases' 'no xmllint'
	skip 'a case for each finding' 'no xmllint'
fi

ok 'the rules' "$KB" lint --rules --json
is 'each with an example of bad and good' "$(grep -cE '"(bad|good)": ""' "$OUT")" 0
done_testing
