// Loops over bytes: hexadecimal digits and back, comparison, counting.
const count = 4096;
const digits = memory.data<u8>([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102]);
const data = memory.data(4096);
const text = memory.data(8192);
const again = memory.data(4096);

function encode(): void {
  for (let i = 0; i < count; i++) {
    const x = load<u8>(data + i);
    store<u8>(text + 2 * i, load<u8>(digits + (x >> 4)));
    store<u8>(text + 2 * i + 1, load<u8>(digits + (x & 15)));
  }
}

function digit(x: u8): u8 {
  return x <= 57 ? x - 48 : x - 87;
}

function decode(): void {
  for (let i = 0; i < count; i++) {
    store<u8>(again + i, (digit(load<u8>(text + 2 * i)) << 4) | digit(load<u8>(text + 2 * i + 1)));
  }
}

function differing(): i32 {
  let i = 0;
  while (i < count && load<u8>(data + i) == load<u8>(again + i)) i++;
  return i;
}

export function run(rounds: i32): i32 {
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) store<u8>(data + i, i * 31 + round);
    encode();
    decode();
    let ones = 0;
    for (let i = 0; i < 2 * count; i++) if (load<u8>(text + i) == 49) ones++;
    sum = sum * 31 + differing() + ones;
  }
  return sum;
}
