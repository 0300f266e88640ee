// A module as the generator makes it and the minimiser takes it apart: a tree of instructions that knows its types.
// Independent of src/compiler, so that a mistake there is not repeated here.

/**
 * A value type. i = i32, j = i64, a = funcref, e = externref. A float has two: f (f32) and d (f64) are values whose NaN
 * bits WebAssembly determines; F and D may be NaNs whose bits it leaves open (arithmetic, values from JavaScript).
 * The generator lets bits be seen (stores, reinterpretation, the sign that copysign takes) of f and d only.
 */
export type Type = 'i' | 'j' | 'f' | 'd' | 'F' | 'D' | 'a' | 'e';

export interface FunctionType {
  readonly params: readonly Type[];
  readonly results: readonly Type[];
}

interface Common {
  /** As in the text format, for descriptions. */
  readonly name: string;
  /** Keeps the program finite; the minimiser leaves it alone. */
  readonly pinned?: boolean;
}

/** An instruction without a body or a label: `code` is its opcode and immediates. */
export interface Plain extends Common {
  readonly kind: 'plain';
  readonly code: readonly number[];
  readonly pops: readonly Type[];
  readonly pushes: readonly Type[];
  /** Control does not go on after it: `return`, `unreachable`. */
  readonly ends?: boolean;
}

/** br, br_if, br_table: `labels` are depths; the last one is br_table's default. */
export interface Branch extends Common {
  readonly kind: 'branch';
  readonly name: 'br' | 'br_if' | 'br_table';
  readonly labels: readonly number[];
  /** The types that the label takes. */
  readonly types: readonly Type[];
}

export interface IndirectCall extends Common {
  readonly kind: 'indirect';
  readonly name: 'call_indirect';
  readonly type: FunctionType;
  readonly table: number;
}

export interface Block extends Common {
  readonly kind: 'block';
  readonly name: 'block' | 'loop' | 'if';
  readonly type: FunctionType;
  readonly body: Instruction[];
  readonly otherwise: Instruction[] | undefined;
}

export type Instruction = Plain | Branch | IndirectCall | Block;

export interface FunctionModel {
  readonly type: FunctionType;
  readonly locals: readonly Type[];
  body: Instruction[];
}

export interface Limits {
  readonly minimum: number;
  readonly maximum: number;
}

export interface GlobalModel {
  readonly type: Type;
  readonly mutable: boolean;
  /** A constant instruction (without the `end`). Undefined if the global is imported. */
  readonly init: Plain | undefined;
}

export interface TableModel {
  readonly element: 'a' | 'e';
  readonly limits: Limits;
  readonly imported: boolean;
}

export interface ElementModel {
  readonly mode: 'active' | 'passive' | 'declarative';
  readonly table: number;
  readonly offset: number;
  readonly element: 'a' | 'e';
  /** Function indices; −1 is ref.null. */
  readonly items: readonly number[];
}

export interface DataModel {
  readonly mode: 'active' | 'passive';
  readonly offset: number;
  readonly bytes: readonly number[];
}

export type ExternalKind = 'function' | 'table' | 'memory' | 'global';

export interface Export {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
}

/** What a host sees of a module: what it has to provide and what it can use. */
export interface Surface {
  /** Function imports come as env.f0, env.f1, …; other imports as env.memory, env.t0, …, env.g0, …. */
  readonly imports: readonly FunctionType[];
  readonly functions: readonly { readonly type: FunctionType }[];
  /** Imported ones first. */
  readonly tables: readonly TableModel[];
  readonly memory: (Limits & { readonly imported: boolean }) | undefined;
  /** Imported ones first: those without an `init`. */
  readonly globals: readonly { readonly type: Type; readonly mutable: boolean; readonly init: unknown }[];
  readonly exports: readonly Export[];
  readonly start: number | undefined;
  /** Only what WebAssembly 1.0 has. */
  readonly mvp: boolean;
}

export interface ModuleModel extends Surface {
  readonly functions: FunctionModel[];
  readonly globals: readonly GlobalModel[];
  elements: ElementModel[];
  data: DataModel[];
  exports: Export[];
  start: number | undefined;
}

/** The type of the function at `index` of the function index space. */
export function functionType(module: Pick<Surface, 'imports' | 'functions'>, index: number): FunctionType {
  const count = module.imports.length;
  const type = index < count ? module.imports[index] : module.functions[index - count]?.type;
  if (type === undefined) throw new Error(`no function ${index}`);
  return type;
}

/** Whether a value of type `actual` may stand where `wanted` is asked for. */
export function fits(actual: Type, wanted: Type): boolean {
  return actual === wanted || (actual === 'f' && wanted === 'F') || (actual === 'd' && wanted === 'D');
}

export const isReference = (type: Type): boolean => type === 'a' || type === 'e';

/** The type with open NaN bits: what a value of `type` becomes when it crosses the boundary to JavaScript. */
export const open = (type: Type): Type => (type === 'f' ? 'F' : type === 'd' ? 'D' : type);
