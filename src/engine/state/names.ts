// SPDX-License-Identifier: Apache-2.0
import type { PortName } from './socket-tuples.js';

/** Which numbers get names. */
export interface NameOptions {
  /** False: users and groups are numbers only. */
  readonly users: boolean;
  /** False: every process counts as the host's. */
  readonly containers?: boolean;
  /** Undefined: ports are numbers only. */
  readonly portName?: PortName;
}
