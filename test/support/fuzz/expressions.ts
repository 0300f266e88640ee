// Random expressions over a typed operand stack: every way to make a value of a type. Statements are in body.ts.

import { Builder } from './builder.ts';
import { constant, i32, i64, zero } from './constants.ts';
import { unsigned } from './encode.ts';
import type { Access, Operator } from './grammar.ts';
import { f32Constant, f64Constant, indexed, loads, operators, plain } from './grammar.ts';
import type { FunctionType, Plain, Type } from './model.ts';
import { fits, isReference } from './model.ts';
import type { Random } from './random.ts';
import type { Scope } from './scope.ts';

type Way = readonly [weight: number, make: () => void];

export abstract class Expressions {
  protected readonly random: Random;
  protected readonly scope: Scope;
  protected readonly builder: Builder;
  protected readonly type: FunctionType;
  protected readonly locals: Type[];
  /** Whether anything is called so far. */
  protected calls = false;
  private readonly pure: boolean;
  /** Beyond so many instructions, operands are leaves. */
  protected readonly budget: number;

  constructor(random: Random, scope: Scope, index: number, budget: number) {
    this.random = random;
    this.scope = scope;
    this.type = scope.functions[index] as FunctionType;
    this.pure = scope.pure[index] === true;
    this.locals = [
      ...this.type.params,
      ...Array.from({ length: random.below(random.chance(0.02) ? 150 : 7) }, () => this.anyType()),
    ];
    this.budget = budget;
    this.builder = new Builder(this.type);
  }

  /** One random statement that leaves what is reserved on the stack alone, and nothing above it. */
  protected abstract statement(depth: number): void;
  /** A block with random contents, its parameters from random operands; gives its results. */
  protected abstract block(type: FunctionType, depth: number): readonly Type[];

  protected get frame() {
    return this.builder.frame;
  }

  protected get height(): number {
    return this.frame.stack.length;
  }

  protected get spent(): boolean {
    return this.builder.size > this.budget;
  }

  protected anyType(): Type {
    const types: Type[] = ['i', 'i', 'i', 'j', 'j', 'f', 'd', 'F', 'D'];
    return this.random.pick(this.scope.mvp ? types : [...types, 'a', 'e']);
  }

  protected types(most: number): Type[] {
    return Array.from({ length: this.random.below(most + 1) }, () => this.anyType());
  }

  protected emit(...nodes: readonly Plain[]): void {
    for (const node of nodes) this.builder.plain(node);
  }

  /** Emits the operands `types`, then runs `use`, which emits the instruction that takes them. */
  protected operands(types: readonly Type[], depth: number, use: () => void): void {
    const before = this.frame.reserved;
    types.forEach((type, i) => {
      if (i > 0 && depth > 1 && !this.spent && this.random.chance(0.04)) this.statement(depth - 1);
      this.operand(type, depth);
    });
    use();
    this.frame.reserved = Math.min(before, this.height);
  }

  /** One more operand, on top of the reserved ones. */
  protected operand(type: Type, depth: number): void {
    this.produce(type, depth - 1);
    this.frame.reserved = this.height;
  }

  protected operate(node: Plain, depth: number): void {
    this.operands(node.pops, depth, () => this.emit(node));
  }

  /** Leaves one value that fits `type` on top; it may be one that is there already and not reserved. */
  protected produce(type: Type, depth: number): void {
    const { frame, random } = this;
    const top = frame.stack.at(-1);
    if (frame.unreachable && top === undefined && random.chance(0.5)) return;
    if (this.height > frame.reserved && top !== undefined && fits(top, type) && random.chance(0.6)) return;
    if (depth <= 0 || this.spent) this.leaf(type);
    else random.weighted(this.ways(type, depth))();
  }

  private leaf(type: Type): void {
    const { random } = this;
    const locals = this.localsFor(type);
    const globals = this.scope.globals.flatMap((global, index) =>
      fits(global.type, type) && index !== this.scope.fuel ? [index] : [],
    );
    const choice = random.below(10);
    if (choice < 5 && locals.length > 0) {
      const index = random.pick(locals);
      this.emit(indexed('local.get', `:${this.locals[index]}`, [0x20], index));
    } else if (choice < 7 && globals.length > 0) {
      const index = random.pick(globals);
      this.emit(indexed('global.get', `:${this.scope.globals[index]?.type}`, [0x23], index));
    } else if (type === 'a' && this.scope.referable.length > 0 && random.chance(0.8)) {
      this.emit(indexed('ref.func', ':a', [0xd2], random.pick(this.scope.referable)));
    } else {
      this.emit(constant(random, type));
    }
  }

