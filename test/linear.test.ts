// What the compiler does grows with the module, whatever its shape, and does not jump where functions begin to be cut: in
// steps, which can be counted. The benchmark `adversarial` takes the time.

import { describe, expect, test } from 'vitest';
import { shapes } from '../bench/adversarial.ts';
import { stepsOf } from './support/steps.ts';

/** For each element of the shape, relative to the smallest size. */
function growth(name: string, sizes: readonly number[]): number {
  const [, make] = shapes[name] as (typeof shapes)[string];
  const [first, ...others] = sizes.map((n) => stepsOf(make(n)) / n);
  expect(first).toBeGreaterThan(100);
  return Math.max(...others) / (first as number);
}

test.each([
  ['nested blocks, a branch out of each', [500, 2000, 8000]],
  ['a call in each case of a br_table', [2000, 8000]],
])('%s: small functions become large ones', (name, sizes) => {
  expect(growth(name, sizes)).toBeLessThan(2);
});

describe('the same at each size', () => {
  test.each([
    ['nested loops, each with a local of its own', [2000, 8000]],
    ['operands kept on the stack over blocks', [2000, 16_000]],
    ['operands kept on the stack over calls', [2000, 16_000]],
    ['many locals, a call for each', [2000, 16_000]],
  ])('%s', (name, sizes) => {
    expect(growth(name, sizes)).toBeLessThan(1.3);
  });
});
