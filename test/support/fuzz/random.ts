// A seeded source of random choices: the same seed gives the same module on every machine and in every version of Node.

/** Random numbers (xoshiro128**, Blackman and Vigna) from a 32-bit seed. */
export class Random {
  private readonly state = new Uint32Array(4);

  constructor(seed: number) {
    // splitmix32 fills the state, so that neighbouring seeds give unrelated sequences.
    let s = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      let z = Math.imul(s ^ (s >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      this.state[i] = z ^ (z >>> 16);
    }
  }

  /** A uniform 32-bit integer, as int32. */
  int32(): number {
    const [a, b, c, d] = this.state as unknown as [number, number, number, number];
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const mixed = d ^ b;
    this.state[0] = a ^ mixed;
    this.state[1] = b ^ c ^ a;
    this.state[2] = c ^ a ^ (b << 9);
    this.state[3] = (mixed << 11) | (mixed >>> 21);
    return result | 0;
  }

  /** An integer from 0 to `bound` − 1. */
  below(bound: number): number {
    return (this.int32() >>> 0) % bound;
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.int32() >>> 0 < probability * 0x1_0000_0000;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('nothing to pick from');
    return items[this.below(items.length)] as T;
  }

  /** One of the choices, by weight; weights are positive integers. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let total = 0;
    for (const [weight] of choices) total += weight;
    let at = this.below(total);
    for (const [weight, choice] of choices) {
      if (at < weight) return choice;
      at -= weight;
    }
    throw new Error('no choice has a weight');
  }
}
