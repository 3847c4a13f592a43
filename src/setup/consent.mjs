// SPDX-License-Identifier: Apache-2.0
// Whether packages of the system may be installed: asked once, on a terminal. Where nobody can answer (CI set, no
// terminal) and with --yes it is done unasked.

import { closeSync, openSync, readSync } from 'node:fs';

/** @type {boolean | undefined} */
let answer;

/** @param {string} question @param {readonly string[]} args of the command line */
export function mayInstall(question, args = process.argv) {
  answer ??= isUnasked(args) || asked(question);
  return answer;
}

function isUnasked(args) {
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return args.includes('--yes') || Boolean(process.env['CI']) || !isTerminal;
}

/** Enter means yes. */
function asked(question) {
  process.stderr.write(`sysdrill: ${question} [Y/n] `);
  return /^\s*(y(es)?)?\s*$/i.test(readLine());
}

/** Of the terminal itself: a read of standard input could take what is typed for the program afterwards. */
function readLine() {
  const terminal = openSync('/dev/tty', 'r');
  const byte = Buffer.alloc(1);
  let line = '';
  try {
    while (readSync(terminal, byte) === 1 && byte[0] !== 0x0a) line += byte.toString('latin1');
  } finally {
    closeSync(terminal);
  }
  return line;
}
