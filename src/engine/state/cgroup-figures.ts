// SPDX-License-Identifier: Apache-2.0
// The control group of a container at the end of a window, as fields read it. Shares and rates are those of the time
// between the last two looks, a second. NaN where it is unknown, or there is no limit to be a share of.

export interface CgroupFigures {
  /** Percent of the cores that it may use. */
  readonly cpu: number;
  /** Cores that it may use. */
  readonly cpuLimit: number;
  /** Percent of the periods in which it was stopped at the limit. */
  readonly throttled: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes that it may use, and percent of them in use. */
  readonly memoryLimit: number;
  readonly memoryShare: number;
  /** Processes killed at the limit since it began. */
  readonly oomKills: number;
  readonly pids: number;
  /** Percent of the processes and threads that it may have. */
  readonly pidsShare: number;
  /** Percent of the time in which something in it waited (PSI). */
  readonly stallCpu: number;
  readonly stallMemory: number;
  readonly stallIo: number;
}
