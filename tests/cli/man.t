#!/bin/sh
# man: kb(1) says what kb does, in roff that groff takes without a warning.
. "$(dirname "$0")/lib.sh"

ok 'kb --man' "$KB" --man
cp "$OUT" kb.1
like 'it is kb(1)' "$(head -n 1 kb.1)" '^\.TH KB 1 '
"$KB" --man >again
same 'the same bytes each time' kb.1 again

for section in NAME SYNOPSIS DESCRIPTION OPTIONS COMMANDS CONFIGURATION 'RULES OF LINT' ENVIRONMENT \
	FILES 'EXIT STATUS' EXAMPLES; do
	like "section $section" "$(cat kb.1)" "^\.SH $section\$"
done
for status in 0 1 2 3 130; do
	like "exit status $status" "$(sed '1,/^\.SH EXIT STATUS/d' kb.1)" "^$status\$"
done

# Every option that a help names stands in the manual.
sed 's/\\-/-/g; s/\\f[BIR]//g' kb.1 >plain
for name in $("$KB" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'); do
	like "kb $name" "$(cat plain)" "^\.SS \"kb $name"
	sed -n "/^\.SS \"kb ${name}[ \"]/,/^\.S[SH] /p" plain >section
	"$KB" help "$name" | grep -Eo -e '^ +(-., )?--[a-z-]+' | grep -Eo -e '--.*' >options
	while read -r option; do
		like "kb $name $option" "$(cat section)" "(^|, )$option( |\$)"
	done <options
done

if command -v groff >/dev/null; then
	is 'groff has nothing to say' "$(groff -man -Tutf8 -ww -z kb.1 2>&1)" ''
	groff -man -Tutf8 -P -c kb.1 | sed 's/.\x08//g' >text 2>/dev/null
	like 'and prints it' "$(cat text)" 'compile a folder of documents into a wiki'
else
	skip 'groff has nothing to say' 'no groff'
fi

done_testing
