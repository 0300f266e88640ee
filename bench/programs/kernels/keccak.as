// The permutation of Keccak (SHA-3): exclusive ors, rotations and bitwise choice on 25 words of 64 bits in memory.
const constants = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
  0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
const s = memory.data(200);

@inline function get(i: i32): u64 { return load<u64>(s + (i << 3)); }
@inline function set(i: i32, x: u64): void { store<u64>(s + (i << 3), x); }
@inline function column(x: i32): u64 { return get(x) ^ get(x + 5) ^ get(x + 10) ^ get(x + 15) ^ get(x + 20); }

/** Puts a rotated word where another stands, which it gives. */
@inline function move(to: i32, by: i32, x: u64): u64 {
  const old = get(to);
  set(to, rotl<u64>(x, by));
  return old;
}

function permute(): void {
  for (let round = 0; round < 24; round++) {
    const c0 = column(0), c1 = column(1), c2 = column(2), c3 = column(3), c4 = column(4);
    const d0 = c4 ^ rotl<u64>(c1, 1), d1 = c0 ^ rotl<u64>(c2, 1), d2 = c1 ^ rotl<u64>(c3, 1);
    const d3 = c2 ^ rotl<u64>(c4, 1), d4 = c3 ^ rotl<u64>(c0, 1);
    for (let y = 0; y < 25; y += 5) {
      set(y, get(y) ^ d0);
      set(y + 1, get(y + 1) ^ d1);
      set(y + 2, get(y + 2) ^ d2);
      set(y + 3, get(y + 3) ^ d3);
      set(y + 4, get(y + 4) ^ d4);
    }
    let t = get(1);
    t = move(10, 1, t); t = move(7, 3, t); t = move(11, 6, t); t = move(17, 10, t);
    t = move(18, 15, t); t = move(3, 21, t); t = move(5, 28, t); t = move(16, 36, t);
    t = move(8, 45, t); t = move(21, 55, t); t = move(24, 2, t); t = move(4, 14, t);
    t = move(15, 27, t); t = move(23, 41, t); t = move(19, 56, t); t = move(13, 8, t);
    t = move(12, 25, t); t = move(2, 43, t); t = move(20, 62, t); t = move(14, 18, t);
    t = move(22, 39, t); t = move(9, 61, t); t = move(6, 20, t); t = move(1, 44, t);
    for (let y = 0; y < 25; y += 5) {
      const a = get(y), b = get(y + 1), c = get(y + 2), d = get(y + 3), e = get(y + 4);
      set(y, a ^ (~b & c));
      set(y + 1, b ^ (~c & d));
      set(y + 2, c ^ (~d & e));
      set(y + 3, d ^ (~e & a));
      set(y + 4, e ^ (~a & b));
    }
    set(0, get(0) ^ load<u64>(constants + (round << 3)));
  }
}

export function run(rounds: i32): i32 {
  for (let i = 0; i < 25; i++) set(i, i);
  for (let round = 0; round < rounds; round++) permute();
  return <i32>(get(0) ^ (get(0) >> 32));
}
