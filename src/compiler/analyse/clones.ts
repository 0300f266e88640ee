// Which functions may have clones: copies for calls that pass zeros as i64s, which have locals in place of those
// parameters (procedure cloning: Cooper, Hall, Kennedy, 1993). Compilers emit such calls for arithmetic of 128 bits, whose
// helpers take each operand as two halves: with the upper ones known to be zero, most of a product is left out.

import type { CallGraph } from './callgraph.ts';
import { computesWithInt64, type Int64Use } from './int64.ts';

const mostInstructions = 400;
const mostClones = 2;

/** A function as it is lowered: `zeros` are the parameters that it does not take, since they are 0; ascending. */
export interface Version {
  readonly index: number;
  /** In the emitted code. */
  readonly name: string;
  readonly zeros: readonly number[];
}

/** The indices of the functions: small ones that cannot pause, mostly compute with i64s, and do so on pairs. */
export function chooseCandidates(
  uses: readonly Int64Use[],
  imported: number,
  { reasons }: CallGraph,
  bigintBodies: ReadonlySet<number>,
): ReadonlySet<number> {
  const chosen = new Set<number>();
  uses.forEach((use, i) => {
    const index = imported + i;
    if (reasons[index] !== undefined || bigintBodies.has(index)) return;
    if (use.instructions <= mostInstructions && computesWithInt64(use)) chosen.add(index);
  });
  return chosen;
}

/** The clones of a module, each made when a call first asks for it. */
export class Clones {
  /** In that order: it grows while functions are lowered. */
  readonly all: Version[] = [];
  private readonly known = new Map<number, Version[]>();
  private readonly candidates: ReadonlySet<number>;

  constructor(candidates: ReadonlySet<number>) {
    this.candidates = candidates;
  }

  /** The name of the function's version for calls whose arguments `zeros` are 0; undefined if there is none. */
  find(index: number, zeros: readonly number[]): string | undefined {
    if (zeros.length === 0 || !this.candidates.has(index)) return undefined;
    const known = this.known.get(index) ?? [];
    const name = `f${index}${zeros.map((number) => `z${number}`).join('')}`;
    if (known.some((version) => version.name === name)) return name;
    if (known.length >= mostClones) return undefined;
    const version = { index, name, zeros };
    this.known.set(index, [...known, version]);
    this.all.push(version);
    return name;
  }
}
