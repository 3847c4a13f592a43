// SPDX-License-Identifier: Apache-2.0
// Output formats: `*%evt.num %proc.name %12fd.name` compiled once, then one line per event. -p, Dig and JSON output.

import type { EventView } from '../event/event-view.js';
import type { FieldUse } from '../fields/field.js';
import { failure, ok, type Result } from '../result.js';
import { encodeText } from '../scap/text.js';
import { ByteLine } from '../text/byte-line.js';
import { DEFAULT_PRINT, type PrintOptions } from '../text/print-options.js';
import { type FieldPrinter, FieldPrinters } from './field-printer.js';
import { type FormatPiece, type FormatProblem, parseFormat } from './format-pieces.js';
import { jsonString } from './json-text.js';
import { KindRun, type LinePart, ThreadRun } from './snapshot-run.js';

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

/** A field of the format, and the text before it. */
class Token implements LinePart {
  /** What the value depends on, where that is the thread alone or the kind alone. */
  readonly of: 'thread' | 'kind' | 'event';
  readonly #before: Uint8Array;
  readonly #printer: FieldPrinter;
  /** Bytes to cut or fill the value to; 0 leaves it alone. */
  readonly #width: number;

  constructor(before: string, printer: FieldPrinter, piece: Exclude<FormatPiece, { kind: 'literal' }>) {
    const source = piece.kind === 'field' ? piece.use.field.source.kind : 'event';
    this.of = source === 'thread' ? 'thread' : source === 'type' ? 'kind' : 'event';
    this.#before = encodeText(before);
    this.#printer = printer;
    this.#width = piece.width;
  }

  write(event: EventView, out: ByteLine): boolean {
    out.append(this.#before);
    const from = out.length;
    const isPresent = this.#printer.write(event, out);
    if (!isPresent) out.text(MISSING);
    if (this.#width > 0) fit(out, from + this.#width);
    return isPresent;
  }
}

/** Parts one after the other. Even a line that will not be printed asks every field: deltas and counters count it. */
class Sequence implements LinePart {
  readonly #parts: readonly LinePart[];

  constructor(parts: readonly LinePart[]) {
    this.#parts = parts;
  }

  write(event: EventView, out: ByteLine): boolean {
    let isComplete = true;
    for (const part of this.#parts) if (!part.write(event, out)) isComplete = false;
    return isComplete;
  }
}

/** The tokens, runs of the same dependence drawn together. */
function lineParts(tokens: readonly Token[]): LinePart {
  const parts: LinePart[] = [];
  for (let from = 0; from < tokens.length; ) {
    const first = tokens[from];
    if (first === undefined) break;
    let to = from + 1;
    while (first.of !== 'event' && tokens[to]?.of === first.of) to++;
    const run = to === from + 1 ? first : new Sequence(tokens.slice(from, to));
    parts.push(first.of === 'thread' ? new ThreadRun(run) : first.of === 'kind' ? new KindRun(run) : run);
    from = to;
  }
  return new Sequence(parts);
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
    tokens.push(new Token(before, printer, piece));
    before = '';
    if (piece.kind !== 'field') continue;
    fields.push(piece.use);
    members.set(piece.use.text, { key: `${jsonString(piece.use.text)}:`, printer });
  }
  const sorted = [...members.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
  return ok(
    new CompiledFormat({ parts: lineParts(tokens), tail: encodeText(before), members: sorted, fields, printsMissing }),
  );
}

interface FormatParts {
  readonly parts: LinePart;
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
    const { parts, tail, printsMissing } = this.#parts;
    const start = out.length;
    if (parts.write(event, out) || printsMissing) {
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
