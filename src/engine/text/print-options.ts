// SPDX-License-Identifier: Apache-2.0
// What a reader of event text may choose. Formats, event arguments and JSON are compiled for one set of options.

import type { BufferFormat } from '../protocol/protocol.js';

/** evt.outputtime: wall clock, seconds since the epoch, since the start, latency of the call, since the previous line. */
export type TimeMode = 'clock' | 'epoch' | 'relative' | 'latency' | 'delta';

export interface PrintOptions {
  readonly buffers: BufferFormat;
  /** Longest buffer in `dots`; what is longer ends in `...`. 0 never cuts. */
  readonly maxBuffer: number;
  readonly time: TimeMode;
  /** Seconds that local time is ahead of UTC; one offset for all events. */
  readonly zoneOffset: number;
  /** Name of a port, where ports are to be named; undefined leaves the number. */
  readonly portName: ((port: number, l4: number) => string | undefined) | undefined;
}

/** What `sysdig -r FILE` prints with: buffers as dots cut at 80, local wall clock. */
export const DEFAULT_PRINT: PrintOptions = {
  buffers: 'dots',
  maxBuffer: 80,
  time: 'clock',
  // The reference takes the offset that holds now for all events, daylight saving or not. TZ is honoured by Date.
  zoneOffset: -new Date().getTimezoneOffset() * 60,
  portName: undefined,
};
