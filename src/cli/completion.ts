// SPDX-License-Identifier: Apache-2.0
// Completion scripts for bash, zsh and fish, from the tables of options, commands, views, fields and events. They hold
// their words: nothing is run while somebody types. After another version is installed they are made again.

import { allFields } from '../engine/fields/catalogue.js';
import { EVENT_TYPES, EventFlag } from '../engine/scap/event-types.js';
import { VIEWS } from '../views/index.js';
import { COMMANDS } from './command-table.js';
import { OPTION_ROWS, type OptionRow } from './option-table.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const shownFields = allFields().filter((field) => field.tableOnly !== true && field.retired === undefined);
const FIELDS = shownFields.map(({ name }) => name);
const CLASSES = [...new Set(shownFields.map((field) => field.class))];
const EVENTS = [
  ...new Set(EVENT_TYPES.filter(({ flags }) => (flags & EventFlag.UNUSED) === 0).map(({ name }) => name)),
].sort();
const VIEW_IDS = VIEWS.map(({ id }) => id);

/** What may follow an option; 'files' are completed by the shell, and an empty list by nothing. */
function valuesOf({ name, value }: OptionRow): readonly string[] | 'files' {
  if (value === 'FILE') return 'files';
  if (name === 'view') return VIEW_IDS;
  if (name === 'list') return CLASSES;
  if (name === 'time') return ['a', 'h', 'r', 'd', 'D'];
  if (name === 'rule-matching') return ['first', 'all'];
  return [];
}

const takesValue = (row: OptionRow): boolean => row.value !== undefined || row.name === 'list';
const spellings = ({ name, letter }: OptionRow): string[] => [
  `--${name}`,
  ...(letter === undefined ? [] : [`-${letter}`]),
];

export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

/** The word so many before the one that is typed. */
const word = (before: number): string => `\${COMP_WORDS[COMP_CWORD-${before}]}`;

function bash(): string {
  const cases = OPTION_ROWS.filter(takesValue).map((row) => {
    const values = valuesOf(row);
    const reply =
      values === 'files' ? 'compopt -o filenames; words=$(compgen -f -- "$cur")' : `words='${values.join(' ')}'`;
    return `    ${spellings(row).join('|')}) ${reply} ;;`;
  });
  return [
    '# bash completion of sysdrill: sysdrill completion bash > /usr/share/bash-completion/completions/sysdrill',
    '_sysdrill() {',
    `  local cur=${word(0)} prev=${word(1)} words`,
    // Readline cuts words at =: evt.type=op is three.
    `  [ "$cur" = "=" ] && cur="" prev="=${word(1)}"`,
    `  [ "$prev" = "=" ] && prev="=${word(2)}"`,
    '  case $prev in',
    ...cases,
    `    =evt.type) words='${EVENTS.join(' ')}' ;;`,
    '    =*) words="" ;;',
    '    *) case $cur in',
    `      -*) words='${OPTION_ROWS.flatMap(spellings).join(' ')}' ;;`,
    `      *) words='${FIELDS.join(' ')}'; [ "$COMP_CWORD" = 1 ] && words="${COMMANDS.map(({ name }) => name).join(' ')} $words" ;;`,
    '    esac ;;',
    '  esac',
    "  local IFS=$' \\n'",
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    'complete -F _sysdrill sysdrill',
  ].join('\n');
}

/** A text between single quotes of a shell of the Bourne family. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const bracketed = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

function zsh(): string {
  const specs = OPTION_ROWS.flatMap((row) => {
    const values = valuesOf(row);
    const action = values === 'files' ? '_files' : values.length === 0 ? ' ' : `(${values.join(' ')})`;
    const rest = takesValue(row) ? `:${row.value ?? 'CLASS'}:${action}` : '';
    return spellings(row).map((word) => `    ${quoted(`${word}[${bracketed(row.text)}]${rest}`)}`);
  });
  return [
    '#compdef sysdrill',
    '# sysdrill completion zsh > /usr/share/zsh/vendor-completions/_sysdrill',
    '_sysdrill_words() {',
    '  local -a commands fields events',
    `  commands=(${COMMANDS.map(({ name, text }) => quoted(`${name}:${text}`)).join(' ')})`,
    `  fields=(${FIELDS.join(' ')})`,
    `  events=(${EVENTS.join(' ')})`,
    "  if compset -P 'evt.type='; then compadd -a events; return; fi",
    '  (( CURRENT == 2 )) && _describe command commands',
    "  compadd -S '' -a fields",
    '}',
    '_sysdrill() {',
    '  _arguments -s \\',
    ...specs.map((spec) => `${spec} \\`),
    "    '*:filter:_sysdrill_words'",
    '}',
    '_sysdrill "$@"',
  ].join('\n');
}

/** A text between single quotes of fish, where a backslash escapes. */
const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(): string {
  const options = OPTION_ROWS.map((row) => {
    const values = valuesOf(row);
    const letter = row.letter === undefined ? '' : ` -s ${row.letter}`;
    const kind = !takesValue(row)
      ? ''
      : values === 'files'
        ? ' -r -F'
        : values.length === 0
          ? ' -x'
          : ` -x -a '${values.join(' ')}'`;
    return `complete -c sysdrill -l ${row.name}${letter}${kind} -d ${fishQuoted(row.text)}`;
  });
  const atFirst = "-n 'test (count (commandline -opc)) -eq 1'";
  const commands = COMMANDS.map(
    ({ name, text }) => `complete -c sysdrill ${atFirst} -a ${name} -d ${fishQuoted(text)}`,
  );
  return [
    '# sysdrill completion fish > ~/.config/fish/completions/sysdrill.fish',
    'complete -c sysdrill -f',
    ...commands,
    ...options,
    `complete -c sysdrill -a '${FIELDS.join(' ')}'`,
    `complete -c sysdrill -n 'string match -q "evt.type=*" -- (commandline -ct)' -a '${EVENTS.map((name) => `evt.type=${name}`).join(' ')}'`,
  ].join('\n');
}
