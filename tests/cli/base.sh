# base.sh - sourced behind lib.sh: a small base of four sources that share their concepts.

# writes raw/NAME with the text of stdin
source_file()
{
	mkdir -p raw && cat >"raw/$1"
}

small_base()
{
	"$KB" init . >/dev/null || return 1
	source_file memex.md <<'END'
---
title: "The memex of Vannevar Bush"
source: "https://example.org/memex"
author:
  - "[[Ada Writer]]"
published: 2019-05-04
created: 2024-01-02
description: "A desk that remembers"
tags:
  - "clippings"
---
The memex is a hypothetical desk that stores books, records and letters on microfilm. Vannevar Bush described the memex in July 1945.

## Trails

An associative trail is a chain of links between documents that a reader of the memex builds. Bush expected that trail blazers would build associative trails for others.

- The memex stores documents on microfilm.
- The memex shows two documents side by side on slanted screens.

## Legacy

The memex inspired hypertext. Hypertext is text that links to other text, so that readers follow links instead of pages.
END
	source_file hypertext.md <<'END'
# A short history of hypertext

Hypertext is text with links that a reader can follow on a screen. Ted Nelson coined the word hypertext in 1965 for a paper of the Association for Computing Machinery.

The memex of Vannevar Bush is the ancestor of hypertext in most histories. An associative trail in the memex plays the part of a link in hypertext.

| Year | System |
| --- | --- |
| 1968 | oN-Line System by Douglas Engelbart |
| 1987 | HyperCard by Bill Atkinson |
END
	source_file backlinks.txt <<'END'
Backlinks explained

A backlink is a link that points at the page a reader looks at. Hypertext systems show backlinks so that a reader sees who cites a page.

Most wiki engines keep a table of backlinks. A wiki is a website whose pages any reader can edit. Ward Cunningham started the first wiki in March 1995.
END
	source_file wiki.html <<'END'
<!DOCTYPE html>
<html lang="en"><head><title>What a wiki is | Example Site</title>
<meta name="author" content="Ben Editor"><meta property="article:published_time" content="2020-06-01T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/about">About</a></nav>
<article><h1>What a wiki is</h1>
<p>A wiki is a website whose pages are edited by its readers, and hypertext is what its pages are made of. Ward Cunningham wrote the first wiki for the Portland Pattern Repository.</p>
<p>Every wiki engine keeps old versions of a page, because a page that anybody edits is a page that anybody damages. A backlink in a wiki shows which pages lead to a page.</p>
<p>Readers of a wiki fix small errors at once, and the memex of Vannevar Bush never offered that.</p></article>
<footer>Copyright Example Site</footer></body></html>
END
}

# FOLDER: all files below wiki/ but the log, with their sums
sums()
{
	(cd "$1" && find wiki -type f ! -name log.md | LC_ALL=C sort | while IFS= read -r f; do
		printf '%s ' "$f"
		cksum <"$f"
	done)
}
