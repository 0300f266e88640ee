// What is known of int32 variables while a function is lowered: that one is constant, or at least 0, or a multiple of a power
// of two, or the low or high word of an i64 that is its low word with the sign extended. An access to the linear memory that
// does not trap proves its address not negative, since a memory ends before 2³¹; from then on the variable needs no `>>> 0`.
// Facts hold in everything that the point dominates, until the variable is assigned.

import { Contents } from './contents.ts';
import * as e from './expression.ts';
import { type Expr, Form, type Variable } from './ir.ts';
import type { Place } from './operand.ts';

// Snapshots are copies: functions with very many variables are not worth their time.
const mostFacts = 256;

interface Fact {
  readonly value: number | undefined;
  readonly nonNegative: boolean;
  /** How many of its lowest bits are 0. */
  readonly zeros: number;
  /** It holds if both words of the i64 have it. */
  readonly extended: boolean;
}
const nothing: Fact = { value: undefined, nonNegative: false, zeros: 0, extended: false };

type Known = ReadonlyMap<Variable, Fact>;

/** The facts at a point, and the point itself among the assignments so far. */
export interface Snapshot {
  readonly known: Known;
  readonly time: number;
}

export class Facts {
  /** Of the linear memory. */
  readonly contents: Contents;
  private readonly enabled: boolean;
  private known = new Map<Variable, Fact>();
  /** How many assignments there have been, and which of them was each variable's last one. */
  private time = 0;
  private readonly lastAssigned = new Map<Variable, number>();

  /** What is not enabled is not known: facts of variables, contents of the memory. */
  constructor(enabled: boolean, contents: boolean) {
    this.enabled = enabled;
    this.contents = new Contents(contents);
  }

  read(variable: Variable): Expr {
    const fact = this.known.get(variable);
    if (fact === undefined) return e.read(variable);
    const { value, nonNegative, zeros } = fact;
    if (value !== undefined) return e.constant(value);
    return { ...e.read(variable), form: nonNegative ? Form.plain : Form.exact, zeros };
  }

  /** Whether the i64 there is its low word with the sign extended. */
  isExtended({ low, high }: Place): boolean {
    const isExtended = (word: Variable | undefined) => word !== undefined && this.known.get(word)?.extended === true;
    return isExtended(low) && isExtended(high);
  }

  /** At the start of the function, locals are 0. */
  initial(variable: Variable): void {
    if (variable.kind === 'i') this.add(variable, { ...nothing, value: 0, nonNegative: true, zeros: 32 });
  }

  assigned(variable: Variable, value?: Expr): void {
    if (variable.kind !== 'i') return;
    this.contents.assigned(variable);
    this.lastAssigned.set(variable, ++this.time);
    this.known.delete(variable);
    if (value === undefined) return;
    const fact: Fact = {
      value: value.value,
      nonNegative: value.form === Form.plain || value.form === Form.boolean,
      zeros: value.zeros,
      extended: false,
    };
    if (saysSomething(fact)) this.add(variable, fact);
  }

  /** Both words have been assigned, of an i64 that is its low word with the sign extended. */
  extended({ low, high }: Place): void {
    for (const word of [low, high]) {
      if (word !== undefined) this.add(word, { ...(this.known.get(word) ?? nothing), extended: true });
    }
  }

  /** The memory has been accessed at this address, or beyond it by a constant. */
  accessed(address: Expr): void {
    const [variable] = address.reads;
    if (variable === undefined || address.node !== variable.node) return;
    this.add(variable, { ...(this.known.get(variable) ?? nothing), nonNegative: true });
  }

  private add(variable: Variable, fact: Fact): void {
    if (this.enabled && (this.known.size < mostFacts || this.known.has(variable))) this.known.set(variable, fact);
  }

  snapshot(): Snapshot {
    return { known: new Map(this.known), time: this.time };
  }

  /** At the start of code that is reached from the point of the snapshot only. */
  continueFrom({ known }: Snapshot): void {
    this.contents.forget();
    this.known = new Map(known);
  }

  /** At a point that is reached from the ends of both, and from nowhere else. */
  join(a: Snapshot, b: Snapshot): void {
    this.contents.forget();
    this.known = new Map();
    for (const [variable, fact] of a.known) {
      const other = b.known.get(variable);
      const common = other && commonOf(fact, other);
      if (common !== undefined) this.known.set(variable, common);
    }
  }

  /** At a point that the snapshot's dominates, reached through any of the assignments since. */
  keepSince({ known, time }: Snapshot): void {
    this.keep(known, (variable) => (this.lastAssigned.get(variable) ?? 0) <= time);
  }

  /** At the head of a loop: only of variables that nothing behind this point assigns. */
  keepOnly(isFinal: (variable: Variable) => boolean): void {
    this.keep(this.known, isFinal);
  }

  private keep(known: Known, isKept: (variable: Variable) => boolean): void {
    this.contents.forget();
    this.known = new Map([...known].filter(([variable]) => isKept(variable)));
  }
}

function commonOf(a: Fact, b: Fact): Fact | undefined {
  const common: Fact = {
    value: a.value === b.value ? a.value : undefined,
    nonNegative: a.nonNegative && b.nonNegative,
    zeros: Math.min(a.zeros, b.zeros),
    extended: a.extended && b.extended,
  };
  return saysSomething(common) ? common : undefined;
}
function saysSomething({ value, nonNegative, zeros, extended }: Fact): boolean {
  return value !== undefined || nonNegative || zeros > 0 || extended;
}
