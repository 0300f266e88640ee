// The mixing of BLAKE2b: 64-bit additions, exclusive ors and rotations on 16 words in memory.
const v = memory.data(128);
const m = memory.data(128);

@inline function mix(a: i32, b: i32, c: i32, d: i32, x: i32, y: i32): void {
  let va = load<u64>(v + (a << 3));
  let vb = load<u64>(v + (b << 3));
  let vc = load<u64>(v + (c << 3));
  let vd = load<u64>(v + (d << 3));
  va = va + vb + load<u64>(m + (x << 3));
  vd = rotr<u64>(vd ^ va, 32);
  vc = vc + vd;
  vb = rotr<u64>(vb ^ vc, 24);
  va = va + vb + load<u64>(m + (y << 3));
  vd = rotr<u64>(vd ^ va, 16);
  vc = vc + vd;
  vb = rotr<u64>(vb ^ vc, 63);
  store<u64>(v + (a << 3), va);
  store<u64>(v + (b << 3), vb);
  store<u64>(v + (c << 3), vc);
  store<u64>(v + (d << 3), vd);
}

export function run(rounds: i32): i32 {
  for (let i = 0; i < 16; i++) {
    store<u64>(v + (i << 3), <u64>i * 0x6a09e667f3bcc908);
    store<u64>(m + (i << 3), <u64>i * 0xbb67ae8584caa73b);
  }
  for (let round = 0; round < rounds; round++) {
    mix(0, 4, 8, 12, 0, 1);
    mix(1, 5, 9, 13, 2, 3);
    mix(2, 6, 10, 14, 4, 5);
    mix(3, 7, 11, 15, 6, 7);
    mix(0, 5, 10, 15, 8, 9);
    mix(1, 6, 11, 12, 10, 11);
    mix(2, 7, 8, 13, 12, 13);
    mix(3, 4, 9, 14, 14, 15);
  }
  let x: u64 = 0;
  for (let i = 0; i < 16; i++) x ^= load<u64>(v + (i << 3));
  return <i32>(x ^ (x >> 32));
}
