// Lowering of a function body: blocks, branches, calls, and the walk over the instructions, with an explicit stack of
// open blocks, since modules nest thousands deep. Instructions without a body are lowered by the rules.
//
// A block's results stand in variables if a branch carries them, and stay on the operand stack otherwise. A block that
// no branch leaves dissolves into its surroundings. Code behind an unconditional branch is left out.

import type { Version } from '../analyse/clones.ts';
import type { BlockNode, FunctionBody, FunctionType, InstructionNode, ValueType } from '../ast.ts';
import { beyond, type Limits } from '../decode/index.ts';
import * as js from '../emit/estree.ts';
import { CompileError } from '../error.ts';
import { AssignmentsAhead } from './assignments.ts';
import { takeParameters } from './bigint/words.ts';
import { Branches } from './branch.ts';
import { Builder } from './builder.ts';
import { lowerCall } from './call.ts';
import type { LoweringEnvironment } from './environment.ts';
import type * as e from './expression.ts';
import { type Frame, sameTypes } from './frame.ts';
import type { LoweredFunction, Statement } from './ir.ts';
import { type Place, wordKinds } from './operand.ts';
import type { Rule } from './rule.ts';
import { makeBlock, makeIf, makeLoop } from './structure.ts';
import { type Int64, pairs } from './variables.ts';

// A block that dissolves hands its statements to its surroundings. More than this stay together, so that nested blocks do
// not hand the same ones on again and again.
const mostCopied = 256;

export function lowerFunction(
  version: Version,
  type: FunctionType,
  body: FunctionBody,
  environment: LoweringEnvironment,
  rules: readonly (Rule | undefined)[],
  limits: Limits,
  int64: Int64 = pairs,
): LoweredFunction {
  const { index, name } = version;
  const lowering = new Lowering(version, type, body, environment, rules, int64);
  lowering.run(limits);
  const { builder } = lowering;
  const { variables, sites, statements } = builder;
  const { parameters, all } = variables;
  return {
    index,
    name,
    parameters,
    results: type.results.flatMap(wordKinds),
    variables: all,
    body: statements,
    mayPause: environment.functionMayPause(index),
    sites,
    instructions: body.instructions,
  };
}

class Lowering {
  readonly builder: Builder;
  private readonly rules: readonly (Rule | undefined)[];
  private readonly frames: Frame[] = [];
  private labels = 0;
  /** False behind an unconditional branch, until the block it stands in ends. */
  private reachable = true;
  private readonly branches: Branches;
  private readonly assignments: AssignmentsAhead;
  /** In words of the call stack, if the function's calls are counted. */
  private readonly frameSize: number = 0;

  constructor(
    { index, zeros }: Version,
    type: FunctionType,
    body: FunctionBody,
    environment: LoweringEnvironment,
    rules: readonly (Rule | undefined)[],
    int64: Int64,
  ) {
    this.rules = rules;
    this.builder = new Builder(environment, int64);
    this.branches = new Branches(this.builder, this.frames);
    this.assignments = new AssignmentsAhead(body.body);
    const { variables } = this.builder;
    for (const [number, parameter] of type.params.entries()) {
      if (zeros.includes(number)) this.declareZero(number, parameter);
      else variables.declareLocal(number, parameter, true);
    }
    takeParameters(this.builder);
    if (environment.isCounted(index)) {
      this.frameSize = environment.frameSize(index);
      variables.declareStack();
      this.takeStack(body.offset);
    }
    this.declareLocals(type.params.length, body);
    this.open('function', { params: [], results: type.results }, body.body, undefined, this.builder.statements, true);
  }

  /** Those that the body names: a few bytes can declare 50,000. */
  private declareLocals(parameters: number, { locals }: FunctionBody): void {
    const named = this.assignments.locals.filter((number) => number >= parameters);
    let next = 0;
    let end = parameters;
    for (const { count, type } of locals) {
      end += count;
      for (; next < named.length && (named[next] as number) < end; next++) {
        this.declareZero(named[next] as number, type);
      }
    }
  }
  /** A local that is 0 at the start. */
  private declareZero(number: number, type: ValueType): void {
    const { variables, facts } = this.builder;
    const { low, high } = variables.declareLocal(number, type, false);
    facts.initial(low);
    if (high !== undefined) facts.initial(high);
  }

