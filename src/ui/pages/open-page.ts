// SPDX-License-Identifier: Apache-2.0
// Opens a page on a selection: what tables, Dig, Echo and the spectrogram have in common. The page that is left stays
// below and comes back as it was.

import type { View } from '../../views/view.js';
import { EchoPage } from '../echo/echo-page.js';
import type { Command } from '../keys/binding.js';
import { OverviewPage } from '../overview/overview-page.js';
import type { Outcome, Selection, Ui } from '../page.js';
import { SpectrogramPage } from '../spectrogram/spectrogram-page.js';
import { DigPage } from './dig-page.js';

/** Does what a command opens; answers why, where it opens nothing here. */
export function openSelected(ui: Ui, command: Command, selection: Selection): Outcome {
  switch (command) {
    case 'dig':
      return DigPage.open(ui, { filter: selection.filter, crumbs: selection.crumbs, table: selection.table });
    case 'echo':
      return EchoPage.open(ui, selection);
    case 'spectrogram':
      return openSpectrogram(ui, spectrogramView(ui, 'spectro_all'), selection);
    case 'spectrogram-file':
      return openSpectrogram(ui, spectrogramView(ui, 'spectro_file'), selection);
    case 'views':
      return selection.table.run('views', '');
    case 'overview':
      ui.open(new OverviewPage(ui, selection.table));
      return undefined;
    default:
      return 'that does not work here; F1 shows the keys';
  }
}

/** The picture of a view of that kind; undefined stands for all calls. */
export function openSpectrogram(ui: Ui, view: View | undefined, selection: Selection): undefined {
  const options = { name: view?.name ?? 'Spectrogram', filter: view?.filter ?? 'evt.dir=<', selection };
  ui.open(new SpectrogramPage(ui, options));
  return undefined;
}

function spectrogramView(ui: Ui, id: string): View | undefined {
  return ui.views.find((view) => view.id === id);
}
