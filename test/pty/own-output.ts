// SPDX-License-Identifier: Apache-2.0
// What the program may write to a terminal, to the letter: everything else comes from somebody else's bytes.

/** An SGR sequence as src/ui/paint/style.ts makes it: it always starts again. Blinking and hiding are not among them. */
const COLOR = '(?:;[34]8;2;\\d{1,3};\\d{1,3};\\d{1,3}|;[34]8;5;\\d{1,3}|;(?:[34]|9|10)[0-7])';
const STYLE = `\\x1b\\[0(?:;[123479])*${COLOR}{0,2}m`;
const MODES = '\\x1b\\[\\?(?:25|7|1049|2004|1000|1002|1006|2026)[hl]';
const QUESTIONS = '\\x1b\\]11;\\?\\x1b\\\\|\\x1b\\[c';
const COPIES = '\\x1b\\]52;c;[A-Za-z0-9+/=]*\\x07';
const PLACES = '\\x1b\\[\\d+;\\d+H|\\x1b\\[H|\\x1b\\[0m\\x1b\\[2J|\\x1b\\[2J(?=$|\\x1b\\[\\?1049l)';
// Clearing begins with what looks like a style.
const OWN = new RegExp(`${PLACES}|${STYLE}|${MODES}|${QUESTIONS}|${COPIES}`, 'g');

/** Controls of both sets, and what reorders or hides. */
const ACTING = /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Everything in the program's output that could act and is not its own, with its surroundings. */
export function foreignParts(raw: string): string[] {
  const rest = raw.replace(OWN, '');
  return [...rest.matchAll(ACTING)].map(({ index }) => JSON.stringify(rest.slice(Math.max(0, index - 10), index + 20)));
}
