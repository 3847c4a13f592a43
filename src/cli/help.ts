// SPDX-License-Identifier: Apache-2.0
// --help, from the option table.

import { OPTION_ROWS } from './options.js';

export function helpText(): string {
  const rows = OPTION_ROWS.map((row) => {
    const value = row.value === undefined ? '' : ` ${row.value}`;
    const letter = row.letter === undefined ? '    ' : `-${row.letter}, `;
    return [`${letter}--${row.name}${value}`, row.text] as const;
  });
  const width = rows.reduce((widest, [left]) => Math.max(widest, left.length), 0);
  return [
    'Usage: sysdrill [options] [filter…]           look at the running system, or with -r at a capture',
    '       sysdrill capture [options] [filter…]   record without a screen',
    '       sysdrill rules check|list|test FILE…    detection rules: valid? which? what would they have found?',
    '       sysdrill serve --metrics ADDRESS:PORT   views as metrics for Prometheus',
    '       sysdrill agent URL [filter…]           answer the questions of a fleet about this host',
    '       sysdrill fleet URL [options] [filter…] many hosts as one: docs/fleet.md',
    '       sysdrill doctor                        what works on this machine, and what to do about the rest',
    '',
    ...rows.map(([left, text]) => `  ${left.padEnd(width)}  ${text}`),
    '',
    'Examples:',
    '  sudo sysdrill                                    the running system',
    '  sysdrill -r trace.scap                           a capture; Enter walks in, Backspace out',
    '  sysdrill -r trace.scap -v connections --json     a view as JSON',
    '  sysdrill -r trace.scap --rules rules.yaml        what detection rules find in it',
    "  sysdrill -r trace.scap -p '%evt.time %proc.name %evt.info' evt.failed=true",
  ].join('\n');
}
