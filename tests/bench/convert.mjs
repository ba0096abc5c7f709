// convert.mjs - web pages to Markdown with Node tools, to be measured beside kb convert.
//
//	node convert.mjs readability|defuddle REPEAT FILE...	REPEAT 1 is a process of a page
//
// readability: linkedom's DOM, @mozilla/readability, turndown; defuddle: linkedom's DOM, defuddle,
// turndown. Found in node_modules beside the current folder.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [tool, repeat, ...files] = process.argv.slice(2);
const need = createRequire(process.cwd() + '/');
const { parseHTML } = need('linkedom');
const Turndown = need('turndown');
const { Readability } = tool === 'readability' ? need('@mozilla/readability') : {};
const defuddle = tool === 'defuddle' ? need('defuddle') : undefined;
const Defuddle = defuddle?.default ?? defuddle?.Defuddle ?? defuddle;
const markdown = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced' });
let bytes = 0;
let failed = 0;

function content(html) {
	const { document } = parseHTML(html);
	if (tool === 'readability')
		return new Readability(document).parse()?.content ?? '';
	return new Defuddle(document, { url: 'https://example.com/' }).parse().content ?? '';
}

const log = console.log;
console.log = console.warn = console.error = () => {};
for (let i = 0; i < Number(repeat); i++)
	for (const file of files) {
		try {
			const html = content(readFileSync(file, 'utf8'));
			const { document } = parseHTML(`<html><body>${html}</body></html>`);
			bytes += markdown.turndown(document.body).length;
		} catch {
			failed++; // a page that the tool cannot stand: the others count
		}
	}
if (bytes < 500 * files.length * Number(repeat) || failed * 10 > files.length * Number(repeat)) {
	process.exitCode = 1; // it found no article: not the same work
}
log(bytes);
