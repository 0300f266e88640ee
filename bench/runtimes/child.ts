// A child process that calls one entry point of one runtime, once for each message: `child.js SUBJECT QUESTION`, the
// latter a JSON file. The first call loads what runs the runtime, too; the host and the state are there before.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromHex, toHex } from '../../examples/substrate/host/hex.ts';
import { Storage } from '../../examples/substrate/host/index.ts';
import { type Call, type Files, type SubjectName, subjects } from './subjects.ts';

type Entries = readonly (readonly [key: string, value: string])[];

export interface Question extends Files {
  readonly entry: string;
  /** In hexadecimal, as all that follows. */
  readonly data: string;
  readonly top: Entries;
  readonly children: readonly (readonly [key: string, entries: Entries])[];
}

/** Times are in milliseconds. */
export interface Timing {
  readonly load: number;
  readonly run: number;
  readonly calls: number | undefined;
  /** A hash of the result and of what has changed in the state. */
  readonly digest: string;
}

const [subject = '', file = ''] = process.argv.slice(2);
const question = JSON.parse(readFileSync(file, 'utf8')) as Question;
const data = fromHex(question.data);
const entriesOf = (entries: Entries): Map<string, Uint8Array> =>
  new Map(entries.map(([key, value]) => [key, fromHex(value)]));
const state = {
  top: entriesOf(question.top),
  children: new Map(question.children.map(([key, entries]) => [key, entriesOf(entries)])),
};
let call: Call | undefined;

process.on('message', async () => {
  const storage = new Storage(state);
  const start = performance.now();
  call ??= await subjects[subject as SubjectName](question);
  const ready = performance.now();
  const { result, calls } = call(question.entry, data, storage);
  const end = performance.now();
  const hash = createHash('sha256').update(result);
  for (const [key, value] of storage.changes()) hash.update(`${key}=${value && toHex(value)};`);
  process.send?.({ load: ready - start, run: end - ready, calls, digest: hash.digest('hex') } satisfies Timing);
});