  /** Where an activation begins: traps if fewer words are left of the call stack than it takes. */
  private takeStack(offset: number): void {
    const { builder } = this;
    const counted = builder.variables.takeStack(this.frameSize);
    if (counted === undefined) return;
    const { stack, taken } = counted;
    const trap = js.expression(builder.help('stack_exhausted', []));
    const node = js.branch(js.binary('<', stack.node, js.integer(taken)), [trap], []);
    builder.emit({ kind: 'effect', node, reads: [stack], ends: false, offset });
  }

  run(limits: Limits): void {
    const { frames } = this;
    for (;;) {
      const frame = frames[frames.length - 1] as Frame;
      this.builder.variables.startInstruction();
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
      if (this.builder.emitted > limits.statements) {
        throw new CompileError(
          node.offset,
          beyond(limits, 'statements', this.builder.emitted, 'statements of a function'),
        );
      }
    }
  }

  private lower(node: InstructionNode, frame: Frame): void {
    switch (node.type) {
      case 'Instr': {
        const rule = this.rules[node.op.index];
        if (rule === undefined) this.reachable = this.branches.lower(node);
        else rule(this.builder, node);
        this.assignments.passed(node);
        return;
      }
      case 'CallInstruction':
      case 'CallIndirectInstruction':
        this.reachable = !lowerCall(this.builder, node, this.frames);
        return;
      default:
        this.lowerBlock(node, frame);
    }
  }

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
        builder.variables.remember(parameter);
      }
      this.open('if', type, node.consequent, node, statements, tail, { test, parameters });
      return;
    }
    builder.settleAll();
    if (node.type === 'BlockInstruction') {
      this.open('block', type, node.instr, node, statements, tail);
      if (node.activation === true) this.takeStack(node.offset);
      return;
    }
    // A loop's parameters are variables, since every `continue` assigns them.
    const parameters = builder.popMany(type.params.length);
    const places = parameters.map((parameter) => builder.variables.hold(parameter.type));
    for (const [i, parameter] of parameters.entries()) builder.assign(places[i] as Place, parameter);
    builder.facts.keepOnly(({ local }) => local >= 0 && this.assignments.isFinal(local));
    for (const place of places) builder.pushPlace(place);
    this.open('loop', type, node.instr, node, statements, tail, { places });
  }

  /** Ends the innermost block; true if it was the function. */
  private close(frame: Frame): boolean {
    const { builder } = this;
    const { kind, type, label } = frame;
    if (kind === 'function') {
      if (this.reachable) this.branches.emitReturn(type.results.length);
      this.closeLabel(frame);
      return true;
    }
    if (frame.node?.activation === true) builder.variables.takeStack(-this.frameSize);
    const isIf = kind === 'if';
    // With a second branch to come, or as the second branch, results have to meet in variables.
    const meets = isIf || kind === 'else' || (kind === 'block' && label.uses > 0);
    if (this.reachable && meets && type.results.length > 0) {
      if (frame.tail) {
        this.branches.emitReturn(type.results.length);
        this.reachable = false;
      } else {
        this.branches.assignResults(frame);
      }
    }
    const fellThrough = this.reachable;
    if (isIf) {
      builder.dropTo(frame.base);
      for (const parameter of frame.parameters) {
        builder.pushAgain(parameter);
        builder.variables.forget(parameter);
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
    for (const place of frame.places ?? []) builder.variables.release(place);
    return false;
  }

  private closeIf({ test, consequent, statements, label, outer }: Frame): void {
    const used = label.uses > 0 ? label : undefined;
    outer.push(makeIf(used, test as e.Expr, consequent as Statement[], statements));
  }

  private closeLabel({ kind, label, statements, outer }: Frame): void {
    const { structure } = this.builder.environment.optimisations;
    const made = (kind === 'loop' ? makeLoop : makeBlock)(label, statements, structure);
    if (made.length > mostCopied) outer.push({ kind: 'block', label, body: made });
    else for (const statement of made) outer.push(statement);
    this.builder.statements = outer;
  }
}

/** Notes which instruction the statements from `first` on were made of, where that is not known yet. */
function locate(statements: readonly Statement[], first: number, offset: number | undefined): void {
  if (offset === undefined) return;
  for (let i = first; i < statements.length; i++) (statements[i] as Statement).offset ??= offset;
}
