// Records one call into a runtime, so that two machines can be compared: every imported call in order, with its
// parameters, its answer, and a hash of everything that the host read and wrote in between.

import { createHash, type Hash } from 'node:crypto';
import { toHex } from '../../examples/substrate/host/hex.ts';
import {
  Host,
  HostError,
  type HostOptions,
  type Machine,
  type WasmValue,
} from '../../examples/substrate/host/index.ts';

/** How a call into a runtime ended. `refused`: the host threw. */
export type Outcome =
  | { readonly kind: 'returned'; readonly result: string }
  | { readonly kind: 'trapped'; readonly trap: string }
  | { readonly kind: 'refused'; readonly message: string };

export interface Execution {
  /** One line for each imported call. */
  readonly calls: readonly string[];
  readonly logs: readonly string[];
  readonly outcome: Outcome;
  readonly pages: number;
  /** SHA-1 of the whole linear memory at the end. */
  readonly memory: string;
}

/** A host that writes down what it is asked, what it answers, and what it did to the memory. */
export class Recorder {
  readonly #host: Host;
  /** The memory that it serves. */
  machine: Machine;
  readonly #recorded: Machine;
  readonly #calls: string[] = [];
  readonly #logs: string[] = [];
  #effects: Hash = createHash('sha1');

  constructor(options: HostOptions, machine: Machine) {
    this.#host = new Host({
      ...options,
      log: (level, target, message) => this.#logs.push(`${level} ${target}: ${message}`),
    });
    this.machine = machine;
    this.#recorded = {
      read: (offset, size) => {
        const bytes = this.machine.read(offset, size);
        this.#effects.update(`read ${offset} ${size} `).update(bytes);
        return bytes;
      },
      write: (offset, bytes) => {
        this.machine.write(offset, bytes);
        this.#effects.update(`write ${offset} ${bytes.length} `).update(bytes);
      },
      readUint32: (offset) => {
        const value = this.machine.readUint32(offset);
        this.#effects.update(`read ${offset} ${value} `);
        return value;
      },
      writeUint32: (offset, value) => {
        this.machine.writeUint32(offset, value);
        this.#effects.update(`write ${offset} ${value} `);
      },
      size: () => this.machine.size(),
      grow: (pages) => {
        this.machine.grow(pages);
        this.#effects.update(`grow ${pages} `);
      },
    };
  }

  writeArgument(data: Uint8Array): [number, number] {
    return this.#host.writeArgument(data, this.#recorded);
  }

  answer(name: string, params: readonly WasmValue[]): WasmValue | undefined {
    const question = `${name}(${params.map(show).join(', ')})`;
    try {
      const result = this.#host.answer(name, params, this.#recorded);
      this.#record(`${question} = ${result === undefined ? 'nothing' : show(result)}`);
      return result;
    } catch (error) {
      this.#record(`${question} threw ${String(error)}`);
      throw error;
    }
  }

  /** `run` gives the i64 that the entry point returned, or throws what ended it. */
  async execution(
    run: () => bigint | Promise<bigint>,
    describeTrap: (error: unknown) => string | undefined,
  ): Promise<Execution> {
    let outcome: Outcome;
    try {
      const result = this.#host.readResult(await run(), this.#recorded);
      outcome = { kind: 'returned', result: toHex(result) };
    } catch (error) {
      const trap = describeTrap(error);
      if (trap !== undefined) outcome = { kind: 'trapped', trap };
      else if (error instanceof HostError) outcome = { kind: 'refused', message: error.message };
      else throw error;
    }
    const pages = this.#recorded.size();
    const memory = createHash('sha1')
      .update(this.#recorded.read(0, pages * 65_536))
      .digest('hex');
    return { calls: this.#calls, logs: this.#logs, outcome, pages, memory };
  }

  #record(call: string): void {
    this.#calls.push(`${call} [${this.#effects.digest('hex').slice(0, 16)}]`);
    this.#effects = createHash('sha1');
  }
}

/** The first difference between two executions, in words; undefined if there is none. */
export function firstDifference(expected: Execution, actual: Execution): string | undefined {
  const count = Math.max(expected.calls.length, actual.calls.length);
  for (let i = 0; i < count; i++) {
    if (expected.calls[i] !== actual.calls[i]) {
      return `imported call ${i}: expected ${expected.calls[i] ?? 'the end'}, got ${actual.calls[i] ?? 'the end'}`;
    }
  }
  for (const part of ['outcome', 'pages', 'memory'] as const) {
    const [want, got] = [JSON.stringify(expected[part]), JSON.stringify(actual[part])];
    if (want !== got) return `${part}: expected ${clip(want)}, got ${clip(got)}`;
  }
  return undefined;
}

function show(value: WasmValue): string {
  return value.type === 'i32' ? `${value.value | 0}` : `${BigInt.asIntN(64, value.value)}n`;
}

function clip(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