  /** Locals whose value fits `type`. */
  private localsFor(type: Type): number[] {
    return this.locals.flatMap((local, index) => (fits(local, type) ? [index] : []));
  }

  private ways(type: Type, depth: number): Way[] {
    const { random, scope } = this;
    const gives = ({ pushes, mvp }: Operator): boolean => fits(pushes[0] as Type, type) && (mvp || !scope.mvp);
    const ways: Way[] = [
      [3, () => this.leaf(type)],
      [4, () => this.block({ params: this.blockParams(), results: [type] }, depth)],
      [3, () => this.select(type, depth)],
    ];
    const rows = operators.filter(gives);
    if (rows.length > 0) ways.push([14, () => this.operator(random.pick(rows), depth)]);
    const reads = loads.filter(gives);
    if (reads.length > 0 && scope.memory) ways.push([4, () => this.access(random.pick(reads), depth)]);
    const callees = this.callees().filter((index) => gives1(scope.functions[index], type));
    if (callees.length > 0) ways.push([8, () => this.keepFirst(this.call(random.pick(callees), depth))]);
    const signatures = this.indirectTypes().filter((signature) => gives1(signature, type));
    if (signatures.length > 0) {
      ways.push([5, () => this.keepFirst(this.callIndirect(random.pick(signatures), depth))]);
    }
    const locals = this.localsFor(type);
    if (locals.length > 0) ways.push([2, () => this.tee(random.pick(locals), depth)]);
    const labels = this.labels(({ label }) => label.length === 1 && fits(label[0] as Type, type));
    if (labels.length > 0) ways.push([2, () => this.branch('br_if', [random.pick(labels)], depth)]);
    if (type === 'f' || type === 'd') ways.push([3, () => this.canonical(type, depth)]);
    if (type === 'i') ways.push(...this.inquiries(depth));
    const tables = scope.tables.flatMap((table, index) => (table.element === type ? [index] : []));
    if (tables.length > 0) ways.push([6, () => this.tableGet(random.pick(tables), type, depth)]);
    if (depth > 2 && random.chance(0.2)) ways.push([1, () => this.diverge(depth)]);
    return ways;
  }

  /** Instructions that give an i32 about memories, tables and references. */
  private inquiries(depth: number): Way[] {
    const { random, scope } = this;
    const ways: Way[] = [];
    if (scope.memory) {
      ways.push([1, () => this.emit(plain('memory.size', ':i', [0x3f, 0]))]);
      ways.push([1, () => this.grow([], plain('memory.grow', 'i:i', [0x40, 0]), depth)]);
    }
    if (scope.mvp) return ways;
    ways.push([1, () => this.operate(plain('ref.is_null', `${random.pick(['a', 'e'])}:i`, [0xd1]), depth)]);
    scope.tables.forEach(({ element }, index) => {
      ways.push([1, () => this.emit(indexed('table.size', ':i', [0xfc, 16], index))]);
      ways.push([1, () => this.grow([element], indexed('table.grow', `${element}i:i`, [0xfc, 15], index), depth)]);
    });
    return ways;
  }

  /** memory.grow or table.grow, mostly by little. */
  private grow(before: readonly Type[], node: Plain, depth: number): void {
    this.operands(before, depth, () => {
      if (this.random.chance(0.9)) this.emit(i32(this.random.below(3)));
      else this.operand('i', depth);
      this.emit(node);
    });
  }

  private operator(row: Operator, depth: number): void {
    const node: Plain = { kind: 'plain', name: row.name, code: row.code, pops: row.pops, pushes: row.pushes };
    const last = row.pops.at(-1);
    if (!row.partial || this.random.chance(0.1)) {
      this.operate(node, depth);
      return;
    }
    // A divisor that is odd is not zero; a float made of 15 bits is an integer in range.
    if (last === 'i' || last === 'j') {
      const odd = last === 'i' ? [i32(1), plain('i32.or', 'ii:i', [0x72])] : [i64(1n), plain('i64.or', 'jj:j', [0x84])];
      this.operands(row.pops, depth, () => this.emit(...odd, node));
      return;
    }
    const convert =
      last === 'F' ? plain('f32.convert_i32_s', 'i:f', [0xb2]) : plain('f64.convert_i32_s', 'i:d', [0xb7]);
    this.operands(['i'], depth, () => this.emit(i32(0x7fff), plain('i32.and', 'ii:i', [0x71]), convert, node));
  }

