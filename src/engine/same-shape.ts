// SPDX-License-Identifier: Apache-2.0
// Ties a schema to the interface that it checks: `const TIED: SameShape<z.infer<typeof schema>, View> = true` compiles only
// while both have the same members, of the same types, equally optional.

/** Read-only throughout; what is optional is absent, never undefined, which schemas cannot say. */
type Plain<T> = T extends readonly (infer E)[]
  ? readonly Plain<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> }
    : T;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export type SameShape<A, B> = Same<Plain<A>, Plain<B>>;
