// The state that a call into the runtime sees: the main trie and its child tries, with nested transactions.
//
// Changes are made in place; each open transaction notes what stood there before, so that it can be rolled back.
// Writing the changes to a database is up to the embedder: `changes()` tells them.

import { toHex } from './hex.ts';
import { HostError } from './machine.ts';
import { keysUnder, OrderedMap } from './ordered-map.ts';
import { compact, concat, Reader } from './scale.ts';
import { type StateVersion, sortEntries, type TrieEntry, trieRoot } from './trie.ts';

/** Entries by hexadecimal key without 0x. `children`: by the hexadecimal key of the child, `:child_storage:default:` left off. */
export interface State {
  readonly top: ReadonlyMap<string, Uint8Array>;
  readonly children?: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
}

/** What was removed, and whether keys remain because of the limit. */
export interface Removal {
  readonly removed: number;
  readonly remaining: boolean;
}

interface Trie {
  readonly now: OrderedMap;
  /** The keys at the start: a limit on removals counts only these, whatever has become of them. */
  readonly initialKeys: readonly string[];
}

type Undo = Map<Trie, Map<string, Uint8Array | undefined>>;

const CHILD_PREFIX = toHex(new TextEncoder().encode(':child_storage:default:'));

export class Storage {
  readonly #top: Trie;
  readonly #children = new Map<string, Trie>();
  readonly #transactions: Undo[] = [];
  readonly #changed: Undo = new Map();

  constructor(state: State) {
    this.#top = makeTrie(state.top);
    for (const [child, entries] of state.children ?? []) this.#children.set(child, makeTrie(entries));
  }

  /** In all the following: `key`, `prefix` and `child` are hexadecimal; without `child` it is about the main trie. */
  get(key: string, child?: string): Uint8Array | undefined {
    return this.#find(child)?.now.get(key);
  }

  set(key: string, value: Uint8Array | undefined, child?: string): void {
    this.#write(this.#findOrMake(child), key, value);
  }

  nextKey(key: string, child?: string): string | undefined {
    return this.#find(child)?.now.next(key);
  }

  /** Appends an encoded item to an encoded vector; what is no vector is replaced by a vector of this item. */
  append(key: string, item: Uint8Array): void {
    const old = this.get(key) ?? Uint8Array.of(0);
    const reader = new Reader(old);
    let count = 0;
    try {
      count = reader.compact();
    } catch {
      reader.offset = old.length;
    }
    this.set(key, concat(compact(count + 1), old.subarray(reader.offset), item));
  }

  /** Removes the keys under `prefix`: all that are new, and of those that stood there at the start at most `limit`. */
  clearPrefix(prefix: string, limit = Number.POSITIVE_INFINITY, child?: string): Removal {
    const trie = this.#find(child);
    if (trie === undefined) return { removed: 0, remaining: false };
    const initial = keysUnder(trie.initialKeys, prefix);
    const kept = new Set(initial.slice(limit));
    for (const key of keysUnder(trie.now.keys, prefix)) if (!kept.has(key)) this.#write(trie, key, undefined);
    return { removed: initial.length - kept.size, remaining: kept.size > 0 };
  }

  startTransaction(): void {
    this.#transactions.push(new Map());
  }

  rollback(): void {
    for (const [trie, entries] of this.#endTransaction())
      for (const [key, before] of entries) trie.now.set(key, before);
  }

  commit(): void {
    const undo = this.#endTransaction();
    const outer = this.#transactions.at(-1) ?? this.#changed;
    for (const [trie, entries] of undo) for (const [key, before] of entries) note(outer, trie, key, before);
  }

  /** Root of the main trie, which holds the roots of the child tries that are not empty. */
  root(version: StateVersion): Uint8Array {
    const entries = entriesOf(this.#top).filter(([key]) => !key.startsWith(CHILD_PREFIX));
    for (const [child, trie] of this.#children) {
      if (trie.now.keys.length > 0) entries.push([CHILD_PREFIX + child, this.childRoot(child, version)]);
    }
    return trieRoot(sortEntries(entries), version);
  }

  childRoot(child: string, version: StateVersion): Uint8Array {
    const trie = this.#children.get(child);
    return trieRoot(trie === undefined ? [] : entriesOf(trie), version);
  }

  /** The keys of the main trie that were written (and not rolled back), with the value they have now. */
  changes(): Map<string, Uint8Array | undefined> {
    if (this.#transactions.length > 0) throw new HostError('a storage transaction is still open');
    const keys = this.#changed.get(this.#top)?.keys() ?? [];
    return new Map([...keys].sort().map((key) => [key, this.get(key)]));
  }

  #find(child: string | undefined): Trie | undefined {
    return child === undefined ? this.#top : this.#children.get(child);
  }

  #findOrMake(child: string | undefined): Trie {
    const found = this.#find(child);
    if (found !== undefined) return found;
    const trie = makeTrie(new Map());
    this.#children.set(child!, trie);
    return trie;
  }

  #write(trie: Trie, key: string, value: Uint8Array | undefined): void {
    note(this.#transactions.at(-1) ?? this.#changed, trie, key, trie.now.get(key));
    trie.now.set(key, value);
  }

  #endTransaction(): Undo {
    const undo = this.#transactions.pop();
    if (undo === undefined) throw new HostError('no storage transaction is open');
    return undo;
  }
}

function makeTrie(entries: ReadonlyMap<string, Uint8Array>): Trie {
  const now = new OrderedMap(entries);
  return { now, initialKeys: [...now.keys] };
}

function entriesOf(trie: Trie): TrieEntry[] {
  return trie.now.keys.map((key) => [key, trie.now.get(key)!]);
}

/** Keeps the oldest value: that is what a rollback must restore. */
function note(undo: Undo, trie: Trie, key: string, before: Uint8Array | undefined): void {
  const entries = undo.get(trie) ?? new Map<string, Uint8Array | undefined>();
  undo.set(trie, entries);
  if (!entries.has(key)) entries.set(key, before);
}
