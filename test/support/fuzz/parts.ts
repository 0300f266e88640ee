// A module taken apart into sections, their items, and the instructions of bodies; and put together again. What is
// not touched keeps its encoding, however odd.

import { Cursor } from './cursor.ts';
import { concat, header, unsigned } from './encode.ts';
import { bytesOf, type Instruction, readExpression, readInstructions } from './instructions.ts';

export interface Body {
  /** Runs of locals: a count and a type. */
  locals: number[][];
  code: Instruction[];
}

export interface Section {
  readonly id: number;
  /** The items of its vector; undefined: the section is no vector, or of a form that is not known. */
  items: number[][] | undefined;
  /** Of the code section, instead of its items. */
  bodies: Body[] | undefined;
  /** Where there are neither. */
  contents: number[];
}

export interface Parts {
  sections: Section[];
}

export const sectionIds = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** Throws RangeError if the sections are cut off. What is within them may be anything. */
export function takeApart(bytes: Uint8Array): Parts {
  const cursor = new Cursor([...bytes]);
  cursor.take(8);
  const sections: Section[] = [];
  while (cursor.left > 0) {
    const id = cursor.byte();
    sections.push(readSection(id, cursor.take(cursor.unsigned())));
  }
  return { sections };
}

function readSection(id: number, contents: number[]): Section {
  const read = items[id];
  if (read === undefined) return { id, items: undefined, bodies: undefined, contents };
  try {
    const cursor = new Cursor(contents);
    const list: number[][] = [];
    cursor.times(() => list.push(cursor.span(() => read(cursor))));
    if (cursor.left > 0) throw new RangeError('more than its items');
    if (id !== sectionIds.code) return { id, items: list, bodies: undefined, contents };
    return { id, items: undefined, bodies: list.map(readBody), contents };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { id, items: undefined, bodies: undefined, contents };
  }
}

function readBody(item: readonly number[]): Body {
  const cursor = new Cursor(item);
  cursor.unsigned();
  const locals: number[][] = [];
  cursor.times(() =>
    locals.push(
      cursor.span(() => {
        cursor.unsigned();
        cursor.byte();
      }),
    ),
  );
  return { locals, code: readInstructions(cursor) };
}

export const limits = (cursor: Cursor): void => {
  const flags = cursor.byte();
  cursor.unsigned();
  if (flags % 2 === 1) cursor.unsigned();
};

/** How the items of a section are read, by its id. */
const items: Readonly<Record<number, (cursor: Cursor) => void>> = {
  [sectionIds.type](cursor) {
    cursor.byte();
    cursor.times(() => cursor.byte());
    cursor.times(() => cursor.byte());
  },
  [sectionIds.import](cursor) {
    cursor.name();
    cursor.name();
    const kind = cursor.byte();
    if (kind === 0) cursor.unsigned();
    else if (kind === 1 || kind === 3) cursor.take(1);
    if (kind === 1 || kind === 2) limits(cursor);
    else if (kind === 3) cursor.byte();
    else if (kind > 3) throw new RangeError('no such import');
  },
  [sectionIds.function]: (cursor) => cursor.unsigned(),
  [sectionIds.table](cursor) {
    cursor.byte();
    limits(cursor);
  },
  [sectionIds.memory]: limits,
  [sectionIds.global](cursor) {
    cursor.take(2);
    readExpression(cursor);
  },
  [sectionIds.export](cursor) {
    cursor.name();
    cursor.byte();
    cursor.unsigned();
  },
  [sectionIds.element](cursor) {
    const flags = cursor.unsigned();
    if (flags > 7) throw new RangeError('no such element segment');
    if (flags % 2 === 0) {
      if (flags & 2) cursor.unsigned();
      readExpression(cursor);
    }
    if (flags & 3) cursor.byte();
    cursor.times(() => (flags & 4 ? readExpression(cursor) : cursor.unsigned()));
  },
  [sectionIds.code](cursor) {
    cursor.take(cursor.unsigned());
  },
  [sectionIds.data](cursor) {
    const flags = cursor.unsigned();
    if (flags > 2) throw new RangeError('no such data segment');
    if (flags === 2) cursor.unsigned();
    if (flags !== 1) readExpression(cursor);
    cursor.take(cursor.unsigned());
  },
};

export function putTogether({ sections }: Parts): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(concat([header, ...sections.map(bytesOfSection)]));
}

function bytesOfSection({ id, items: list, bodies, contents }: Section): number[] {
  const all = bodies?.map(bytesOfBody) ?? list;
  const inner = all === undefined ? contents : concat([unsigned(all.length), ...all]);
  return concat([[id], unsigned(inner.length), inner]);
}

function bytesOfBody({ locals, code }: Body): number[] {
  const inner = concat([unsigned(locals.length), ...locals, bytesOf(code)]);
  return concat([unsigned(inner.length), inner]);
}

/** The section of that id; undefined if there is none, or it has no items (or bodies) that are known. */
export const find = ({ sections }: Parts, id: number): Section | undefined =>
  sections.find((section) => section.id === id && (section.items ?? section.bodies) !== undefined);

export const itemsOf = (parts: Parts, id: number): number[][] => find(parts, id)?.items ?? [];
export const bodiesOf = (parts: Parts): Body[] => find(parts, sectionIds.code)?.bodies ?? [];
