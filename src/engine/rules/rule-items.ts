// SPDX-License-Identifier: Apache-2.0
// The items of rule files as they are collected, before anything is compiled.
//
// `index` is when an item was first defined, `visibility` when it was last changed: a macro sees the macros whose index is
// below its visibility, a list the lists likewise.

import type { Places } from './place.js';
import type { Priority } from './priority.js';

export interface ListItem {
  readonly name: string;
  readonly items: readonly string[];
  readonly where: Places;
  readonly index: number;
  readonly visibility: number;
}

export interface MacroItem {
  readonly name: string;
  readonly condition: string;
  readonly where: Places;
  readonly conditionAt: Places;
  readonly index: number;
  readonly visibility: number;
}

/** A value, or a list of them: fields, operators and values of exceptions may be either. */
export type ExceptionEntry =
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly ExceptionEntry[] };

export interface RuleException {
  readonly name: string;
  readonly where: Places;
  readonly fields: ExceptionEntry | undefined;
  readonly operators: ExceptionEntry | undefined;
  readonly values: readonly ExceptionEntry[];
}

/** What a rule says that another item may replace. */
export interface RuleBody {
  readonly condition: string;
  readonly output: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly exceptions: readonly RuleException[];
  readonly priority: Priority;
  readonly capture: boolean;
  /** ms before an alert that are saved, and after it; undefined: as captureDuration says. */
  readonly captureBefore: number;
  readonly captureAfter: number | undefined;
  /** ms. */
  readonly captureDuration: number;
  readonly enabled: boolean;
  readonly warnEventTypes: boolean;
  readonly skipUnknown: boolean;
}

export interface RuleItem extends RuleBody {
  readonly name: string;
  readonly source: string;
  /** Nothing here delivers events of its source: the rule is passed over. */
  readonly isSourceUnknown: boolean;
  readonly where: Places;
  readonly conditionAt: Places;
  readonly outputAt: Places;
  readonly index: number;
  readonly visibility: number;
}

/** Changes of a rule: only what is given. */
export interface RuleUpdate {
  readonly name: string;
  readonly source: string;
  readonly where: Places;
  readonly changes: Partial<RuleBody>;
}

export interface PluginVersion {
  readonly name: string;
  readonly version: string;
}
