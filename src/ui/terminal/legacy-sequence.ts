// SPDX-License-Identifier: Apache-2.0
// Key sequences that blessed's parser does not know → the older ones that mean the same: F1 to F4 with modifiers as xterm and
// nearly all others send them, and keys as code points (`CSI u`, and `CSI 27 ~` of xterm's modifyOtherKeys), which tmux sends
// to every program, when it is set to (extended-keys always).

/** CSI 1 ; m P: the final letters of F1 to F4; blessed knows their numbers. */
const FUNCTION_KEY = /^\x1b\[(?:1;(\d+))?([PQRS])$/;
const CODE_POINT = /^\x1b\[(\d+)(?:;(\d+))?u$/;
const OTHER_KEY = /^\x1b\[27;(\d+);(\d+)~$/;
const NUMBERS: Readonly<Record<string, number>> = { P: 11, Q: 12, R: 13, S: 14 };

/** Modifiers are a sum of these, plus 1. */
const [SHIFT, ALT, CTRL] = [1, 2, 4] as const;

export function legacySequence(sequence: string): string {
  const [, modifiers, letter] = FUNCTION_KEY.exec(sequence) ?? [];
  if (letter !== undefined) return `\x1b[${NUMBERS[letter]}${modifiers === undefined ? '' : `;${modifiers}`}~`;
  const point = CODE_POINT.exec(sequence);
  if (point !== null) return keyOf(Number(point[1]), Number(point[2] ?? 1)) ?? sequence;
  const other = OTHER_KEY.exec(sequence);
  return other === null ? sequence : (keyOf(Number(other[2]), Number(other[1])) ?? sequence);
}

/** What the key sent before it was a number; undefined where nothing did. */
function keyOf(code: number, modifiers: number): string | undefined {
  if (code > 0x7f) return undefined;
  const bits = modifiers - 1;
  const isTab = code === 0x09;
  if (isTab && (bits & SHIFT) !== 0) return '\x1b[Z';
  const character = String.fromCharCode(code);
  const typed = (bits & SHIFT) !== 0 ? character.toUpperCase() : character;
  const control = (bits & CTRL) !== 0 && /[a-z]/i.test(character);
  const sent = control ? String.fromCharCode(code & 0x1f) : typed;
  return (bits & ALT) !== 0 ? `\x1b${sent}` : sent;
}
