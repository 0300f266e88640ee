// Makes a failing case small: drops calls, exports, bodies and segments, then instructions, as long as it still fails.
// What keeps the program finite (`pinned`) stays.

import { isSound } from './check.ts';
import { zero } from './constants.ts';
import { encode } from './encode.ts';
import { plain } from './grammar.ts';
import type { Instruction, Plain, Type } from './model.ts';
import type { GeneratedCase } from './trace.ts';

export type Fails = (subject: GeneratedCase) => Promise<boolean>;

/** The smallest case found with at most `trials` tries. `subject` itself is left as it is. */
export async function minimise(subject: GeneratedCase, fails: Fails, trials = 3000): Promise<GeneratedCase> {
  return new Minimiser(structuredClone(subject), fails, trials).all();
}

class Minimiser {
  private subject: GeneratedCase;
  private readonly fails: Fails;
  private left: number;
  private progress = true;

  constructor(subject: GeneratedCase, fails: Fails, trials: number) {
    this.subject = subject;
    this.fails = fails;
    this.left = trials;
  }

  async all(): Promise<GeneratedCase> {
    while (this.progress && this.left > 0) {
      this.progress = false;
      await this.calls();
      const { module } = this.subject;
      const called = new Set(['refuel', ...this.subject.calls.map(({ name }) => name)]);
      await this.list(module.exports, ({ name }) => called.has(name));
      await this.attempt(() => swap(module, 'start', undefined));
      // Passive segments are referred to by number, so none is taken out.
      for (const i of module.data.keys())
        await this.attempt(() => swap(module.data, i, { ...module.data[i]!, bytes: [] }));
      for (const i of module.elements.keys()) {
        await this.attempt(() => swap(module.elements, i, { ...module.elements[i]!, items: [] }));
      }
      for (const fn of module.functions) {
        if (fn.body.length > fn.type.results.length && !fn.body.every(isPinned)) {
          await this.attempt(() => swap(fn, 'body', fn.type.results.map(zero)));
        }
      }
      for (const fn of module.functions) await this.instructions(fn.body);
    }
    return { ...this.subject, bytes: encode(this.subject.module) };
  }

  private async calls(): Promise<void> {
    for (let i = this.subject.calls.length - 1; i >= 0; i--) {
      const former = this.subject;
      await this.attempt(() => {
        this.subject = { ...former, calls: former.calls.filter((_, at) => at !== i) };
        return () => {
          this.subject = former;
        };
      });
    }
  }

  /** Drops ranges of a list, half of it first; short ones at every place. */
  private async list<T>(items: T[], keep: (item: T) => boolean = () => false): Promise<void> {
    for (const size of sizes(items.length)) {
      for (let at = items.length - size; at >= 0; at -= size > 4 ? size : 1) {
        if (!items.slice(at, at + size).some(keep)) await this.attempt(() => cut(items, at, size, []));
      }
    }
  }

  /** `list` is the body of a function or of a block. */
  private async instructions(list: Instruction[]): Promise<void> {
    await this.list(list, isPinned);
    for (let at = list.length - 1; at >= 0; at--) {
      const node = list[at];
      if (node === undefined || isPinned(node)) continue;
      const neutral = neutralised(node);
      if (neutral.map(({ name }) => name).join() !== node.name) await this.attempt(() => cut(list, at, 1, neutral));
      if (node.kind !== 'block' || list[at] !== node) continue;
      const inside = unwrapped(node.body, 0);
      if (node.name !== 'if' && inside) await this.attempt(() => cut(list, at, 1, inside));
      if (list[at] !== node) continue;
      await this.instructions(node.body);
      if (node.otherwise) await this.instructions(node.otherwise);
    }
  }

  /** Makes an edit; takes it back, by what `edit` returns, unless the case is sound and still fails. */
  private async attempt(edit: () => () => void): Promise<void> {
    if (this.left <= 0) return;
    const undo = edit();
    if (isSound(this.subject.module)) {
      this.left--;
      this.subject = { ...this.subject, bytes: encode(this.subject.module) };
      if (await this.fails(this.subject)) {
        this.progress = true;
        return;
      }
    }
    undo();
  }
}

/** Halves of a length down to 5, then 4, 3, 2, 1. */
function sizes(length: number): number[] {
  const result: number[] = [];
  for (let size = length >> 1; size > 4; size >>= 1) result.push(size);
  return [...result, 4, 3, 2, 1];
}

/** Sets a property; gives what takes that back. */
function swap<T, K extends keyof T>(owner: T, key: K, value: T[K]): () => void {
  const former = owner[key];
  owner[key] = value;
  return () => {
    owner[key] = former;
  };
}

/** Replaces a range of a list; gives what takes that back. */
function cut<T>(list: T[], at: number, size: number, by: readonly T[]): () => void {
  const former = list.splice(at, size, ...by);
  return () => list.splice(at, by.length, ...former);
}

function isPinned(node: Instruction): boolean {
  return node.pinned === true || (node.kind === 'block' && node.body.length > 0 && node.body.every(isPinned));
}

/** Instructions of the same type that do nothing: the operands are dropped, the results are zeros. */
function neutralised(node: Instruction): Plain[] {
  const [pops, pushes] = typeOf(node);
  return [...[...pops].reverse().map((type) => plain('drop', `${type}:`, [0x1a])), ...pushes.map(zero)];
}

function typeOf(node: Instruction): readonly [pops: readonly Type[], pushes: readonly Type[]] {
  switch (node.kind) {
    case 'plain':
      return [node.pops, node.pushes];
    case 'branch':
      return node.name === 'br' ? [node.types, []] : [[...node.types, 'i'], node.name === 'br_if' ? node.types : []];
    case 'indirect':
      return [[...node.type.params, 'i'], node.type.results];
    case 'block':
      return [node.name === 'if' ? [...node.type.params, 'i'] : node.type.params, node.type.results];
  }
}

/** A block's body without the block around it; undefined if something branches to the block. */
function unwrapped(nodes: readonly Instruction[], depth: number): Instruction[] | undefined {
  const result: Instruction[] = [];
  for (const node of nodes) {
    if (node.kind === 'branch') {
      if (node.labels.includes(depth)) return undefined;
      result.push({ ...node, labels: node.labels.map((label) => (label > depth ? label - 1 : label)) });
    } else if (node.kind === 'block') {
      const body = unwrapped(node.body, depth + 1);
      const otherwise = node.otherwise && unwrapped(node.otherwise, depth + 1);
      if (body === undefined || (node.otherwise && otherwise === undefined)) return undefined;
      result.push({ ...node, body, otherwise });
    } else {
      result.push(node);
    }
  }
  return result;
}
