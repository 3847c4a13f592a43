// SPDX-License-Identifier: Apache-2.0
// What a failed call was about: one text that tells calls from each other as people do, by error, call and path.

import type { EventView } from '../event/event-view.js';
import { ERRNO_NAMES } from '../scap/enums.js';
import { EVENT_TYPES, ParamType } from '../scap/event-types.js';
import { errnoText } from '../text/errno-text.js';
import { type PathParams, pathOf } from './event-path.js';
import { createdName } from './fd-otherwise.js';
import type { Field } from './field.js';
import { fieldTable, known, ofColumnValue, ofEvent } from './field-table.js';

function errnoName(result: number): string | undefined {
  return result < 0 ? (ERRNO_NAMES[-result] ?? String(result)) : undefined;
}

/** The file, connection or path that the call is about; undefined where it names none. */
function subject(event: EventView): string | undefined {
  return known(event.fd?.name) ?? known(createdName(event)) ?? pathParameter(event) ?? pathBefore(event);
}

/** Calls of old captures have their path in the event of their start. */
function pathBefore(event: EventView): string | undefined {
  const enter = event.enterEvent();
  return enter === undefined ? undefined : pathParameter(enter);
}

/** By event type: the first parameter that is a path; undefined where none is. */
const PATH_PARAMS: readonly (PathParams | undefined)[] = EVENT_TYPES.map(({ params }) => {
  const path = params.findIndex(({ type }) => type === ParamType.FSPATH || type === ParamType.FSRELPATH);
  return path < 0 ? undefined : { path, dirFd: params[path]?.dirFdParam ?? -1 };
});

function pathParameter(event: EventView): string | undefined {
  const place = PATH_PARAMS[event.type.id];
  return place === undefined ? undefined : known(pathOf(event, place));
}

function failure(event: EventView): string | undefined {
  const name = event.type.isExit ? errnoName(event.result) : undefined;
  if (name === undefined) return undefined;
  const about = subject(event);
  return about === undefined ? `${name} ${event.kind.name}` : `${name} ${event.kind.name} ${about}`;
}

export const FAILURE_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.failure',
    'CHARBUF',
    'Failed calls: error, call and what it was about: ENOENT openat /etc/app.conf.',
    ofEvent(failure),
  ],
  [
    'drill.failure.target',
    'CHARBUF',
    'Failed calls: the file, path or connection that the call was about.',
    ofEvent((event) => (event.result < 0 ? subject(event) : undefined)),
  ],
  [
    'drill.failure.meaning',
    'CHARBUF',
    'Failed calls: what the error means, in words.',
    ofColumnValue('result', (result) => errnoText(errnoName(result) ?? '')),
  ],
]);
