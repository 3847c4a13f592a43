// SPDX-License-Identifier: Apache-2.0
// Judges the fields and filters of users' views. Loaded where there are any: it takes the whole catalogue.

import { lookupField } from '../engine/fields/catalogue.js';
import { compileViewFilter } from '../engine/query/view-filter.js';
import type { ViewChecker } from '../views/user-views.js';

export const VIEW_CHECKER: ViewChecker = {
  field(text) {
    const found = lookupField(text);
    return found.ok ? undefined : found.error;
  },
  filter(text) {
    const compiled = compileViewFilter(text, '');
    return compiled.ok ? undefined : compiled.error.message;
  },
};
