// Table objects (JavaScript interface, 5.4).

import type { Word } from '../abi.ts';
import { TableInstance } from '../store/table.ts';
import { pushValue, toValue } from '../store/values.ts';
import { objectOf, store, tie } from './identity.ts';
import { limitsOf, unsignedLong } from './integer.ts';

export interface TableDescriptor {
  /** 'anyfunc' is the older name of 'funcref'. */
  element: 'anyfunc' | 'funcref' | 'externref';
  initial: number;
  maximum?: number;
}

const ELEMENTS = new Map<unknown, 'a' | 'e'>([
  ['anyfunc', 'a'],
  ['funcref', 'a'],
  ['externref', 'e'],
]);
const MOST_ELEMENTS = 10_000_000;

/** A table that instances can share. An element is an exported function or null, or (externref) any value. */
export class Table {
  declare readonly [store]: TableInstance;

  /**
   * All elements become `init`; if it is absent, null, or undefined in a table of externref. TypeError for an unfit
   * descriptor or value; RangeError where the limits contradict each other or so large a table cannot be had.
   */
  constructor(descriptor: TableDescriptor, init?: unknown) {
    const element = ELEMENTS.get(descriptor.element);
    if (element === undefined) throw new TypeError(`Property 'element' must be 'anyfunc', 'funcref' or 'externref'`);
    const limits = limitsOf(descriptor, MOST_ELEMENTS);
    tie(this, new TableInstance({ element, ...limits }, reference(element, init === undefined, init)));
  }

  get length(): number {
    return this[store].elements.length;
  }

  /** RangeError outside the table. */
  get(index: number): unknown {
    const instance = this[store];
    return toValue(instance.element, instance.elements[this.within(index)], 0);
  }

  /** RangeError outside the table, TypeError for an unfit value. */
  set(index: number, ...value: [value?: unknown]): void {
    const instance = this[store];
    const at = this.within(index);
    instance.write(at, reference(instance.element, value.length === 0, value[0]));
  }

  /** Adds `delta` elements; gives the former length. RangeError where the table cannot grow by so many. */
  grow(delta: number, ...value: [value?: unknown]): number {
    const instance = this[store];
    const count = unsignedLong(delta, 'The number of elements');
    const former = instance.grow(reference(instance.element, value.length === 0, value[0]), count);
    if (former < 0) throw new RangeError(`The table cannot grow by ${delta} elements`);
    return former;
  }

  private within(index: number): number {
    const at = unsignedLong(index, 'The index');
    if (at >= this[store].elements.length) throw new RangeError(`Index ${at} in a table of ${this.length} elements`);
    return at;
  }
}

function reference(element: 'a' | 'e', absent: boolean, value: unknown): Word {
  const words: Word[] = [];
  pushValue(words, element, absent && element === 'a' ? null : value);
  return words[0];
}

export function tableObject(instance: TableInstance): Table {
  return objectOf(Table.prototype, instance);
}
