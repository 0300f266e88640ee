// What compile() gives beside code that runs: the report, the source map, the declarations; and cases of the lowering
// that the official tests and random modules do not, or hardly, come upon.

import { describe, expect, it } from 'vitest';
import { compile as toBinary } from 'watr';
import { CompileError, type CompileOptions, compile } from '../src/compiler/index.ts';
import { Instance, promising, Suspending } from '../src/runtime/index.ts';
import { load } from './support/load.ts';

function assemble(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(toBinary(text));
}
type Functions = Record<string, (...values: unknown[]) => unknown>;
function run(text: string, imports: Functions = {}, options: CompileOptions = {}): Functions {
  const compiled = load(compile(assemble(text), options).code);
  return new Instance(compiled, { env: imports }).exports as Functions;
}
function native(text: string, imports: Functions = {}): Functions {
  const module = new WebAssembly.Module(assemble(text));
  return new WebAssembly.Instance(module, { env: imports }).exports;
}
const strategies = ['frames', 'generator'] as const;

describe('the report', () => {
  const { report } = compile(
    assemble(`(module
      (import "env" "get" (func $get (result i32)))
      (func $plain (result i32) (i32.const 1))
      (func $direct (result i32) (call $get))
      (func $through (result i32) (i32.add (call $plain) (call $direct)))
      (type $t (func (result i32)))
      (table funcref (elem $direct))
      (func $indirect (result i32) (call_indirect (type $t) (i32.const 0))))`),
  );

  it('says which functions may pause, and by which call', () => {
    expect(report.functions.map(({ mayPause }) => mayPause)).toEqual([
      undefined,
      { kind: 'import', function: 0, module: 'env', name: 'get' },
      { kind: 'call', function: 2 },
      { kind: 'indirect', signature: ':i' },
    ]);
    expect(report.mayPause).toBe(3);
  });

  it('counts', () => {
    expect(report.callSites).toEqual({ direct: 3, indirect: 1 });
    expect(report.importedFunctions).toBe(1);
    expect(report.functions.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
  });
});

describe('the source map', () => {
  // Base64 VLQ, as the source map specification has it.
  function decode(mappings: string): { line: number; column: number; original: number }[] {
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const found: { line: number; column: number; original: number }[] = [];
    let original = 0;
    mappings.split(';').forEach((text, line) => {
      let column = 0;
      for (const segment of text.split(',').filter((part) => part !== '')) {
        const fields: number[] = [];
        let value = 0;
        let shift = 0;
        for (const char of segment) {
          const digit = digits.indexOf(char);
          value |= (digit & 31) << shift;
          shift += 5;
          if ((digit & 32) !== 0) continue;
          fields.push((value & 1) !== 0 ? -(value >>> 1) : value >>> 1);
          value = 0;
          shift = 0;
        }
        column += fields[0] ?? 0;
        original += fields[3] ?? 0;
        found.push({ line, column, original });
      }
    });
    return found;
  }

  it.each(
    strategies.flatMap((suspend) => [
      { suspend, layout: 'compact' as const },
      { suspend, layout: 'lines' as const },
    ]),
  )('leads from a statement to the byte of its instruction (%o)', (options) => {
    const bytes = assemble(`(module
      (import "env" "log" (func $log (param i32)))
      (memory 1)
      (func (export "f") (param i32)
        (call $log (i32.const 1))
        (if (local.get 0) (then (i32.store offset=76 (local.get 0) (i32.const 4))) (else (i32.store offset=77 (local.get 0) (i32.const 5))))
        (call $log (i32.const 2))
        (i32.store offset=78 (local.get 0) (i32.const 6))))`);
    const { code, map } = compile(bytes, { ...options, sourceMap: true });
    const { version, sources, mappings } = JSON.parse(map as string) as {
      version: number;
      sources: string[];
      mappings: string;
    };
    expect(version).toBe(3);
    expect(sources).toEqual(['module.wasm']);
    const lines = code.split('\n');
    const texts = decode(mappings).map(({ line, column, original }) => ({
      text: lines[line]?.slice(column),
      original,
    }));
    const stores = texts.filter(({ text }) => text?.startsWith('D.setInt32'));
    expect(stores.length).toBeGreaterThanOrEqual(3);
    for (const { text, original } of stores) {
      // i32.store, alignment 2, then the offset.
      expect(bytes[original]).toBe(0x36);
      expect(text).toMatch(new RegExp(`^[^,;]*\\+ ?${bytes[original + 2]},`));
    }
  });

  it('is left out unless asked for', () => {
    expect(compile(assemble('(module)')).map).toBeUndefined();
  });
});

describe('declarations', () => {
  it('type the exports, whatever they are called', () => {
    const { types } = compile(
      assemble('(module (func (export "a\\22b") (param i32 i64) (result f64) (f64.const 0)) (memory (export "m") 1))'),
    );
    expect(types).toContain('readonly "a\\"b": (p0: number, p1: bigint) => number;');
    expect(types).toContain('readonly "m": Memory;');
  });
});

describe('vectors', () => {
  it.each([
    ['in a signature', '(module (func (param v128)))'],
    ['in a global', '(module (import "env" "g" (global v128)))'],
    ['as an instruction', '(module (func (drop (v128.const i32x4 0 0 0 0))))'],
  ])('%s are refused by name', (_where, text) => {
    expect(() => compile(assemble(text))).toThrow(CompileError);
    expect(() => compile(assemble(text))).toThrow(/not supported yet/);
  });
});

describe.each(strategies)('lowering, %s', (suspend) => {
  const both = (text: string, imports: Functions, call: (exports: Functions) => unknown) => {
    const attempt = (exports: Functions) => {
      try {
        return call(exports);
      } catch (error) {
        return (error as Error).constructor.name;
      }
    };
    const actual = attempt(run(text, imports, { suspend }));
    expect(actual).toEqual(attempt(native(text, imports)));
    return actual;
  };

  it('a NaN negated as the first of several results leaves the others alone', () => {
    const text = `(module (func (export "f") (param f64) (result f64 i64)
      (f64.neg (local.get 0)) (i64.const 0x1234567800000005)))`;
    expect(both(text, {}, ({ f }) => f?.(Number.NaN))).toEqual([Number.NaN, 0x1234567800000005n]);
  });

  it('an address that an access has proved not negative is still checked with a larger offset', () => {
    const text = `(module (memory 1) (func (export "f") (param i32) (result i32)
      (drop (i32.load (local.get 0)))
      (i32.load offset=8 (local.get 0))))`;
    for (const address of [-8, -1, 0, 65528, 65532]) both(text, {}, ({ f }) => f?.(address));
  });

  it('what is known of an address ends with an assignment, in a loop too', () => {
    const text = `(module (memory 1) (func (export "f") (param i32) (result i32) (local i32)
      (local.set 1 (i32.load (local.get 0)))
      (loop
        (local.set 1 (i32.add (local.get 1) (i32.load offset=4 (local.get 0))))
        (local.set 0 (i32.sub (local.get 0) (i32.const 4)))
        (br_if 0 (i32.gt_s (local.get 0) (i32.const -5))))
      (local.get 1)))`;
    for (const address of [0, 4, 8]) expect(both(text, {}, ({ f }) => f?.(address))).toBe('RuntimeError');
  });

  it('an access in one branch of an if proves nothing behind it', () => {
    const text = `(module (memory 1) (func (export "f") (param i32 i32) (result i32)
      (if (local.get 1) (then (drop (i32.load (local.get 0)))))
      (i32.load offset=16 (local.get 0))))`;
    expect(both(text, {}, ({ f }) => f?.(-8, 0))).toBe('RuntimeError');
    expect(both(text, {}, ({ f }) => f?.(8, 1))).toBe(0);
  });

  it('the traps of pending operands come in order', () => {
    const text = `(module (memory 1) (func (export "f") (param i32 i32) (result i32)
      (i32.add (i32.div_u (i32.const 1) (local.get 0)) (i32.load (local.get 1)))))`;
    const kind = (exports: Functions, a: number, b: number) => {
      try {
        return exports.f?.(a, b);
      } catch (error) {
        return /divi/.test((error as Error).message) ? 'division' : 'memory';
      }
    };
    for (const [a, b] of [
      [0, -1],
      [1, -1],
      [0, 0],
      [1, 0],
    ] as const) {
      expect(kind(run(text, {}, { suspend }), a, b)).toBe(kind(native(text), a, b));
    }
  });

  it.each([
    ['i64.shr_u', '(i64.shr_u (i64.extend_i32_u (i32.load (local.get 0))) (i64.const 32))'],
    ['i64.shr_s', '(i64.shr_s (i64.extend_i32_u (i32.load (local.get 0))) (i64.const 40))'],
    ['i64.shl', '(i64.shl (i64.shl (i64.extend_i32_u (i32.load (local.get 0))) (i64.const 32)) (i64.const 32))'],
    ['a count', '(i64.shl (i64.const 1) (i64.shl (i64.extend_i32_u (i32.load (local.get 0))) (i64.const 32)))'],
    ['i32.wrap_i64', '(i64.extend_i32_u (i32.wrap_i64 (i64.shl (i64.load32_u (local.get 0)) (i64.const 32))))'],
    ['i64.extend8_s', '(i64.extend8_s (i64.shl (i64.load32_u (local.get 0)) (i64.const 32)))'],
    ['i64.rem_u', '(i64.rem_u (i64.shl (i64.load32_u (local.get 0)) (i64.const 32)) (i64.const 8))'],
    ['drop', '(i64.const 1) (drop (i64.load32_u (local.get 0)))'],
    ['select', '(select (i64.const 1) (i64.shl (i64.load32_u (local.get 0)) (i64.const 32)) (i32.const 1))'],
  ])('a word that %s leaves out traps all the same', (_what, expression) => {
    const text = `(module (memory 1) (func (export "f") (param i32) (result i64) ${expression}))`;
    both(text, {}, ({ f }) => f?.(0));
    expect(both(text, {}, ({ f }) => f?.(65536))).toBe('RuntimeError');
  });

  it.each([1, 2, 3, 7, 10, 256, 1000, 65536, 1000003, 2 ** 30, 2 ** 31 - 1])('unsigned division by %i', (divisor) => {
    const text = `(module
      (func (export "div") (param i64) (result i64) (i64.div_u (local.get 0) (i64.const ${divisor})))
      (func (export "rem") (param i64) (result i64) (i64.rem_u (local.get 0) (i64.const ${divisor})))
      (func (export "div32") (param i32) (result i64)
        (i64.div_u (i64.extend_i32_u (local.get 0)) (i64.const ${divisor})))
      (func (export "rem32") (param i32) (result i64)
        (i64.rem_u (i64.extend_i32_u (local.get 0)) (i64.const ${divisor}))))`;
    const ours = run(text, {}, { suspend });
    const theirs = native(text);
    for (const value of [0n, 1n, 9n, 10n, 0xffffffffn, 0x100000000n, 123456789012345678n, -1n, -(2n ** 63n)]) {
      expect(ours.div?.(value)).toBe(theirs.div?.(value));
      expect(ours.rem?.(value)).toBe(theirs.rem?.(value));
      const word = Number(BigInt.asIntN(32, value));
      expect(ours.div32?.(word)).toBe(theirs.div32?.(word));
      expect(ours.rem32?.(word)).toBe(theirs.rem32?.(word));
    }
  });

  it('an i64 that is copied is read before it is written, also where the places overlap', () => {
    const text = `(module (memory (export "memory") 1) (data (i32.const 0) "\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c")
      (func (export "f") (param i32 i32) (result i64)
        (i64.store (local.get 0) (i64.load (local.get 1)))
        (i64.load (local.get 0))))`;
    for (const [to, from] of [
      [0, 4],
      [4, 0],
      [1, 0],
      [65532, 0],
      [0, 65532],
      [-1, 0],
    ] as const) {
      both(text, {}, ({ f }) => f?.(to, from));
    }
  });

  it('a local in a tee keeps its old value in operands beneath', () => {
    const text = `(module (func (export "f") (param i64) (result i64)
      (i64.sub (i64.mul (local.get 0) (i64.const 3)) (local.tee 0 (i64.add (local.get 0) (i64.const 1))))))`;
    for (const value of [0n, 5n, -1n, 0xffffffffn]) both(text, {}, ({ f }) => f?.(value));
  });

  it('loop parameters are assigned at once', () => {
    const text = `(module (func (export "fib") (param i32) (result i64)
      (i64.const 0) (i64.const 1)
      (loop (param i64 i64) (result i64) (local $a i64) (local $b i64)
        (local.set $b) (local.set $a)
        (local.get $b) (i64.add (local.get $a) (local.get $b))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
        (drop))))`
      .replace('(local $a i64) (local $b i64)', '')
      .replace('(result i64)\n', '(result i64) (local $a i64) (local $b i64)\n');
    for (const n of [1, 2, 10, 90]) both(text, {}, ({ fib }) => fib?.(n));
  });
});

describe('nesting deeper than engines can parse', () => {
  // A switch as compilers write it, one block for each case, with calls and branches between the cases.
  const depth = 400;
  const block = (i: number) => `) (local.set 1 (i32.add (local.get 1) (call $get (i32.const ${i}))))
    ${i % 2 === 1 && i < depth - 1 ? '(br_if 1 (i32.eqz (i32.and (local.get 1) (i32.const 7))))' : ''}`;
  const numbers = Array.from({ length: depth }, (_, i) => i);
  const text = `(module
    (import "env" "get" (func $get (param i32) (result i32)))
    (func (export "f") (param i32) (result i32) (local i32)
      (loop
        (block ${'(block '.repeat(depth)}
          (br_table ${numbers.join(' ')} (local.get 0))
          ${numbers.map(block).join('\n')})
        (local.set 0 (i32.sub (local.get 0) (i32.const 150)))
        (br_if 0 (i32.gt_s (local.get 0) (i32.const 0))))
      (local.get 1)))`;

  it.each(strategies)('runs, pauses and goes on as native does (%s)', async (suspend) => {
    const get = (x: unknown) => ((x as number) * 7) % 11;
    const compiled = load(compile(assemble(text), { suspend }).code);
    const inPlace = new Instance(compiled, { env: { get } }).exports as unknown as Functions;
    const suspending = new Suspending((x: unknown) => Promise.resolve(get(x)));
    const pausing = new Instance(compiled, { env: { get: suspending } }).exports as unknown as Functions;
    const expected = native(text, { get });
    for (const n of [0, 1, 100, 399, 400, -1]) {
      expect(inPlace.f?.(n)).toBe(expected.f?.(n));
      expect(await promising(pausing.f as never)(n)).toBe(expected.f?.(n));
    }
  });
});
