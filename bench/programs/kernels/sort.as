// Heap sort of i32.
const count = 4096;
const data = memory.data(4096 * 4);

@inline function get(i: i32): i32 { return load<i32>(data + (i << 2)); }
@inline function set(i: i32, x: i32): void { store<i32>(data + (i << 2), x); }

function sift(start: i32, end: i32): void {
  let root = start;
  for (;;) {
    let child = 2 * root + 1;
    if (child > end) return;
    if (child < end && get(child) < get(child + 1)) child++;
    if (get(root) >= get(child)) return;
    let t = get(root);
    set(root, get(child));
    set(child, t);
    root = child;
  }
}

export function run(rounds: i32): i32 {
  let sum = 0;
  let seed: u32 = 12345;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) {
      seed = seed * 1664525 + 1013904223;
      set(i, seed);
    }
    for (let start = (count - 2) >> 1; start >= 0; start--) sift(start, count - 1);
    for (let end = count - 1; end > 0; end--) {
      let t = get(end);
      set(end, get(0));
      set(0, t);
      sift(0, end - 1);
    }
    sum = sum * 31 + get(round & 4095);
  }
  return sum;
}
