// What a host sees of a module that was taken apart: types, imports, globals. Its floats are all of the types f and d,
// whose NaN bits are determined, as `tame` makes them. Exports are left to `tame`.

import { Cursor } from './cursor.ts';
import type { FunctionType, Surface, TableModel, Type } from './model.ts';
import { itemsOf, type Parts, sectionIds } from './parts.ts';

const letters: Readonly<Record<number, Type>> = {
  127: 'i',
  126: 'j',
  125: 'f',
  124: 'd',
  112: 'a',
  111: 'e',
};

function letterOf(byte: number): Type {
  const letter = letters[byte];
  if (letter === undefined) throw new RangeError(`no type is 0x${byte.toString(16)}`);
  return letter;
}

export interface Limits {
  readonly minimum: number;
  /** Undefined: none is declared. */
  readonly maximum: number | undefined;
}

export function readLimits(cursor: Cursor): Limits {
  const hasMaximum = cursor.byte() % 2 === 1;
  return { minimum: cursor.unsigned(), maximum: hasMaximum ? cursor.unsigned() : undefined };
}

type Imported =
  | { readonly kind: 0; readonly type: number }
  | { readonly kind: 1; readonly element: number; readonly limits: Limits }
  | { readonly kind: 2; readonly limits: Limits }
  | { readonly kind: 3; readonly type: number; readonly mutable: boolean };

export function readImport(item: readonly number[]): Imported {
  const cursor = new Cursor(item);
  cursor.name();
  cursor.name();
  switch (cursor.byte()) {
    case 0:
      return { kind: 0, type: cursor.unsigned() };
    case 1:
      return { kind: 1, element: cursor.byte(), limits: readLimits(cursor) };
    case 2:
      return { kind: 2, limits: readLimits(cursor) };
    case 3:
      return { kind: 3, type: cursor.byte(), mutable: cursor.byte() === 1 };
    default:
      throw new RangeError('no such import');
  }
}

function readType(item: readonly number[]): FunctionType {
  const cursor = new Cursor(item);
  cursor.byte();
  const list = (): Type[] => {
    const types: Type[] = [];
    cursor.times(() => types.push(letterOf(cursor.byte())));
    return types;
  };
  return { params: list(), results: list() };
}

/** The surface without exports. A memory or table without a maximum may grow without end. Throws RangeError at vectors. */
export function surfaceOf(parts: Parts): Omit<Surface, 'exports' | 'start' | 'mvp'> {
  const types = itemsOf(parts, sectionIds.type).map(readType);
  const typeAt = (index: number): FunctionType => {
    const type = types[index];
    if (type === undefined) throw new RangeError(`no type ${index}`);
    return type;
  };
  const imported = itemsOf(parts, sectionIds.import).map(readImport);
  const table = (element: number, limits: Limits, isImported: boolean): TableModel => ({
    element: letterOf(element) as 'a' | 'e',
    limits: bounded(limits),
    imported: isImported,
  });
  const memory = (limits: Limits, isImported: boolean): NonNullable<Surface['memory']> => ({
    ...bounded(limits),
    imported: isImported,
  });
  const own = (id: number): Cursor[] => itemsOf(parts, id).map((item) => new Cursor(item));
  return {
    imports: imported.flatMap((entry) => (entry.kind === 0 ? [typeAt(entry.type)] : [])),
    functions: own(sectionIds.function).map((cursor) => ({ type: typeAt(cursor.unsigned()) })),
    tables: [
      ...imported.flatMap((entry) => (entry.kind === 1 ? [table(entry.element, entry.limits, true)] : [])),
      ...own(sectionIds.table).map((cursor) => table(cursor.byte(), readLimits(cursor), false)),
    ],
    memory: [
      ...imported.flatMap((entry) => (entry.kind === 2 ? [memory(entry.limits, true)] : [])),
      ...own(sectionIds.memory).map((cursor) => memory(readLimits(cursor), false)),
    ][0],
    globals: [
      ...imported.flatMap((entry) =>
        entry.kind === 3 ? [{ type: letterOf(entry.type), mutable: entry.mutable, init: undefined }] : [],
      ),
      ...own(sectionIds.global).map((cursor) => {
        return { type: letterOf(cursor.byte()), mutable: cursor.byte() === 1, init: true };
      }),
    ],
  };
}

const bounded = ({ minimum, maximum }: Limits) => ({ minimum, maximum: maximum ?? Number.POSITIVE_INFINITY });
