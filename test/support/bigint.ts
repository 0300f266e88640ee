// Makes every function that may have a BigInt body have one, and runs it in any engine, for tests of what it does.

import { chooseEverywhere } from '../../src/compiler/analyse/int64.ts';
import { useBigInt } from '../../src/runtime/support.ts';

export function runBigInts(choice: boolean): void {
  chooseEverywhere(choice);
  useBigInt(choice ? true : undefined);
}
