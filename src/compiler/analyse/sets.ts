// Sets of small numbers as trees of bits that never change. What one has in common with the set that it was made from
// stands in memory once: such a set is made, and two of them are joined, in time that grows with what differs.

/** 32 bits, or up to 32 trees of one height. 0 is the empty tree of every height. */
export type Tree = number | readonly Tree[];

export const empty: Tree = 0;

export class Sets {
  /** How many trees have been looked at to join two. */
  steps = 0;
  /** How far the bits of a number are to be shifted for its place in the root. */
  private readonly shift: number;

  /** Of numbers below `size`. */
  constructor(size: number) {
    let shift = 0;
    while (size > 2 ** (shift + 5)) shift += 5;
    this.shift = shift;
  }

  has(set: Tree, number: number): boolean {
    let tree = set;
    for (let { shift } = this; typeof tree !== 'number'; shift -= 5) tree = tree[(number >>> shift) & 31] ?? empty;
    return ((tree >>> (number & 31)) & 1) !== 0;
  }
  with(set: Tree, number: number): Tree {
    return added(set, number, this.shift);
  }
  without(set: Tree, number: number): Tree {
    return this.has(set, number) ? removed(set, number, this.shift) : set;
  }

  /** Gives `a` itself if it has all of `b`. */
  union(a: Tree, b: Tree): Tree {
    if (a === b || b === empty) return a;
    if (a === empty) return b;
    if (typeof a === 'number' || typeof b === 'number') return (a as number) | (b as number);
    const { length } = b;
    this.steps += length;
    let all: Tree[] | undefined;
    for (let k = 0; k < length; k++) {
      const tree = a[k] ?? empty;
      const both = this.union(tree, b[k] as Tree);
      if (both === tree) continue;
      all ??= a.slice();
      put(all, k, both);
    }
    return all ?? a;
  }
}

function added(tree: Tree, number: number, shift: number): Tree {
  if (shift === 0) return (tree as number) | (1 << (number & 31));
  const trees = tree === empty ? [] : (tree as readonly Tree[]);
  const k = (number >>> shift) & 31;
  const old = trees[k] ?? empty;
  const changed = added(old, number, shift - 5);
  if (changed === old) return tree;
  const copy = trees.slice();
  put(copy, k, changed);
  return copy;
}
/** The tree has the number. */
function removed(tree: Tree, number: number, shift: number): Tree {
  if (typeof tree === 'number') return tree & ~(1 << (number & 31));
  const k = (number >>> shift) & 31;
  const copy = tree.slice();
  copy[k] = removed(copy[k] as Tree, number, shift - 5);
  while (copy.length > 0 && copy[copy.length - 1] === empty) copy.pop();
  return copy.length > 0 ? copy : empty;
}
function put(trees: Tree[], k: number, tree: Tree): void {
  while (trees.length < k) trees.push(empty);
  trees[k] = tree;
}
