// SPDX-License-Identifier: Apache-2.0
// What can be done to the container of a row, through the docker command.

import type { ViewAction } from './view.js';

export const CONTAINER_ACTIONS = [
  { hotkey: 'a', name: 'Attach to its terminal', command: ['docker', 'attach', '%container.id'], terminal: true },
  {
    hotkey: 'b',
    name: 'Shell inside',
    command: ['docker', 'exec', '-i', '-t', '%container.id', '/bin/bash'],
    terminal: true,
  },
  { hotkey: 'f', name: 'Follow its log', command: ['docker', 'logs', '-f', '%container.id'], wait: true },
  { hotkey: 'i', name: 'All its settings', command: ['docker', 'inspect', '%container.id'], wait: true },
  { hotkey: 'k', name: 'Kill', command: ['docker', 'kill', '%container.id'], confirm: true, wait: true },
  { hotkey: 'l', name: 'Its log', command: ['docker', 'logs', '%container.id'], wait: true },
  { hotkey: 'z', name: 'Freeze', command: ['docker', 'pause', '%container.id'], confirm: true, wait: true },
  { hotkey: 'u', name: 'Unfreeze', command: ['docker', 'unpause', '%container.id'], confirm: true, wait: true },
  { hotkey: 'w', name: 'Wait for its end', command: ['docker', 'wait', '%container.id'], wait: true },
  { hotkey: 'h', name: 'Layers of its image', command: ['docker', 'history', '--', '%container.image'], wait: true },
] as const satisfies readonly ViewAction[];
