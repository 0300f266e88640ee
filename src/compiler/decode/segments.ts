// Decodes element and data segments (specification 5.5.12, 5.5.14), each in the form that its flags announce.

import type { DataSegment, ElementSegment, Expression, ReferenceType } from '../ast.ts';
import type { InstructionContext } from './instructions.ts';
import { readInstructions } from './instructions.ts';
import type { Reader } from './reader.ts';
import { need, readReferenceType } from './types.ts';

export function readExpression(reader: Reader, context: InstructionContext): Expression {
  const offset = reader.position;
  const { body, endOffset } = readInstructions(reader, context);
  return { body, offset, endOffset };
}

/**
 * Bits of an element segment's flags. For an active segment, the second announces a table index, else 'declarative'.
 */
const passiveBit = 1;
const explicitBit = 2;
const expressionsBit = 4;

export function readElementSegment(reader: Reader, context: InstructionContext): ElementSegment {
  const offset = reader.position;
  const flags = reader.u32();
  if (flags > 7) reader.fail(`malformed element segment flags ${flags}`, offset);
  if (flags !== 0) need(reader, context.features, 'bulk-memory', `an element segment with flags ${flags}`, offset);
  const isActive = (flags & passiveBit) === 0;
  const isExplicit = (flags & explicitBit) !== 0;
  const usesExpressions = (flags & expressionsBit) !== 0;

  const table = isActive && isExplicit ? reader.u32() : 0;
  const place = isActive ? readExpression(reader, context) : undefined;
  const type = !isActive || isExplicit ? readElementType(reader, context, usesExpressions) : 'funcref';
  const mode = isActive ? 'active' : isExplicit ? 'declarative' : 'passive';

  if (!usesExpressions) {
    const functions: number[] = [];
    const count = reader.count('items of an element segment', 'tableElements', 1);
    for (let i = 0; i < count; i++) functions.push(reader.u32());
    return { mode, table, type, place, items: functions, usesExpressions, offset };
  }
  const items: Expression[] = [];
  const count = reader.count('items of an element segment', 'tableElements', 1);
  for (let i = 0; i < count; i++) items.push(readExpression(reader, context));
  return { mode, table, type, place, items, usesExpressions, offset };
}

/**
 * Before expressions stands a reference type, before function indices the kind of element, which can only be 0:
 * functions.
 */
function readElementType(reader: Reader, context: InstructionContext, usesExpressions: boolean): ReferenceType {
  if (usesExpressions) return readReferenceType(reader, context.features);
  const offset = reader.position;
  const kind = reader.byte();
  if (kind !== 0) reader.fail(`malformed element kind ${kind}`, offset);
  return 'funcref';
}

export function readDataSegment(reader: Reader, context: InstructionContext): DataSegment {
  const offset = reader.position;
  const flags = reader.u32();
  if (flags > 2) reader.fail(`malformed data segment flags ${flags}`, offset);
  if (flags !== 0) need(reader, context.features, 'bulk-memory', `a data segment with flags ${flags}`, offset);
  const memory = flags === 2 ? reader.u32() : 0;
  const place = flags === 1 ? undefined : readExpression(reader, context);
  const bytes = reader.take(reader.u32());
  return { mode: flags === 1 ? 'passive' : 'active', memory, place, bytes, offset };
}
