// placeholder
import type { LoweredFunction } from './ir.ts';
export function flatten(fn: LoweredFunction): LoweredFunction { return fn; }
