// With FUZZ_BIGINT=1 the fuzzer makes BigInt bodies wherever one may be, and runs them in any engine (`fuzz/job.ts`).

import type { Optimisations } from '../../../src/compiler/optimisations.ts';

export const everywhere = process.env.FUZZ_BIGINT === '1';
/** Every optimisation. */
export const everything: Partial<Optimisations> = everywhere ? { bigint: 'everywhere' } : {};
