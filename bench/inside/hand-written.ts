// The scenarios by hand: what an engineer would write for these very programs. A machine has its frames on a stack of
// integers, and runs by a switch until it has a question. It is measured bare, and with the outcomes, the typed values
// and the checks of a virtual machine's contract (README).

import { i32, type Outcome } from '../../src/runtime/index.ts';
import { drive } from './pauses.ts';
import type { Run } from './serve.ts';

/** Runs on with an answer, until it has a question, which it gives. It never ends. */
type Bare = (answer: number) => number;

/** A scenario of pauses, by name; the parameter that its module has. */
export function program(_: unknown, { name, parameters, bare }: Choice): Run {
  const advance = name === 'tree, 1 % of the leaves' ? tree(parameters[0]!) : loop(parameters[0] ?? 1, name);
  if (!bare) return drive({ run: (answer) => underContract(advance, answer) });
  let question = advance(0);
  return (argument) => {
    let last = 0;
    for (let left = argument; left > 0; left--) {
      last = (question + 1) | 0;
      question = advance(left === 1 ? 0x10000 : last);
    }
    return last;
  };
}

export interface Choice {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly bare: boolean;
}

function underContract(advance: Bare, answer: ReturnType<typeof i32> | undefined): Outcome {
  if (answer !== undefined && answer.type !== 'i32') throw new Error('the answer has to be an i32');
  return { kind: 'interrupted', id: 0, params: [i32(advance(answer === undefined ? 0 : answer.value))] };
}

/** Frames are the parameters of `run`; at its depth stands the loop. */
function loop(depth: number, name: string): Bare {
  const stack = new Int32Array(256);
  let top = 0;
  let state = 0;
  let x = 0;
  let result = 0;
  stack[0] = depth;
  const indirect = name === 'loop, indirect call';
  const operations = [(value: number) => value, (value: number) => value - 1];
  return (answer) => {
    for (;;) {
      switch (state) {
        case 0: // A call.
          if (stack[top]! > 1) {
            stack[top + 1] = stack[top]! - 1;
            top++;
            break;
          }
          state = 1;
          break;
        case 1: // The head of the loop.
          x &= 0xffff;
          state = 2;
          return indirect ? operations[x & 1]!(x) : x;
        case 2: // The answer is here.
          x = indirect && (x & 1) === 1 ? answer << 1 : answer;
          if (x !== 0) {
            state = 1;
            break;
          }
          result = 1;
          state = 3;
          break;
        default: // Returns.
          if (top === 0) throw new Error(`the machine has ended with ${result}`);
          result ^= stack[--top]!;
      }
    }
  };
}

/** A frame is a node, its depth below, how far it is, and the sum of its left side: four integers. */
function tree(depth: number): Bare {
  const stack = new Int32Array(4 * 64);
  let top = 0;
  let state = 0;
  let value = 0;
  stack[0] = 1;
  stack[1] = depth;
  return (answer) => {
    for (;;) {
      switch (state) {
        case 0: {
          // A call.
          const node = stack[top]!;
          const below = stack[top + 1]!;
          if (below === 0) {
            if (node % 100 === 0) {
              state = 1;
              return node;
            }
            value = Math.imul(node, 31);
            state = 2;
            break;
          }
          stack[top + 2] = 0;
          stack[top + 4] = node << 1;
          stack[top + 5] = below - 1;
          top += 4;
          break;
        }
        case 1: // A leaf's answer.
          value = answer;
          state = 2;
          break;
        case 2: // Returns `value`.
          if (top === 0) {
            state = 3;
            return value;
          }
          top -= 4;
          if (stack[top + 2] === 0) {
            stack[top + 2] = 1;
            stack[top + 3] = value;
            stack[top + 4] = (stack[top]! << 1) | 1;
            stack[top + 5] = stack[top + 1]! - 1;
            top += 4;
            state = 0;
          } else {
            value = (stack[top + 3]! + ((value << 1) | (value >>> 31))) | 0;
          }
          break;
        default: // The answer to the result.
          if (answer === 0) throw new Error('the machine has ended');
          state = 0;
      }
    }
  };
}
