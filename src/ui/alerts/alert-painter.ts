// SPDX-License-Identifier: Apache-2.0
// The page of alerts on the screen: a line for each incident, and below all of the one under the cursor.

import type { AlertIncident } from '../../engine/protocol/alerts.js';
import { type FormatContext, formatCount } from '../format.js';
import { type Paragraph, wrapParagraphs } from '../pages/rich-text.js';
import type { Canvas } from '../paint/canvas.js';
import { over, type Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';
import { clockLabel } from '../time/clock-label.js';
import { type AlertState, GRAVE } from './alert-states.js';

export interface AlertLine {
  readonly incident: AlertIncident;
  readonly state: AlertState;
  readonly isCursor: boolean;
}

export function priorityStyle(priority: string, theme: Theme): Style {
  if (GRAVE.includes(priority)) return theme.bad;
  if (priority === 'Warning') return theme.notice;
  return priority === 'Notice' ? theme.accent : theme.muted;
}

interface Column {
  readonly title: string;
  /** 0: what is left of the line. */
  readonly width: number;
  readonly isRight?: boolean;
  /** From this width of the screen on. */
  readonly from: number;
  text(incident: AlertIncident, context: FormatContext): string;
}

const COLUMNS: readonly Column[] = [
  { title: 'PRIORITY', width: 13, from: 0, text: ({ priority }) => priority },
  { title: 'COUNT', width: 7, isRight: true, from: 0, text: ({ count }) => formatCount(count) },
  { title: 'LAST', width: 12, from: 60, text: ({ last }, context) => clockLabel(last, 3, context) },
  { title: 'RULE', width: 30, from: 0, text: ({ rule }) => rule },
  { title: 'KEY', width: 18, from: 100, text: ({ key }) => key },
  { title: 'TEXT', width: 0, from: 0, text: ({ text }) => text },
];

export function paintAlertHeader(canvas: Canvas): void {
  const { theme, width } = canvas;
  canvas.fill(0, 0, width, 1, theme.tableHeader);
  eachColumn(width, (column, x, max) =>
    canvas.text(x, 0, column.title, theme.tableHeader, { max, ...(column.isRight === true ? RIGHT : {}) }),
  );
}

const RIGHT = { align: 'right' } as const;

export function paintAlertLine(canvas: Canvas, y: number, line: AlertLine, context: FormatContext): void {
  const { theme, width } = canvas;
  const { incident, state, isCursor } = line;
  const isQuiet = state !== 'open';
  const base = isCursor ? theme.cursorRow : isQuiet ? theme.muted : theme.text;
  if (isCursor) canvas.fill(0, y, width, 1, base);
  canvas.text(0, y, stateSign(state, theme), isCursor ? base : isQuiet ? theme.muted : theme.bad);
  const priority = priorityStyle(incident.priority, theme);
  eachColumn(width, (column, x, max) => {
    const isPriority = column.title === 'PRIORITY' && !isQuiet;
    const style = isPriority ? (isCursor ? over(base, { ...priority, bg: base.bg }) : priority) : base;
    canvas.text(x, y, column.text(incident, context), style, { max, ...(column.isRight === true ? RIGHT : {}) });
  });
}

function stateSign(state: AlertState, { glyphs }: Theme): string {
  if (state === 'silenced') return 'z';
  return state === 'open' ? glyphs.dot : glyphs.marked;
}

function eachColumn(width: number, paint: (column: Column, x: number, max: number) => void): void {
  let x = 2;
  for (const column of COLUMNS) {
    if (width < column.from) continue;
    const max = column.width === 0 ? width - x - 1 : Math.min(column.width, width - x - 1);
    if (max <= 0) return;
    paint(column, x, max);
    x += column.width + 1;
  }
}

export interface AlertDetails {
  readonly incident: AlertIncident;
  /** What the user has said of it, in words. */
  readonly state: string;
}

/** Text, when, tags and fields of the incident, as much as fits. */
export function paintAlertDetails(canvas: Canvas, { incident, state }: AlertDetails, context: FormatContext): void {
  const { theme, meter, width, height } = canvas;
  canvas.fill(0, 0, width, 1, theme.border, theme.glyphs.box.horizontal);
  canvas.text(2, 0, ` ${incident.rule} `, theme.title, { max: width - 4 });
  const lines = wrapParagraphs(detailText(incident, state, context, theme), width - 4, meter, theme.glyphs.asciiOnly);
  for (const [i, { indent, spans }] of lines.slice(0, height - 1).entries()) {
    let x = 2 + indent;
    for (const span of spans) x += canvas.text(x, i + 1, span.text, span.style);
  }
}

function detailText(incident: AlertIncident, state: string, context: FormatContext, theme: Theme): Paragraph[] {
  const { priority, source, tags, count, first, last, text, fields } = incident;
  const clock = (time: number): string => clockLabel(time, 6, context);
  const when = count === 1 ? clock(last) : `${count} alerts, ${clock(first)} ${theme.glyphs.dash} ${clock(last)}`;
  const separator = `  ${theme.glyphs.separator}  `;
  const facts = [when, source, ...(tags.length === 0 ? [] : [`tags: ${tags.join(', ')}`]), state];
  const names = Math.max(0, ...fields.map(({ name }) => name.length));
  return [
    { spans: [{ text, style: theme.text }] },
    {
      spans: [
        { text: priority, style: priorityStyle(priority, theme) },
        { text: `${separator}${facts.join(separator)}`, style: theme.muted },
      ],
    },
    ...fields.map(({ name, value }) => ({
      spans: [
        { text: name.padEnd(names + 2), style: theme.accent },
        { text: value, style: theme.text },
      ],
      hang: names + 2,
    })),
  ];
}
