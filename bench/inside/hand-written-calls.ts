// The scenarios of calls by hand: machines that could pause at any call, with their frames on a stack of integers and a
// switch, and do not. They have nothing but their results.

import type { Run } from './serve.ts';

const machines: Readonly<Record<string, () => Run>> = {
  'recursive fib, i32': fib32,
  'recursive fib, i64': fib64,
  'calls in a loop': callsInALoop,
  'indirect calls': indirectCalls,
};

export function program(_: unknown, name: string): Run {
  return machines[name]!();
}

/** Where control never comes. */
function ask(): never {
  throw new Error('a question');
}

/** A frame is n, how far it is, and fib(n - 1): three integers. */
function fib32(): Run {
  const stack = new Int32Array(3 * 64);
  return (argument) => {
    let top = 0;
    let value = 0;
    stack[0] = argument;
    stack[1] = 0;
    for (;;) {
      const n = stack[top]!;
      switch (stack[top + 1]) {
        case 0:
          if (n < 0) ask();
          if (n < 2) {
            value = n;
            if (top === 0) return value;
            top -= 3;
            break;
          }
          stack[top + 1] = 1;
          top += 3;
          stack[top] = n - 1;
          stack[top + 1] = 0;
          break;
        case 1:
          stack[top + 1] = 2;
          stack[top + 2] = value;
          top += 3;
          stack[top] = n - 2;
          stack[top + 1] = 0;
          break;
        default:
          value = (stack[top + 2]! + value) | 0;
          if (top === 0) return value;
          top -= 3;
      }
    }
  };
}

/** A frame is n, how far it is, and fib(n - 1): five integers, as an i64 is two. */
function fib64(): Run {
  const stack = new Int32Array(5 * 64);
  return (argument) => {
    let top = 0;
    let low = 0;
    let high = 0;
    stack[0] = argument;
    stack[1] = argument >> 31;
    stack[2] = 0;
    for (;;) {
      const nLow = stack[top]!;
      const nHigh = stack[top + 1]!;
      switch (stack[top + 2]) {
        case 0:
          if (nHigh < 0) ask();
          if (nHigh === 0 && nLow >>> 0 < 2) {
            low = nLow;
            high = nHigh;
            if (top === 0) return low;
            top -= 5;
            break;
          }
          stack[top + 2] = 1;
          top += 5;
          stack[top] = nLow - 1;
          stack[top + 1] = nHigh - (nLow === 0 ? 1 : 0);
          stack[top + 2] = 0;
          break;
        case 1:
          stack[top + 2] = 2;
          stack[top + 3] = low;
          stack[top + 4] = high;
          top += 5;
          stack[top] = nLow - 2;
          stack[top + 1] = nHigh - (nLow >>> 0 < 2 ? 1 : 0);
          stack[top + 2] = 0;
          break;
        default: {
          const sum = (stack[top + 3]! + low) | 0;
          high = (stack[top + 4]! + high + (sum >>> 0 < low >>> 0 ? 1 : 0)) | 0;
          low = sum;
          if (top === 0) return low;
          top -= 5;
        }
      }
    }
  };
}

function callsInALoop(): Run {
  const step = (x: number): number => {
    if (x === 0x7fffffff) ask();
    return (Math.imul(x, 31) + 7) & 0xffffff;
  };
  return (argument) => {
    let left = argument;
    let x = 0;
    for (let state = 0; ; ) {
      switch (state) {
        case 0:
          x = step(x);
          state = 1;
          break;
        default:
          x = step(x);
          if (--left === 0) return x;
          state = 0;
      }
    }
  };
}

function indirectCalls(): Run {
  const operations = [(x: number) => (x + 3) | 0, (x: number) => x ^ 0x55, (x: number) => (x === 0 ? ask() : x)];
  return (argument) => {
    let left = argument;
    let x = 1;
    for (let state = 0; ; ) {
      switch (state) {
        case 0:
          x = operations[left & 1]!(x);
          state = 1;
          break;
        default:
          x |= 1;
          if (--left === 0) return x;
          state = 0;
      }
    }
  };
}
