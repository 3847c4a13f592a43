// SPDX-License-Identifier: Apache-2.0
// Output formats: `*%evt.num %proc.name %12fd.name` compiled once, then one line per event. -p, Dig and JSON output.

import type { EventView } from '../fields/event-view.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Operand } from '../filter/operand.js';
import { failure, ok, type Result } from '../result.js';
import { decodeText, encodeText } from '../scap/text.js';
import { type FieldPrinter, FieldPrinters } from './field-printer.js';
import { type FormatProblem, parseFormat } from './format-pieces.js';
import { jsonString, jsonValue } from './json-text.js';
import { DEFAULT_PRINT, type PrintOptions } from './print-options.js';
import { valueText } from './value-text.js';

/** Text that stands for a missing value. */
export const MISSING = '<NA>';

type TextOf = (event: EventView) => string | undefined;

/** A token of the format: what stands before it, and how it prints. */
interface CompiledToken {
  readonly before: string;
  readonly text: TextOf;
  /** A missing value, as wide as the token asks for. */
  readonly missing: string;
}

interface JsonMember {
  /** `"key":` */
  readonly key: string;
  readonly json: (event: EventView) => string;
}

export interface LineFormat {
  /** The line without its newline; undefined where the event lacks a value and the format did not start with `*`. */
  line(event: EventView): string | undefined;
  /** One JSON object, keys in order; undefined as for line(). Transformers have no key and are left out. */
  json(event: EventView): string | undefined;
  /** The fields in the order of the format. */
  readonly fields: readonly FieldUse[];
}

export function compileFormat(
  format: string,
  options: PrintOptions = DEFAULT_PRINT,
): Result<LineFormat, FormatProblem> {
  const parsed = parseFormat(format);
  if (!parsed.ok) return failure(parsed.error);
  const { pieces, printsMissing } = parsed.value;
  const printers = new FieldPrinters(options);
  const tokens: CompiledToken[] = [];
  const fields: FieldUse[] = [];
  const members = new Map<string, JsonMember>();
  let literal = '';
  for (const piece of pieces) {
    if (piece.kind === 'literal') {
      literal += piece.text;
      continue;
    }
    let printer: FieldPrinter;
    if (piece.kind === 'field') {
      printer = printers.printer(piece.use);
      fields.push(piece.use);
      members.set(piece.use.text, { key: `${jsonString(piece.use.text)}:`, json: printer.json });
    } else printer = transformerPrinter(piece.operand);
    const { width } = piece;
    tokens.push({ before: literal, text: padded(printer.text, width), missing: fitBytes(MISSING, width) });
    literal = '';
  }
  const sorted = [...members.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
  return ok({
    line: lineOf(tokens, literal, printsMissing),
    json: jsonOf(sorted, printsMissing),
    fields,
  });
}

function lineOf(tokens: readonly CompiledToken[], tail: string, printsMissing: boolean): TextOf {
  return (event) => {
    let line = '';
    let complete = true;
    // Even a line that will not be printed asks every field: deltas and counters count it.
    for (const token of tokens) {
      const text = token.text(event);
      if (text === undefined) complete = false;
      line += token.before + (text ?? token.missing);
    }
    return complete || printsMissing ? line + tail : undefined;
  };
}

function jsonOf(members: readonly JsonMember[], printsMissing: boolean): TextOf {
  return (event) => {
    let text = '';
    let complete = true;
    for (const { key, json } of members) {
      const value = json(event);
      if (value === 'null') complete = false;
      text += text === '' ? key + value : `,${key}${value}`;
    }
    return complete || printsMissing ? `{${text}}` : undefined;
  };
}

function transformerPrinter(operand: Operand): FieldPrinter {
  const read = (event: EventView) => operand.read((use) => readField(use, event));
  return {
    text: (event) => valueText(read(event), operand),
    json: (event) => jsonValue(read(event), operand),
  };
}

/** Cut or filled with blanks to exactly `width` bytes; 0 leaves the text alone. */
function padded(text: TextOf, width: number): TextOf {
  if (width === 0) return text;
  return (event) => {
    const value = text(event);
    return value === undefined ? undefined : fitBytes(value, width);
  };
}

function fitBytes(text: string, width: number): string {
  if (width === 0) return text;
  const bytes = encodeText(text);
  if (bytes.length > width) return decodeText(bytes, 0, width);
  return text + ' '.repeat(width - bytes.length);
}
