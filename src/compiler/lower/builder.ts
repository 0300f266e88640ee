// The operand stack of one function while it is lowered: pending expressions, the temporaries that hold the others, and
// the statement list they are emitted to.
//
// A pending expression is emitted where it is consumed, unless something that happens in between could change its
// value or must not overtake its trap: then it is spilled to a temporary first. That rule lives in `settleBefore`.

import type { CallExpression } from 'estree';
import type { FunctionType, ValueType } from '../ast.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import type { LoweringEnvironment } from './environment.ts';
import type { Expr } from './expression.ts';
import * as e from './expression.ts';
import { Facts } from './facts.ts';
import type { Callee, CallStatement, Statement, TestedCallee, Variable, WordKind } from './ir.ts';
import { union } from './ir.ts';
import { effectsOf, isSettled, isWordSettled, mayTrap, type Operand, type Place, wordsOf } from './operand.ts';
import { type Int64, Variables } from './variables.ts';
import { resultInt, view } from './words.ts';

// What a statement must not overtake: the effects of pending expressions that its own effects conflict with.
const anyWrite = Effect.writesMemory | Effect.writesGlobal | Effect.writesTable | Effect.calls | Effect.control;
function conflictsOf(effects: number): number {
  if ((effects & Effect.calls) !== 0) return Effect.traps | Effect.readsMemory | Effect.readsGlobal | Effect.readsTable;
  let conflicts = 0;
  if ((effects & (anyWrite | Effect.traps)) !== 0) conflicts |= Effect.traps;
  if ((effects & Effect.writesMemory) !== 0) conflicts |= Effect.readsMemory;
  if ((effects & Effect.writesGlobal) !== 0) conflicts |= Effect.readsGlobal;
  if ((effects & Effect.writesTable) !== 0) conflicts |= Effect.readsTable;
  return conflicts;
}

// Larger trees than this are put into a temporary: engines limit how deep parentheses nest.
const largestTree = 48;

// With more operands pending than this, the deepest one is put into a temporary, so that looking at all of them takes no
// more time for each instruction in a long function than in a short one.
const mostPending = 256;

export class Builder {
  readonly environment: LoweringEnvironment;
  readonly variables: Variables;
  readonly facts: Facts;
  /** Where statements go. Control instructions replace it as they open and close blocks. */
  statements: Statement[] = [];
  /** How many statements have been emitted. */
  emitted = 0;
  /** How many calls that may pause have been. */
  sites = 0;

  private readonly stack: Operand[] = [];
  /** Where in the stack operands stand that are not settled, ascending: what has to be looked at before statements. */
  private readonly pending: number[] = [];
  /** How many operands have effects: mostly few, whatever the stack's height. */
  private effectful = 0;

  constructor(environment: LoweringEnvironment, int64: Int64) {
    this.environment = environment;
    this.variables = new Variables(int64);
    const { facts, forwarding } = environment.optimisations;
    this.facts = new Facts(facts, forwarding);
  }

  /** Adds a statement to the list at hand. */
  emit(statement: Statement): void {
    this.statements.push(statement);
    this.emitted++;
  }

  // The operand stack.

  get height(): number {
    return this.stack.length;
  }

  push(type: ValueType, low: Expr, high?: Expr, more?: Pick<Operand, 'loaded' | 'extended' | 'near'>): void {
    const kind = high === undefined ? this.variables.kindOf(type) : 'i';
    const limited = high && this.limit(high, type, kind);
    const near = limited === high ? more?.near : undefined;
    const { loaded, extended } = more ?? {};
    const operand = { type, low: this.limit(low, type, kind), high: limited, loaded, extended, near };
    this.variables.remember(operand);
    this.stack.push(operand);
    if (effectsOf(operand) !== 0) this.effectful++;
    if (isSettled(operand)) return;
    this.pending.push(this.stack.length - 1);
    if (this.pending.length > mostPending) this.spill(this.pending.shift() as number);
  }
  private limit(expr: Expr, type: ValueType, kind: WordKind): Expr {
    return expr.size > largestTree ? this.into(this.word(expr, type), kind) : expr;
  }
  pushPlace(place: Place): void {
    const { facts } = this;
    const extended = facts.isExtended(place);
    this.push(place.type, facts.read(place.low), place.high && facts.read(place.high), { extended });
  }
  pushAgain(operand: Operand): void {
    this.push(operand.type, operand.low, operand.high, { extended: operand.extended });
  }

