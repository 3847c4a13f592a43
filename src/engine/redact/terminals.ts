// SPDX-License-Identifier: Apache-2.0
// The machine's state as far as redaction asks for it: is the fd of the current event a terminal? Memory does not grow with
// the stream: what has gone is forgotten now and then.

import { compact } from '../ingest/compact.js';
import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EventFlag, eventTypeIds } from '../scap/event-types.js';
import type { ScapSink } from '../scap/scap-reader.js';
import { applyEvent } from '../state/apply-event.js';
import { MachineState } from '../state/machine-state.js';
import { Seed } from '../state/seed.js';
import { EVERY_FD } from '../state/state-scope.js';
import { EventStore } from '../store/event-store.js';

const FDS_ONLY = { threads: true, fds: true, snapshots: false, fdTypes: EVERY_FD };
const TERMINAL = /^\/dev\/(?:pts\/|tty|ptmx|console|hvc|vc)/;
const READS = EventFlag.READS_FROM_FD | EventFlag.READS_EXIT_ONLY;
const WRITES = EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY;
const DUPS: ReadonlySet<number> = new Set(eventTypeIds('dup_x dup_1_x dup2_x dup3_x'));
/** Standard input, output and error are taken for a terminal where nothing is known of them. */
const LAST_STANDARD_FD = 2;
/** Dictionary entries between two times of forgetting. */
const SPARE = 50_000;

export class Terminals {
  readonly #state = new MachineState({ users: false }, FDS_ONLY);
  /** Holds no rows. */
  readonly #store = new EventStore();
  #seed = new Seed(this.#state);
  #isSeeding = true;
  #sections = 0;
  #kept = 0;
  /** By the fd's number in the dictionary. */
  #known = new Map<number, boolean>();

  /** The part of a reader's sink that the state is made of. */
  readonly sink: Omit<ScapSink, 'event' | 'defect'> = {
    section: () => this.#begin(),
    machine: () => undefined,
    interfaces: () => undefined,
    users: () => undefined,
    processes: (processes) => this.#seed.processes(processes),
    fds: (tid, fds) => this.#seed.fds(tid, fds),
  };

  /** Must see every event, in order. */
  apply(cursor: EventCursor): void {
    if (this.#isSeeding) this.#seed.finish();
    this.#isSeeding = false;
    applyEvent(this.#state, cursor, this.#store.rows);
    this.#store.pass(0, 0);
    if (DUPS.has(cursor.type) && this.#state.fd === 0) this.#forgetTarget(cursor);
    const { fdDictionary, table } = this.#state;
    if (fdDictionary.count + table.everyThread.length >= 2 * this.#kept + SPARE) this.#forget();
  }

  /** Whether the last event read from or wrote to a terminal. */
  isTerminal(type: number): boolean {
    if (((EVENT_FLAGS[type] as number) & (READS | WRITES)) === 0) return false;
    const { fd, fdNum } = this.#state;
    if (fd === 0) return fdNum >= 0 && fdNum <= LAST_STANDARD_FD;
    let known = this.#known.get(fd);
    if (known === undefined) {
      known = TERMINAL.test(this.#state.fdDictionary.name(fd));
      this.#known.set(fd, known);
    }
    return known;
  }

  get fdNum(): number {
    return this.#state.fdNum;
  }

  /** Bytes that the last event's call moved. */
  get result(): number {
    return this.#state.result;
  }

  isWriting(type: number): boolean {
    return ((EVENT_FLAGS[type] as number) & WRITES) !== 0;
  }

  /**
   * A descriptor that nobody has seen coming takes another number: the other end of a new pseudo-terminal comes from an
   * ioctl. What was under that number is gone, whatever the state keeps of it for the sake of sysdig.
   */
  #forgetTarget(cursor: EventCursor): void {
    const fd = cursor.int(0) ?? -1;
    if (fd >= 0) this.#state.thread?.fds?.delete(this.#state.row, fd);
  }

  #begin(): void {
    if (this.#sections++ > 0) this.#state.restart();
    this.#seed = new Seed(this.#state);
    this.#isSeeding = true;
  }

  #forget(): void {
    compact(this.#state, this.#store);
    this.#known = new Map();
    this.#kept = this.#state.fdDictionary.count + this.#state.table.everyThread.length;
  }
}
