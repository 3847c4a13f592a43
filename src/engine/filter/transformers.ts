// SPDX-License-Identifier: Apache-2.0
// Functions over fields: tolower toupper b64 basename len join concat getopt. transformOperand() checks the arguments
// and makes an operand of them; output formats use it as the checker does. A missing argument leaves no value, len's
// too: 0 is the length of an empty text. Reference: userspace/libsinsp/sinsp_filter_transformers and
// sinsp_filtercheck_multivalue_transformer.cpp.

import type { FieldType, FieldValue, Scalar } from '../event/value.js';
import { failure, ok, type Result } from '../result.js';
import { decodeText, encodeText } from '../scap/text.js';
import type { TransformerName } from './ast.js';
import { findOptions, optionList, optionValue, parseOptionRules } from './getopt.js';
import { type Operand, unionOfUses } from './operand.js';
import { valueTexts } from './scalar-text.js';
import { lowerAscii, upperAscii } from './text-compare.js';
import { isArray } from './value-elements.js';
import { kindOf } from './values.js';

const TEXT_TYPES: readonly FieldType[] = ['CHARBUF', 'FSPATH'];

/** Transformers of one value, which keep its type, and the types that they take. */
const SIMPLE: Readonly<
  Record<string, { readonly types: readonly FieldType[]; readonly of: (value: Scalar) => Scalar | undefined }>
> = {
  tolower: { types: TEXT_TYPES, of: onText(lowerAscii) },
  toupper: { types: TEXT_TYPES, of: onText(upperAscii) },
  basename: { types: TEXT_TYPES, of: onText((text) => text.slice(text.lastIndexOf('/') + 1)) },
  b64: { types: ['CHARBUF', 'BYTEBUF'], of: decodeBase64 },
};

/** `name(values)[argument]` as an operand; the error is a sentence. */
export function transformOperand(
  name: TransformerName,
  values: readonly Operand[],
  argument: string | undefined,
): Result<Operand, string> {
  if (argument !== undefined && name !== 'getopt') {
    return failure(`transformer '${name}' does not support field arguments`);
  }
  switch (name) {
    case 'join':
      return join(values);
    case 'concat':
      return concat(values);
    case 'getopt':
      return getopt(values, argument);
    default:
      return single(name, values);
  }
}

function single(name: TransformerName, values: readonly Operand[]): Result<Operand, string> {
  const [value] = values;
  if (value === undefined || values.length > 1) return failure(`${name}() requires exactly 1 argument`);
  if (name === 'len') return len(value);
  const rule = SIMPLE[name];
  if (rule === undefined || !rule.types.includes(value.type)) return failure(unsupportedType(name, value));
  const { of } = rule;
  return ok({ ...value, field: undefined, read: (reader) => mapValue(value.read(reader), of) });
}

function len(value: Operand): Result<Operand, string> {
  const kind = kindOf(value.type);
  if (!value.isList && kind !== 'text' && kind !== 'bytes') return failure(unsupportedType('len', value));
  const length = (of: FieldValue) => {
    if (of === undefined) return undefined;
    if (typeof of === 'string') return encodeText(of).length;
    return of instanceof Uint8Array || Array.isArray(of) ? of.length : 1;
  };
  const read: Operand['read'] = (reader) => length(value.read(reader));
  return ok({ ...value, type: 'UINT64', format: 'DEC', isList: false, field: undefined, read });
}

function join(values: readonly Operand[]): Result<Operand, string> {
  const [separator, list] = values;
  if (separator === undefined || list === undefined || values.length > 2) {
    return failure('join() requires exactly 2 arguments: separator and list');
  }
  if (separator.isList) return failure('join() first argument (separator) must be a single value, not a list');
  if (!list.isList) return failure('join() second argument must be a list');
  return ok(
    textOperand('join', values, false, (reader) => {
      const between = separator.read(reader);
      const parts = list.read(reader);
      if (between === undefined || parts === undefined) return undefined;
      return texts(parts, list).join(texts(between, separator).join(''));
    }),
  );
}

function concat(values: readonly Operand[]): Result<Operand, string> {
  if (values.length < 2) return failure('concat() requires at least 2 arguments');
  if (values.some((value) => kindOf(value.type) !== 'text' || value.isList)) {
    return failure('concat() arguments must be strings');
  }
  return ok(
    textOperand('concat', values, false, (reader) => {
      let text = '';
      for (const operand of values) {
        const value = operand.read(reader);
        if (typeof value !== 'string') return undefined;
        text += value;
      }
      return text;
    }),
  );
}

function getopt(values: readonly Operand[], argument: string | undefined): Result<Operand, string> {
  const [words, rules] = values;
  if (words === undefined || rules === undefined || values.length > 2) {
    return failure('getopt() requires exactly 2 arguments: args list and optstring');
  }
  if (!words.isList) return failure('getopt() first argument must be a list');
  if (rules.isList) return failure('getopt() second argument (optstring) must be a single value');
  if (kindOf(words.type) !== 'text' || kindOf(rules.type) !== 'text') {
    return failure('getopt() arguments must be strings');
  }
  if (argument !== undefined && [...argument].length !== 1) {
    return failure('getopt() field argument must be a single option character');
  }
  return ok(
    textOperand('getopt', values, argument === undefined, (reader) => {
      const rulesText = rules.read(reader);
      const list = words.read(reader);
      if (typeof rulesText !== 'string' || list === undefined) return undefined;
      const found = findOptions(texts(list, words), parseOptionRules(rulesText));
      return argument === undefined ? optionList(found) : optionValue(found, argument);
    }),
  );
}

function textOperand(
  name: TransformerName,
  values: readonly Operand[],
  isList: boolean,
  read: Operand['read'],
): Operand {
  return { name, type: 'CHARBUF', format: 'NA', isList, field: undefined, uses: unionOfUses(values), read };
}

function unsupportedType(name: TransformerName, value: Operand): string {
  const what = value.isList ? 'list field' : 'field';
  return `can't add field transformer: type '${value.type}' is not supported by '${name}' transformer applied on ${what} '${value.name}'`;
}

function mapValue(value: FieldValue, of: (value: Scalar) => Scalar | undefined): FieldValue {
  if (value === undefined) return undefined;
  if (!isArray(value)) return of(value);
  const results: Scalar[] = [];
  for (const element of value) {
    const result = of(element);
    // One undecodable element spoils the list, as in the reference.
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

function texts(value: Exclude<FieldValue, undefined>, { type, format }: Operand): readonly string[] {
  return valueTexts(value, type, format);
}

function onText(of: (text: string) => string): (value: Scalar) => Scalar | undefined {
  return (value) => (typeof value === 'string' ? of(value) : undefined);
}

/** RFC 4648, padding optional, nothing else allowed in between, unused bits zero. */
function decodeBase64(value: Scalar): Scalar | undefined {
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) return undefined;
  const text = (typeof value === 'string' ? value : Buffer.from(value).toString('latin1')).replace(/\0+$/, '');
  const digits = text.replace(/={1,2}$/, '');
  const bytes = Buffer.from(digits, 'base64');
  const isValid = /^[A-Za-z0-9+/]*$/.test(digits) && (digits !== '' || text === '');
  if (!isValid || bytes.toString('base64').replace(/=+$/, '') !== digits) return undefined;
  return typeof value === 'string' ? decodeText(bytes, 0, bytes.length) : new Uint8Array(bytes);
}
