// SPDX-License-Identifier: Apache-2.0

import type { Alert } from '../../../../src/engine/rules/alert.js';

/** An alert of a rule `Shell in box`; its JSON is what it says. */
export function sampleAlert(changes: Partial<Alert> = {}): Alert {
  const alert: Alert = {
    rule: 'Shell in box',
    priority: 'Warning',
    source: 'syscall',
    tags: ['a', 'b'],
    hostname: 'db-7',
    time: 1795424790675376848n,
    message: 'a shell (command=sh -c "x\n")',
    line: 'line',
    json: '{"rule":"Shell in box"}',
    withheld: 0,
    incident: { key: 'sh', filter: 'thread.tid = 1', span: 0 },
    ...changes,
  };
  return alert;
}
