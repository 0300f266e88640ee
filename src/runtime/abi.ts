// The binary interface: what a compiled module and the runtime say to each other.
//
// A compiled module is one object, its ES module's default export: a description in plain data (types, imports,
// exports, segments) and one function, `instantiate`, which closes the compiled functions over their linear memory,
// tables, globals and imports. The runtime does everything else: linking, segments, drivers, the JavaScript API.
// This file holds types only.
//
// Calling convention. A WebAssembly value is one or two JavaScript words:
//   i32        one int32                            funcref    one FunctionReference or null
//   i64        two int32: low word, high word       externref  one JavaScript value, null is ref.null
//   f32, f64   one number, or a NaNBox for a NaN whose bits are not the canonical ones
// Parameters are passed word by word. The first word of the results is returned; word k (k ≥ 1) stands in
// `resultInts[k - 1]` if it is an int32 and in `resultValues[k - 1]` otherwise (both in `support.ts`), to be read at
// once. Where there are no results, undefined is returned; under `frames` a call that pauses returns null.
// Behind the words of the parameters, a call passes how many words are left of the call stack: always to what it imports
// or finds in a table that others can change, and to compiled functions that count (see `compiler/analyse/stack.ts`).

/** i = i32, j = i64, f = f32, d = f64, a = funcref, e = externref. */
export type TypeCode = 'i' | 'j' | 'f' | 'd' | 'a' | 'e';

/** A function type: the codes of the parameters, a colon, the codes of the results. `'ij:i'` is [i32 i64] → [i32]. */
export type Signature = string;

export type Word = unknown;

/**
 * A compiled function under its strategy: a plain function, or (strategy `generator`, may pause) a generator function.
 */
export type Code = (...words: Word[]) => Word;

/** A constant expression (specification 3.3.10.2). f32 and f64 are given as bits. */
export type ConstantExpression =
  | { readonly i32: number }
  | { readonly i64: readonly [low: number, high: number] }
  | { readonly f32: number }
  | { readonly f64: readonly [low: number, high: number] }
  | { readonly global: number }
  | { readonly function: number }
  | { readonly null: true };

export interface Limits {
  readonly minimum: number;
  readonly maximum?: number;
}
export interface TableType extends Limits {
  readonly element: 'a' | 'e';
}
export interface GlobalType {
  readonly type: TypeCode;
  readonly mutable: boolean;
}

export type ImportDescriptor = { readonly module: string; readonly name: string } & (
  | { readonly kind: 'function'; readonly signature: Signature }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: Limits }
  | { readonly kind: 'global'; readonly type: GlobalType }
);

/** `index` counts in the index space of its kind, imports first. */
export interface ExportDescriptor {
  readonly name: string;
  readonly kind: 'function' | 'table' | 'memory' | 'global';
  readonly index: number;
}

/**
 * A function that something other than a direct call can reach: an export, a segment's item, `ref.func`, the start
 * function.
 */
export interface FunctionDescriptor {
  readonly index: number;
  readonly signature: Signature;
  /** Whether it can reach a call that may pause. Under `generator` its code is then a generator function. */
  readonly mayPause: boolean;
}

export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declarative';
  readonly table: number;
  readonly offset?: ConstantExpression;
  /** Function indices (−1 is ref.null), or constant expressions where a segment holds anything else. */
  readonly items: readonly (number | ConstantExpression)[];
}

export interface DataSegment {
  readonly mode: 'active' | 'passive';
  readonly memory: number;
  readonly offset?: ConstantExpression;
  /** The bytes in base64. */
  readonly bytes: string;
}

export type Strategy = 'frames' | 'generator';

export interface CompiledModule {
  readonly abi: 3;
  readonly strategy: Strategy;
  /** In import order. In each index space the imports come first. */
  readonly imports: readonly ImportDescriptor[];
  readonly exports: readonly ExportDescriptor[];
  /** The types that `call_indirect` uses, by the module's own type numbers; the runtime makes them canonical. */
  readonly types: readonly Signature[];
  readonly functions: readonly FunctionDescriptor[];
  /**
   * Signatures that `call_indirect` calls plainly, because no function of such a type that may pause can ever stand in
   * a table. Calling one that may is a SuspendError. For all other signatures the codes of a table view may pause:
   * under `generator` they are all to be called by `yield*`. Absent: none is called plainly.
   */
  readonly plainTypes?: readonly Signature[];
  /** The module's own tables, memories (at most one in all) and globals, after the imported ones. */
  readonly tables: readonly TableType[];
  readonly memories: readonly Limits[];
  readonly globals: readonly (GlobalType & { readonly init: ConstantExpression })[];
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  /** Index of the start function. */
  readonly start?: number;
  /**
   * WebAssembly 1.0 checks the bounds of every active segment before it writes any of them, and reports a failure as a
   * link error; since bulk memory the segments are written in order and the first that does not fit traps.
   */
  readonly segmentsCheckedFirst: boolean;
  readonly instantiate: (context: InstanceContext) => InstanceCode;
}

