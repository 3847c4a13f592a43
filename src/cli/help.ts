// SPDX-License-Identifier: Apache-2.0
// --help and `sysdrill help TOPIC`, from the tables of commands and options.

import { COMMANDS } from './command-table.js';
import { FIRST_OPTIONS, OPTION_ROWS, OPTION_TOPICS, type OptionRow, type OptionTopic } from './option-table.js';

/** Columns of a command with its arguments. */
const COMMAND_WIDTH = 38;
const left = (words: readonly string[]): string => words.join(' ').padEnd(COMMAND_WIDTH);

/** An option as it is typed. */
export function optionWords({ letter, name, value }: OptionRow): string {
  const short = letter === undefined ? '    ' : `-${letter}, `;
  return `${short}--${name}${value === undefined ? '' : ` ${value}`}`;
}

const WIDTH = OPTION_ROWS.reduce((widest, row) => Math.max(widest, optionWords(row).length), 0);

function section(title: string, rows: readonly OptionRow[]): string[] {
  return [`${title}:`, ...rows.map((row) => `  ${optionWords(row).padEnd(WIDTH)}  ${row.text}`), ''];
}

const isFirst = ({ name }: OptionRow): boolean => FIRST_OPTIONS.includes(name);
const TOPICS = Object.keys(OPTION_TOPICS) as OptionTopic[];

export function helpText(): string {
  const first = FIRST_OPTIONS.flatMap((name) => OPTION_ROWS.filter((row) => row.name === name));
  return [
    `Usage: ${left(['sysdrill', '[options] [filter…]'])}  look at the running system, or with -r at a capture`,
    ...COMMANDS.map(({ name, usage, text }) => `       ${left([`sysdrill ${name}`, usage])}  ${text}`),
    '',
    ...section('Most used', first),
    ...TOPICS.flatMap((topic) =>
      section(
        OPTION_TOPICS[topic],
        OPTION_ROWS.filter((row) => row.topic === topic && !isFirst(row)),
      ),
    ),
    'Examples:',
    '  sudo sysdrill                                    the running system',
    '  sysdrill -r trace.scap                           open a capture; Enter drills down, Backspace goes back',
    '  sysdrill -r trace.scap -v connections --json     a view as JSON',
    '  sysdrill -r trace.scap --rules rules.yaml        what detection rules find in it',
    "  sysdrill -r trace.scap -p '%evt.time %proc.name %evt.info' evt.failed=true",
  ].join('\n');
}

/** What help has pages for. */
export const HELP_TOPICS: readonly string[] = [...TOPICS, ...COMMANDS.map(({ name }) => name)];

/** The options of a topic, or a command with its arguments; undefined where there is no such topic. */
export function topicText(topic: string): string | undefined {
  const command = COMMANDS.find(({ name }) => name === topic);
  if (command !== undefined) {
    const { name, usage, text } = command;
    const rows = OPTION_ROWS.filter((row) => row.topic === name);
    const usageLine = `Usage: sysdrill ${name} ${usage}\n       ${text}`;
    return rows.length === 0 ? usageLine : [usageLine, '', ...section('Options', rows)].join('\n').trimEnd();
  }
  const known = TOPICS.find((one) => one === topic);
  if (known === undefined) return undefined;
  const rows = OPTION_ROWS.filter((row) => row.topic === known);
  return section(OPTION_TOPICS[known], rows).join('\n').trimEnd();
}
