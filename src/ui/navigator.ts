// SPDX-License-Identifier: Apache-2.0
// The only file that knows the pages which lead to each other. A page says where it wants to go; what it opens stays above
// it until it is closed.

import type { View } from '../views/view.js';
import { AlertsPage } from './alerts/alerts-page.js';
import { EchoPage } from './echo/echo-page.js';
import { MapPage } from './map/map-page.js';
import { OverviewPage } from './overview/overview-page.js';
import type { Destination, Outcome, Selection, Ui } from './page.js';
import { ComparePage } from './pages/compare-page.js';
import { DigPage } from './pages/dig-page.js';
import { InspectorPage } from './pages/inspector-page.js';
import { TablePage } from './pages/table-page.js';
import { TextPage } from './pages/text-page.js';
import { RequestTimePage } from './request-time/request-time-page.js';
import { SpectrogramPage } from './spectrogram/spectrogram-page.js';

export function navigate(ui: Ui, destination: Destination): Outcome {
  switch (destination.kind) {
    case 'dig':
      return DigPage.open(ui, destination);
    case 'echo':
      return EchoPage.open(ui, destination.selection);
    case 'alerts':
      return AlertsPage.open(ui, destination.selection);
    case 'inspector':
      return InspectorPage.open(ui, destination.event, destination.table);
    case 'compare':
      return ComparePage.open(destination.table);
    case 'spectrogram':
      return openSpectrogram(ui, destination.view, destination.selection);
    case 'overview':
      ui.open(new OverviewPage(ui, destination.table));
      return undefined;
    case 'breakdown':
      return RequestTimePage.open(ui, destination.event, destination.table);
    case 'map':
      ui.open(new MapPage(ui, destination.table));
      return undefined;
    case 'text':
      ui.open(new TextPage(ui, destination.options));
      return undefined;
    case 'table':
      return openTable(ui, destination);
  }
}

/** The picture of a view of that kind; undefined: of all calls. */
function openSpectrogram(ui: Ui, view: View | undefined, selection: Selection): undefined {
  const options = { name: view?.name ?? 'Spectrogram', filter: view?.filter ?? 'evt.dir=<', selection };
  ui.open(new SpectrogramPage(ui, options));
  return undefined;
}

function openTable(ui: Ui, { levels, before }: Extract<Destination, { kind: 'table' }>): Outcome {
  const page = new TablePage(ui, levels, before);
  ui.open(page);
  return page.show(levels);
}
