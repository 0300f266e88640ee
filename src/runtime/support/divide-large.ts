// Unsigned i64 division by 2^31 or more. Each result returns its low word and leaves the high word in `resultInts[0]`.
//
// Below 2^53 doubles are exact, and a rounded quotient never reaches the next integer. A divisor of 2^63 or more goes in
// once or not at all. For all others the quotient is estimated in doubles, and the remainder tells whether the estimate
// was right.

import { resultInts } from './results.ts';

const TWO_POW_32 = 4294967296;
const TWO_POW_MINUS_32 = 2 ** -32;

/**
 * Added to estimates: they are below 2^33, and three roundings make them wrong by at most 3 · 2^−53 of themselves. So an
 * estimate, rounded down, is the quotient or one more, and in that case the remainder is between −2^46 and 0.
 */
const BIAS = 2 ** -18;

function unsigned(low: number, high: number): number {
  return (high >>> 0) * TWO_POW_32 + (low >>> 0);
}

function estimate(al: number, ah: number, bl: number, bh: number): number {
  return unsigned(al, ah) / unsigned(bl, bh) + BIAS;
}

/** The high word of a − q · b, where q is rounded down and `product` is the low word of q · b. */
function highRemainder(al: number, ah: number, bl: number, bh: number, q: number, product: number): number {
  const ql = q >>> 0;
  const carry = ((ql * (bl >>> 0) - (product >>> 0)) * TWO_POW_MINUS_32 + 0.5) | 0;
  const high = carry + Math.imul(ql, bh) + Math.imul(q * TWO_POW_MINUS_32, bl);
  // No conditional expression here: engines make it a branch, and a borrow is hard to predict.
  return (ah - high - +(al >>> 0 < product >>> 0)) | 0;
}

function atLeast(al: number, ah: number, bl: number, bh: number): boolean {
  return ah >>> 0 > bh >>> 0 || (ah === bh && al >>> 0 >= bl >>> 0);
}

/** `x` is an integer from 0 to 2^53. */
function split(x: number): number {
  resultInts[0] = x * TWO_POW_MINUS_32;
  return x | 0;
}

function pair(low: number, high: number): number {
  resultInts[0] = high;
  return low;
}

export function i64_div_u_large(al: number, ah: number, bl: number, bh: number): number {
  if ((ah | bh) >>> 21 === 0) return split(Math.floor(unsigned(al, ah) / unsigned(bl, bh)));
  if (bh < 0) return pair(+atLeast(al, ah, bl, bh), 0);
  const q = estimate(al, ah, bl, bh);
  const high = highRemainder(al, ah, bl, bh, q, Math.imul(q, bl));
  return split(high < 0 ? Math.floor(q) - 1 : Math.floor(q));
}

export function i64_rem_u_large(al: number, ah: number, bl: number, bh: number): number {
  if ((ah | bh) >>> 21 === 0) {
    const a = unsigned(al, ah);
    const b = unsigned(bl, bh);
    return split(a - Math.floor(a / b) * b);
  }
  if (bh < 0) {
    if (!atLeast(al, ah, bl, bh)) return pair(al, ah);
    return pair((al - bl) | 0, ah - bh - +(al >>> 0 < bl >>> 0));
  }
  const q = estimate(al, ah, bl, bh);
  const product = Math.imul(q, bl);
  const low = (al - product) | 0;
  const high = highRemainder(al, ah, bl, bh, q, product);
  if (high >= 0) return pair(low, high);
  const sum = (low + bl) | 0;
  return pair(sum, high + bh + +(sum >>> 0 < bl >>> 0));
}
