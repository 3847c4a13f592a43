// SPDX-License-Identifier: Apache-2.0
// What the tiles of the overview measure, one sentence each, for the message line.

export const TILE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['cpu', 'CPU used by all threads, in percent of one core; the tile is as high as all cores.'],
  ['memory', 'Resident memory of all processes, as reported by their events; the tile is as high as all memory.'],
  ['file', 'Bytes read from and written to files, per second.'],
  ['net', 'Bytes received and sent over the network, per second.'],
  ['errors', 'Calls that failed, per second.'],
  ['slow', 'Calls of 10 ms or more per second, without those that are meant to wait.'],
  ['processes', 'Programs started.'],
  ['connections', 'Connections accepted.'],
  ['signals', 'Signals delivered.'],
  ['containers', 'Containers seen to begin or to change.'],
  ['logins', 'Shells started on a terminal.'],
]);
