// SPDX-License-Identifier: Apache-2.0
// What of a text that does not fit says most: of a connection the server's end, of a path its last part, of a command the
// program and its script without their folders (other paths stay whole), of a time the micro- or milliseconds. The whole
// text is in the message line, and can be scrolled to.

/** Fields whose texts begin with what many rows have in common. */
const ENDS: ReadonlySet<string> = new Set([
  'fd.name',
  'fd.containername',
  'fd.directory',
  'drill.failure.target',
  'fs.path.name',
]);
const COMMANDS: ReadonlySet<string> = new Set(['proc.exeline', 'proc.cmdline', 'proc.pcmdline']);

/** A text for `width` cells, each of its characters taking one; the text itself where it fits, or nothing better is known. */
export function shortText(text: string, width: number, { field, ellipsis }: ShortTextPlace): string {
  if (text.length <= width || width < 4) return text;
  if (field === 'evt.time') return shortTime(text, width);
  if (COMMANDS.has(field)) return shortCommand(text, width);
  if (!ENDS.has(field)) return text;
  return `${ellipsis}${text.slice(text.length - width + ellipsis.length)}`;
}

/** Cells of a time of day with micro- and with milliseconds. */
const TIME_WIDTHS = [15, 12] as const;

function shortTime(text: string, width: number): string {
  const cells = TIME_WIDTHS.find((least) => least <= width);
  return cells === undefined ? text : text.slice(0, cells);
}

export interface ShortTextPlace {
  readonly field: string;
  readonly ellipsis: string;
}

/** Programs whose first path is the script that they run. */
const INTERPRETER = /^(?:python|perl|ruby|node|php|lua|java|bash|dash|sh|zsh|ksh)[\d.]*$/;

/** The folder of the program leaves first, then that of the script that it runs; other paths say what it works on. */
function shortCommand(text: string, width: number): string {
  const words = text.split(' ');
  const [program = ''] = words;
  words[0] = lastPart(program);
  if (words.join(' ').length <= width || !INTERPRETER.test(words[0])) return words.join(' ');
  const script = words.findIndex((word, i) => i > 0 && word.startsWith('/'));
  if (script > 0) words[script] = lastPart(words[script] ?? '');
  return words.join(' ');
}

/** A folder itself keeps its name. */
function lastPart(path: string): string {
  if (!path.startsWith('/')) return path;
  const name = path.replace(/\/+$/, '');
  return name.slice(name.lastIndexOf('/') + 1) || path;
}
