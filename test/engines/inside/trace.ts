// What a scenario did, line by line, and its hash: two engines that ran the same scenario have the same.

import { createHash, type Hash } from 'node:crypto';

export class Trace {
  private readonly hash: Hash = createHash('sha1');
  /** How many lines there were. */
  length = 0;

  add(line: string): void {
    this.length++;
    this.hash.update(`${line}\n`);
  }

  /** A memory's bytes. */
  addBytes(bytes: Uint8Array): void {
    this.length++;
    this.hash.update(bytes);
  }

  /** Once, at the end. */
  digest(): string {
    return this.hash.digest('hex').slice(0, 16);
  }
}

/** A value of the JavaScript API, floats as their bits where they come from a scenario that passes them so. */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return 'function';
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  return JSON.stringify(value);
}
