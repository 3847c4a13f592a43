// SPDX-License-Identifier: Apache-2.0
// `npm run hooks`: lets git run our hooks in this clone: `npm run check` before a commit, and the rules for its subject.
// `npm run hooks -- --off` takes them out again.

import { spawnSync } from 'node:child_process';
import { ROOT, say } from './prepare.mjs';

const isOff = process.argv.includes('--off');
const args = isOff ? ['config', '--unset', 'core.hooksPath'] : ['config', 'core.hooksPath', 'src/setup/hooks'];
const { status, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
if (status === 0) say(isOff ? 'hooks are off.' : 'hooks are on: git commit runs npm run check.');
else say(`git config failed: ${stderr.trim() || 'the hooks were not on'}`);
process.exitCode = status ?? 1;
