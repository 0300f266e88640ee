// The types of a function's locals, parameters first. They stay runs, as in the binary format: a few bytes can declare
// 50,000 locals, which a module of many functions must not make us list.

import type { FunctionBody, FunctionType, InstructionNode, ValueType } from '../ast.ts';
import { CompileError } from '../error.ts';
import { thereAre } from './context.ts';

export class Locals {
  /** Of each run: its type, and the index behind its last local. */
  private readonly types: ValueType[] = [];
  private readonly ends: number[] = [];
  private count = 0;

  constructor(type: FunctionType, body: FunctionBody) {
    for (const param of type.params) this.add(1, param);
    for (const { count, type } of body.locals) this.add(count, type);
  }

  private add(count: number, type: ValueType): void {
    if (count === 0) return;
    this.count += count;
    const last = this.types.length - 1;
    if (this.types[last] === type) {
      this.ends[last] = this.count;
    } else {
      this.types.push(type);
      this.ends.push(this.count);
    }
  }

  /** The type of local `index`, which `node` names. Throws CompileError at `node` if there is no such local. */
  type(index: number, node: InstructionNode): ValueType {
    if (index >= this.count) {
      throw new CompileError(node.offset, `unknown local ${index}: ${thereAre(this.count)}`);
    }
    let low = 0;
    let high = this.ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (index < (this.ends[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return this.types[low] as ValueType;
  }
}
