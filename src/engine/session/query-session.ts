// SPDX-License-Identifier: Apache-2.0
// Answers the requests of one user interface about one capture (protocol/engine-calls.ts). Knows nothing of threads, streams
// or clocks; the engine's thread serves it, and tests call it directly.

import type { View } from '../../views/view.js';
import { allFields, lookupField } from '../fields/catalogue.js';
import type { Capture } from '../ingest/capture.js';
import type { EngineCalls } from '../protocol/engine-calls.js';
import type { TableSnapshot } from '../protocol/protocol.js';
import { hostMeters } from '../query/host-meters.js';
import { overview } from '../query/overview.js';
import { requestTime } from '../query/request-time.js';
import { spectrogram } from '../query/spectrogram.js';
import { timeline } from '../query/timeline.js';
import { fixedWindow } from '../query/window.js';
import { ok } from '../result.js';
import { saveCapture } from '../save/save-capture.js';
import { ONE_FILE } from '../save/save-capture-blocks.js';
import { alertAnswers, type RuleControl } from './alert-answers.js';
import { echoAnswers } from './echo-answers.js';
import { refuse, sessionFilter } from './engine-error.js';
import { eventAnswers } from './event-answers.js';
import { fieldValues } from './field-values.js';
import { Searches } from './searches.js';
import { tableAnswers } from './table-answers.js';
import { waitingThreads } from './waiting-threads.js';

export interface QuerySession extends EngineCalls {
  /** The open table over what has come since; undefined where none is open. */
  refreshTable(): TableSnapshot | undefined;
  /** Nobody waits for findEvent or findEcho any more. */
  stopSearch(): void;
}

/** `sources`: the files that the capture is read from, `-` for standard input; none when live. `rules`: those that run. */
export function querySession(
  capture: Capture,
  views: readonly View[],
  sources: readonly string[],
  rules?: RuleControl,
): QuerySession {
  const searches = new Searches(capture);
  const { open, ...tables } = tableAnswers(capture, views);
  return {
    ...tables,
    ...eventAnswers(capture, searches, open),
    ...echoAnswers(capture, searches),
    ...chartAnswers(capture, views),
    ...textAnswers(capture),
    ...saveAnswers(capture, sources),
    ...alertAnswers(capture, rules),
    stopSearch: () => searches.stop(),
  };
}

function chartAnswers(
  capture: Capture,
  views: readonly View[],
): Pick<EngineCalls, 'requestTime' | 'timeline' | 'spectrogram' | 'overview' | 'hostMeters' | 'waitingThreads'> {
  const slow = views.find(({ id }) => id === 'slow_calls')?.filter;
  return {
    requestTime(num) {
      const time = requestTime(capture, num);
      return time === undefined
        ? refuse('gone', 'nobody has answered this request, or it is no longer held')
        : ok(time);
    },
    timeline: (measure, cells) => ok(timeline(capture, measure, cells)),
    spectrogram(request) {
      const filter = sessionFilter(request.filter);
      return filter.ok ? ok(spectrogram(capture, { ...request, filter: filter.value })) : filter;
    },
    hostMeters: (window) => ok(hostMeters(capture, window) ?? null),
    waitingThreads: (filter, window) => waitingThreads(capture, filter, window),
    overview(window, cells) {
      const filter = sessionFilter('', slow);
      return ok(overview(capture, window, cells, filter.ok ? filter.value : undefined));
    },
  };
}

function textAnswers(capture: Capture): Pick<EngineCalls, 'checkFilter' | 'fieldValues' | 'fields'> {
  return {
    checkFilter(text) {
      const filter = sessionFilter(text);
      return filter.ok ? ok(null) : filter;
    },
    fieldValues(field, prefix, limit) {
      const use = lookupField(field);
      return use.ok ? ok(fieldValues(capture, use.value, prefix, limit)) : refuse('field', use.error);
    },
    fields: () => ok(allFields().map(({ source: _, ...rest }) => rest)),
  };
}

function saveAnswers(capture: Capture, sources: readonly string[]): Pick<EngineCalls, 'saveCapture'> {
  return {
    async saveCapture({ filter: text, window, path, compress }) {
      const filter = sessionFilter(text);
      if (!filter.ok) return filter;
      const saved = await saveCapture(capture, {
        filter: filter.value,
        window: fixedWindow(capture, window),
        count: Number.POSITIVE_INFINITY,
        path,
        compress,
        rotation: ONE_FILE,
        sources,
      });
      return saved.ok ? saved : refuse('io', saved.error);
    },
  };
}
