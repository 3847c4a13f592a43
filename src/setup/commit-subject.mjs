// SPDX-License-Identifier: Apache-2.0
// The rules for the first line of a commit, of one message (the hook) or of commits: `node src/setup/commit-subject.mjs
// --since REVISION`. CI checks those that the main branch does not have yet.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from './bundle.mjs';

export const MAX_SUBJECT = 72;

/** What is wrong with a subject, in words; undefined where nothing is. */
export function subjectProblem(subject) {
  if (subject.length > MAX_SUBJECT) return `has ${subject.length} characters, ${MAX_SUBJECT} are allowed`;
  if (subject.trim().split(/\s+/).length < 2) return 'says nothing';
  if (!/^[A-Z]/.test(subject)) return 'does not begin with a capital';
  if (/[.;]$/.test(subject) || subject.includes(';')) return 'is more than one change, or ends in a full stop';
  if (/^(Added|Adds|Adding|Fixed|Fixes|Fixing|Changed|Changes|Changing|Removed|Removes|Removing)\b/.test(subject))
    return 'is not in the imperative';
  return undefined;
}

function check(subjects) {
  const problems = subjects.flatMap((subject) => {
    const problem = subjectProblem(subject);
    return problem === undefined ? [] : [`"${subject}" ${problem}`];
  });
  for (const problem of problems) process.stderr.write(`commit: ${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

function subjectsSince(revision) {
  const { stdout } = spawnSync('git', ['log', '--no-merges', '--format=%s', `${revision}..HEAD`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((subject) => subject !== '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [first = '', revision = ''] = process.argv.slice(2);
  const subjects = first === '--since' ? subjectsSince(revision) : [readFileSync(first, 'utf8').split('\n')[0]];
  process.exitCode = check(subjects);
}
