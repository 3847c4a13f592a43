// SPDX-License-Identifier: Apache-2.0
// The field catalogue: every field by name, and names with arguments (`proc.aname[2]`, `evt.arg.name`) taken apart.
// Filters, view columns, formats, completion, -l and the docs start here.

import { longestParamName, PARAM_NAMES, paramFieldType } from '../event/param-value.js';
import { failure, ok, type Result } from '../result.js';
import { didYouMean } from '../text/near-name.js';
import { ALERT_FIELDS } from './alert-fields.js';
import { CGROUP_FIELDS } from './cgroup-fields.js';
import { CHANGE_FIELDS } from './change-fields.js';
import { CONTAINER_FIELDS } from './container-fields.js';
import { DRILL_FIELDS } from './drill-fields.js';
import { EVT_COUNT_FIELDS } from './evt-count-fields.js';
import { EVT_FIELDS } from './evt-fields.js';
import { EVT_OPEN_FIELDS } from './evt-open-fields.js';
import { EVT_TIME_FIELDS } from './evt-time-fields.js';
import { FAILURE_FIELDS } from './failure-fields.js';
import { FD_ADDRESS_FIELDS } from './fd-address-fields.js';
import { FD_FIELDS } from './fd-fields.js';
import { FDLIST_FIELDS } from './fdlist-fields.js';
import type { Field, FieldArgument, FieldUse } from './field.js';
import { FSPATH_FIELDS } from './fspath-fields.js';
import { K8S_FIELDS, KUBERNETES_FIELDS } from './k8s-fields.js';
import { PROC_EXEC_FIELDS } from './proc-exec-fields.js';
import { PROC_FIELDS } from './proc-fields.js';
import { PROC_RELATIVE_FIELDS } from './proc-relative-fields.js';
import { REQUEST_FIELDS } from './request-fields.js';
import { RETIRED_FIELDS } from './retired-fields.js';
import { SYSLOG_FIELDS } from './syslog-fields.js';
import { THREAD_FIELDS } from './thread-fields.js';
import { USER_FIELDS } from './user-fields.js';
import { UTIL_FIELDS } from './util-fields.js';
import { WAIT_FIELDS } from './wait-fields.js';

const FIELDS: readonly Field[] = [
  ...EVT_FIELDS,
  ...EVT_TIME_FIELDS,
  ...EVT_COUNT_FIELDS,
  ...EVT_OPEN_FIELDS,
  ...PROC_FIELDS,
  ...PROC_RELATIVE_FIELDS,
  ...PROC_EXEC_FIELDS,
  ...THREAD_FIELDS,
  ...USER_FIELDS,
  ...FD_FIELDS,
  ...FD_ADDRESS_FIELDS,
  ...FDLIST_FIELDS,
  ...FSPATH_FIELDS,
  ...CONTAINER_FIELDS,
  ...K8S_FIELDS,
  ...SYSLOG_FIELDS,
  ...DRILL_FIELDS,
  ...FAILURE_FIELDS,
  ...WAIT_FIELDS,
  ...KUBERNETES_FIELDS,
  ...CGROUP_FIELDS,
  ...REQUEST_FIELDS,
  ...CHANGE_FIELDS,
  ...ALERT_FIELDS,
  ...UTIL_FIELDS,
  ...RETIRED_FIELDS,
];

const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.name, field]));

/** Every field, grouped by class, retired ones last. */
export function allFields(): readonly Field[] {
  return FIELDS;
}

/** The field as written in a filter, view or option, with its argument; the error is a sentence. */
export function lookupField(text: string): Result<FieldUse, string> {
  const found = lookup(text, true);
  return found.ok ? ok(found.value.use) : found;
}

/** A field at the start of `text`, which may go on with something else: the longest name that fits wins. */
export interface FoundField {
  readonly use: FieldUse;
  /** Characters of `text` that the field takes. */
  readonly length: number;
}

export function lookupPrefix(text: string): Result<FoundField, string> {
  return lookup(text, false);
}

