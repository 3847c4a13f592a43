// SPDX-License-Identifier: Apache-2.0
// Checks what a YAML parser made of config.yaml. Each entry stands for itself: a wrong one is left out and named, the
// others hold. Imported by config-file.ts only when there is a file, so that zod costs nothing without one.

import * as z from 'zod';
import type { SameShape } from '../../engine/same-shape.js';
import { THEME_NAMES } from '../theme/choose.js';
import type { Settings } from './settings.js';

/** ms; as --delay. */
const FASTEST = 100;
const SLOWEST = 3_600_000;
const WIDEST = 1000;

const names = z.array(z.string().min(1, 'a name'));
const columnSettings = z.strictObject({
  order: names.optional(),
  hidden: names.optional(),
  widths: z.record(z.string(), z.int().min(1).max(WIDEST)).optional(),
});
const keyNames = z.union([z.string().transform((key) => [key]), names.min(1, 'at least one key')]);

const ENTRIES = {
  theme: z.enum(THEME_NAMES),
  view: z.string().min(1, 'the id of a view'),
  refresh: z.int().min(FASTEST).max(SLOWEST),
  mouse: z.boolean(),
  ascii: z.boolean(),
  containers: z.boolean(),
  totals: z.boolean(),
  sparklines: z.boolean(),
  details: z.boolean(),
  meters: z.boolean(),
  ended: z.boolean(),
  bell: z.boolean(),
} as const satisfies Readonly<Record<string, z.ZodType>>;
/** Entries with entries of their own, each checked by itself. */
const MAPS = { columns: columnSettings, keys: keyNames } as const satisfies Readonly<Record<string, z.ZodType>>;

type Checked = { [K in keyof typeof ENTRIES]?: z.infer<(typeof ENTRIES)[K]> } & {
  [K in keyof typeof MAPS]?: Readonly<Record<string, z.infer<(typeof MAPS)[K]>>>;
};
/** Does not compile when the schema and the interface differ. */
const TIED: SameShape<Checked, Settings> = true;

export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface CheckedConfig {
  readonly settings: Settings;
  readonly issues: readonly ConfigIssue[];
}

/** The entries of `value` that are right, and what is wrong with the others. */
export function checkConfig(value: unknown): CheckedConfig {
  if (value === null || value === undefined) return { settings: {}, issues: [] };
  if (!isMap(value))
    return { settings: {}, issues: [{ path: [], message: 'expected settings such as "theme: dark"' }] };
  const issues: ConfigIssue[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    const inner = schemaOf(MAPS, name);
    const schema = schemaOf(ENTRIES, name);
    const checked =
      inner !== undefined
        ? checkMap([name], entry, inner, issues)
        : schema !== undefined
          ? checkEntry([name], entry, schema, issues)
          : unknownEntry(name, issues);
    if (checked !== undefined) settings[name] = checked;
  }
  // Each entry has passed the schema that says what Settings says.
  return { settings: TIED && (settings as Settings), issues };
}

function schemaOf(schemas: Readonly<Record<string, z.ZodType>>, name: string): z.ZodType | undefined {
  return Object.hasOwn(schemas, name) ? schemas[name] : undefined;
}

type Path = ConfigIssue['path'];

function checkMap(path: Path, value: unknown, schema: z.ZodType, issues: ConfigIssue[]): unknown {
  if (value === null) return undefined;
  if (!isMap(value)) {
    issues.push({ path, message: 'expected names with values' });
    return undefined;
  }
  const kept = Object.entries(value).flatMap(([name, entry]) => {
    const checked = checkEntry([...path, name], entry, schema, issues);
    return checked === undefined ? [] : [[name, checked] as const];
  });
  return Object.fromEntries(kept);
}

function checkEntry(path: Path, value: unknown, schema: z.ZodType, issues: ConfigIssue[]): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const inside = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) issues.push({ path: [...path, ...inside, key], message: 'no such setting' });
    } else issues.push({ path: [...path, ...inside], message: issue.message });
  }
  return undefined;
}

function unknownEntry(name: string, issues: ConfigIssue[]): undefined {
  const known = [...Object.keys(ENTRIES), ...Object.keys(MAPS)].join(', ');
  issues.push({ path: [name], message: `no such setting; there are ${known}` });
  return undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
