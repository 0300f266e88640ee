// Tables (specification 4.2.7). The elements are references, shared by all instances that see the table; beside them
// each instance has a view with what it calls for each element, since that depends on its strategy. A write updates all
// views.

import type { Code, TableType, TableView, Word } from '../abi.ts';
import type { FunctionInstance } from '../store/function.ts';
import { trap } from '../support/trap.ts';
import { DEFAULTS } from './limits.ts';
import { isolate } from './tampering.ts';

export type Adapt = (reference: FunctionInstance) => Code;

export class TableInstance {
  declare readonly element: 'a' | 'e';
  declare readonly maximum: number | undefined;
  /** Elements that it can have. */
  declare private readonly most: number;
  declare readonly elements: Word[];
  /** The same array for every view; stays empty in a table of externref. */
  declare readonly signatures: number[];
  declare private readonly views: View[];

  /** RangeError where so large a table cannot be had. */
  constructor(type: TableType, init: Word, most = DEFAULTS.tableElements) {
    if (type.minimum > most) throw new RangeError(`A table of ${type.minimum} elements: ${most} is the most`);
    this.most = Math.min(type.maximum ?? most, most);
    this.element = type.element;
    this.maximum = type.maximum;
    this.elements = [];
    this.signatures = [];
    this.views = [];
    this.grow(init, type.minimum);
  }

  /** The view of an instance that calls an element by the code which `adapt` gives for it. */
  view(adapt: Adapt): TableView {
    const view = new View(this, adapt);
    this.views.push(view);
    if (this.element === 'a') {
      for (let i = 0; i < this.elements.length; i++) view.update(i, this.elements[i]);
    }
    return view;
  }

  /** `index` is within bounds. */
  write(index: number, reference: Word): void {
    this.elements[index] = reference;
    if (this.element === 'e') return;
    this.signatures[index] = reference === null ? -1 : (reference as FunctionInstance).type.number;
    for (const view of this.views) view.update(index, reference);
  }

  grow(reference: Word, delta: number): number {
    const former = this.elements.length;
    const size = former + (delta >>> 0);
    if (size > this.most) return -1;
    for (let i = former; i < size; i++) this.write(i, reference);
    return former;
  }

  /** table.init. Operands are int32 words, taken as unsigned. */
  init(items: readonly Word[], destination: number, source: number, length: number): void {
    const to = destination >>> 0;
    const from = source >>> 0;
    const count = length >>> 0;
    if (to + count > this.elements.length || from + count > items.length) throw trap('out of bounds table access');
    for (let i = 0; i < count; i++) this.write(to + i, items[from + i]);
  }
}
isolate(TableInstance);

class View implements TableView {
  declare readonly table: TableInstance;
  declare readonly signatures: number[];
  declare readonly codes: (Code | undefined)[];
  declare private readonly adapt: Adapt;

  constructor(table: TableInstance, adapt: Adapt) {
    this.table = table;
    this.signatures = table.signatures;
    this.codes = [];
    this.adapt = adapt;
  }

  update(index: number, reference: Word): void {
    this.codes[index] = reference === null ? undefined : this.adapt(reference as FunctionInstance);
  }

  get(index: number): Word {
    const at = index >>> 0;
    if (at >= this.table.elements.length) throw trap('out of bounds table access');
    return this.table.elements[at];
  }

  set(index: number, reference: Word): void {
    const at = index >>> 0;
    if (at >= this.table.elements.length) throw trap('out of bounds table access');
    this.table.write(at, reference);
  }

  size(): number {
    return this.table.elements.length;
  }

  grow(reference: Word, delta: number): number {
    return this.table.grow(reference, delta);
  }

  fill(index: number, reference: Word, length: number): void {
    const from = index >>> 0;
    const end = from + (length >>> 0);
    if (end > this.table.elements.length) throw trap('out of bounds table access');
    for (let i = from; i < end; i++) this.table.write(i, reference);
  }

  copy(destination: number, source: number, length: number, from: TableView): void {
    const start = source >>> 0;
    const elements = (from as View).table.elements;
    if (start + (length >>> 0) > elements.length) throw trap('out of bounds table access');
    // A copy of the range, so that it may overlap.
    this.table.init(elements.slice(start, start + (length >>> 0)), destination, 0, length);
  }

  trapCall(index: number): never {
    const at = index >>> 0;
    if (at >= this.table.elements.length) throw trap('undefined element');
    throw trap(this.table.elements[at] === null ? 'uninitialized element' : 'indirect call type mismatch');
  }
}
isolate(View);
