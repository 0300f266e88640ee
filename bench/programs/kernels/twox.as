// Substrate's twox_128 of short keys: all of xxHash64 with the seeds 0 and 1, on 1 to 64 bytes,
// which stand at any address: the alignment is said to be 1, as a C compiler says it.
const data = memory.data(128);
const P1: u64 = 11400714785074694791;
const P2: u64 = 14029467366897019727;
const P3: u64 = 1609587929392839161;
const P4: u64 = 9650029242287828579;
const P5: u64 = 2870177450012600261;

function round64(acc: u64, lane: u64): u64 {
  return rotl<u64>(acc + lane * P2, 31) * P1;
}

function merge(hash: u64, acc: u64): u64 {
  return (hash ^ round64(0, acc)) * P1 + P4;
}

function xxhash64(at: i32, length: i32, seed: u64): u64 {
  const end = at + length;
  let hash = seed + P5;
  if (length >= 32) {
    let a = seed + P1 + P2;
    let b = seed + P2;
    let c = seed;
    let d = seed - P1;
    do {
      a = round64(a, load<u64>(at, 0, 1));
      b = round64(b, load<u64>(at, 8, 1));
      c = round64(c, load<u64>(at, 16, 1));
      d = round64(d, load<u64>(at, 24, 1));
      at += 32;
    } while (at + 32 <= end);
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = merge(merge(merge(merge(hash, a), b), c), d);
  }
  hash += <u64>length;
  for (; at + 8 <= end; at += 8) hash = rotl<u64>(hash ^ round64(0, load<u64>(at, 0, 1)), 27) * P1 + P4;
  if (at + 4 <= end) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at, 0, 1) * P1), 23) * P2 + P3;
    at += 4;
  }
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * P5), 11) * P1;
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return hash ^ (hash >> 32);
}

export function run(rounds: i32): i32 {
  for (let i = 0; i < 128; i++) store<u8>(data + i, i * 37);
  let x: u64 = 0;
  for (let round = 0; round < rounds; round++) {
    const at = <i32>data + (round & 63);
    const length = 1 + ((round >> 2) & 63);
    x = rotl<u64>(x, 1) ^ xxhash64(at, length, 0) ^ xxhash64(at, length, 1);
  }
  return <i32>(x ^ (x >> 32));
}
