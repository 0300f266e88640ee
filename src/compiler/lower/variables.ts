// The variables of one function while it is lowered: its locals, and the temporaries of its operand stack. A temporary
// is free again when no pending operand reads it any more; it counts its readers.

import type { ValueType } from '../ast.ts';
import * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import { Variable, type WordKind } from './ir.ts';
import { kindOf, type Operand, type Place, prefixOf } from './operand.ts';

/** How a body keeps its i64s, and at which slot the BigInt variable of an index stands, if not in a variable (−1). */
export interface Int64 {
  readonly kind: 'i' | 'q';
  slot(index: number): number;
}
export const pairs: Int64 = { kind: 'i', slot: () => -1 };

export class Variables {
  readonly all: Variable[] = [];
  readonly parameters: Variable[] = [];
  /** By number, those that there are variables for. */
  readonly locals = new Map<number, Place>();
  private stack: Variable | undefined;
  /** Of the words left there, by the activations that are open. */
  private taken = 0;
  /** What an i64 is kept as: two words, or one BigInt. */
  private readonly int64: Int64;

  private readonly free: Record<WordKind, Variable[]> = { i: [], s: [], d: [], r: [], q: [] };
  /** Taken from the stack by the instruction at hand: their temporaries are not free before it is done. */
  private consumed: Operand[] = [];
  private fresh: Variable[] = [];

  constructor(int64: Int64) {
    this.int64 = int64;
  }

  private declare(name: string, kind: WordKind, temporary: boolean, local = -1): Variable {
    const slot = kind === 'q' ? this.int64.slot(this.all.length) : -1;
    const variable = new Variable(name, kind, this.all.length, temporary, local, slot);
    this.all.push(variable);
    return variable;
  }

  declareLocal(number: number, type: ValueType, parameter: boolean): Place {
    if (type === 'i64' && this.int64.kind === 'q') return this.declareBigInt(number, parameter);
    const low = this.declare(`${prefixOf(type)}${number}`, kindOf(type), false, number);
    const high = type === 'i64' ? this.declare(`h${number}`, 'i', false, number) : undefined;
    const place = { type, low, high };
    this.locals.set(number, place);
    if (parameter) this.parameters.push(low);
    if (parameter && high !== undefined) this.parameters.push(high);
    return place;
  }

  /** A parameter comes as two words all the same. */
  private declareBigInt(number: number, parameter: boolean): Place {
    if (parameter) this.parameters.push(this.declare(`l${number}`, 'i', false), this.declare(`h${number}`, 'i', false));
    const place: Place = { type: 'i64', low: this.declare(`q${number}`, 'q', false, number), high: undefined };
    this.locals.set(number, place);
    return place;
  }

  kindOf(type: ValueType): WordKind {
    return type === 'i64' ? this.int64.kind : kindOf(type);
  }

  /** Behind the last parameter, that of a function whose calls are counted: the words left of the call stack. */
  declareStack(): void {
    this.stack = this.declare('y', 'i', false);
    this.parameters.push(this.stack);
  }
  /** Has an activation take `frame` of these words (or, negative, give them back); what is left at the function's start. */
  takeStack(frame: number): { readonly stack: Variable; readonly taken: number } | undefined {
    const { stack } = this;
    if (stack === undefined) return undefined;
    this.taken += frame;
    return { stack, taken: this.taken };
  }
  /** What a counted call is given. */
  stackForCall(): e.Expr {
    if (this.stack === undefined) throw new Error('a function that is not counted makes a counted call');
    return e.tree(js.binary('-', this.stack.node, js.integer(this.taken)), e.Form.exact, [e.read(this.stack)]);
  }

  temporary(kind: WordKind): Variable {
    const variable = this.takeFree(kind);
    if (variable === undefined) return this.unused(kind);
    this.fresh.push(variable);
    return variable;
  }
  /** A temporary that nothing has used before. */
  unused(kind: WordKind): Variable {
    const variable = this.declare(`${kind === 'i' ? 't' : `${kind}t`}${this.all.length}`, kind, true);
    this.fresh.push(variable);
    return variable;
  }
  /** A variable that still has its last value is used once more: it may be a temporary that is free. */
  takeBack(variable: Variable): void {
    if (!variable.isFree) return;
    const free = this.free[variable.kind];
    free.splice(free.lastIndexOf(variable), 1);
    variable.isFree = false;
    this.fresh.push(variable);
  }

  /** A place that stays taken until `release`. */
  hold(type: ValueType): Place {
    const place = this.place(type);
    place.low.references++;
    if (place.high !== undefined) place.high.references++;
    return place;
  }
  release(place: Place): void {
    this.unreference(place.low);
    if (place.high !== undefined) this.unreference(place.high);
  }
  place(type: ValueType): Place {
    const low = this.temporary(this.kindOf(type));
    return { type, low, high: type === 'i64' && low.kind === 'i' ? this.temporary('i') : undefined };
  }
  /** Where a call leaves a result: an i64 is always two words there. */
  resultPlace(type: ValueType): Place {
    return { type, low: this.temporary(kindOf(type)), high: type === 'i64' ? this.temporary('i') : undefined };
  }

  private unreference(variable: Variable): void {
    variable.references--;
    if (variable.temporary && variable.references === 0) this.giveBack(variable);
  }
  private giveBack(variable: Variable): void {
    if (variable.isFree) return;
    variable.isFree = true;
    this.free[variable.kind].push(variable);
  }
  private takeFree(kind: WordKind): Variable | undefined {
    const variable = this.free[kind].pop();
    if (variable !== undefined) variable.isFree = false;
    return variable;
  }

  /** To be called before each instruction: what the last one consumed or took and did not push is free again. */
  startInstruction(): void {
    for (const operand of this.consumed) this.forget(operand);
    this.consumed = [];
    for (const variable of this.fresh) {
      if (variable.references === 0) this.giveBack(variable);
    }
    this.fresh = [];
  }
  /** Counts an operand's uses of temporaries: pending on the stack, or kept to be pushed again. */
  remember(operand: Operand): void {
    for (const variable of operand.low.reads) variable.references++;
    if (operand.high !== undefined) for (const variable of operand.high.reads) variable.references++;
  }
  forget(operand: Operand): void {
    for (const variable of operand.low.reads) this.unreference(variable);
    if (operand.high !== undefined) for (const variable of operand.high.reads) this.unreference(variable);
  }

  /** Takes note that the instruction at hand has popped the operand. */
  consume(operand: Operand): void {
    this.consumed.push(operand);
  }
}
