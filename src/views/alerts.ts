// SPDX-License-Identifier: Apache-2.0
import { CONTAINER } from './columns.js';
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

const RULE = { name: 'RULE', field: 'drill.alert.rule', description: 'Detection rule.', width: 32 } as const;
const PRIORITY = {
  name: 'PRIORITY',
  field: 'drill.alert.priority',
  description: 'How grave the rule says it is.',
  width: 13,
} as const;

export const alerts = {
  id: 'alerts',
  name: 'Alerts',
  description: 'What detection rules have found: a row per incident, which is a rule and the program that it is about.',
  tips: [
    'Alerts are events of the stream: sysdrill record --rules puts them into the recording.',
    'Enter shows each alert of the incident with its text; F5 the events around it.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter: 'drill.alert.rule exists',
  key: 'drill.alert.incident',
  drillDown: 'alert_list',
  useDefaults: true,
  columns: [
    { name: 'COUNT', field: 'evt.count', description: 'Alerts of the incident.', width: 7, aggregate: 'SUM' },
    PRIORITY,
    RULE,
    { name: 'FIRST', field: 'evt.time', description: 'When the first one came.', aggregate: 'MIN' },
    { name: 'LAST', field: 'evt.time', description: 'When the last one came.', aggregate: 'MAX' },
    CONTAINER,
    { name: 'KEY', field: 'drill.alert.key', description: 'Program that it is about.', width: 16 },
    {
      name: 'TEXT',
      field: 'drill.alert.output',
      description: 'Text of one of the alerts.',
      width: 0,
      aggregate: 'MAX',
    },
  ],
  sort: { column: 'LAST', descending: true },
} as const satisfies View;

export const alertList = {
  id: 'alert_list',
  name: 'Alert List',
  description: 'Every alert with its text and tags, in order.',
  tips: ['Enter opens the event: its fields have the alert as JSON.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, 'drill.alert.incident'],
  filter: 'drill.alert.rule exists',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the alert came.' },
    PRIORITY,
    RULE,
    CONTAINER,
    { name: 'TAGS', field: 'drill.alert.tags', description: 'Tags of the rule.', width: 20 },
    { name: 'TEXT', field: 'drill.alert.output', description: 'Text of the alert.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
