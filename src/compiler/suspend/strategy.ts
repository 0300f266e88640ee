// The interface of a suspension strategy: how a lowered function becomes JavaScript functions that can stop at an
// imported call and go on later, and what else a module needs for that. `generator.ts` and `frames.ts` implement it.

import type { Strategy as Name } from '../../runtime/abi.ts';
import type * as js from '../emit/estree.ts';
import type { LoweredFunction, Variable } from '../lower/ir.ts';

export interface Strategy {
  readonly name: Name;
  /**
   * The JavaScript of a function that may pause. (A function that cannot is a plain one under every strategy.)
   * `live`: the variables that have a use after one of its call sites.
   */
  compile(fn: LoweredFunction, live: readonly Variable[]): js.Statement[];
  /** Source text that stands in the module's closure before the functions. */
  prologue(): string;
  /** Statements behind the functions. */
  epilogue(): js.Statement[];
  /** Properties of `InstanceCode` that the strategy adds, as source text. */
  properties(): readonly string[];
}
