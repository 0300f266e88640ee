// Recursive Fibonacci numbers in i64.
function fib(n: i64): i64 {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

export function run(n: i32): i32 {
  return <i32>fib(n);
}
