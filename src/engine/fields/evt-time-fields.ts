// SPDX-License-Identifier: Apache-2.0
// When an event happened: wall clock, since the start, since the event before, and how long its call took. Formats print
// many lines and have faster twins of some of these (print/format.ts).

import type { EventView } from '../event/event-view.js';
import { padded9 } from '../scap/padded-number.js';
import { dateText, dateTimeText, isoText, type Moment, momentOf, timeOfDay } from '../text/clock-text.js';
import { durationText } from '../text/duration-text.js';
import { DEFAULT_PRINT } from '../text/print-options.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ofColumn, ofColumnValue, ofEvent, PADDED, present } from './field-table.js';

const SECOND = 1e9;
const ZONE = DEFAULT_PRINT.zoneOffset;

/** Ten steps a decade: 1 is 1 … 1.26 ns, 31 is 1 µs, 61 is 1 ms, 91 is 1 s. */
const LATENCY_STEPS = 10;

function wallClock(text: (moment: Moment) => string): FieldSource {
  return {
    kind: 'event',
    of: ({ absoluteTime }) => (absoluteTime === undefined ? undefined : text(momentOf(absoluteTime))),
    has: ({ time }) => !Number.isNaN(time),
  };
}

function clock({ seconds, ns }: Moment): string {
  return `${timeOfDay(seconds, ZONE)}.${padded9(ns)}`;
}

function rawTime(of: (time: bigint) => bigint): FieldSource {
  return ofEvent(({ absoluteTime }: EventView) => (absoluteTime === undefined ? undefined : of(absoluteTime)));
}

const wholeSeconds = (ns: number) => present(Math.trunc(ns / SECOND));
const restOfSecond = (ns: number) => present(ns % SECOND);

export const EVT_TIME_FIELDS: readonly Field[] = fieldTable('evt', [
  ['evt.time', 'CHARBUF', 'Local time of day, to the nanosecond.', wallClock(clock), { width: 19 }],
  ['evt.time.s', 'CHARBUF', 'Local time of day, whole seconds.', wallClock(({ seconds }) => timeOfDay(seconds, ZONE))],
  ['evt.time.iso8601', 'CHARBUF', 'Date and time in ISO 8601, always UTC, to the nanosecond.', wallClock(isoText)],
  ['evt.datetime', 'CHARBUF', 'Local date and time, to the nanosecond.', wallClock((m) => dateTimeText(m, ZONE))],
  [
    'evt.datetime.s',
    'CHARBUF',
    'Local date and time, whole seconds.',
    wallClock(({ seconds }) => `${dateText(seconds, ZONE)} ${timeOfDay(seconds, ZONE)}`),
  ],
  ['evt.rawtime', 'ABSTIME', 'Nanoseconds since 1970.', rawTime((time) => time)],
  ['evt.rawtime.s', 'ABSTIME', 'Seconds since 1970, cut.', rawTime((time) => time / 1_000_000_000n)],
  ['evt.rawtime.ns', 'ABSTIME', 'Nanoseconds within the second.', rawTime((time) => time % 1_000_000_000n), PADDED],
  ['evt.reltime', 'RELTIME', 'Nanoseconds since the start of the capture.', ofColumn('time'), PADDED],
  ['evt.reltime.s', 'RELTIME', 'Seconds since the start of the capture, cut.', ofColumnValue('time', wholeSeconds)],
  [
    'evt.reltime.ns',
    'RELTIME',
    'Nanoseconds within the second, counted from the start of the capture.',
    ofColumnValue('time', restOfSecond),
    PADDED,
  ],
  [
    'evt.deltatime',
    'RELTIME',
    'Nanoseconds since the event before; in an output format, since the line before.',
    ofColumn('deltaTime'),
  ],
  ['evt.deltatime.s', 'RELTIME', 'As evt.deltatime, whole seconds.', ofColumnValue('deltaTime', wholeSeconds)],
  [
    'evt.deltatime.ns',
    'RELTIME',
    'As evt.deltatime, nanoseconds within the second.',
    ofColumnValue('deltaTime', restOfSecond),
    PADDED,
  ],
  [
    'evt.outputtime',
    'CHARBUF',
    'The time at the head of a line, in the form that option -t chooses.',
    wallClock(clock),
  ],
  [
    'evt.latency',
    'RELTIME',
    'Nanoseconds that the call took, from its enter to this exit event; 0 on enter events, no value where the enter event was not recorded.',
    ofColumn('latency'),
  ],
  ['evt.latency.s', 'RELTIME', 'As evt.latency, whole seconds.', ofColumnValue('latency', wholeSeconds)],
  [
    'evt.latency.ns',
    'RELTIME',
    'As evt.latency, nanoseconds within the second.',
    ofColumnValue('latency', restOfSecond),
    PADDED,
  ],
  [
    'evt.latency.quantized',
    'UINT64',
    'The step of a logarithmic scale that evt.latency falls on, ten steps a decade.',
    ofColumnValue('latency', (ns) => (ns > 0 ? Math.floor(Math.log10(ns) * LATENCY_STEPS) + 1 : undefined)),
    { tableOnly: true },
  ],
  [
    'evt.latency.human',
    'CHARBUF',
    'As evt.latency, in the unit that fits: 9.72us, 12ms.',
    ofColumnValue('latency', (ns) => (Number.isNaN(ns) ? undefined : durationText(ns))),
  ],
  [
    'evt.wait_latency',
    'RELTIME',
    'Nanoseconds that a call took which waits for something: poll, select, futex, nanosleep and their like.',
    ofColumn('waitLatency'),
  ],
]);
