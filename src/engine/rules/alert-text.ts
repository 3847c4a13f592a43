// SPDX-License-Identifier: Apache-2.0
// Alerts as the engine writes them: a line of text, or a JSON object with the fields of the rule's output.
//
// Both escape as JSON does: control characters, quotes and backslashes of the capture cannot end a line or a string, and
// bytes that are not UTF-8 become U+FFFD.

import type { EventView } from '../event/event-view.js';
import { wellFormed } from '../filter/text-compare.js';
import { compileFormat, type LineFormat } from '../format/format.js';
import { DEFAULT_PRINT, type PrintOptions } from '../text/print-options.js';
import type { Alert, Incident } from './alert.js';
import { isoTime } from './alert-time.js';
import type { CompiledRule } from './compiled-rule.js';

const TIME = '%evt.time.iso8601';

export class AlertWriter {
  readonly #formats = new Map<CompiledRule, AlertFormat>();
  readonly #options: PrintOptions;

  constructor(options: PrintOptions = DEFAULT_PRINT) {
    this.#options = options;
  }

  /** `TIME: PRIORITY output`. */
  line(rule: CompiledRule, event: EventView): string {
    return JSON.stringify(this.#text(rule, event)).slice(1, -1);
  }

  json(rule: CompiledRule, event: EventView): string {
    const { item, name, tags } = rule;
    const members = [
      ['hostname', JSON.stringify(wellFormed(event.hostname))],
      ['output', JSON.stringify(this.#text(rule, event))],
      ['output_fields', this.#formatOf(rule).fields(event)],
      ['priority', JSON.stringify(item.priority)],
      ['rule', JSON.stringify(name)],
      ['source', JSON.stringify(item.source)],
      ['tags', JSON.stringify(tags)],
      ['time', JSON.stringify(isoTime(event.absoluteTime))],
    ];
    return `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`;
  }

  alert(rule: CompiledRule, event: EventView): Alert {
    const { item, name, tags } = rule;
    return {
      rule: name,
      priority: item.priority,
      source: item.source,
      tags,
      hostname: wellFormed(event.hostname),
      time: event.absoluteTime,
      message: wellFormed(this.#formatOf(rule).message(event)),
      line: this.line(rule, event),
      json: this.json(rule, event),
      withheld: 0,
      incident: incidentOf(event),
    };
  }

  #text(rule: CompiledRule, event: EventView): string {
    return wellFormed(
      `${this.#formatOf(rule).time(event)}: ${rule.item.priority} ${this.#formatOf(rule).message(event)}`,
    );
  }

  #formatOf(rule: CompiledRule): AlertFormat {
    let format = this.#formats.get(rule);
    if (format === undefined) {
      format = new AlertFormat(rule.output, this.#options);
      this.#formats.set(rule, format);
    }
    return format;
  }
}

/** The event itself made the alert. */
function incidentOf(event: EventView): Incident {
  const { thread } = event;
  const name = thread?.comm ?? '';
  const container = thread?.containerId ?? '';
  const key = wellFormed(container === '' ? name : `${name} in ${container}`);
  const filter = thread === undefined ? '' : `thread.tid = ${thread.tid}`;
  return { key, filter, span: 0 };
}

class AlertFormat {
  readonly #time: LineFormat;
  readonly #message: LineFormat;
  readonly #fields: LineFormat;

  constructor(output: string, options: PrintOptions) {
    const text = output.startsWith('*') ? output.slice(1) : output;
    this.#time = compiled(`*${TIME}`, options);
    this.#message = compiled(`*${text}`, options);
    this.#fields = compiled(`*${TIME} ${text}`, options);
  }

  time(event: EventView): string {
    return this.#time.line(event) ?? '';
  }

  message(event: EventView): string {
    return this.#message.line(event) ?? '';
  }

  fields(event: EventView): string {
    return unescaped(this.#fields.json(event) ?? '{}');
  }
}

/** The loader has checked the format. */
function compiled(format: string, options: PrintOptions): LineFormat {
  const result = compileFormat(format, options);
  if (!result.ok) throw new Error(`${format}: ${result.error.message}`);
  return result.value;
}

/** JSON in UTF-8 instead of `\uHHHH` for what is beyond ASCII. */
function unescaped(json: string): string {
  return json.replace(/\\(u[0-9a-f]{4}|.)/g, (whole, tail: string) => {
    const code = tail.length === 5 ? Number.parseInt(tail.slice(1), 16) : 0;
    return code >= 0x80 ? String.fromCharCode(code) : whole;
  });
}
