# notes.awk - makes N linked notes of about 4 KB from a seed: awk -v n=1000 -v dir=raw -f notes.awk
#
# Words fall off as in running text (a power of their rank). A topic has a made-up name of one to
# three words; a note defines some topics, tells of others and links to other notes, so that a
# compile finds concepts that many notes share.
function word() { return words[int(n_words * rand() ^ 3)] }
function topic(k) { return topics[k == "" ? int(n_topics * rand() ^ 2) : k] }
function capital(s) { return toupper(substr(s, 1, 1)) substr(s, 2) }

function make_word(i, length_, s, k) {
	length_ = 1 + int(rand() * 3) + (i > 300)
	for (k = 0; k < length_; k++)
		s = s syllable[int(rand() * n_syllables) + 1]
	return s (rand() < 0.3 ? tail[int(rand() * 6) + 1] : "")
}

function sentence(s, k, most) {
	most = 8 + int(rand() * 10)
	s = capital(word())
	for (k = 1; k < most; k++)
		s = s " " (k % 4 == 2 ? glue[int(rand() * n_glue) + 1] : word())
	return s ". "
}

function tells(t, other) {
	if (rand() < 0.4)
		return t " is a " word() " that " word() " the " word() " of " other " in " (1900 + int(rand() * 120)) ". "
	if (rand() < 0.5)
		return "The " word() " of " t " gives " int(rand() * 900 + 10) " " word() " to every " word() ". "
	return capital(word()) " and " word() " follow from " t " when " other " has a " word() ". "
}

function note(i, file, p, s, t, left) {
	file = sprintf("%s/%02d/n%06d.md", dir, i % 50, i)
	printf "# %s and the %s of %s\n", capital(word()), word(), topic() >file
	left = 4000
	for (p = 0; left > 0; p++) {
		if (p % 3 == 2)
			printf "\n## %s %s\n", capital(word()), word() >file
		s = ""
		t = topic()
		for (; length(s) < 500;)
			s = s (rand() < 0.35 ? tells(t, topic()) : sentence())
		if (rand() < 0.5)
			s = s sprintf("See [%s](../%02d/n%06d.md).", word(), (i * 7 + p) % n % 50, (i * 7 + p) % n)
		printf "\n%s\n", s >file
		left -= length(s)
	}
	close(file)
}

BEGIN {
	srand(seed == "" ? 11 : seed)
	n_syllables = split("ba be bi bo da de di do fa fe fo ga go ha he hi ka ke ki ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi", syllable, " ")
	split("n r l s nt st", tail, " ")
	n_glue = split("of the with and in for to a by from", glue, " ")
	n_words = 12000
	for (k = 0; k < n_words; k++)
		words[k] = make_word(k)
	n_topics = int(60 + n / 4)
	if (n_topics > 5000)
		n_topics = 5000
	for (k = 0; k < n_topics; k++) {
		topics[k] = capital(make_word(1000)) (rand() < 0.5 ? " " capital(make_word(1000)) : "")
		if (rand() < 0.2)
			topics[k] = topics[k] " " make_word(1000)
	}
	for (k = 0; k < 50; k++)
		system(sprintf("mkdir -p %s/%02d", dir, k))
	for (k = 0; k < n; k++)
		note(k)
}
