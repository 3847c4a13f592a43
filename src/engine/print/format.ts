// SPDX-License-Identifier: Apache-2.0
// Output formats: `*%evt.num %proc.name %12fd.name` compiled once, then one line per event. -p, Dig and JSON output.

import type { EventView } from '../fields/event-view.js';
import type { FieldUse } from '../fields/field.js';
import { failure, ok, type Result } from '../result.js';
import { encodeText } from '../scap/text.js';
import { ByteLine } from './byte-line.js';
import { type FieldPrinter, FieldPrinters } from './field-printer.js';
import { type FormatProblem, parseFormat } from './format-pieces.js';
import { jsonString } from './json-text.js';
import { DEFAULT_PRINT, type PrintOptions } from './print-options.js';

export interface LineFormat {
  /**
   * Appends the line, without a newline. False, and nothing appended, where the event lacks a value and the format does
   * not start with `*`.
   */
  write(event: EventView, out: ByteLine): boolean;
  /** The line as a string; undefined where write() says false. */
  line(event: EventView): string | undefined;
  /** One JSON object, keys in order; undefined as for line(). Transformers have no key and are left out. */
  json(event: EventView): string | undefined;
  /** The fields in the order of the format. */
  readonly fields: readonly FieldUse[];
}

/** A field of the format, and the text that stands before it. */
interface Token {
  readonly before: Uint8Array;
  readonly printer: FieldPrinter;
  /** Bytes to cut or fill the value to; 0 leaves it alone. */
  readonly width: number;
}

interface JsonMember {
  /** `"key":` */
  readonly key: string;
  readonly printer: FieldPrinter;
}

const MISSING = '<NA>';
const BLANK = 0x20;

export function compileFormat(
  format: string,
  options: PrintOptions = DEFAULT_PRINT,
): Result<LineFormat, FormatProblem> {
  const parsed = parseFormat(format);
  if (!parsed.ok) return failure(parsed.error);
  const { pieces, printsMissing } = parsed.value;
  const printers = new FieldPrinters(options);
  const tokens: Token[] = [];
  const fields: FieldUse[] = [];
  const members = new Map<string, JsonMember>();
  let before = '';
  for (const piece of pieces) {
    if (piece.kind === 'literal') {
      before += piece.text;
      continue;
    }
    const printer = piece.kind === 'field' ? printers.ofField(piece.use) : printers.ofTransformer(piece.operand);
    tokens.push({ before: encodeText(before), printer, width: piece.width });
    before = '';
    if (piece.kind !== 'field') continue;
    fields.push(piece.use);
    members.set(piece.use.text, { key: `${jsonString(piece.use.text)}:`, printer });
  }
  const sorted = [...members.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
  return ok(new CompiledFormat({ tokens, tail: encodeText(before), members: sorted, fields, printsMissing }));
}

interface FormatParts {
  readonly tokens: readonly Token[];
  readonly tail: Uint8Array;
  readonly members: readonly JsonMember[];
  readonly fields: readonly FieldUse[];
  readonly printsMissing: boolean;
}

class CompiledFormat implements LineFormat {
  readonly fields: readonly FieldUse[];
  readonly #parts: FormatParts;
  readonly #scratch = new ByteLine();

  constructor(parts: FormatParts) {
    this.#parts = parts;
    this.fields = parts.fields;
  }

  write(event: EventView, out: ByteLine): boolean {
    const { tokens, tail, printsMissing } = this.#parts;
    const start = out.length;
    let isComplete = true;
    // Even a line that will not be printed asks every field: deltas and counters count it.
    for (const { before, printer, width } of tokens) {
      out.append(before);
      const from = out.length;
      if (!printer.write(event, out)) {
        isComplete = false;
        out.text(MISSING);
      }
      if (width > 0) fit(out, from + width);
    }
    if (isComplete || printsMissing) {
      out.append(tail);
      return true;
    }
    out.cutTo(start);
    return false;
  }

  line(event: EventView): string | undefined {
    const line = this.#scratch;
    line.cutTo(0);
    return this.write(event, line) ? line.slice(0) : undefined;
  }

  json(event: EventView): string | undefined {
    const { members, printsMissing } = this.#parts;
    let text = '';
    let isComplete = true;
    for (const { key, printer } of members) {
      const value = printer.json(event);
      if (value === 'null') isComplete = false;
      text += text === '' ? key + value : `,${key}${value}`;
    }
    return isComplete || printsMissing ? `{${text}}` : undefined;
  }
}

/** Cuts or fills with blanks so that the line ends at `end`. */
function fit(out: ByteLine, end: number): void {
  while (out.length < end) out.byte(BLANK);
  out.cutTo(end);
}
