// Random function bodies: statements around the expressions of expressions.ts. Every body ends: the header of a loop and
// the entry of a function that calls count down the fuel global and return when it is spent.

import { i32 } from './constants.ts';
import { Expressions } from './expressions.ts';
import { indexed, plain, stores } from './grammar.ts';
import type { FunctionModel, FunctionType, Plain, Type } from './model.ts';
import { fits } from './model.ts';
import type { Random } from './random.ts';
import type { Scope } from './scope.ts';

/** A random body for the function at `index` of the function index space, of about `budget` instructions. */
export function makeFunction(random: Random, scope: Scope, index: number, budget: number): FunctionModel {
  return new Body(random, scope, index, budget).make();
}

class Body extends Expressions {
  make(): FunctionModel {
    const { random, type } = this;
    const depth = random.chance(0.05) ? 25 : random.between(2, 6);
    this.burn();
    for (let size = 250; size < this.budget; size += 50) this.piece(depth);
    this.statements(random.between(1, 8), depth);
    if (random.chance(0.03)) this.well(random.between(40, 400));
    this.settle(depth);
    const code = this.builder.leave();
    // Leaves of the call graph need no fuel, and shall be as small as real ones.
    const body = this.calls ? code : code.slice(burnLength);
    return { type, locals: this.locals.slice(type.params.length), body };
  }

  /** Up to `count` statements at the level of a block's body, where values may also be left on the stack. */
  private statements(count: number, depth: number): void {
    const { random } = this;
    for (let i = 0; i < count && !this.spent; i++) {
      if (this.frame.unreachable && random.chance(0.6)) return;
      if (this.height > this.frame.reserved && random.chance(0.3)) this.disposeTop();
      else if (random.chance(0.1)) this.produce(this.anyType(), depth);
      else this.statement(depth);
    }
  }

  protected override statement(depth: number): void {
    const { random, scope } = this;
    const ways: (readonly [number, () => void])[] = [
      [6, () => this.set(depth)],
      [1, () => this.operate(plain('drop', `${this.anyType()}:`, [0x1a]), depth)],
      [1, () => this.emit(plain('nop', ':', [0x01]))],
      [
        6,
        () => this.dispose(this.block({ params: this.blockParams(), results: this.types(scope.mvp ? 1 : 2) }, depth)),
      ],
      [3, () => this.dispose(this.branch('br_if', [random.below(this.builder.frames.length)], depth))],
    ];
    if (depth > 1 && this.builder.frames.length > 1) ways.push([1, () => this.diverge(depth)]);
    const callees = this.callees();
    if (callees.length > 0) ways.push([7, () => this.dispose(this.call(random.pick(callees), depth))]);
    const signatures = this.indirectTypes();
    if (signatures.length > 0) ways.push([4, () => this.dispose(this.callIndirect(random.pick(signatures), depth))]);
    if (scope.memory) ways.push([5, () => this.access(random.pick(stores), depth)]);
    if (!scope.mvp) ways.push(...this.bulk(depth));
    random.weighted(ways)();
  }

  /** Some statements that control may pass by, so that a branch out of them is not the end of all. */
  private piece(depth: number): void {
    this.operands(['i'], depth, () => {
      this.builder.block('if', { params: [], results: [] }, () => {
        this.statements(this.random.between(1, 8), depth);
        this.settle(depth);
      });
    });
  }

  /** Blocks in blocks, deeper than engines can parse, with statements here and there on the way in and out. */
  private well(levels: number): void {
    const { random } = this;
    const name = random.pick(['block', 'block', 'loop', 'if'] as const);
    this.operands([], 2, () => {
      if (name === 'if') this.operand('i', 2);
      this.builder.block(name, { params: [], results: [] }, () => {
        if (name === 'loop') this.burn();
        if (random.chance(0.4)) this.dispose(this.branch('br_if', [random.below(this.builder.frames.length)], 2));
        else if (random.chance(0.2)) this.statement(2);
        if (levels > 0 && !this.frame.unreachable) this.well(levels - 1);
        if (random.chance(0.15)) this.statement(2);
        this.settle(2);
      });
    });
  }

  /** Takes `results`, which stand on top, off the stack. */
  private dispose(results: readonly Type[]): void {
    for (let i = 0; i < results.length; i++) this.disposeTop();
  }

  /** Takes the top value off the stack: into a local or global, or dropped. */
  private disposeTop(): void {
    const top = this.frame.stack[this.height - 1] as Type;
    const targets = this.targets(top);
    if (targets.length > 0 && this.random.chance(0.7)) this.emit(this.random.pick(targets));
    else this.emit(plain('drop', `${top}:`, [0x1a]));
  }

