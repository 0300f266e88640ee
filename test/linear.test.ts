// What the compiler does grows with the module, whatever its shape, and does not jump where functions begin to be cut: in
// steps, which can be counted. The benchmark `adversarial` takes the time.

import { expect, test } from 'vitest';
import { shapes } from '../bench/adversarial.ts';
import { stepsOf } from './support/steps.ts';

/** Where functions begin to be cut, or a br_table has too many cases to become a switch, lies between two sizes of some. */
const sizes: Readonly<Record<string, readonly number[]>> = {
  'nested blocks, a branch out of each': [500, 2000, 8000],
  'a call in each case of a br_table': [2000, 8000],
  'nested loops, each with a local of its own': [2000, 8000, 16_000],
  'operands kept on the stack over blocks': [2000, 16_000],
  'operands kept on the stack over calls': [2000, 16_000],
  'many locals, a call for each': [2000, 16_000],
};

test.each(Object.entries(sizes))('%s', (name, each) => {
  const [, make] = shapes[name] as (typeof shapes)[string];
  const rates = each.map((n) => stepsOf(make(n)) / n);
  expect(Math.min(...rates)).toBeGreaterThan(100);
  expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(1.8);
});
