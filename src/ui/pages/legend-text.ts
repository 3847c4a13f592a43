// SPDX-License-Identifier: Apache-2.0
// The legend of a view (F7) and the details in the view chooser: what it shows, tips, every column, its filter, where Enter
// leads.

import type { View } from '../../views/view.js';
import type { Theme } from '../theme/theme.js';
import type { Paragraph } from './rich-text.js';

export interface LegendOptions {
  readonly containers: boolean;
  /** Name of the view that Enter opens; undefined where there is none. */
  readonly target: string | undefined;
  /** The complete filter in force. */
  readonly filter: string;
}

export function legendText(view: View, theme: Theme, options: LegendOptions): Paragraph[] {
  return [
    ...summaryText(view, theme).slice(1),
    ...headed('Columns', theme),
    ...columnTexts(view, theme, options.containers),
    ...headed('How it works', theme),
    fact('View id', view.id, theme),
    fact('Own filter', view.filter ?? 'none', theme),
    fact('Filter in force', options.filter === '' ? 'none' : options.filter, theme),
    fact('A row is', rowIdentity(view), theme),
    fact('Enter opens', options.target ?? 'nothing: rows are single events', theme),
  ];
}

/** Name, description and tips. */
export function summaryText(view: View, theme: Theme): Paragraph[] {
  const tips = view.tips.map(
    (tip): Paragraph => ({
      spans: [
        { text: `${theme.glyphs.bullet} `, style: theme.accent },
        { text: tip, style: theme.text },
      ],
      hang: 2,
    }),
  );
  return [
    { spans: [{ text: view.name, style: theme.title }] },
    { spans: [{ text: view.description, style: theme.text }] },
    ...(view.liveOnly === true ? [{ spans: [{ text: 'Needs a live system.', style: theme.notice }] }] : []),
    ...(tips.length === 0 ? [] : [...headed('Tips', theme), ...tips]),
  ];
}

/** The columns that are shown, one paragraph each. */
export function columnTexts(view: View, theme: Theme, containers: boolean): Paragraph[] {
  return view.columns
    .filter((column) => column.when === undefined || (column.when === 'containers') === containers)
    .map((column) => ({
      spans: [
        { text: `${column.name}  `, style: theme.accent },
        { text: column.description, style: theme.text },
        { text: `  ${column.field}`, style: theme.muted },
      ],
      hang: 2,
    }));
}

function rowIdentity(view: View): string {
  const field = view.groupBy ?? view.key;
  return field === undefined ? 'one event' : `everything with the same ${field}`;
}

/** A title with an empty line before it. */
function headed(text: string, theme: Theme): Paragraph[] {
  return [{ spans: [] }, { spans: [{ text, style: theme.heading }] }];
}

function fact(name: string, value: string, theme: Theme): Paragraph {
  return {
    spans: [
      { text: `${name}: `, style: theme.muted },
      { text: value, style: theme.text },
    ],
    hang: 2,
  };
}