/** `whole`: nothing follows the field, so that a bracket inside its argument is part of it. */
function lookup(text: string, whole: boolean): Result<FoundField, string> {
  const word = /^[A-Za-z][\w.]*/.exec(text)?.[0] ?? '';
  // Shorter names only come in where the longer one does not exist, or cannot be used as written.
  let problem: string | undefined;
  for (let length = word.length; length > 0; length--) {
    const field = BY_NAME.get(text.slice(0, length));
    if (field === undefined) continue;
    const found = withArgument(field, text, whole);
    if (found.ok && (!whole || found.value.length === text.length)) return found;
    problem ??= found.ok ? followedBy(found.value.use, text.slice(found.value.length), word) : found.error;
  }
  return failure(problem ?? unknownField(word === '' ? text : word));
}

/** Why a name followed by `rest` is not a field. */
function followedBy({ text }: FieldUse, rest: string, word: string): string {
  return /^[.\w]/.test(rest) ? unknownField(word) : `unexpected "${rest}" after the field ${text}`;
}

function withArgument(field: Field, text: string, whole: boolean): Result<FoundField, string> {
  const { name, argument = 'none' } = field;
  const next = text[name.length];
  if (next === '[' && argument !== 'none') return bracketed(field, text, whole);
  if (next === '.' && field.dottedArgument !== undefined) {
    const rest = text.slice(name.length + 1);
    const word = dottedWord(field, rest);
    if (word !== undefined) return ok(found(field, text.slice(0, name.length + 1 + word.length), word));
    if (field.dottedArgument === 'parameter') return failure(`no event has a parameter "${rest}" (${name})`);
  }
  if (argument === 'required') return failure(`${name} needs an argument: ${exampleOf(field)}`);
  return ok(found(field, name, undefined));
}

function bracketed(field: Field, text: string, whole: boolean): Result<FoundField, string> {
  const start = field.name.length + 1;
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : '';
  const end = `${quote}]`;
  const close = whole ? text.lastIndexOf(end) : text.indexOf(end, start + quote.length);
  if (close < start) return failure(`${field.name}[ has no closing bracket`);
  const argument = text.slice(start + quote.length, close);
  if (argument === '') return failure(`${field.name}[] needs something between its brackets`);
  if (field.dottedArgument === 'parameter' && !isNumber(argument) && !PARAM_NAMES.has(argument)) {
    return failure(`no event has a parameter "${argument}" (${field.name})`);
  }
  return ok(found(field, text.slice(0, close + quote.length + 1), argument));
}

/** What of `rest` is the argument after the dot. */
function dottedWord(field: Field, rest: string): string | undefined {
  switch (field.dottedArgument) {
    case undefined:
      return undefined;
    case 'parameter':
      return longestParamName(rest);
    case 'event':
    case 'word':
      return /^\w+/.exec(rest)?.[0];
    case 'label':
      return /^[\w/.-]+/.exec(rest)?.[0];
    default:
      return field.dottedArgument.find((word) => rest.startsWith(word));
  }
}

function found(field: Field, text: string, word: string | undefined): FoundField {
  const argument: FieldArgument =
    word === undefined ? undefined : { text: word, number: isNumber(word) ? Number(word) : undefined };
  return { use: { field: typedFor(field, word), argument, text }, length: text.length };
}

/** evt.rawarg is of the type that its parameter has in the first event that carries it. */
function typedFor(field: Field, word: string | undefined): Field {
  const param = field.type === 'DYN' && word !== undefined ? PARAM_NAMES.get(word) : undefined;
  return param === undefined ? field : { ...field, ...paramFieldType(param) };
}

function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

function exampleOf({ name, dottedArgument }: Field): string {
  return dottedArgument === 'parameter' ? `${name}.res` : dottedArgument === 'event' ? `${name}.open` : `${name}[…]`;
}

function unknownField(name: string): string {
  const names = FIELDS.flatMap((field) => (field.retired === undefined ? [field.name] : []));
  return `there is no field ${name}${didYouMean(name, names)}`;
}
