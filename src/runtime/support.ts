// What compiled code imports by name, as 'wasm-fermata/support': results, traps, and the instructions that are more
// than an operator of JavaScript. It holds no state but the words of a result and a double that is being rounded.

export { base64 } from './support/base64.ts';
export { bigint_arrays, useBigInt } from './support/bigint.ts';
export {
  f32_convert_i64_s,
  f32_convert_i64_u,
  f64_convert_i64_s,
  f64_convert_i64_u,
  i32_trunc_s,
  i32_trunc_sat_s,
  i32_trunc_sat_u,
  i32_trunc_u,
  i64_trunc_s,
  i64_trunc_sat_s,
  i64_trunc_sat_u,
  i64_trunc_u,
} from './support/convert.ts';
export { i64_copy, i64_copy_aligned } from './support/copy.ts';
export { i64_div_s, i64_rem_s } from './support/divide-signed.ts';
export { i64_div_u_small, i64_rem_u_small } from './support/divide-small.ts';
export { i64_div_u, i64_rem_u } from './support/divide-unsigned.ts';
export { f32_nearest, f64_nearest } from './support/float.ts';
export { i32_div_s, i32_div_u, i32_popcnt, i32_rem_s, i32_rem_u } from './support/i32.ts';
export {
  i64_clz,
  i64_ctz,
  i64_mul,
  i64_popcnt,
  i64_rotl,
  i64_rotr,
  i64_shl,
  i64_shr_s,
  i64_shr_u,
} from './support/i64.ts';
export {
  f32_abs,
  f32_bits,
  f32_copysign,
  f32_from_bits,
  f32_load,
  f32_neg,
  f32_store,
  f64_abs,
  f64_bits,
  f64_copysign,
  f64_from_bits,
  f64_load,
  f64_neg,
  f64_store,
  NaNBox,
} from './support/nan.ts';
export { resultInts, resultValues } from './support/results.ts';
export { roundingDouble, roundingInt } from './support/rounding.ts';
export { out_of_bounds, stack_exhausted, trap } from './support/trap.ts';
