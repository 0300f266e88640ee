// FNV-1a, 32 bits, byte by byte over 64 KiB.
const data = memory.data(65536);

export function run(rounds: i32): i32 {
  for (let i = 0; i < 65536; i++) store<u8>(data + i, i * 31);
  let hash: u32 = 0x811c9dc5;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 65536; i++) {
      hash = (hash ^ load<u8>(data + i)) * 0x01000193;
    }
  }
  return hash;
}
