// Programs that several subjects run, as a table of ratios to the first of them.

import { mkdirSync } from 'node:fs';
import type { JavaScript } from './javascript.ts';
import type { Report, Row } from './report.ts';
import { type Contestant, firstRounds, interleave } from './rounds.ts';
import { geometricMean } from './statistics.ts';

export interface Competition {
  readonly name: string;
  /** The argument of a round. */
  readonly rounds: number;
  /** Writes the scripts of all subjects, in their order, into a folder. Undefined: that one cannot take part. */
  contestants(folder: string): Promise<readonly (Contestant | undefined)[]>;
}

export interface Heading {
  readonly title: string;
  /** Where scripts are written. */
  readonly folder: string;
  /** Of the columns: the subjects. */
  readonly titles: readonly string[];
  /** How many fresh processes are measured by their first round; otherwise, warm rounds are measured in one. */
  readonly processes?: number;
}

export async function compare(
  { title, folder, titles, processes }: Heading,
  competitions: readonly Competition[],
  javascript: JavaScript,
): Promise<Report> {
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  for (const { name, rounds, contestants } of competitions) {
    const all = await contestants(folder);
    const taking = all.filter((contestant) => contestant !== undefined);
    const measured = await (processes === undefined
      ? interleave(taking, rounds, javascript)
      : firstRounds(taking, rounds, javascript, processes));
    const times = all.map((contestant) => contestant && measured[taking.indexOf(contestant)]);
    const [first = Number.NaN] = times;
    rows.push({ name, values: [first, ...times.slice(1).map((time) => time && time / first)] });
  }
  const ratios = titles.slice(1).map((_, i) => rows.flatMap(({ values }) => values[i + 1] ?? []));
  const means = ratios.map((list) => (list.length > 0 ? geometricMean(list) : undefined));
  rows.push({ name: 'geometric mean', values: [undefined, ...means] });
  const columns = titles.map((name, i) => ({ title: i === 0 ? `${name}, ms` : name }));
  return { title, columns, rows };
}
