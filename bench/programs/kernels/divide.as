// Division of u64 by variables of all sizes: quotients and remainders.
export function run(rounds: i32): i32 {
  let x: u64 = 88172645463325252;
  let sum: u64 = 0;
  for (let round = 0; round < rounds; round++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    const divisor = (x * 0x9e3779b97f4a7c15 >> (round & 63)) | 1;
    sum = sum * 31 + x / divisor + (sum % divisor);
  }
  return <i32>(sum ^ (sum >> 32));
}
