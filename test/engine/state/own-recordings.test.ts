// SPDX-License-Identifier: Apache-2.0
// Sockets of one machine as their processes see them, in recordings of small programs (test/captures).

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compileFormat } from '../../../src/engine/format/format.js';
import { EventList } from '../../../src/engine/query/list-query.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { loadCapture } from '../../oracle/oracle-captures.js';

const FOLDER = fileURLToPath(new URL('../../../../test/captures/', import.meta.url));

/** The format's line for each event of these types, `evt.dir` and `evt.type` in front. */
async function lines(name: string, types: readonly string[], format: string): Promise<string[]> {
  const capture = await loadCapture(join(FOLDER, `${name}.scap`));
  const compiled = compileFormat(`*%evt.dir%evt.type ${format}`);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: false });
  const view = new RowView(capture);
  const out: string[] = [];
  for (let n = 0; n < list.length; n++) {
    view.moveToRow(list.row(n));
    if (types.includes(view.kind.name)) out.push(compiled.value.line(view) ?? '');
  }
  return out;
}

suite('recordings of small programs', () => {
  test('calls that name their fd at the exit belong to it', async () => {
    assert.deepEqual(await lines('sendmmsg-resolver', ['sendmmsg', 'recvmmsg'], '%fd.num %fd.name %evt.buflen'), [
      '>sendmmsg <NA> <NA> <NA>',
      '<sendmmsg 4 127.0.0.1:59448->127.0.0.1:42053 23',
      '>recvmmsg <NA> <NA> <NA>',
      '<recvmmsg 3 127.0.0.1:42053 23',
    ]);
  });

  test('receiving without an address keeps the peer', async () => {
    const received = await lines('udp-recv-without-address', ['recvfrom', 'recvmsg'], '%fd.num %fd.type %fd.name');
    assert.deepEqual(
      received.filter((line) => /^<\w+ [56] /.test(line)),
      ['<recvfrom 5 ipv4 127.0.0.1:53692->127.0.0.1:42001', '<recvmsg 6 ipv6 ::1:54451->::1:42006'],
    );
  });

  test('of a connection within the machine each process has its own end', async () => {
    const format = '%fd.num %fd.lip:%fd.lport %fd.rip:%fd.rport %fd.is_server';
    assert.deepEqual(
      (await lines('loopback-server-side', ['write'], format)).filter((line) => line.startsWith('>')),
      ['>write 4 127.0.0.1:37118 127.0.0.1:43001 false', '>write 5 127.0.0.1:43001 127.0.0.1:37118 true'],
    );
  });
});
