// Modules out of raw bytes, where the generator's model is too well-behaved: extreme sizes and names.

import { concat, header, name, section, unsigned, vector } from './encode.ts';

export interface Parts {
  /** Function types as bytes: [params, results]. */
  readonly types?: readonly (readonly [params: readonly number[], results: readonly number[]])[];
  /** Functions, of the type with the given index. */
  readonly imports?: readonly { readonly module: string; readonly name: string; readonly type: number }[];
  /** `locals` are runs: [count, type]; `code` lacks the final `end`. */
  readonly functions?: readonly {
    readonly type: number;
    readonly locals?: readonly (readonly [count: number, type: number])[];
    readonly code: readonly number[];
  }[];
  readonly exports?: readonly { readonly name: string; readonly kind?: number; readonly index: number }[];
  /** A table of funcref with so many elements. */
  readonly table?: number;
  /** In pages. */
  readonly memory?: number;
  /** Contents of custom sections, after their names. */
  readonly custom?: readonly { readonly name: string; readonly contents: readonly number[] }[];
}

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;

export function assemble(parts: Parts): Uint8Array<ArrayBuffer> {
  const { types = [], imports = [], functions = [], exports = [], custom = [] } = parts;
  const bytes = (list: readonly number[]): number[] => vector(list.map((byte) => [byte]));
  const bodies = functions.map(({ locals = [], code }) => {
    const runs = vector(locals.map(([count, type]) => [...unsigned(count), type]));
    return concat([unsigned(runs.length + code.length + 1), runs, code, [0x0b]]);
  });
  const field = (e: { name: string; kind?: number; index: number }) =>
    concat([name(e.name), [e.kind ?? 0], unsigned(e.index)]);
  return Uint8Array.from(
    concat([
      header,
      section(
        1,
        types.map(([params, results]) => concat([[0x60], bytes(params), bytes(results)])),
      ),
      section(
        2,
        imports.map((i) => concat([name(i.module), name(i.name), [0], unsigned(i.type)])),
      ),
      section(
        3,
        functions.map(({ type }) => unsigned(type)),
      ),
      parts.table === undefined ? [] : section(4, [[0x70, 0, ...unsigned(parts.table)]]),
      parts.memory === undefined ? [] : section(5, [[0, ...unsigned(parts.memory)]]),
      section(7, exports.map(field)),
      section(10, bodies),
      ...custom.map(({ name: title, contents }) => {
        const all = concat([name(title), contents]);
        return concat([[0], unsigned(all.length), all]);
      }),
    ]),
  );
}

/** One exported function `run` of the given type. */
export function single(
  params: readonly number[],
  results: readonly number[],
  code: readonly number[],
  locals: readonly (readonly [count: number, type: number])[] = [],
): Uint8Array<ArrayBuffer> {
  return assemble({
    types: [[params, results]],
    functions: [{ type: 0, locals, code }],
    exports: [{ name: 'run', index: 0 }],
  });
}

/** `count` copies of `part`, in one list. */
export const repeat = (count: number, part: readonly number[]): number[] =>
  concat(Array<readonly number[]>(count).fill(part));
