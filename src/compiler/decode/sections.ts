// Decodes what the sections hold (specification 5.5.4 to 5.5.15), one table row a section. Where sections begin and
// end, and in which order they stand, is for `module.ts`.

import type { Export, ImportDescription, Module } from '../ast.ts';
import type { FeatureSet } from '../features.ts';
import { refusal } from '../features.ts';
import type { InstructionContext } from './instructions.ts';
import type { Limits } from './limits.ts';
import type { Reader } from './reader.ts';
import { readDataSegment, readElementSegment, readExpression } from './segments.ts';
import { need, readFunctionType, readGlobalType, readMemoryType, readTableType } from './types.ts';

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};
/** What sections hold, while they are being read. */
export type Contents = Mutable<Omit<Module, 'names' | 'body' | 'size'>>;

type ReadSection = (reader: Reader, contents: Contents, context: InstructionContext) => void;
/** Reads one element of a vector, which starts at `offset`. */
type ReadItem = (reader: Reader, contents: Contents, context: InstructionContext, offset: number) => void;

/** A section that is a vector of at most `limit` elements, which take at least `least` bytes each. */
function vector(what: string, limit: keyof Limits, least: number, readItem: ReadItem): ReadSection {
  return (reader, contents, context) => {
    for (let count = reader.count(what, limit, least); count > 0; count--) {
      readItem(reader, contents, context, reader.position);
    }
  };
}

export interface Section {
  readonly name: string;
  readonly read: ReadSection;
}

/** By section id. The custom section, 0, is not among them. */
export const sections: readonly (Section | undefined)[] = [
  undefined,
  {
    name: 'type',
    read: vector('types', 'types', 3, (reader, { types }, { features }) => {
      types.push(readFunctionType(reader, features));
    }),
  },
  {
    name: 'import',
    read: vector('imports', 'imports', 4, (reader, { imports }, { features }, offset) => {
      const module = reader.name();
      const name = reader.name();
      imports.push({ module, name, description: readImportDescription(reader, features), offset });
    }),
  },
  {
    name: 'function',
    read: vector('functions', 'functions', 1, (reader, { functions }, _context, offset) => {
      functions.push({ typeIndex: reader.u32(), offset });
    }),
  },
  {
    name: 'table',
    read: vector('tables', 'tables', 3, (reader, { tables }, { features }, offset) => {
      tables.push({ ...readTableType(reader, features), offset });
    }),
  },
  {
    name: 'memory',
    // That there may be but one is for validation to say.
    read: vector('memories', 'memories', 2, (reader, { memories }, _context, offset) => {
      memories.push({ ...readMemoryType(reader), offset });
    }),
  },
  {
    name: 'global',
    read: vector('globals', 'globals', 3, (reader, { globals }, context, offset) => {
      const type = readGlobalType(reader, context.features);
      globals.push({ type, init: readExpression(reader, context), offset });
    }),
  },
  {
    name: 'export',
    read: vector('exports', 'exports', 3, (reader, { exports }, _context, offset) => {
      const name = reader.name();
      const kind = readExternalKind(reader);
      exports.push({ name, kind, index: reader.u32(), offset });
    }),
  },
  {
    name: 'start',
    read: (reader, contents) => {
      const offset = reader.position;
      contents.start = { index: reader.u32(), offset };
    },
  },
  {
    name: 'element',
    read: vector('element segments', 'elementSegments', 2, (reader, { elements }, context) => {
      elements.push(readElementSegment(reader, context));
    }),
  },
  {
    name: 'code',
    read: vector('function bodies', 'functions', 3, (reader, { bodies }) => {
      bodies.push(readBodyRange(reader));
    }),
  },
  {
    name: 'data',
    read: vector('data segments', 'dataSegments', 2, (reader, { data }, context) => {
      data.push(readDataSegment(reader, context));
    }),
  },
  {
    name: 'data count',
    read: (reader, contents, { features }) => {
      need(reader, features, 'bulk-memory', 'the data count section', reader.position);
      contents.dataCount = reader.u32();
    },
  },
];

const externalKinds = ['function', 'table', 'memory', 'global'] as const;

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

function readBodyRange(reader: Reader): { offset: number; size: number } {
  const start = reader.position;
  const size = reader.u32();
  reader.limit('bodySize', size, 'bytes of a function body', start);
  const offset = reader.position;
  reader.take(size);
  return { offset, size };
}
