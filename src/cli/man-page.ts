// SPDX-License-Identifier: Apache-2.0
// The manual page sysdrill(1) in troff, from the tables of commands and options.

import { COMMANDS } from './command-table.js';
import { OPTION_ROWS, OPTION_TOPICS, type OptionRow, type OptionTopic } from './option-table.js';

/** Text of a line: a backslash, and what begins a request, are escaped; hyphens stay what is typed. */
function escaped(text: string): string {
  const plain = text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}

function option({ letter, name, value, text }: OptionRow): string[] {
  const spelled = [...(letter === undefined ? [] : [`-${letter}`]), `--${name}`].map(
    (word) => `\\fB${escaped(word)}\\fR`,
  );
  return [
    '.TP',
    `${spelled.join(', ')}${value === undefined ? '' : ` \\fI${escaped(value)}\\fR`}`,
    `${escaped(text)}.`,
  ];
}

function topic(name: OptionTopic): string[] {
  return [`.SS ${OPTION_TOPICS[name]}`, ...OPTION_ROWS.filter((row) => row.topic === name).flatMap(option)];
}

/** The page, for a version of the program. */
export function manPage(version: string): string {
  return [
    `.TH SYSDRILL 1 "" "sysdrill ${version}" "User commands"`,
    '.SH NAME',
    'sysdrill \\- system calls of Linux as tables that you can drill into',
    '.SH SYNOPSIS',
    '.B sysdrill',
    '[\\fIoptions\\fR] [\\fIfilter\\fR]...',
    ...COMMANDS.flatMap(({ name, usage }) =>
      ['.br', `.B sysdrill ${name}`, escaped(usage)].filter((line) => line !== ''),
    ),
    '.SH DESCRIPTION',
    'Shows what processes, containers, files and connections of the running system do, as tables, and keeps the events that they',
    'are made of: a cell leads to the rows that it counts, and those to single calls.',
    'With \\fB\\-r\\fR the same for a capture, also one that sysdig has written.',
    'Watching the running system takes root or some capabilities, and Linux 5.8 or newer with BTF: \\fBsysdrill doctor\\fR.',
    '.SH COMMANDS',
    ...COMMANDS.flatMap(({ name, usage, text }) => [
      '.TP',
      `\\fB${name}\\fR ${escaped(usage)}`.trimEnd(),
      `${escaped(text)}.`,
    ]),
    '.SH OPTIONS',
    ...(Object.keys(OPTION_TOPICS) as OptionTopic[]).flatMap(topic),
    '.SH FILTERS',
    'Words after the options are a filter in the language of sysdig, for example \\fBproc.name=nginx and evt.failed=true\\fR.',
    'Fields are listed by \\fBsysdrill \\-l\\fR.',
    '.SH EXIT STATUS',
    '0 on success, 1 when something failed, 2 when the command line is wrong.',
    '.SH FILES',
    '.TP',
    '\\fI~/.config/sysdrill/config.yaml\\fR',
    'Settings, keys and columns.',
    '.SH SEE ALSO',
    '\\fBstrace\\fR(1), \\fBsysdig\\fR(8), \\fBcsysdig\\fR(8), \\fBbpftrace\\fR(8)',
  ].join('\n');
}
