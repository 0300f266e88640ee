// Modules by hand, for tests of the decoder and the validator: sections as bytes, and the offset where a body starts.

import { concat, header, section, sized, unsigned, vector } from './fuzz/encode.ts';

/** One byte each, as in the binary format. */
export const type = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
  externref: 0x6f,
} as const;

/** A function type. */
export const functionType = (params: readonly number[], results: readonly number[]): number[] => [
  0x60,
  ...vector(params.map((param) => [param])),
  ...vector(results.map((result) => [result])),
];

/** The module of these sections, in their order. */
export const moduleOf = (...sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(concat([header, ...sections]));

/** A code section of these bodies; each is its locals and instructions without the `end`. */
export const code = (...bodies: readonly (readonly number[])[]): number[] =>
  section(
    10,
    bodies.map((body) => concat([unsigned(body.length + 1), body, [0x0b]])),
  );

export interface OneFunction {
  readonly params?: readonly number[];
  readonly results?: readonly number[];
  /** Runs of locals. */
  readonly locals?: readonly (readonly [count: number, type: number])[];
  /** Instructions without the final `end`. */
  readonly body: readonly number[];
  /** Further function types, from type 1 on. */
  readonly types?: readonly (readonly number[])[];
  /** Whole sections, between those of functions and of code. */
  readonly sections?: readonly (readonly number[])[];
  /** Whole sections behind the code. */
  readonly after?: readonly (readonly number[])[];
}

/** A module of one function, of type 0, and the offset of its first instruction. */
export function oneFunction(parts: OneFunction): { bytes: Uint8Array<ArrayBuffer>; start: number } {
  const { params = [], results = [], locals = [], body, types = [], sections = [], after = [] } = parts;
  const before = concat([
    header,
    section(1, [functionType(params, results), ...types]),
    section(3, [[0]]),
    ...sections,
  ]);
  const runs = vector(locals.map(([count, local]) => [...unsigned(count), local]));
  const codeSection = code(concat([runs, body]));
  const bytes = Uint8Array.from(concat([before, codeSection, ...after]));
  return { bytes, start: before.length + codeSection.length - body.length - 1 };
}

/** A memory of one page, a table of one funcref, a global i32, a data count and a passive segment of either kind. */
export const memorySection = section(5, [[0, 1]]);
export const tableSection = section(4, [[type.funcref, 0, 1]]);
export const globalSection = section(6, [[type.i32, 1, 0x41, 0, 0x0b]]);
export const elementSection = section(9, [[1, 0, 1, 0]]);
export const dataCountSection = sized(12, [1]);
export const dataSection = section(11, [[1, 1, 0]]);
