// The strategy `frames`. A function that may pause has a fast form, a plain function that tests `U` after each call
// which may pause and, if it did, saves its live variables and the number of the call site as a frame of integers; and
// a resumable form, which takes such a frame and goes on behind that site. A call in tail position needs neither.
//
// See `src/runtime/frames.ts` for the driver, `abi.ts` for a frame's shape, and docs/suspension.md for the reasons.

import * as js from '../emit/estree.ts';
import { parametersOf, plainFunction } from '../emit/functions.ts';
import {
  declare,
  invocation,
  plainCall,
  receiveFirst,
  receiveOthers,
  toJavaScript,
  variablesOf,
} from '../emit/statements.ts';
import type { CallStatement, LoweredFunction, Variable, WordKind } from '../lower/ir.ts';
import { resultInt } from '../lower/words.ts';
import * as names from './names.ts';
import { resumable } from './resumable.ts';
import type { Strategy } from './strategy.ts';

// Up to so many sites save where they stand; with more, they leave for one block that saves.
const sitesThatSave = 2;

// A function of more instructions has one form for both purposes: somewhat slower, but little more than half the code.
const mostInTwoForms = 120;

// A frame of more words is saved in place rather than by a helper with so many parameters.
const mostArguments = 100;

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
    sizes.push(sizeOf(shape));
    resumables.push(`${fn.name}r`);

    const save = (where: js.Expression) => saveFrame(number, shape, saved, where);
    const savesInPlace = fn.sites <= sitesThatSave;
    const leave = ({ site }: CallStatement) =>
      savesInPlace ? save(js.integer(site)) : [js.assign(names.site, js.integer(site)), js.breakTo(names.saving)];

    /** The call, its first result word, and the way out if it paused. */
    const callPart = (call: CallStatement): js.Statement[] => [
      receiveFirst(call, invocation(call)),
      js.branch(js.binary('!==', names.pause, js.nothing), leave(call), []),
    ];
    const callSite = (call: CallStatement): js.Statement[] =>
      call.tail ? plainCall(call) : [...callPart(call), ...receiveOthers(call)];

    const around = (statements: js.Statement[]) =>
      savesInPlace ? statements : [js.labelled(names.saving, js.block(statements)), ...save(names.site)];
    const variables = variablesOf(fn.body);
    const parameters = parametersOf(fn);
    const resumed = `${fn.name}r`;
    const startsAt = (site: js.Expression) => js.declaration('let', [{ id: names.site, init: site }]);
    const [siteSlot, ...slotsOfSaved] = readFrame(saved);
    const frame = [names.ints, names.offset];

    if (fn.instructions > mostInTwoForms) {
      const restore = saved.map(({ node }, i) => js.assign(node, slotsOfSaved[i] as js.Expression));
      const isResumed = js.binary('!==', names.ints, js.name('undefined'));
      const merged = [
        startsAt(js.integer(0)),
        ...declare(variables, fn.parameters),
        js.branch(isResumed, [js.assign(names.site, siteSlot as js.Expression), ...restore], []),
        ...around(resumable(fn.body, true, callPart, callSite).statements),
      ];
      const zeros = parameters.map(() => js.integer(0));
      return [
        js.functionDeclaration(fn.name, [...parameters, ...frame], merged),
        js.functionDeclaration(resumed, frame, [js.returns(js.call(js.name(fn.name), [...zeros, ...frame]))]),
      ];
    }
    const fast = [
      ...declare(variables, fn.parameters),
      ...(savesInPlace ? [] : [startsAt(js.integer(0))]),
      ...around(toJavaScript(fn.body, callSite)),
    ];
    const { statements, asksForSite } = resumable(fn.body, false, callPart, callSite);
    const restored = saved.map(({ node }, i) => ({ id: node, init: slotsOfSaved[i] as js.Expression }));
    const slow = [
      ...(asksForSite || !savesInPlace ? [startsAt(siteSlot as js.Expression)] : []),
      ...(restored.length > 0 ? [js.declaration('let', restored)] : []),
      ...declare(variables, saved),
      ...around(statements),
    ];
    return [js.functionDeclaration(fn.name, parameters, fast), js.functionDeclaration(resumed, frame, slow)];
  }

  return {
    name: 'frames',
    compile,
    prologue: () => 'let U = null, R = 0, Q = null;',
    epilogue: () => [
      ...[...shapes].map(saver),
      js.declaration('const', [{ id: names.resumables, init: js.array(resumables.map(js.name)) }]),
    ],
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

  /** The site and the saved variables' values, as read from the frame. */
  function readFrame(saved: readonly Variable[]): js.Expression[] {
    let position = 1;
    const slot = () => slotAt(position++);
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
    return [slot(), ...saved.map(({ kind }) => load(kind))];
  }

  /** Saves the frame and returns 0, through the helper for its shape unless that would have too many parameters. */
  function saveFrame(number: number, shape: string, saved: readonly Variable[], where: js.Expression): js.Statement[] {
    const head = [js.integer(number), where];
    const nodes = saved.map(({ node }) => node);
    if (nodes.length > mostArguments) return [js.block(storeFrame(shape, [...head, ...nodes]))];
    shapes.add(shape);
    return [js.returns(js.call(js.name(saverOf(shape)), [...head, ...nodes]))];
  }

  /** The helper that saves frames of one shape: `function W2(f, s, x0, x1) { … }`. */
  function saver(shape: string): js.Statement {
    const parameters = ['f', 's', ...[...shape].map((_, i) => `x${i}`)].map(js.name);
    return js.functionDeclaration(saverOf(shape), parameters, storeFrame(shape, parameters));
  }

  /** Takes room on the stack, and stores the function's number, the site's, and the words of the shape. */
  function storeFrame(shape: string, words: readonly js.Expression[]): js.Statement[] {
    let position = 0;
    const store = (value: js.Expression) => js.assign(slotAt(position++), value);
    const storeWord = (kind: WordKind, word: js.Expression): js.Statement[] => {
      switch (kind) {
        case 'i':
          return [store(word)];
        case 's':
          return [store(js.call(helper('f32_bits'), [word]))];
        case 'd':
          return [store(js.call(helper('f64_bits'), [word])), store(resultInt(0))];
        case 'r':
          return [store(js.call(js.member(names.stack, 'pushReference'), [word]))];
      }
    };
    const stores = words.flatMap((word, i) => storeWord(i < 2 ? 'i' : (shape[i - 2] as WordKind), word));
    const room = js.call(js.member(names.stack, 'push'), [js.integer(sizeOf(shape))]);
    return [
      js.declaration('const', [
        { id: names.offset, init: room },
        { id: names.ints, init: js.member(names.stack, 'ints') },
      ]),
      ...stores,
      js.returns(js.integer(0)),
    ];
  }
}

/** An int of the frame. */
function slotAt(position: number) {
  const index = position === 0 ? names.offset : js.binary('+', names.offset, js.integer(position));
  return js.element(names.ints, index);
}
/** Ints of a frame. */
function sizeOf(shape: string): number {
  return 2 + [...shape].reduce((size, kind) => size + slots[kind as WordKind], 0);
}
function saverOf(shape: string): string {
  const count = (kind: WordKind) => [...shape].filter((other) => other === kind).length;
  const some = (kind: WordKind) => (count(kind) > 0 ? `${kind}${count(kind)}` : '');
  return `W${count('i')}${some('s')}${some('d')}${some('r')}`;
}