  /** A load or store, usually in bounds; often at an address that can be seen to be aligned; now and then at the last ones. */
  protected access(row: Access, depth: number): void {
    const { random } = this;
    const unit = random.pick([1, 4, 8]);
    const offset = random.chance(0.97)
      ? unit * random.below(100 / unit)
      : random.pick([0xffff, 0x10000, 0x7fffffff, 0xfffffff8, 0xffffffff]);
    const align = random.below(Math.log2(row.width) + 1);
    const name = `${row.name} offset=${offset}`;
    const code = [...row.code, align, ...unsigned(offset)];
    this.operands(['i'], depth, () => {
      if (random.chance(0.96)) this.emit(i32(0x8000 - unit), plain('i32.and', 'ii:i', [0x71]));
      else if (random.chance(0.5)) this.emit(i32(-2 * unit), plain('i32.or', 'ii:i', [0x72]));
      this.frame.reserved = this.height;
      const value = row.pops[1];
      if (value !== undefined) this.stored(value, depth);
      this.emit({ kind: 'plain', name, code, pops: row.pops, pushes: row.pushes });
    });
  }

  /** What is stored: now and then what has just been loaded, which is a copy then. */
  private stored(type: Type, depth: number): void {
    const { random } = this;
    const copied = loads.filter(({ pushes, width }) => pushes[0] === type && width >= 4);
    if (copied.length > 0 && random.chance(0.2)) this.access(random.pick(copied), depth - 1);
    else this.operand(type, depth);
  }

  private select(type: Type, depth: number): void {
    const byte = { i: 0x7f, j: 0x7e, f: 0x7d, F: 0x7d, d: 0x7c, D: 0x7c, a: 0x70, e: 0x6f }[type];
    const typed = isReference(type) || (!this.scope.mvp && this.random.chance(0.2));
    this.operate(plain('select', `${type}${type}i:${type}`, typed ? [0x1c, 1, byte] : [0x1b]), depth);
  }

  private tee(index: number, depth: number): void {
    const local = this.locals[index] as Type;
    this.operate(indexed('local.tee', `${local}:${local}`, [0x22], index), depth);
  }

  private tableGet(index: number, type: Type, depth: number): void {
    this.operands([], depth, () => {
      this.tableIndex(index, depth);
      this.emit(indexed('table.get', `i:${type}`, [0x25], index));
    });
  }

  /** An index into a table, usually in bounds. */
  protected tableIndex(table: number, depth: number): void {
    const { minimum } = this.scope.tables[table]?.limits ?? { minimum: 0 };
    if (minimum > 0 && this.random.chance(0.9)) this.emit(i32(this.random.below(minimum)));
    else this.produce('i', depth - 1);
    this.frame.reserved = this.height;
  }

  /** A float whose NaNs are made canonical: from here on its bits may be seen. */
  private canonical(type: 'f' | 'd', depth: number): void {
    const [dirty, nan, equal] =
      type === 'f'
        ? (['F', f32Constant(0x7fc00000), plain('f32.eq', 'FF:i', [0x5b])] as const)
        : (['D', f64Constant(0x7ff8n << 48n), plain('f64.eq', 'DD:i', [0x61])] as const);
    const local = this.locals.push(dirty) - 1;
    const tee = indexed('local.tee', `${dirty}:${dirty}`, [0x22], local);
    const get = indexed('local.get', `:${dirty}`, [0x20], local);
    const select = plain('select', `${dirty}${type}i:${type}`, [0x1b]);
    const sequence = [tee, nan, get, get, equal, select].map((node) => ({ ...node, pinned: true }));
    this.operands([dirty], depth, () => this.emit(...sequence));
  }

  // Calls and branches

  /** Drops all but the first of `results`, which stand on top. */
  private keepFirst(results: readonly Type[]): void {
    for (const type of results.slice(1).reverse()) this.emit(plain('drop', `${type}:`, [0x1a]));
  }

  /** What this function may call: imports half of the time. */
  protected callees(): number[] {
    const { functions, imports, pure } = this.scope;
    const all = functions.map((_, index) => index);
    if (this.pure) return all.filter((index) => pure[index]);
    return this.random.chance(0.5) && imports > 0 ? all.slice(0, imports) : all;
  }

