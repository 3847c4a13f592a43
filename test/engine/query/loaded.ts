// SPDX-License-Identifier: Apache-2.0
// Captures in memory for tests of queries: the first events of real ones.

import assert from 'node:assert/strict';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { type CompiledFilter, compileFilter } from '../../../src/engine/filter/compile.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { plainBytes } from '../scap/capture-files.js';
import { dumpBytes } from '../scap/event-dump.js';

/** The first N events of a capture. */
export function loaded(path: string, events = Number.POSITIVE_INFINITY): Capture {
  const bytes = plainBytes(path);
  const end = events === Number.POSITIVE_INFINITY ? bytes.length : dumpBytes(bytes).offsets[events];
  return fromBytes(bytes.subarray(0, end));
}

export function fromBytes(bytes: Uint8Array): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  capture.feed(bytes);
  capture.end();
  assert.equal(capture.defect, undefined);
  return capture;
}

export function filterOf(text: string): CompiledFilter {
  const compiled = compileFilter(text, { lookupField });
  assert.ok(compiled.ok, `${text}: ${compiled.ok ? '' : compiled.error.message}`);
  return compiled.value;
}
