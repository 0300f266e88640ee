// Programs that several subjects run, as a table of ratios to the first of them.

import { mkdirSync } from 'node:fs';
import type { JavaScript } from './javascript.ts';
import type { Report, Row } from './report.ts';
import { type Contestant, firstRounds, interleave } from './rounds.ts';
import { geometricMean, median } from './statistics.ts';

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
  /** How many fresh processes each is measured in: engines do not always come to the same code. */
  readonly processes: number;
  /** By the first round of each process; otherwise, by its warm rounds. */
  readonly first?: boolean;
}

export async function compare(
  { title, folder, titles, processes, first = false }: Heading,
  competitions: readonly Competition[],
  javascript: JavaScript,
): Promise<Report> {
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  for (const { name, rounds, contestants } of competitions) {
    const all = await contestants(folder);
    const taking = all.filter((contestant) => contestant !== undefined);
    const measured = first
      ? [await firstRounds(taking, rounds, javascript, processes)]
      : await inTurn(processes, () => interleave(taking, rounds, javascript));
    rows.push({
      name,
      values: valuesOf(
        measured,
        all.map((contestant) => contestant && taking.indexOf(contestant)),
      ),
    });
  }
  const ratios = titles.slice(1).map((_, i) => rows.flatMap(({ values }) => values[i + 1] ?? []));
  const means = ratios.map((list) => (list.length > 0 ? geometricMean(list) : undefined));
  rows.push({ name: 'geometric mean', values: [undefined, ...means] });
  const columns = titles.map((name, i) => ({ title: i === 0 ? `${name}, ms` : name }));
  return { title, columns, rows };
}

async function inTurn<Result>(count: number, act: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < count; i++) results.push(await act());
  return results;
}

/** The median time of the first subject, and the median ratios of the others to it. Where each stands: its index, if it does. */
function valuesOf(
  measured: readonly (readonly (number | undefined)[])[],
  places: readonly (number | undefined)[],
): (number | undefined)[] {
  return places.map((place, i) => {
    if (place === undefined) return undefined;
    const values = measured.map((times) => (i === 0 ? times[0] : ratio(times[place], times[0])));
    const known = values.filter((value) => value !== undefined);
    return known.length === values.length ? median(known) : undefined;
  });
}
function ratio(time: number | undefined, first: number | undefined): number | undefined {
  return time === undefined || first === undefined ? undefined : time / first;
}
