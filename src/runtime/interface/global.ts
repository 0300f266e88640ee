// Global objects (JavaScript interface, 5.5).

import type { TypeCode, Word } from '../abi.ts';
import { GlobalInstance } from '../store/global.ts';
import { pushValue, toValue } from '../store/values.ts';
import { objectOf, store, tie } from './identity.ts';

export interface GlobalDescriptor {
  /** 'anyfunc' is the older name of 'funcref'. */
  value: 'i32' | 'i64' | 'f32' | 'f64' | 'anyfunc' | 'funcref' | 'externref';
  mutable?: boolean;
}

const TYPES = new Map<unknown, TypeCode>([
  ['i32', 'i'],
  ['i64', 'j'],
  ['f32', 'f'],
  ['f64', 'd'],
  ['anyfunc', 'a'],
  ['funcref', 'a'],
  ['externref', 'e'],
]);

/** A global that instances can share. An i64 is a bigint. */
export class Global {
  declare readonly [store]: GlobalInstance;

  /** Zero, null, or (externref) undefined, if `value` is undefined. TypeError for an unfit descriptor or value. */
  constructor(descriptor: GlobalDescriptor, value?: unknown) {
    const type = TYPES.get(descriptor.value);
    if (type === undefined) throw new TypeError(`Property 'value' must be the name of a type`);
    tie(this, globalOf(type, Boolean(descriptor.mutable), value === undefined ? initial(type) : value));
  }

  get value(): unknown {
    const { type, value, high } = this[store];
    return toValue(type, value, high);
  }

  /** TypeError if the global is immutable, or for an unfit value. */
  set value(value: unknown) {
    const instance = this[store];
    if (!instance.mutable) throw new TypeError('The value of an immutable global cannot be set');
    const words: Word[] = [];
    pushValue(words, instance.type, value);
    instance.value = words[0];
    instance.high = (words[1] as number | undefined) ?? 0;
  }

  valueOf(): unknown {
    return this.value;
  }
}

function initial(type: TypeCode): unknown {
  switch (type) {
    case 'j':
      // Not the literal 0n, which engines without BigInt cannot parse.
      return BigInt(0);
    case 'a':
      return null;
    case 'e':
      return undefined;
    default:
      return 0;
  }
}

/** TypeError if `value` is not of the type. */
export function globalOf(type: TypeCode, mutable: boolean, value: unknown): GlobalInstance {
  const words: Word[] = [];
  pushValue(words, type, value);
  return new GlobalInstance({ type, mutable }, words[0], (words[1] as number | undefined) ?? 0);
}

export function globalObject(instance: GlobalInstance): Global {
  return objectOf(Global.prototype, instance);
}
