// SPDX-License-Identifier: Apache-2.0
// What an event says of its fd when there is no fd: an open that failed still names its file. Only exit events; their fd
// would have been there if the call had succeeded.

import type { EventView } from '../event/event-view.js';
import { type EventType, eventType } from '../scap/event-types.js';
import { UNKNOWN_DIR } from '../state/paths.js';
import { EventArgs } from '../text/event-args.js';
import { DEFAULT_PRINT } from '../text/print-options.js';
import { type PathParams, pathOf } from './event-path.js';

// Compiled printers, no state of their own.
const ARGS = new EventArgs(DEFAULT_PRINT);

const FIRST_PARAMETER: ReadonlySet<number> = types(
  'open_x creat_x accept_x accept_5_x accept4_x accept4_5_x accept4_6_x connect_x',
);
const RELATIVE: ReadonlySet<number> = types('openat_2_x openat2_x');
const OLD_OPENAT = eventType('openat_x').id;
const BY_HANDLE = eventType('open_by_handle_at_x').id;
const BY_HANDLE_PATH = 3;
const DIR_AND_PATH = { dirFd: 1, path: 2 };
const ENTER_DIR_AND_PATH = { dirFd: 0, path: 1 };

/** Name that the fd would have; "" for calls that name none, undefined on enter events. */
export function createdName(event: EventView, raw = false): string | undefined {
  const { type } = event;
  if (!type.isExit) return undefined;
  if (FIRST_PARAMETER.has(type.id)) return raw ? event.params().text(1) : ARGS.oneText(event, 1, 'best');
  if (RELATIVE.has(type.id)) return raw ? event.params().text(DIR_AND_PATH.path) : nameOf(event, DIR_AND_PATH);
  if (type.id === OLD_OPENAT) {
    const enter = event.enterEvent();
    if (enter === undefined) return undefined;
    return raw ? enter.params().text(ENTER_DIR_AND_PATH.path) : nameOf(enter, ENTER_DIR_AND_PATH);
  }
  if (type.id === BY_HANDLE) return event.params().text(BY_HANDLE_PATH);
  return '';
}

/** Names of fds have the mark of an unknown directory directly before the path, other fields a slash between them. */
function nameOf(event: EventView, params: PathParams): string | undefined {
  return pathOf(event, params, UNKNOWN_DIR);
}

/** Letters of the calls that make one kind of fd; sockets count as IPv4, whatever they would have become. */
const CREATED_CHARS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    f: 'open openat openat2 creat',
    4: 'socket accept accept4',
    p: 'pipe pipe2',
    e: 'eventfd eventfd2',
    s: 'signalfd signalfd4',
    t: 'timerfd_create',
    i: 'inotify_init inotify_init1',
  }).flatMap(([letter, calls]) => calls.split(' ').map((call) => [call, letter] as const)),
);

/** Letter of the fd that the call would have made; `o` for calls that make none. */
export function createdChar(event: EventView): string {
  return letterOf(event.type);
}

function letterOf({ name }: EventType): string {
  return CREATED_CHARS.get(name) ?? 'o';
}

function types(keys: string): ReadonlySet<number> {
  return new Set(keys.split(' ').map((key) => eventType(key).id));
}
