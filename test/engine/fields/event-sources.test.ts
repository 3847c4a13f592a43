// SPDX-License-Identifier: Apache-2.0
// What fields of whole events say of themselves, so that queries need not ask each event: which kinds may have a value,
// and whether there is one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readField } from '../../../src/engine/fields/read-field.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { loaded } from '../query/loaded.js';
import { filterableUses } from '../query/sampled-filters.js';
import { DEMO_CAPTURE, FILES_CAPTURE, siblingCapture } from '../scap/capture-files.js';

for (const path of [FILES_CAPTURE, DEMO_CAPTURE, siblingCapture('curl_google.scap'), siblingCapture('web.scap')]) {
  test(`event fields over ${path?.split('/').at(-1)}`, { skip: path === undefined ? 'not here' : false }, (t) => {
    const capture = loaded(path ?? '', 20_000);
    const view = new RowView(capture);
    let values = 0;
    for (const use of filterableUses()) {
      const { source } = use.field;
      if (source.kind !== 'event' || (source.kinds === undefined && source.has === undefined)) continue;
      for (let row = 0; row < capture.store.rows; row++) {
        view.moveToRow(row);
        const hasValue = readField(use, view) !== undefined;
        if (source.has !== undefined) assert.equal(source.has(view), hasValue, `${use.text} of event ${view.num}`);
        if (!hasValue) continue;
        values++;
        assert.notEqual(source.kinds?.(view.kind, use.argument), false, `${use.text} of ${view.type.key}`);
      }
    }
    t.diagnostic(`${values} values`);
    assert.ok(values > 1000);
  });
}
