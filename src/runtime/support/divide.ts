// i64 division (specification 4.3.2: idiv_u, idiv_s, irem_u, irem_s) on pairs of int32, without BigInt. Doubles do the
// work: directly where both operands are exact in one, in two steps of long division where the divisor is small, and
// otherwise as an estimate that exact integer arithmetic corrects.

import { i64_mul } from './i64.ts';
import { resultInts } from './results.ts';
import { trap } from './trap.ts';

const TWO_POW_32 = 4294967296;
const TWO_POW_MINUS_32 = 2 ** -32;

/** What `divide` leaves behind: quotient low, high, remainder low, high. */
const result = new Int32Array(4);

/** Leaves the quotient and the remainder of two unsigned numbers, the second not zero. */
function divide(al: number, ah: number, bl: number, bh: number): void {
  const a = (ah >>> 0) * TWO_POW_32 + (al >>> 0);
  const b = (bh >>> 0) * TWO_POW_32 + (bl >>> 0);
  if (ah >>> 21 === 0 && bh >>> 21 === 0) {
    // Both below 2^53: the rounded quotient never reaches the next integer, and the product is exact.
    const q = Math.floor(a / b);
    leave(q, a - q * b);
  } else if (bh === 0 && bl >>> 21 === 0) {
    // Long division in base 2^32: the second dividend is below 2^21 · 2^32.
    const q1 = ((ah >>> 0) / b) >>> 0;
    const rest = ((ah >>> 0) - q1 * b) * TWO_POW_32 + (al >>> 0);
    const q0 = (rest / b) >>> 0;
    leave(q0, rest - q0 * b);
    result[1] = q1;
  } else if (bh >>> 30 !== 0) {
    subtract(al, ah, bl, bh);
  } else {
    estimate(a, al, ah, b, bl, bh);
  }
}

function leave(quotient: number, remainder: number): void {
  result[0] = quotient;
  result[1] = quotient * TWO_POW_MINUS_32;
  result[2] = remainder;
  result[3] = remainder * TWO_POW_MINUS_32;
}

/** A divisor of 2^62 or more: the quotient is at most 3. */
function subtract(al: number, ah: number, bl: number, bh: number): void {
  let low = al;
  let high = ah;
  let quotient = 0;
  while (high >>> 0 > bh >>> 0 || (high === bh && low >>> 0 >= bl >>> 0)) {
    const borrow = low >>> 0 < bl >>> 0 ? 1 : 0;
    low = (low - bl) | 0;
    high = (high - bh - borrow) | 0;
    quotient++;
  }
  result[0] = quotient;
  result[1] = 0;
  result[2] = low;
  result[3] = high;
}

/**
 * A divisor below 2^62. Three roundings make the estimate wrong by at most 3 · 2^−53 of itself, so that the remainder,
 * taken modulo 2^64 and read as signed, lies between −2^13 and b + 2^13. A second estimate, from that remainder, is
 * wrong by at most one.
 */
function estimate(a: number, al: number, ah: number, b: number, bl: number, bh: number): void {
  result[0] = 0;
  result[1] = 0;
  result[2] = al;
  result[3] = ah;
  correct(Math.floor(a / b), bl, bh);
  const rest = result[3] * TWO_POW_32 + (result[2] >>> 0);
  correct(Math.floor(rest / b), bl, bh);
  const low = result[2];
  const high = result[3];
  if (high < 0) correct(-1, bl, bh);
  else if (high > bh || (high === bh && low >>> 0 >= bl >>> 0)) correct(1, bl, bh);
}

/** Adds the integer `by` to the quotient, and takes `by` times the divisor away from the remainder, modulo 2^64. */
function correct(by: number, bl: number, bh: number): void {
  const l = by | 0;
  const h = Math.floor(by * TWO_POW_MINUS_32) | 0;
  const ql = ((result[0] as number) + l) | 0;
  result[1] = (result[1] as number) + h + (ql >>> 0 < l >>> 0 ? 1 : 0);
  result[0] = ql;
  const low = i64_mul(l, h, bl, bh);
  const borrow = (result[2] as number) >>> 0 < low >>> 0 ? 1 : 0;
  result[3] = (result[3] as number) - (resultInts[0] as number) - borrow;
  result[2] = (result[2] as number) - low;
}

/** Returns result[at] and leaves the word after it in `resultInts[0]`, both negated as one i64 if `negative`. */
function answer(at: 0 | 2, negative: boolean): number {
  const low = result[at] as number;
  const high = result[at + 1] as number;
  resultInts[0] = negative ? ~high + (low === 0 ? 1 : 0) : high;
  return negative ? -low | 0 : low;
}

/** Divides the absolute values. */
function divideAbsolute(al: number, ah: number, bl: number, bh: number): void {
  const aHigh = ah < 0 ? (~ah + (al === 0 ? 1 : 0)) | 0 : ah;
  const bHigh = bh < 0 ? (~bh + (bl === 0 ? 1 : 0)) | 0 : bh;
  divide(ah < 0 ? -al | 0 : al, aHigh, bh < 0 ? -bl | 0 : bl, bHigh);
}

/** Traps: 'integer divide by zero', 'integer overflow'. */
export function i64_div_s(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) throw trap('integer divide by zero');
  if ((bl & bh) === -1 && al === 0 && ah === -0x80000000) throw trap('integer overflow');
  divideAbsolute(al, ah, bl, bh);
  return answer(0, (ah ^ bh) < 0);
}

/** Traps: 'integer divide by zero'. */
export function i64_div_u(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) throw trap('integer divide by zero');
  divide(al, ah, bl, bh);
  return answer(0, false);
}

/** Traps: 'integer divide by zero'. */
export function i64_rem_s(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) throw trap('integer divide by zero');
  divideAbsolute(al, ah, bl, bh);
  return answer(2, ah < 0);
}

/** Traps: 'integer divide by zero'. */
export function i64_rem_u(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) throw trap('integer divide by zero');
  divide(al, ah, bl, bh);
  return answer(2, false);
}
