// QuickJS: a JavaScript engine in half a megabyte of WebAssembly 2.0. A script runs on it; the clock is never asked.

import { loadPackage } from './package.ts';
import type { Program } from './program.ts';

interface EmscriptenModule {
  cwrap(name: string, result: 'number' | 'string' | null, params: readonly string[]): (...params: unknown[]) => number;
  UTF8ToString(pointer: number): string;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, size: number): void;
  _malloc(size: number): number;
  _free(pointer: number): void;
}

const scripts = [
  `const primes = [];
   for (let n = 2; primes.length < 300; n++) if (primes.every((p) => n % p)) primes.push(n);
   JSON.stringify(primes)`,
  `class Tree { constructor(n) { this.n = n; this.kids = n > 0 ? [new Tree(n - 1), new Tree(n - 2)] : []; }
     sum() { return this.kids.reduce((total, kid) => total + kid.sum(), this.n); } }
   new Tree(9).sum()`,
  `[1e21, 0.1 + 0.2, -0, 5e-324, 2 ** 53, NaN, 1 / 3, Math.sin(1), Math.pow(2, 0.5)].map(String).join()`,
  `(2n ** 200n - 3n ** 100n).toString() + (-(7n ** 77n) / 11n ** 22n)`,
  `'The quick brown fox'.replace(/(\\w+) (\\w+)/gu, '$2 $1') + [...'añ𝒳'].length + 'ǅ'.toLowerCase()`,
  `function* f() { try { yield 1; yield 2; } finally { yield 3; } } [...f()].join() + [3, 1, 2].sort().join('')`,
  // No deeper: where QuickJS itself says that its stack is full, ours has been for long (`callStack`).
  `(function deep(n) { return n > 0 ? 1 + deep(n - 1) : 0; })(60)`,
  `try { null.x } catch (error) { String(error) }`,
  `const map = new Map(); for (let i = 0; i < 5000; i++) map.set('k' + i % 777, (map.get('k' + i % 777) ?? 0) + i);
   [...map.values()].reduce((a, b) => (a * 31 + b) | 0, 7)`,
];

export const quickjs: Program = {
  name: 'quickjs',
  async run({ engine }) {
    const file = '@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.cjs';
    const initialize = loadPackage(file, engine) as (options: object) => Promise<EmscriptenModule>;
    const module = await initialize({});
    const number = (name: string, params: number): ((...params: unknown[]) => number) =>
      module.cwrap(name, 'number', Array(params).fill('number'));
    const runtime = number('QTS_NewRuntime', 0)();
    // As in its own bindings; otherwise deep recursion ends in an overflow of the C stack.
    module.cwrap('QTS_RuntimeSetMaxStackSize', null, ['number', 'number'])(runtime, 128 * 1024);
    const context = number('QTS_NewContext', 2)(runtime, 0);
    const evaluate = module.cwrap('QTS_Eval', 'number', ['number', 'number', 'number', 'string', 'number', 'number']);
    const toText = number('QTS_GetString', 2);
    return scripts.map((script) => {
      // A block, so that the scripts share no names.
      const text = `{${script}}`;
      const size = module.lengthBytesUTF8(text);
      const pointer = module._malloc(size + 1);
      module.stringToUTF8(text, pointer, size + 1);
      const value = evaluate(context, pointer, size, 'script.js', 0, 0);
      module._free(pointer);
      const error = number('QTS_ResolveException', 2)(context, value);
      return module.UTF8ToString(toText(context, error === 0 ? value : error));
    });
  },
};
