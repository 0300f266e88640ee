// Module instances (specification 4.5.4, instantiation): allocates what a compiled module defines beside what it
// imports, closes its code over that, and writes its segments. Imports are taken as fitting: `interface/imports.ts`
// checks them.

import type { CompiledModule, ElementSegment, ExportDescriptor, InstanceContext, TableView, Word } from '../abi.ts';
import { FramesMachine } from '../drive/frames.ts';
import { GeneratorMachine } from '../drive/generator.ts';
import { evaluate, type Scope } from './constant.ts';
import { dataOf } from './data.ts';
import { LinkError, SuspendError } from './errors.ts';
import { makeExported, runToEnd } from './exported.ts';
import { type Body, FunctionInstance } from './function.ts';
import { GlobalInstance } from './global.ts';
import type { Bounds } from './limits.ts';
import { MemoryInstance } from './memory.ts';
import { functionType } from './signature.ts';
import { type Adapt, TableInstance } from './table.ts';
import { checkPrototypes, isolate } from './tampering.ts';

/** An external value of the specification: what can be imported and exported. */
export type External = FunctionInstance | TableInstance | MemoryInstance | GlobalInstance;

/** A segment that was dropped. */
const NO_BYTES = new Uint8Array(0);
const NO_ITEMS: readonly Word[] = [];

export class ModuleInstance implements Scope {
  declare readonly module: CompiledModule;
  declare readonly tables: TableInstance[];
  declare readonly memories: MemoryInstance[];
  declare readonly globals: GlobalInstance[];
  declare private readonly functions: Map<number, FunctionInstance>;
  declare private readonly data: Uint8Array[];
  declare private readonly elements: (readonly Word[])[];

  /**
   * `imports` in the module's order. No segment is written and nothing is run yet. RangeError where a memory or table
   * cannot be had. `roomy`: whether memories are made with room to grow, for a host that does not see their buffers.
   */
  constructor(module: CompiledModule, imports: readonly External[], bounds: Bounds, roomy = false) {
    checkPrototypes();
    this.module = module;
    this.tables = [];
    this.memories = [];
    this.globals = [];
    this.functions = new Map();
    for (const value of imports) {
      if (value instanceof FunctionInstance) this.functions.set(this.functions.size, value);
      else if (value instanceof TableInstance) this.tables.push(value);
      else if (value instanceof MemoryInstance) this.memories.push(value);
      else this.globals.push(value);
    }
    const imported = [...this.functions.values()];
    for (const { index, signature } of module.functions) {
      if (this.functions.has(index)) continue;
      this.functions.set(index, new FunctionInstance(signature, index, undefined, makeExported, bounds.callStack));
    }
    for (const limits of module.memories) this.memories.push(new MemoryInstance(limits, bounds.memoryPages, roomy));
    for (const type of module.tables) this.tables.push(new TableInstance(type, null, bounds.tableElements));
    for (const type of module.globals) {
      const { value, high } = evaluate(type.init, this);
      this.globals.push(new GlobalInstance(type, value, high));
    }
    this.elements = module.elements.map((segment) => this.items(segment));
    this.data = dataOf(module).slice();
    this.close(imported);
  }

  /** The function of that index in the module. */
  reference(index: number): FunctionInstance {
    return this.functions.get(index) as FunctionInstance;
  }

  external({ kind, index }: ExportDescriptor): External {
    switch (kind) {
      case 'function':
        return this.reference(index);
      case 'table':
        return this.tables[index] as TableInstance;
      case 'memory':
        return this.memories[index] as MemoryInstance;
      case 'global':
        return this.globals[index] as GlobalInstance;
    }
  }

