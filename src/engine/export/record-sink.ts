// SPDX-License-Identifier: Apache-2.0
// Where exported records go: a file, a server.

/** A record on its way. */
export interface ExportRecord {
  /** One JSON object. */
  readonly json: string;
  /** ns since 1970; undefined where the event has no time. */
  readonly time: bigint | undefined;
}

export interface SinkReport {
  readonly sent: number;
  /** Taken, but refused by the receiver or given up. */
  readonly lost: number;
  /** A sentence about what went wrong last. */
  readonly problem: string | undefined;
}

export interface RecordSink {
  /** For messages. */
  readonly name: string;
  put(record: ExportRecord): void;
  /** Waits while too much is on its way; false where nothing more will be taken. */
  ready(): Promise<boolean>;
  /** Waits for what is on its way. */
  close(): Promise<SinkReport>;
}
