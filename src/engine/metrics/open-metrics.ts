// SPDX-License-Identifier: Apache-2.0
// Metric families as text: OpenMetrics 1.0 or the older format of Prometheus (0.0.4), which differ in the names of counters
// and in the last line.

import type { HistogramValue, MetricFamily, MetricSeries } from './metric-family.js';

export type MetricFormat = 'openmetrics' | 'prometheus';

export const CONTENT_TYPE: Readonly<Record<MetricFormat, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
};

/** Families with the same name are one: their series follow each other. */
export function metricsText(families: readonly MetricFamily[], format: MetricFormat): string {
  const lines = families.flatMap((family) => familyLines(family, format));
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function familyLines(family: MetricFamily, format: MetricFormat): string[] {
  const { name, type, help, series } = family;
  const shown = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  return [
    `# HELP ${shown} ${escaped(help, format)}`,
    `# TYPE ${shown} ${type}`,
    ...series.flatMap((one) => seriesLines(name, one)),
  ];
}

function seriesLines(name: string, { labels, value }: MetricSeries): string[] {
  if (typeof value === 'number') return [`${name}${labelsText(labels)} ${numberText(value)}`];
  return histogramLines(name, labels, value);
}

function histogramLines(
  name: string,
  labels: MetricSeries['labels'],
  { counts, bounds, sum }: HistogramValue,
): string[] {
  const lines: string[] = [];
  let total = 0;
  for (let b = 0; b < counts.length; b++) {
    total += counts[b] as number;
    const le = bounds[b] === undefined ? '+Inf' : numberText(bounds[b] as number);
    lines.push(`${name}_bucket${labelsText([...labels, ['le', le]])} ${total}`);
  }
  lines.push(`${name}_sum${labelsText(labels)} ${numberText(sum)}`, `${name}_count${labelsText(labels)} ${total}`);
  return lines;
}

function labelsText(labels: MetricSeries['labels']): string {
  if (labels.length === 0) return '';
  return `{${labels.map(([name, value]) => `${name}="${quoted(value)}"`).join(',')}}`;
}

/** Lone halves of surrogate pairs are not UTF-8. */
function quoted(value: string): string {
  const text = value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function escaped(help: string, format: MetricFormat): string {
  const text = help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  return format === 'openmetrics' ? text.replace(/"/g, '\\"') : text;
}

/** 15 digits: what scaling leaves behind them is noise. */
function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
}
