// Multiplication modulo 2^255 - 19 on five limbs of 51 bits: products of 64 by 64 bits go to memory, as a C or Rust
// compiler has it for WebAssembly (__multi3), and are summed up with carries.
const x = memory.data(40);
const y = memory.data(40);
const products = memory.data(25 * 16);
const mask: u64 = (1 << 51) - 1;

function multiply64(to: usize, a: u64, b: u64): void {
  const a0 = a & 0xffffffff, a1 = a >> 32;
  const b0 = b & 0xffffffff, b1 = b >> 32;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >> 32);
  const other = a0 * b1 + (middle & 0xffffffff);
  store<u64>(products + to, (other << 32) | (low & 0xffffffff));
  store<u64>(products + to, a1 * b1 + (middle >> 32) + (other >> 32), 8);
}

function multiply(h: usize, f: usize, g: usize): void {
  const f0 = load<u64>(f), f1 = load<u64>(f, 8), f2 = load<u64>(f, 16), f3 = load<u64>(f, 24), f4 = load<u64>(f, 32);
  const g0 = load<u64>(g), g1 = load<u64>(g, 8), g2 = load<u64>(g, 16), g3 = load<u64>(g, 24), g4 = load<u64>(g, 32);
  const g1_19 = g1 * 19, g2_19 = g2 * 19, g3_19 = g3 * 19, g4_19 = g4 * 19;
  multiply64(0, f0, g0); multiply64(16, f1, g4_19); multiply64(32, f2, g3_19);
  multiply64(48, f3, g2_19); multiply64(64, f4, g1_19);
  multiply64(80, f0, g1); multiply64(96, f1, g0); multiply64(112, f2, g4_19);
  multiply64(128, f3, g3_19); multiply64(144, f4, g2_19);
  multiply64(160, f0, g2); multiply64(176, f1, g1); multiply64(192, f2, g0);
  multiply64(208, f3, g4_19); multiply64(224, f4, g3_19);
  multiply64(240, f0, g3); multiply64(256, f1, g2); multiply64(272, f2, g1);
  multiply64(288, f3, g0); multiply64(304, f4, g4_19);
  multiply64(320, f0, g4); multiply64(336, f1, g3); multiply64(352, f2, g2);
  multiply64(368, f3, g1); multiply64(384, f4, g0);
  let low: u64 = 0;
  let high: u64 = 0;
  for (let limb = 0; limb < 5; limb++) {
    for (let i = 0; i < 5; i++) {
      const product = products + ((limb * 5 + i) << 4);
      const part = load<u64>(product);
      low += part;
      high += load<u64>(product, 8) + u64(low < part);
    }
    store<u64>(h + (limb << 3), low & mask);
    low = (low >> 51) | (high << 13);
    high >>= 51;
  }
  const first = load<u64>(h) + low * 19;
  store<u64>(h, first & mask);
  store<u64>(h, load<u64>(h, 8) + (first >> 51), 8);
}

export function run(rounds: i32): i32 {
  for (let i = 0; i < 5; i++) {
    store<u64>(x + (i << 3), (<u64>(i + 1) * 0x9e3779b97f4a7c15) & mask);
    store<u64>(y + (i << 3), (<u64>(i + 7) * 0xbf58476d1ce4e5b9) & mask);
  }
  for (let round = 0; round < rounds; round++) {
    multiply(x, x, y);
    multiply(y, y, x);
  }
  let sum: u64 = 0;
  for (let i = 0; i < 5; i++) sum = sum * 31 + load<u64>(x + (i << 3)) + load<u64>(y + (i << 3));
  return <i32>(sum ^ (sum >> 32));
}
