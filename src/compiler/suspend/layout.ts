// The layout of frames, and the code that writes and reads them: `[function, site, slot …]`, all ints. An int32 or an f32
// takes one slot, an f64 two (its bits), a reference one (its index among the stack's references).

import * as js from '../emit/estree.ts';
import type { Variable, WordKind } from '../lower/ir.ts';
import { resultInt } from '../lower/words.ts';
import * as names from './names.ts';

// A frame of more words is saved in place rather than by a helper with so many parameters.
const mostArguments = 100;

const order: Record<WordKind, number> = { i: 0, s: 1, d: 2, r: 3, q: 4 };
const slots: Record<WordKind, number> = { i: 1, s: 1, d: 2, r: 1, q: 0 };

/** What the frames of one function hold. */
export interface Layout {
  readonly saved: readonly Variable[];
  /** The kinds of the saved words, joined: layouts of one shape share the helper that saves them. */
  readonly shape: string;
  /** Ints of a frame. */
  readonly size: number;
}

export function layoutOf(live: readonly Variable[]): Layout {
  const saved = [...live].sort((a, b) => order[a.kind] - order[b.kind]);
  const shape = saved.map(({ kind }) => kind).join('');
  return { saved, shape, size: sizeOf(shape) };
}

/** Writes the code that saves and restores frames; remembers which helpers that takes. */
export class FrameCode {
  private readonly helper: (name: string) => js.Identifier;
  private readonly shapes = new Set<string>();

  constructor(helper: (name: string) => js.Identifier) {
    this.helper = helper;
  }

  /** The helpers that save frames, one for each shape: `function W2(f, s, x0, x1) { … }`. */
  savers(): js.Statement[] {
    return [...this.shapes].map((shape) => {
      const parameters = ['f', 's', ...[...shape].map((_, i) => `x${i}`)].map(js.name);
      return js.functionDeclaration(saverOf(shape), parameters, this.store(shape, parameters));
    });
  }

  /** Saves the frame and returns null, through the helper for its shape unless that would have too many parameters. */
  save({ saved, shape }: Layout, number: number, site: js.Expression): js.Statement[] {
    const words = [js.integer(number), site, ...saved.map(({ node }) => node)];
    if (saved.length > mostArguments) return [js.block(this.store(shape, words))];
    this.shapes.add(shape);
    return [js.returns(js.call(js.name(saverOf(shape)), words))];
  }

  /** The site, and the values of the saved variables, as read from the frame. */
  restore({ saved }: Layout): readonly [site: js.Expression, ...values: js.Expression[]] {
    let position = 1;
    const slot = () => slotAt(position++);
    const load = (kind: WordKind): js.Expression => {
      switch (kind) {
        case 'i':
          return slot();
        case 's':
          return js.call(this.helper('f32_from_bits'), [slot()]);
        case 'd':
          return js.call(this.helper('f64_from_bits'), [slot(), slot()]);
        case 'r':
          return js.element(js.member(names.stack, 'references'), slot());
        case 'q':
          throw notSaved();
      }
    };
    return [slot(), ...saved.map(({ kind }) => load(kind))];
  }

  /** Takes room on the stack, and stores the function's number, the site's, and the words of the shape. */
  private store(shape: string, words: readonly js.Expression[]): js.Statement[] {
    let position = 0;
    const store = (value: js.Expression) => js.assign(slotAt(position++), value);
    const storeWord = (kind: WordKind, word: js.Expression): js.Statement[] => {
      switch (kind) {
        case 'i':
          return [store(word)];
        case 's':
          return [store(js.call(this.helper('f32_bits'), [word]))];
        case 'd':
          return [store(js.call(this.helper('f64_bits'), [word])), store(resultInt(0))];
        case 'r':
          return [store(js.call(js.member(names.stack, 'pushReference'), [word]))];
        case 'q':
          throw notSaved();
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
      js.returns(js.nothing),
    ];
  }
}

/** BigInt bodies are of functions that do not pause. */
function notSaved(): Error {
  return new Error('a frame holds no BigInt');
}

/** An int of the frame. */
function slotAt(position: number) {
  const index = position === 0 ? names.offset : js.binary('+', names.offset, js.integer(position));
  return js.element(names.ints, index);
}
function sizeOf(shape: string): number {
  return 2 + [...shape].reduce((size, kind) => size + slots[kind as WordKind], 0);
}
function saverOf(shape: string): string {
  const count = (kind: WordKind) => [...shape].filter((other) => other === kind).length;
  const some = (kind: WordKind) => (count(kind) > 0 ? `${kind}${count(kind)}` : '');
  return `W${count('i')}${some('s')}${some('d')}${some('r')}`;
}
