// Sets as trees do what sets do, keep what they were, and are themselves again where nothing is added.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { empty, Sets, type Tree } from '../src/compiler/analyse/sets.ts';

test.each([1, 32, 33, 1024, 1025, 40_000])('numbers below %i', (size) => {
  const sets = new Sets(size);
  // Near each other, and in different parts.
  const number = fc.tuple(fc.nat(9), fc.nat(3)).map(([near, far]) => (near + Math.floor((far * size) / 4)) % size);
  const steps = fc.array(fc.record({ number, adds: fc.boolean() }), { size: '+1' });
  /** The sets on the way, as trees and as lists. */
  const follow = (history: readonly { number: number; adds: boolean }[]) => {
    const made: { tree: Tree; list: readonly number[] }[] = [{ tree: empty, list: [] }];
    for (const { number, adds } of history) {
      const { tree, list } = made[made.length - 1] as (typeof made)[number];
      const others = list.filter((other) => other !== number);
      if (adds) made.push({ tree: sets.with(tree, number), list: [...others, number] });
      else made.push({ tree: sets.without(tree, number), list: others });
    }
    return made;
  };
  const isSame = (tree: Tree, list: readonly number[], asked: readonly number[]) => {
    for (const number of asked) expect(sets.has(tree, number)).toBe(list.includes(number));
    expect(tree === empty).toBe(list.length === 0);
  };
  fc.assert(
    fc.property(steps, steps, (first, second) => {
      const asked = [...first, ...second].map(({ number }) => number);
      const [ours, others] = [follow(first), follow(second)];
      for (const { tree, list } of [...ours, ...others]) isSame(tree, list, asked);
      for (const [i, { tree, list }] of ours.entries()) {
        const other = others[i % others.length] as (typeof others)[number];
        const union = sets.union(tree, other.tree);
        isSame(union, [...list, ...other.list], asked);
        expect(union === tree).toBe(other.list.every((number) => list.includes(number)));
        for (const number of list) expect(sets.with(tree, number)).toBe(tree);
      }
    }),
  );
});
