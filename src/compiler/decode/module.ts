// Decodes a module (specification 5.5): its sections in their order, all but the function bodies, which are decoded one
// at a time when asked for. Custom sections are kept apart; of them, only the name section is read.

import type { Export, FunctionBody, ImportDescription, Module } from '../ast.ts';
import type { FeatureSet } from '../features.ts';
import { featureSet, refusal } from '../features.ts';
import { readBody } from './body.ts';
import type { InstructionContext } from './instructions.ts';
import { limits } from './limits.ts';
import { noNames, readNames } from './names.ts';
import { Reader } from './reader.ts';
import { readDataSegment, readElementSegment, readExpression } from './segments.ts';
import { need, readFunctionType, readGlobalType, readMemoryType, readTableType } from './types.ts';

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};
type Contents = Mutable<Omit<Module, 'names' | 'body' | 'size'>>;

const Section = {
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
  tag: 13,
} as const;

const sectionNames = Object.keys(Section);
/** The order in which sections stand is that of their ids, but that the data count comes before the code. */
const sectionRanks = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 10];

const externalKinds = ['function', 'table', 'memory', 'global'] as const;

/**
 * Decodes `bytes`, which must not change while the module is in use. Throws CompileError if they are malformed, exceed
 * an implementation limit, or use a feature that is not in `features`; for function bodies, `Module.body` does.
 */
export function decode(bytes: Uint8Array, features: FeatureSet = featureSet('all')): Module {
  const reader = new Reader(bytes);
  if (bytes.length > limits.moduleSize) reader.fail(`limit: a module of more than ${limits.moduleSize} bytes`);
  readHeader(reader);

  const contents: Contents = {
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memories: [],
    globals: [],
    exports: [],
    start: undefined,
    elements: [],
    dataCount: undefined,
    data: [],
    bodies: [],
    customSections: [],
  };
  readSections(reader, contents, features);

  const nameSection = contents.customSections.find(({ name }) => name === 'name');
  const context = instructionContext(contents, features);
  return {
    ...contents,
    names: nameSection === undefined ? noNames : readNames(nameSection.bytes),
    size: bytes.length,
    body(index: number): FunctionBody {
      const range = contents.bodies[index];
      if (range === undefined) throw new RangeError(`no function body ${index}`);
      const type = contents.types[contents.functions[index]?.typeIndex ?? -1];
      return readBody(new Reader(bytes, range.offset, range.offset + range.size), context, type?.params.length ?? 0);
    },
  };
}

function readHeader(reader: Reader): void {
  const magic = reader.bytes.subarray(0, 4);
  if (magic.length < 4 || magic.some((byte, index) => byte !== '\0asm'.charCodeAt(index))) {
    reader.fail('magic header not detected: this is no WebAssembly module in the binary format', 0);
  }
  reader.position = 4;
  const version = reader.bits32();
  if (version !== 1) reader.fail(`unknown binary version ${version >>> 0}`, 4);
}

function readSections(reader: Reader, contents: Contents, features: FeatureSet): void {
  const moduleEnd = reader.end;
  let lastRank = 0;
  while (reader.remaining > 0) {
    const offset = reader.position;
    const id = reader.byte();
    const size = reader.u32();
    if (size > reader.remaining) {
      reader.fail(`unexpected end: a section of ${size} bytes, of which ${reader.remaining} are there`, offset);
    }
    reader.end = reader.position + size;

    if (id === Section.custom) {
      const start = reader.position;
      const name = reader.name();
      contents.customSections.push({ name, offset: start, bytes: reader.take(reader.remaining) });
    } else {
      const rank = sectionRanks[id];
      if (rank === undefined) refuseSection(reader, id, offset);
      if (rank <= lastRank) {
        reader.fail(`unexpected content after last section: the ${sectionNames[id]} section is out of order`, offset);
      }
      lastRank = rank;
      readSection(reader, id, contents, features);
      if (reader.remaining > 0) {
        reader.fail(`section size mismatch: ${reader.remaining} bytes after the end of the ${sectionNames[id]} section`);
      }
    }
    reader.end = moduleEnd;
  }

  const { functions, bodies, dataCount, data } = contents;
  if (functions.length !== bodies.length) {
    reader.fail(
      `function and code section have inconsistent lengths: ${functions.length} functions, ${bodies.length} bodies`,
    );
  }
  if (dataCount !== undefined && dataCount !== data.length) {
    reader.fail(`data count and data section have inconsistent lengths: ${dataCount} and ${data.length}`);
  }
}

