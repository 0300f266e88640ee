// FNV-1a, 64 bits, byte by byte over 16 KiB.
const data = memory.data(16384);

export function run(rounds: i32): i32 {
  for (let i = 0; i < 16384; i++) store<u8>(data + i, i * 31);
  let hash: u64 = 0xcbf29ce484222325;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 16384; i++) hash = (hash ^ load<u8>(data + i)) * 0x100000001b3;
  }
  return <i32>(hash ^ (hash >> 32));
}
