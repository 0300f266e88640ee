// Lowering of a function body: blocks, branches, calls, and the walk over the instructions, with an explicit stack of
// open blocks, since modules nest thousands deep. Instructions without a body are lowered by the rules.
//
// A block's results stand in variables if a branch carries them, and stay on the operand stack otherwise. A block that
// no branch leaves dissolves into its surroundings. Code behind an unconditional branch is left out.

import type { BlockNode, FunctionBody, FunctionType, Instr, InstructionNode, ValueType } from '../ast.ts';
import { CompileError } from '../error.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import { Builder, type Operand, type Place, wordKinds, wordsOf } from './builder.ts';
import type { LoweringEnvironment } from './environment.ts';
import * as e from './expression.ts';
import type { Snapshot } from './facts.ts';
import { type Label, type LoweredFunction, noVariables, type Statement, union, type Variable } from './ir.ts';
import { immediate, type Rule } from './rule.ts';
import { makeBlock, makeIf, makeLoop } from './structure.ts';

/** An open block. */
interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else';
  readonly type: FunctionType;
  readonly label: Label;
  /** What a branch to the label assigns: the parameters of a loop, the results of anything else. */
  places: Place[] | undefined;
  /** Height of the operand stack beneath the block's parameters. */
  readonly base: number;
  readonly instructions: readonly InstructionNode[];
  next: number;
  /** Where the block's statements go, and where those of its surroundings went. */
  readonly statements: Statement[];
  readonly outer: Statement[];
  readonly node: BlockNode | undefined;
  readonly test: e.Expr | undefined;
  /** An if's first branch, while its second is lowered. */
  readonly consequent: Statement[] | undefined;
  /** An if's parameters, which both branches begin with. */
  readonly parameters: readonly Operand[];
  /** What was known where the block began, and at the end of an if's first branch if control reaches that. */
  readonly entry: Snapshot;
  firstEnd: Snapshot | undefined;
  /** What follows the block is the function's end (with the same results), so that a call at its end is a tail call. */
  readonly tail: boolean;
}

export function lowerFunction(
  index: number,
  name: string,
  type: FunctionType,
  body: FunctionBody,
  environment: LoweringEnvironment,
  rules: readonly (Rule | undefined)[],
): LoweredFunction {
  const lowering = new Lowering(type, body, environment, rules);
  lowering.run();
  const { builder } = lowering;
  const { parameters, variables, sites } = builder;
  return { index, name, parameters, variables, body: builder.statements, sites, instructions: body.instructions };
}

class Lowering {
  readonly builder: Builder;
  private readonly environment: LoweringEnvironment;
  private readonly rules: readonly (Rule | undefined)[];
  private readonly frames: Frame[] = [];
  private labels = 0;
  /** False behind an unconditional branch, until the block it stands in ends. */
  private reachable = true;
  /** How many assignments of each i32 local the walk has yet to come to. */
  private readonly assignmentsAhead = new Map<Variable, number>();

  constructor(type: FunctionType, body: FunctionBody, environment: LoweringEnvironment, rules: readonly (Rule | undefined)[]) {
    this.environment = environment;
    this.rules = rules;
    this.builder = new Builder(environment);
    for (const parameter of type.params) this.builder.declareLocal(parameter, true);
    for (const { count, type: local } of body.locals) {
      for (let i = 0; i < count; i++) this.builder.declareLocal(local, false);
    }
    this.countAssignments(body.body);
    this.open('function', { params: [], results: type.results }, body.body, undefined, this.builder.statements, true);
  }

  run(): void {
    const { frames } = this;
    for (;;) {
      const frame = frames[frames.length - 1] as Frame;
      this.builder.startInstruction();
      if (!this.reachable || frame.next === frame.instructions.length) {
        const { length } = frame.outer;
        if (this.close(frame)) return;
        locate(frame.outer, length, frame.node?.offset);
        continue;
      }
      const node = frame.instructions[frame.next++] as InstructionNode;
      const { statements } = this.builder;
      const { length } = statements;
      this.lower(node, frame);
      locate(statements, length, node.offset);
    }
  }

  private lower(node: InstructionNode, frame: Frame): void {
    switch (node.type) {
      case 'Instr': {
        const rule = this.rules[node.op.index];
        if (rule === undefined) this.lowerBranch(node);
        else rule(this.builder, node);
        if (assigns(node)) this.countAssignment(node, -1);
        return;
      }
      case 'CallInstruction':
        this.lowerCall(node.index.value, frame);
        return;
      case 'CallIndirectInstruction':
        this.lowerCallIndirect(node.typeIndex, node.table, frame);
        return;
      default:
        this.lowerBlock(node, frame);
    }
  }

