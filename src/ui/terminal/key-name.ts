// SPDX-License-Identifier: Apache-2.0
// Names of keys as the key table writes them: `a`, `A`, `!`, `é`, `f2`, `up`, `space`, `enter`, with prefixes in the
// order C- M- S- (`C-f`, `M-left`, `S-f12`). Letters and signs carry their shift in themselves.

/** What blessed's parser says of a key. */
export interface ParsedKey {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** A key press: its name, and the text that it types ("" for keys that type nothing). */
export interface KeyPress {
  readonly name: string;
  readonly text: string;
}

/** The key press that blessed reports; undefined for what is not a key, or the second report of one. */
export function keyPress(character: string | undefined, key: ParsedKey | undefined): KeyPress | undefined {
  // blessed reports Enter twice: as `return`, and as `enter` for those who expect that.
  if (key?.name === 'return') return undefined;
  const typed = character !== undefined && character >= ' ' && character !== '\x7f' ? character : '';
  if (typed !== '' && key?.meta !== true && key?.ctrl !== true) {
    return { name: typed === ' ' ? 'space' : typed, text: typed };
  }
  const name = key?.name;
  if (name === undefined || name === 'undefined') return metaSign(key?.sequence);
  if (name === 'linefeed') return { name: 'enter', text: '' };
  if (name.length === 1) {
    const letter = key?.shift === true && key.ctrl !== true ? name.toUpperCase() : name;
    return { name: `${key?.ctrl === true ? 'C-' : ''}${key?.meta === true ? 'M-' : ''}${letter}`, text: '' };
  }
  const prefix = `${key?.ctrl === true ? 'C-' : ''}${key?.meta === true ? 'M-' : ''}${key?.shift === true ? 'S-' : ''}`;
  return { name: prefix + name, text: '' };
}

/** Alt with a sign (`ESC [` and the like), which blessed has no name for. */
function metaSign(sequence: string | undefined): KeyPress | undefined {
  if (sequence === undefined || sequence.length !== 2 || !sequence.startsWith('\x1b')) return undefined;
  const sign = sequence.charAt(1);
  return sign > ' ' && sign < '\x7f' ? { name: `M-${sign}`, text: '' } : undefined;
}

/** A key as people write it: `F2`, `Ctrl-F`, `Alt-←`, `Space`. */
export function keyLabel(name: string): string {
  const match = /^(C-)?(M-)?(S-)?(.+)$/s.exec(name);
  const base = match?.[4] ?? name;
  const prefix = `${match?.[1] ? 'Ctrl-' : ''}${match?.[2] ? 'Alt-' : ''}${match?.[3] ? 'Shift-' : ''}`;
  const label = LABELS.get(base) ?? (/^f\d+$/.test(base) ? base.toUpperCase() : base);
  return prefix + (prefix.startsWith('Ctrl-') && label.length === 1 ? label.toUpperCase() : label);
}

const LABELS: ReadonlyMap<string, string> = new Map([
  ['up', '↑'],
  ['down', '↓'],
  ['left', '←'],
  ['right', '→'],
  ['pageup', 'PgUp'],
  ['pagedown', 'PgDn'],
  ['home', 'Home'],
  ['end', 'End'],
  ['enter', 'Enter'],
  ['escape', 'Esc'],
  ['backspace', 'Backspace'],
  ['delete', 'Del'],
  ['insert', 'Ins'],
  ['tab', 'Tab'],
  ['space', 'Space'],
]);
