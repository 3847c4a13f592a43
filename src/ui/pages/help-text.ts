// SPDX-License-Identifier: Apache-2.0
// The help page's text: a few sentences on the idea, then the key table.

import { EDITING_KEYS, type KeySection, keySections, MOUSE_SECTION } from '../keys/reference.js';
import type { Ui } from '../page.js';
import type { Theme } from '../theme/theme.js';
import type { Paragraph } from './rich-text.js';

/** Cells that the names of the keys take before the sentences begin. */
const KEYS_WIDTH = 24;

export function helpText(theme: Theme, { keys }: Ui['user']): Paragraph[] {
  const plain = (text: string): Paragraph => ({ spans: [{ text, style: theme.text }] });
  return [
    plain(
      'Every table shows what the system did, added up by process, file, connection, and so on. Enter goes into a row: the next table shows only what belongs to it. Backspace comes back.',
    ),
    plain(''),
    plain(
      'The path in the first line says what you are in; the filter at the right of the title is what that means as a filter, and F4 adds your own. Dig shows the events behind a row, one line each.',
    ),
    ...[...keySections(keys), EDITING_KEYS, MOUSE_SECTION].flatMap((section) => sectionText(section, theme)),
  ];
}

function sectionText(section: KeySection, theme: Theme): Paragraph[] {
  const rows = section.rows.map((row): Paragraph => {
    const keys = row.keys.length > 8 ? `${row.keys[0]} ${theme.glyphs.dash} ${row.keys.at(-1)}` : row.keys.join('  ');
    return {
      spans: [
        { text: keys.padEnd(KEYS_WIDTH - 1), style: theme.accent },
        { text: ` ${row.description}`, style: theme.text },
      ],
      indent: 2,
      hang: KEYS_WIDTH + 2,
    };
  });
  return [{ spans: [] }, { spans: [{ text: section.title, style: theme.heading }] }, ...rows];
}
