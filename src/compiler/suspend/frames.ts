// The strategy `frames`. A function that may pause has a fast form, a plain function that tests `U` after each call
// which may pause and, if it did, saves its live variables and the number of the call site as a frame of integers; and
// a resumable form, which takes such a frame and goes on behind that site. A call in tail position needs neither.
//
// See `src/runtime/frames.ts` for the driver, `abi.ts` for a frame's shape, and docs/suspension.md for the reasons.

import * as js from '../emit/estree.ts';
import { parametersOf, plainFunction } from '../emit/functions.ts';
import { declare, invocation, plainCall, receive, toJavaScript, variablesOf } from '../emit/statements.ts';
import type { CallStatement, LoweredFunction, Variable, WordKind } from '../lower/ir.ts';
import * as names from './names.ts';
import { resumable } from './resumable.ts';
import type { Strategy } from './strategy.ts';

// Up to so many sites save where they stand; with more, they leave for one block that saves.
const sitesThatSave = 2;

const order: Record<WordKind, number> = { i: 0, s: 1, d: 2, r: 3 };
/** Slots (ints) that a word of the kind takes in a frame. A reference is saved as an index. */
const slots: Record<WordKind, number> = { i: 1, s: 1, d: 2, r: 1 };

export function frames(helper: (name: string) => js.Identifier): Strategy {
  const sizes: number[] = [];
  const resumables: string[] = [];
  /** The kinds of the words in a frame, joined: each such shape has a helper that saves it. */
  const shapes = new Set<string>();

  function compile(fn: LoweredFunction, live: readonly Variable[]): js.Statement[] {
    const saved = [...live].sort((a, b) => order[a.kind] - order[b.kind]);
    if (fn.sites === 0) return [plainFunction(fn)];
    const number = sizes.length;
    const shape = saved.map(({ kind }) => kind).join('');
    shapes.add(shape);
    sizes.push(2 + saved.reduce((size, { kind }) => size + slots[kind], 0));
    resumables.push(`${fn.name}r`);

    const save = (where: js.Expression) =>
      js.returns(js.call(js.name(saverOf(shape)), [js.integer(number), where, ...saved.map(({ node }) => node)]));
    const savesInPlace = fn.sites <= sitesThatSave;
    const leave = ({ site }: CallStatement) =>
      savesInPlace ? [save(js.integer(site))] : [js.assign(names.site, js.integer(site)), js.breakTo(names.saving)];

    /** The call, its first result word, and the way out if it paused. */
    const callPart = (call: CallStatement): js.Statement[] => {
      const [first] = call.results;
      const called = first === undefined ? js.expression(invocation(call)) : js.assign(first.node, invocation(call));
      return [called, js.branch(js.binary('!==', names.pause, js.nothing), leave(call), [])];
    };
    const callSite = (call: CallStatement): js.Statement[] =>
      call.tail ? plainCall(call) : [...callPart(call), ...receive(call, names.resumedValue).slice(1)];

    const around = (statements: js.Statement[]) =>
      savesInPlace ? statements : [js.labelled(names.saving, js.block(statements)), save(names.site)];
    const variables = variablesOf(fn.body);
    const fast = [
      ...declare(variables, fn.parameters),
      ...(savesInPlace ? [] : [js.declaration('let', [{ id: names.site, init: js.integer(0) }])]),
      ...around(toJavaScript(fn.body, callSite)),
    ];
    const slow = [
      restore(saved),
      ...declare(variables, saved),
      ...around(resumable(fn.body, callPart, callSite)),
    ];
    return [
      js.functionDeclaration(fn.name, parametersOf(fn), fast),
      js.functionDeclaration(`${fn.name}r`, [names.ints, names.offset], slow),
    ];
  }

  return {
    name: 'frames',
    compile,
    prologue: () => 'let U = null, R = 0, Q = null;',
    epilogue: () => [...[...shapes].map(saver), `const resumables = [${resumables.join(', ')}];`].join('\n'),
    properties: () => [
      `frames: {
sizes: [${sizes.join(', ')}],
use(stack) { Q = stack; },
take() { const pause = U; U = null; return pause; },
pause(pause) { U = pause; return 0; },
resume(offset, value) { R = value; const Z = Q.ints; return resumables[Z[offset]](Z, offset); },
}`,
    ],
  };

  /** Declares the saved variables (and `s`) with what the frame holds. */
  function restore(saved: readonly Variable[]): js.Statement {
    let position = 1;
    const slot = () => js.element(names.ints, js.binary('+', names.offset, js.integer(position++)));
    const load = (kind: WordKind): js.Expression => {
      switch (kind) {
        case 'i':
          return slot();
        case 's':
          return js.call(helper('f32_from_bits'), [slot()]);
        case 'd':
          return js.call(helper('f64_from_bits'), [slot(), slot()]);
        case 'r':
          return js.element(js.member(names.stack, 'references'), slot());
      }
    };
    const variables = saved.map(({ node, kind }) => [node, kind] as const);
    return js.declaration('let', [
      { id: names.site, init: slot() },
      ...variables.map(([id, kind]) => ({ id, init: load(kind) })),
    ]);
  }

  /** The helper that saves frames of one shape. It returns 0 for the function that pauses to return. */
  function saver(shape: string): string {
    const variables = [...shape].map((kind, i) => ({ kind: kind as WordKind, id: `x${i}` }));
    let position = 2;
    const slot = () => `Z[z + ${position++}]`;
    const store = ({ kind, id }: { kind: WordKind; id: string }): string => {
      switch (kind) {
        case 'i':
          return `${slot()} = ${id};`;
        case 's':
          return `${slot()} = ${helper('f32_bits').name}(${id});`;
        case 'd':
          return `${slot()} = ${helper('f64_bits').name}(${id}); ${slot()} = H[0];`;
        case 'r':
          return `${slot()} = Q.pushReference(${id});`;
      }
    };
    const stores = variables.map(store).join(' ');
    const parameters = ['f', 's', ...variables.map(({ id }) => id)].join(', ');
    return `function ${saverOf(shape)}(${parameters}) { const z = Q.push(${position}), Z = Q.ints; Z[z] = f; Z[z + 1] = s; ${stores} return 0; }`;
  }
}

function saverOf(shape: string): string {
  const count = (kind: WordKind) => [...shape].filter((other) => other === kind).length;
  const some = (kind: WordKind) => (count(kind) > 0 ? `${kind}${count(kind)}` : '');
  return `W${count('i')}${some('s')}${some('d')}${some('r')}`;
}
