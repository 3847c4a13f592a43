// SPDX-License-Identifier: Apache-2.0
// Alerts of detection rules, as the interface sees them: what the engine answers to alerts, alertScene and reloadRules.

import type { TimeWindow } from './protocol.js';

/** Alerts of rules in the stream, by incident. */
export interface AlertsRequest {
  readonly filter: string;
  readonly window: TimeWindow;
}

/** A rule and what it is about. */
export interface AlertIncident {
  /** Rule and key. */
  readonly id: string;
  readonly rule: string;
  readonly key: string;
  readonly priority: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly count: number;
  /** Times of the first and the last alert, ns since the first event. */
  readonly first: number;
  readonly last: number;
  /** Event number of the last alert. */
  readonly num: number;
  /** Text and fields of the last alert. */
  readonly text: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/** The newest incident first. */
export interface AlertList {
  readonly incidents: readonly AlertIncident[];
  readonly total: number;
}

/** Where the events around an alert are: filters, and spans of time. */
export interface AlertScene {
  /** The process, what it descends from, and what it has started. */
  readonly tree: EventSelection;
  /** What made the alert. */
  readonly made: EventSelection;
}

export interface EventSelection {
  readonly filter: string;
  readonly window: TimeWindow;
}

/** What reading the rules again has led to. */
export interface RuleLoad {
  readonly rules: number;
}
