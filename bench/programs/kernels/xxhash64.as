// The inner loop of xxHash64: 64-bit multiplication and rotation, over 64 KiB.
const data = memory.data(65536);
const P1: u64 = 11400714785074694791;
const P2: u64 = 14029467366897019727;

function round64(acc: u64, lane: u64): u64 {
  return rotl<u64>(acc + lane * P2, 31) * P1;
}

export function run(rounds: i32): i32 {
  for (let i = 0; i < 65536; i += 8) store<u64>(data + i, <u64>i * P1);
  let a: u64 = P1 + P2;
  let b: u64 = P2;
  let c: u64 = 0;
  let d: u64 = 0 - P1;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 65536; i += 32) {
      a = round64(a, load<u64>(data + i));
      b = round64(b, load<u64>(data + i, 8));
      c = round64(c, load<u64>(data + i, 16));
      d = round64(d, load<u64>(data + i, 24));
    }
  }
  let h = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
  return <i32>(h ^ (h >> 32));
}
