// SPDX-License-Identifier: Apache-2.0
// What the engine says of the machine as a whole, for the lines above each page: made by query/host-meters.ts.

/** Percent of the time of one CPU; the rest it was idle. Undefined where it is unknown. */
export interface CpuShares {
  readonly cpu: number;
  readonly user: number | undefined;
  readonly system: number | undefined;
  readonly waiting: number | undefined;
  readonly stolen: number | undefined;
}

type Figure = number | undefined;

/** The machine as a whole: shares and rates over a window, levels as of its end. Bytes, bytes per second, percent. */
export interface HostMeters {
  /** Of the last sample, ns since the first event. */
  readonly time: number;
  readonly cpus: readonly CpuShares[];
  /** Of 1, 5 and 15 minutes. */
  readonly load: readonly Figure[];
  readonly memory: { readonly total: Figure; readonly available: Figure; readonly cached: Figure };
  readonly swap: { readonly total: Figure; readonly free: Figure };
  readonly disk: { readonly read: Figure; readonly written: Figure };
  readonly net: { readonly received: Figure; readonly sent: Figure };
  /** Share of the time in which something waited (PSI). */
  readonly stall: { readonly cpu: Figure; readonly memory: Figure; readonly io: Figure };
}
