// SPDX-License-Identifier: Apache-2.0
// The parameter list of an event, `fd=3(<f>/etc/passwd) name=/etc/passwd `: evt.args and evt.info, and single parameters
// for evt.arg. One printer per parameter of an event type is compiled when the type is first met.

import type { EventView } from '../fields/event-view.js';
import { EVENT_TYPES, type EventType } from '../scap/event-types.js';
import { compileParam } from './param-text.js';
import type { PrintOptions } from './print-options.js';
import { type ParamPrinter, ParamText } from './value-printer.js';

interface CompiledParam {
  /** `name=` */
  readonly prefix: string;
  readonly print: ParamPrinter;
}

export class EventArgs {
  readonly #options: PrintOptions;
  readonly #types: (readonly CompiledParam[] | undefined)[] = new Array(EVENT_TYPES.length).fill(undefined);
  readonly #text = new ParamText();

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  /**
   * All parameters that the event carries, each followed by a blank, as sysdig up to 0.36 prints them; "" for generic
   * events, whose parameters are only there for the state.
   */
  all(event: EventView): string {
    const type = event.type;
    if (type.name === GENERIC) return '';
    const params = this.#params(type);
    const cursor = event.params();
    const text = this.#text;
    const count = cursor.nparams;
    let line = '';
    for (let i = 0; i < count; i++) {
      const param = params[i];
      if (param === undefined) break;
      param.print(event, cursor, i, text);
      line += text.resolved === '' ? `${param.prefix}${text.raw} ` : `${param.prefix}${text.raw}(${text.resolved}) `;
    }
    return line;
  }

  /** Both texts of parameter `index`, valid until the next call; undefined where the event does not carry it. */
  one(event: EventView, index: number): Readonly<ParamText> | undefined {
    const cursor = event.params();
    const param = this.#params(event.type)[index];
    if (param === undefined || index >= cursor.nparams) return undefined;
    param.print(event, cursor, index, this.#text);
    return this.#text;
  }

  /** What evt.arg shows: the resolved text where there is one, else the raw one. */
  best(event: EventView, index: number): string | undefined {
    const text = this.one(event, index);
    return text === undefined ? undefined : text.resolved === '' ? text.raw : text.resolved;
  }

  #params(type: EventType): readonly CompiledParam[] {
    let params = this.#types[type.id];
    if (params === undefined) {
      params = type.params.map((schema) => ({
        prefix: `${schema.name}=`,
        print: compileParam(schema, this.#options),
      }));
      this.#types[type.id] = params;
    }
    return params;
  }
}

/** Table name of the events of calls that have no layout of their own. */
const GENERIC = 'syscall';
