// Traps: the error that ends WebAssembly code, and how the engine's own errors become one at the boundary.

/** Why code trapped, in the words of the specification's tests. */
export type TrapKind =
  | 'unreachable'
  | 'integer divide by zero'
  | 'integer overflow'
  | 'invalid conversion to integer'
  | 'out of bounds memory access'
  | 'out of bounds table access'
  | 'undefined element'
  | 'uninitialized element'
  | 'indirect call type mismatch'
  | 'call stack exhausted';

/** A trap, as JavaScript sees it (JavaScript interface, "Error Condition Mappings"). */
export class RuntimeError extends Error {
  /** Undefined if the error was made by hand. */
  declare readonly kind: TrapKind | undefined;

  constructor(message?: string, kind?: TrapKind) {
    super(message);
    this.kind = kind;
  }
}
Object.defineProperty(RuntimeError.prototype, 'name', { value: 'RuntimeError', configurable: true, writable: true });

export type Trap = RuntimeError & { readonly kind: TrapKind };

/** The error to throw for a trap: `throw trap('unreachable')`. */
export function trap(kind: TrapKind): Trap {
  return new RuntimeError(kind, kind) as Trap;
}

/** The trap of a call for which too few words are left of the call stack. */
export function stack_exhausted(): never {
  throw trap('call stack exhausted');
}

/** The trap of an access to a byte that is not there. */
export function out_of_bounds(): never {
  throw trap('out of bounds memory access');
}

/** What engines call an exhausted stack: V8, JavaScriptCore, Hermes · SpiderMonkey · QuickJS. */
const STACK_EXHAUSTED = /call stack|recursion|stack overflow/i;

let foreign: unknown;

/**
 * Marks an error of the host's, so that `asTrap` lets it through: it may be a RangeError too. Gives it back, to be
 * thrown.
 */
export function hostError(error: unknown): unknown {
  foreign = error;
  return error;
}

/** Whether `error` is the one marked last, which is forgotten then. */
export function takeHostError(error: unknown): boolean {
  const marked = error === foreign;
  foreign = undefined;
  return marked;
}

/**
 * What to throw to the caller for an error that came out of compiled code. Compiled code itself has two kinds of engine
 * errors: a DataView's RangeError is an access out of bounds, and the engine's report that its stack is full is
 * 'call stack exhausted'. Everything else, the host's errors above all, stays what it is.
 */
export function asTrap(error: unknown): unknown {
  if (takeHostError(error) || !(error instanceof Error) || error instanceof RuntimeError) return error;
  if (STACK_EXHAUSTED.test(error.message)) return trap('call stack exhausted');
  return error instanceof RangeError ? trap('out of bounds memory access') : error;
}
