// What validation knows of a module while it looks at one part of it (specification 3.1.1, "Contexts"). An index space
// holds what is imported first. Made and checked by `module.ts`, read by `constant.ts` and `body.ts`.

import type { FunctionType, GlobalType, Limits, ReferenceType, TableType } from '../ast.ts';
import { CompileError } from '../error.ts';
import type { FeatureSet } from '../features.ts';

export interface Context {
  readonly features: FeatureSet;
  readonly types: readonly FunctionType[];
  readonly functions: readonly FunctionType[];
  readonly tables: readonly TableType[];
  readonly memories: readonly Limits[];
  readonly globals: readonly GlobalType[];
  readonly importedFunctions: number;
  readonly importedGlobals: number;
  /** The types of the element segments. */
  readonly elements: readonly ReferenceType[];
  /** From the data count section, without which no instruction can name a data segment. */
  readonly dataCount: number;
  /** The functions that occur outside of function bodies, to which alone `ref.func` may refer. */
  readonly references: ReadonlySet<number>;
}

/** The element of `space` that the index `index` found at `offset` stands for. Throws CompileError if there is none. */
export function lookUp<Item>(space: readonly Item[], index: number, what: string, offset: number): Item {
  const item = space[index];
  if (item !== undefined) return item;
  throw new CompileError(offset, `unknown ${what} ${index}: ${thereAre(space.length)}`);
}

export function thereAre(count: number): string {
  if (count === 0) return 'there is none';
  return count === 1 ? 'there is 1' : `there are ${count}`;
}
