// What is known of int32 variables while a function is lowered: which ones hold a value of at least 0 at this point.
// An access to the linear memory that does not trap proves it of its address, since a memory ends before 2³¹; from then
// on the variable needs no `>>> 0`. Facts hold in everything that the point dominates, until the variable is assigned.

import { type Expr, Form, type Variable } from './ir.ts';

// Snapshots are copies: functions with very many variables are not worth their time.
const mostFacts = 256;

/** The facts at a point, and the point itself among the assignments so far. */
export interface Snapshot {
  readonly nonNegative: ReadonlySet<Variable>;
  readonly time: number;
}

export class Facts {
  private readonly enabled: boolean;
  private nonNegative = new Set<Variable>();
  /** How many assignments there have been, and which of them was each variable's last one. */
  private time = 0;
  private readonly lastAssigned = new Map<Variable, number>();

  /** Not enabled, it knows nothing. */
  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  read(variable: Variable): Expr {
    const form = this.nonNegative.has(variable) ? Form.plain : Form.exact;
    return { node: variable.node, form, value: undefined, reads: [variable], effects: 0, size: 1 };
  }

  assigned(variable: Variable, value?: Expr): void {
    if (variable.kind !== 'i') return;
    this.lastAssigned.set(variable, ++this.time);
    if (value !== undefined && (value.form === Form.plain || value.form === Form.boolean)) this.add(variable);
    else this.nonNegative.delete(variable);
  }

  /** The memory has been accessed at this address, or beyond it by a constant. */
  accessed(address: Expr): void {
    const [variable] = address.reads;
    if (variable !== undefined && address.node === variable.node) this.add(variable);
  }

  private add(variable: Variable): void {
    if (this.enabled && this.nonNegative.size < mostFacts) this.nonNegative.add(variable);
  }

  snapshot(): Snapshot {
    return { nonNegative: new Set(this.nonNegative), time: this.time };
  }

  /** At the start of code that is reached from the point of the snapshot only. */
  continueFrom({ nonNegative }: Snapshot): void {
    this.nonNegative = new Set(nonNegative);
  }

  /** At a point that is reached from the ends of both, and from nowhere else. */
  join(a: Snapshot, b: Snapshot): void {
    this.nonNegative = new Set([...a.nonNegative].filter((variable) => b.nonNegative.has(variable)));
  }

  /** At a point that the snapshot's dominates, reached through any of the assignments since. */
  keepSince({ nonNegative, time }: Snapshot): void {
    const isKept = (variable: Variable) => (this.lastAssigned.get(variable) ?? 0) <= time;
    this.nonNegative = new Set([...nonNegative].filter(isKept));
  }

  /** At the head of a loop: only of variables that nothing behind this point assigns. */
  keepOnly(isFinal: (variable: Variable) => boolean): void {
    this.nonNegative = new Set([...this.nonNegative].filter(isFinal));
  }
}
