// SPDX-License-Identifier: Apache-2.0
// What the tiles of the overview measure, one sentence each, for the message line.

export const TILE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['cpu', 'CPU that all threads took, in percent of one core.'],
  ['memory', 'Resident memory of all processes, as far as their events tell it.'],
  ['file', 'Bytes read from and written to files, a second.'],
  ['net', 'Bytes received and sent over the network, a second.'],
  ['errors', 'Calls that failed, a second.'],
  ['slow', 'Calls of 10 ms and more that are not there to wait, a second.'],
  ['processes', 'Programs started.'],
  ['connections', 'Connections accepted.'],
  ['signals', 'Signals delivered.'],
  ['containers', 'Containers seen to begin or to change.'],
  ['logins', 'Shells started on a terminal.'],
]);
