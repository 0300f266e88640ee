// What compiled code can see of the host, and whether two machines in one process stay apart where somebody has changed
// the built-in prototypes before the runtime was loaded: each case in a realm of its own.

import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { compile } from '../src/compiler/index.ts';
import { caseOf } from './support/fuzz/cases.ts';
import { wasm } from './support/wat.ts';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** The names that a program reads and does not declare, and the properties that it names. */
function freeNames(code: string): { free: Set<string>; properties: Set<string> } {
  const free = new Set<string>();
  const properties = new Set<string>();
  const declared = (pattern: unknown, scope: Set<string>): void => {
    if (isNode(pattern) && pattern.type === 'Identifier') scope.add(pattern['name'] as string);
  };
  /** Declarations of a function, those of functions in it left out. */
  const collect = (value: unknown, scope: Set<string>): void => {
    if (Array.isArray(value)) for (const item of value) collect(item, scope);
    if (!isNode(value)) return;
    if (value.type === 'VariableDeclarator') declared(value['id'], scope);
    if (value.type === 'ImportSpecifier') declared(value['local'], scope);
    if (value.type === 'FunctionDeclaration') {
      declared(value['id'], scope);
      return;
    }
    if (value.type === 'FunctionExpression') return;
    for (const child of Object.values(value)) collect(child, scope);
  };
  const walk = (value: unknown, scopes: readonly Set<string>[]): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, scopes);
    if (!isNode(value)) return;
    switch (value.type) {
      case 'Identifier': {
        const name = value['name'] as string;
        if (!scopes.some((scope) => scope.has(name))) free.add(name);
        return;
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression': {
        const own = new Set<string>();
        for (const parameter of value['params'] as unknown[]) declared(parameter, own);
        collect(value['body'], own);
        walk(value['body'], [...scopes, own]);
        return;
      }
      case 'MemberExpression':
        walk(value['object'], scopes);
        if (value['computed'] === true) walk(value['property'], scopes);
        else properties.add((value['property'] as { name: string }).name);
        return;
      case 'Property':
        walk(value['value'], scopes);
        return;
      case 'LabeledStatement':
        walk(value['body'], scopes);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ImportDeclaration':
        return;
      case 'ThisExpression':
      case 'NewExpression':
      case 'ImportExpression':
      case 'MetaProperty':
      case 'ArrowFunctionExpression':
      case 'ClassDeclaration':
      case 'AwaitExpression':
      case 'TemplateLiteral':
        free.add(value.type);
    }
    for (const child of Object.values(value)) walk(child, scopes);
  };
  const program = parseAst(code) as unknown as Node;
  const top = new Set<string>();
  collect(program, top);
  walk(program, [top]);
  return { free, properties };
}

describe('compiled code names nothing of the host', () => {
  const allowed = ['Math', 'undefined', 'NaN', 'Infinity'];
  test.each(['frames', 'generator'] as const)('%s: random modules', (suspend) => {
    const all = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const { free, properties } = freeNames(compile(caseOf(seed).bytes, { suspend }).code);
      expect([...free].filter((name) => !allowed.includes(name))).toEqual([]);
      for (const property of properties) all.add(property);
    }
    for (const property of ['constructor', 'prototype', '__proto__', 'call', 'apply', 'bind', 'caller', 'callee']) {
      expect(all).not.toContain(property);
    }
  });

  test('the scan finds what it is to find', () => {
    const { free } = freeNames('function f(a) { let b; return a + b + globalThis.x + c[process]; } export default f;');
    expect([...free].sort()).toEqual(['c', 'globalThis', 'process']);
  });
});

const MODULE = `(module (import "env" "ask" (func $ask (param i32) (result i32))) (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0)) (table funcref (elem $step)) (type $t (func (param i32 i32) (result i32)))
  (func $step (type $t) (global.set $g (i32.add (global.get $g) (local.get 1)))
    (i32.add (call $ask (local.get 0)) (local.get 1)))
  (func (export "run") (param $x i32) (param $n i32) (result i32)
    (loop $again
      (i32.store (i32.mul (local.get $n) (i32.const 4)) (local.get $x))
      (local.set $x (call_indirect (type $t) (local.get $x) (local.get $n) (i32.const 0)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $x) (global.get $g))))`;

/** Two machines of one module, both started before either runs, then run in turns. The whole of what either does. */
const SCENARIO = `
  const start = (x) => VirtualMachinePrototype.create(compiled, () => 7).prepare().start('run', [i32(x), i32(5)]);
  const vms = [start(1000), start(2000)];
  const traces = ['', ''];
  for (let round = 0; round < 6; round++) {
    for (let k = 0; k < 2; k++) {
      const outcome = round === 0 ? vms[k].run() : vms[k].run(i32(round * 10 + k));
      traces[k] += outcome.kind + ' ' + (outcome.kind === 'interrupted' ? outcome.params[0].value : outcome.returnValue.value) + '; ';
    }
  }
  for (let k = 0; k < 2; k++) for (let i = 1; i < 6; i++) traces[k] += vms[k].readMemory(i * 4, 2)[0] + ' ';
  return traces[0] + '|' + traces[1];`;

