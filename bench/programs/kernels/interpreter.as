// An interpreter's loop: dispatch by switch on bytes.
const code = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 2, 5, 1, 0, 3, 6, 4, 8]);

export function run(rounds: i32): i32 {
  let acc = 1;
  let x = 7;
  let pc = 0;
  let left = rounds;
  while (true) {
    switch (load<u8>(code + pc++)) {
      case 0: acc += x; break;
      case 1: acc ^= x << 3; break;
      case 2: x += acc >> 2; break;
      case 3: acc -= 5; break;
      case 4: x = x * 5 + 1; break;
      case 5: acc = rotl(acc, 7); break;
      case 6: if (x & 1) acc++; break;
      case 7: x ^= acc; break;
      default:
        if (--left == 0) return acc;
        pc = 0;
    }
  }
}
