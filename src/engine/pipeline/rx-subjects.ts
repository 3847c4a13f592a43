// SPDX-License-Identifier: Apache-2.0
// The parts of RxJS that both threads use, one by one: the index of the package loads all of it, 235 files, before the
// first frame.

export { Observable } from 'rxjs/internal/Observable';
export { ReplaySubject } from 'rxjs/internal/ReplaySubject';
export { Subject } from 'rxjs/internal/Subject';
