// SPDX-License-Identifier: Apache-2.0
// Constants that look like something else: a field or a transformer as a plain string, a regular expression that needs
// none. Warned of, never refused.

import { allFields } from '../fields/catalogue.js';
import { TRANSFORMERS } from '../filter/ast.js';
import type { ConditionCheck } from './condition.js';

const FIELD_NAMES: ReadonlySet<string> = new Set(allFields().map(({ name }) => name));

/** Sentences about the constants of a check. */
export function valueWarnings({ ast: { operator, right } }: ConditionCheck): readonly string[] {
  const texts =
    right?.kind === 'text' ? [right.text] : right?.kind === 'list' ? right.items.map(({ text }) => text) : [];
  return texts.flatMap((text) => [
    ...(operator === 'regex' && needsNoRegex(text)
      ? [`'${text}' needs no regex: =, contains, startswith or endswith do`]
      : []),
    ...(isField(text) ? [`'${text}' is compared as a string, but is the name of a field: val(${text})?`] : []),
    ...(isTransformer(text) ? [`'${text}' is compared as a string, but looks like a transformer`] : []),
  ]);
}

/** Regular expressions without operators, except `^`, `$` and a leading or trailing `.*`. */
function needsNoRegex(text: string): boolean {
  const inner = text
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replace(/^\.[+*?]/, '')
    .replace(/\.[+*?]$/, '');
  return !/[.+*?^$()[\]{}|\\]/.test(inner);
}

function isField(text: string): boolean {
  const name = /^[a-z]+\.[\w.]+/.exec(text.replace(/\s/g, ''))?.[0];
  return name !== undefined && FIELD_NAMES.has(name);
}

function isTransformer(text: string): boolean {
  const bare = text.replace(/\s/g, '');
  return ['val', ...TRANSFORMERS].some((name) => bare.startsWith(`${name}(`)) && bare.endsWith(')');
}
