// SPDX-License-Identifier: Apache-2.0

/** What asking one row costs: a look into a table by snapshot, a number of its columns, or the whole event. */
export const Cost = { TABLE: 0, COLUMN: 1, EVENT: 2 } as const;