/** A global as compiled code sees it. `value` is the first word; `high` the second of an i64. */
export interface GlobalCell {
  value: Word;
  high: number;
}

/**
 * A memory as compiled code sees it. The views are replaced when the memory grows; `InstanceCode.memoryChanged`
 * is then called.
 */
export interface LinearMemory {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  /** Its words of 32 bits, and of 64. Throw an Error where the processor has another byte order. */
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  /** Size in pages of 64 KiB. */
  size(): number;
  /** The former size, or −1 if the memory cannot grow by so many (unsigned) pages. */
  grow(pages: number): number;
  /**
   * memory.copy, memory.fill: operands are int32 words, taken as unsigned; trap out of bounds before anything is
   * written.
   */
  copy(destination: number, source: number, length: number): void;
  fill(destination: number, byte: number, length: number): void;
}

/** A table as one instance sees it: two arrays for `call_indirect`, index by index, and the table instructions. */
export interface TableView {
  /** Canonical signature numbers; −1 where the element is null. */
  readonly signatures: number[];
  /** What this instance calls for the element, under its own strategy; undefined where it is null. */
  readonly codes: (Code | undefined)[];
  get(index: number): Word;
  set(index: number, reference: Word): void;
  size(): number;
  grow(reference: Word, delta: number): number;
  fill(index: number, reference: Word, length: number): void;
  copy(destination: number, source: number, length: number, from: TableView): void;
  /** Throws the trap that calling through `index` deserves: undefined element, uninitialized element, type mismatch. */
  trapCall(index: number): never;
}

/** What the runtime gives to `instantiate`. */
export interface InstanceContext {
  /** Imported functions, by function index. All may pause; under `generator` all are to be called by `yield*`. */
  readonly imports: readonly Code[];
  readonly memory: LinearMemory | undefined;
  readonly tables: readonly TableView[];
  /** All globals, initial values in place. */
  readonly globals: readonly GlobalCell[];
  /** Canonical signature numbers of `CompiledModule.types`. */
  readonly signatures: readonly number[];
  /** The reference to a function of `CompiledModule.functions`, by function index; always the same object. */
  reference(index: number): FunctionReference;
  memoryInit(segment: number, destination: number, source: number, length: number): void;
  dataDrop(segment: number): void;
  tableInit(table: number, segment: number, destination: number, source: number, length: number): void;
  elementDrop(segment: number): void;
}

/** What `instantiate` gives back. */
export interface InstanceCode {
  /** Code of each of `CompiledModule.functions`, in that order. */
  readonly functions: readonly Code[];
  /** To be called whenever the memory's views were replaced. */
  memoryChanged(): void;
  /** Strategy `frames` only. */
  readonly frames?: FramesCode;
}

/** A function address of the specification: one object per function of an instance. Opaque to compiled code. */
export interface FunctionReference {
  readonly signature: Signature;
}

/** A call that waits for its answer: which imported function, with which words. To be read before any code runs on. */
export interface Pause {
  readonly callee: unknown;
  readonly words: readonly Word[];
}

/**
 * The stack that saved frames are written to. One activation (one call from outside) has one, so that a machine that
 * pauses inside a call of another machine does not mix its frames with those of an earlier activation.
 * A frame is `[function, site, slot …]`, all int32. Unwinding writes the innermost frame first.
 */
export interface FrameStack {
  ints: Int32Array;
  /** The saved references: a reference slot holds an index into this. */
  references: Word[];
  /** First free int. */
  top: number;
  /** First free place in `references`. */
  referenceTop: number;
  /**
   * Makes room for `size` more ints from `top` on, advances `top`, gives the former `top`. Traps when the stack is
   * exhausted.
   */
  push(size: number): number;
  /**
   * Saves a reference; gives its index in `references`, which is kept until the frames of its unwinding are resumed.
   */
  pushReference(reference: Word): number;
}

/** Strategy `frames`: what the driver needs of the compiled closure. */
export interface FramesCode {
  /** Size in ints of the frames of each function that has any, by the number in a frame's first int. */
  readonly sizes: readonly number[];
  /** The stack that the next saves go to. */
  use(stack: FrameStack): void;
  /** The pause under way, taken out, or null if the last call ran to its end. */
  take(): Pause | null;
  /** Makes `pause` the pause under way; returns null, so that an adapter can return its result. */
  pause(pause: Pause): null;
  /** Re-enters the frame at `offset` of the stack in use, with the first word of what its call returned. */
  resume(offset: number, value: Word): Word;
}
