// One process of the fuzzer: tries one seed after the other, and tells its parent (main.ts) what it is about, so that the
// parent knows the module if this process hangs or dies.

import { useBigInt } from '../../src/runtime/support.ts';
import { everywhere } from '../support/fuzz/bigint.ts';
import { caseOf } from '../support/fuzz/cases.ts';
import { differenceOf, kindOf } from '../support/fuzz/examine.ts';
import { tryMutants } from '../support/fuzz/mutation.ts';
import { type Failure, saveGenerated, saveMutant } from '../support/fuzz/save.ts';

export type Kind = 'generated' | 'mutated';

export interface JobOptions {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** In milliseconds since 1970. */
  readonly end: number;
  readonly kinds: readonly Kind[];
  readonly folder: string;
}

export type Message =
  /** It is alive, and at this. */
  | { readonly type: 'at'; readonly seed: number; readonly kind: Kind }
  /** So many more modules of each kind and fate. */
  | { readonly type: 'counts'; readonly counts: Readonly<Record<string, number>> }
  | { readonly type: 'fault'; readonly seed: number; readonly way: string; readonly what: string }
  | { readonly type: 'saved'; readonly failure: Failure }
  | { readonly type: 'end' };

const send = (message: Message): void => {
  process.send?.(message);
};

if (everywhere) useBigInt(true);

/** Faults of one kind are made small and saved only so often. */
const savedOfKind = 3;

async function job({ first, step, count, end, kinds, folder }: JobOptions): Promise<void> {
  let counts: Record<string, number> = {};
  let told = Date.now();
  const seen = new Map<string, number>();
  const tally = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const tell = (): void => {
    send({ type: 'counts', counts });
    counts = {};
    told = Date.now();
  };
  /** Says so, and whether it is to be saved. */
  const isNew = (seed: number, fault: { readonly way: string; readonly what: string }): boolean => {
    tally('faults');
    send({ type: 'fault', seed, way: fault.way, what: fault.what });
    const kind = `${fault.way}: ${kindOf(fault)}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) as number) <= savedOfKind;
  };

  for (let i = 0, seed = first; i < count && Date.now() < end; i++, seed += step) {
    for (const kind of kinds) {
      const beat = (): void => send({ type: 'at', seed, kind });
      beat();
      if (kind === 'generated') {
        const subject = caseOf(seed);
        const finding = await differenceOf(subject);
        tally('generated, run');
        if (finding && isNew(seed, finding)) {
          send({ type: 'saved', failure: await saveGenerated(subject, finding, folder, beat) });
        }
      } else {
        const finding = await tryMutants(seed, (mutation, fate) => tally(`mutated ${mutation}, ${fate}`));
        if (finding && isNew(seed, finding)) {
          send({ type: 'saved', failure: await saveMutant(seed, finding, folder, beat) });
        }
      }
    }
    if (Date.now() - told > 1000) tell();
  }
  tell();
  send({ type: 'end' });
  process.disconnect();
}

// Without its parent it has nobody to tell.
process.once('disconnect', () => process.exit());
process.once('message', (options: JobOptions) => {
  void job(options);
});
