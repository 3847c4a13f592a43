// SPDX-License-Identifier: Apache-2.0
// How one field of a format is printed. Most go through the catalogue; the ones of the default line have a short way, and
// those that depend on the line before (deltas, counters) or on print options have their state here, one per format.

import type { EventView } from '../event/event-view.js';
import { paramIndex } from '../event/param-value.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Operand } from '../filter/operand.js';
import { padded9 } from '../scap/padded-number.js';
import { ByteLine } from '../text/byte-line.js';
import { EventClock, secondsText } from '../text/clock-text.js';
import { EventArgs } from '../text/event-args.js';
import type { PrintOptions } from '../text/print-options.js';
import { jsonString, jsonValue } from './json-text.js';
import { valueText } from './value-text.js';

/** One field of a line. */
export interface FieldPrinter {
  /** False, and nothing written, where the event has no such value. */
  write(event: EventView, out: ByteLine): boolean;
  /** The value in JSON; `null` where there is none. */
  json(event: EventView): string;
}

const SECOND = 1e9;
const MISSING = 'null';
const ENTER = 0x3e;
const EXIT = 0x3c;

/** Makes the printers of one format; they share the clock and the compiled parameter printers. */
export class FieldPrinters {
  readonly #options: PrintOptions;
  readonly #args: EventArgs;
  /** JSON is for programs: buffers are whole in it. */
  readonly #wholeArgs: EventArgs;
  readonly #clock: EventClock;

  constructor(options: PrintOptions) {
    this.#options = options;
    this.#args = new EventArgs(options);
    this.#wholeArgs = new EventArgs({ ...options, maxBuffer: 0 });
    this.#clock = new EventClock(options.zoneOffset);
  }

  ofField(use: FieldUse): FieldPrinter {
    switch (use.field.name) {
      case 'evt.num':
        return numberPrinter((event) => event.num);
      case 'evt.cpu':
        return numberPrinter((event) => event.cpu);
      case 'thread.tid':
        return numberPrinter((event) => event.tid);
      case 'evt.dir':
        return written((event, out) => {
          out.byte(event.kind.isExit ? EXIT : ENTER);
          return true;
        });
      case 'evt.type':
        return textPrinter((event) => event.kind.name);
      case 'proc.name':
        return textPrinter((event) => event.thread?.comm);
      case 'evt.info':
        return this.#ofArgs((args, event, out) => {
          args.writeInfo(event, out);
          return true;
        });
      case 'evt.args':
        return this.#ofArgs((args, event, out) => {
          args.writeAll(event, out);
          return true;
        });
      case 'evt.arg':
        return this.#ofArgs((args, event, out) => args.writeOne(event, argumentIndex(event, use), 'best', out));
      case 'evt.buffer':
        return this.#ofArgs((args, event, out) => args.writeOne(event, paramIndex(event.type, 'data'), 'raw', out));
      case 'evt.time':
        return { write: (event, out) => this.#clock.write(event, out), json: timestamp };
      case 'evt.outputtime':
        return { write: this.#outputTime(), json: timestamp };
      case 'evt.time.s':
      case 'evt.time.iso8601':
      case 'evt.datetime':
      case 'evt.datetime.s':
        return { write: cataloguePrinter(use).write, json: timestamp };
      case 'evt.deltatime':
        return deltaPrinter((ns) => ns, String);
      case 'evt.deltatime.s':
        return deltaPrinter((ns) => Math.floor(ns / SECOND), String);
      case 'evt.deltatime.ns':
        return deltaPrinter((ns) => ns % SECOND, padded9);
      case 'util.cnt':
        return counterPrinter();
      default:
        return cataloguePrinter(use);
    }
  }

  ofTransformer(operand: Operand): FieldPrinter {
    const read = (event: EventView) => operand.read((use) => readField(use, event));
    return {
      write: (event, out) => writeText(valueText(read(event), operand), out),
      json: (event) => jsonValue(read(event), operand),
    };
  }

  #ofArgs(write: (args: EventArgs, event: EventView, out: ByteLine) => boolean): FieldPrinter {
    return {
      write: (event, out) => write(this.#args, event, out),
      json: written((event, out) => write(this.#wholeArgs, event, out)).json,
    };
  }

  /** evt.outputtime, by option -t. */
  #outputTime(): FieldPrinter['write'] {
    switch (this.#options.time) {
      case 'clock':
        return (event, out) => this.#clock.write(event, out);
      case 'epoch':
        return ({ absoluteTime: time }, out) =>
          writeText(time === undefined ? undefined : `${time / 1_000_000_000n}.${padded9(time % 1_000_000_000n)}`, out);
      case 'relative':
        return ({ time }, out) => writeText(Number.isNaN(time) ? undefined : secondsText(time), out);
      case 'latency':
        return ({ latency }, out) => writeText(Number.isNaN(latency) ? undefined : secondsText(latency), out);
      case 'delta': {
        const delta = sinceLast();
        return (event, out) => {
          const ns = delta(event);
          return writeText(ns === undefined ? undefined : secondsText(ns), out);
        };
      }
    }
  }
}

function argumentIndex(event: EventView, { argument }: FieldUse): number {
  return argument === undefined ? -1 : (argument.number ?? paramIndex(event.type, argument.text));
}

function writeText(text: string | undefined, out: ByteLine): boolean {
  if (text === undefined) return false;
  out.text(text);
  return true;
}

/** A field that is a string in JSON. */
function written(write: FieldPrinter['write']): FieldPrinter {
  const line = new ByteLine(256);
  return {
    write,
    json: (event) => {
      line.cutTo(0);
      return write(event, line) ? jsonString(line.slice(0)) : MISSING;
    },
  };
}

function textPrinter(text: (event: EventView) => string | undefined): FieldPrinter {
  return written((event, out) => {
    const value = text(event);
    if (value === undefined) return false;
    out.text(value);
    return true;
  });
}

function numberPrinter(number: (event: EventView) => number): FieldPrinter {
  return {
    write: (event, out) => {
      out.decimal(number(event));
      return true;
    },
    json: (event) => String(number(event)),
  };
}

function cataloguePrinter(use: FieldUse): FieldPrinter {
  return {
    write: (event, out) => writeText(valueText(readField(use, event), use.field), out),
    json: (event) => jsonValue(readField(use, event), use.field),
  };
}

/** Times of day are their ns since the epoch in JSON. */
function timestamp({ absoluteTime }: EventView): string {
  return absoluteTime === undefined ? MISSING : absoluteTime.toString();
}

/** ns since the event that this was asked of before; 0 for the first. Lines may go back in time: then it is negative. */
function sinceLast(): (event: EventView) => number | undefined {
  let last = Number.NaN;
  return ({ time }) => {
    if (Number.isNaN(time)) return undefined;
    const ns = Number.isNaN(last) ? 0 : time - last;
    last = time;
    return ns;
  };
}

function deltaPrinter(part: (ns: number) => number, format: (part: number) => string): FieldPrinter {
  const delta = sinceLast();
  return {
    write: (event, out) => {
      const ns = delta(event);
      return writeText(ns === undefined ? undefined : format(part(ns)), out);
    },
    json: (event) => {
      const ns = delta(event);
      return ns === undefined ? MISSING : String(part(ns));
    },
  };
}

function counterPrinter(): FieldPrinter {
  let count = 0;
  return numberPrinter(() => ++count);
}
