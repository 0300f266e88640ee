// SplitMix64: 64-bit multiplications and shifts.
export function run(rounds: i32): i32 {
  let state: u64 = 1234567;
  let sum: u64 = 0;
  for (let round = 0; round < rounds; round++) {
    state += 0x9e3779b97f4a7c15;
    let z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    sum ^= z ^ (z >> 31);
  }
  return <i32>(sum ^ (sum >> 32));
}
