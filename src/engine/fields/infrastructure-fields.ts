// SPDX-License-Identifier: Apache-2.0
// What the container events of old captures say in their description: `Event:start;ID:…;name:…;Image:…`.

import type { EventKind } from '../event/event-kind.js';
import { eventType } from '../scap/event-types.js';
import type { FieldSource } from './field.js';
import { type FieldRow, ofEventsOf } from './field-table.js';

const INFRASTRUCTURE = eventType('infrastructure_event_e').id;
const DESCRIPTION = 2;
const SHORT_ID = 12;

/** The part of the description that starts with `label`, without the label. */
function part(label: string, tidy: (text: string) => string = (text) => text): FieldSource {
  const describes = ({ typeId }: EventKind) => typeId === INFRASTRUCTURE;
  return ofEventsOf(describes, (event) => {
    if (event.type.id !== INFRASTRUCTURE) return undefined;
    const parts = event.params().text(DESCRIPTION)?.split(';') ?? [];
    const found = parts.map((text) => text.trim()).find((text) => text.startsWith(label));
    const colon = found?.indexOf(':') ?? -1;
    return found === undefined || colon < 0 ? undefined : tidy(found.slice(colon + 1).trim());
  });
}

/** `name@sha256:…` is shown without its digest; a bare `sha256:…` is all there is. */
function imageName(text: string): string {
  const at = text.indexOf('@');
  return at < 0 ? text : text.slice(0, at);
}

const TABLE = { tableOnly: true };

export const INFRASTRUCTURE_ROWS: readonly FieldRow[] = [
  ['evt.infra.docker.name', 'CHARBUF', 'Docker events of old captures: what happened.', part('Event'), TABLE],
  [
    'evt.infra.docker.container.id',
    'CHARBUF',
    'Docker events of old captures: id of the container.',
    part('ID', (id) => id.slice(0, SHORT_ID)),
    TABLE,
  ],
  [
    'evt.infra.docker.container.name',
    'CHARBUF',
    'Docker events of old captures: name of the container.',
    part('name'),
    TABLE,
  ],
  [
    'evt.infra.docker.container.image',
    'CHARBUF',
    'Docker events of old captures: image of the container.',
    part('Image', imageName),
    TABLE,
  ],
];
