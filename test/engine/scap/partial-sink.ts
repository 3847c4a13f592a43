// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { ScapSink } from '../../../src/engine/scap/scap-reader.js';

const ignore = (): void => undefined;

/** A sink that cares for a part of what the reader finds. A defect that nobody asked for fails the test. */
export function partialSink(wanted: Partial<ScapSink>): ScapSink {
  return {
    section: ignore,
    machine: ignore,
    interfaces: ignore,
    users: ignore,
    processes: ignore,
    fds: ignore,
    event: ignore,
    defect: ({ reason }) => assert.fail(reason),
    ...wanted,
  };
}
