// The nodes that the decoder makes and every later pass reads: those of @webassemblyjs/ast, with what the binary format
// knows and its text-oriented vocabulary lacks (the table row of an instruction, byte offsets, block types, NaN bits).
// Types only; nodes are made with the package's builders, extended in `decode/nodes.ts`.

import type { Instruction } from './opcodes.ts';

export type NumberType = 'i32' | 'i64' | 'f32' | 'f64';
export type ReferenceType = 'funcref' | 'externref';
export type ValueType = NumberType | 'v128' | ReferenceType;

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface NumberLiteral {
  readonly type: 'NumberLiteral';
  readonly value: number;
  readonly raw: string;
}
/** value.low and value.high are int32. */
export interface LongNumberLiteral {
  readonly type: 'LongNumberLiteral';
  readonly value: { readonly low: number; readonly high: number };
  readonly raw: string;
}
/** `bits` (extension) holds the exact IEEE bits as int32 words; f32 uses `low` only. */
export interface FloatLiteral {
  readonly type: 'FloatLiteral';
  readonly value: number;
  readonly nan?: boolean;
  readonly inf?: boolean;
  readonly raw: string;
  readonly bits: { readonly low: number; readonly high: number };
}
/** SIMD constants and lane lists (extension: the package has no node for them). */
export interface BytesLiteral {
  readonly type: 'BytesLiteral';
  readonly bytes: Uint8Array;
}
export interface ValtypeLiteral {
  readonly type: 'ValtypeLiteral';
  readonly name: ValueType;
}
export type Immediate = NumberLiteral | LongNumberLiteral | FloatLiteral | BytesLiteral | ValtypeLiteral;

interface Positioned {
  /** The instruction's row in the table (extension). */
  readonly op: Instruction;
  /** Byte offset of the opcode in the module (extension). */
  readonly offset: number;
}

/**
 * Every instruction without a body, `call` and `call_indirect` excepted. `args` are the immediates in binary order:
 *   memarg: [align exponent, offset] · br_table: [label…, default label] · select t*: [valtype…] · ref.null: [valtype]
 *   memory.copy: [] after its two zero bytes, memory.init: [segment] · table.init: [table, segment] (binary order is
 *   segment, table) · table.copy: [destination table, source table] · lane operations: [memarg…, lane]
 */
export interface Instr extends Positioned {
  readonly type: 'Instr';
  /** 'add' of 'i32'; an instruction whose name has no dot has no object. */
  readonly id: string;
  readonly object?: string | undefined;
  readonly args: readonly Immediate[];
}
export interface CallInstruction extends Positioned {
  readonly type: 'CallInstruction';
  readonly id: 'call';
  readonly index: NumberLiteral;
}
/** `typeIndex` and `table` are extensions; `signature` is the type they stand for (undefined if there is no such type). */
export interface CallIndirectInstruction extends Positioned {
  readonly type: 'CallIndirectInstruction';
  readonly id: 'call_indirect';
  readonly signature: unknown;
  readonly typeIndex: number;
  readonly table: number;
}
/**
 * What follows the opcode of a block, loop or if, as the binary format has it: a type index (with several parameters or
 * results), one result type, or nothing. `blockType` is what it stands for; undefined if the index is of no type.
 */
interface Block extends Positioned {
  readonly typeIndex: number | undefined;
  readonly blockType: FunctionType | undefined;
  /** Byte offset of the closing `end`. */
  readonly endOffset: number;
  /** It stands for a call of the function by itself (made by `analyse/recursion.ts`). */
  readonly activation?: true;
}
/** `instr` does not hold the `end`. */
export interface BlockInstruction extends Block {
  readonly type: 'BlockInstruction';
  readonly id: 'block';
  readonly instr: readonly InstructionNode[];
}
export interface LoopInstruction extends Block {
  readonly type: 'LoopInstruction';
  readonly id: 'loop';
  readonly instr: readonly InstructionNode[];
}
/** `elseOffset` is undefined where there is no `else`; `test` is always empty (the condition comes from the stack). */
export interface IfInstruction extends Block {
  readonly type: 'IfInstruction';
  readonly id: 'if';
  readonly test: readonly InstructionNode[];
  readonly consequent: readonly InstructionNode[];
  readonly alternate: readonly InstructionNode[];
  readonly elseOffset: number | undefined;
}
export type BlockNode = BlockInstruction | LoopInstruction | IfInstruction;
export type InstructionNode = Instr | CallInstruction | CallIndirectInstruction | BlockNode;

/** A function body, decoded on demand. Declared locals come as runs: [count, type]. */
export interface FunctionBody {
  /** The package's `Func` node would hold the signature too; here it is found by the function's index. */
  readonly type: 'Func';
  readonly locals: readonly { readonly count: number; readonly type: ValueType; readonly offset: number }[];
  readonly body: readonly InstructionNode[];
  /** Byte offset of the body (its local declarations) and of its final `end`. */
  readonly offset: number;
  readonly endOffset: number;
  /** How many instructions, blocks included; how deep blocks nest. */
  readonly instructions: number;
  readonly depth: number;
}

export interface Limits {
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly shared: boolean;
}
export interface TableType {
  readonly element: ReferenceType;
  readonly limits: Limits;
}
export interface GlobalType {
  readonly type: ValueType;
  readonly mutable: boolean;
}

/** A constant expression as decoded: its instructions without the `end`. */
export interface Expression {
  readonly body: readonly InstructionNode[];
  readonly offset: number;
  readonly endOffset: number;
}

export type ImportDescription =
  | { readonly kind: 'function'; readonly typeIndex: number }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: Limits }
  | { readonly kind: 'global'; readonly type: GlobalType };

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly description: ImportDescription;
  readonly offset: number;
}
export interface Export {
  readonly name: string;
  readonly kind: 'function' | 'table' | 'memory' | 'global';
  readonly index: number;
  readonly offset: number;
}
export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declarative';
  readonly table: number;
  readonly type: ReferenceType;
  readonly place: Expression | undefined;
  /** Function indices (the common case), or one expression for each item. */
  readonly items: readonly number[] | readonly Expression[];
  readonly usesExpressions: boolean;
  readonly offset: number;
}
export interface DataSegment {
  readonly mode: 'active' | 'passive';
  readonly memory: number;
  readonly place: Expression | undefined;
  /** A view into the module's bytes. */
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** A module with its function bodies still in bytes: `body(i)` decodes that of the i-th function that is not imported. */
export interface Module {
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  /** Type index of every function that is not imported. */
  readonly functions: readonly { readonly typeIndex: number; readonly offset: number }[];
  readonly tables: readonly (TableType & { readonly offset: number })[];
  readonly memories: readonly (Limits & { readonly offset: number })[];
  readonly globals: readonly { readonly type: GlobalType; readonly init: Expression; readonly offset: number }[];
  readonly exports: readonly Export[];
  readonly start: { readonly index: number; readonly offset: number } | undefined;
  readonly elements: readonly ElementSegment[];
  readonly dataCount: number | undefined;
  readonly data: readonly DataSegment[];
  /** Where the bodies stand, in bytes. */
  readonly bodies: readonly { readonly offset: number; readonly size: number }[];
  readonly customSections: readonly { readonly name: string; readonly offset: number; readonly bytes: Uint8Array }[];
  /** From the name section; empty if there is none or it is malformed (which is not an error). */
  readonly names: { readonly module: string | undefined; readonly functions: ReadonlyMap<number, string> };
  readonly size: number;
  body(index: number): FunctionBody;
}
