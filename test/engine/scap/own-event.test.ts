// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { ownEvent, ownEventName, readOwnEvent } from '../../../src/engine/scap/own-event.js';
import { CPU_SAMPLES, OWN_EVENT_KINDS } from '../../../src/engine/scap/own-event-table.js';
import {
  decodePayload,
  encodePayload,
  type OwnEventKind,
  type OwnRecord,
} from '../../../src/engine/scap/own-payload.js';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { captureHeader } from '../../../src/engine/scap/scap-writer.js';
import { run } from '../../cli/program.js';
import { asWireshark } from '../../fixtures/peer-readers.js';
import { eventBlockOf } from '../state/event-encoder.js';
import { START } from './block-writer.js';
import { partialSink } from './partial-sink.js';
import { peers } from './peer.js';

const KIND = {
  name: 'test-figures',
  version: 3,
  description: 'Figures of a test.',
  fields: [
    { name: 'id', type: 'u32', unit: '', description: '' },
    { name: 'group', type: 'text', unit: '', description: '' },
    { name: 'used', type: 'u64', unit: 'ns', description: '' },
    { name: 'share', type: 'f64', unit: '%', description: '' },
  ],
} as const satisfies OwnEventKind;
type Row = OwnRecord<typeof KIND>;

const row: fc.Arbitrary<Row> = fc.record(
  {
    id: fc.option(fc.integer({ min: 0, max: 0xfffffffe }), { nil: undefined }),
    group: fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined }),
    used: fc.option(fc.maxSafeNat(), { nil: undefined }),
    share: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
  },
  { noNullPrototype: true },
);

const HEADER = captureHeader(
  { machine: undefined, interfaces: [], users: [], groups: [], processes: [], fds: [] },
  'everywhere',
);

/** A capture of two calls with these blocks around the first. */
function captureWith(front: Uint8Array, between: Uint8Array = new Uint8Array(0)): Buffer {
  const call = (ns: bigint): Uint8Array => eventBlockOf('getcwd_x', { res: -2 }, { tid: 1, time: START + ns });
  return Buffer.concat([HEADER, front, call(0n), between, call(2000n)]);
}

describe('events of our own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-own-'));
  after(() => rmSync(folder, { recursive: true }));

  it('say what was written, unknown values included', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        assert.deepEqual(decodePayload(KIND, encodePayload(KIND, rows)), rows);
      }),
    );
  });

  it('are known by kind, thread and time, whatever else is in the stream', () => {
    const rows: Row[] = [{ id: 7, group: 'system.slice', used: 123, share: 0.5 }];
    const seen: unknown[] = [];
    const sink = partialSink({
      event: (cursor) => {
        const name = ownEventName(cursor);
        if (name === KIND.name) seen.push([cursor.tid, readOwnEvent(KIND, cursor)]);
        else seen.push(name);
      },
    });
    const reader = new ScapReader(sink);
    reader.push(captureWith(ownEvent(KIND, { time: START, tid: 7 }, rows)));
    reader.end();
    assert.deepEqual(seen, [[7, rows], undefined, undefined]);
  });

  it('of later writers lose only the fields that are not known', () => {
    const later = {
      ...KIND,
      fields: [...KIND.fields, { name: 'more', type: 'text', unit: '', description: '' }],
    } as const;
    const written = { id: 1, group: 'a', used: 2, share: 3, more: 'x' };
    const { more: _, ...known } = written;
    assert.deepEqual(decodePayload(KIND, encodePayload(later, [written, written])), [known, known]);
    assert.deepEqual(decodePayload(later, encodePayload(KIND, [known])), [{ ...known, more: undefined }]);
  });

  it('of another version mean something else', () => {
    assert.equal(decodePayload({ ...KIND, version: 4 }, encodePayload(KIND, [])), undefined);
  });

  it('that are cut anywhere are damaged, not wrong', () => {
    const whole = encodePayload(KIND, [
      { id: 1, group: 'a', used: 2, share: 3 },
      { id: 4, group: 'b', used: 5, share: 6 },
    ]);
    for (let end = 0; end < whole.length; end++)
      assert.equal(decodePayload(KIND, whole.subarray(0, end)), undefined, `${end} bytes`);
  });

  it('have names of their own', () => {
    const names = OWN_EVENT_KINDS.map((kind) => kind.name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });

  for (const peer of peers()) {
    it(`are skipped by ${peer.name}`, () => {
      const figures = (isShown: boolean): Uint8Array =>
        ownEvent(KIND, { time: START + 1000n, isShown }, [{ id: 1, group: 'a', used: 2, share: 3 }]);
      const { lines, complaint } = peer.print(captureWith(figures(false), figures(true)), '*%evt.type %evt.res');
      assert.equal(complaint, '');
      assert.deepEqual(
        lines.filter((line) => line.startsWith('getcwd')),
        ['getcwd ENOENT', 'getcwd ENOENT'],
      );
      assert.ok(lines.length <= 3, lines.join('\n'));
    });
  }

  it('leave the file as Wireshark wants it', (t) => {
    const path = join(folder, 'wireshark.scap');
    writeFileSync(path, captureWith(ownEvent(KIND, { time: START }, [{ id: 1, group: 'a', used: 2, share: 3 }])));
    const read = asWireshark(path);
    if (read === undefined) t.skip('tshark is not installed');
    else assert.equal(read.frames, 2);
  });

  it('of unknown kinds are saved, each once', async () => {
    const paths = ['a', 'b', 'c'].map((name) => join(folder, `${name}.scap`)) as [string, string, string];
    const unknown = ownEvent(KIND, { time: START + 1000n, isShown: true }, [{ id: 1, group: 'a', used: 2, share: 3 }]);
    writeFileSync(paths[0], captureWith(unknown, unknown));
    for (const [from, to] of [paths.slice(0, 2), paths.slice(1)])
      assert.equal((await run(['-r', from ?? '', '-w', to ?? '', 'evt.type=getcwd'])).status, 0);
    for (const path of paths.slice(1)) assert.equal(countOf('sysdrill.test-figures', path), 2, path);
  });

  const oldNote = { id: 'sysdrill', desc: 'cpu samples of all threads that ran' };
  for (const [name, note] of [
    ['an event of our own', ownEvent(CPU_SAMPLES, { time: START })],
    ['the notification of old recordings', eventBlockOf('notification_e', oldNote, { tid: -1, time: START, flags: 1 })],
  ] as const) {
    it(`say in every part of a capture that CPU samples are complete, once: ${name}`, async () => {
      const [first, whole, part, again] = ['first', 'whole', 'part', 'again'].map((f) => join(folder, `${f}.scap`));
      const save = async (from = '', to = '', ...words: readonly string[]): Promise<number> => {
        const { status, err } = await run(['-r', from, '-w', to, ...words]);
        assert.equal(status, 0, err);
        return countOf('sysdrill.cpu-samples', to) + countOf(oldNote.desc, to);
      };
      writeFileSync(first ?? '', captureWith(note));
      assert.equal(await save(first, whole), 1);
      assert.equal(await save(whole, part, '--from', '+1us'), 1);
      assert.equal(await save(part, again), 1);
    });
  }
});

function countOf(text: string, path: string): number {
  return readFileSync(path).toString('latin1').split(text).length - 1;
}
