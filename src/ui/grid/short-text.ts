// SPDX-License-Identifier: Apache-2.0
// What of a text that does not fit says most: of a connection the server's end, of a path its last part, of a command the
// program and its script without their folders. The whole text is in the message line, and behind the column's right end.

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
  if (COMMANDS.has(field)) return shortCommand(text, width);
  if (!ENDS.has(field)) return text;
  return `${ellipsis}${text.slice(text.length - width + ellipsis.length)}`;
}

export interface ShortTextPlace {
  readonly field: string;
  readonly ellipsis: string;
}

/** Folders leave one after the other, from the program on, until it fits. */
function shortCommand(text: string, width: number): string {
  const words = text.split(' ');
  for (let i = 0; i < words.length && words.join(' ').length > width; i++) {
    const word = words[i] ?? '';
    // An argument that is not a path has no folder; a folder itself keeps its name.
    if (!word.startsWith('/')) continue;
    const name = word.replace(/\/+$/, '');
    words[i] = name.slice(name.lastIndexOf('/') + 1) || word;
  }
  return words.join(' ');
}
