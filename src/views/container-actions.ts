// SPDX-License-Identifier: Apache-2.0
// What can be done to the container of a row, through the docker command.

import type { ViewAction } from './view.js';

/** What a shell inside is: bash where the image has it. */
const SHELL = 'command -v bash >/dev/null && exec bash || exec sh';

export const CONTAINER_ACTIONS = [
  { hotkey: 'l', name: 'Logs, with times', command: ['docker', 'logs', '-t', '%container.id'], wait: true },
  { hotkey: 'f', name: 'Follow the logs', command: ['docker', 'logs', '-t', '-f', '%container.id'], wait: true },
  {
    hotkey: 'b',
    name: 'Open a shell',
    command: ['docker', 'exec', '-i', '-t', '%container.id', 'sh', '-c', SHELL],
    terminal: true,
  },
  { hotkey: 't', name: 'Processes (top)', command: ['docker', 'top', '%container.id'], wait: true },
  { hotkey: 'i', name: 'Inspect', command: ['docker', 'inspect', '%container.id'], wait: true },
  { hotkey: 'r', name: 'Restart', command: ['docker', 'restart', '%container.id'], confirm: true, wait: true },
  { hotkey: 's', name: 'Stop', command: ['docker', 'stop', '%container.id'], confirm: true, wait: true },
  { hotkey: 'g', name: 'Start', command: ['docker', 'start', '%container.id'], confirm: true, wait: true },
  { hotkey: 'k', name: 'Kill', command: ['docker', 'kill', '%container.id'], confirm: true, wait: true },
  { hotkey: 'z', name: 'Pause', command: ['docker', 'pause', '%container.id'], confirm: true, wait: true },
  { hotkey: 'u', name: 'Unpause', command: ['docker', 'unpause', '%container.id'], confirm: true, wait: true },
  { hotkey: 'w', name: 'Wait for exit', command: ['docker', 'wait', '%container.id'], wait: true },
  { hotkey: 'a', name: 'Attach', command: ['docker', 'attach', '%container.id'], attaches: true, terminal: true },
  { hotkey: 'h', name: 'Image layers', command: ['docker', 'history', '--', '%container.image'], wait: true },
] as const satisfies readonly ViewAction[];
