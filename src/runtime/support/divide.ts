// i64 division (specification 4.3.2: idiv_u, idiv_s, irem_u, irem_s) on pairs of int32, without BigInt. An i64 result
// returns its low word and leaves the high word in `resultInts[0]`. These functions are short, so that engines inline
// them: the work is in one file for divisors of 31 bits and one for all others.

import { i64_div_u_large, i64_rem_u_large } from './divide-large.ts';
import { i64_div_u_small, i64_rem_u_small } from './divide-small.ts';
import { resultInts } from './results.ts';
import { trap } from './trap.ts';

/** Traps: 'integer divide by zero'. */
export function i64_div_u(al: number, ah: number, bl: number, bh: number): number {
  if (bh === 0) {
    if (bl === 0) throw trap('integer divide by zero');
    if (ah === 0) {
      resultInts[0] = 0;
      return ((al >>> 0) / (bl >>> 0)) | 0;
    }
    if (bl > 0) return i64_div_u_small(al, ah, bl);
  }
  return i64_div_u_large(al, ah, bl, bh);
}

/** Traps: 'integer divide by zero'. */
export function i64_rem_u(al: number, ah: number, bl: number, bh: number): number {
  if (bh === 0) {
    if (bl === 0) throw trap('integer divide by zero');
    resultInts[0] = 0;
    if (ah === 0) return (al - Math.imul(((al >>> 0) / (bl >>> 0)) | 0, bl)) | 0;
    if (bl > 0) return i64_rem_u_small(al, ah, bl);
  }
  return i64_rem_u_large(al, ah, bl, bh);
}

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
