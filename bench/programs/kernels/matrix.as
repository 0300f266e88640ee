// Multiplication of 64 × 64 matrices of f64.
const n = 64;
const a = memory.data(64 * 64 * 8);
const b = memory.data(64 * 64 * 8);
const c = memory.data(64 * 64 * 8);

export function run(rounds: i32): i32 {
  for (let i = 0; i < n * n; i++) {
    store<f64>(a + (i << 3), <f64>(i % 17) - 8);
    store<f64>(b + (i << 3), <f64>(i % 13) / 4);
  }
  let sum: f64 = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let x: f64 = 0;
        for (let k = 0; k < n; k++) x += load<f64>(a + ((i * n + k) << 3)) * load<f64>(b + ((k * n + j) << 3));
        store<f64>(c + ((i * n + j) << 3), x);
      }
    }
    sum += load<f64>(c + ((round % (n * n)) << 3));
  }
  return <i32>sum;
}
