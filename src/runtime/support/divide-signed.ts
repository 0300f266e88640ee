// Signed i64 division (specification 4.3.2: idiv_s, irem_s) on pairs of int32, without BigInt, by way of unsigned division.
// A result returns its low word and leaves the high word in `resultInts[0]`.

import { i64_div_u, i64_rem_u } from './divide-unsigned.ts';
import { resultInts } from './results.ts';
import { trap } from './trap.ts';

/** Traps: 'integer divide by zero', 'integer overflow'. */
export function i64_div_s(al: number, ah: number, bl: number, bh: number): number {
  return (ah | bh) >= 0 ? i64_div_u(al, ah, bl, bh) : divideSigned(al, ah, bl, bh);
}

/** Traps: 'integer divide by zero'. */
export function i64_rem_s(al: number, ah: number, bl: number, bh: number): number {
  return (ah | bh) >= 0 ? i64_rem_u(al, ah, bl, bh) : remainderSigned(al, ah, bl, bh);
}

function divideSigned(al: number, ah: number, bl: number, bh: number): number {
  if ((bl & bh) === -1 && al === 0 && ah === -0x80000000) throw trap('integer overflow');
  const a = ah >> 31;
  const b = bh >> 31;
  const low = i64_div_u(negateLow(al, a), negateHigh(al, ah, a), negateLow(bl, b), negateHigh(bl, bh, b));
  return negateResult(low, a ^ b);
}

function remainderSigned(al: number, ah: number, bl: number, bh: number): number {
  const a = ah >> 31;
  const b = bh >> 31;
  const low = i64_rem_u(negateLow(al, a), negateHigh(al, ah, a), negateLow(bl, b), negateHigh(bl, bh, b));
  return negateResult(low, a);
}

// Negation without a branch, since signs are hard to predict: of the i64 high:low if `mask` is −1, not if it is 0.

function negateLow(low: number, mask: number): number {
  return ((low ^ mask) - mask) | 0;
}

function negateHigh(low: number, high: number, mask: number): number {
  return ((high ^ mask) + (mask & +(low === 0))) | 0;
}

function negateResult(low: number, mask: number): number {
  resultInts[0] = negateHigh(low, resultInts[0] as number, mask);
  return negateLow(low, mask);
}
