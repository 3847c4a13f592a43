// SPDX-License-Identifier: Apache-2.0
// The parameter list of an event, `fd=3(<f>/etc/passwd) name=/etc/passwd `: evt.args and evt.info, and single parameters
// for evt.arg. One printer per parameter of an event type is compiled when the type is first met.

import type { EventView } from '../event/event-view.js';
import { isSystemLog, severityName, syslogMessage, WRITES } from '../event/syslog-message.js';
import { EVENT_TYPES, type EventType } from '../scap/event-types.js';
import { encodeText } from '../scap/text.js';
import type { FdInfo } from '../state/fd-info.js';
import { ByteLine } from './byte-line.js';
import { compileParam, type ParamTools, paramTools } from './param-text.js';
import type { PrintOptions } from './print-options.js';
import { SnapshotCache } from './snapshot-cache.js';
import type { ParamPrinter } from './value-printer.js';

interface CompiledParam {
  /** `name=` */
  readonly prefix: Uint8Array;
  readonly print: ParamPrinter;
}

/** Table name of the events of calls that have no layout of their own. */
const GENERIC = 'syscall';
/** First parameter of theirs that is an argument or the result of the call. */
const GENERIC_OWN = 2;
const BLANK = 0x20;
const CLOSE = 0x29;

export class EventArgs {
  readonly #tools: ParamTools;
  readonly #types: (readonly CompiledParam[] | undefined)[] = new Array(EVENT_TYPES.length).fill(undefined);
  /** Whether fds are those of system logs. */
  readonly #logs = new SnapshotCache<FdInfo, boolean>();
  /** For callers that want strings. */
  readonly #scratch = new ByteLine();

  constructor(options: PrintOptions) {
    this.#tools = paramTools(options);
  }

  /**
   * Writes all parameters that the event carries, each followed by a blank, as sysdig up to 0.36 prints them. Of generic
   * events it prints none; here are those of our own probe, where the call has them.
   */
  writeAll(event: EventView, out: ByteLine): void {
    const type = event.type;
    const isGeneric = type.name === GENERIC;
    const params = this.#params(type);
    const cursor = event.params();
    const count = Math.min(cursor.nparams, params.length);
    for (let i = isGeneric ? GENERIC_OWN : 0; i < count; i++) {
      if (isGeneric && !cursor.has(i)) continue;
      const param = params[i] as CompiledParam;
      out.append(param.prefix);
      param.print(event, cursor, i, out);
      if (out.resolvedAt >= 0) out.byte(CLOSE);
      out.byte(BLANK);
    }
  }

  /** What an event says of itself: its parameters, or the message that it wrote to the system log (evt.info). */
  writeInfo(event: EventView, out: ByteLine): void {
    const message = this.#mayBeSyslog(event) ? syslogMessage(event) : undefined;
    if (message === undefined) this.writeAll(event, out);
    else out.text(`syslog sev=${severityName(message.severity)} msg=${message.text}`);
  }

  /** Asked of every line: what there is to read of the fd is read once. */
  #mayBeSyslog(event: EventView): boolean {
    if ((event.type.flags & WRITES) === 0) return false;
    const { fd } = event;
    if (fd === undefined) return false;
    let isLog = this.#logs.get(fd);
    if (isLog === undefined) {
      isLog = isSystemLog(fd);
      this.#logs.set(fd, isLog);
    }
    return isLog;
  }

  /** Writes parameter `index`; false where the event does not carry it. `part`: see oneText(). */
  writeOne(event: EventView, index: number, part: 'raw' | 'best', out: ByteLine): boolean {
    const text = this.oneText(event, index, part);
    if (text === undefined) return false;
    out.text(text);
    return true;
  }

  /** As writeAll, as a string. */
  allText(event: EventView): string {
    return this.#text((line) => this.writeAll(event, line));
  }

  /** As writeInfo, as a string. */
  infoText(event: EventView): string {
    return this.#text((line) => this.writeInfo(event, line));
  }

  /**
   * Text of parameter `index`: `raw` as the capture has it, `best` the resolved text where there is one (evt.arg).
   * Undefined where the event does not carry it.
   */
  oneText(event: EventView, index: number, part: 'raw' | 'best'): string | undefined {
    const cursor = event.params();
    const param = this.#params(event.type)[index];
    if (param === undefined || index >= cursor.nparams) return undefined;
    const line = this.#scratch;
    line.cutTo(0);
    param.print(event, cursor, index, line);
    if (line.resolvedAt < 0) return line.slice(0);
    return part === 'raw' ? line.slice(0, line.resolvedAt - 1) : line.slice(line.resolvedAt);
  }

  #text(write: (line: ByteLine) => void): string {
    const line = this.#scratch;
    line.cutTo(0);
    write(line);
    return line.slice(0);
  }

  #params(type: EventType): readonly CompiledParam[] {
    let params = this.#types[type.id];
    if (params === undefined) {
      params = type.params.map((schema) => ({
        prefix: encodeText(`${schema.name}=`),
        print: compileParam(schema, this.#tools),
      }));
      this.#types[type.id] = params;
    }
    return params;
  }
}
