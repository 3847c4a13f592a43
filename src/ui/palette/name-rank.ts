// SPDX-License-Identifier: Apache-2.0
// How near a name is to all that was typed, checked before looser ways of matching: a user who types a whole name means
// that name, not a shorter or longer one.

/** 0 the same, 1 it begins so, 2 it contains it, 3 none of these. Small and capital letters, and blanks, count alike. */
export function nameRank(name: string, typed: string): 0 | 1 | 2 | 3 {
  const whole = name.toLowerCase();
  const wanted = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (whole === wanted) return 0;
  if (whole.startsWith(wanted)) return 1;
  return whole.includes(wanted) ? 2 : 3;
}
