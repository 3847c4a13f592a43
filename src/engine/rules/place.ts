// SPDX-License-Identifier: Apache-2.0
// Where in the rule files something is: a chain of places from the file down to the part that is meant, as the engine
// reports it. Lines and columns count from 0 in files; a place inside a condition adds the filter's own, which count from
// 1, to those of the item that holds it.

/** What a place is called in reports; the words are the engine's. */
export type ItemType =
  | 'value for'
  | 'exceptions'
  | 'exception'
  | 'exception values'
  | 'exception value'
  | 'rules content'
  | 'rules content item'
  | 'required_engine_version'
  | 'required plugin versions'
  | 'required plugin versions entry'
  | 'required plugin versions alternative'
  | 'list'
  | 'list item'
  | 'macro'
  | 'macro condition'
  | 'rule'
  | 'rule condition'
  | 'condition expression'
  | 'rule output'
  | 'rule priority'
  | 'overrides';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Place extends Position {
  readonly itemType: ItemType;
  readonly itemName: string;
}

/** From the file to the innermost item; never empty. */
export type Places = readonly Place[];

export const FILE_PLACES: Places = [{ itemType: 'rules content', itemName: '', line: 0, column: 0 }];

/** The chain with one more place at its end. */
export function placeIn(outer: Places, itemType: ItemType, at: Position, itemName = ''): Places {
  return [...outer, { itemType, itemName, line: at.line, column: at.column }];
}

/** A place inside a condition; `at` as the filter language counts. */
export function placeInCondition(outer: Places, at: Position): Places {
  const last = outer[outer.length - 1] ?? { line: 0, column: 0 };
  return placeIn(outer, 'condition expression', { line: last.line + at.line, column: last.column + at.column });
}
