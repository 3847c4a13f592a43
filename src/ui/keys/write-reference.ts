// SPDX-License-Identifier: Apache-2.0
// Writes docs/reference/keys.md from the key table: node build/src/ui/keys/write-reference.js

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KEY_TABLE } from './key-table.js';
import { keysMarkdown } from './reference.js';

const folder = fileURLToPath(new URL('../../../../docs/reference/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}keys.md`, keysMarkdown(KEY_TABLE));
