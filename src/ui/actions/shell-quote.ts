// SPDX-License-Identifier: Apache-2.0
// An argument array as one line that a shell reads as exactly these arguments: for commands that are copied instead of run,
// and to show what will be run. Control, invisible and undecodable characters become \x escapes in $'…' (bash, zsh, ksh,
// busybox), so that a line that is pasted types nothing that cannot be seen.

import { safeText } from '../safe-text.js';

/** Words that need no quotes in any shell. `~` and `=` at the start mean something to some. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

export function shellLine(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(' ');
}

export function quoteArgument(argument: string): string {
  if (PLAIN.test(argument)) return argument;
  if (safeText(argument) === argument) return `'${argument.replaceAll("'", "'\\''")}'`;
  return `$'${[...argument].map(escaped).join('')}'`;
}

function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (safeText(character) === character) return character;
  return [...bytesOf(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** UTF-8; a lone surrogate U+DC80…U+DCFF stands for one byte that was no UTF-8 (engine/scap/text.ts). */
function bytesOf(character: string): Uint8Array {
  const code = character.charCodeAt(0);
  if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) return Uint8Array.of(code - 0xdc00);
  return Buffer.from(character);
}
