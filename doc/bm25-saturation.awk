# bm25-saturation.awk - draws raw/assets/bm25-saturation.svg: what BM25 makes of a term that occurs once
# more. Weight of tf occurrences in a document of average length: tf * (k1 + 1) / (tf + k1).
# usage: awk -f doc/bm25-saturation.awk >raw/assets/bm25-saturation.svg
function x(tf) { return 70 + tf * 44 }
function y(w) { return 270 - w * 70 }
function curve(k1, colour, name,   tf, d) {
	for (tf = 0; tf <= 12.001; tf += 0.25)
		d = d sprintf("%s%.1f %.1f", tf ? " L" : "M", x(tf), y(tf * (k1 + 1) / (tf + k1)))
	printf "  <path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\"/>\n", d, colour
	printf "  <text x=\"%.0f\" y=\"%.1f\" fill=\"%s\">%s</text>\n", x(12) + 8, \
		y(12 * (k1 + 1) / (12 + k1)) + 5, colour, name
}
BEGIN {
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"700\" height=\"330\" "
	print "viewBox=\"0 0 700 330\" font-family=\"Georgia, serif\" font-size=\"15\">"
	print "  <title>Saturation of term frequency in BM25</title>"
	print "  <desc>Three curves that rise steeply and level off, for k1 of 0.5, 1.2 and 2.</desc>"
	print "  <rect width=\"700\" height=\"330\" fill=\"#fbf8f1\"/>"
	print "  <g stroke=\"#444\" stroke-width=\"1.5\">"
	printf "    <path d=\"M%d %d V%d\"/><path d=\"M%d %d H%d\"/>\n  </g>\n", \
		x(0), y(3.2), y(0), x(0), y(0), x(12) + 4
	print "  <g fill=\"#222\" text-anchor=\"middle\">"
	for (i = 0; i <= 12; i += 2)
		printf "    <text x=\"%.0f\" y=\"%.0f\">%d</text>\n", x(i), y(0) + 22, i
	for (i = 1; i <= 3; i++)
		printf "    <text x=\"%.0f\" y=\"%.0f\">%d</text>\n", x(0) - 16, y(i) + 5, i
	printf "    <text x=\"%.0f\" y=\"316\">occurrences of the term</text>\n", x(6)
	printf "    <text x=\"%.0f\" y=\"30\">weight, without idf</text>\n", x(1.4)
	print "  </g>"
	curve(0.5, "#2a7", "k1 = 0.5")
	curve(1.2, "#a33", "k1 = 1.2")
	curve(2, "#36a", "k1 = 2")
	print "</svg>"
}