  /** Types for call_indirect: mostly those that some table has functions of. */
  protected indirectTypes(): readonly FunctionType[] {
    const { tables, signatures, slots } = this.scope;
    if (this.pure || !tables.some(({ element }) => element === 'a')) return [];
    if (this.random.chance(0.05)) return signatures;
    return signatures.filter((type) => slots.some((_, table) => this.slotsOf(type, table).length > 0));
  }

  /** The slots of a table that hold functions of a type when the program starts. */
  private slotsOf(type: FunctionType, table: number): number[] {
    const key = signatureKey(type);
    return [...(this.scope.slots[table] ?? [])].flatMap(([slot, index]) =>
      signatureKey(this.scope.functions[index] as FunctionType) === key ? [slot] : [],
    );
  }

  /** Calls a function; gives its results. */
  protected call(index: number, depth: number): readonly Type[] {
    const { params, results } = this.scope.functions[index] as FunctionType;
    this.calls = true;
    this.operate(indexed('call', `${params.join('')}:${results.join('')}`, [0x10], index), depth);
    return results;
  }

  protected callIndirect(type: FunctionType, depth: number): readonly Type[] {
    const { random, scope } = this;
    const tables = scope.tables.flatMap(({ element }, index) => (element === 'a' ? [index] : []));
    const filled = tables.filter((table) => this.slotsOf(type, table).length > 0);
    const table = random.pick(filled.length > 0 ? filled : tables);
    const slots = this.slotsOf(type, table);
    this.calls = true;
    this.operands(type.params, depth, () => {
      if (slots.length > 0 && random.chance(0.95)) this.emit(i32(random.pick(slots)));
      else this.tableIndex(table, depth);
      this.builder.indirect(type, table);
    });
    return type.results;
  }

  /** Labels (depths) whose frames `accept` likes. */
  protected labels(accept: (frame: Builder['frame']) => boolean): number[] {
    return this.builder.frames.flatMap((_, label) => (accept(this.builder.target(label)) ? [label] : []));
  }

  protected branch(name: 'br' | 'br_if' | 'br_table', labels: readonly number[], depth: number): readonly Type[] {
    const types = this.builder.target(labels[0] as number).label;
    this.operands(name === 'br' ? types : [...types, 'i'], depth, () => this.builder.branch(name, labels));
    return types;
  }

  protected blockParams(): Type[] {
    return this.scope.mvp || this.random.chance(0.6) ? [] : this.types(2);
  }

  /** Leaves the straight path: a branch, a return or (seldom) a trap. */
  protected diverge(depth: number): void {
    const { random } = this;
    const label = random.below(this.builder.frames.length);
    const types = this.builder.target(label).label.join('');
    const alike = this.labels((frame) => frame.label.join('') === types);
    const table = Array.from({ length: random.between(1, 5) }, () => random.pick(alike));
    random.weighted<() => void>([
      [4, () => this.branch('br', [label], depth)],
      [4, () => this.branch('br_table', table, depth)],
      [3, () => this.operate(this.return(), depth)],
      [1, () => this.emit({ ...plain('unreachable', ':', [0x00]), ends: true })],
    ])();
  }

  protected return(): Plain {
    return { ...plain('return', `${this.type.results.join('')}:`, [0x0f]), ends: true };
  }

  /** Counts down the fuel; returns zeros from the function if there is none. */
  protected burn(): void {
    const pin = (node: Plain): Plain => ({ ...node, pinned: true });
    const get = pin(indexed('global.get', ':i', [0x23], this.scope.fuel));
    this.emit(get, pin(plain('i32.eqz', 'i:i', [0x45])));
    this.builder.block('if', { params: [], results: [] }, () => {
      this.emit(...this.type.results.map((type) => pin(zero(type))), pin(this.return()));
    });
    this.emit(get, pin(i32(1)), pin(plain('i32.sub', 'ii:i', [0x6b])));
    this.emit(pin(indexed('global.set', 'i:', [0x24], this.scope.fuel)));
  }
}

const gives1 = (candidate: FunctionType | undefined, type: Type): boolean =>
  candidate?.results[0] !== undefined && fits(candidate.results[0], type);

const signatureKey = ({ params, results }: FunctionType): string => `${params.join('')}:${results.join('')}`;
