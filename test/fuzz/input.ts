// SPDX-License-Identifier: Apache-2.0
// The input of a run: the same number, and the same seeds, give the same bytes.

import { below, random } from '../engine/scap/random.js';
import { mutated } from './mutation.js';
import type { Blocks } from './seeds.js';

export function inputOf(run: number, seeds: readonly Blocks[]): Uint8Array {
  const next = random(run);
  const seed = seeds[below(next, seeds.length)] ?? [];
  const other = seeds[below(next, seeds.length)] ?? [];
  return mutated(seed, other, next);
}
