// Globals (specification 4.2.9): the cell that compiled code and the JavaScript interface share.

import type { GlobalCell, GlobalType, TypeCode, Word } from '../abi.ts';
import { isolate } from './tampering.ts';

export class GlobalInstance implements GlobalCell {
  declare readonly type: TypeCode;
  declare readonly mutable: boolean;
  declare value: Word;
  declare high: number;

  constructor(type: GlobalType, value: Word, high: number) {
    this.type = type.type;
    this.mutable = type.mutable;
    this.value = value;
    this.high = high;
  }
}
isolate(GlobalInstance);