  private countAssignments(body: readonly InstructionNode[]): void {
    const work = [body];
    for (let list = work.pop(); list !== undefined; list = work.pop()) {
      for (const node of list) {
        if (node.type === 'Instr') {
          if (assigns(node)) this.countAssignment(node, 1);
        } else if (node.type === 'IfInstruction') work.push(node.consequent, node.alternate);
        else if ('instr' in node) work.push(node.instr);
      }
    }
    for (const { low } of this.builder.locals) if (!this.assignmentsAhead.has(low)) this.assignmentsAhead.set(low, 0);
  }
  private countAssignment(node: Instr, change: number): void {
    const { low } = this.builder.locals[immediate(node, 0)] as Place;
    this.assignmentsAhead.set(low, (this.assignmentsAhead.get(low) ?? 0) + change);
  }

  // Blocks.

  private open(
    kind: Frame['kind'],
    type: FunctionType,
    instructions: readonly InstructionNode[],
    node: BlockNode | undefined,
    outer: Statement[],
    tail: boolean,
    more?: Partial<Pick<Frame, 'test' | 'consequent' | 'parameters' | 'label' | 'places' | 'entry' | 'firstEnd'>>,
  ): void {
    const statements: Statement[] = [];
    this.frames.push({
      kind,
      type,
      label: more?.label ?? { name: `L${this.labels++}`, uses: 0 },
      places: more?.places,
      base: this.builder.height - type.params.length,
      instructions,
      next: 0,
      statements,
      outer,
      node,
      test: more?.test,
      consequent: more?.consequent,
      parameters: more?.parameters ?? [],
      entry: more?.entry ?? this.builder.facts.snapshot(),
      firstEnd: more?.firstEnd,
      tail,
    });
    this.builder.statements = statements;
    this.reachable = true;
  }

  private lowerBlock(node: BlockNode, outer: Frame): void {
    const { builder } = this;
    const type = node.blockType as FunctionType;
    const last = outer.next === outer.instructions.length;
    const tail = last && outer.tail && sameTypes(outer.type.results, type.results);
    const { statements } = builder;
    if (node.type === 'IfInstruction') {
      const { low: test } = builder.pop();
      builder.settleAll();
      const parameters = builder.popMany(type.params.length);
      for (const parameter of parameters) {
        builder.pushAgain(parameter);
        builder.remember(parameter);
      }
      this.open('if', type, node.consequent, node, statements, tail, { test, parameters });
      return;
    }
    builder.settleAll();
    if (node.type === 'BlockInstruction') {
      this.open('block', type, node.instr, node, statements, tail);
      return;
    }
    // A loop's parameters are variables, since every `continue` assigns them.
    const parameters = builder.popMany(type.params.length);
    const places = parameters.map((parameter) => builder.hold(parameter.type));
    parameters.forEach((parameter, i) => builder.assign(places[i] as Place, parameter));
    builder.facts.keepOnly((variable) => this.assignmentsAhead.get(variable) === 0);
    for (const place of places) builder.pushPlace(place);
    this.open('loop', type, node.instr, node, statements, tail, { places });
  }

  /** Ends the innermost block; true if it was the function. */
  private close(frame: Frame): boolean {
    const { builder } = this;
    const { kind, type, label } = frame;
    if (kind === 'function') {
      if (this.reachable) this.emitReturn(type.results.length);
      this.closeLabel(frame);
      return true;
    }
    const isIf = kind === 'if';
    // With a second branch to come, or as the second branch, results have to meet in variables.
    const meets = isIf || kind === 'else' || (kind === 'block' && label.uses > 0);
    if (this.reachable && meets && type.results.length > 0) {
      if (frame.tail) {
        this.emitReturn(type.results.length);
        this.reachable = false;
      } else {
        this.assignResults(frame);
      }
    }
    const fellThrough = this.reachable;
    if (isIf) {
      builder.dropTo(frame.base);
      for (const parameter of frame.parameters) {
        builder.pushAgain(parameter);
        builder.forget(parameter);
      }
      this.frames.pop();
      const alternate = (frame.node as { alternate: readonly InstructionNode[] }).alternate;
      const consequent = frame.statements;
      this.open('else', type, alternate, frame.node, frame.outer, frame.tail, {
        test: frame.test as e.Expr,
        consequent,
        parameters: frame.parameters,
        label,
        places: frame.places,
        entry: frame.entry,
        firstEnd: fellThrough ? builder.facts.snapshot() : undefined,
      });
      builder.facts.continueFrom(frame.entry);
      return false;
    }
    this.frames.pop();
    builder.statements = frame.outer;
    const branchedTo = kind !== 'loop' && label.uses > 0;
    const joined = branchedTo || frame.firstEnd !== undefined;
    if (branchedTo) builder.facts.keepSince(frame.entry);
    else if (frame.firstEnd !== undefined && !fellThrough) builder.facts.continueFrom(frame.firstEnd);
    else if (frame.firstEnd !== undefined) builder.facts.join(frame.firstEnd, builder.facts.snapshot());
    if (kind === 'else') this.closeIf(frame);
    else this.closeLabel(frame);
    this.reachable = fellThrough || joined;
    if (meets && type.results.length > 0) {
      builder.dropTo(frame.base);
      if (this.reachable) for (const place of frame.places as Place[]) builder.pushPlace(place);
    } else if (!fellThrough) builder.dropTo(frame.base);
    for (const place of frame.places ?? []) builder.release(place);
    return false;
  }

