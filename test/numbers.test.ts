// Floats read from memory as numbers (`numbers`, src/compiler/lower/memory.ts): where they are only computed with. Where they
// are moved, they keep the bits of every NaN.

import { expect, test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { readable, wasm } from './support/wat.ts';

/** In memory one behind the other: numbers, and NaNs of both signs, quiet and signalling. Low bytes last. */
const floats = {
  f32: ['3fc00000', '80000000', '7fc00000', '7f800001', 'ffc00000', 'ffbfffff', '7f812345', 'ff800000'],
  f64: [
    ...['3ff8000000000000', '8000000000000000', '7ff8000000000000', '7ff0000000000001', 'fff8000000000000'],
    ...['fff7ffffffffffff', '7ff80000deadbeef', 'fff0000000000000'],
  ],
};
type Type = keyof typeof floats;
const data = (type: Type): string =>
  floats[type]
    .map((float) =>
      float
        .match(/../g)!
        .map((byte) => `\\${byte}`)
        .reverse()
        .join(''),
    )
    .join('');

/** Addresses of every size about that from which an expression is put into a temporary. */
const addresses = Array.from({ length: 30 }, (_, size) => {
  const long = Array.from({ length: size }).reduce<string>((x) => `(i32.xor ${x} (local.get 1))`, '(local.get 0)');
  return [long, `(i32.popcnt ${long})`];
}).flat();

/** What a float at address 0 (a parameter; parameter 1 is 0 or 1) is moved through. */
function moves(type: Type): readonly string[] {
  const load = `(${type}.load (local.get 0))`;
  const first = `(${type}.load (i32.const 0))`;
  return [
    load,
    ...addresses.map((address) => `(${type}.load ${address})`),
    `(${type}.neg ${load})`,
    `(${type}.abs ${load})`,
    `(${type}.copysign ${load} ${first})`,
    `(${type}.copysign ${first} ${load})`,
    `(select ${load} ${first} (local.get 1))`,
    `(block (result ${type}) (br_if 0 ${load} (local.get 1)) (drop) (${type}.const 1))`,
    `(if (result ${type}) (local.get 1) (then ${load}) (else ${first}))`,
    `(call $same ${load})`,
    `(local.tee 2 ${load})`,
    `(block (result ${type}) (${type}.store (i32.const 128) ${load}) (${type}.load (i32.const 128)))`,
    `(block (result ${type}) (global.set 0 ${load}) (global.get 0))`,
    // Last, since they write over the floats.
    `(block (result ${type}) ${load} (${type}.store (local.get 0) ${first}))`,
    `(block (result ${type}) ${load} (memory.fill (i32.const 0) (i32.const 255) (i32.const 64)))`,
  ];
}
/** What gives an i32 of it. */
function computations(type: Type): readonly string[] {
  const load = `(${type}.load (local.get 0))`;
  return [
    `(${type}.ne ${load} ${load})`,
    `(${type}.lt ${load} (${type}.const 1))`,
    `(${type}.eq (${type}.mul ${load} (${type}.const 2)) (${type}.const 3))`,
    `(${type}.eq (${type}.max (${type}.sqrt ${load}) (${type}.floor ${load})) (${type}.const 1.224744871391589))`,
    `(i32.trunc_sat_${type}_u (${type}.add ${load} (${type}.load offset=65532 (local.get 0))))`,
  ];
}
function module(type: Type): { readonly bytes: Uint8Array<ArrayBuffer>; readonly bodies: readonly string[] } {
  const integer = type === 'f32' ? 'i32' : 'i64';
  const moved = moves(type).map((body) => `(result ${integer}) (${integer}.reinterpret_${type} ${body})`);
  const bodies = [...computations(type).map((body) => `(result i32) ${body}`), ...moved].map((body) =>
    body.replace(')', `) (local ${type})`),
  );
  const functions = bodies.map((body, i) => `(func (export "f${i}") (param i32 i32) ${body})`);
  return {
    bodies,
    bytes: wasm(`(module (memory 1) (global (mut ${type}) (${type}.const 0)) (data (i32.const 0) "${data(type)}")
      (func $same (param ${type}) (result ${type}) (local.get 0))
      ${functions.join('\n')})`),
  };
}

test.each([
  ['f32', true],
  ['f64', true],
  ['f32', { numbers: false }],
  ['f64', { numbers: false }],
  ['f32', { bigint: 'everywhere' }],
  ['f64', { bigint: 'everywhere' }],
  ['f32', false],
  ['f64', false],
] as const)('%s, optimise: %j', (type, optimise) => {
  const { bytes, bodies } = module(type);
  const both = new BesideNative(bytes, optimise);
  const places = floats[type].map((_, k) => (k * Number(type.slice(1))) / 8);
  for (const [i, body] of bodies.entries()) {
    for (const address of [...places, 65536, -1])
      for (const flag of [0, 1]) both.compare(`f${i}`, [address, flag], body);
  }
});

test('as numbers', () => {
  const of = (body: string) => readable(wasm(`(module (memory 1) (func (param i32) (result f64) ${body}))`));
  const load = '(f64.load (local.get 0))';
  expect(of(`(f64.mul ${load} ${load})`)).toContain('= D.getFloat64(i0, true) * D.getFloat64(i0, true);');
  expect(of(`(f64.mul ${load} ${load})`)).not.toContain('f64_load');
  expect(of(load)).toContain('= f64_load(D, i0);');
});
