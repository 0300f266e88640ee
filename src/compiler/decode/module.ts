// Decodes a module (specification 5.5): its sections in their order, all but the function bodies, which are decoded one
// at a time when asked for. Custom sections are kept apart; of them, only the name section is read.

import type { FunctionBody, Module } from '../ast.ts';
import type { FeatureSet } from '../features.ts';
import { featureSet, refusal } from '../features.ts';
import { readBody } from './body.ts';
import type { InstructionContext } from './instructions.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { noNames, readNames } from './names.ts';
import { Reader } from './reader.ts';
import type { Contents } from './sections.ts';
import { sections } from './sections.ts';

const customSection = 0;
/** Of the exception handling proposal. */
const tagSection = 13;
/** By section id. Sections stand in the order of their ids, but that the data count (12) comes before the code (10). */
const ranks = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 10];

/**
 * Decodes `bytes`, which must not change while the module is in use. Throws CompileError if they are malformed, exceed
 * an implementation limit, or use a feature that is not in `features`; for function bodies, `Module.body` does.
 */
export function decode(
  bytes: Uint8Array,
  features: FeatureSet = featureSet('all'),
  limits: Limits = defaultLimits,
): Module {
  const reader = new Reader(bytes, limits);
  reader.limit('moduleSize', bytes.length, 'bytes of a module');
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
  compareLengths(reader, contents);

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
      return readBody(
        new Reader(bytes, limits, range.offset, range.offset + range.size),
        context,
        type?.params.length ?? 0,
      );
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
    if (id === customSection) {
      readCustomSection(reader, contents);
    } else {
      lastRank = readSection(reader, id, offset, lastRank, contents, features);
    }
    reader.end = moduleEnd;
  }
}

function readCustomSection(reader: Reader, contents: Contents): void {
  const offset = reader.position;
  const name = reader.name();
  contents.customSections.push({ name, offset, bytes: reader.take(reader.remaining) });
}

/** Reads a section that must come after those of `lastRank`; gives its own rank. */
function readSection(
  reader: Reader,
  id: number,
  offset: number,
  lastRank: number,
  contents: Contents,
  features: FeatureSet,
): number {
  const section = sections[id];
  const rank = ranks[id];
  if (section === undefined || rank === undefined) {
    const isTag = id === tagSection;
    return reader.fail(isTag ? refusal('the tag section', 'exceptions') : `malformed section id ${id}`, offset);
  }
  const { name, read } = section;
  if (rank <= lastRank) {
    reader.fail(`unexpected content after last section: the ${name} section is a second one or too late`, offset);
  }
  read(reader, contents, instructionContext(contents, features));
  if (reader.remaining > 0) {
    reader.fail(`section size mismatch: ${reader.remaining} bytes after the end of the ${name} section`);
  }
  return rank;
}

function compareLengths(reader: Reader, { functions, bodies, dataCount, data }: Contents): void {
  if (functions.length !== bodies.length) {
    reader.fail(
      `function and code section have inconsistent lengths: ${functions.length} functions, ${bodies.length} bodies`,
    );
  }
  if (dataCount !== undefined && dataCount !== data.length) {
    reader.fail(`data count and data section have inconsistent lengths: ${dataCount} and ${data.length}`);
  }
}

function instructionContext(contents: Contents, features: FeatureSet): InstructionContext {
  return { features, types: contents.types, hasDataCount: contents.dataCount !== undefined };
}
