// SPDX-License-Identifier: Apache-2.0
// Counts of very different sizes as a few steps: by their logarithm, as a picture needs it where one cell holds 2 calls
// and its neighbour 20,000. Nothing stays nothing, one is never nothing, the largest is the last step.

/** Step 0…steps of a count; 0 for none. */
export function densityStep(count: number, maximum: number, steps: number): number {
  if (count <= 0) return 0;
  if (maximum <= steps) return Math.min(steps, Math.ceil((count / Math.max(1, maximum)) * steps));
  const share = Math.log(count) / Math.log(maximum);
  // The logarithms of whole powers come out a hair too small.
  return Math.min(steps, 1 + Math.floor(share * (steps - 1) + 1e-9));
}

/** The smallest count of each step 1…steps that has one; undefined for steps that nothing falls on. */
export function densityThresholds(maximum: number, steps: number): (number | undefined)[] {
  const thresholds: (number | undefined)[] = [];
  for (let step = 1; step <= steps; step++) {
    const guess = maximum <= steps ? 1 : Math.max(1, Math.floor(maximum ** ((step - 1) / (steps - 1))) - 1);
    let count = guess;
    while (count <= maximum && densityStep(count, maximum, steps) < step) count++;
    thresholds.push(densityStep(count, maximum, steps) === step && count <= maximum ? count : undefined);
  }
  return thresholds;
}
