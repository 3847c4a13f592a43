// SPDX-License-Identifier: Apache-2.0
// Keys as people write them in config.yaml (`Ctrl-F`, `F2`, `Alt-Left`, `Space`, `x`) → the names of the key table.

const NAMED: ReadonlyMap<string, string> = new Map([
  ['up', 'up'],
  ['↑', 'up'],
  ['down', 'down'],
  ['↓', 'down'],
  ['left', 'left'],
  ['←', 'left'],
  ['right', 'right'],
  ['→', 'right'],
  ['pgup', 'pageup'],
  ['pageup', 'pageup'],
  ['pgdn', 'pagedown'],
  ['pagedown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['enter', 'enter'],
  ['esc', 'escape'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['del', 'delete'],
  ['delete', 'delete'],
  ['ins', 'insert'],
  ['insert', 'insert'],
  ['tab', 'tab'],
  ['space', 'space'],
]);

/** The name of a key; undefined where nothing is called so. */
export function parseKey(text: string): string | undefined {
  const match = /^((?:(?:ctrl|c|alt|m|meta|shift|s)[-+])*)(.+)$/isu.exec(text);
  const prefixes = (match?.[1] ?? '')
    .toLowerCase()
    .split(/[-+]/)
    .filter((part) => part !== '');
  const base = match?.[2] ?? '';
  const named = NAMED.get(base.toLowerCase());
  const isSingle = named === undefined && [...base].length === 1;
  const name = isSingle && base > ' ' && base !== '\x7f' ? base : (named ?? functionKey(base));
  if (name === undefined) return undefined;
  const has = (...names: string[]): boolean => prefixes.some((prefix) => names.includes(prefix));
  const control = has('ctrl', 'c');
  const shift = has('shift', 's');
  // Letters carry their shift in themselves, and Ctrl knows no capital letters.
  const letter = isSingle ? (control ? name.toLowerCase() : shift ? name.toUpperCase() : name) : name;
  return `${control ? 'C-' : ''}${has('alt', 'm', 'meta') ? 'M-' : ''}${shift && !isSingle ? 'S-' : ''}${letter}`;
}

function functionKey(text: string): string | undefined {
  const number = /^f([1-9]|1[0-9]|2[0-4])$/i.exec(text)?.[1];
  return number === undefined ? undefined : `f${number}`;
}