  pop(): Operand {
    return this.exact(this.take());
  }
  /** The topmost operand, a float, where a NaN is a NaN whatever its bits. */
  popNumber(): Expr {
    const { low } = this.take();
    return low.form === e.Form.number ? { ...low, form: e.Form.plain } : low;
  }
  private take(): Operand {
    const operand = this.stack.pop();
    if (operand === undefined) throw new Error('the operand stack is empty: the function is not valid');
    this.consume(operand);
    this.dropPending();
    return operand;
  }
  private exact(operand: Operand): Operand {
    const low = this.word(operand.low, operand.type);
    return low === operand.low ? operand : { ...operand, low };
  }
  /** A float that was to be read as a number is read with all its bits. */
  private word(expr: Expr, type: ValueType): Expr {
    if (expr.form !== e.Form.number) return expr;
    const [address] = (expr.node as CallExpression).arguments as [js.Expression];
    return { ...expr, form: e.Form.exact, node: this.help(`${type}_load`, [view, address]) };
  }
  private consume(operand: Operand): void {
    this.variables.consume(operand);
    if (effectsOf(operand) !== 0) this.effectful--;
  }
  /** Forgets those that have been taken off the stack. */
  private dropPending(): void {
    const { pending, stack } = this;
    while (pending.length > 0 && (pending[pending.length - 1] as number) >= stack.length) pending.pop();
  }
  /** The topmost operands, the deepest first. */
  popMany(count: number): Operand[] {
    const operands = this.stack.splice(this.stack.length - count, count);
    for (const operand of operands) this.consume(operand);
    this.dropPending();
    return operands.map((operand) => this.exact(operand));
  }
  /** The low word of the topmost operand, where the high one does not matter. */
  popLow(): Expr {
    const { low, high } = this.pop();
    if (high !== undefined) this.discard(high);
    return low;
  }
  /** An expression that nothing uses is computed all the same if it may trap. */
  discard(expr: Expr): void {
    if (e.traps(expr)) this.effect(js.expression(expr.node), Effect.traps, [expr]);
  }
  /** The topmost operands, left where they are, each made simple so that it may be used more than once. */
  peekSimple(count: number): Operand[] {
    const base = this.stack.length - count;
    if (this.stack.slice(base).some(mayTrap)) this.settleBefore(Effect.traps);
    for (let i = base; i < this.stack.length; i++) {
      const operand = this.stack[i] as Operand;
      if (!e.isSimple(operand.low) || (operand.high !== undefined && !e.isSimple(operand.high))) this.spillPending(i);
    }
    return this.stack.slice(base);
  }
  dropTo(height: number): void {
    while (this.stack.length > height) this.pop();
  }

  // Statements.

  /** Spills what a statement with such effects, or one that assigns `target`, must not overtake. */
  settleBefore(effects: number, target?: Variable): void {
    if ((effects & (Effect.writesMemory | Effect.calls)) !== 0) this.facts.contents.forget();
    const conflicts = this.effectful > 0 ? conflictsOf(effects) : 0;
    if (conflicts === 0 && (target === undefined || target.references === 0)) return;
    const { stack, pending } = this;
    let ordered = false;
    const kept: number[] = [];
    const chosen: number[] = [];
    for (let k = pending.length - 1; k >= 0; k--) {
      const i = pending[k] as number;
      const operand = stack[i] as Operand;
      const { low, high } = operand;
      const has = effectsOf(operand);
      const reads = target !== undefined && (low.reads.includes(target) || high?.reads.includes(target) === true);
      // A spilled trap must not overtake the traps beneath it.
      if (reads || (has & conflicts) !== 0 || (ordered && (has & Effect.traps) !== 0)) {
        if ((has & Effect.traps) !== 0) ordered = true;
        chosen.push(i);
      } else {
        kept.push(i);
      }
    }
    if (chosen.length === 0) return;
    this.pending.splice(0, pending.length, ...kept.reverse());
    for (let k = chosen.length - 1; k >= 0; k--) this.spill(chosen[k] as number);
  }

