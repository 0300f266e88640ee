// What the tests run modules on: something with the shape of the WebAssembly JavaScript API. Here native WebAssembly,
// the oracle; `engine-fermata.ts` has the engine under test.

export type Exports = Readonly<Record<string, unknown>>;
export type Imports = Readonly<Record<string, Exports>>;

/** How compiling, instantiating or running ended, in the words of the specification's tests. */
export interface Failure {
  readonly kind: 'compile' | 'link' | 'trap';
  readonly message: string;
  /** Where the engine tells fewer traps apart than the tests do: what else the message can mean. */
  readonly also?: readonly string[];
}

export interface Engine {
  readonly Memory: new (descriptor: { initial: number; maximum?: number }) => unknown;
  readonly Table: new (descriptor: { element: 'anyfunc'; initial: number; maximum?: number }) => unknown;
  readonly Global: new (descriptor: { value: 'i32' | 'i64' | 'f32' | 'f64' }, value: unknown) => unknown;
  readonly RuntimeError: new (message?: string) => Error;
  /** The value of a Global. */
  globalValue(global: unknown): unknown;
  /** A module ready to instantiate. Throws what `failure` calls `compile`. */
  compile(bytes: Uint8Array<ArrayBuffer>): unknown;
  /** Throws what `failure` calls `link` or `trap`. */
  instantiate(module: unknown, imports: Imports): Exports;
  /** Undefined: the error is none of WebAssembly's. */
  failure(error: unknown): Failure | undefined;
}

/** V8's messages, and what the specification's tests call the same. */
const nativeTraps: readonly (readonly [RegExp, ...string[]])[] = [
  [/^memory access out of bounds|data segment.* out of bounds/, 'out of bounds memory access'],
  [/table.*out of bounds|element segment.*out of bounds/, 'undefined element', 'out of bounds table access'],
  [/^null function or function signature mismatch/, 'uninitialized element', 'indirect call type mismatch'],
  [/^divide by zero|^remainder by zero/, 'integer divide by zero'],
  [/^divide result unrepresentable/, 'integer overflow'],
  [/^float unrepresentable in integer range/, 'integer overflow', 'invalid conversion to integer'],
];

export const native: Engine = {
  Memory: WebAssembly.Memory,
  Table: WebAssembly.Table,
  Global: WebAssembly.Global,
  RuntimeError: WebAssembly.RuntimeError,
  globalValue: (global) => (global as WebAssembly.Global).value,
  compile: (bytes) => new WebAssembly.Module(bytes),
  instantiate: (module, imports) => new WebAssembly.Instance(module as WebAssembly.Module, imports).exports,
  failure(error) {
    if (error instanceof WebAssembly.CompileError) return { kind: 'compile', message: error.message };
    if (error instanceof WebAssembly.LinkError) return { kind: 'link', message: error.message };
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return { kind: 'trap', message: 'call stack exhausted' };
    }
    if (!(error instanceof WebAssembly.RuntimeError)) return undefined;
    const message = error.message.replace(/^WebAssembly\.Instance\(\): /, '');
    const [, first = message, ...also] = nativeTraps.find(([pattern]) => pattern.test(message)) ?? [];
    return { kind: 'trap', message: first, also };
  },
};
