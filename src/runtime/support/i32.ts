// The i32 instructions that are more than an operator (specification 4.3.2). Words are int32.

import { trap } from './trap.ts';

/** Traps: 'integer divide by zero', 'integer overflow'. */
export function i32_div_s(a: number, b: number): number {
  if (b === 0) throw trap('integer divide by zero');
  if (b === -1 && a === -0x80000000) throw trap('integer overflow');
  return (a / b) | 0;
}

/** Traps: 'integer divide by zero'. */
export function i32_div_u(a: number, b: number): number {
  if (b === 0) throw trap('integer divide by zero');
  return ((a >>> 0) / (b >>> 0)) | 0;
}

// Remainders without `%`: see the compiler's `lower/divide.ts`.

/** Traps: 'integer divide by zero'. */
export function i32_rem_s(a: number, b: number): number {
  if (b === 0) throw trap('integer divide by zero');
  return (a - Math.imul((a / b) | 0, b)) | 0;
}

/** Traps: 'integer divide by zero'. */
export function i32_rem_u(a: number, b: number): number {
  if (b === 0) throw trap('integer divide by zero');
  return (a - Math.imul(((a >>> 0) / (b >>> 0)) >>> 0, b)) | 0;
}

export function i32_popcnt(a: number): number {
  let x = a - ((a >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
