// SPDX-License-Identifier: Apache-2.0
// How one field of a format is printed. Most go through the catalogue; the ones of the default line have a short way, and
// those that depend on the line before (deltas, counters) or on print options have their state here, one per format.

import type { EventView } from '../fields/event-view.js';
import type { FieldUse } from '../fields/field.js';
import { paramIndex } from '../fields/param-value.js';
import { readField } from '../fields/read-field.js';
import { EventClock, secondsText } from './clock-text.js';
import { EventArgs } from './event-args.js';
import { jsonString, jsonValue } from './json-text.js';
import { padded9 } from './number-text.js';
import type { PrintOptions } from './print-options.js';
import { valueText } from './value-text.js';

/** One field of a line. */
export interface FieldPrinter {
  /** Undefined where the event has no such value. */
  text(event: EventView): string | undefined;
  json(event: EventView): string;
}

const SECOND = 1e9;
const MISSING = 'null';

/** Makes the printers of one format; they share the clock and the compiled parameter printers. */
export class FieldPrinters {
  readonly #options: PrintOptions;
  readonly #args: EventArgs;
  readonly #clock: EventClock;

  constructor(options: PrintOptions) {
    this.#options = options;
    this.#args = new EventArgs(options);
    this.#clock = new EventClock(options.zoneOffset);
  }

  printer(use: FieldUse): FieldPrinter {
    switch (use.field.name) {
      case 'evt.num':
        return numberPrinter((event) => event.num);
      case 'evt.cpu':
        return numberPrinter((event) => event.cpu);
      case 'thread.tid':
        return numberPrinter((event) => event.tid);
      case 'evt.dir':
        return textPrinter((event) => (event.kind.isExit ? '<' : '>'));
      case 'evt.type':
        return textPrinter((event) => event.kind.name);
      case 'proc.name':
        return textPrinter((event) => event.thread?.comm);
      case 'evt.args':
      case 'evt.info':
        return textPrinter((event) => this.#args.all(event));
      case 'evt.arg':
        return textPrinter((event) => this.#args.best(event, argumentIndex(event, use)));
      case 'evt.buffer':
        return textPrinter((event) => this.#args.one(event, paramIndex(event.type, 'data'))?.raw);
      case 'evt.time':
        return { text: (event) => this.#clock.text(event), json: timestamp };
      case 'evt.outputtime':
        return { text: this.#outputTime(), json: timestamp };
      case 'evt.time.s':
      case 'evt.time.iso8601':
      case 'evt.datetime':
      case 'evt.datetime.s':
        return { text: cataloguePrinter(use).text, json: timestamp };
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

  /** evt.outputtime, by option -t. */
  #outputTime(): (event: EventView) => string | undefined {
    switch (this.#options.time) {
      case 'clock':
        return (event) => this.#clock.text(event);
      case 'epoch':
        return ({ absoluteTime: time }) =>
          time === undefined ? undefined : `${time / 1_000_000_000n}.${padded9(time % 1_000_000_000n)}`;
      case 'relative':
        return ({ time }) => (Number.isNaN(time) ? undefined : secondsText(time));
      case 'latency':
        return ({ latency }) => (Number.isNaN(latency) ? undefined : secondsText(latency));
      case 'delta': {
        const delta = sinceLast();
        return (event) => {
          const ns = delta(event);
          return ns === undefined ? undefined : secondsText(ns);
        };
      }
    }
  }
}

function argumentIndex(event: EventView, { argument }: FieldUse): number {
  return argument === undefined ? -1 : (argument.number ?? paramIndex(event.type, argument.text));
}

function textPrinter(text: (event: EventView) => string | undefined): FieldPrinter {
  return {
    text,
    json: (event) => {
      const value = text(event);
      return value === undefined ? MISSING : jsonString(value);
    },
  };
}

function numberPrinter(number: (event: EventView) => number): FieldPrinter {
  const text = (event: EventView) => String(number(event));
  return { text, json: text };
}

function cataloguePrinter(use: FieldUse): FieldPrinter {
  return {
    text: (event) => valueText(readField(use, event), use.field),
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
    text: (event) => {
      const ns = delta(event);
      return ns === undefined ? undefined : format(part(ns));
    },
    json: (event) => {
      const ns = delta(event);
      return ns === undefined ? MISSING : String(part(ns));
    },
  };
}

function counterPrinter(): FieldPrinter {
  let count = 0;
  const text = () => String(++count);
  return { text, json: text };
}
