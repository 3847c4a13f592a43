// SPDX-License-Identifier: Apache-2.0
// What can be done to the process of a row: shared by the views whose key is a process id.

import type { ViewAction } from './view.js';

export const PROCESS_ACTIONS = [
  {
    hotkey: 't',
    name: 'Trace system calls (strace)',
    command: ['strace', '-f', '-p', '%proc.pid'],
    attaches: true,
    wait: true,
  },
  { hotkey: 'k', name: 'Terminate (SIGTERM)', command: ['kill', '%proc.pid'], confirm: true },
  { hotkey: '9', name: 'Kill (SIGKILL)', command: ['kill', '-9', '%proc.pid'], confirm: true },
  {
    hotkey: 'p',
    name: 'Stop, until it is continued (SIGSTOP)',
    command: ['kill', '-STOP', '%proc.pid'],
    confirm: true,
  },
  { hotkey: 'u', name: 'Continue (SIGCONT)', command: ['kill', '-CONT', '%proc.pid'], confirm: true },
  { hotkey: 'h', name: 'Hang up: many reload (SIGHUP)', command: ['kill', '-HUP', '%proc.pid'], confirm: true },
  { hotkey: 'i', name: 'Interrupt (SIGINT)', command: ['kill', '-INT', '%proc.pid'], confirm: true },
  { hotkey: 'c', name: 'Write a core file', command: ['gcore', '%proc.pid'], attaches: true, wait: true },
  {
    hotkey: 'g',
    name: 'Attach gdb (pauses the process)',
    command: ['gdb', '-p', '%proc.pid'],
    attaches: true,
    terminal: true,
  },
  {
    hotkey: 'l',
    name: 'Trace library calls (ltrace)',
    command: ['ltrace', '-p', '%proc.pid'],
    attaches: true,
    wait: true,
  },
  {
    hotkey: 's',
    name: 'Stacks of all threads (gdb)',
    command: ['gdb', '-p', '%proc.pid', '--batch', '--quiet', '-ex', 'thread apply all bt full', '-ex', 'quit'],
    attaches: true,
    wait: true,
  },
] as const satisfies readonly ViewAction[];
