// SPDX-License-Identifier: Apache-2.0
// What commands open on a selection: what tables, Dig, Echo and the spectrogram have in common.

import type { View } from '../../views/view.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Selection, Ui } from '../page.js';

/** Does what a command opens; answers why, where it opens nothing here. */
export function openSelected(ui: Ui, command: Command, selection: Selection): Outcome {
  switch (command) {
    case 'dig':
      return ui.navigate({ kind: 'dig', ...selection });
    case 'echo':
      return ui.navigate({ kind: 'echo', selection });
    case 'alerts':
      return ui.navigate({ kind: 'alerts', selection });
    case 'spectrogram':
      return ui.navigate({ kind: 'spectrogram', view: spectrogramView(ui, 'spectro_all'), selection });
    case 'spectrogram-file':
      return ui.navigate({ kind: 'spectrogram', view: spectrogramView(ui, 'spectro_file'), selection });
    case 'views':
      return selection.table.run('views', '');
    case 'overview':
      return ui.navigate({ kind: 'overview', table: selection.table });
    default:
      return 'that does not work here; F1 shows the keys';
  }
}

function spectrogramView(ui: Ui, id: string): View | undefined {
  return ui.views.find((view) => view.id === id);
}
