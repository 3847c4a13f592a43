// SPDX-License-Identifier: Apache-2.0
// Members of JSON whose shape a stranger decides: what is missing or of another type is empty, never an exception.

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function asTexts(value: unknown): readonly string[] {
  return asArray(value).filter((item): item is string => typeof item === 'string');
}

/** Undefined for what is not a number, and for 0, by which engines mean "no limit". */
export function asLimit(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value !== 0 ? value : undefined;
}

export function asRecord(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter((e): e is [string, string] => typeof e[1] === 'string'),
  );
}

export function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The members that have a value. */
export function withoutUndefined<T extends Readonly<Record<string, number | undefined>>>(
  record: T,
): { [K in keyof T]?: number } {
  // Object.fromEntries forgets the names of the members.
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}
