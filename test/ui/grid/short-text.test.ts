// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { shortText } from '../../../src/ui/grid/short-text.js';

const short = (field: string, text: string, width: number): string => shortText(text, width, { field, ellipsis: '…' });

describe('texts that do not fit', () => {
  it('keep the server of a connection and the end of a path', () => {
    assert.equal(short('fd.name', '127.0.0.1:38864->127.0.0.1:7002', 22), '…38864->127.0.0.1:7002');
    assert.ok(short('fd.name', '127.0.0.1:38864->127.0.0.1:7002', 20).endsWith('127.0.0.1:7002'));
    assert.equal(short('fd.name', '/usr/share/doc/readme.txt', 14), '…oc/readme.txt');
  });

  it('leave the folders of a program and its script out', () => {
    const command = '/root/.pyenv/versions/3.11.7/bin/python /srv/app/slow.py --port 80';
    assert.equal(short('proc.exeline', command, 80), command);
    assert.equal(short('proc.exeline', command, 40), 'python /srv/app/slow.py --port 80');
    assert.equal(short('proc.exeline', command, 25), 'python slow.py --port 80');
    assert.equal(short('proc.exeline', 'find / -name x', 5), 'find / -name x');
    assert.equal(
      short('proc.exeline', '/usr/bin/find /usr/share -type f', 12),
      'find /usr/share -type f',
      'what it works on',
    );
  });

  it('cut times of day at micro- or milliseconds', () => {
    assert.equal(short('evt.time', '09:09:00.871794350', 17), '09:09:00.871794');
    assert.equal(short('evt.time', '09:09:00.871794350', 14), '09:09:00.871');
    assert.equal(short('evt.time', '09:09:00.871794350', 18), '09:09:00.871794350');
  });

  it('stay as they are where they fit, or nobody knows better', () => {
    assert.equal(short('user.name', 'a-very-long-name', 6), 'a-very-long-name');
    fc.assert(
      fc.property(fc.string(), fc.nat(40), (text, width) => {
        const result = short('fd.name', text, width);
        assert.ok(text.length <= width || width < 4 ? result === text : result.length === width);
      }),
    );
  });
});
