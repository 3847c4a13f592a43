// SPDX-License-Identifier: Apache-2.0
// What each parameter of an event may hold that somebody wants hidden, by the event table.

import { EVENT_TYPES, type EventType, type ParamSchema, ParamType } from '../scap/event-types.js';

export type ParamKind = 'environment' | 'arguments' | 'data' | 'text';

export interface SecretParam {
  readonly index: number;
  readonly kind: ParamKind;
}

export interface SecretParams {
  readonly params: readonly SecretParam[];
  /** Parameter with the name of the program; -1 none. */
  readonly program: number;
}

const TEXTS: ReadonlySet<number> = new Set([
  ParamType.CHARBUF,
  ParamType.FSPATH,
  ParamType.FSRELPATH,
  ParamType.CHARBUFARRAY,
  ParamType.CHARBUF_PAIR_ARRAY,
]);
/** Lists of names, not of anybody's data. */
const HARMLESS = new Set(['cgroups', 'comm']);

/** By type number; nothing where no parameter can hold a secret. */
export const SECRET_PARAMS: readonly (SecretParams | undefined)[] = EVENT_TYPES.map(secretParams);

function secretParams(type: EventType): SecretParams | undefined {
  const params = type.params.flatMap((param, index) => {
    const kind = kindOf(param, type);
    return kind === undefined ? [] : [{ index, kind }];
  });
  const program = type.params.findIndex(({ name }) => name === 'exe' || name === 'comm');
  return params.length === 0 ? undefined : { params, program };
}

function kindOf({ name, type }: ParamSchema, { origin }: EventType): ParamKind | undefined {
  if (HARMLESS.has(name)) return undefined;
  if (name === 'env') return 'environment';
  if (name === 'args' || name === 'argv') return 'arguments';
  if (TEXTS.has(type)) return 'text';
  // Notes of the capture tool are its own.
  if (type === ParamType.BYTEBUF) return origin === 'metaevent' ? 'text' : 'data';
  return type === ParamType.DYN ? 'text' : undefined;
}
