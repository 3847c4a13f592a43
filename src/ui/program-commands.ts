// SPDX-License-Identifier: Apache-2.0
// The commands that work on every page: they are about the program, not about what is on the screen.

import type { EngineStatus } from '../engine/protocol/protocol.js';
import type { Command } from './keys/binding.js';
import type { Outcome, Page, TextPageOptions, Ui } from './page.js';
import { helpText } from './pages/help-text.js';
import { QuitQuestion } from './quit-question.js';
import type { Screen } from './screen.js';

export interface ProgramOptions {
  readonly ui: Ui;
  readonly screen: Screen;
  /** The page on top. */
  top(): Page;
  /** True where meters of the whole machine can be shown. */
  hasMeters(): boolean;
  openPalette(): Outcome;
  /** Ends the program with this exit status. */
  end(status: number): void;
  /** Stops the process, as Ctrl-Z does elsewhere. */
  suspend(): void;
}

export class ProgramCommands {
  readonly #options: ProgramOptions;
  readonly #quitting = new QuitQuestion();

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  /** Another command than that for quitting was given. */
  forgetQuestion(): void {
    this.#quitting.forget();
  }

  /** False where the command is not about the program. */
  run(command: Command): Outcome | false {
    switch (command) {
      case 'quit':
        return this.#quit();
      case 'help':
        return this.#help();
      case 'palette':
        return this.#options.openPalette();
      case 'mouse':
        return this.#switchMouse();
      case 'meters':
        return this.#switchMeters();
      case 'redraw':
        this.#options.screen.invalidate();
        this.#options.ui.repaint();
        return undefined;
      case 'suspend':
        this.#options.suspend();
        return undefined;
      default:
        return false;
    }
  }

  /** Ends the program; where that throws away what cannot be had again, only when asked twice. */
  #quit(): Outcome {
    const { ui, end } = this.#options;
    const question = this.#quitting.ask(ui.status);
    if (question !== undefined) return question;
    end(exitStatus(ui.status));
    return undefined;
  }

  #help(): Outcome {
    const { ui } = this.#options;
    const top = this.#options.top();
    if (top.contexts[0] !== 'text' || top.title.name !== 'Help') {
      const content: TextPageOptions['content'] = (theme) => helpText(theme, ui.user);
      return ui.navigate({ kind: 'text', options: { name: 'Help', content, closedBy: 'help' } });
    }
    ui.close(top);
    return undefined;
  }

  #switchMeters(): Outcome {
    const { preferences } = this.#options.ui.user;
    if (!this.#options.hasMeters()) return 'this capture has no figures of the machine as a whole';
    preferences.set('meters', preferences.settings.meters === false ? undefined : false);
    return undefined;
  }

  #switchMouse(): Outcome {
    const { ui, screen } = this.#options;
    if (!screen.hasMouse) return 'this terminal has no mouse, or it was switched off';
    const on = screen.setMouse(!screen.mouseIsOn);
    ui.say(on ? 'the mouse works here again' : 'the mouse belongs to the terminal: mark text with it; M takes it back');
    return undefined;
  }
}

function exitStatus(status: EngineStatus | undefined): number {
  return status?.state.kind === 'failed' ? 1 : 0;
}
