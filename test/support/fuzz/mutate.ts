// Mutants: a module from somewhere, changed again and again. Each change is one mutant; the next starts from the last
// mutant that is valid, or now and then from one that is not.

import { mutateBytes } from './mutate-bytes.ts';
import { mutateCode } from './mutate-code.ts';
import { mutateParts } from './mutate-parts.ts';
import { type Parts, putTogether, takeApart } from './parts.ts';
import type { Random } from './random.ts';
import { pickSeed } from './seeds.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export type MutationKind = 'bytes' | 'parts' | 'code';

export interface Mutant {
  readonly kind: MutationKind;
  readonly bytes: Bytes;
}

/**
 * Up to 12 mutants of one module. `random` decides everything. Whoever takes them says of each whether it is valid:
 * `next(isValid)`.
 */
export function* mutants(random: Random): Generator<Mutant, void, boolean> {
  let start = pickSeed(random);
  const donor = apart(pickSeed(random)) ?? { sections: [] };
  const count = random.between(2, 12);
  for (let i = 0; i < count; i++) {
    const mutant = mutate(start, random, donor);
    const isValid = yield mutant;
    if (isValid || random.chance(0.03)) start = mutant.bytes;
  }
}

function mutate(bytes: Bytes, random: Random, donor: Parts): Mutant {
  const parts = apart(bytes);
  const kinds: (readonly [number, MutationKind])[] = [
    [3, 'bytes'],
    [parts === undefined ? 0 : 4, 'parts'],
    [parts === undefined ? 0 : 13, 'code'],
  ];
  const kind = random.weighted(kinds.filter(([weight]) => weight > 0));
  if (kind === 'bytes' || parts === undefined) {
    const list = [...bytes];
    mutateBytes(list, random);
    return { kind, bytes: Uint8Array.from(list) };
  }
  for (let changes = random.chance(0.8) ? 1 : 2; changes > 0; changes--) {
    if (kind === 'parts') mutateParts(parts, random, donor);
    else mutateCode(parts, random, donor);
  }
  return { kind, bytes: putTogether(parts) };
}

/** Undefined if the module's sections are cut off. */
export function apart(bytes: Bytes): Parts | undefined {
  try {
    return takeApart(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
