// A map from hexadecimal keys to bytes that knows the order of its keys: lower-case hexadecimal sorts as the bytes do.

/** The first index at which `keys` (sorted) is not below `key`. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The keys that start with `prefix`, in order. */
export function keysUnder(keys: readonly string[], prefix: string): string[] {
  const start = lowerBound(keys, prefix);
  let end = start;
  while (keys[end]?.startsWith(prefix)) end++;
  return keys.slice(start, end);
}

export class OrderedMap {
  readonly #values: Map<string, Uint8Array>;
  readonly #keys: string[];

  constructor(entries: Iterable<readonly [key: string, value: Uint8Array]> = []) {
    this.#values = new Map(entries);
    this.#keys = [...this.#values.keys()].sort();
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /** `undefined` removes the key. */
  set(key: string, value: Uint8Array | undefined): void {
    const present = this.#values.has(key);
    if (value !== undefined) this.#values.set(key, value);
    else this.#values.delete(key);
    if (present === (value !== undefined)) return;
    const at = lowerBound(this.#keys, key);
    if (present) this.#keys.splice(at, 1);
    else this.#keys.splice(at, 0, key);
  }

  /** The key that follows `key`, which need not be present. */
  next(key: string): string | undefined {
    const at = lowerBound(this.#keys, key);
    return this.#keys[at] === key ? this.#keys[at + 1] : this.#keys[at];
  }
}
