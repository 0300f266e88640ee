// WebAssembly values on the command line: what stands for them in arguments and answers, and how they are printed.

import type { TypeCode } from '../runtime/abi.ts';
import { CliError } from './command.ts';

export const typeNames: Readonly<Record<TypeCode, string>> = {
  i: 'i32',
  j: 'i64',
  f: 'f32',
  d: 'f64',
  a: 'funcref',
  e: 'externref',
};

/** `ij:i` → parameters [i, j], results [i]. */
export function parseSignature(signature: string): { parameters: TypeCode[]; results: TypeCode[] } {
  const [parameters = '', results = ''] = signature.split(':');
  return { parameters: [...parameters] as TypeCode[], results: [...results] as TypeCode[] };
}

/**
 * The JavaScript value for the text of a value: integers in decimal or hexadecimal, signed or unsigned; floats also as
 * inf and nan; references only as null. Throws CliError.
 */
export function parseValue(type: TypeCode, text: string): unknown {
  const trimmed = text.trim();
  switch (type) {
    case 'i':
      return Number(parseInteger(trimmed, 32));
    case 'j':
      return parseInteger(trimmed, 64);
    case 'f':
    case 'd':
      return parseFloating(type, trimmed);
    case 'a':
    case 'e':
      if (trimmed !== 'null')
        throw new CliError(`the only ${typeNames[type]} that can be given is null, not ${trimmed}`);
      return null;
  }
}

function parseInteger(text: string, bits: 32 | 64): bigint {
  if (!/^[+-]?(\d+|0x[\da-f]+)$/i.test(text)) throw new CliError(`${text || 'nothing'} is no integer`);
  const magnitude = BigInt(text.replace(/^[+-]/, ''));
  const value = text.startsWith('-') ? -magnitude : magnitude;
  if (value < -(1n << BigInt(bits - 1)) || value >= 1n << BigInt(bits)) throw new CliError(`${text} is no i${bits}`);
  return BigInt.asIntN(bits, value);
}

function parseFloating(type: 'f' | 'd', text: string): number {
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (word !== null) {
    if (/nan/i.test(text)) return Number.NaN;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new CliError(`${text || 'nothing'} is no ${typeNames[type]}`);
  return value;
}

export function formatValue(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Several values, or none, as they stand in parentheses. */
export function formatValues(values: readonly unknown[]): string {
  return values.map(formatValue).join(', ');
}
