// Programs of modules that are large in one way each: what engines refuse first. Every one exports `run`, [i32] → [i32].

import { compile as assemble } from 'watr';
import { compile } from '../../../src/compiler/index.ts';
import { native } from '../../support/engine.ts';
import { type LimitInput, runLimit } from '../inside/limit.ts';
import type { Program } from './program.ts';

const repeat = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => item(i)).join(' ');
const run = (body: string, locals = ''): string =>
  `(func (export "run") (param $x i32) (result i32) ${locals} ${body})`;
const mix = '(local.set $x (i32.mul (i32.add (local.get $x) (i32.const 12345)) (i32.const 1103515245)))';

/** The numbers are beyond what the real runtimes known to us have. */
const MODULES: Readonly<Record<string, () => string>> = {
  'blocks nested 2000 deep': () =>
    run(
      `${repeat(2000, () => 'block')} ${repeat(2000, (i) => `local.get $x i32.const ${i + 1000} i32.rem_u i32.eqz br_if ${i}`)}
       ${repeat(2000, () => `end ${mix}`)} local.get $x`,
    ),
  'ifs nested 1000 deep': () =>
    run(
      `${repeat(1000, () => `local.get $x i32.const 7 i32.and if ${mix}`)} ${repeat(1000, () => 'end')} local.get $x`,
    ),
  'loops nested 1000 deep': () =>
    run(
      `${repeat(1000, () => `loop ${mix}`)}
       ${repeat(1000, () => '(br_if 0 (i32.and (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3000)) (local.get $n))) end')}
       local.get $x`,
      '(local $n i32)',
    ),
  'operands nested 5000 deep': () =>
    run(`${repeat(5000, () => 'i32.const 3 i32.const 5')} local.get $x ${repeat(5000, () => 'i32.mul i32.add')}`),
  'br_table of 2000 labels': () =>
    run(
      `${repeat(2000, () => 'block')} local.get $x i32.const 2000 i32.rem_u br_table ${repeat(2000, String)} ${repeat(2000, () => `end ${mix}`)} local.get $x`,
    ),
  '1000 parameters': () =>
    `(func $f (param ${repeat(1000, () => 'i32')}) (result i32) (i32.xor (local.get 3) (local.get 999)))
     ${run(`(call $f ${repeat(1000, (i) => `(i32.add (local.get $x) (i32.const ${i}))`)})`)}`,
  '20000 locals': () =>
    run(
      `${repeat(20_000, (i) => `(local.set ${i + 1} (i32.add (local.get ${i}) (i32.const ${i})))`)} (local.get 20000)`,
      `(local ${repeat(20_000, () => 'i32')})`,
    ),
  'a function of 100000 instructions': () => run(`${repeat(16_000, () => mix)} (local.get $x)`),
  '10000 functions': () =>
    `${repeat(10_000, (i) => `(func $f${i} (param i32) (result i32) (i32.add (local.get 0) (i32.const ${i})))`)}
     ${run(`${repeat(10_000, (i) => `(local.set $x (call $f${i} (local.get $x)))`)} (local.get $x)`)}`,
};

export function limitNames(): string[] {
  return Object.keys(MODULES);
}

export function limitProgram(name: string): Program {
  // Not wabt, which does not come to an end on deep nesting.
  const bytes = new Uint8Array(assemble(`(module ${MODULES[name]?.() ?? ''})`));
  const input: LimitInput = { parameters: [0, 7, -1, 123456789] };
  const line = runLimit(input, native.compile(bytes), native);
  return {
    kind: 'limit',
    name,
    extent: 'common',
    input,
    modules: new Map([['limit', compile(bytes).code]]),
    expected: [`${name}: ${line}`],
  };
}
