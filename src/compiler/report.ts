// What `compile` tells about a module: how much of it may pause, and why. Plain data.

/** Why a function may pause: the call that is the first step of a shortest way to an imported call. */
export type Reason =
  | { readonly kind: 'import'; readonly function: number; readonly module: string; readonly name: string }
  | { readonly kind: 'call'; readonly function: number }
  | { readonly kind: 'indirect'; readonly signature: string };

export interface FunctionReport {
  /** Index in the function index space, imports included. */
  readonly index: number;
  /** From the name section. */
  readonly name: string | undefined;
  readonly instructions: number;
  readonly bytes: number;
  /** Undefined: it can never pause, and is compiled to a plain function. */
  readonly mayPause: Reason | undefined;
}

export interface Report {
  readonly functions: readonly FunctionReport[];
  readonly importedFunctions: number;
  readonly mayPause: number;
  readonly instructions: number;
  readonly callSites: { readonly direct: number; readonly indirect: number };
  /** Bytes of the module and of the JavaScript made of it. */
  readonly size: { readonly wasm: number; readonly code: number };
}