  /**
   * Writes the active segments. Throws the trap of the first that does not fit, those before it being written; or,
   * where all are checked first, a LinkError.
   */
  writeSegments(): void {
    const { data, elements, segmentsCheckedFirst } = this.module;
    if (segmentsCheckedFirst) this.checkSegments();
    elements.forEach((segment, i) => {
      const items = this.elements[i] as readonly Word[];
      if (segment.mode === 'active') this.table(segment.table).init(items, this.offset(segment), 0, items.length);
      if (segment.mode !== 'passive') this.elements[i] = NO_ITEMS;
    });
    data.forEach((segment, i) => {
      if (segment.mode === 'passive') return;
      const bytes = this.data[i] as Uint8Array;
      this.memory().init(bytes, this.offset(segment), 0, bytes.length);
      this.data[i] = NO_BYTES;
    });
  }

  /** Runs the start function, if there is one. RuntimeError for a trap, SuspendError if it pauses. */
  start(): void {
    const { start } = this.module;
    if (start !== undefined) runToEnd(this.reference(start), []);
  }

  private checkSegments(): void {
    const { data, elements } = this.module;
    elements.forEach((segment, i) => {
      const end = (this.offset(segment) >>> 0) + (this.elements[i] as readonly Word[]).length;
      if (end > this.table(segment.table).elements.length) throw new LinkError(`Elements segment ${i} does not fit`);
    });
    data.forEach((segment, i) => {
      const end = (this.offset(segment) >>> 0) + (this.data[i] as Uint8Array).length;
      if (end > this.memory().bytes.length) throw new LinkError(`Data segment ${i} does not fit`);
    });
  }

  private table(index: number): TableInstance {
    return this.tables[index] as TableInstance;
  }

  private memory(): MemoryInstance {
    return this.memories[0] as MemoryInstance;
  }

  /** Of an active segment. */
  private offset({ offset }: { readonly offset?: Parameters<typeof evaluate>[0] }): number {
    return evaluate(offset as Parameters<typeof evaluate>[0], this).value as number;
  }

  private items(segment: ElementSegment): Word[] {
    return segment.items.map((item) => {
      if (typeof item !== 'number') return evaluate(item, this).value;
      return item < 0 ? null : this.reference(item);
    });
  }

  /** Closes the compiled functions over this instance. */
  private close(imported: readonly FunctionInstance[]): void {
    const { module } = this;
    const machine = module.strategy === 'frames' ? new FramesMachine() : new GeneratorMachine();
    const views = this.tables.map((table) => table.view(elementAdapter(machine, module)));
    const code = module.instantiate(this.context(views, (callee) => machine.adapt(callee), imported));
    if (machine instanceof FramesMachine && code.frames !== undefined) machine.code = code.frames;
    for (const memory of this.memories) memory.watch(() => code.memoryChanged());
    module.functions.forEach(({ index, mayPause }, i) => {
      const own = this.reference(index);
      const f = code.functions[i];
      if (own.body !== undefined || f === undefined) return;
      own.body = mayPause ? { kind: 'machine', machine, code: f } : { kind: 'plain', code: f };
    });
  }

  private context(tables: readonly TableView[], adapt: Adapt, imported: readonly FunctionInstance[]): InstanceContext {
    return {
      imports: imported.map(adapt),
      memory: this.memories[0],
      tables,
      globals: this.globals,
      signatures: this.module.types.map((signature) => functionType(signature).number),
      reference: (index) => this.reference(index),
      memoryInit: (segment, destination, source, length) =>
        this.memory().init(this.data[segment] as Uint8Array, destination, source, length),
      dataDrop: (segment) => {
        this.data[segment] = NO_BYTES;
      },
      tableInit: (table, segment, destination, source, length) =>
        this.table(table).init(this.elements[segment] as readonly Word[], destination, source, length),
      elementDrop: (segment) => {
        this.elements[segment] = NO_ITEMS;
      },
    };
  }
}
isolate(ModuleInstance);

/** How an instance calls elements of its tables: as it calls imports, but plainly where its module says so. */
function elementAdapter(machine: { adapt: Adapt }, module: CompiledModule): Adapt {
  const plain = new Set(module.plainTypes);
  return (callee) => {
    if (!plain.has(callee.signature)) return machine.adapt(callee);
    const body = callee.body as Body;
    if (body.kind === 'plain') return body.code;
    return () => {
      throw new SuspendError('A function that may pause was called where the module cannot pause');
    };
  };
}