function refuseSection(reader: Reader, id: number, offset: number): never {
  const message = id === Section.tag ? refusal('the tag section', 'exceptions') : `malformed section id ${id}`;
  return reader.fail(message, offset);
}

function readSection(reader: Reader, id: number, contents: Contents, features: FeatureSet): void {
  const context = instructionContext(contents, features);
  switch (id) {
    case Section.type:
      return each(reader, 'types', limits.types, 3, () => {
        contents.types.push(readFunctionType(reader, features));
      });
    case Section.import:
      return each(reader, 'imports', limits.imports, 4, (offset) => {
        const module = reader.name();
        const name = reader.name();
        contents.imports.push({ module, name, description: readImportDescription(reader, features), offset });
      });
    case Section.function:
      return each(reader, 'functions', limits.functions, 1, (offset) => {
        contents.functions.push({ typeIndex: reader.u32(), offset });
      });
    case Section.table:
      return each(reader, 'tables', limits.tables, 3, (offset) => {
        contents.tables.push({ ...readTableType(reader, features), offset });
      });
    case Section.memory:
      // How many there may be is for validation to say: more is not malformed.
      return each(reader, 'memories', limits.tables, 2, (offset) => {
        contents.memories.push({ ...readMemoryType(reader), offset });
      });
    case Section.global:
      return each(reader, 'globals', limits.globals, 3, (offset) => {
        const type = readGlobalType(reader, features);
        contents.globals.push({ type, init: readExpression(reader, context), offset });
      });
    case Section.export:
      return each(reader, 'exports', limits.exports, 3, (offset) => {
        const name = reader.name();
        contents.exports.push({ name, kind: readExternalKind(reader), index: reader.u32(), offset });
      });
    case Section.start:
      contents.start = { offset: reader.position, index: reader.u32() };
      return;
    case Section.element:
      return each(reader, 'element segments', limits.elementSegments, 2, () => {
        contents.elements.push(readElementSegment(reader, context));
      });
    case Section.dataCount:
      need(reader, features, 'bulk-memory', 'the data count section', reader.position);
      contents.dataCount = reader.u32();
      return;
    case Section.code:
      return each(reader, 'function bodies', limits.functions, 3, () => readBodyRange(reader, contents));
    default:
      return each(reader, 'data segments', limits.dataSegments, 2, () => {
        contents.data.push(readDataSegment(reader, context));
      });
  }
}

/** A vector: its length, then `read` for each element with the offset where that starts. */
function each(
  reader: Reader,
  what: string,
  limit: number,
  least: number,
  read: (offset: number) => void,
): void {
  for (let count = reader.count(what, limit, least); count > 0; count--) read(reader.position);
}

function instructionContext(contents: Contents, features: FeatureSet): InstructionContext {
  return { features, types: contents.types, hasDataCount: contents.dataCount !== undefined };
}

function readExternalKind(reader: Reader): Export['kind'] {
  const offset = reader.position;
  const byte = reader.byte();
  if (byte === 4) reader.fail(refusal('an imported or exported tag', 'exceptions'), offset);
  return externalKinds[byte] ?? reader.fail(`malformed import or export kind ${byte}`, offset);
}

function readImportDescription(reader: Reader, features: FeatureSet): ImportDescription {
  const kind = readExternalKind(reader);
  switch (kind) {
    case 'function':
      return { kind, typeIndex: reader.u32() };
    case 'table':
      return { kind, type: readTableType(reader, features) };
    case 'memory':
      return { kind, type: readMemoryType(reader) };
    case 'global':
      return { kind, type: readGlobalType(reader, features) };
  }
}

function readBodyRange(reader: Reader, contents: Contents): void {
  const start = reader.position;
  const size = reader.u32();
  if (size > limits.bodySize) reader.fail(`limit: a function body of ${size} bytes, more than ${limits.bodySize}`, start);
  const offset = reader.position;
  reader.take(size);
  contents.bodies.push({ offset, size });
}
