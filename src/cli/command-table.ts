// SPDX-License-Identifier: Apache-2.0
// What the first word of the command line may be, besides options and filters.

import { nearName } from '../engine/text/near-name.js';

export interface Command {
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  /** A line for `--help`. */
  readonly text: string;
}

export const COMMANDS = [
  { name: 'capture', usage: '[options] [filter…]', text: 'record without a screen' },
  { name: 'rules', usage: 'check|list|test FILE…', text: 'detection rules: valid? which? what would they have found?' },
  { name: 'redact', usage: 'IN OUT', text: 'copy a capture with its secrets hidden' },
  { name: 'record', usage: '[options] FOLDER', text: 'the flight recorder: the last hours in a ring of files' },
  { name: 'alerts', usage: 'FOLDER', text: 'what the rules of a recording have found' },
  { name: 'serve', usage: '--metrics ADDRESS:PORT', text: 'views as metrics for Prometheus' },
  { name: 'export', usage: '--parquet DIR|… [filter…]', text: 'events or a view to files and servers' },
  { name: 'agent', usage: 'URL [filter…]', text: 'answer the questions of a fleet about this host' },
  { name: 'fleet', usage: 'URL [options] [filter…]', text: 'many hosts as one' },
  { name: 'doctor', usage: '', text: 'what works on this machine, and what to do about the rest' },
  { name: 'completion', usage: 'bash|zsh|fish', text: 'the script that completes words in a shell' },
  { name: 'help', usage: '[TOPIC]', text: 'the options for one purpose, a command, or the keys' },
] as const satisfies readonly Command[];

export type CommandName = (typeof COMMANDS)[number]['name'];

export const isCommand = (word: string | undefined): word is CommandName => COMMANDS.some(({ name }) => name === word);

/** The command that a first word nearly is. No filter is one plain word: fields have a dot in their names. */
export function misspelledCommand(word: string | undefined): string | undefined {
  if (word === undefined || !/^[a-z]{4,}$/.test(word)) return undefined;
  return nearName(
    word,
    COMMANDS.map(({ name }) => name),
  );
}
