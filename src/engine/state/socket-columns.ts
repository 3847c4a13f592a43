// SPDX-License-Identifier: Apache-2.0
// What only some FdInfos have: both ends of a socket, the process of a pidfd. Addresses are numbers of texts, as bytes.

import type { IpAddress } from '../scap/ip-address.js';
import type { FdInfo, Tuple } from './fd-info.js';
import { Uint32Pages } from './paged-numbers.js';
import type { Texts } from './texts.js';

type SocketProperties = Pick<FdInfo, 'tuple' | 'unixSource' | 'unixDest' | 'pid'>;

export class SocketColumns {
  readonly #texts: Texts;
  /** Rows so far; row 0 has nothing. */
  #count = 0;
  /** Text + 1; 0 without a tuple. */
  readonly #sourceIps = new Uint32Pages();
  readonly #destIps = new Uint32Pages();
  /** Source above, destination below. */
  readonly #ports = new Uint32Pages();
  readonly #unixSources = new Uint32Pages();
  readonly #unixDests = new Uint32Pages();
  /** pid + 1. */
  readonly #pids = new Uint32Pages();

  constructor(texts: Texts) {
    this.#texts = texts;
    this.#put(undefined, 0, 0, -1);
  }

  /** A row with what an FdInfo has of these; 0 where it has nothing. */
  add({ tuple, unixSource, unixDest, pid }: SocketProperties): number {
    if (tuple === undefined && unixSource === '' && unixDest === '' && pid === -1) return 0;
    return this.#put(tuple, this.#texts.of(unixSource), this.#texts.of(unixDest), pid);
  }

  /** A copy of a row of `other`. */
  take(other: SocketColumns, row: number): number {
    if (row === 0) return 0;
    const unixSource = this.#texts.take(other.#texts, other.#unixSources.at(row));
    const unixDest = this.#texts.take(other.#texts, other.#unixDests.at(row));
    return this.#put(other.tuple(row), unixSource, unixDest, other.pid(row));
  }

  /** The row with these changes; the same one where nothing changes. */
  derive(row: number, changes: Partial<FdInfo>): number {
    const { unixSource, unixDest, pid } = changes;
    const hasTuple = 'tuple' in changes;
    if (!hasTuple && unixSource === undefined && unixDest === undefined && pid === undefined) return row;
    const after = {
      tuple: hasTuple ? changes.tuple : this.tuple(row),
      unixSource: unixSource ?? this.unixSource(row),
      unixDest: unixDest ?? this.unixDest(row),
      pid: pid ?? this.pid(row),
    };
    return this.#holds(row, after) ? row : this.add(after);
  }

  #holds(row: number, { tuple, unixSource, unixDest, pid }: SocketProperties): boolean {
    return (
      this.#hasTuple(row, tuple) &&
      this.unixSource(row) === unixSource &&
      this.unixDest(row) === unixDest &&
      this.pid(row) === pid
    );
  }

  #hasTuple(row: number, tuple: Tuple | undefined): boolean {
    const source = this.#sourceIps.at(row);
    if (tuple === undefined || source === 0) return tuple === undefined && source === 0;
    return (
      this.#ports.at(row) === ((tuple.sourcePort << 16) | tuple.destPort) >>> 0 &&
      this.#texts.latin1(source - 1) === tuple.sourceIp &&
      this.#texts.latin1(this.#destIps.at(row) - 1) === tuple.destIp
    );
  }

  #put(tuple: Tuple | undefined, unixSource: number, unixDest: number, pid: number): number {
    const row = this.#count++;
    this.#sourceIps.set(row, tuple === undefined ? 0 : this.#texts.ofLatin1(tuple.sourceIp) + 1);
    this.#destIps.set(row, tuple === undefined ? 0 : this.#texts.ofLatin1(tuple.destIp) + 1);
    this.#ports.set(row, tuple === undefined ? 0 : (tuple.sourcePort << 16) | tuple.destPort);
    this.#unixSources.set(row, unixSource);
    this.#unixDests.set(row, unixDest);
    this.#pids.set(row, pid + 1);
    return row;
  }

  tuple(row: number): Tuple | undefined {
    const source = this.#sourceIps.at(row);
    if (source === 0) return undefined;
    const ports = this.#ports.at(row);
    return {
      sourceIp: this.#texts.latin1(source - 1) as IpAddress,
      sourcePort: ports >>> 16,
      destIp: this.#texts.latin1(this.#destIps.at(row) - 1) as IpAddress,
      destPort: ports & 0xffff,
    };
  }

  unixSource(row: number): string {
    return this.#texts.text(this.#unixSources.at(row));
  }

  unixDest(row: number): string {
    return this.#texts.text(this.#unixDests.at(row));
  }

  pid(row: number): number {
    return this.#pids.at(row) - 1;
  }

  get byteLength(): number {
    return 6 * this.#ports.byteLength;
  }
}
