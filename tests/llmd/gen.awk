# gen.awk - corpora for tests of a compile with a model, from nothing but numbers.
#
#	awk -f gen.awk -v kind=KIND [-v n=20] [-v from=1] -v out=DIR
#
# overlap   n sources of 3 KB, each with three concepts of its own and two of n/2 that are shared
# chain     the same, each sharing one concept with the next
# disjoint  five concepts of its own each
# identity  ten concepts under two spellings each (number, hyphen, case, abbreviation, alias), and
#           six names that look alike and are not
# long      one source of n times 100 KB whose last paragraph speaks of the concept "Zephyr Ledger"
# twins     two sources that say the same with one other figure
#
# Each sentence has five words or more, one concept, and its own figures, so that each is a claim by the
# rules of llmd. Names are two invented words and share none, so that no two look alike. Files are
# DIR/sNNN.md; from: the number of the first, so that a corpus can be added to.

# the kth of 343,000 words, far from its neighbours
function word(k,    s, i) {
	s = ""
	k = (k * 7919 + 12345) % 343000
	for (i = 0; i < 3; i++) {
		s = s substr("bdfgklmnprstvz", k % 14 + 1, 1)
		k = int(k / 14)
		s = s substr("aeiou", k % 5 + 1, 1)
		k = int(k / 5)
	}
	return toupper(substr(s, 1, 1)) substr(s, 2) "n"
}

function name(k) { return word(2 * k) " " word(2 * k + 1) }

function about(file, c, salt,    i, x) {
	printf "## %s\n\n", c >file
	printf "The %s is a method that keeps the records of a harbour in good order. ", c >file
	for (i = 1; i <= 5; i++) {
		x = (salt * 37 + i * 101) % 883 + 100
		printf "%s %s took %d %s %d %s. ", opening[(salt + i) % 6], c, x, middle[(salt + i * 2) % 5],
			(x * 7 + salt) % 97 + 2, ending[(salt + i) % 4] >file
		if (i == 2) printf "\n\n" >file
	}
	printf "\n\n" >file
}

function head(file, i) {
	printf "# Report %d of the harbour office\n\n", i >file
	printf "This report of the harbour office lists what was measured in its quarter %d.\n\n", i >file
}

function source(i, list,    file, c, k, m) {
	file = sprintf("%s/s%03d.md", out, i)
	head(file, i)
	m = split(list, c, " ")
	for (k = 1; k <= m; k++) about(file, name(c[k]), i * 5 + k)
	close(file)
}

function identity(    pairs, m, i, p, file) {
	m = split("Neural Network|Neural Networks|Tidal Lock|Tidal Locks|Feed-Forward Layer|Feed Forward Layer|" \
		"Cross-Entropy Loss|Cross Entropy Loss|Backlink Index|backlink index|Harbour Gauge|harbour gauge|" \
		"Threshold Logic Unit (TLU)|TLU|Random Access Store (RAS)|RAS|" \
		"Velorn Compass, also called Night Compass,|Night Compass|" \
		"Marden Engine, also called Slow Engine,|Slow Engine", pairs, "|")
	for (i = 1; i <= m; i++) {
		file = sprintf("%s/s%03d.md", out, i)
		head(file, i)
		p = pairs[i]
		printf "The \"%s\" was %s %d times in the %d reports.\n\n", bare(p), "checked", i * 3, i + 40 >file
		if (p ~ /[(,]/) printf "The %s runs on %d lamps of the old quay.\n\n", p, i * 7 + 1 >file
		printf "Most reports say that the \"%s\" weighs %d grams at noon.\n", bare(p), i * 11 + 5 >file
		close(file)
	}
	p = "GPT-3|GPT-4|Tide Table|Tide Tablet|Mercury|Mercury"
	split(p, pairs, "|")
	for (i = 1; i <= 6; i++) {
		file = sprintf("%s/s%03d.md", out, m + i)
		head(file, m + i)
		printf "The %s is a %s of %d known parts.\n\n", pairs[i],
			i == 5 ? "planet" : i == 6 ? "element" : "program", i * 13 + 2 >file
		printf "Most reports name the \"%s\" in %d of their tables.\n", pairs[i], i * 17 >file
		close(file)
	}
}

function bare(p) {
	sub(/ \(.*/, "", p)
	sub(/,.*/, "", p)
	return p
}

function long_one(    file, i) {
	file = out "/s001.md"
	head(file, 1)
	for (i = 1; i <= n * 265; i++) {
		if (i % 40 == 1) printf "## Quarter %d\n\n", i >file
		printf "In year %d the office of the harbour counted %d ships and %d carts. ", i, i * 7 % 997 + 3,
			i * 11 % 89 + 2 >file
		printf "The keeper wrote each of the %d names down by hand, in %d books of blue paper, and locked them away. ",
			i * 13 % 991 + 4, i % 9 + 2 >file
		printf "Nobody else looked at more than %d of those books in all of the time since then, as far as it is known.\n\n",
			i % 7 + 2 >file
		printf "A second clerk copied %d pages of year %d for the town, and the town lost them in the flood of the winter.\n\n",
			i * 3 % 97 + 3, i >file
	}
	printf "The Zephyr Ledger is a book that survived the flood of the winter with 12 pages.\n" >file
	close(file)
}

function twins(    i, file) {
	for (i = 1; i <= 2; i++) {
		file = sprintf("%s/s%03d.md", out, i)
		head(file, i)
		printf "The %s is a method of %d steps for the records of a harbour.\n", name(0), 10 + i * 2 >file
		close(file)
	}
}

BEGIN {
	if (!n) n = 20
	if (!from) from = 1
	split("In tests the|Most reports say that the|By the end of the year the|Without any help the|After some days the|In the old harbour the", opening, "|")
	opening[0] = opening[6]
	split("times out of the|lamps on each of the|ropes and all of the|boxes for the last|tons in the course of", middle, "|")
	middle[0] = middle[5]
	split("days of rain in a row|quays that were built of stone|nights without a moon|weeks of the long winter", ending, "|")
	ending[0] = ending[4]
	last = from + n - 1
	if (kind == "identity") identity()
	else if (kind == "long") long_one()
	else if (kind == "twins") twins()
	else for (i = from; i <= last; i++) {
		own = i * 5 + 100
		if (kind == "overlap") {
			shared = int(n / 2)
			source(i, own " " own + 1 " " own + 2 " " i % shared " " (i + 3) % shared)
		} else if (kind == "chain")
			source(i, own " " own + 1 " " own + 2 " " own + 3 " " own + 8)
		else
			source(i, own " " own + 1 " " own + 2 " " own + 3 " " own + 4)
	}
}
