// SPDX-License-Identifier: Apache-2.0
// The columns of a chunk that still grows: wide, so that a row is stored without a look at the others. A store allocates
// them once and its chunks use them in turn; a full chunk is packed (packer.ts).

/** Rows of a full chunk: what a code of two bytes can number. */
export const CHUNK_ROWS = 65536;

export class OpenColumns {
  /** ns since the capture's first event; NaN unknown. */
  readonly time: Float64Array;
  readonly kind: Uint16Array;
  readonly cpu: Uint16Array;
  /** Thread version; 0 no thread. */
  readonly version: Uint32Array;
  /** FdInfo; 0 none. */
  readonly fd: Uint32Array;
  readonly fdNum: Int32Array;
  /** Return value of exits; NaN none. CPU user percent of procinfo events. */
  readonly result: Float64Array;
  /** ns; 0 on enters, NaN not recorded. CPU system percent of procinfo, ns on the CPU of switch events. */
  readonly latency: Float64Array;
  /** Rows back to the enter event of the call; 0 none. */
  readonly pair: Uint32Array;
  /** Where the event's block starts in the raw stream, from the chunk's rawBase. */
  readonly rawOffset: Uint32Array;
  /** Union of RowFlag. */
  readonly flags: Uint8Array;

  constructor(rows: number) {
    this.time = new Float64Array(rows);
    this.kind = new Uint16Array(rows);
    this.cpu = new Uint16Array(rows);
    this.version = new Uint32Array(rows);
    this.fd = new Uint32Array(rows);
    this.fdNum = new Int32Array(rows);
    this.result = new Float64Array(rows);
    this.latency = new Float64Array(rows);
    this.pair = new Uint32Array(rows);
    this.rawOffset = new Uint32Array(rows);
    this.flags = new Uint8Array(rows);
  }
}

export type ColumnName = Exclude<keyof OpenColumns, symbol>;
/** Bytes of one row in them. */
export const OPEN_ROW_BYTES = 8 + 2 + 2 + 4 + 4 + 4 + 8 + 8 + 4 + 4 + 1;
