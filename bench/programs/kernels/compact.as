// Compact integers of SCALE: 1000 of them, of 1, 2, 4 and up to 9 bytes, encoded once and decoded in each round.
const data = memory.data(10000);
let at: usize = 0;

function encode(x: u64): void {
  if (x < 1 << 6) {
    store<u8>(at, <u8>(x << 2));
    at += 1;
  } else if (x < 1 << 14) {
    store<u16>(at, <u16>((x << 2) | 1), 0, 1);
    at += 2;
  } else if (x < 1 << 30) {
    store<u32>(at, <u32>((x << 2) | 2), 0, 1);
    at += 4;
  } else {
    const size = 8 - (<i32>clz<u64>(x) >> 3);
    store<u8>(at, ((size - 4) << 2) | 3);
    at += 1;
    for (let i = 0; i < size; i++, x >>= 8) store<u8>(at++, <u8>x);
  }
}

function decode(): u64 {
  const first = load<u8>(at);
  switch (first & 3) {
    case 0:
      at += 1;
      return first >> 2;
    case 1:
      at += 2;
      return load<u16>(at - 2, 0, 1) >> 2;
    case 2:
      at += 4;
      return load<u32>(at - 4, 0, 1) >> 2;
    default: {
      const size = (first >> 2) + 4;
      at += 1;
      let x: u64 = 0;
      for (let i: u32 = 0; i < size; i++) x |= <u64>load<u8>(at + i) << (i << 3);
      at += size;
      return x;
    }
  }
}

export function run(rounds: i32): i32 {
  at = data;
  let x: u64 = 88172645463325252;
  for (let i = 0; i < 1000; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    encode(x >> (x & 63));
  }
  let sum: u64 = 0;
  for (let round = 0; round < rounds; round++) {
    at = data;
    for (let i = 0; i < 1000; i++) sum = sum * 31 + decode();
  }
  return <i32>(sum ^ (sum >> 32));
}
