// Decodes types (specification 5.3), and refuses those whose feature is off.

import type { FunctionType, GlobalType, Limits, ReferenceType, TableType, ValueType } from '../ast.ts';
import type { Feature, FeatureSet } from '../features.ts';
import { refusal } from '../features.ts';
import { laterType } from './later.ts';
import type { Limits as Bounds } from './limits.ts';
import type { BlockType } from './nodes.ts';
import type { Reader } from './reader.ts';

/** By the byte. */
const valueTypes: Readonly<Record<number, { readonly name: ValueType; readonly feature: Feature }>> = {
  127: { name: 'i32', feature: 'mvp' },
  126: { name: 'i64', feature: 'mvp' },
  125: { name: 'f32', feature: 'mvp' },
  124: { name: 'f64', feature: 'mvp' },
  123: { name: 'v128', feature: 'simd' },
  112: { name: 'funcref', feature: 'reference-types' },
  111: { name: 'externref', feature: 'reference-types' },
};

/** Fails with "… needs the feature …" unless `feature` is on. */
export function need(reader: Reader, features: FeatureSet, feature: Feature, what: string, offset: number): void {
  if (!features.has(feature)) reader.fail(refusal(what, feature), offset);
}

function unknown(reader: Reader, byte: number, what: string, offset: number): never {
  const feature = laterType(byte);
  const described = `${what} 0x${byte.toString(16)}`;
  return reader.fail(feature === undefined ? `malformed ${described}` : refusal(described, feature), offset);
}

export function readValueType(reader: Reader, features: FeatureSet): ValueType {
  const offset = reader.position;
  const byte = reader.byte();
  const type = valueTypes[byte];
  if (type === undefined) return unknown(reader, byte, 'value type', offset);
  need(reader, features, type.feature, `the type ${type.name}`, offset);
  return type.name;
}

export function readReferenceType(reader: Reader, features: FeatureSet): ReferenceType {
  const offset = reader.position;
  const byte = reader.byte();
  if (byte === 0x70) return 'funcref';
  if (byte !== 0x6f) return unknown(reader, byte, 'reference type', offset);
  need(reader, features, 'reference-types', 'the type externref', offset);
  return 'externref';
}

export function readFunctionType(reader: Reader, features: FeatureSet): FunctionType {
  const offset = reader.position;
  const form = reader.byte();
  if (form !== 0x60) unknown(reader, form, 'form of a type', offset);
  const params = readValueTypes(reader, features, 'parameters', 'params');
  const results = readValueTypes(reader, features, 'results', 'results');
  if (results.length > 1) need(reader, features, 'multi-value', `a type with ${results.length} results`, offset);
  return { params, results };
}

export function readValueTypes(reader: Reader, features: FeatureSet, what: string, limit: keyof Bounds): ValueType[] {
  const types: ValueType[] = [];
  for (let count = reader.count(what, limit, 1); count > 0; count--) types.push(readValueType(reader, features));
  return types;
}

const emptyBlock: BlockType = { typeIndex: undefined, blockType: { params: [], results: [] } };
const resultBlocks: Readonly<Record<ValueType, BlockType>> = {
  i32: resultBlock('i32'),
  i64: resultBlock('i64'),
  f32: resultBlock('f32'),
  f64: resultBlock('f64'),
  v128: resultBlock('v128'),
  funcref: resultBlock('funcref'),
  externref: resultBlock('externref'),
};

function resultBlock(type: ValueType): BlockType {
  return { typeIndex: undefined, blockType: { params: [], results: [type] } };
}

/** Specification 5.4.1: nothing, one value type, or a type index as a signed integer that is not negative. */
export function readBlockType(reader: Reader, features: FeatureSet, types: readonly FunctionType[]): BlockType {
  const offset = reader.position;
  const byte = reader.byte();
  if (byte === 0x40) return emptyBlock;
  if (valueTypes[byte] !== undefined || laterType(byte) !== undefined) {
    reader.position = offset;
    return resultBlocks[readValueType(reader, features)];
  }
  reader.position = offset;
  const typeIndex = reader.s33Index();
  need(reader, features, 'multi-value', 'a block with a type index', offset);
  return { typeIndex, blockType: types[typeIndex] };
}

function readLimits(reader: Reader, what: string): Limits {
  const offset = reader.position;
  const flags = reader.byte();
  if (flags === 2 || flags === 3) reader.fail(refusal(`a shared ${what}`, 'threads'), offset);
  if (flags >= 4 && flags <= 7) reader.fail(refusal(`a 64-bit ${what}`, 'memory64'), offset);
  if (flags > 1) reader.fail(`malformed limits flags 0x${flags.toString(16)}`, offset);
  const minimum = reader.u32();
  return { minimum, maximum: flags === 1 ? reader.u32() : undefined, shared: false };
}

export function readTableType(reader: Reader, features: FeatureSet): TableType {
  return { element: readReferenceType(reader, features), limits: readLimits(reader, 'table') };
}

export function readMemoryType(reader: Reader): Limits {
  return readLimits(reader, 'memory');
}

export function readGlobalType(reader: Reader, features: FeatureSet): GlobalType {
  const type = readValueType(reader, features);
  const offset = reader.position;
  const mutability = reader.byte();
  if (mutability > 1) reader.fail(`malformed mutability ${mutability}`, offset);
  return { type, mutable: mutability === 1 };
}
