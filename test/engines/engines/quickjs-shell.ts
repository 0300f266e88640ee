// A shell for QuickJS: runs the script in a file, its pending jobs too, and prints what it gives to `print`. Arguments:
// the Emscripten module of a build of QuickJS, the script.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface EmscriptenModule {
  cwrap(name: string, result: 'number' | null, params: readonly 'number'[]): (...params: number[]) => number;
  UTF8ToString(pointer: number): string;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, size: number): void;
  _malloc(size: number): number;
  _free(pointer: number): void;
}

/** Of the C stack, in bytes; Node needs `--stack-size=4000` for it. */
const STACK = 800 * 1024;

const [modulePath = '', scriptPath = ''] = process.argv.slice(2);
const initialize = createRequire(import.meta.url)(modulePath) as (options: object) => Promise<EmscriptenModule>;
const quickjs = await initialize({});
const bind = (name: string, count: number) => quickjs.cwrap(name, 'number', Array(count).fill('number'));
const runtime = bind('QTS_NewRuntime', 0)();
bind('QTS_RuntimeSetMaxStackSize', 2)(runtime, STACK);
const context = bind('QTS_NewContext', 2)(runtime, 0);

function cString(text: string): number {
  const size = quickjs.lengthBytesUTF8(text) + 1;
  const pointer = quickjs._malloc(size);
  quickjs.stringToUTF8(text, pointer, size);
  return pointer;
}

function textOf(value: number): string {
  const pointer = bind('QTS_GetString', 2)(context, value);
  const text = quickjs.UTF8ToString(pointer);
  bind('QTS_FreeCString', 2)(context, pointer);
  return text;
}

/** The value as text. Throws what the script throws. */
function evaluate(script: string): string {
  const source = cString(script);
  const name = cString('program.js');
  const value = bind('QTS_Eval', 6)(context, source, quickjs.lengthBytesUTF8(script), name, 0, 0);
  quickjs._free(source);
  const error = bind('QTS_ResolveException', 2)(context, value);
  if (error !== 0) throw new Error(textOf(error));
  return textOf(value);
}

evaluate('var lines = []; function print(line) { lines.push(line); }');
try {
  evaluate(readFileSync(scriptPath, 'utf8'));
  const executed = quickjs._malloc(4);
  bind('QTS_ExecutePendingJob', 3)(runtime, -1, executed);
} finally {
  console.log(evaluate(`lines.join('\\n')`));
}
