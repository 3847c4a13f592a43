// SPDX-License-Identifier: Apache-2.0
// Between two columns each line goes up or down in a channel. Lines share one where they do not meet in it; a line that
// leaves in the row in which another arrives turns off before that one turns in, or the two would look like one.

export interface Route {
  readonly from: number;
  readonly to: number;
}

/** Channel of each route, 0 the leftmost. Two that want each other's row cannot both be satisfied: the later one gives way. */
export function assignChannels(routes: readonly Route[]): readonly number[] {
  const channels = routes.map(() => -1);
  const state = routes.map(() => 'new' as 'new' | 'open' | 'done');
  const leavesAt = new Map(routes.map(({ from }, i) => [from, i]));
  const place = (i: number): void => {
    const { from, to } = routes[i] as Route;
    state[i] = 'open';
    // The one that leaves in the row where this one arrives comes first.
    const before = from === to ? undefined : leavesAt.get(to);
    if (before !== undefined && before !== i && state[before] === 'new') place(before);
    let channel = before === undefined || before === i ? 0 : (channels[before] as number) + 1;
    while (routes.some((other, k) => channels[k] === channel && meet(other, routes[i] as Route))) channel++;
    channels[i] = channel;
    state[i] = 'done';
  };
  for (const i of routes.keys()) if (state[i] === 'new') place(i);
  return channels;
}

function meet(a: Route, b: Route): boolean {
  return Math.min(a.from, a.to) <= Math.max(b.from, b.to) && Math.min(b.from, b.to) <= Math.max(a.from, a.to);
}