  /** Before a block: whatever is pending must stand in temporaries (or be constant), for the block's body may be left at any point. */
  settleAll(): void {
    for (const index of this.pending.splice(0)) this.spill(index);
  }

  private spillPending(index: number): void {
    const at = this.pending.lastIndexOf(index);
    if (at >= 0) this.pending.splice(at, 1);
    this.spill(index);
  }

  /** Puts an operand that is not among the pending ones any more into temporaries. */
  private spill(index: number): void {
    const operand = this.exact(this.stack[index] as Operand);
    const kind = operand.high === undefined ? this.variables.kindOf(operand.type) : 'i';
    const low = isWordSettled(operand.low) ? operand.low : this.toTemporary(operand.low, kind);
    const high =
      operand.high === undefined || isWordSettled(operand.high) ? operand.high : this.toTemporary(operand.high, 'i');
    const spilled = { type: operand.type, low, high, extended: operand.extended };
    if (effectsOf(operand) !== 0) this.effectful--;
    this.variables.remember(spilled);
    this.variables.forget(operand);
    this.stack[index] = spilled;
  }

  /** Emits the expression into a new temporary. Does not settle the stack: the expression is the deepest that is not spilled. */
  private toTemporary(expr: Expr, kind: WordKind): Expr {
    const variable = this.variables.temporary(kind);
    this.set(variable, expr);
    return { ...e.read(variable), form: resultForm(expr, kind), zeros: expr.zeros };
  }

  set(target: Variable, value: Expr): void {
    this.facts.assigned(target, value);
    const removable = (value.effects & (anyWrite | Effect.traps)) === 0;
    this.emit({ kind: 'set', target, value: e.exact(value), reads: value.reads, removable, dead: false });
  }

  /** An expression of an instruction at hand in a form that may be written more than once. */
  simple(expr: Expr, kind: WordKind = 'i'): Expr {
    return e.isSimple(expr) ? expr : this.into(expr, kind);
  }
  /** The expression in a temporary, evaluated here. */
  into(expr: Expr, kind: WordKind = 'i'): Expr {
    this.settleBefore(expr.effects);
    return this.toTemporary(expr, kind);
  }

  /** The operand in temporaries, evaluated here. */
  inTemporaries({ type, low, high }: Operand): Operand {
    return {
      type,
      low: this.into(low, high === undefined ? this.variables.kindOf(type) : 'i'),
      high: high && this.into(high),
    };
  }

  /** Assigns a local: a value that the last statements put into temporaries goes there directly. */
  assign(place: Place, operand: Operand): void {
    this.settleBefore(0, place.low);
    if (place.high !== undefined) this.settleBefore(0, place.high);
    if (mayTrap(operand)) this.settleBefore(Effect.traps);
    this.assignLeaving(place, operand);
  }
  /** The same where control leaves for another block next, so that what is pending does not matter. */
  assignLeaving(place: Place, operand: Operand): void {
    const { low, high } = operand;
    if (place.high === undefined || high === undefined) {
      this.assignWord(place.low, low);
      return;
    }
    this.assignPair(place, low, high);
    if (operand.extended === true) this.facts.extended(place);
  }
  private assignPair(place: Place, low: Expr, high: Expr): void {
    if (place.high === undefined) throw new Error('an i64 has two words');
    if (high.reads.includes(place.low) && low.reads.includes(place.high)) {
      const swapped = this.toTemporary(low, 'i');
      this.assignWord(place.high, high);
      this.set(place.low, swapped);
    } else if (high.reads.includes(place.low)) {
      this.assignWord(place.high, high);
      this.assignWord(place.low, low);
    } else {
      this.assignWord(place.low, low);
      this.assignWord(place.high, high);
    }
  }
  private assignWord(target: Variable, value: Expr): void {
    const [source] = value.reads;
    if (value.node === target.node) return;
    if (source !== undefined && value.node === source.node && this.retarget(source, target)) return;
    this.set(target, value);
  }