const names = [
  ...['value', 'done', 'next', 'kind', 'id', 'type', 'callee', 'words', 'inner', 'call', 'code', 'machine', 'stack'],
  ...[
    'segments',
    'ints',
    'top',
    'references',
    'referenceTop',
    'idle',
    'nextIdle',
    'adapted',
    'memory',
    'bytes',
    'view',
  ],
  ...['state', 'expected', 'activation', 'restart', 'body', 'exported', 'signature', 'elements', 'codes', 'functions'],
  ...['fresh', 'blueprint', 'instance', 'started', 'maximum', 'most', 'globals', 'tables', 'memories', 'data', 'high'],
];
/** Each keeps what is assigned in one place for all objects, and gives it back. */
const attacks: Readonly<Record<string, string>> = {
  'accessors on Object.prototype for every name that the runtime uses': `
    for (const name of ${JSON.stringify(names)}) { let kept; Object.defineProperty(Object.prototype, name, {
      __proto__: null, configurable: true, get() { return kept; }, set(value) { kept = value; } }); }`,
  'accessors for elements of Array.prototype': `
    for (let i = 0; i < 40; i++) { let kept; Object.defineProperty(Array.prototype, i, { get() { return kept; }, set(value) { kept = value; } }); }`,
  'accessors for elements of Object.prototype': `
    for (let i = 0; i < 40; i++) { let kept; Object.defineProperty(Object.prototype, i, { get() { return kept; }, set(value) { kept = value; } }); }`,
  'Array.prototype.pop gives the same object always': `
    let kept; const { pop } = Array.prototype; Array.prototype.pop = function () { const item = pop.call(this); kept ??= item; return kept; };`,
  'Array.prototype.push keeps a copy elsewhere': `
    globalThis.all = []; const { push } = Array.prototype; Array.prototype.push = function (...items) { push.apply(globalThis.all, items); return push.apply(this, items); };`,
  'an iterator of arrays that counts': `
    let count = 0; const iterate = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { count++; return iterate.call(this); };`,
  'Map.prototype.get, set that count': `
    let count = 0; for (const name of ['get', 'set']) { const former = Map.prototype[name]; Map.prototype[name] = function (...values) { count++; return former.apply(this, values); }; }`,
  'Symbol.species, toString, valueOf': `
    Object.prototype.toString = () => 'x'; Object.prototype.valueOf = () => 5; Object.defineProperty(Array, Symbol.species, { value: undefined });`,
};

async function bundle(suspend: 'frames' | 'generator'): Promise<string> {
  const root = new URL('../', import.meta.url).pathname;
  const { outputFiles } = await build({
    stdin: {
      // No exports: esbuild's own helper for them would not get past the attacks.
      contents: `import { i32, VirtualMachinePrototype } from './src/runtime/index.ts'; import compiled from 'compiled';
        globalThis.runtime = { i32, VirtualMachinePrototype, compiled };`,
      resolveDir: root,
      loader: 'ts',
    },
    plugins: [
      {
        name: 'compiled',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^compiled$/ }, () => ({ path: 'compiled', namespace: 'compiled' }));
          onResolve({ filter: /^wasm-fermata/ }, () => ({ path: `${root}src/runtime/support.ts` }));
          onLoad({ filter: /./, namespace: 'compiled' }, () => ({
            contents: compile(wasm(MODULE), { suspend }).code,
            resolveDir: root,
          }));
        },
      },
    ],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

describe.each(['frames', 'generator'] as const)('two machines stay apart, %s', async (suspend) => {
  const text = await bundle(suspend);
  const run = (attack: string): string => {
    const script = `'use strict'; ${attack}\n${text}\n(() => { const { VirtualMachinePrototype, i32, compiled } = runtime; ${SCENARIO} })()`;
    return runInContext(script.replace("'use strict'; ", ''), createContext({})) as string;
  };
  const expected = run('');

  test('without any attack', () => {
    expect(expected).toContain('finished');
    const [first, second] = expected.split('|') as [string, string];
    expect(first).not.toBe(second);
  });

  test.each(Object.entries(attacks))('%s: the same, or a refusal', (name, attack) => {
    const outcome = (): string => {
      try {
        return run(attack);
      } catch (error) {
        return (error as Error).message;
      }
    };
    const refused = /element/.test(name) ? expect.stringMatching(/prototype has an element/) : expected;
    expect(outcome()).toEqual(refused);
  });
});
