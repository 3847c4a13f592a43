// SPDX-License-Identifier: Apache-2.0
// Settings by name: each can be changed here, and is remembered in config.yaml.

import type { Outcome, Table, Ui } from '../page.js';
import { Chooser } from '../pages/chooser.js';
import { THEME_NAMES } from '../theme/choose.js';
import { type Entry, sentence } from './entry.js';

const THEMES: Readonly<Record<string, string>> = {
  auto: 'Dark or light, by the background of the terminal.',
  dark: 'For dark backgrounds.',
  light: 'For light backgrounds.',
  deuteranopia: 'Blue and orange instead of green and red, for colour-blind users; dark or light.',
  'deuteranopia-light': 'Blue and orange instead of green and red, for light backgrounds.',
  contrast: 'White on black, as strong as it gets.',
  '16': "The terminal's own sixteen colours only.",
  mono: 'No colours: bold, underlined and reversed.',
};

export function settingEntries(ui: Ui, table: Table): Entry[] {
  return [
    {
      id: 'setting theme',
      name: 'Choose a theme',
      note: ui.user.themes.name,
      words: 'colours colors look dark light palette setting',
      details: sentence('Choose a theme', 'Shows each theme on this screen while the cursor moves over its name.'),
      run: () => chooseTheme(ui),
    },
    ...THEME_NAMES.map((name) => themeEntry(ui, name)),
    totalsEntry(ui),
    sparklinesEntry(ui),
    metersEntry(ui),
    containersEntry(ui, table),
    asciiEntry(ui),
    mouseEntry(ui),
    bellEntry(ui),
    ...startEntries(ui, table),
    ...columnsEntries(ui, table),
  ];
}

function themeEntry(ui: Ui, name: string): Entry {
  return {
    id: `theme ${name}`,
    name: `Theme: ${name}`,
    note: ui.user.themes.name === name ? 'setting, now' : 'setting',
    words: THEMES[name] ?? '',
    details: sentence(`Theme: ${name}`, THEMES[name] ?? ''),
    run: () => keepTheme(ui, name),
  };
}

function keepTheme(ui: Ui, name: string): undefined {
  ui.user.themes.keep(name);
  ui.user.preferences.set('theme', name === 'auto' ? undefined : name);
  ui.say(`theme: ${name}`, 'good');
  return undefined;
}

/** The list of themes; the one under the cursor is on the screen. */
export function chooseTheme(ui: Ui): Outcome {
  ui.open(
    new Chooser(ui, {
      name: 'Themes',
      choices: THEME_NAMES.map((name) => ({ id: name, name, note: '', words: THEMES[name] ?? '' })),
      current: ui.user.themes.name,
      details: undefined,
      closedBy: '',
      isClear: true,
      moved: (name) => ui.user.themes.preview(name),
      choose: (name) => keepTheme(ui, name),
    }),
  );
  return undefined;
}

type Switch = 'totals' | 'sparklines' | 'meters' | 'containers' | 'ascii' | 'mouse' | 'bell';

interface SwitchTexts {
  readonly name: string;
  readonly text: string;
  readonly isOn: boolean;
  /** What happens beside the remembering. */
  readonly apply: (on: boolean) => Outcome;
}

function switchEntry(ui: Ui, setting: Switch, { name, text, isOn, apply }: SwitchTexts): Entry {
  return {
    id: `setting ${setting}`,
    name: `${name}: ${isOn ? 'switch off' : 'switch on'}`,
    note: 'setting',
    words: `${text} ${setting}`,
    details: sentence(name, `${text} It is ${isOn ? 'on' : 'off'} now.`),
    run: () => {
      ui.user.preferences.set(setting, !isOn);
      return apply(!isOn);
    },
  };
}

function totalsEntry(ui: Ui): Entry {
  return switchEntry(ui, 'totals', {
    name: 'Line of sums',
    text: 'The sums of the columns under each table.',
    isOn: ui.user.preferences.settings.totals !== false,
    apply: () => undefined,
  });
}

