// SCALE decoding of a vector of structs into memory: nonce u32, free u128, reserved u128, flag bool, expiry Option<u64>.
// Before each field there is a check that the input is long enough. Fields stand at any address.
const count = 200;
const input = memory.data(200 * 64);
const output = memory.data(200 * 64);
let at: usize = 0;
let end: usize = 0;

/** Gives where the next `size` bytes are. */
function take(size: usize): usize {
  if (end - at < size) unreachable();
  at += size;
  return at - size;
}

function encode(seed: u64): void {
  at = input;
  for (let i = 0; i < count; i++) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    store<u32>(at, <u32>i, 0, 1);
    store<u64>(at, seed >> 8, 4, 1);
    store<u64>(at, seed & 3, 12, 1);
    store<u64>(at, seed >> 20, 20, 1);
    store<u64>(at, 0, 28, 1);
    store<u8>(at, (seed >> 40) & 1, 36);
    const some = <u8>(seed >> 50) & 1;
    store<u8>(at, some, 37);
    at += 38;
    if (some) {
      store<u64>(at, seed, 0, 1);
      at += 8;
    }
  }
  end = at;
}

function decode(to: usize): void {
  store<u32>(to, load<u32>(take(4), 0, 1), 48);
  const free = take(16);
  store<u64>(to, load<u64>(free, 0, 1));
  store<u64>(to, load<u64>(free, 8, 1), 8);
  const reserved = take(16);
  store<u64>(to, load<u64>(reserved, 0, 1), 16);
  store<u64>(to, load<u64>(reserved, 8, 1), 24);
  const flag = load<u8>(take(1));
  if (flag > 1) unreachable();
  store<u8>(to, flag, 52);
  const some = load<u8>(take(1));
  if (some > 1) unreachable();
  store<u8>(to, some, 53);
  store<u64>(to, some ? load<u64>(take(8), 0, 1) : 0, 32);
}

export function run(rounds: i32): i32 {
  encode(1);
  let sum: u64 = 0;
  for (let round = 0; round < rounds; round++) {
    at = input;
    for (let i = 0; i < count; i++) decode(output + (i << 6));
    for (let i = 0; i < count; i++) {
      const item = output + (i << 6);
      sum += load<u64>(item) + load<u64>(item, 16) + (load<u64>(item, 32) ^ load<u32>(item, 48));
      if (load<u8>(item, 52)) sum = rotl<u64>(sum, 1);
    }
  }
  return <i32>(sum ^ (sum >> 32));
}
