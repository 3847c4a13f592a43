// SPDX-License-Identifier: Apache-2.0

import type { Priority } from './priority.js';

/** What ties alerts of a rule together, and to the events that made them. */
export interface Incident {
  /** Alerts of one rule with the same key are one incident: the same program in the same container. */
  readonly key: string;
  /** Filter of the events that made the alert. */
  readonly filter: string;
  /** ns that these events reach back from the alert's time. */
  readonly span: number;
}

/** An alert on its way out. */
export interface Alert {
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  readonly tags: readonly string[];
  readonly hostname: string;
  /** ns since the epoch; undefined where the event has no time. */
  readonly time: bigint | undefined;
  /** The rule's output, without time and priority. */
  readonly message: string;
  /** One line: time, priority, message. */
  readonly line: string;
  /** One JSON object. */
  readonly json: string;
  /** Alerts of the same rule and message that were withheld before this one. */
  readonly withheld: number;
  readonly incident: Incident;
}