function sparklinesEntry(ui: Ui): Entry {
  return switchEntry(ui, 'sparklines', {
    name: 'Sparklines',
    text: 'What each row has been like over the window, beside the column that the table is sorted by; on lines with room for it.',
    isOn: ui.user.preferences.settings.sparklines !== false,
    apply: () => undefined,
  });
}

function metersEntry(ui: Ui): Entry {
  return switchEntry(ui, 'meters', {
    name: 'Meters of the machine',
    text: 'CPUs, memory, swap, load, disks, network and waiting, above each page.',
    isOn: ui.user.preferences.settings.meters !== false,
    apply: () => undefined,
  });
}

function containersEntry(ui: Ui, table: Table): Entry {
  return switchEntry(ui, 'containers', {
    name: 'Container columns',
    text: 'Columns that say in which container something happened, as -pc does.',
    isOn: ui.containers,
    apply: (on) => {
      ui.containers = on;
      ui.toTable();
      return table.show(table.levels);
    },
  });
}

function asciiEntry(ui: Ui): Entry {
  return switchEntry(ui, 'ascii', {
    name: 'ASCII only',
    text: 'No characters beyond ASCII on the screen.',
    isOn: ui.user.preferences.settings.ascii === true,
    apply: () => {
      ui.say('from the next start on', 'good');
      return undefined;
    },
  });
}

function mouseEntry(ui: Ui): Entry {
  const isOn = ui.user.preferences.settings.mouse !== false;
  return switchEntry(ui, 'mouse', {
    name: 'Mouse',
    text: 'Clicks, double clicks and the wheel. M gives the mouse to the terminal for a while.',
    isOn,
    apply: (on) => {
      ui.say(`the mouse is ${on ? 'on' : 'off'} from the next start on; M switches it now`, 'good');
      return undefined;
    },
  });
}

function bellEntry(ui: Ui): Entry {
  return switchEntry(ui, 'bell', {
    name: 'Bell for alerts',
    text: "The terminal's bell when a detection rule finds something.",
    isOn: ui.user.preferences.settings.bell === true,
    apply: () => undefined,
  });
}

function startEntries(ui: Ui, table: Table): Entry[] {
  const { view, terms } = table.level;
  const remembered = ui.user.preferences.settings.view;
  const entries: Entry[] = [];
  if (terms.length === 0 && view.id !== remembered) {
    entries.push({
      id: 'setting view',
      name: `Start with ${view.name}`,
      note: 'setting',
      words: 'start view default first',
      details: sentence(
        `Start with ${view.name}`,
        'sysdrill opens with this view from now on; -v chooses another one.',
      ),
      run: () => {
        ui.user.preferences.set('view', view.id);
        ui.say(`sysdrill starts with ${view.name} now`, 'good');
        return undefined;
      },
    });
  }
  if (remembered !== undefined) {
    entries.push({
      id: 'setting view default',
      name: 'Start with Processes, as always',
      note: 'setting',
      words: 'start view default first reset',
      details: sentence('Start with Processes', 'Forgets the start view that was chosen.'),
      run: () => {
        ui.user.preferences.set('view', undefined);
        ui.say('the start view is the usual one again', 'good');
        return undefined;
      },
    });
  }
  return entries;
}

function columnsEntries(ui: Ui, table: Table): Entry[] {
  const { view } = table.level;
  if (Object.keys(ui.user.preferences.columnsOf(view.id)).length === 0) return [];
  return [
    {
      id: 'setting columns',
      name: `Columns of ${view.name}: as the view has them`,
      note: 'setting',
      words: 'reset default width order hidden show',
      details: sentence('Columns', 'Forgets which columns were hidden, moved and resized in this view.'),
      run: () => {
        ui.user.preferences.setColumns(view.id, {});
        ui.repaint();
        return undefined;
      },
    },
  ];
}
