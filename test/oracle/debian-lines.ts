// SPDX-License-Identifier: Apache-2.0
// Where the default lines of sysdig 0.29.3, as Debian has it, differ from those of 0.36 in captures of its own age: what its
// event table did not know yet. Ours are those of 0.36. debian-lines.test.ts compares, write-differences.ts documents it.

export interface OlderText {
  readonly name: string;
  readonly why: string;
  /** The older line as the newer peer prints it; `ours` shows how. */
  readonly renew: (line: string, ours: string) => string;
}

export const OLDER_TEXTS: readonly OlderText[] = [
  {
    name: 'results of mmap',
    why: 'an address in hex then, since 2023 a number like other results: `mmap res=7FA69774E000`',
    renew: (line) =>
      line.replace(/( < mmap2? res=)([0-9A-F]+)(?= )/, (_, front: string, hex: string) => {
        return front + BigInt.asIntN(64, BigInt(`0x${hex}`)).toString();
      }),
  },
  {
    name: 'empty lists and buffers',
    why: 'an empty list or buffer is nothing then, `NULL` now: `args=`',
    renew: (line) => line.replace(/ (args|data|env|cgroups|tuple)=(?= )/g, ' $1=NULL'),
  },
  {
    name: 'families of sockets',
    why: 'one of the two names that a number has: `domain=1(AF_LOCAL)`',
    renew: (line) => line.replace('(AF_LOCAL)', '(AF_LOCAL|AF_UNIX)').replace('(AF_ROUTE)', '(AF_ROUTE|AF_NETLINK)'),
  },
  {
    name: 'calls without a name',
    why: 'calls that it has no name for are `<unknown>`',
    renew: (line, ours) =>
      line.replace(/ ([<>]) <unknown> $/, (_, way: string) => ` ${way} ${ours.split(' ').at(-2)} `),
  },
];

/** How many lines 0.29.3 prints for a capture, and how many of them have which of OLDER_TEXTS. */
export interface OlderCount {
  readonly lines: number;
  readonly texts: Readonly<Record<string, number>>;
}

/** The captures of its age. */
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

/** The names of the texts that it takes to make the lines equal; undefined where all of them do not. */
export function olderTextsOf(theirs: string, ours: string): readonly string[] | undefined {
  const names: string[] = [];
  let line = theirs;
  for (const { name, renew } of OLDER_TEXTS) {
    const renewed = renew(line, ours);
    if (renewed !== line) names.push(name);
    line = renewed;
  }
  return line === ours ? names : undefined;
}
