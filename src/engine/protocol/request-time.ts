// SPDX-License-Identifier: Apache-2.0
// Where the time of one request went, as it goes to the interface. Times are ns, those of steps since the request.

/** request: of its own, to another service. queue: ready to run, without a CPU. cpu: running, or ready to. */
export type TimeKind = 'request' | 'disk' | 'lock' | 'wait' | 'network' | 'other' | 'queue' | 'cpu';

export interface TimeStep {
  readonly kind: TimeKind;
  readonly from: number;
  readonly to: number;
  /** Call and what it was about; protocol and text of a request. */
  readonly text: string;
  /** Number of its event. */
  readonly num: number;
  /** What to ask for the same request at its server, where that is in the capture. */
  readonly link: number | undefined;
}

export interface RequestSpent {
  readonly kind: TimeKind;
  readonly time: number;
  /** Steps; 0 for what lies between them. */
  readonly count: number;
}

export interface RequestTime {
  /** Of the event that answers. */
  readonly num: number;
  readonly request: {
    readonly protocol: string;
    readonly role: 'server' | 'client';
    readonly method: string | undefined;
    readonly target: string | undefined;
    readonly status: string | undefined;
    readonly client: string | undefined;
    readonly server: string | undefined;
  };
  readonly length: number;
  /** Adds up to the length. */
  readonly spent: readonly RequestSpent[];
  readonly steps: readonly TimeStep[];
  /** Steps beyond those. */
  readonly more: number;
  /** Requests that the same thread was answering meanwhile: what it did for them is among the steps. */
  readonly othersOpen: number;
  /** The capture says when the thread ran: queue and cpu are separate kinds. */
  readonly knowsQueue: boolean;
  /** Of a request as its client saw it: what to ask for how its server saw it, where that is in the capture. */
  readonly answeredBy: number | undefined;
}