  private closeIf({ test, consequent, statements, label, outer }: Frame): void {
    const used = label.uses > 0 ? label : undefined;
    outer.push(makeIf(used, test as e.Expr, consequent as Statement[], statements));
  }

  private closeLabel({ kind, label, statements, outer }: Frame): void {
    for (const statement of kind === 'loop' ? makeLoop(label, statements) : makeBlock(label, statements)) outer.push(statement);
    this.builder.statements = outer;
  }

  // Branches.

  private lowerBranch(node: Instr): void {
    const { builder } = this;
    switch (node.op.name) {
      case 'unreachable':
        builder.effect(js.throws(builder.help('trap', [js.string('unreachable')])), Effect.traps | Effect.control, [], true);
        this.reachable = false;
        return;
      case 'return':
        this.emitReturn((this.frames[0] as Frame).type.results.length);
        this.reachable = false;
        return;
      case 'br':
        builder.settleBefore(Effect.control);
        this.branch(immediate(node, 0), true);
        this.reachable = false;
        return;
      case 'br_if': {
        const { low: test } = builder.pop();
        const count = this.arity(this.target(immediate(node, 0)));
        builder.peekSimple(count);
        builder.settleBefore(Effect.control);
        const consequent = this.collect(() => this.branch(immediate(node, 0), false));
        builder.statements.push(makeIf(undefined, test, consequent, []));
        return;
      }
      case 'br_table':
        this.lowerBranchTable(node);
        this.reachable = false;
        return;
      default:
        throw new CompileError(node.offset, `${node.op.name} is not supported yet: vector instructions are not compiled`);
    }
  }

  private target(depth: number): Frame {
    return this.frames[this.frames.length - 1 - depth] as Frame;
  }
  private arity(frame: Frame): number {
    return frame.kind === 'loop' ? frame.type.params.length : frame.type.results.length;
  }
  /** Runs `emit` with a new statement list, and gives that. */
  private collect(emit: () => void): Statement[] {
    const { builder } = this;
    const { statements } = builder;
    const collected: Statement[] = [];
    builder.statements = collected;
    emit();
    builder.statements = statements;
    return collected;
  }

  /** A branch out of `depth` blocks. If not `final`, the operands stay where they are for the code behind it. */
  private branch(depth: number, final: boolean): void {
    const frame = this.target(depth);
    const { builder } = this;
    const count = this.arity(frame);
    const operands = final ? builder.popMany(count) : builder.peekSimple(count);
    if (frame.tail && frame.kind !== 'loop') {
      this.returnOperands(operands);
      return;
    }
    this.assignPlaces(this.placesOf(frame), operands);
    frame.label.uses++;
    builder.statements.push({ kind: frame.kind === 'loop' ? 'continue' : 'break', label: frame.label });
  }

  private lowerBranchTable(node: Instr): void {
    const { builder } = this;
    const { low: index } = builder.pop();
    const targets = node.args.map((_, i) => immediate(node, i));
    const last = targets.length - 1;
    builder.peekSimple(this.arity(this.target(targets[last] as number)));
    builder.settleBefore(Effect.control);
    const values = new Map<number, number[]>();
    for (let i = 0; i < last; i++) {
      const depth = targets[i] as number;
      const known = values.get(depth);
      if (known === undefined) values.set(depth, [i]);
      else known.push(i);
    }
    const otherwise = targets[last] as number;
    values.delete(otherwise);
    if (values.size === 0) {
      if (e.traps(index)) builder.effect(js.expression(index.node), Effect.traps, [index]);
      this.branch(otherwise, true);
      return;
    }
    const cases = [...values].map(([depth, numbers]) => ({
      values: numbers,
      body: this.collect(() => this.branch(depth, false)),
    }));
    cases.push({ values: [], body: this.collect(() => this.branch(otherwise, false)) });
    builder.statements.push({ kind: 'switch', value: e.exact(index), reads: index.reads, cases });
  }

