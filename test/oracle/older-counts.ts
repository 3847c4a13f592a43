// SPDX-License-Identifier: Apache-2.0
// How many lines 0.29.3 prints for the captures of its age, and how many of them have which text of older-table.ts.

export interface OlderCount {
  readonly lines: number;
  readonly texts: Readonly<Record<string, number>>;
}

export const OLDER_COUNTS: Readonly<Record<string, OlderCount>> = {
  'curl_google.scap': {
    lines: 1221,
    texts: { 'empty lists and buffers': 5, 'families of sockets': 2, 'results of mmap': 110 },
  },
  'cat_write.scap': {
    lines: 85,
    texts: { 'calls without a name': 2, 'empty lists and buffers': 1, 'results of mmap': 10 },
  },
  'single_ipv6_conn.scap': { lines: 28, texts: { 'empty lists and buffers': 1, 'families of sockets': 2 } },
  'open-multiple-files.scap': { lines: 86, texts: {} },
};
