// Multiplication of u128, modulo 2^128, out of 32-bit halves: what a C or Rust compiler calls __multi3 for.
function multiply(to: usize, al: u64, ah: u64, bl: u64, bh: u64): void {
  const a0 = al & 0xffffffff, a1 = al >> 32;
  const b0 = bl & 0xffffffff, b1 = bl >> 32;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >> 32);
  const other = a0 * b1 + (middle & 0xffffffff);
  store<u64>(to, (other << 32) | (low & 0xffffffff));
  store<u64>(to, a1 * b1 + (middle >> 32) + (other >> 32) + al * bh + ah * bl, 8);
}

const product = memory.data(16);

export function run(rounds: i32): i32 {
  let low: u64 = 0x9e3779b97f4a7c15;
  let high: u64 = 0xbf58476d1ce4e5b9;
  for (let round = 0; round < rounds; round++) {
    multiply(product, low, high, 0x4385df649fccf645, 0x2360ed051fc65da4);
    low = load<u64>(product) + 0x5851f42d4c957f2d;
    high = load<u64>(product, 8) + u64(low < 0x5851f42d4c957f2d);
  }
  return <i32>(low ^ (low >> 32) ^ high ^ (high >> 32));
}