  /** The variables that branches to the frame's label assign; they stay taken until the block ends. */
  private placesOf(frame: Frame): Place[] {
    frame.places ??= frame.type.results.map((type) => this.builder.hold(type));
    return frame.places;
  }
  private assignResults(frame: Frame): void {
    const operands = this.builder.popMany(frame.type.results.length);
    this.assignPlaces(this.placesOf(frame), operands);
  }
  /** Assigns several places at once, none of which may see another's new value, and leaves the block. */
  private assignPlaces(places: readonly Place[], operands: readonly Operand[]): void {
    const reads = ({ low, high }: Place, word: e.Expr) =>
      word.reads.includes(low) || (high !== undefined && word.reads.includes(high));
    const moved = operands.map((operand, i) => {
      const words = wordsOf(operand);
      const clobbered = places.slice(0, i).some((place) => words.some((word) => reads(place, word)));
      return clobbered || (places.length > 1 && !words.every(e.isSimple)) ? this.inTemporaries(operand) : operand;
    });
    moved.forEach((operand, i) => this.builder.assignLeaving(places[i] as Place, operand));
  }
  private inTemporaries({ type, low, high }: Operand): Operand {
    const [kind] = wordKinds(type);
    return { type, low: this.builder.into(low, kind), high: high && this.builder.into(high) };
  }

  private emitReturn(count: number): void {
    this.builder.settleBefore(Effect.control);
    this.returnOperands(this.builder.popMany(count));
  }
  private returnOperands(operands: readonly Operand[]): void {
    // The first word is returned by value, so it is the last one to be evaluated.
    const mayTrap = operands.length > 1 && operands.some((operand) => wordsOf(operand).some(e.traps));
    const words = operands.flatMap((operand) => wordsOf(mayTrap ? this.inTemporaries(operand) : operand));
    const kinds = operands.flatMap(({ type }) => wordKinds(type));
    let reads = noVariables;
    for (const word of words) reads = union(reads, word.reads);
    this.builder.statements.push({ kind: 'return', values: words.map(e.exact), kinds, reads });
  }

  // Calls.

  private lowerCall(index: number, frame: Frame): void {
    const type = this.environment.functionType(index);
    const args = this.builder.popMany(type.params.length);
    this.emitCall(e.leaf(this.environment.code(index)), args, type, this.environment.functionMayPause(index), frame);
  }
  private lowerCallIndirect(typeIndex: number, table: number, frame: Frame): void {
    const { builder } = this;
    const type = this.environment.type(typeIndex);
    const { low } = builder.pop();
    const args = builder.popMany(type.params.length);
    // The emitted call looks the element up before it computes the arguments; those that may trap come first.
    const mayTrap = (operand: Operand) => wordsOf(operand).some(e.traps);
    const values = args.map((operand) => (mayTrap(operand) ? this.inTemporaries(operand) : operand));
    const index = builder.simple(low);
    const code = this.environment.tableCode(table, typeIndex, e.exact(index));
    const callee = e.tree(code, e.Form.exact, [index], Effect.traps | Effect.readsTable);
    this.emitCall(callee, values, type, this.environment.typeMayPause(typeIndex), frame);
  }
  private emitCall(callee: e.Expr, args: readonly Operand[], type: FunctionType, mayPause: boolean, frame: Frame): void {
    const tail = this.isTail(frame, type.results);
    this.builder.call(callee, args, type, mayPause, tail);
    if (tail) this.reachable = false;
  }
  /** Whether what follows the current instruction is the function's end, and nothing is to be done there. */
  private isTail(frame: Frame, results: readonly ValueType[]): boolean {
    if (!sameTypes(results, (this.frames[0] as Frame).type.results)) return false;
    if (frame.next === frame.instructions.length) {
      return frame.tail && sameTypes(results, frame.type.results);
    }
    const node = frame.instructions[frame.next] as InstructionNode;
    if (node.type !== 'Instr') return false;
    return node.op.name === 'return' || (node.op.name === 'br' && immediate(node, 0) === this.frames.length - 1);
  }
}

/** Notes which instruction the statements from `first` on were made of, where that is not known yet. */
function locate(statements: readonly Statement[], first: number, offset: number | undefined): void {
  if (offset === undefined) return;
  for (let i = first; i < statements.length; i++) (statements[i] as Statement).offset ??= offset;
}
function sameTypes(a: readonly ValueType[], b: readonly ValueType[]): boolean {
  return a.length === b.length && a.every((type, i) => type === b[i]);
}
function assigns({ op }: Instr): boolean {
  return (op.effects & Effect.writesLocal) !== 0;
}
