// SPDX-License-Identifier: Apache-2.0
// `npm run build`: dist/, which is what `sysdrill` and `npm start` run, and build/ for the tests.

import { buildAll, checkNode, installPackages } from './prepare.mjs';

checkNode();
installPackages();
await buildAll();
