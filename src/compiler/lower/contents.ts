// What is known of words of the linear memory while a function is lowered: that they were stored just now. They are known
// at constant distances from one variable only: a store at any other address may overwrite them, and so may a call. All are
// forgotten where control joins. `forward.ts` makes use of it.

import type { Statement as JsStatement } from '../emit/estree.ts';
import type { Expr, Statement, Variable } from './ir.ts';

/** An effective address: that of the variable, read as unsigned, and so many bytes. */
export interface Location {
  readonly base: Variable;
  readonly offset: number;
}

/** A word that was stored. */
export interface Stored {
  value: Expr;
  readonly store: Store;
}
/** The statement that stores a word, and what it is made of. */
export interface Store {
  readonly statement: Statement;
  readonly address: Expr;
  readonly storing: (value: Expr) => JsStatement;
}

// All are looked at for each store.
const mostWords = 16;

export class Contents {
  private readonly enabled: boolean;
  private base: Variable | undefined;
  /** By distance from the base: words of which no two overlap. */
  private readonly words = new Map<number, Stored>();
  /** The variables that hold what was stored; some may not any more. */
  private readonly holders = new Set<Variable>();
  private keeps = false;

  /** Not enabled, it knows nothing. */
  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  at({ base, offset }: Location): Stored | undefined {
    return base === this.base ? this.words.get(offset) : undefined;
  }

  stored({ base, offset }: Location, word: Stored): void {
    if (!this.enabled) return;
    if (base !== this.base || this.words.size >= mostWords) this.forget();
    this.base = base;
    this.words.set(offset, word);
    this.hold(word, word.value);
  }
  /** The word stands there: in a variable, or as what is computed and stored. */
  hold(word: Stored, value: Expr): void {
    word.value = value;
    const [variable] = value.reads;
    if (variable?.node === value.node) this.holders.add(variable);
  }

  /** Anything may be there now, but for what `keepOthers` keeps. */
  forget(): void {
    if (!this.keeps) this.clear();
  }

  /** `store` stores `size` bytes: the words that it does not touch stay known. */
  keepOthers(location: Location | undefined, size: number, store: () => void): void {
    this.keeps = location !== undefined && location.base === this.base;
    store();
    this.keeps = false;
    if (location === undefined) return;
    const { offset } = location;
    for (const at of this.words.keys()) if (at + 4 > offset && at < offset + size) this.words.delete(at);
  }

  assigned(variable: Variable): void {
    if (this.words.size === 0) return;
    if (variable === this.base) this.clear();
    if (!this.holders.delete(variable)) return;
    for (const [offset, { value }] of this.words) if (value.node === variable.node) this.words.delete(offset);
  }

  private clear(): void {
    if (this.words.size === 0) return;
    this.words.clear();
    this.holders.clear();
  }
}
