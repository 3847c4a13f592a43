// SPDX-License-Identifier: Apache-2.0
// The command of an action with a row's values in it. Each argument of the template becomes exactly one argument, whatever
// its values contain: nothing is split again and no shell ever sees it. What a program could mistake for something else is
// refused here: options instead of names, a pid of 0 or -1, which means many processes, values that are not known.

import { isIP } from 'node:net';

/** Texts by field; null where the row has no value. */
export type FieldTexts = ReadonlyMap<string, string | null>;

export type Filled =
  | { readonly ok: true; readonly argv: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** `%proc.pid`, `%nice+1`: the nice value that the process has now, plus or minus one. */
const PLACE = /%(nice[+-]1|[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)/g;
/** MAX_ARG_STRLEN of the kernel is 32 pages; nobody means that. */
const LONGEST = 100_000;

/** Fields that a command needs, each once; `nice` is among them where it is used. */
export function fieldsOf(command: readonly string[]): string[] {
  const names = command.flatMap((argument) => [...argument.matchAll(PLACE)].map((match) => match[1] ?? ''));
  return [...new Set(names.map((name) => (name.startsWith('nice') ? 'nice' : name)))];
}

export function fillCommand(command: readonly string[], values: FieldTexts): Filled {
  const argv: string[] = [];
  for (const [i, template] of command.entries()) {
    let refusal: string | undefined;
    const argument = template.replace(PLACE, (_, name: string) => {
      const value = name.startsWith('nice') ? niceValue(name, values) : (values.get(name) ?? null);
      refusal ??= whyNot(name, value);
      return value ?? '';
    });
    // A nice value may be negative, and is not text of anybody.
    const isCaptured = template.startsWith('%') && !template.startsWith('%nice');
    refusal ??= isCaptured ? whyNoArgument(argument, argv.includes('--') || i === 0) : undefined;
    if (refusal !== undefined) return { ok: false, reason: refusal };
    argv.push(argument);
  }
  return { ok: true, argv };
}

/** -20 to 19, as the kernel has it. */
function niceValue(name: string, values: FieldTexts): string | null {
  const now = values.get('nice') ?? null;
  if (now === null) return null;
  return String(Math.max(-20, Math.min(19, Number(now) + (name.endsWith('+1') ? 1 : -1))));
}

/** Why a value cannot be used in a command; undefined where it can. */
function whyNot(field: string, value: string | null): string | undefined {
  if (value === null || value === '' || value === '<NA>') return `${field} is not known for this row`;
  if (value.length > LONGEST) return `${field} is too long for a command`;
  if (value.includes('\0')) return `${field} holds a NUL, which no command can take`;
  if (/\p{Surrogate}/u.test(value))
    return `${field} has bytes that are not text: they would change on their way into a command`;
  const rule = RULES.find(([pattern]) => pattern.test(field));
  return rule === undefined || rule[1](value) ? undefined : `${field} is not ${rule[2]}: ${quoted(value)}`;
}

type Rule = readonly [field: RegExp, holds: (value: string) => boolean, what: string];

const RULES: readonly Rule[] = [
  [/^(?:proc|thread)\.(?:v?p?pid|v?tid|apid|sid)$/, (value) => /^[1-9]\d{0,9}$/.test(value), 'the number of a process'],
  [/^fd\.[lrcs]?port$/, (value) => /^\d{1,5}$/.test(value), 'the number of a port'],
  [/^fd\.[lrcs]?ip$/, (value) => isIP(value) !== 0, 'an address'],
  [/^container\.id$/, (value) => /^[0-9A-Za-z][\w.-]*$/.test(value) && value !== 'host', 'a container'],
  [/^fd\.(?:name|directory|filename)$/, (value) => value.startsWith('/'), 'a path'],
];

function whyNoArgument(argument: string, isGuarded: boolean): string | undefined {
  if (isGuarded || !argument.startsWith('-')) return undefined;
  return `${quoted(argument)} begins with a dash: the command would take it for an option`;
}

function quoted(value: string): string {
  return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
}