  /**
   * If the last statements computed `source`, a temporary that nothing else reads, lets them compute `target` instead.
   * Only statements that neither read nor write either variable may stand in between.
   */
  private retarget(source: Variable, target: Variable): boolean {
    if (!this.environment.optimisations.retarget || !source.temporary || source.references !== 1) return false;
    for (let i = this.statements.length - 1; i >= 0 && i >= this.statements.length - 3; i--) {
      const statement = this.statements[i] as Statement;
      if (statement.kind === 'call' && !statement.tail) {
        const result = statement.results.indexOf(source);
        if (result < 0 || statement.results.includes(target)) return false;
        statement.results[result] = target;
        this.facts.assigned(target);
        return true;
      }
      if (statement.kind !== 'set') return false;
      if (statement.target === source) {
        statement.target = target;
        this.facts.assigned(target);
        return true;
      }
      if (statement.target === target || statement.reads.includes(source) || statement.reads.includes(target))
        return false;
    }
    return false;
  }

  /** A statement done for its effect. `operands` are what it reads; their own effects count too. */
  effect(node: js.Statement, effects: number, operands: readonly Expr[], ends = false): void {
    let reads = operands.length > 0 ? (operands[0] as Expr).reads : [];
    let all = effects;
    for (const operand of operands) {
      reads = union(reads, operand.reads);
      all |= operand.effects & Effect.traps;
    }
    this.settleBefore(all);
    this.emit({ kind: 'effect', node, reads, ends });
  }

  /** A call of a helper of the runtime. */
  help(helper: string, args: readonly js.Expression[]): js.Expression {
    return js.call(this.environment.helper(helper), args.slice());
  }

  /** A call of a helper that returns an i64 in the way that compiled functions do: both words in temporaries. */
  helpPair(helper: string, words: readonly Expr[], effects = 0): { readonly low: Expr; readonly high: Expr } {
    const call = e.tree(this.help(helper, words.map(e.exact)), e.Form.exact, words, effects);
    this.settleBefore(effects);
    const [low, high] = [this.variables.temporary('i'), this.variables.temporary('i')];
    // Though nothing may read the low word, the call also sets the high one.
    this.emit({ kind: 'set', target: low, value: call.node, reads: call.reads, removable: false, dead: false });
    this.set(high, e.leaf(resultInt(0)));
    return { low: e.read(low), high: e.read(high) };
  }

  /**
   * A call, as a statement, with its results pushed (unless it is a tail call, which returns them). A counted one takes
   * the words left of the call stack behind its arguments. Instead of it stands one of `others` where its test is true.
   */
  call(
    callee: Callee,
    args: readonly Operand[],
    type: FunctionType,
    { mayPause, tail }: { readonly mayPause: boolean; readonly tail: boolean },
    others: readonly TestedCallee[] = [],
  ): void {
    const words = args.flatMap(wordsOf);
    const withStack = [callee, ...others].some(({ counted }) => counted)
      ? [...words, this.variables.stackForCall()]
      : words;
    let reads: readonly Variable[] = [];
    for (const operand of [callee.code, ...withStack]) reads = union(reads, operand.reads);
    this.settleBefore(tail ? Effect.control : Effect.calls);
    const places = tail ? [] : type.results.map((result) => this.variables.resultPlace(result));
    const results = places.flatMap(({ low, high }) => (high === undefined ? [low] : [low, high]));
    for (const result of results) this.facts.assigned(result);
    const made = ({ code, counted }: Callee, pauses: boolean): CallStatement => ({
      kind: 'call',
      callee: code.node,
      args: (counted ? withStack : words).map(e.exact),
      reads,
      results: results.slice(),
      wanted: results.map(() => true),
      mayPause: pauses,
      tail,
      site: pauses && !tail ? ++this.sites : 0,
    });
    const otherwise = (alternate: Statement, other: TestedCallee): Statement => {
      return {
        kind: 'if',
        label: undefined,
        test: other.test,
        consequent: [made(other, false)],
        alternate: [alternate],
      };
    };
    this.emit(others.reduceRight<Statement>(otherwise, made(callee, mayPause)));
    for (const place of places) this.pushPlace(place);
  }
}

/** What is known of a word once it stands in a variable. */
function resultForm(expr: Expr, kind: WordKind): e.Form {
  if (kind === 'q') return e.Form.exact;
  if (kind !== 'i') return expr.form;
  return expr.form === e.Form.plain || e.isBoolean(expr) ? e.Form.plain : e.Form.exact;
}
