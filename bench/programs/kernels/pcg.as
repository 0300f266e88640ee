// PCG32: a 64-bit multiplication and addition, and 32 of the bits rotated by others.
export function run(rounds: i32): i32 {
  let state: u64 = 0x853c49e6748fea9b;
  let sum: u32 = 0;
  for (let round = 0; round < rounds; round++) {
    const old = state;
    state = old * 6364136223846793005 + 0xda3e39cb94b95bdb;
    sum += rotr<u32>(<u32>(((old >> 18) ^ old) >> 27), <u32>(old >> 59));
  }
  return sum;
}
