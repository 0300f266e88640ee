// What the body of a function may refer to: the module around it, fixed before any body is made.

import type { DataModel, ElementModel, FunctionType, GlobalModel, TableModel } from './model.ts';

export interface Scope {
  readonly mvp: boolean;
  /** Types by function index; so many of them are imports. */
  readonly functions: readonly FunctionType[];
  readonly imports: number;
  /** By function index: never reaches an imported call, so that it may be compiled as a plain function. */
  readonly pure: readonly boolean[];
  /** Functions that `ref.func` may name (elements or exports do), of open types. */
  readonly referable: readonly number[];
  readonly tables: readonly TableModel[];
  /** By table: what the active segments put there, function index by slot. */
  readonly slots: readonly ReadonlyMap<number, number>[];
  readonly memory: { readonly minimum: number } | undefined;
  readonly globals: readonly GlobalModel[];
  /** The global that counts down to the program's end. */
  readonly fuel: number;
  readonly elements: readonly ElementModel[];
  readonly data: readonly DataModel[];
  /** Types for call_indirect, of open floats. */
  readonly signatures: readonly FunctionType[];
}