  /** The local.set and global.set that take a value of `type`. */
  private targets(type: Type): Plain[] {
    const { globals, fuel } = this.scope;
    const locals = this.locals.flatMap((local, index) =>
      fits(type, local) ? [indexed('local.set', `${local}:`, [0x21], index)] : [],
    );
    const mutable = globals.flatMap((global, index) =>
      global.mutable && index !== fuel && fits(type, global.type)
        ? [indexed('global.set', `${global.type}:`, [0x24], index)]
        : [],
    );
    return [...locals, ...mutable];
  }

  private set(depth: number): void {
    const targets = this.targets(this.anyType());
    if (targets.length > 0) this.operate(this.random.pick(targets), depth);
  }

  protected override block(type: FunctionType, depth: number): readonly Type[] {
    const { random } = this;
    const name = random.pick(['block', 'loop', 'if', 'if'] as const);
    const fill = (): void => {
      if (name === 'loop') this.burn();
      this.statements(random.below(4), depth - 1);
      if (name === 'loop' && random.chance(0.7)) this.dispose(this.branch('br_if', [0], depth - 1));
      this.settle(depth - 1);
    };
    this.operands(type.params, depth, () => {
      if (name === 'if') this.operand('i', depth);
      const half = name !== 'if' || (type.params.join() === type.results.join() && random.chance(0.5));
      this.builder.block(name, type, fill, half ? undefined : fill);
    });
    return type.results;
  }

  /** Makes the stack hold the frame's results and nothing else. */
  private settle(depth: number): void {
    const { frame } = this;
    const { results } = frame.type;
    frame.reserved = 0;
    const kept = (): boolean =>
      this.height <= results.length && frame.stack.every((t, i) => fits(t, results[i] as Type));
    while (!kept() || (this.height > 0 && this.random.chance(0.1))) this.disposeTop();
    // In unreachable code the bottom ones may be missing: what stands there is then taken for the last results.
    if (frame.unreachable) while (this.height > 0) this.disposeTop();
    const missing = results.slice(this.height);
    frame.reserved = this.height;
    for (const type of missing) this.operand(type, depth);
  }

  /** The bulk memory and table instructions, mostly in bounds. */
  private bulk(depth: number): (readonly [number, () => void])[] {
    const { random, scope } = this;
    const ways: (readonly [number, () => void])[] = [];
    const start = (): void => {
      this.operand('i', depth);
      if (random.chance(0.95)) this.emit(i32(0x7fff), plain('i32.and', 'ii:i', [0x71]));
      this.frame.reserved = this.height;
    };
    const small = (most: number): void => {
      if (random.chance(0.95)) this.emit(i32(random.below(most)));
      else this.produce('i', depth - 1);
      this.frame.reserved = this.height;
    };
    const add = (parts: readonly (() => void)[], node: Plain): void => {
      const make = (): void => {
        for (const part of parts) part();
        this.emit(node);
      };
      ways.push([1, () => this.operands([], depth, make)]);
    };
    if (scope.memory) {
      add([start, start, () => small(300)], plain('memory.copy', 'iii:', [0xfc, 10, 0, 0]));
      add([start, () => this.operand('i', depth), () => small(300)], plain('memory.fill', 'iii:', [0xfc, 11, 0]));
      scope.data.forEach(({ bytes, mode }, index) => {
        if (mode === 'active') return;
        const init = plain(`memory.init ${index}`, 'iii:', [0xfc, 8, index, 0]);
        add([start, () => small(bytes.length + 1), () => small((bytes.length >> 1) + 1)], init);
        if (random.chance(0.2)) ways.push([1, () => this.emit(plain(`data.drop ${index}`, ':', [0xfc, 9, index]))]);
      });
    }
    scope.tables.forEach(({ element }, table) => {
      const at = (): void => this.tableIndex(table, depth);
      const reference = (): void => this.operand(element, depth);
      add([at, reference], plain(`table.set ${table}`, `i${element}:`, [0x26, table]));
      add([at, reference, () => small(3)], plain(`table.fill ${table}`, `i${element}i:`, [0xfc, 17, table]));
      scope.tables.forEach((other, from) => {
        if (other.element !== element) return;
        const copy = plain(`table.copy ${table} ${from}`, 'iii:', [0xfc, 14, table, from]);
        add([at, () => this.tableIndex(from, depth), () => small(3)], copy);
      });
      scope.elements.forEach((segment, index) => {
        if (segment.element !== element || segment.mode !== 'passive') return;
        const init = plain(`table.init ${table} ${index}`, 'iii:', [0xfc, 12, index, table]);
        add([at, () => small(segment.items.length + 1), () => small(2)], init);
        if (random.chance(0.2)) ways.push([1, () => this.emit(plain(`elem.drop ${index}`, ':', [0xfc, 13, index]))]);
      });
    });
    return ways;
  }
}

/** How many instructions `burn` emits. */
const burnLength = 7;
