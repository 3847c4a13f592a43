// SPDX-License-Identifier: Apache-2.0
// --help, from the option table.

import { COMMANDS } from './command-table.js';
import { OPTION_ROWS } from './options.js';

/** Columns of a command with its arguments. */
const COMMAND_WIDTH = 38;
const left = (words: readonly string[]): string => words.join(' ').padEnd(COMMAND_WIDTH);

export function helpText(): string {
  const rows = OPTION_ROWS.map((row) => {
    const value = row.value === undefined ? '' : ` ${row.value}`;
    const letter = row.letter === undefined ? '    ' : `-${row.letter}, `;
    return [`${letter}--${row.name}${value}`, row.text] as const;
  });
  const width = rows.reduce((widest, [option]) => Math.max(widest, option.length), 0);
  return [
    `Usage: ${left(['sysdrill', '[options] [filter…]'])}  look at the running system, or with -r at a capture`,
    ...COMMANDS.map(({ name, usage, text }) => `       ${left([`sysdrill ${name}`, usage])}  ${text}`),
    '',
    ...rows.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`),
    '',
    'Examples:',
    '  sudo sysdrill                                    the running system',
    '  sysdrill -r trace.scap                           a capture; Enter walks in, Backspace out',
    '  sysdrill -r trace.scap -v connections --json     a view as JSON',
    '  sysdrill -r trace.scap --rules rules.yaml        what detection rules find in it',
    "  sysdrill -r trace.scap -p '%evt.time %proc.name %evt.info' evt.failed=true",
  ].join('\n');
}
