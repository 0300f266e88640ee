// Loops over arrays of i64 in memory: fill, copy, running sums, the largest, exclusive or.
const count = 2048;
const a = memory.data(2048 * 8);
const b = memory.data(2048 * 8);

export function run(rounds: i32): i32 {
  for (let i = 0; i < count; i++) store<i64>(a + (i << 3), <i64>i * 0x1234567890ab);
  let result: i64 = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) store<i64>(b + (i << 3), load<i64>(a + (i << 3)));
    let sum: i64 = round;
    for (let i = 0; i < count; i++) {
      sum += load<i64>(b + (i << 3));
      store<i64>(a + (i << 3), sum);
    }
    let largest: i64 = i64.MIN_VALUE;
    for (let i = 0; i < count; i++) {
      const x = load<i64>(a + (i << 3));
      if (x > largest) largest = x;
      result ^= x;
    }
    result += largest;
  }
  return <i32>(result ^ (result >> 32));
}
