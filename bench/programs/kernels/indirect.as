// Calls through a table.
function add(a: i32, b: i32): i32 { return a + b; }
function mix(a: i32, b: i32): i32 { return (a ^ b) * 31; }
function shift(a: i32, b: i32): i32 { return a << (b & 7); }
function swap(a: i32, b: i32): i32 { return b - a; }

type Operation = (a: i32, b: i32) => i32;
const operations: StaticArray<Operation> = [add, mix, shift, swap];

export function run(rounds: i32): i32 {
  let x = 1;
  for (let i = 0; i < rounds; i++) x = operations[(x ^ i) & 3](x, i);
  return x;
}
