// SPDX-License-Identifier: Apache-2.0
// What a recorder does with the stream beside the files: evaluates rules, sends their alerts, puts them into the recording,
// saves the spans that they ask for. A recorder without rules reads the stream and forgets it. When it falls behind, the
// stream is cut for it, never for the files.

import type { CompiledFilter } from '../engine/filter/compile.js';
import { Capture } from '../engine/ingest/capture.js';
import { captureProgress } from '../engine/ingest/capture-progress.js';
import { AlertSpans } from '../engine/pipeline/alert-spans.js';
import type { LiveSource } from '../engine/pipeline/live-source.js';
import { ok, type Result } from '../engine/result.js';
import type { AlertSink } from '../engine/rules/outputs/alert-sink.js';
import type { ActiveRules } from '../engine/rules/rule-texts.js';
import { breakReason } from '../engine/scap/byte-source.js';
import { StreamRawStore } from '../engine/store/raw-store.js';
import { AlertPrinter, rulesOf, sinkOf } from './alert-printer.js';
import { notify } from './complain.js';
import { namesOf, userFilter } from './filter-words.js';
import type { Options } from './options.js';
import type { Output } from './output.js';
import { saveRingSpan } from './ring-span.js';

export interface RecordingPlaces {
  /** Folder of the recording, and of what rules save. */
  readonly ring: string;
  readonly spans: string;
}

/** What a recorder watches by. */
export interface WatchRules {
  readonly rules: ActiveRules;
  readonly filter: CompiledFilter | undefined;
  readonly sink: AlertSink;
  readonly stdout: Output;
}

/** Undefined: there are no rules. The error is a message for the user. */
export function rulesToWatch(options: Options): Result<WatchRules | undefined, string> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  if (options.rules.files.length === 0) return ok(undefined);
  const rules = rulesOf(options);
  if (!rules.ok) return rules;
  const sink = sinkOf(options);
  return sink.ok ? ok({ rules: rules.value, filter: filter.value, ...sink.value }) : sink;
}

/** Resolves when the recording has ended: to the reason, undefined where it was asked to. */
export async function watchRecording(
  live: LiveSource,
  options: Options,
  watch: WatchRules | undefined,
  places: RecordingPlaces,
): Promise<string | undefined> {
  if (watch === undefined) return drain(live);
  const { rules, filter, sink, stdout } = watch;
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY), namesOf(options));
  const spans = new AlertSpans(capture, {
    folder: places.spans,
    fromRing: (path, span) => saveRingSpan(places.ring, options, path, span),
    say: (message) => notify(`sysdrill: ${message}`),
  });
  const printer = new AlertPrinter(capture, rules, {
    options,
    filter,
    sink,
    spans,
    note: (block) => live.note(block),
  });
  process.on('SIGHUP', () => printer.reload());
  const held = { bytes: options.memory, beyond: 'leave' } as const;
  for await (const _ of captureProgress(live.source, capture, held)) {
    if (!capture.isStartKnown) continue;
    printer.printNew();
    stdout.flush();
    await spans.step();
  }
  printer.printRest();
  await spans.close();
  for (const loss of await sink.close()) notify(`sysdrill: warning: ${loss}`);
  return capture.defect?.reason;
}

async function drain({ source }: LiveSource): Promise<string | undefined> {
  try {
    for await (const _ of source.chunks());
    return undefined;
  } catch (error) {
    return breakReason(error);
  }
}
