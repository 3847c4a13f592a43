// SPDX-License-Identifier: Apache-2.0
// Arguments and environments: strings back to back, each with its NUL. A name says what its value is, or the option before.

import { decodeText } from '../scap/text.js';
import type { SecretHider, Span } from './secret-spans.js';
import { ARGUMENT_RULES } from './secret-table.js';

const DASH = 0x2d;
const SLASH = 0x2f;

/** `NAME=VALUE` strings: the values of secret names go whole, others are looked through. */
export function hideInEnvironment(hider: SecretHider, bytes: Uint8Array, span: Span): void {
  for (const [start, end] of strings(bytes, span)) {
    const equals = bytes.indexOf(0x3d, start);
    const name = equals < 0 || equals >= end ? undefined : decodeText(bytes, start, equals);
    if (name !== undefined && hider.words.isSecretName(name)) {
      // A path says where a secret is; it is not one.
      if (bytes[equals + 1] !== SLASH) hider.hideAll(bytes, [equals + 1, end], 'environment', name);
    } else hider.hideFound(bytes, [start, end], 'environment');
  }
}

/** `program`: argv[0], for options that only some programs have. */
export function hideInArguments(hider: SecretHider, bytes: Uint8Array, span: Span, program: string): void {
  const name = program.slice(program.lastIndexOf('/') + 1);
  const rules = ARGUMENT_RULES.filter(({ programs }) => programs.test(name));
  let next: 'none' | 'whole' | 'after colon' = 'none';
  for (const [start, end] of strings(bytes, span)) {
    const isOption = bytes[start] === DASH;
    if (next !== 'none' && !isOption) hideValue(hider, bytes, [start, end], next);
    else hider.hideFound(bytes, [start, end], 'argument');
    next = 'none';
    if (!isOption) continue;
    const text = decodeText(bytes, start, end);
    if (!text.includes('=') && hider.words.isSecretName(text.replace(/^-+/, ''))) next = 'whole';
    for (const { option, place } of rules) {
      if (place === 'joined' && text.startsWith(option) && !text.startsWith('--') && text.length > option.length) {
        hider.hideAll(bytes, [start + option.length, end], 'argument', `${name} ${option}`);
      } else if (text === option) next = place === 'after colon' ? 'after colon' : 'whole';
    }
  }
}

function hideValue(hider: SecretHider, bytes: Uint8Array, [start, end]: Span, part: 'whole' | 'after colon'): void {
  const colon = part === 'whole' ? start - 1 : bytes.indexOf(0x3a, start);
  if (colon < end && (part === 'whole' || colon >= 0)) hider.hideAll(bytes, [colon + 1, end], 'argument', 'option');
}

/** Without their NULs; the last one may have none. */
function* strings(bytes: Uint8Array, [start, end]: Span): Generator<Span> {
  for (let from = start; from < end; ) {
    const nul = bytes.indexOf(0, from);
    const to = nul < 0 || nul > end ? end : nul;
    if (to > from) yield [from, to];
    from = to + 1;
  }
}
