// Decimal printing of u64: division and remainder by 10.
const text = memory.data(32);

function print(value: u64): i32 {
  let at = 32;
  do {
    store<u8>(text + --at, 48 + <u8>(value % 10));
    value /= 10;
  } while (value != 0);
  return 32 - at;
}

export function run(rounds: i32): i32 {
  let sum = 0;
  let x: u64 = 88172645463325252;
  for (let round = 0; round < rounds; round++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    sum = sum * 31 + print(x) + load<u8>(text + 31);
  }
  return sum;
}
