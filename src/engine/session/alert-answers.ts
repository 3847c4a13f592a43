// SPDX-License-Identifier: Apache-2.0
// What the page of alerts asks: incidents, the events around one, and what it sends to the rules that run.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { AlertIncident, AlertList, AlertScene, RuleLoad } from '../protocol/alerts.js';
import type { EngineCalls } from '../protocol/engine-calls.js';
import type { Answer, TimeWindow } from '../protocol/protocol.js';
import { RowView } from '../query/row-view.js';
import { fixedWindow } from '../query/window.js';
import { ok, type Result } from '../result.js';
import { readOwnEvent } from '../scap/own-event.js';
import { ALERT } from '../scap/own-event-table.js';
import type { AlertRecord, LoggedAlert } from '../state/alert-log.js';
import type { ThreadInfo } from '../state/thread-info.js';
import { refuse, sessionFilter } from './engine-error.js';

/** The rules that run. */
export interface RuleControl {
  reload(added: string | undefined): Result<RuleLoad, string>;
  silence(incident: string, ms: number): void;
}

/** ns around an alert that its scene shows. */
const AROUND = 5e9;
/** An init process, and what is above it, is everybody's ancestor. */
const LAST_INIT = 1;
/** The time of the alert's line: a number here. */
const LINE_TIME = 'evt.time.iso8601';
const NO_ALERTS = 'not drill.alert.rule exists';

export type AlertAnswers = Pick<EngineCalls, 'alerts' | 'alertScene' | 'reloadRules' | 'silenceAlerts'>;

export function alertAnswers(capture: Capture, rules: RuleControl | undefined): AlertAnswers {
  return {
    alerts({ filter: text, window }) {
      const filter = sessionFilter(text);
      return filter.ok ? ok(alertList(capture, filter.value, fixedWindow(capture, window))) : filter;
    },
    alertScene: (num) => alertScene(capture, num),
    reloadRules(added) {
      if (rules === undefined) return refuse('io', 'no rules run here: start with --rules FILE');
      const loaded = rules.reload(added ?? undefined);
      return loaded.ok ? loaded : refuse('io', loaded.error);
    },
    silenceAlerts(incident, ms) {
      if (rules === undefined) return refuse('io', 'rules are not running here: no more alerts will come');
      rules.silence(incident, ms);
      return ok(null);
    },
  };
}

interface Tally {
  count: number;
  first: number;
  last: LoggedAlert;
}

function alertList(capture: Capture, filter: CompiledFilter | undefined, window: TimeWindow): AlertList {
  const view = new RowView(capture);
  const tallies = new Map<string, Tally>();
  let total = 0;
  for (const alert of capture.state.alerts.alerts) {
    const { time, row, incident } = alert;
    if (time < window.from || time > window.to) continue;
    if (filter !== undefined && !(view.moveToRow(row) && filter.matches(view))) continue;
    total++;
    const tally = tallies.get(incident);
    if (tally === undefined) tallies.set(incident, { count: 1, first: time, last: alert });
    else {
      tally.count++;
      tally.last = alert;
    }
  }
  const incidents = [...tallies].flatMap(([id, tally]) => {
    const record = recordAt(view, tally.last.row);
    return record === undefined ? [] : [incidentOf(id, tally, record)];
  });
  return { incidents: incidents.sort((a, b) => b.last - a.last || b.num - a.num), total };
}

function recordAt(view: RowView, row: number): AlertRecord | undefined {
  return view.moveToRow(row) ? readOwnEvent(ALERT, view.params())?.[0] : undefined;
}

function incidentOf(id: string, { count, first, last }: Tally, record: AlertRecord): AlertIncident {
  const { rule = '', key = '', priority = '', source = '', tags = '', message = '', json } = record;
  return {
    ...{ id, rule, key, priority, source, count, first, last: last.time, num: last.row + 1, text: message },
    tags: tags === '' ? [] : tags.split(','),
    fields: fieldsOf(json),
  };
}

/** Of the JSON object; none where it was too long to be kept, or another writer's is not JSON. */
function fieldsOf(json: string | undefined): AlertIncident['fields'] {
  if (json === undefined) return [];
  try {
    const { output_fields: fields } = JSON.parse(json) as { output_fields?: Readonly<Record<string, unknown>> };
    return Object.entries(fields ?? {})
      .filter(([name]) => name !== LINE_TIME)
      .map(([name, value]) => ({ name, value: valueText(value) }));
  } catch {
    return [];
  }
}

function valueText(value: unknown): string {
  if (value === null) return '<NA>';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function alertScene(capture: Capture, num: number): Answer<AlertScene> {
  const view = new RowView(capture);
  const record = recordAt(view, num - 1);
  const alert = capture.state.alerts.alerts.find(({ row }) => row === num - 1);
  if (record === undefined || alert === undefined) return refuse('gone', `alert ${num} is no longer held`);
  const { time } = alert;
  const made = { filter: eventsOf(record), window: { from: time - (record.span ?? 0), to: time } };
  const thread = capture.threadAt(view.tid, num - 1);
  const tree = { filter: treeFilter(thread) ?? made.filter, window: { from: time - AROUND, to: time + AROUND } };
  return ok({ tree, made });
}

/** The alert itself has the time and the thread of the event that it is about. */
function eventsOf({ filter = '' }: AlertRecord): string {
  return filter === '' ? NO_ALERTS : `(${filter}) and ${NO_ALERTS}`;
}

/** The process, those that it descends from, and those that descend from it. */
function treeFilter(thread: ThreadInfo | undefined): string | undefined {
  if (thread === undefined) return undefined;
  const { leader } = thread;
  const pids = [leader.pid];
  for (let parent = leader.parent; parent !== undefined && parent.pid > LAST_INIT; parent = parent.parent) {
    if (pids.includes(parent.pid)) break;
    pids.push(parent.pid);
  }
  return `proc.pid in (${pids.join(', ')}) or proc.apid = ${leader.pid}`;
}
