// SPDX-License-Identifier: Apache-2.0
// Names that older filters, formats and views may use, of things that no longer exist or that a capture cannot know. They
// are known so that the answer is a sentence instead of "unknown field"; they never have a value.

import type { FieldType } from '../event/value.js';
import type { Field, FieldClass } from './field.js';
import { fieldTable, ofType } from './field-table.js';

const NOTHING = ofType(() => undefined);

const TRACERS = 'Tracers were removed from the capture format in 2023: no event carries spans.';
const MESOS = 'Mesos and Marathon have ended; captures no longer name their tasks.';
const PLUGINS = 'Only the plugin that made the event knows this, and sysdrill loads no plugins.';

const TYPES: Readonly<Record<string, FieldType>> = {
  INT64: 'INT64',
  UINT32: 'UINT32',
  UINT64: 'UINT64',
  RELTIME: 'RELTIME',
};

/** `name` CHARBUF, `name:TYPE`, `name!` takes an argument, `name?` is for view columns. */
function retired(fieldClass: FieldClass, why: string, description: string, names: string): readonly Field[] {
  return names
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const [, name = '', marks = '', type = ''] = /^([^:!?]+)([!?]*)(?::(\w+))?$/.exec(word) ?? [];
      return fieldTable(fieldClass, [
        [
          name,
          TYPES[type] ?? 'CHARBUF',
          description,
          NOTHING,
          {
            retired: why,
            ...(marks.includes('!') ? ({ argument: 'required', dottedArgument: 'label' } as const) : {}),
            ...(marks.includes('?') ? { tableOnly: true } : {}),
            ...(/\.id$/.test(name) && type === 'INT64' ? ({ format: 'ID' } as const) : {}),
          },
        ],
      ]);
    });
}

const enclosing = (prefix: string) =>
  `${prefix}.id:INT64 ${prefix}.ntags:UINT32 ${prefix}.nargs:UINT32 ${prefix}.tags ${prefix}.tag! ${prefix}.args ${prefix}.arg!`;

const objectOf = (prefix: string) => `${prefix}.name ${prefix}.id ${prefix}.label! ${prefix}.labels`;

export const RETIRED_FIELDS: readonly Field[] = [
  ...retired(
    'span',
    TRACERS,
    'Part of a tracer span.',
    `span.id:INT64 span.time span.ntags:UINT32 span.nargs:UINT32 span.tags span.tag! span.args span.arg! span.enterargs
     span.enterarg! span.duration:RELTIME span.duration.quantized?:UINT64 span.duration.human
     span.duration.fortag!?:RELTIME span.count?:UINT64 span.count.fortag!?:UINT64 span.childcount.fortag!?:UINT64
     span.idtag!? span.rawtime? span.rawparenttime?`,
  ),
  ...retired(
    'evtin',
    TRACERS,
    'Part of a tracer span that the event happened in.',
    ['evtin.span', 'evtin.span.p', 'evtin.span.s', 'evtin.span.m'].map(enclosing).join(' '),
  ),
  ...retired(
    'mesos',
    MESOS,
    'Task or framework of Mesos.',
    `${objectOf('mesos.task')} mesos.framework.name mesos.framework.id`,
  ),
  ...retired(
    'marathon',
    MESOS,
    'App or group of Marathon.',
    `${objectOf('marathon.app')} marathon.group.name marathon.group.id`,
  ),
  ...retired('evt', PLUGINS, 'What a plugin says of its own event.', 'evt.pluginname evt.plugininfo'),
];
