// SPDX-License-Identifier: Apache-2.0
// The parts of RxJS that the engine's thread uses besides those of rx-subjects.ts.

export { EMPTY } from 'rxjs/internal/observable/empty';
export { from } from 'rxjs/internal/observable/from';
export { interval } from 'rxjs/internal/observable/interval';
export { merge } from 'rxjs/internal/observable/merge';
export { of } from 'rxjs/internal/observable/of';
export { timer } from 'rxjs/internal/observable/timer';
export { catchError } from 'rxjs/internal/operators/catchError';
export { endWith } from 'rxjs/internal/operators/endWith';
export { exhaustMap } from 'rxjs/internal/operators/exhaustMap';
export { ignoreElements } from 'rxjs/internal/operators/ignoreElements';
export { map } from 'rxjs/internal/operators/map';
export { share } from 'rxjs/internal/operators/share';
export { takeUntil } from 'rxjs/internal/operators/takeUntil';
export { tap } from 'rxjs/internal/operators/tap';
export { throttle } from 'rxjs/internal/operators/throttle';
export { throttleTime } from 'rxjs/internal/operators/throttleTime';
export { asapScheduler } from 'rxjs/internal/scheduler/asap';
